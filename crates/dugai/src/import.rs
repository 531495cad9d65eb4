//! `dugai import problems`: task lists looked at (`--dry-run`) or taken into the store. A file
//! that cannot be used does not keep the others out; it is named, and the exit code says so.

use std::path::{Path, PathBuf};

use clap::Args;
use dugai_app::import::{Choice, ImportError, Imported, Options, Preview, Row, RowState, Why, forms, is_bare};
use dugai_documents::tasklist::{ChoiceFault, ColumnChoice, ReadOptions, TaskListReading, read};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{ImportId, ProblemId, UnitId};
use dugai_domain::problem::SourceKind;
use dugai_domain::reason::Reason;
use dugai_web::names::book;
use dugai_web::pages::import::{heed, why};
use dugai_web::words::{Lang, W};
use serde_json::{Value, json};

use crate::config::Place;
use crate::desk::{Desk, told};

/// What follows the name of a file in the name of the workbook of its other rows.
const REST: &str = ".未导入.xlsx";

/// Arguments of `dugai import problems`.
#[derive(Args)]
pub struct ImportArgs {
    /// Files, in any number.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Read and report only; nothing is written. With --data, --source and --round the rows are compared
    /// with the store, and what an import would refuse is said.
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON for a machine instead of words; with --dry-run `{"tasks": […], "files": […]}`.
    #[arg(long)]
    pub json: bool,
    /// Source of the problems: feedback, key_concern, past_round, complaint, typical_case or self_found.
    #[arg(long, value_parser = source_kind, required_unless_present = "dry_run")]
    source: Option<SourceKind>,
    /// Round or document of the source, always in the same words.
    #[arg(long, required_unless_present = "dry_run")]
    round: Option<String>,
    /// Form of the list (city-feedback, full …), or the meaning of one column as
    /// `col=HEADER=FIELD` (`col=整改方案=measures`); of two columns with the same header
    /// `col=HEADER（D列）=FIELD`. In any number; with an unknown one all are listed.
    #[arg(long, value_name = "ID|col=HEADER=FIELD")]
    profile: Vec<String>,
    /// Level of the list's own numbers where it does not tell: 国, 省, 市 or 县.
    #[arg(long)]
    level: Option<String>,
    /// A name in the list and the unit it means, `name=unit`; several units with commas. It is
    /// remembered for later lists. In any number.
    #[arg(long, value_name = "NAME=UNIT")]
    map: Vec<String>,
    /// Where the rows go that cannot be taken, each with its reasons [default: FILE.未导入.xlsx, never over a file that is there].
    #[arg(long, value_name = "FILE")]
    failed: Option<PathBuf>,
    /// Log-in name of the office's person who imports; changes of known problems need one.
    #[arg(long = "as", value_name = "LOGIN")]
    person: Option<String>,
    /// In English.
    #[arg(long)]
    english: bool,
}

impl ImportArgs {
    /// The words of what is printed.
    fn words(&self) -> W {
        W::new(if self.english { Lang::En } else { Lang::Zh })
    }
}

fn source_kind(code: &str) -> Result<SourceKind, String> {
    let codes: Vec<&str> = SourceKind::ALL.iter().map(|k| k.code()).collect();
    SourceKind::ALL.into_iter().find(|k| k.code() == code).ok_or_else(|| format!("one of {}", codes.join(", ")))
}

/// Takes the files into the store: of each every row that can be taken, in one transaction.
///
/// # Errors
/// When an argument or a file cannot be used; the other files were taken then.
pub async fn run(place: &Place, args: &ImportArgs) -> Result<(), String> {
    if args.failed.is_some() && args.files.len() > 1 {
        return Err("use --failed: it names one workbook, but several files were given; import them one by one".into());
    }
    let desk = Desk::open(place).await?;
    let taking = Taking::new(&desk, args).await?;
    let mut printed = Vec::new();
    let mut faults = Vec::new();
    for path in &args.files {
        match taking.file(path).await {
            Ok((value, refused)) => {
                if args.json {
                    printed.push(value);
                }
                faults.extend(refused);
            }
            Err(message) => faults.push(message),
        }
    }
    if args.json {
        crate::print(&json!({ "imports": printed }).to_string());
    }
    faults.extend(desk.settle().await.err());
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\ndugai: ")) }
}

impl ImportArgs {
    /// Whether a look at the files says what a store would take of them.
    pub fn compares(&self, place: &Place) -> bool {
        place.is_named() && self.source.is_some() && self.round.is_some()
    }
}

