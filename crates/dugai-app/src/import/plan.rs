//! The plan of an import: each task as what it would become, as of now. A row is known by its
//! own number, or else by a number of an upper level that only it has.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use dugai_documents::tasklist::{Finding, Level, Severity, Task, TaskListReading};
use dugai_domain::ids::{ImportId, ProblemId, UnitId};
use dugai_domain::org::Unit;
use dugai_domain::problem::check::Context;
use dugai_domain::problem::{
    Command, DutyRole, Event, Number, Problem, ProposedChange, Recorded, Registration, decide,
};
use dugai_domain::reason::Reason;

use super::By;
use super::columns;
use super::compare::compare;
use super::made::{Around, Made};
use super::model::{
    Counts, Heed, ImportError, KnownGroup, OpenColumn, Part, Preview, Row, RowState, Skipped, Told, UnknownName, Why,
};
use super::names::Names;
use super::options::Options;
use crate::index::key_of;
use crate::office::Office;
use crate::setup::Setup;

/// What a row does when it is taken.
pub(super) enum Act {
    /// It becomes a problem.
    Register,
    /// It proposes changes to a problem.
    Propose(Box<Problem>),
    /// Nothing.
    Nothing,
}

/// One task of the file.
pub(super) struct Planned {
    pub row: Row,
    pub act: Act,
    /// Events the domain decided on.
    pub events: Vec<Event>,
}

/// A file's rows as of now.
pub(super) struct Plan {
    pub id: ImportId,
    pub reading: TaskListReading,
    pub sha256: String,
    pub setup: Arc<Setup>,
    pub rows: Vec<Planned>,
    unknown: Vec<UnknownName>,
    groups: Vec<KnownGroup>,
    columns: Vec<OpenColumn>,
}

/// Findings by sheet and row.
type Findings<'a> = HashMap<(&'a str, usize), Vec<&'a Finding>>;

/// What rows know of each other.
#[derive(Default)]
struct Others {
    /// Own number → sheet and row that has it.
    own: HashMap<String, (String, usize)>,
    /// Upper number → rows that have it.
    upper: HashMap<String, usize>,
    /// Upper numbers that a row keeps.
    kept: BTreeSet<String>,
}

impl Plan {
    pub(super) async fn make(
        office: &Office,
        file: (ImportId, TaskListReading, String),
        options: &Options,
        by: By<'_>,
    ) -> Result<Self, ImportError> {
        let (id, reading, sha256) = file;
        let source = options.check()?;
        let setup = office.setup().await?;
        let day = by.1.day();
        let ctx = Context { now: by.1, actor: by.0, reference: &setup.reference, calendar: &setup.calendar };
        let names = Names::new(&setup, day, &options.names);
        let findings = findings(&reading);
        let mut unknown: BTreeMap<String, (bool, usize)> = BTreeMap::new();
        let mut made = Vec::with_capacity(reading.tasks.len());
        let counties: Vec<_> = (0..reading.tables.len()).map(|table| county(&reading, table, &names)).collect();
        let file = reading.file_name.as_str();
        for task in &reading.tasks {
            let county = counties.get(task.table).copied().flatten();
            let header = reading.tables.get(task.table).map(|table| &table.header);
            let around = Around { names: &names, options, source, county, import: id, file, day, header };
            made.push(Made::of(task, &around));
        }
        let mut others = Others::default();
        for key in made.iter().flat_map(|m| m.registration.numbers.iter().skip(1).map(|n| key(m, n))) {
            *others.upper.entry(key).or_default() += 1;
        }
        let mut rows = Vec::with_capacity(made.len());
        for ((index, task), made) in reading.tasks.iter().enumerate().zip(made) {
            let taken_back = BTreeSet::new();
            let mut draft = Draft { made, taken_back, reasons: Vec::new(), heeds: Vec::new() };
            draft.read(task, &findings, &reading.file_name);
            let known = draft.known(office, &mut others, task).await?;
            if let Some(problem) = &known {
                draft.taken_back = office.taken_back(problem).await?;
            }
            let planned = draft.planned((index, task), known, (&ctx, &names), &mut unknown);
            rows.push(planned);
        }
        let unknown = unknown.into_iter().map(|(name, (group, rows))| UnknownName {
            suggestion: if group { None } else { names.suggestion(&name) },
            name,
            group,
            rows,
        });
        let unknown = unknown.collect();
        let columns = columns::open(&reading, options);
        let groups = groups(&reading, &counties, &names);
        Ok(Self { id, reading, sha256, rows, unknown, groups, columns, setup: Arc::clone(&setup) })
    }

