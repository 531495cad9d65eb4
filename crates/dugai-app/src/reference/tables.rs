//! The tables of reference data: their sheets, headings and official words, and the rows that a
//! version makes. Reading and comparing go by the same tables.

use dugai_documents::write::reference;
use dugai_documents::write::register::{Cell, Column, Kind};
use dugai_domain::calendar::{Start, Unit};
use dugai_domain::reference::{ClockKind, Escalation, GateSigner, Lamp, Moment, Named, Recipient, Reference};

/// A word of a table and the value it stands for.
pub(super) type Words<T> = &'static [(&'static str, T)];

pub(super) const SIGNERS: Words<GateSigner> = &[
    ("责任单位负责人", GateSigner::ResponsibleHead),
    ("督导单位", GateSigner::Supervising),
    ("整改办", GateSigner::Office),
];
pub(super) const MOMENTS: Words<Moment> = &[
    ("登记", Moment::Registered),
    ("签收认领", Moment::Claimed),
    ("首次回应", Moment::FirstResponse),
    ("首次行动", Moment::FirstAction),
    ("方案上报", Moment::PlanSubmitted),
    ("方案批准", Moment::PlanApproved),
    ("自查自验", Moment::SelfChecked),
    ("申请验收", Moment::AcceptanceApplied),
    ("通过验收", Moment::Accepted),
    ("公示开始", Moment::NoticeOpened),
    ("公示结束", Moment::NoticeClosed),
    ("备案", Moment::Filed),
    ("销号", Moment::StruckOff),
    ("回头看", Moment::LookedBack),
];
pub(super) const KINDS: Words<ClockKind> =
    &[("办理", ClockKind::Handling), ("权利", ClockKind::Right), ("长效", ClockKind::LongTerm)];
pub(super) const UNITS: Words<Unit> = &[("日", Unit::Natural), ("工作日", Unit::Working), ("个月", Unit::Months)];
pub(super) const STARTS: Words<Start> = &[("次日", Start::NextDay), ("当日", Start::SameDay)];
pub(super) const LAMPS: Words<Lamp> = &[("蓝", Lamp::Blue), ("黄", Lamp::Yellow), ("红", Lamp::Red)];
pub(super) const RECIPIENTS: Words<Recipient> = &[
    ("责任单位经办人", Recipient::ResponsibleOfficer),
    ("责任单位负责人", Recipient::ResponsibleHead),
    ("整改办", Recipient::Office),
    ("包案领导", Recipient::LeadOfficer),
];
pub(super) const YES_NO: Words<bool> = &[("是", true), ("否", false)];
/// The clock of steps that warn of a day fixed by list or plan.
pub(super) const FIXED: &str = "指定日期";
/// The clock of steps that warn of the word of a month.
pub(super) const MONTHLY: &str = "月调度";
/// Items of the first table.
pub(super) const SETTINGS: [&str; 4] = ["版本", "公示天数", "验收层级", "月调度截止日"];

/// A table's sheet: name, note, headings with their widths, and how many of the first make its key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) name: &'static str,
    note: &'static str,
    pub(super) heads: &'static [(&'static str, f64)],
    pub(super) keys: usize,
}

const NAMED: &[(&str, f64)] = &[("代码", 20.0), ("名称", 24.0), ("英文名称", 32.0)];
const NAMED_NOTE: &str = "代码写入记录后不再改动，只改名称；删去一行即不再选用，已有记录不变。";

pub(super) const SETTING: Form = Form {
    name: "基本设置",
    note: "版本请勿改动。公示天数为可选用的工作日数，验收层级按先后，多项用“、”隔开。",
    heads: &[("项目", 24.0), ("内容", 30.0)],
    keys: 1,
};
pub(super) const GATES: Form = Form {
    name: "销号关口",
    note: "每个关口在最后一步验收之前签署。签署人填：责任单位负责人、督导单位或者整改办。",
    heads: &[
        ("代码", 18.0),
        ("名称", 16.0),
        ("英文名称", 24.0),
        ("确认内容", 46.0),
        ("确认内容（英文）", 46.0),
        ("签署人", 16.0),
        ("须附佐证", 10.0),
        ("可不适用", 10.0),
    ],
    keys: 1,
};
pub(super) const STANDARDS: Form = Form {
    name: "验收标准",
    note: "对照条目在一格内每行一条（Alt+Enter换行），写明依据。",
    heads: &[("代码", 16.0), ("名称", 18.0), ("英文名称", 24.0), ("写明质量安全", 14.0), ("对照条目", 90.0)],
    keys: 1,
};
pub(super) const CLOCKS: Form = Form {
    name: "办理时限",
    note: "用途填办理、公示或者长效；单位填日、工作日或者个月；起算填次日或者当日。依据写明法规、条款或者通知。",
    heads: &[
        ("代码", 18.0),
        ("名称", 18.0),
        ("英文名称", 24.0),
        ("起点", 12.0),
        ("终点", 12.0),
        ("用途", 8.0),
        ("数量", 8.0),
        ("单位", 10.0),
        ("起算", 8.0),
        ("遇休息日顺延", 14.0),
        ("依据", 60.0),
    ],
    keys: 1,
};
pub(super) const STEPS: Form = Form {
    name: "预警步骤",
    note: "时限填办理时限的代码，措施和整改时限填“指定日期”，月调度填“月调度”。天数以到期日为0，提前为负，超期为正。提醒对象用“、”隔开。",
    heads: &[("时限", 20.0), ("天数", 8.0), ("灯色", 8.0), ("提醒对象", 50.0)],
    keys: 2,
};
pub(super) const TYPES: Form = Form { name: "问题类型", note: NAMED_NOTE, heads: NAMED, keys: 1 };
pub(super) const RETURNS: Form = Form { name: "退回原因", note: NAMED_NOTE, heads: NAMED, keys: 1 };
pub(super) const DIRECTIONS: Form = Form { name: "举一反三方向", note: NAMED_NOTE, heads: NAMED, keys: 1 };
pub(super) const FORMS: Form = Form { name: "问责方式", note: NAMED_NOTE, heads: NAMED, keys: 1 };