/// What a store would take of a file.
struct Compared {
    json: Value,
    words: String,
    /// Said when it would take nothing.
    refused: Option<String>,
}

/// Reads the files as [`problems`] does, and says what the store would take of each; nothing is
/// written.
///
/// # Errors
/// When an argument or a file cannot be used, or nothing of a file would be taken.
pub async fn compare(place: &Place, args: &ImportArgs) -> Result<(), String> {
    let desk = crate::look::desk(place).await?;
    let taking = Taking::new(&desk, args).await?;
    let mut compared = Vec::new();
    for path in &args.files {
        // A file that cannot be read is told with its reading.
        compared.push(taking.compared(path).await.ok());
    }
    look(args, compared)
}

/// Said of a file of which nothing was taken.
fn nothing_taken(path: &Path, rows: usize) -> String {
    format!("{}: none of its {rows} rows can be taken; the reasons stand beside the rows", path.display())
}

/// How the files are taken.
struct Taking<'a> {
    desk: &'a Desk,
    args: &'a ImportArgs,
    actor: Actor,
    /// Names with their units, as the person gave them.
    mapped: Vec<(String, Vec<UnitId>)>,
}

impl<'a> Taking<'a> {
    async fn new(desk: &'a Desk, args: &'a ImportArgs) -> Result<Self, String> {
        let actor = match &args.person {
            None => desk.system.clone(),
            Some(login) => {
                let account = desk.account(login).await?;
                let actor = desk.setup().await?.actor(account, desk.system.day);
                actor.filter(Actor::is_office).ok_or_else(|| {
                    format!("import as \"{login}\": only a person who works in the rectification office may import")
                })?
            }
        };
        if let Some(level) = args.level.as_ref().filter(|l| !Options::LEVELS.contains(&l.as_str())) {
            return Err(format!("use --level {level}: it is one of {}", Options::LEVELS.join(", ")));
        }
        chosen(&args.profile)?;
        let mut mapped = Vec::new();
        for pair in &args.map {
            let Some((name, units)) = pair.rsplit_once('=') else {
                return Err(format!("use --map \"{pair}\": write it as \"name=unit\""));
            };
            let mut ids = Vec::new();
            for unit in units.split([',', '，', '、']) {
                ids.push(match unit.trim().parse() {
                    Ok(id) => id,
                    Err(_) => desk.unit(unit.trim()).await?,
                });
            }
            mapped.push((name.trim().to_owned(), ids));
        }
        Ok(Self { desk, args, actor, mapped })
    }

    fn options(&self) -> Options {
        let text = |given: &Option<String>| given.clone().unwrap_or_default();
        let column = |choice: &String| {
            let (header, field) = choice.strip_prefix("col=")?.rsplit_once('=')?;
            Some((header.to_owned(), field.to_owned()))
        };
        Options {
            source: self.args.source,
            round: text(&self.args.round),
            profile: self.args.profile.iter().rfind(|p| !p.starts_with("col=")).cloned().unwrap_or_default(),
            columns: self.args.profile.iter().filter_map(column).collect(),
            level: text(&self.args.level),
            names: std::collections::BTreeMap::new(),
        }
    }

    /// Takes one file; prints what came of it, or gives it as JSON.
    async fn file(&self, path: &Path) -> Result<(Value, Option<String>), String> {
        let name = file_name(path);
        let bytes = std::fs::read(path).map_err(|e| format!("read {}: {e}", path.display()))?;
        let by = (&self.actor, self.desk.office.now());
        let fault = |error: ImportError| fault(self.args.words(), &name, &error);
        let id = self.desk.office.bring_as((&name, &bytes), &self.options(), by).await.map_err(fault)?;
        let taken = self.taken(id).await;
        if taken.is_err() {
            // The person has the file; a copy that nobody will decide on is not kept.
            let _decided_already = self.desk.office.discard_import(id, by).await;
        }
        let done = taken.map_err(fault)?;
        let none = done.created.is_empty() && done.proposed.is_empty() && done.same == 0;
        let refused = (none && !done.left_out.is_empty()).then(|| nothing_taken(path, done.left_out.len()));
        Ok((self.tell(path, &done).await?, refused))
    }

