//! A task of a list as the registration it would become.

use dugai_documents::tasklist::{Field, Header, Level, ProgressWord, Task, UnitName, UnitRole, split_units};
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Unit, UnitKind};
use dugai_domain::problem::{
    AcceptanceStep, Due, Duty, DutyRole, GivenMeasure, Guidance, ImportRef, Number, Place, Registration, Source,
    SourceKind,
};
use jiff::civil::Date;

use super::columns::untaken;
use super::model::{Heed, Why};
use super::names::{Found, Names, is_ground};
use super::options::{OWN_LEVEL, Options};

/// What all rows of a table share.
pub(super) struct Around<'a> {
    pub names: &'a Names<'a>,
    pub options: &'a Options,
    pub source: SourceKind,
    pub county: Option<&'a Unit>,
    pub import: dugai_domain::ids::ImportId,
    pub file: &'a str,
    pub day: Date,
    pub header: Option<&'a Header>,
}

/// A registration with what stands against it.
pub(super) struct Made {
    pub registration: Registration,
    pub reasons: Vec<Why>,
    pub heeds: Vec<Heed>,
    /// Cells that nothing keeps, whether the problem is known or not.
    pub untaken: Vec<Heed>,
    /// Names that mean no unit yet, with whether they are collective.
    pub unknown: Vec<(String, bool)>,
    /// Responsible units that the list names as leading.
    pub lead: Vec<UnitId>,
}

impl Made {
    /// The registration of a task.
    pub(super) fn of(task: &Task, around: &Around<'_>) -> Self {
        let mut units = Units { around, chain: Vec::new(), lead: Vec::new(), reasons: Vec::new(), unknown: Vec::new() };
        units.chain(task);
        let steps = units.steps(task.acceptor.as_deref().unwrap_or(""));
        let Units { chain, lead, reasons, unknown, .. } = units;
        let county = ground(&chain, around);
        let mut heeds = Vec::new();
        if let Some(name) = task.leader.as_deref().map(str::trim).filter(|n| !n.is_empty()) {
            heeds.push(Heed::Leader { name: name.to_owned() });
        }
        let mut untaken = around.header.map(|header| untaken(task, header)).unwrap_or_default();
        let (page, whole) = page(task);
        let mut told = |column: &str, text: &Option<String>| {
            let text = text.as_deref().unwrap_or("").trim().to_owned();
            untaken.push(Heed::NotTaken { column: column.to_owned(), text });
        };
        if !whole && compact(task.source.as_deref().unwrap_or("")) != compact(&around.options.round) {
            told(&named(around, Field::Source), &task.source);
        }
        if !says_guidance(task) {
            told(&named(around, Field::Kind), &task.kind);
        }
        let registration = Registration {
            source: Source { kind: around.source, round: around.options.round.trim().to_owned(), page },
            numbers: numbers(task, around, county),
            text: task.problem.trim().to_owned(),
            klass: klass(task),
            types: Vec::new(),
            place: Place { county: county.map(|u| u.id), words: String::new() },
            goal: task.goal.as_deref().unwrap_or("").trim().to_owned(),
            guidance: guidance(task),
            due: Due {
                text: task.due_text.as_deref().unwrap_or("").trim().to_owned(),
                date: task.due.due,
                long_term: task.due.long_term,
            },
            chain,
            steps,
            measures: measures(task),
            declared_struck_off: (task.progress == Some(ProgressWord::StruckOff)).then(|| around.file.to_owned()),
            import: Some(ImportRef {
                import: around.import,
                sheet: task.sheet.clone(),
                row: u32::try_from(task.row).unwrap_or(u32::MAX),
            }),
        };
        Self { registration, reasons, heeds, untaken, unknown, lead }
    }
}

/// The header of a field's column.
fn named(around: &Around<'_>, field: Field) -> String {
    let column = around.header.and_then(|header| header.columns.iter().find(|column| column.field == Some(field)));
    column.map(|column| column.header.clone()).unwrap_or_default()
}

