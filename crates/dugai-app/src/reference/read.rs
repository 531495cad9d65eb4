//! A workbook of reference data read cell by cell: every cell that cannot be used is told with
//! its sheet, row and column, and what was expected.

use dugai_documents::read::{CellKind, Sheet, Workbook, column_letters};
use dugai_domain::reference::{ClockRule, Escalation, Gate, Named, Reference, Standard};

use super::BookError;
use super::tables::{
    CLOCKS, DIRECTIONS, FIXED, FORMS, Form, GATES, KINDS, LAMPS, MOMENTS, MONTHLY, RECIPIENTS, RETURNS, SETTING,
    SETTINGS, SIGNERS, STANDARDS, STARTS, STEPS, TYPES, UNITS, Words, YES_NO,
};

/// Rows in which the headings are looked for.
const HEAD_ROWS: usize = 10;
/// Most days of any number.
const DAYS_MAX: i64 = 3650;

/// A cell that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// Row, from 1.
    pub row: usize,
    /// Letters of the column; empty where the column is missing.
    pub column: String,
    /// Heading of the column.
    pub head: &'static str,
    /// What stands there.
    pub found: String,
    /// Code of what should stand there.
    pub wanted: &'static str,
    /// Words to choose from; empty where anything of the kind would do.
    pub choices: Vec<&'static str>,
}

/// A sheet whose headings were found.
struct Found<'a> {
    form: Form,
    sheet: &'a Sheet,
    head: usize,
    columns: Vec<usize>,
}

/// One row of it, collecting faults.
struct Row<'a> {
    of: &'a Found<'a>,
    row: usize,
    faults: &'a mut Vec<Fault>,
}

/// The document of a workbook, and the sheets that it does not have.
pub(super) fn reference(workbook: &Workbook, now: &Reference) -> Result<(Reference, Vec<&'static str>), BookError> {
    let mut book = Book { workbook, faults: Vec::new(), kept: Vec::new() };
    let mut next = now.clone();
    book.settings(&mut next);
    let named = |row: &mut Row<'_>| row.named();
    let lists = [
        (TYPES, &mut next.types),
        (RETURNS, &mut next.return_reasons),
        (DIRECTIONS, &mut next.sweep_directions),
        (FORMS, &mut next.accountability_forms),
    ];
    for (form, list) in lists {
        book.take(form, list, named);
    }
    book.take(GATES, &mut next.gates, |row| row.gate());
    book.take(STANDARDS, &mut next.standards, |row| row.standard());
    let steps: Vec<(String, Escalation)> =
        next.clocks.iter().flat_map(|c| c.escalation.iter().map(|s| (c.named.code.clone(), s.clone()))).collect();
    book.take(CLOCKS, &mut next.clocks, |row| row.clock());
    book.steps(&mut next, steps);
    if book.kept.len() == FORMS_ALL {
        return Err(BookError::NoSheet);
    }
    if book.faults.is_empty() { Ok((next, book.kept)) } else { Err(BookError::Cells(book.faults)) }
}

/// How many tables there are.
const FORMS_ALL: usize = 9;

struct Book<'a> {
    workbook: &'a Workbook,
    faults: Vec<Fault>,
    kept: Vec<&'static str>,
}