    /// What the store would take of a file.
    async fn compared(&self, path: &Path) -> Result<Compared, String> {
        let name = file_name(path);
        let bytes = std::fs::read(path).map_err(|e| format!("read {}: {e}", path.display()))?;
        let mut options = self.options();
        options.names.extend(self.mapped.iter().cloned());
        let by = (&self.actor, self.desk.office.now());
        let seen = self
            .desk
            .office
            .look_at((&name, &bytes), &options, by)
            .await
            .map_err(|e| fault(self.args.words(), &name, &e))?;
        let (setup, w) = (self.desk.setup().await?, self.args.words());
        let names = book(&setup);
        let left: Vec<&Row> = seen.rows.iter().filter(|row| row.state == RowState::Cannot).collect();
        let reasons = |row: &Row| -> Vec<String> { row.reasons.iter().map(|r| why(w, &names, r)).collect() };
        let counts = &seen.counts;
        let mut lines = Vec::new();
        for (key, count) in [
            ("import.becoming.new", counts.new),
            ("import.becoming.changed", counts.changed),
            ("import.becoming.differs", counts.differs),
            ("import.becoming.same", counts.same),
            ("import.becoming.cannot", counts.cannot),
        ] {
            lines.push(format!("  {count:>6}  {}", w.t(key)));
        }
        lines.extend(left.iter().map(|row| left_out(w, row, reasons(row))));
        let rows = left.iter().map(|row| left_json(row, reasons(row)));
        let json = json!({
            "new": counts.new, "changed": counts.changed, "same": counts.same, "left_out": rows.collect::<Vec<_>>(),
        });
        let none = !left.is_empty() && left.len() == seen.rows.len();
        Ok(Compared { json, words: lines.join("\n"), refused: none.then(|| nothing_taken(path, left.len())) })
    }

    async fn taken(&self, id: ImportId) -> Result<Imported, ImportError> {
        let office = &self.desk.office;
        let by = (&self.actor, office.now());
        let mut options = self.options();
        self.remember(&office.preview(id, &options, by).await?, &mut options).await?;
        let preview = office.preview(id, &options, by).await?;
        let others: Vec<Row> = preview.rows.iter().filter(|r| self.needs_person(r)).cloned().collect();
        if !others.is_empty() {
            return Err(ImportError::Rows(others));
        }
        let setup = office.setup().await?;
        let names = book(&setup);
        let w = self.args.words();
        let say = |reason: &Why| why(w, &names, reason);
        let choice = Choice { rows: None, options: options.clone() };
        match office.execute(id, &choice, &say, by).await {
            Err(ImportError::NoRows) => {}
            other => return other,
        }
        // Nothing to record; the rows that cannot be taken are given back all the same.
        let same = preview.counts.same;
        let (left_out, known): (Vec<Row>, Vec<Row>) =
            preview.rows.into_iter().partition(|row| row.state == RowState::Cannot);
        let differing: Vec<Row> = known.into_iter().filter(Row::differs).collect();
        let none = left_out.is_empty() && differing.is_empty();
        let rest = if none { None } else { Some(office.failed_rows(id, &options, &say, by).await?) };
        office.discard_import(id, by).await?;
        Ok(Imported { import: id, created: Vec::new(), proposed: Vec::new(), same, differing, left_out, rest })
    }

    /// Whether a row changes a known problem while nobody is named who may propose that.
    fn needs_person(&self, row: &Row) -> bool {
        let refused = |why: &Why| matches!(why, Why::Refused(Reason::NotYours { .. }));
        self.args.person.is_none() && row.known.is_some() && row.reasons.iter().any(refused)
    }

    /// Names are remembered, collective ones with their units.
    async fn remember(&self, preview: &Preview, options: &mut Options) -> Result<(), ImportError> {
        let by = (&self.actor, self.desk.office.now());
        for (name, units) in &self.mapped {
            let unknown = preview.unknown.iter().find(|u| u.name == *name);
            match (units.as_slice(), unknown) {
                // It means another government in every list: given for these files alone.
                _ if is_bare(name) => {
                    options.names.insert(name.clone(), units.clone());
                }
                ([unit], Some(unknown)) if !unknown.group => {
                    self.desk.office.learn_alias(*unit, name, by).await?;
                }
                (_, Some(_)) => {
                    self.desk.office.learn_collective(name, units, by).await?;
                }
                // What is known already is given for these files alone.
                (_, None) => {
                    options.names.insert(name.clone(), units.clone());
                }
            }
        }
        Ok(())
    }

