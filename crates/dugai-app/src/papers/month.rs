//! The report of a month (调度报告): counts by the five official words, by county, what moved,
//! what is overdue; its sentences are drafted from the counts.

use std::collections::BTreeMap;

use dugai_domain::actor::Actor;
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::clocks::next_due;
use dugai_domain::problem::printed::day_zh;
use dugai_domain::problem::{DutyRole, Problem, Progress, Recorded, Stage, apply};
use dugai_domain::time::{Timestamp, day_number};
use jiff::civil::Date;

use super::parts::{full_name, moment_zh, office_name, table, title};
use super::{Block, Paper};
use crate::act::recorded;
use crate::export::units_zh;
use crate::month::{Month, MonthCounts, MonthRow, share};
use crate::office::{Office, OfficeError};
use crate::official::stage_zh;
use crate::register::Query;
use crate::setup::Setup;

/// Events that a month's report counts, by code, with what they are called there.
const MOVED: [(&str, &str); 10] = [
    ("registered", "新登记"),
    ("claimed", "签收认领"),
    ("plan_approved", "方案批准"),
    ("measure_accepted", "措施验收"),
    ("self_checked", "自查自验"),
    ("acceptance_recorded", "出具验收意见"),
    ("notice_opened", "开始公示"),
    ("struck_off", "销号"),
    ("returned", "退回重办"),
    ("rebounded", "反弹"),
];
/// Longest text of a problem in a table.
const TEXT: usize = 60;

/// The days of a month, and where the report cuts off.
struct Span {
    first: Date,
    start: Timestamp,
    /// Nothing recorded later counts.
    end: Timestamp,
    whole: bool,
}

impl Span {
    fn of(month: &str, now: Timestamp) -> Option<Self> {
        let (year, number) = month.split_once('-')?;
        if year.len() != 4 || number.len() != 2 {
            return None;
        }
        let first = Date::new(year.parse().ok()?, number.parse().ok()?, 1).ok()?;
        let start = Timestamp::at(first, 0, 0);
        let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
        let last = Timestamp(Timestamp::at(next, 0, 0).0 - 1);
        (start <= now).then_some(Self { first, start, end: last.min(now), whole: last <= now })
    }
}

/// What a report says beside the counts of the month.
#[derive(Default)]
struct Course {
    moved: BTreeMap<&'static str, u64>,
    overdue: Vec<(i64, Vec<String>)>,
}

/// Whose report it is: the city's, or that of the units within whose sight it is made.
struct Whose {
    of: String,
    /// Whose cases it counts, where not all.
    limited: Option<String>,
    signs: String,
}

impl Whose {
    fn of(actor: &Actor, setup: &Setup, day: Date) -> Self {
        let mut units: Vec<UnitId> = Vec::new();
        for unit in actor.units() {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        match units.first() {
            Some(first) if !actor.sees_everything() => {
                let names = units.iter().map(|u| setup.unit_name(*u)).collect::<Vec<_>>().join("、");
                Self { of: setup.unit_name(*first), limited: Some(names), signs: full_name(setup, *first) }
            }
            _ => {
                let of = setup.city().to_owned();
                Self { of, limited: None, signs: office_name(setup, day).unwrap_or_default() }
            }
        }
    }
}

impl Office {
    /// The report of a month (`2026-03`) over what an actor may see: cut off at its end, or now
    /// while it lasts. Its counts are those of [`Office::month`], which the pages show.
    ///
    /// # Errors
    /// [`OfficeError::Field`] when it is no month or one to come; where an enterprise asks, as for all papers
    /// of the authorities; when the store cannot be read.
    pub async fn monthly_report(&self, month: &str, by: (&Actor, Timestamp)) -> Result<(String, Paper), OfficeError> {
        let (actor, now) = by;
        if actor.is_of_enterprises() && !actor.is_system() {
            return Err(OfficeError::NotAllowed("papers"));
        }
        let span = Span::of(month, now).ok_or(OfficeError::Field { field: "month", expected: "month" })?;
        let setup = self.setup().await?;
        let whole = self.month(month, &Query::default(), actor).await?;
        let mut course = Course::default();
        for row in &whole.rows {
            let changed = row.row.changed >= span.start.0;
            if !changed && !row.stage.is_open() {
                continue;
            }
            let id = ProblemId(row.row.id);
            // Only what changed since the month began can have moved in it or stood otherwise then.
            let then = if changed {
                let events = self.recorded_until(id, &span).await?;
                count_moved(&mut course, &events, &span);
                apply::replay(id, &events)
            } else {
                self.load(id).await?
            };
            if let Some(p) = then {
                course.overdue.extend(overdue(&p, row, (&setup, &span)));
            }
        }
        let whose = Whose::of(actor, &setup, now.day());
        let name = format!("{}整改调度报告（{}）", whose.of, whole.code());
        Ok((name, paper((&whole, course), &span, (&setup, now, whose))))
    }