    /// Ids of the forms that its tables have.
    pub(super) fn profiles(&self) -> Vec<&'static str> {
        let found: BTreeSet<&'static str> = self.reading.tables.iter().filter_map(|t| t.profile).collect();
        found.into_iter().collect()
    }

    pub(super) fn preview(self) -> Preview {
        let file = self.reading.file_name.clone();
        let count = |state: RowState| self.rows.iter().filter(|r| r.row.state == state).count();
        let counts = Counts {
            new: count(RowState::New),
            changed: count(RowState::Changed),
            differs: count(RowState::Differs),
            same: count(RowState::Same),
            cannot: count(RowState::Cannot),
        };
        let skipped = self.reading.skipped.iter().map(|s| Skipped {
            sheet: s.sheet.clone(),
            row: s.row,
            what: (s.reason.zh(), s.reason.en()),
            text: s.text.clone(),
        });
        Preview {
            id: self.id,
            profiles: self.profiles(),
            counts,
            findings: self.reading.findings.iter().map(|f| Told::new(f, &file)).collect(),
            skipped: skipped.collect(),
            unknown: self.unknown,
            groups: self.groups,
            columns: self.columns,
            rows: self.rows.into_iter().map(|r| r.row).collect(),
            sha256: self.sha256,
            file,
        }
    }
}

fn findings(reading: &TaskListReading) -> Findings<'_> {
    let mut map = Findings::new();
    for finding in &reading.findings {
        map.entry((finding.place.sheet.as_str(), finding.place.row)).or_default().push(finding);
    }
    map
}

/// The county or park whose list a table is: by its title, sheet or file, or by the units that
/// a county's list names.
fn county<'a>(reading: &TaskListReading, table: usize, names: &Names<'a>) -> Option<&'a Unit> {
    let titles = reading.tables.get(table).into_iter().flat_map(|t| t.title.iter().chain([&t.sheet]));
    let titles: Vec<&str> = titles.chain([&reading.file_name]).map(String::as_str).collect();
    names.county_of(titles.iter().copied()).or_else(|| {
        let own = reading.tasks.iter().filter(|t| t.table == table && t.own_level == Some(Level::County));
        let units: BTreeSet<&str> = own.flat_map(|t| &t.unit_names).map(|n| n.name.as_str()).collect();
        names.county_of(units.iter().copied())
    })
}

/// The collective names of a file whose units are known, each with the rows that hold it.
fn groups(reading: &TaskListReading, counties: &[Option<&Unit>], names: &Names<'_>) -> Vec<KnownGroup> {
    let mut found: BTreeMap<String, KnownGroup> = BTreeMap::new();
    for task in &reading.tasks {
        let county = counties.get(task.table).copied().flatten();
        let of_row = task.unit_names.iter().filter_map(|name| names.group(name, county));
        let of_row: BTreeMap<String, _> = of_row.map(|(name, units, since)| (name, (units, since))).collect();
        for (name, (units, since)) in of_row {
            let group = KnownGroup { name: name.clone(), units, since, rows: 0 };
            found.entry(name).or_insert(group).rows += 1;
        }
    }
    found.into_values().collect()
}

fn key(made: &Made, number: &Number) -> String {
    key_of(&made.registration.source, number)
}

fn printed(number: &Number) -> String {
    format!("{}{}", number.level, number.no)
}

/// A row on its way.
struct Draft {
    made: Made,
    /// Numbers of proposals that the undoing of their import declined.
    taken_back: BTreeSet<u32>,
    reasons: Vec<Why>,
    heeds: Vec<Heed>,
}