    /// Writes the workbook of the other rows and says what was done.
    async fn tell(&self, path: &Path, done: &Imported) -> Result<Value, String> {
        let setup = self.desk.setup().await?;
        let failed = self.written(path, done)?;
        let (w, names) = (self.args.words(), book(&setup));
        let reasons = |row: &Row| -> Vec<String> { row.reasons.iter().map(|r| why(w, &names, r)).collect() };
        let heeds =
            |row: &Row| -> Vec<String> { row.heeds.iter().filter(|h| h.differs()).map(|h| heed(w, h)).collect() };
        if self.args.json {
            let left = done.left_out.iter().map(|row| left_json(row, reasons(row)));
            let differing = done
                .differing
                .iter()
                .map(|r| json!({ "sheet": r.sheet, "row": r.rows.0, "number": r.number, "heeds": heeds(r) }));
            return Ok(json!({
                "file": path.display().to_string(), "import": done.import.to_string(),
                "created": numbered(&done.created), "proposed": numbered(&done.proposed), "same": done.same,
                "differing": differing.collect::<Vec<_>>(),
                "left_out": left.collect::<Vec<_>>(), "failed": failed.map(|p| p.display().to_string()),
            }));
        }
        crate::print(&path.display().to_string());
        for (key, count) in [
            ("import.created", done.created.len()),
            ("import.proposed", done.proposed.len()),
            ("import.becoming.differs", done.differing.iter().filter(|r| r.state == RowState::Differs).count()),
            ("import.becoming.same", done.same),
            ("import.left_out", done.left_out.len()),
        ] {
            crate::print(&format!("  {count:>6}  {}", w.t(key)));
        }
        for row in &done.differing {
            let what = w.clauses(heeds(row));
            crate::print(&format!("  ~ {}{}{what}", row_of(w, row), w.t("shell.colon")));
        }
        for row in &done.left_out {
            crate::print(&left_out(w, row, reasons(row)));
        }
        if let Some(failed) = failed {
            crate::print(&format!("  → {}", failed.display()));
        }
        Ok(Value::Null)
    }

    fn written(&self, path: &Path, done: &Imported) -> Result<Option<PathBuf>, String> {
        let Some(bytes) = &done.rest else { return Ok(None) };
        let to = match &self.args.failed {
            Some(to) => to.clone(),
            None => free(path),
        };
        std::fs::write(&to, bytes).map_err(|e| {
            let (file, taken) = (path.display(), done.created.len() + done.proposed.len());
            format!("write {}: {e}; {taken} rows of {file} were taken and stand", to.display())
        })?;
        Ok(Some(to))
    }
}

/// A row that cannot be taken, with its reasons.
fn left_out(w: W, row: &Row, reasons: Vec<String>) -> String {
    format!("  ! {}{}{}", row_of(w, row), w.t("shell.colon"), w.clauses(reasons))
}

fn left_json(row: &Row, reasons: Vec<String>) -> Value {
    json!({ "sheet": row.sheet, "row": row.rows.0, "number": row.number, "reasons": reasons })
}

/// The first name beside a file at which no workbook stands: an earlier one may be half mended.
fn free(path: &Path) -> PathBuf {
    let stem = format!("{}{}", file_name(path), REST.trim_end_matches(".xlsx"));
    let first = path.with_file_name(format!("{stem}.xlsx"));
    let others = (2..).map(|n| path.with_file_name(format!("{stem}({n}).xlsx")));
    std::iter::once(first.clone()).chain(others).find(|to| !to.exists()).unwrap_or(first)
}

/// What `--profile` says of the list.
fn chosen(given: &[String]) -> Result<ColumnChoice, String> {
    let mut choice = ColumnChoice::default();
    for text in given {
        choice.add(text).map_err(|fault| {
            let forms: Vec<String> = forms().map(|(id, _, en)| format!("  {id}: {en}")).collect();
            let fields = ColumnChoice::FIELDS.map(|(code, _)| code).join(", ");
            match fault {
                ChoiceFault::UnknownForm(id) => {
                    format!("use --profile \"{id}\": there is no such form; there are\n{}", forms.join("\n"))
                }
                ChoiceFault::UnknownField(code) => {
                    format!("use --profile \"{text}\": there is no field \"{code}\"; there are {fields}")
                }
                ChoiceFault::Malformed(text) => {
                    format!("use --profile \"{text}\": write it as col=HEADER=FIELD, with a field of {fields}")
                }
            }
        })?;
    }
    Ok(choice)
}