/// A table with the rows of a version.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    pub(super) form: FormOf,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// A form that is compared by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormOf(pub(super) Form);

impl PartialEq for FormOf {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Table {
    fn of(form: Form, rows: Vec<Vec<Cell>>) -> Self {
        Self { form: FormOf(form), rows }
    }

    /// As the workbook draws it.
    pub(super) fn drawn(self) -> reference::Table {
        let Form { name, note, heads, .. } = self.form.0;
        let columns = heads.iter().map(|(title, width)| Column::new(*title, Kind::Text).wide(*width)).collect();
        reference::Table { name: name.to_owned(), note: note.to_owned(), columns, rows: self.rows }
    }
}

fn text(value: &str) -> Cell {
    if value.is_empty() { Cell::Empty } else { Cell::Text(value.to_owned()) }
}

/// The word of a value.
fn word<T: PartialEq + Copy>(words: Words<T>, value: T) -> Cell {
    words.iter().find(|(_, v)| *v == value).map_or(Cell::Empty, |(word, _)| text(word))
}

fn listed<S: AsRef<str>>(values: impl Iterator<Item = S>) -> Cell {
    text(&values.map(|v| v.as_ref().to_owned()).collect::<Vec<_>>().join("、"))
}

fn named(n: &Named) -> Vec<Cell> {
    vec![text(&n.code), text(&n.zh), text(&n.en)]
}

fn step(clock: &str, s: &Escalation) -> Vec<Cell> {
    let to = s.to.iter().filter_map(|r| RECIPIENTS.iter().find(|(_, v)| v == r)).map(|(word, _)| *word);
    vec![text(clock), Cell::Int(s.days), word(LAMPS, s.lamp), listed(to)]
}

/// Every table of a version.
pub(super) fn all(r: &Reference) -> Vec<Table> {
    let settings = [
        Cell::Int(i64::from(r.version)),
        listed(r.notice_days.iter().map(u32::to_string)),
        listed(r.acceptance_levels.iter()),
        Cell::Int(i64::from(r.dispatch_day)),
    ];
    let gates = r.gates.iter().map(|g| {
        let mut row = named(&g.named);
        row.extend([text(&g.question_zh), text(&g.question_en), word(SIGNERS, g.signer)]);
        row.extend([word(YES_NO, g.evidence), word(YES_NO, g.waivable)]);
        row
    });
    let standards = r.standards.iter().map(|s| {
        let mut row = named(&s.named);
        row.extend([word(YES_NO, s.safety), text(&s.points.join("\n"))]);
        row
    });
    let clocks = r.clocks.iter().map(|c| {
        let mut row = named(&c.named);
        row.extend([word(MOMENTS, c.starts), word(MOMENTS, c.stops), word(KINDS, c.kind), Cell::Int(i64::from(c.n))]);
        row.extend([word(UNITS, c.unit), word(STARTS, c.start), word(YES_NO, c.roll), text(&c.basis)]);
        row
    });
    let mut steps: Vec<Vec<Cell>> =
        r.clocks.iter().flat_map(|c| c.escalation.iter().map(|s| step(&c.named.code, s))).collect();
    steps.extend(r.fixed_date_escalation.iter().map(|s| step(FIXED, s)));
    steps.extend(r.dispatch_escalation.iter().map(|s| step(MONTHLY, s)));
    let words = |list: &[Named]| list.iter().map(named).collect::<Vec<_>>();
    vec![
        Table::of(SETTING, SETTINGS.iter().zip(settings).map(|(item, value)| vec![text(item), value]).collect()),
        Table::of(GATES, gates.collect()),
        Table::of(STANDARDS, standards.collect()),
        Table::of(CLOCKS, clocks.collect()),
        Table::of(STEPS, steps),
        Table::of(TYPES, words(&r.types)),
        Table::of(RETURNS, words(&r.return_reasons)),
        Table::of(DIRECTIONS, words(&r.sweep_directions)),
        Table::of(FORMS, words(&r.accountability_forms)),
    ]
}
