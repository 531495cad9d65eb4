//! Rows of the register as tables show them: columns, badges and due marks in words. Other pages
//! that list problems take their marks from here, so that one state looks the same everywhere.

use dugai_app::register::Query;
use dugai_app::{NO_DAY, RegisterRow, Setup, Sort};
use dugai_domain::figures::{DayBound, Figure};
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::problem::{Guidance, SourceKind, Stage};
use dugai_domain::reference::Lamp;
use dugai_domain::time::{Timestamp, day_from_number, day_number};
use jiff::civil::Date;

use crate::names::book;
use crate::say::Names;
use crate::say::clock::{distance, due_class};
use crate::visitor::Visitor;
use crate::words::W;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Col {
    /// Numbers.
    Number,
    /// Text.
    Title,
    /// Stage.
    Stage,
    /// Nearest due day.
    Due,
    /// Responsible unit.
    Unit,
    /// Share of the measures done.
    Percent,
    /// County.
    County,
    /// Guidance class.
    Guidance,
    /// Supervision level.
    Level,
    /// Source.
    Source,
    /// Supervising unit.
    Supervisor,
    /// Leader in charge.
    Leader,
    /// First type.
    Kind,
    /// Life round.
    Round,
    /// Day of registration.
    Registered,
    /// Last change.
    Changed,
    /// Day of strike-off.
    Struck,
}

impl Col {
    /// Every column, in the table's order.
    pub const ALL: [Self; 17] = [
        Self::Number,
        Self::Title,
        Self::Stage,
        Self::Due,
        Self::Unit,
        Self::Percent,
        Self::County,
        Self::Guidance,
        Self::Level,
        Self::Source,
        Self::Supervisor,
        Self::Leader,
        Self::Kind,
        Self::Round,
        Self::Registered,
        Self::Changed,
        Self::Struck,
    ];
    /// What short lists show.
    pub const SHORT: [Self; 5] = [Self::Number, Self::Title, Self::Due, Self::Stage, Self::Unit];

    /// Its code: in the message files under `register.column`, and in `data-col`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "title",
            Self::Stage => "stage",
            Self::Due => "due",
            Self::Unit => "unit",
            Self::Percent => "percent",
            Self::County => "county",
            Self::Guidance => "guidance",
            Self::Level => "level",
            Self::Source => "source",
            Self::Supervisor => "supervisor",
            Self::Leader => "leader",
            Self::Kind => "kind",
            Self::Round => "round",
            Self::Registered => "registered",
            Self::Changed => "changed",
            Self::Struck => "struck",
        }
    }

    /// The order it can be sorted by.
    #[must_use]
    pub fn sort(self) -> Option<Sort> {
        match self {
            Self::Number => Some(Sort::Number),
            Self::Stage => Some(Sort::Stage),
            Self::Due => Some(Sort::Due),
            Self::Changed => Some(Sort::Changed),
            _ => None,
        }
    }

    /// Whether it is shown until a person chooses otherwise.
    #[must_use]
    pub fn shown(self) -> bool {
        Self::ALL.iter().position(|c| *c == self).is_some_and(|at| at < 8)
    }

    /// Whether it can be hidden: a row without number and text is none.
    #[must_use]
    pub fn chosen(self) -> bool {
        !matches!(self, Self::Number | Self::Title)
    }

    /// Class of its head.
    #[must_use]
    pub fn head(self) -> &'static str {
        if self == Self::Percent { "num" } else { "" }
    }
}

/// A cell, ready to print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Column, for the chooser; empty where it cannot be hidden.
    pub col: &'static str,
    /// Class of the `td`.
    pub class: &'static str,
    /// Label on a telephone.
    pub label: &'static str,
    /// What it says.
    pub text: String,
    /// Class of the mark around the text; empty for none.
    pub mark: String,
    /// Where it leads; empty for nowhere.
    pub href: String,
    /// What a pointer is told.
    pub title: String,
    /// Whether its link opens the row.
    pub opens: bool,
    /// A bar of so many per cent.
    pub bar: Option<i64>,
}

/// A row, ready to print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowView {
    /// Problem.
    pub id: String,
    /// Its numbers.
    pub number: String,
    /// Class of the `tr`.
    pub class: &'static str,
    /// Cells.
    pub cells: Vec<Cell>,
}