/// The page of the report, by its own column or inside the source; and whether the source says
/// nothing else that would be lost.
fn page(task: &Task) -> (String, bool) {
    let bare = |text: &str| compact(text).trim_start_matches(['第', 'P', 'p', '.']).trim_end_matches('页').to_owned();
    let source = compact(task.source.as_deref().unwrap_or(""));
    let own = bare(task.page.as_deref().unwrap_or(""));
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '、'));
    let (before, inside) = match source.rsplit_once('第').filter(|(_, rest)| digits(&bare(rest)) && rest.contains('页'))
    {
        Some((before, rest)) => (before, bare(rest)),
        None if digits(&bare(&source)) => ("", bare(&source)),
        None => (source.as_str(), String::new()),
    };
    (if own.is_empty() { inside } else { own }, before.is_empty())
}

/// Class and finer class in one line.
fn klass(task: &Task) -> String {
    let parts = [task.klass.as_deref(), task.subclass.as_deref()];
    parts.into_iter().flatten().map(str::trim).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What the list's own column of kinds says.
fn said_guidance(task: &Task) -> Option<(&'static str, Guidance)> {
    let kind = task.kind.as_deref().unwrap_or("");
    [
        ("长期", Guidance::LongTerm),
        ("持续", Guidance::LongTerm),
        ("立行", Guidance::Immediate),
        ("立即", Guidance::Immediate),
        ("立改", Guidance::Immediate),
        ("限期", Guidance::ByDate),
    ]
    .into_iter()
    .find(|(word, _)| kind.contains(word))
}

/// Whether the kind is understood, or none is written.
fn says_guidance(task: &Task) -> bool {
    said_guidance(task).is_some() || compact(task.kind.as_deref().unwrap_or("")).is_empty()
}

/// 立行立改, 限期 or 长期, first as the list's own column says, then as its deadline does.
fn guidance(task: &Task) -> Guidance {
    if let Some((_, said)) = said_guidance(task) {
        said
    } else if task.due.long_term {
        Guidance::LongTerm
    } else if task.due.immediate {
        Guidance::Immediate
    } else {
        Guidance::ByDate
    }
}

fn measures(task: &Task) -> Vec<GivenMeasure> {
    let one = |(m, place): (&dugai_documents::tasklist::Measure, u32)| GivenMeasure {
        no: u32::try_from(m.no).ok().filter(|no| *no > 0).unwrap_or(place),
        text: m.text.clone(),
        due: Due {
            text: m.due_text.as_deref().unwrap_or("").trim().to_owned(),
            date: m.due.due,
            long_term: m.due.long_term,
        },
    };
    task.measures.iter().zip(1..).map(one).collect()
}

/// Numbers: the list's own first. Two counties both have a first item, so a county's number
/// carries the county's name where it is known.
fn numbers(task: &Task, around: &Around<'_>, county: Option<&Unit>) -> Vec<Number> {
    let level = |level: Level| match level {
        Level::Nation => "国".to_owned(),
        Level::County => match around.county.or(county) {
            Some(unit) => compact(&unit.short),
            None => level.zh().to_owned(),
        },
        other => other.zh().to_owned(),
    };
    let own = match task.own_level {
        Some(known) => level(known),
        None if around.options.level == "县" => level(Level::County),
        None if !around.options.level.is_empty() => around.options.level.clone(),
        None => OWN_LEVEL.to_owned(),
    };
    let mut list: Vec<Number> = Vec::new();
    let mut add = |level: String, no: String| {
        let number = Number { level, no };
        if !number.no.is_empty() && !list.contains(&number) {
            list.push(number);
        }
    };
    add(own, task.no.map_or_else(|| compact(&task.no_text), |no| no.to_string()));
    for upper in &task.upper {
        add(level(upper.level), upper.no.map_or_else(|| compact(&upper.text), |no| no.to_string()));
    }
    list
}

/// Without blanks: numbers are told apart by them where they stand in one line.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The one county or park that answers, or the one whose list it is.
fn ground<'a>(chain: &[Duty], around: &Around<'a>) -> Option<&'a Unit> {
    let responsible = chain.iter().filter(|d| d.role == DutyRole::Responsible);
    let mut grounds = responsible.filter_map(|d| around.names.unit(d.unit)).filter(|u| is_ground(u));
    match (grounds.next(), grounds.next()) {
        (Some(one), None) => Some(one),
        (None, _) => around.county,
        _ => None,
    }
}

/// Units being found for one row.
struct Units<'a> {
    around: &'a Around<'a>,
    chain: Vec<Duty>,
    lead: Vec<UnitId>,
    reasons: Vec<Why>,
    unknown: Vec<(String, bool)>,
}