impl<'a> Book<'a> {
    /// A sheet by its name; headings that are missing are told.
    fn find(&mut self, form: Form) -> Option<Found<'a>> {
        let Some(sheet) = self.workbook.sheets.iter().find(|s| s.name.trim() == form.name) else {
            self.kept.push(form.name);
            return None;
        };
        let at = |row: usize, title: &str| {
            (1..=sheet.column_count()).find(|column| sheet.cell(row, *column).text.trim() == title)
        };
        let hits = |row: &usize| form.heads.iter().filter(|(title, _)| at(*row, title).is_some()).count();
        // Of two rows that hold as many headings the first is meant.
        let head = (1..=sheet.row_count().min(HEAD_ROWS)).rev().max_by_key(hits).unwrap_or(1);
        let columns: Vec<Option<usize>> = form.heads.iter().map(|(title, _)| at(head, title)).collect();
        for ((title, _), _) in form.heads.iter().zip(&columns).filter(|(_, column)| column.is_none()) {
            self.faults.push(Fault {
                sheet: form.name,
                row: head,
                column: String::new(),
                head: title,
                found: String::new(),
                wanted: "column",
                choices: Vec::new(),
            });
        }
        let columns = columns.into_iter().collect::<Option<Vec<usize>>>()?;
        Some(Found { form, sheet, head, columns })
    }

    fn rows<T>(&mut self, found: &Found<'_>, mut read: impl FnMut(&mut Row<'_>) -> Option<T>) -> Vec<T> {
        let filled = |row: &usize| found.columns.iter().any(|column| !found.sheet.cell(*row, *column).is_blank());
        let rows = (found.head + 1..=found.sheet.row_count()).filter(filled);
        rows.filter_map(|row| read(&mut Row { of: found, row, faults: &mut self.faults })).collect()
    }

    /// Takes the rows of a table; without its sheet the table stays.
    fn take<T>(&mut self, form: Form, into: &mut Vec<T>, read: impl FnMut(&mut Row<'_>) -> Option<T>) {
        if let Some(found) = self.find(form) {
            *into = self.rows(&found, read);
        }
    }

    fn settings(&mut self, next: &mut Reference) {
        let Some(found) = self.find(SETTING) else { return };
        let version = next.version;
        self.rows(&found, |row| {
            let item = row.text(0);
            let at = SETTINGS.iter().position(|known| *known == item);
            match at {
                // What was taken out from another version would undo what came between.
                Some(0) => {
                    let given = row.number(1, (1, i64::from(u32::MAX)))?;
                    if given != i64::from(version) && given != i64::from(version) + 1 {
                        row.blame(1, "present_version", Vec::new());
                    }
                }
                Some(1) => {
                    let days: Option<Vec<u32>> =
                        row.list(1).iter().map(|d| d.parse().ok().filter(|n| (1..=365).contains(n))).collect();
                    match days {
                        Some(days) if !days.is_empty() => next.notice_days = days,
                        _ => row.blame(1, "days", Vec::new()),
                    }
                }
                Some(2) => next.acceptance_levels = row.list(1),
                Some(3) => next.dispatch_day = i8::try_from(row.number(1, (1, 31))?).ok()?,
                _ => row.blame(0, "choice", SETTINGS.to_vec()),
            }
            Some(())
        });
    }

    /// The steps of every clock; without their sheet each clock keeps its own.
    fn steps(&mut self, next: &mut Reference, before: Vec<(String, Escalation)>) {
        let Some(found) = self.find(STEPS) else {
            for clock in &mut next.clocks {
                let own = before.iter().filter(|(code, _)| *code == clock.named.code);
                clock.escalation = own.map(|(_, step)| step.clone()).collect();
            }
            return;
        };
        let known: Vec<String> = next.clocks.iter().map(|c| c.named.code.clone()).collect();
        let steps = self.rows(&found, |row| {
            let code = row.needed(0)?;
            if ![FIXED, MONTHLY].contains(&code.as_str()) && !known.contains(&code) {
                row.blame(0, "clock", Vec::new());
            }
            let days = row.number(1, (-DAYS_MAX, DAYS_MAX));
            let lamp = row.chosen(2, LAMPS);
            let to = row.all_chosen(3, RECIPIENTS);
            Some((code, Escalation { days: days?, lamp: lamp?, to: to? }))
        });
        let of = |code: &str| steps.iter().filter(|(c, _)| c == code).map(|(_, step)| step.clone()).collect();
        for clock in &mut next.clocks {
            clock.escalation = of(&clock.named.code);
        }
        next.fixed_date_escalation = of(FIXED);
        next.dispatch_escalation = of(MONTHLY);
    }
}

