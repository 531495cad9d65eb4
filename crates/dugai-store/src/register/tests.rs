//! What the register in memory answers is what a reading of every row, one by one, finds.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Cut, Facet, Filter, Indexed, Lack, Mine, NO_DAY, Range, RegisterRow, Scope, Sort, TurnRow, Waits};
use crate::{Commit, Store, Target, text};

const COUNTIES: [Uuid; 3] = [Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3)];
const GROUPS: [Uuid; 2] = [Uuid::from_u128(91), Uuid::from_u128(92)];
const TEXTS: [&str; 4] = ["青石沟料场扬尘", "石门寺砖厂夜间噪声", "北坡 A3 号井渗漏", "柳湾污水直排"];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end as u64) as i64
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as i64) as usize]
    }
}

fn indexed(n: i64, dice: &mut Dice) -> Indexed {
    let county = dice.one(&COUNTIES);
    let day = |dice: &mut Dice| if dice.below(4) == 0 { NO_DAY } else { 20_000 + dice.below(30) };
    let row = RegisterRow {
        id: Uuid::from_u128((n as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 << 100),
        number_key: format!("市{:0>4}", dice.below(200)),
        number: format!("市{n}"),
        title: String::new(),
        place: String::new(),
        source_round: dice.one(&["甲", "乙", ""]).to_owned(),
        stage: dice.below(4),
        source: dice.below(3),
        guidance: dice.below(2),
        level: dice.below(3),
        unit: Some(county),
        supervisor: Some(dice.one(&COUNTIES)).filter(|u| *u != COUNTIES[0]),
        county: Some(county).filter(|_| dice.below(5) > 0),
        leader: Some(dice.one(&COUNTIES)).filter(|_| dice.below(3) == 0),
        kind: dice.one(&["water", "air", ""]).to_owned(),
        due: day(dice),
        whole_due: NO_DAY,
        look_back: day(dice),
        struck_off: day(dice),
        round: 1 + i64::from(dice.below(8) == 0),
        percent: 0,
        public: dice.below(2) == 0,
        notice_until: NO_DAY,
        registered: n,
        changed: 1_000 + dice.below(500),
        group: Some(dice.one(&GROUPS)).filter(|_| dice.below(3) == 0),
    };
    let scope = if dice.below(3) == 0 { COUNTIES[..2].to_vec() } else { vec![county] };
    let turn = |hand, who, role, action: &str, starts| TurnRow {
        hand,
        who,
        role,
        action: action.to_owned(),
        starts,
        ends: None,
        except: vec![],
    };
    let turns = match dice.below(4) {
        0 => vec![turn("unit", Some(county), "", "claim", 0)],
        1 => vec![turn("office", None, "head", "approve_plan", 0), turn("unit", Some(county), "head", "claim", 0)],
        2 => vec![
            turn("office", None, "", "look_back", 20_010),
            turn("unit", Some(county), "acceptor", "record_acceptance", 0),
        ],
        _ => vec![],
    };
    Indexed { row, scope, turns, text: dice.one(&TEXTS).to_owned() }
}

fn filters(dice: &mut Dice) -> Vec<Filter> {
    let mut list = Vec::new();
    for _ in 0..60 {
        let scope = match dice.below(4) {
            0 => Scope::Public,
            1 => Scope::Units(vec![dice.one(&COUNTIES), dice.one(&COUNTIES)]),
            2 => Scope::Units(Vec::new()),
            _ => Scope::All,
        };
        let range = |dice: &mut Dice| match dice.below(8) {
            0 => Range { from: Some(20_005), to: None },
            1 => Range { from: None, to: Some(20_012) },
            2 => Range { from: Some(20_005), to: Some(20_020) },
            3 => Range { from: Some(20_029), to: None },
            _ => Range::default(),
        };
        let some = |dice: &mut Dice| dice.below(4) == 0;
        list.push(Filter {
            stages: if some(dice) { vec![dice.below(4), dice.below(4)] } else { Vec::new() },
            sources: if some(dice) { vec![dice.below(3)] } else { Vec::new() },
            kinds: if some(dice) { vec![dice.one(&["water", ""]).to_owned()] } else { Vec::new() },
            unit: Some(dice.one(&COUNTIES)).filter(|_| some(dice)),
            supervisor: Some(dice.one(&COUNTIES)).filter(|_| some(dice)),
            leader: Some(dice.one(&COUNTIES)).filter(|_| some(dice)),
            without: if some(dice) { vec![dice.one(&Lack::ALL)] } else { Vec::new() },
            group: Some(dice.one(&GROUPS)).filter(|_| some(dice) && some(dice)),
            level: if some(dice) { 1 } else { 0 },
            due: range(dice),
            look_back: range(dice),
            struck_off: range(dice),
            waits: Some(Waits { action: dice.one(&["claim", "look_back"]).to_owned(), since: 20_009 + dice.below(3) })
                .filter(|_| some(dice)),
            registered: if some(dice) { Range { from: Some(40), to: None } } else { Range::default() },
            changed: if some(dice) { Range { from: None, to: Some(1_300) } } else { Range::default() },
            rebounded: some(dice) && some(dice),
            source_round: Some("乙".to_owned()).filter(|_| some(dice)),
            text: dice.one(&["", "", "", "石", "石门", "a3号井", "料场扬", "无此文字", "，"]).to_owned(),
            ..Filter::of(scope)
        });
    }
    list.push(Filter::of(Scope::All));
    list
}

/// Whether a row fits, asked column by column.
fn fits(f: &Filter, i: &Indexed) -> bool {
    let r = &i.row;
    let day = |range: Range, day: i64| {
        range == Range::default()
            || day != NO_DAY && range.from.is_none_or(|d| d <= day) && range.to.is_none_or(|d| day <= d)
    };
    let moment = |range: Range, at: i64| range.from.is_none_or(|m| m <= at) && range.to.is_none_or(|m| at <= m);
    let one_of = |list: &[i64], value: i64| list.is_empty() || list.contains(&value);
    let seen = match &f.scope {
        Scope::All => true,
        Scope::Public => r.public,
        Scope::Units(units) => units.iter().any(|u| i.scope.contains(u)),
    };
    let wanted = text::normalise(&f.text);
    let said = f.text.is_empty() || !wanted.is_empty() && text::normalise(&i.text).contains(&wanted);
    seen && said
        && one_of(&f.stages, r.stage)
        && one_of(&f.sources, r.source)
        && (f.kinds.is_empty() || f.kinds.contains(&r.kind))
        && (f.unit.is_none() || f.unit == r.unit)
        && (f.supervisor.is_none() || f.supervisor == r.supervisor)
        && (f.leader.is_none() || f.leader == r.leader)
        && f.without.iter().all(|lack| match lack {
            Lack::Unit => r.unit.is_none(),
            Lack::Supervisor => r.supervisor.is_none(),
            Lack::County => r.county.is_none(),
            Lack::Leader => r.leader.is_none(),
        })
        && (f.group.is_none() || f.group == r.group)
        && r.level >= f.level
        && (!f.rebounded || r.round >= 2)
        && f.source_round.as_ref().is_none_or(|s| *s == r.source_round)
        && f.waits.as_ref().is_none_or(|w| i.turns.iter().any(|t| t.action == w.action && t.starts <= w.since))
        && day(f.due, r.due)
        && day(f.look_back, r.look_back)
        && day(f.struck_off, r.struck_off)
        && moment(f.registered, r.registered)
        && moment(f.changed, r.changed)
}

async fn same_pages(store: &Store, filter: &Filter, fitting: &[&Indexed]) {
    for sort in Sort::ALL {
        let mut expected = fitting.to_vec();
        expected.sort_by_key(|i| {
            let r = &i.row;
            let number = if sort == Sort::Number { r.number_key.clone() } else { String::new() };
            let by = match sort {
                Sort::Number => 0,
                Sort::Due => r.due,
                Sort::Changed => r.changed,
                Sort::Stage => r.stage,
            };
            (number, by, r.id)
        });
        for descending in [false, true] {
            if descending {
                expected.reverse();
            }
            let ids: Vec<Uuid> = expected.iter().map(|i| i.row.id).collect();
            // Forwards through every page, then one page back from each place.
            let (mut seen, mut cut): (Vec<Uuid>, Option<Cut>) = (Vec::new(), None);
            loop {
                let from = cut.as_ref().map(|c| (c, false));
                let page = store.list(filter, (sort, descending), from, 17).await.expect("read");
                assert_eq!(page.total, ids.len() as u64, "{filter:?}");
                if let Some(cut) = &cut {
                    let back = store.list(filter, (sort, descending), Some((cut, true)), 17).await.expect("read");
                    let before = &ids[seen.len().saturating_sub(18)..seen.len() - 1];
                    assert_eq!(back.rows.iter().map(|r| r.id).collect::<Vec<_>>(), before, "{filter:?} {sort:?}");
                }
                seen.extend(page.rows.iter().map(|r| r.id));
                cut = page.rows.last().map(|r| r.cut(sort));
                assert_eq!(page.more, seen.len() < ids.len());
                if !page.more {
                    break;
                }
            }
            assert_eq!(seen, ids, "{filter:?} {sort:?} {descending}");
        }
    }
}

async fn same_counts(store: &Store, filter: &Filter, fitting: &[&Indexed]) {
    assert_eq!(store.count(filter).await.expect("read"), fitting.len() as u64, "{filter:?}");
    let mut two: BTreeMap<(String, String), u64> = BTreeMap::new();
    for i in fitting {
        let supervisor = i.row.unit.map(|u| u.as_simple().to_string()).unwrap_or_default();
        *two.entry((i.row.stage.to_string(), supervisor)).or_default() += 1;
    }
    let found = store.count_by_two(filter, (Facet::Stage, Facet::Unit)).await.expect("read");
    assert_eq!(found.into_iter().map(|(a, b, n)| ((a, b), n)).collect::<BTreeMap<_, _>>(), two, "{filter:?}");
    let kinds = store.count_by(filter, Facet::Kind).await.expect("read");
    assert_eq!(kinds.iter().map(|(_, n)| n).sum::<u64>(), fitting.len() as u64);
    for mine in [
        Mine { units: vec![(COUNTIES[0], "officer"), (COUNTIES[1], "head")], today: 20_000, ..Mine::default() },
        Mine { office: vec!["head"], units: vec![(COUNTIES[1], "acceptor")], today: 20_010, ..Mine::default() },
    ] {
        let own = |i: &&&Indexed| i.turns.iter().filter(|t| mine.has(t)).count();
        let expected: usize = fitting.iter().map(|i| own(&i)).sum();
        let (lines, total) = store.todo(&mine, filter, (0, 10_000)).await.expect("read");
        assert_eq!((lines.len(), total), (expected, expected as u64), "{filter:?}");
        assert_eq!(store.todo_count(&mine, filter).await.expect("read"), total);
        assert!(lines.is_sorted_by_key(|l| l.due));
    }
}

#[tokio::test]
async fn the_register_in_memory_answers_as_its_rows_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&Target::Folder(folder.path().to_owned())).await.expect("opens");
    let mut dice = Dice(7);
    let mut rows: BTreeMap<i64, Indexed> = BTreeMap::new();
    for round in 0..4 {
        // Some new rows, and some written anew.
        let mut writes = Vec::new();
        for _ in 0..120 {
            let n = dice.below(300);
            let next = indexed(n, &mut dice);
            writes.extend(next.writes(rows.get(&n)));
            rows.insert(n, next);
        }
        store.commit(Commit { writes, ..Commit::default() }).await.expect("written");
        if round == 2 {
            // Another process: it reads all from the start.
            store = Store::open(&Target::Folder(folder.path().to_owned())).await.expect("opens");
        }
        for filter in filters(&mut dice) {
            let fitting: Vec<&Indexed> = rows.values().filter(|i| fits(&filter, i)).collect();
            same_counts(&store, &filter, &fitting).await;
            same_pages(&store, &filter, &fitting).await;
        }
    }
}