impl Draft {
    /// What the reader said about the rows of the task.
    fn read(&mut self, task: &Task, findings: &Findings<'_>, file: &str) {
        let last = task.last_row.max(task.row);
        for row in task.row..=last {
            for finding in findings.get(&(task.sheet.as_str(), row)).into_iter().flatten() {
                match finding.severity {
                    Severity::Error => self.reasons.push(Why::Reader(Box::new(Told::new(finding, file)))),
                    Severity::Ask => self.heeds.push(Heed::Reader(Box::new(Told::new(finding, file)))),
                    Severity::Note | Severity::Normalised => {}
                }
            }
        }
    }

    /// Whether the reader gave this as a reason.
    fn told(&self, code: &str) -> bool {
        self.reasons.iter().any(|r| matches!(r, Why::Reader(told) if told.code == code))
    }

    /// The problem that the row is, if it is on the list; numbers of upper levels that belong
    /// to another row or problem are taken off and told.
    async fn known(
        &mut self,
        office: &Office,
        others: &mut Others,
        task: &Task,
    ) -> Result<Option<Problem>, ImportError> {
        let numbers = std::mem::take(&mut self.made.registration.numbers);
        let mut numbers = numbers.into_iter();
        let Some(own) = numbers.next() else { return Ok(None) };
        let own_key = key(&self.made, &own);
        match others.own.get(&own_key) {
            // The reader may have said it already.
            Some(_) if self.told("number-duplicate") => {}
            Some(at) => self.reasons.push(Why::Twice { number: printed(&own), at: at.clone() }),
            None => {
                others.own.insert(own_key.clone(), (task.sheet.clone(), task.row));
            }
        }
        let mut known = office.store.problem_of_key(&own_key).await?;
        let by_own = known.is_some();
        let mut kept = vec![own];
        let mut divided = false;
        for number in numbers {
            let key = key(&self.made, &number);
            let holder = office.store.problem_of_key(&key).await?;
            let single = others.upper.get(&key) == Some(&1);
            let ours = match (holder, known) {
                (Some(holder), Some(known)) => {
                    divided |= holder != known && !by_own && single;
                    holder == known
                }
                (Some(holder), None) if single => {
                    known = Some(holder);
                    true
                }
                (Some(_), None) => false,
                (None, _) => others.kept.insert(key),
            };
            if ours {
                kept.push(number);
            } else {
                self.heeds.push(Heed::SharedNumber { number: printed(&number) });
            }
        }
        self.made.registration.numbers = kept;
        if divided {
            let numbers = self.made.registration.numbers.iter().map(printed).collect::<Vec<_>>().join(" ");
            self.reasons.push(Why::Divided { numbers });
        }
        match known {
            Some(id) => Ok(office.load(ProblemId(id)).await?),
            None => Ok(None),
        }
    }