impl Row<'_> {
    fn column(&self, at: usize) -> usize {
        self.of.columns.get(at).copied().unwrap_or(0)
    }

    fn text(&self, at: usize) -> String {
        self.of.sheet.shown(self.row, self.column(at)).text.trim().to_owned()
    }

    fn blame(&mut self, at: usize, wanted: &'static str, choices: Vec<&'static str>) {
        self.faults.push(Fault {
            sheet: self.of.form.name,
            row: self.row,
            column: column_letters(self.column(at)),
            head: self.of.form.heads.get(at).map_or("", |(title, _)| title),
            found: self.text(at),
            wanted,
            choices,
        });
    }

    fn needed(&mut self, at: usize) -> Option<String> {
        let text = self.text(at);
        let error = self.of.sheet.shown(self.row, self.column(at)).kind == CellKind::Error;
        if text.is_empty() || error {
            self.blame(at, "text", Vec::new());
            return None;
        }
        Some(text)
    }

    fn number(&mut self, at: usize, within: (i64, i64)) -> Option<i64> {
        let number = self.text(at).parse().ok().filter(|n| (within.0..=within.1).contains(n));
        if number.is_none() {
            self.blame(at, "number", Vec::new());
        }
        number
    }

    /// The parts of a list in one cell.
    fn list(&self, at: usize) -> Vec<String> {
        let text = self.text(at);
        let parts = text.split(['、', '，', ',', '；', ';', '\n']).map(str::trim);
        parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
    }

    fn chosen<T: Copy>(&mut self, at: usize, words: Words<T>) -> Option<T> {
        let text = self.text(at);
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.blame(at, "choice", words.iter().map(|(word, _)| *word).collect());
        }
        found
    }

    fn all_chosen<T: Copy>(&mut self, at: usize, words: Words<T>) -> Option<Vec<T>> {
        let parts = self.list(at);
        let of = |part: &String| words.iter().find(|(word, _)| word == part).map(|(_, value)| *value);
        let found: Option<Vec<T>> = parts.iter().map(of).collect();
        let found = found.filter(|list| !list.is_empty());
        if found.is_none() {
            self.blame(at, "choices", words.iter().map(|(word, _)| *word).collect());
        }
        found
    }

    fn named(&mut self) -> Option<Named> {
        let code = self.needed(0);
        if code.iter().any(|c| !c.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')) {
            self.blame(0, "code", Vec::new());
        }
        let before = (self.of.head + 1..self.row).any(|row| {
            let other = self.of.sheet.shown(row, self.column(0)).text.trim();
            !other.is_empty() && Some(other) == code.as_deref()
        });
        if before {
            self.blame(0, "once", Vec::new());
        }
        let (zh, en) = (self.needed(1), self.needed(2));
        Some(Named { code: code?, zh: zh?, en: en? })
    }

    fn gate(&mut self) -> Option<Gate> {
        let (named, question_zh, question_en) = (self.named(), self.needed(3), self.needed(4));
        let (signer, evidence, waivable) = (self.chosen(5, SIGNERS), self.chosen(6, YES_NO), self.chosen(7, YES_NO));
        Some(Gate {
            named: named?,
            question_zh: question_zh?,
            question_en: question_en?,
            signer: signer?,
            waivable: waivable?,
            evidence: evidence?,
        })
    }

    fn standard(&mut self) -> Option<Standard> {
        let (named, safety, points) = (self.named(), self.chosen(3, YES_NO), self.needed(4));
        let lines = points?.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        Some(Standard { named: named?, points: lines, safety: safety? })
    }

    fn clock(&mut self) -> Option<ClockRule> {
        let named = self.named();
        let (starts, stops, kind) = (self.chosen(3, MOMENTS), self.chosen(4, MOMENTS), self.chosen(5, KINDS));
        let n = self.number(6, (1, DAYS_MAX));
        let (unit, start, roll) = (self.chosen(7, UNITS), self.chosen(8, STARTS), self.chosen(9, YES_NO));
        let basis = self.needed(10);
        Some(ClockRule {
            named: named?,
            starts: starts?,
            stops: stops?,
            kind: kind?,
            n: u32::try_from(n?).ok()?,
            unit: unit?,
            start: start?,
            roll: roll?,
            basis: basis?,
            escalation: Vec::new(),
        })
    }
}