/// A due mark, with what explains it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueMark {
    /// Class.
    pub class: &'static str,
    /// Words.
    pub text: String,
    /// The date, for a pointer; empty without one.
    pub title: String,
    /// The problem's clocks; empty without a due day.
    pub href: String,
}

/// The mark of a nearest due day.
#[must_use]
pub fn due_mark(w: W, problem: ProblemId, due: i64, today: Date) -> DueMark {
    if due >= NO_DAY {
        return DueMark { class: "due-none", text: "–".to_owned(), ..DueMark::default() };
    }
    let left = due - day_number(today);
    // Near is what the figure "due soon" calls near, so that colour and count agree.
    let near = matches!(Figure::DueSoon.selection().due, Some(DayBound::Within(days)) if left <= days);
    let date = w.date(day_from_number(due));
    DueMark {
        class: due_class(left, near.then_some(Lamp::Yellow)),
        text: distance(w, left),
        title: w.fill("register.due_title", &[("date", &date)]),
        href: clocks(problem),
    }
}

/// Where a problem's clocks are derived.
#[must_use]
pub fn clocks(problem: ProblemId) -> String {
    format!("/problems/{problem}?tab=terms")
}

/// Where a problem is.
#[must_use]
pub fn link(problem: ProblemId) -> String {
    format!("/problems/{problem}")
}

/// The class of a stage's badge.
#[must_use]
pub fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Registered => "badge st-registered",
        Stage::Claimed => "badge st-claimed",
        Stage::Planning => "badge st-draft",
        Stage::PlanSubmitted => "badge st-submitted",
        Stage::Rectifying => "badge st-rectifying",
        Stage::SelfChecked => "badge st-selfchecked",
        Stage::Accepting | Stage::Accepted => "badge st-accepting",
        Stage::Noticed | Stage::NoticeClosed => "badge st-noticed",
        Stage::Filed => "badge st-filed",
        Stage::StruckOff => "badge st-struck",
        Stage::Declared => "badge st-declared",
        Stage::NotAccepted | Stage::Unfounded | Stage::Withdrawn => "badge st-notaccepted",
        Stage::Voided => "badge st-withdrawn",
    }
}

fn guidance_class(class: Guidance) -> &'static str {
    match class {
        Guidance::Immediate => "badge g-now",
        Guidance::ByDate => "badge g-limit",
        Guidance::LongTerm => "badge g-long",
    }
}

/// Rows of one table: who looks, at which columns.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Words.
    pub w: W,
    /// Names.
    pub setup: &'a Setup,
    /// Today.
    pub today: Date,
    /// Columns.
    pub columns: &'a [Col],
}

impl<'a> Rows<'a> {
    /// Rows as a visitor sees them.
    #[must_use]
    pub fn of(visitor: &'a Visitor, columns: &'a [Col]) -> Self {
        Self { w: visitor.w, setup: &visitor.setup, today: visitor.now.day(), columns }
    }

    /// Rows, ready to print.
    #[must_use]
    pub fn views(&self, rows: &[RegisterRow]) -> Vec<RowView> {
        rows.iter().map(|row| self.view(row)).collect()
    }

    fn view(&self, row: &RegisterRow) -> RowView {
        let open = Stage::of_number(row.stage).is_some_and(Stage::is_open);
        let late = open && row.due < day_number(self.today);
        RowView {
            id: ProblemId(row.id).to_string(),
            number: self.number(row),
            class: if late { "is-late" } else { "" },
            cells: self.columns.iter().map(|col| self.cell(*col, row)).collect(),
        }
    }

    fn number(&self, row: &RegisterRow) -> String {
        if row.number.is_empty() { self.w.t("register.no_number").to_owned() } else { row.number.clone() }
    }