    /// What the row would become; names that hinder it are counted.
    fn planned(
        mut self,
        at: (usize, &Task),
        known: Option<Problem>,
        with: (&Context<'_>, &Names<'_>),
        unknown: &mut BTreeMap<String, (bool, usize)>,
    ) -> Planned {
        let (index, task) = at;
        let (ctx, names) = with;
        let untaken = std::mem::take(&mut self.made.untaken);
        let mut changes = Vec::new();
        let mut events = Vec::new();
        let act;
        let id = known.as_ref().map(|p| p.id);
        if let Some(p) = known {
            let unknown: Vec<&str> = self.made.unknown.iter().map(|(name, _)| name.as_str()).collect();
            let of = (&p, &self.taken_back);
            let (found, told) = compare(of, (&self.made.registration, &unknown), task, (ctx.now.day(), names));
            self.heeds.extend(told);
            let commands: Vec<Command> = found.iter().filter_map(|c| self.proposal(c)).collect();
            changes = found;
            self.take(several(&p, &commands, ctx), &mut events);
            act = if changes.is_empty() { Act::Nothing } else { Act::Propose(Box::new(p)) };
        } else {
            for (name, group) in std::mem::take(&mut self.made.unknown) {
                let entry = unknown.entry(name).or_insert((group, 0));
                entry.1 += 1;
            }
            self.heeds.append(&mut self.made.heeds);
            self.reasons.append(&mut self.made.reasons);
            let decided = decide(None, &Command::Register(self.made.registration.clone()), ctx);
            self.take(decided.map_err(|refusal| refusal.reasons), &mut events);
            act = Act::Register;
        }
        self.heeds.extend(untaken);
        self.heeds.extend(own_work(&self.made.registration, names));
        let state = match &act {
            _ if !self.reasons.is_empty() => RowState::Cannot,
            Act::Register => RowState::New,
            Act::Propose(_) => RowState::Changed,
            Act::Nothing if self.heeds.iter().any(Heed::differs) => RowState::Differs,
            Act::Nothing => RowState::Same,
        };
        let registration = self.made.registration;
        let row = Row {
            index,
            sheet: task.sheet.clone(),
            rows: (task.row, task.last_row.max(task.row)),
            number: registration.numbers.iter().map(printed).collect::<Vec<_>>().join(" "),
            state,
            reasons: self.reasons,
            heeds: self.heeds,
            changes,
            known: id,
            lead: self.made.lead,
            registration,
        };
        Planned { row, act, events }
    }

    fn proposal(&self, change: &super::model::Change) -> Option<Command> {
        let import = self.made.registration.import.clone()?;
        Some(Command::ProposeChange(ProposedChange { field: change.field, value: change.new.clone(), import }))
    }

    /// The domain's answer; where the reader or a name explains a missing field, that is said
    /// once and in its words.
    fn take(&mut self, decided: Result<Vec<Event>, Vec<Reason>>, events: &mut Vec<Event>) {
        match decided {
            Ok(list) => *events = list,
            Err(reasons) => {
                let explained = !self.reasons.is_empty();
                let said = |r: &Reason| explained && matches!(r, Reason::Field { .. });
                self.reasons.extend(reasons.into_iter().filter(|r| !said(r)).map(Why::Refused));
            }
        }
    }
}

/// Nobody supervises or accepts the own work: units that the row names for both.
fn own_work(r: &Registration, names: &Names<'_>) -> Vec<Heed> {
    let of = |role: DutyRole| r.chain.iter().filter(move |duty| duty.role == role).map(|duty| duty.unit);
    let own: BTreeSet<UnitId> = of(DutyRole::Responsible).collect();
    let supervising = (Part::Units(DutyRole::Supervising), of(DutyRole::Supervising).collect::<BTreeSet<UnitId>>());
    let accepting = (Part::Steps, r.steps.iter().filter_map(|step| step.unit).collect());
    let told = |(part, units): (Part, BTreeSet<UnitId>)| {
        let both = units.intersection(&own).map(|unit| names.unit(*unit).map_or_else(String::new, |u| u.short.clone()));
        let units = both.collect::<Vec<_>>().join("、");
        (!units.is_empty()).then_some(Heed::Own { part, units })
    };
    [supervising, accepting].into_iter().filter_map(told).collect()
}

/// Events of several commands on one problem, each decided on the state the one before made.
pub(super) fn several(p: &Problem, commands: &[Command], ctx: &Context<'_>) -> Result<Vec<Event>, Vec<Reason>> {
    let mut state = p.clone();
    let mut events = Vec::new();
    let mut reasons: Vec<Reason> = Vec::new();
    for command in commands {
        match decide(Some(&state), command, ctx) {
            Ok(list) => {
                for event in list {
                    state.apply(&Recorded { at: ctx.now, by: ctx.actor.account, event: event.clone() });
                    events.push(event);
                }
            }
            Err(refusal) => {
                for reason in refusal.reasons {
                    if !reasons.contains(&reason) {
                        reasons.push(reason);
                    }
                }
            }
        }
    }
    if reasons.is_empty() { Ok(events) } else { Err(reasons) }
}