impl Units<'_> {
    /// Lead and responsible, assisting and supervising units; a list that names units only
    /// beside its measures makes those responsible.
    fn chain(&mut self, task: &Task) {
        for name in &task.unit_names {
            self.duty(name, role(name.role));
        }
        if !task.unit_names.iter().any(|n| role(n.role) == DutyRole::Responsible) {
            for text in task.measures.iter().flat_map(|m| [&m.lead, &m.units]).flatten() {
                let names = split_units(text).into_iter().filter(|name| name.role != Some(UnitRole::Accept));
                names.for_each(|name| self.duty(&name, role(name.role)));
            }
        }
        for name in split_units(task.supervisor.as_deref().unwrap_or("")) {
            self.duty(&name, DutyRole::Supervising);
        }
        self.enterprises();
        let words = [task.person.as_deref(), task.leader.as_deref()];
        let person: Vec<&str> = words.into_iter().flatten().map(str::trim).filter(|p| !p.is_empty()).collect();
        if let Some(first) = self.chain.iter_mut().find(|d| d.role == DutyRole::Responsible) {
            first.person = person.join("；");
        }
    }

    fn duty(&mut self, name: &UnitName, role: DutyRole) {
        for unit in self.find(name) {
            if name.role == Some(UnitRole::Lead) && !self.lead.contains(&unit) {
                self.lead.push(unit);
            }
            // Who answers for it does not assist besides; who supervises may do either.
            let answers = |d: &Duty| d.unit == unit && (d.role == role || role == DutyRole::Assisting);
            if !self.chain.iter().any(answers) {
                self.chain.push(Duty { role, unit, person: String::new(), from: self.around.day, to: None });
            }
        }
    }

    fn find(&mut self, name: &UnitName) -> Vec<UnitId> {
        match self.around.names.find(name, self.around.county) {
            Found::Units(units) => units,
            Found::Unknown(as_mapped) => {
                let why = Why::UnknownUnit { name: as_mapped.clone() };
                if !self.reasons.contains(&why) {
                    self.reasons.push(why);
                    self.unknown.push((as_mapped, name.group));
                }
                Vec::new()
            }
            Found::Ended => {
                let why = Why::EndedUnit { name: name.name.clone() };
                if !self.reasons.contains(&why) {
                    self.reasons.push(why);
                }
                Vec::new()
            }
        }
    }

    /// An enterprise beside a government is the one whose problem it is (主体责任).
    fn enterprises(&mut self) {
        let is_enterprise = |d: &Duty| self.around.names.unit(d.unit).is_some_and(|u| u.kind == UnitKind::Enterprise);
        let others = self.chain.iter().any(|d| d.role == DutyRole::Responsible && !is_enterprise(d));
        let found: Vec<bool> = self.chain.iter().map(is_enterprise).collect();
        for (duty, enterprise) in self.chain.iter_mut().zip(found) {
            if enterprise && others && duty.role == DutyRole::Responsible {
                duty.role = DutyRole::Enterprise;
            }
        }
    }

    /// Acceptance steps in the order of the cell, each with the level of its unit.
    fn steps(&mut self, cell: &str) -> Vec<AcceptanceStep> {
        let mut steps: Vec<AcceptanceStep> = Vec::new();
        for name in split_units(cell) {
            for unit in self.find(&name) {
                let level = self.around.names.unit(unit).map_or("", |u| level_of(u.kind, &u.name));
                if !steps.iter().any(|s| s.unit == Some(unit)) {
                    steps.push(AcceptanceStep { level: level.to_owned(), unit: Some(unit) });
                }
            }
        }
        steps
    }
}

fn role(written: Option<UnitRole>) -> DutyRole {
    match written {
        None | Some(UnitRole::Lead | UnitRole::Responsible) => DutyRole::Responsible,
        Some(UnitRole::Assist) => DutyRole::Assisting,
        // Acceptors have steps of their own; before those they look at the work as supervisors do.
        Some(UnitRole::Supervise | UnitRole::Accept) => DutyRole::Supervising,
    }
}

/// The level at which a unit accepts.
fn level_of(kind: UnitKind, name: &str) -> &'static str {
    match kind {
        UnitKind::County | UnitKind::Park => "县",
        UnitKind::Superior => "省",
        // A county's bureau is a department as well; its name says whose.
        UnitKind::Department if name.contains('县') && !name.contains("市") => "县",
        _ => OWN_LEVEL,
    }
}