    fn cell(&self, col: Col, row: &RegisterRow) -> Cell {
        let w = self.w;
        let problem = ProblemId(row.id);
        let cell = Cell {
            col: if col.chosen() { col.code() } else { "" },
            label: w.code("register.column", col.code()),
            ..Cell::default()
        };
        let text = |text: String| Cell { text, ..cell.clone() };
        match col {
            Col::Number => Cell { class: "no", href: link(problem), opens: true, ..text(self.number(row)) },
            Col::Title => Cell { class: "main", title: row.title.clone(), ..text(row.title.clone()) },
            Col::Stage => Stage::of_number(row.stage).map_or_else(Cell::default, |s| Cell {
                mark: stage_class(s).to_owned(),
                ..text(w.code("stage", s.code()).to_owned())
            }),
            Col::Due => self.due(row, cell),
            Col::Unit => Cell { class: "nowrap", ..text(self.unit(row.unit.map(UnitId))) },
            Col::Supervisor => text(self.unit(row.supervisor.map(UnitId))),
            Col::County => Cell { class: "nowrap", ..text(self.unit(row.county.map(UnitId))) },
            Col::Leader => text(row.leader.map_or_else(dash, |a| self.setup.account_name(AccountId(a)))),
            Col::Percent => {
                let done = w.fill("register.percent_of", &[("n", &row.percent)]);
                Cell { class: "num", bar: Some(row.percent.clamp(0, 100)), ..text(done) }
            }
            Col::Guidance => Guidance::of_number(row.guidance).map_or_else(Cell::default, |g| Cell {
                mark: guidance_class(g).to_owned(),
                ..text(w.code("guidance", g.code()).to_owned())
            }),
            Col::Level => {
                let word = w.t(&format!("level.{}", row.level)).to_owned();
                let mark = if row.level > 0 { format!("badge lv-{}", row.level) } else { String::new() };
                Cell { mark, ..text(word) }
            }
            Col::Source => {
                text(SourceKind::of_number(row.source).map_or_else(dash, |s| w.code("source", s.code()).to_owned()))
            }
            Col::Kind if row.kind.is_empty() => text(dash()),
            Col::Kind => text(book(self.setup).type_name(&row.kind, w.lang)),
            Col::Round => text(w.fill("register.round_no", &[("n", &row.round)])),
            Col::Registered => Cell { class: "nowrap", ..text(w.date(Timestamp(row.registered).day())) },
            Col::Changed => Cell { class: "nowrap", ..text(w.time(Timestamp(row.changed))) },
            Col::Struck => Cell { class: "nowrap", ..text(self.day(row.struck_off)) },
        }
    }

    /// An ended problem shows when it ended, in place of a day that no longer runs.
    fn due(&self, row: &RegisterRow, cell: Cell) -> Cell {
        if row.struck_off < NO_DAY && !Stage::of_number(row.stage).is_some_and(Stage::is_open) {
            let date = self.day(row.struck_off);
            let title = self.w.fill("register.struck_title", &[("date", &date)]);
            return Cell { mark: "due due-done".to_owned(), text: date, title, ..cell };
        }
        let mark = due_mark(self.w, ProblemId(row.id), row.due, self.today);
        Cell { mark: format!("due {}", mark.class), text: mark.text, title: mark.title, href: mark.href, ..cell }
    }

    fn unit(&self, unit: Option<UnitId>) -> String {
        unit.map_or_else(dash, |u| self.setup.unit_name(u))
    }

    fn day(&self, day: i64) -> String {
        if day < NO_DAY { self.w.date(day_from_number(day)) } else { dash() }
    }
}

fn dash() -> String {
    "–".to_owned()
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadView {
    /// Column, for the chooser; empty where it cannot be hidden.
    pub col: &'static str,
    /// Class.
    pub class: &'static str,
    /// Word.
    pub text: &'static str,
    /// Where sorting by it leads; empty if it cannot be sorted by.
    pub href: String,
    /// `ascending`, `descending`, or empty.
    pub sorted: &'static str,
    /// Whether it is shown until a person chooses otherwise.
    pub shown: bool,
}

/// The heads of columns, with links that sort by them.
#[must_use]
pub fn heads(w: W, columns: &[Col], query: &Query, to: impl Fn(&Query) -> String) -> Vec<HeadView> {
    let head = |col: &Col| {
        let by = col.sort().filter(|s| *s == query.sort);
        let href = col.sort().map(|sort| {
            let descending = by.is_some() && !query.descending;
            to(&Query { sort, descending, cut: None, ..query.clone() })
        });
        HeadView {
            col: if col.chosen() { col.code() } else { "" },
            class: col.head(),
            text: w.code("register.column", col.code()),
            href: href.unwrap_or_default(),
            sorted: match by {
                None => "",
                Some(_) if query.descending => "descending",
                Some(_) => "ascending",
            },
            shown: col.shown(),
        }
    };
    columns.iter().map(head).collect()
}