fn numbered(list: &[(ProblemId, String)]) -> Vec<Value> {
    list.iter().map(|(id, number)| json!({ "id": id.to_string(), "number": number })).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Where a row stands, and its number if it has one.
fn row_of(w: W, row: &Row) -> String {
    let at = w.fill("import.told.row", &[("sheet", &row.sheet), ("row", &row.rows.0)]);
    if row.number.is_empty() { at } else { w.fill("said.beside", &[("text", &at), ("more", &row.number)]) }
}

fn fault(w: W, name: &str, error: &ImportError) -> String {
    match error {
        ImportError::Unread { zh, en } => if w.lang == Lang::En { en } else { zh }.clone(),
        ImportError::Rows(rows) => format!(
            "import {name}: changes of known problems need a person of the office: repeat with --as LOGIN \
             ({} of its rows are changes; nothing of the file was taken)",
            rows.len()
        ),
        other => format!("{name}: {}", told("import")(other)),
    }
}

/// Reads the files and prints tasks, findings and rows left out.
///
/// # Errors
/// When a form or field is unknown, or any file could not be read; what could be read was printed
/// before.
pub fn problems(args: &ImportArgs) -> Result<(), String> {
    look(args, Vec::new())
}

/// Prints what was read of the files, and what a store would take where that is known.
fn look(args: &ImportArgs, compared: Vec<Option<Compared>>) -> Result<(), String> {
    let (files, as_json) = (&args.files, args.json);
    let options = ReadOptions { columns: chosen(&args.profile)?, ..ReadOptions::default() };
    let mut tasks = Vec::new();
    let mut told = Vec::new();
    let mut faults = Vec::new();
    let mut compared = compared.into_iter();
    for path in files {
        let compared = compared.next().flatten();
        match one(args.words(), path, &options) {
            Ok(reading) if as_json => {
                let mut whole = reading.to_json();
                if let Value::Array(list) = whole["tasks"].take() {
                    tasks.extend(list);
                }
                // What was doubted or passed over is said to a machine too: nothing is skipped in silence.
                let mut of_file = json!({
                    "file": path.display().to_string(),
                    "findings": whole["findings"].take(),
                    "skipped": whole["skipped"].take(),
                });
                if let Some(compared) = compared {
                    of_file["compared"] = compared.json;
                    faults.extend(compared.refused);
                }
                told.push(of_file);
            }
            Ok(reading) => {
                crate::print(&words(args.words(), &path.display().to_string(), &reading));
                if let Some(compared) = compared {
                    crate::print(&compared.words);
                    faults.extend(compared.refused);
                }
            }
            Err(message) => faults.push(message),
        }
    }
    if as_json {
        crate::print(&json!({ "tasks": tasks, "files": told }).to_string());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\ndugai: ")) }
}

fn one(w: W, path: &PathBuf, options: &ReadOptions) -> Result<TaskListReading, String> {
    let name = file_name(path);
    let bytes = std::fs::read(path).map_err(|e| format!("read {}: {e}", path.display()))?;
    read(&name, &bytes, options).map_err(|e| if w.lang == Lang::En { e.text_en(&name) } else { e.text_zh(&name) })
}

fn words(w: W, name: &str, reading: &TaskListReading) -> String {
    let english = w.lang == Lang::En;
    let measures: usize = reading.tasks.iter().map(|t| t.measures.len()).sum();
    let tasks = reading.tasks.len();
    let mut lines = vec![w.fill("import.told.file", &[("file", &name), ("tasks", &tasks), ("measures", &measures)])];
    for task in &reading.tasks {
        let said: [(&str, &dyn std::fmt::Display); 4] =
            [("no", &task.no_text), ("row", &task.row), ("text", &task.problem), ("n", &task.measures.len())];
        lines.push(format!("  {}", w.fill("import.told.task", &said)));
    }
    for finding in &reading.findings {
        lines.push(format!("  ! {}", if english { finding.text_en(name) } else { finding.text_zh(name) }));
    }
    for s in &reading.skipped {
        let at = w.fill("import.told.row", &[("sheet", &s.sheet), ("row", &s.row)]);
        let reason = if english { s.reason.en() } else { s.reason.zh() };
        lines.push(format!("  - {}", w.fill("import.told.skipped", &[("at", &at), ("reason", &reason)])));
    }
    lines.join("\n")
}