#[test]
fn who_is_not_asked_is_kept_with_the_turn() {
    let (me, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let action = "sign_gate".to_owned();
    let turn = TurnRow { hand: "office", who: None, role: "", action, starts: 0, ends: None, except: vec![me] };
    let plain = TurnRow { except: vec![], ..turn.clone() };
    let rows = vec![turn.clone(), plain];
    assert_eq!(TurnRow::decode(&TurnRow::encode(&rows)).unwrap(), rows);
    let of = |account| Mine { account: Some(account), office: vec!["officer"], ..Mine::default() };
    assert!(!of(me).has(&turn) && of(other).has(&turn));
    let led = TurnRow { hand: "account", who: Some(other), except: vec![], ..turn };
    assert!(Mine { leads: vec![other], ..of(me) }.has(&led) && !of(other).has(&led), "by the post, not by the name");
}

/// A moment begins with its first question, and what is committed later belongs to the next.
#[tokio::test]
async fn in_one_moment_it_is_asked_once_what_is_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(folder.path().to_owned());
    let writer = Store::open(&target).await.expect("opens");
    let reader = Store::open(&target).await.expect("opens");
    let mut dice = Dice(11);
    let mut write = async |n| {
        let writes = indexed(n, &mut dice).writes(None);
        writer.commit(Commit { writes, ..Commit::default() }).await.expect("written");
    };
    let count = async || reader.count(&Filter::of(Scope::All)).await.expect("read");
    write(1).await;
    let inside = Store::in_one_moment(async {
        write(2).await;
        let first = count().await;
        write(3).await;
        (first, count().await)
    });
    assert_eq!(inside.await, (2, 2));
    assert_eq!(count().await, 3, "outside of a moment every question asks");
}

#[test]
fn nobody_is_asked_after_the_last_day() {
    let action = "claim".to_owned();
    let turn = TurnRow { hand: "office", who: None, role: "", action, starts: 5, ends: Some(9), except: vec![] };
    let rows = vec![turn.clone(), TurnRow { ends: None, ..turn.clone() }];
    assert_eq!(TurnRow::decode(&TurnRow::encode(&rows)).unwrap(), rows);
    let on = |today| Mine { office: vec!["officer"], today, ..Mine::default() }.has(&turn);
    assert_eq!([4, 5, 9, 10].map(on), [false, true, true, false]);
}
