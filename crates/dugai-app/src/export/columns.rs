//! Columns of the official list (整改任务清单、台账): title, width, value.

use dugai_documents::write::register::{Cell, Column as Heading, Kind};
use dugai_domain::problem::printed::day_zh;
use dugai_domain::problem::state::MeasureProgress;
use dugai_domain::problem::{AcceptanceStep, Duty, DutyRole, Guidance, Measure, Problem, SourceKind, Stage};
use dugai_domain::time::{Timestamp, day_from_number};
use dugai_store::register::NO_DAY;
use jiff::civil::Date;

use super::Line;
use crate::official::{guidance_zh, level_zh, source_zh, stage_zh};
use crate::setup::Setup;

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal, $kind:ident, $width:literal, $state:literal;)*) => {
        /// A column of the register as a file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Column {
            $($(#[$doc])* $name,)*
        }

        impl Column {
            /// Every column, in the official order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code used in addresses and on the command line.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Its heading.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// Whether the whole state of a problem must be read for it.
            #[must_use]
            pub fn needs_state(self) -> bool {
                match self { $(Self::$name => $state,)* }
            }

            pub(super) fn heading(self) -> Heading {
                match self { $(Self::$name => Heading::new($title, Kind::$kind).wide($width),)* }
            }
        }
    };
}

columns! {
    /// Running number in the file.
    Seq = "seq", "序号", Number, 5.0, false;
    /// Numbers at each level.
    Number = "number", "编号", Text, 9.0, false;
    /// Kind of source.
    Source = "source", "问题来源", Text, 9.0, false;
    /// Round or document of the source.
    Round = "round", "轮次", Text, 14.0, false;
    /// The problem in the words of its source.
    Text = "text", "问题内容", Text, 34.0, false;
    /// Types.
    Type = "type", "类型", Text, 8.0, true;
    /// County or park.
    County = "county", "属地", Text, 10.0, false;
    /// Responsible units.
    Unit = "unit", "责任单位", Text, 14.0, true;
    /// Supervising units.
    Supervisor = "supervisor", "督导单位", Text, 14.0, true;
    /// Leader in charge.
    Leader = "leader", "包案领导", Text, 10.0, true;
    /// Goal.
    Goal = "goal", "整改目标", Text, 20.0, true;
    /// Measures with their dates.
    Measures = "measures", "整改措施", Text, 36.0, true;
    /// Date of the whole, as the list says it until it is moved.
    Due = "due", "整改时限", Text, 13.0, true;
    /// Guidance class.
    Guidance = "guidance", "分类指导", Text, 9.0, false;
    /// Supervision level.
    Level = "level", "督办级别", Text, 9.0, false;
    /// The official word of progress.
    Progress = "progress", "整改进展", Text, 12.0, true;
    /// Stage.
    Stage = "stage", "状态", Text, 9.0, false;
    /// Nearest due day.
    NextDue = "next_due", "最近到期日", Date, 11.0, false;
    /// Share of the measures done.
    Percent = "percent", "措施进度%", Number, 8.0, false;
    /// Day of strike-off.
    StruckOff = "struck_off", "销号日期", Date, 11.0, false;
    /// Day by which it must be looked at again.
    LookBack = "look_back", "回头看日期", Date, 11.0, false;
    /// Day of registration.
    Registered = "registered", "登记日期", Date, 11.0, false;
    /// Class line of the list.
    Class = "class", "问题类别", Text, 14.0, true;
    /// The number of the city's list alone.
    CityNo = "city_no", "市序号", Text, 7.0, true;
    /// The number of the county's list alone.
    CountyNo = "county_no", "县序号", Text, 7.0, true;
    /// Place in words.
    Place = "place", "具体位置", Text, 14.0, false;
    /// Assisting units.
    Assist = "assist", "配合单位", Text, 14.0, true;
    /// Who accepts, step by step.
    Acceptor = "acceptor", "验收单位", Text, 14.0, true;
    /// Persons named for the responsible units.
    Person = "person", "责任人", Text, 10.0, true;
    /// Enterprises that answer for it.
    Enterprise = "enterprise", "企业（主体责任）", Text, 14.0, true;
    /// Who answers for each measure.
    MeasureOwner = "measure_owner", "措施责任单位", Text, 14.0, true;
    /// By when each measure is to be done.
    MeasureDue = "measure_due", "措施完成时限", Text, 14.0, true;
    /// How far each measure is, in words.
    MeasureNote = "measure_note", "措施进展情况", Text, 24.0, true;
    /// The words of the last monthly dispatch.
    ProgressNote = "progress_note", "进展情况", Text, 24.0, true;
}