    /// Events of a problem up to the cut-off.
    async fn recorded_until(&self, id: ProblemId, span: &Span) -> Result<Vec<Recorded>, OfficeError> {
        let rows = self.store.events_of(id.0).await?;
        rows.iter().filter(|row| row.at <= span.end.0).map(recorded).collect()
    }
}

fn count_moved(course: &mut Course, events: &[Recorded], span: &Span) {
    for (code, label) in MOVED {
        let times = events.iter().filter(|r| r.at >= span.start && r.event.code() == code).count();
        *course.moved.entry(label).or_default() += times as u64;
    }
}

/// The line of a problem whose nearest due day had passed at the cut-off.
fn overdue(p: &Problem, row: &MonthRow, at: (&Setup, &Span)) -> Option<(i64, Vec<String>)> {
    let (setup, span) = at;
    let today = span.end.day();
    if !p.stage.is_open() {
        return None;
    }
    let due = next_due(p, &setup.reference, &setup.calendar, span.end).filter(|due| *due < today)?;
    let days = day_number(today) - day_number(due);
    let line = vec![
        p.number_text(),
        shortened(&p.text),
        units_zh(p, DutyRole::Responsible, (setup, today)),
        day_zh(due),
        days.to_string(),
        row.computed.zh().to_owned(),
    ];
    Some((days, line))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= TEXT {
        text.to_owned()
    } else {
        format!("{}……", text.chars().take(TEXT).collect::<String>())
    }
}

fn paper(told: (&Month, Course), span: &Span, about: (&Setup, Timestamp, Whose)) -> Paper {
    let (month, course) = told;
    let counts = month.counts();
    let (setup, now, whose) = about;
    let mut blocks = Vec::new();
    let head = |text: &str| Block::Heading1(text.to_owned());
    if let Some(units) = &whose.limited {
        blocks.push(Block::Para(format!("本报告只统计{units}可查看的问题。")));
    }
    blocks.extend([head("一、总体情况"), Block::Para(overview(&counts, span, &whose.of)), words_table(&counts)]);
    blocks.extend([head("二、各属地情况"), counties_table(month, setup)]);
    blocks.extend([head("三、本月进展"), Block::Para(moved_said(&course, span)), moved_table(&course)]);
    blocks.push(head("四、超期问题"));
    let mut overdue = course.overdue;
    overdue.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    let total = overdue.len();
    let rows: Vec<Vec<String>> = overdue.into_iter().map(|(_, line)| line).collect();
    if rows.is_empty() {
        blocks.push(Block::Para("截至统计时间，无超期问题。".to_owned()));
    } else {
        blocks.push(Block::Para(format!(
            "截至统计时间，共有{total}件问题的最近办理时限已过。请有关责任单位逐件说明原因，明确完成时间。"
        )));
        let columns = [("编号", 3), ("问题内容", 8), ("责任单位", 4), ("到期日", 4), ("超期天数", 2), ("整改进展", 4)];
        blocks.push(table("", &columns, rows));
    }
    Paper {
        title: format!(
            "{}\n{}年{}月调度报告",
            title(&[&whose.of, "生态环境保护督察整改"]),
            span.first.year(),
            span.first.month()
        ),
        blocks,
        sign: Some((whose.signs, day_zh(now.day()))),
        demo: setup.is_demo(),
        ..Paper::default()
    }
}

fn overview(counts: &MonthCounts, span: &Span, whose: &str) -> String {
    let parts = Progress::ALL.iter().zip(counts.words).map(|(word, n)| format!("{}{n}件", word.zh()));
    let struck = counts.words.last().copied().unwrap_or(0);
    let rate = match share(struck, counts.listed - counts.declared) {
        Some(rate) => format!("销号率（不含来文载明已销号的问题）{rate}。"),
        None => String::new(),
    };
    let until = if span.whole { day_zh(span.end.day()) } else { moment_zh(span.end) };
    let MonthCounts { listed, declared, owed, reported, missing, .. } = counts;
    format!(
        "截至{until}，{whose}清单在列问题共{listed}件，其中{}；另有来文载明已销号{declared}件，单独统计。{rate}以上进展由系统按整改方案和措施推算。当月应填报调度{owed}件，已填报{reported}件，未填报{missing}件。",
        parts.collect::<Vec<_>>().join("、"),
    )
}

/// The words of progress and the declared ones as headings, which break between their parts.
fn word_headings(share: u32) -> Vec<(String, u32)> {
    let words = Progress::ALL.iter().map(|w| w.zh()).chain([stage_zh(Stage::Declared)]);
    let part = |word: &str| ["序时进度", "已销号", "销号"].into_iter().find(|part| word.ends_with(*part));
    let parted = |word: &str| match part(word).map(|part| (word.trim_end_matches(part), part)) {
        Some((head, part)) if !head.is_empty() => title(&[head, part]),
        _ => word.to_owned(),
    };
    words.map(|word| (parted(word), share)).collect()
}

fn words_table(counts: &MonthCounts) -> Block {
    let row: Vec<String> = counts.words.iter().chain([&counts.declared]).map(u64::to_string).collect();
    Block::Table { caption: "整改进展（件）".to_owned(), columns: word_headings(1), rows: vec![row] }
}

fn counties_table(month: &Month, setup: &Setup) -> Block {
    let plain = |title: &str, share: u32| (title.to_owned(), share);
    let mut columns = vec![plain("属地", 3), plain("合计", 2)];
    columns.extend(word_headings(2));
    columns.push(plain("未填报", 2));
    let line = |name: String, counts: &MonthCounts| {
        let numbers = [&[counts.listed][..], &counts.words, &[counts.declared, counts.missing]].concat();
        [vec![name], numbers.iter().map(u64::to_string).collect()].concat()
    };
    let name = |county: Option<UnitId>| county.map_or_else(|| "未载明".to_owned(), |u| setup.unit_name(u));
    let mut counties: BTreeMap<Option<UnitId>, Vec<&MonthRow>> = BTreeMap::new();
    for row in &month.rows {
        counties.entry(row.row.county.map(UnitId)).or_default().push(row);
    }
    let one = |(county, rows): (&Option<UnitId>, &Vec<&MonthRow>)| {
        line(name(*county), &MonthCounts::of(rows.iter().copied()))
    };
    let mut rows: Vec<Vec<String>> = counties.iter().map(one).collect();
    rows.push(line("合计".to_owned(), &month.counts()));
    Block::Table { caption: "各属地整改进展（件）".to_owned(), columns, rows }
}

fn moved_said(course: &Course, span: &Span) -> String {
    let moved = |label: &str| course.moved.get(label).copied().unwrap_or(0);
    let month = span.first.month();
    format!(
        "{month}月新登记问题{}件，批准整改方案{}件次，出具验收意见{}件次，销号{}件；退回重办{}件次，反弹{}件。",
        moved("新登记"),
        moved("方案批准"),
        moved("出具验收意见"),
        moved("销号"),
        moved("退回重办"),
        moved("反弹")
    )
}

fn moved_table(course: &Course) -> Block {
    let rows = MOVED
        .iter()
        .map(|(_, label)| vec![(*label).to_owned(), course.moved.get(label).copied().unwrap_or(0).to_string()]);
    table("本月办理（件次）", &[("事项", 3), ("件次", 2)], rows.collect())
}
