//! A filter that holds much is read another way than one that holds little: the rows must be the same.

use uuid::Uuid;

use super::count::WIDE;
use super::{Cut, Filter, Indexed, NO_DAY, RegisterRow, Scope, Sort};
use crate::{Commit, Store, Target};

/// Rows of the store: some more than make a filter wide.
const ROWS: i64 = WIDE + 500;
const COUNTY: Uuid = Uuid::from_u128(1);

fn indexed(n: i64) -> Indexed {
    let row = RegisterRow {
        id: Uuid::from_u128((n as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 << 100),
        number_key: format!("市{n:0>8}"),
        number: format!("市{n}"),
        title: "虚构：青石沟料场".to_owned(),
        place: String::new(),
        source_round: String::new(),
        stage: i64::from(n % 50 == 0),
        source: 0,
        guidance: 0,
        level: 0,
        unit: Some(COUNTY),
        supervisor: None,
        county: None,
        leader: None,
        kind: "water".to_owned(),
        due: n % 7,
        whole_due: NO_DAY,
        look_back: NO_DAY,
        struck_off: NO_DAY,
        round: 1,
        percent: 0,
        public: false,
        notice_until: NO_DAY,
        registered: n,
        changed: n,
    };
    Indexed { row, scope: vec![COUNTY], turns: Vec::new(), text: "青石沟料场".to_owned() }
}

#[tokio::test]
async fn a_wide_filter_gives_the_same_rows_in_the_same_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&Target::Folder(folder.path().to_owned())).await.expect("opens");
    let all: Vec<Indexed> = (0..ROWS).map(indexed).collect();
    let writes = all.iter().flat_map(|i| i.writes(None)).collect();
    store.commit(Commit { writes, ..Commit::default() }).await.expect("written");

    let scoped = Filter::of(Scope::Units(vec![COUNTY]));
    let filters = [
        (scoped.clone(), true),
        (Filter { stages: vec![0], ..scoped.clone() }, true),
        (Filter { text: "石沟".to_owned(), ..Filter::of(Scope::All) }, true),
        (Filter { kinds: vec!["water".to_owned()], ..Filter::of(Scope::All) }, true),
        (Filter { stages: vec![1], ..scoped.clone() }, false),
        (Filter::of(Scope::Units(vec![Uuid::from_u128(2)])), false),
    ];
    for (filter, wide) in filters {
        assert_eq!(store.is_wide(&filter).await.expect("counted"), wide, "{filter:?}");
        let fits = |i: &&Indexed| {
            filter.scope != Scope::Units(vec![Uuid::from_u128(2)])
                && (filter.stages.is_empty() || filter.stages.contains(&i.row.stage))
        };
        let mut expected: Vec<&Indexed> = all.iter().filter(fits).collect();
        assert_eq!(store.count(&filter).await.expect("counted"), expected.len() as u64, "{filter:?}");
        for (sort, key) in [(Sort::Number, 0), (Sort::Due, 1)] {
            expected.sort_by_key(|i| (if key == 0 { i.row.registered } else { i.row.due }, i.row.id));
            for from in [0_usize, 100] {
                let cut: Option<Cut> = from.checked_sub(1).and_then(|n| expected.get(n)).map(|i| i.row.cut(sort));
                let page = expected.iter().skip(from).take(50).map(|i| i.row.id).collect::<Vec<_>>();
                if from > 0 && cut.is_none() {
                    continue;
                }
                let found =
                    store.list(&filter, (sort, false), cut.as_ref().map(|c| (c, false)), 50).await.expect("read");
                assert_eq!(found.rows.iter().map(|r| r.id).collect::<Vec<_>>(), page, "{filter:?} from {from}");
            }
        }
    }
}