impl Column {
    /// The columns of the official list.
    pub const USUAL: &'static [Self] = &[
        Self::Seq,
        Self::Number,
        Self::Source,
        Self::Text,
        Self::County,
        Self::Unit,
        Self::Supervisor,
        Self::Goal,
        Self::Measures,
        Self::Due,
        Self::Progress,
        Self::Stage,
        Self::NextDue,
        Self::StruckOff,
    ];

    /// The column of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.code() == code)
    }

    pub(super) fn cell(self, line: &Line<'_>) -> Cell {
        let Line { row, setup, .. } = line;
        match self {
            Self::Seq => Cell::Int(line.number),
            Self::Number => text(&row.number),
            Self::Source => text(SourceKind::of_number(row.source).map_or("", source_zh)),
            Self::Round => text(&row.source_round),
            Self::Text => text(&row.title),
            Self::County => text(&row.county.map_or_else(String::new, |u| setup.unit_name(u.into()))),
            Self::Guidance => text(Guidance::of_number(row.guidance).map_or("", guidance_zh)),
            Self::Level => text(level_zh(u8::try_from(row.level).unwrap_or(0))),
            Self::Stage => text(Stage::of_number(row.stage).map_or("", stage_zh)),
            Self::NextDue => date(row.due),
            Self::Percent => Cell::Int(row.percent),
            // What a letter only declares nobody here struck off.
            Self::StruckOff if Stage::of_number(row.stage) == Some(Stage::Declared) => Cell::Empty,
            Self::StruckOff => date(row.struck_off),
            Self::LookBack => date(row.look_back),
            Self::Registered => Cell::Date(Timestamp(row.registered).day()),
            Self::Place => text(&row.place),
            Self::Class
            | Self::CityNo
            | Self::CountyNo
            | Self::Assist
            | Self::Acceptor
            | Self::Person
            | Self::Enterprise
            | Self::MeasureOwner
            | Self::MeasureDue
            | Self::MeasureNote
            | Self::ProgressNote
            | Self::Type
            | Self::Unit
            | Self::Supervisor
            | Self::Leader
            | Self::Goal
            | Self::Measures
            | Self::Due
            | Self::Progress => line.state.map_or(Cell::Empty, |p| self.of_state(p, line)),
        }
    }

    fn of_state(self, p: &Problem, line: &Line<'_>) -> Cell {
        let (setup, day) = (line.setup, line.now.day());
        match self {
            Self::Type => text(&types_zh(p, setup)),
            Self::Unit => text(&units_zh(p, DutyRole::Responsible, (setup, day))),
            Self::Supervisor => text(&units_zh(p, DutyRole::Supervising, (setup, day))),
            Self::Leader => text(p.lead_officer.as_ref().map_or("", |l| &l.name)),
            Self::Goal => text(&p.goal),
            Self::Measures => text(&measures_zh(p)),
            Self::Due => text(&p.due_words()),
            Self::Progress => text(progress_zh(p, day)),
            Self::Class => text(&p.klass),
            Self::CityNo => text(&numbers_of(p, "市")),
            Self::CountyNo => text(&numbers_of(p, "县")),
            Self::Assist => text(&units_zh(p, DutyRole::Assisting, (setup, day))),
            Self::Acceptor => text(&acceptors_zh(p, setup)),
            Self::Person => text(&persons_zh(p, day)),
            Self::Enterprise => text(&units_zh(p, DutyRole::Enterprise, (setup, day))),
            Self::MeasureOwner => text(&measure_lines(p, |m| m.measure.owner.map(|u| setup.unit_name(u)))),
            Self::MeasureDue => text(&measure_dues(p)),
            Self::MeasureNote => text(&measure_lines(p, |m| Some(measure_note(m)))),
            Self::ProgressNote => text(p.months.last().map_or("", |(_, month)| &month.report.text)),
            _ => Cell::Empty,
        }
    }
}

fn text(words: &str) -> Cell {
    if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) }
}

fn date(number: i64) -> Cell {
    if number == NO_DAY { Cell::Empty } else { Cell::Date(day_from_number(number)) }
}

/// The official word of progress, or what stands for it where the source declares the end.
pub(crate) fn progress_zh(p: &Problem, day: Date) -> &'static str {
    match p.stage {
        Stage::NotAccepted | Stage::Voided | Stage::Unfounded | Stage::Withdrawn => "",
        Stage::Declared => stage_zh(Stage::Declared),
        _ => p.computed_progress(day).zh(),
    }
}

/// The types of a problem.
pub(crate) fn types_zh(p: &Problem, setup: &Setup) -> String {
    let word = |code: &String| {
        // A type that is used no more keeps its word.
        let mut known = setup.reference.versions().flat_map(|r| &r.types);
        known.find(|t| t.code == *code).map_or_else(|| code.clone(), |t| t.zh.clone())
    };
    p.types.iter().map(word).collect::<Vec<_>>().join("、")
}

/// Units in a part on a day, by their short names.
pub(crate) fn units_zh(p: &Problem, role: DutyRole, at: (&Setup, Date)) -> String {
    p.units_in(role, at.1).map(|u| at.0.unit_name(u)).collect::<Vec<_>>().join("、")
}

/// Measures of the plan in force; before one is approved, those of the list.
fn measures_zh(p: &Problem) -> String {
    let dated = |no: u32, words: &str, due: Option<String>| match due {
        Some(due) => format!("{no}. {words}（{due}）"),
        None => format!("{no}. {words}"),
    };
    let lines: Vec<String> = if p.measures.is_empty() {
        p.given.iter().map(|m| dated(m.no, &m.text, Some(m.due.words()).filter(|d| !d.is_empty()))).collect()
    } else {
        let one = |m: &Measure| dated(m.no, &m.text, measure_due(m));
        p.measures.iter().map(|m| one(&m.measure)).collect()
    };
    lines.join("\n")
}

/// By when a measure is to be done; one kept up for good says so.
fn measure_due(m: &Measure) -> Option<String> {
    let day = m.due.map(day_zh);
    match (day, m.long_term) {
        (Some(day), true) => Some(format!("{day}，长期坚持")),
        (None, true) => Some("长期坚持".to_owned()),
        (day, false) => day,
    }
}

/// One numbered line a measure of the plan in force, without those of which there is nothing to say.
fn measure_lines(p: &Problem, say: impl Fn(&MeasureProgress) -> Option<String>) -> String {
    let line = |m: &MeasureProgress| say(m).map(|words| format!("{}. {words}", m.measure.no));
    p.measures.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// Dates of the measures in force; before a plan is approved, those of the list in its own words.
fn measure_dues(p: &Problem) -> String {
    if !p.measures.is_empty() {
        return measure_lines(p, |m| measure_due(&m.measure));
    }
    let given = p.given.iter().map(|m| (m.no, m.due.words())).filter(|(_, due)| !due.is_empty());
    given.map(|(no, due)| format!("{no}. {due}")).collect::<Vec<_>>().join("\n")
}

/// How far a measure is: its share, whether it was accepted, and the last words about it.
fn measure_note(m: &MeasureProgress) -> String {
    let accepted = if m.accepted.is_some() { "，已验收" } else { "" };
    let note = if m.note.is_empty() { String::new() } else { format!("，{}", m.note) };
    format!("{}%{accepted}{note}", m.percent)
}

/// The numbers of one level, without the word of the level.
fn numbers_of(p: &Problem, level: &str) -> String {
    p.numbers.iter().filter(|n| n.level == level).map(|n| n.no.as_str()).collect::<Vec<_>>().join("、")
}

/// Who accepts, in order: the unit that the list names, or the level where it names none.
fn acceptors_zh(p: &Problem, setup: &Setup) -> String {
    let step = |s: &AcceptanceStep| s.unit.map_or_else(|| format!("{}级", s.level), |u| setup.unit_name(u));
    p.steps.iter().map(step).collect::<Vec<_>>().join("、")
}

/// Persons named for the responsible units on a day, each once.
fn persons_zh(p: &Problem, day: Date) -> String {
    let held = |d: &&Duty| d.role == DutyRole::Responsible && d.from <= day && d.to.is_none_or(|to| day <= to);
    let mut names: Vec<&str> = Vec::new();
    for name in p.chain.iter().filter(held).map(|d| d.person.as_str()) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("、")
}
