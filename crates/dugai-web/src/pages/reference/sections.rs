//! The sections of reference data as forms: fields filled in with what holds, and what was sent
//! laid over the document. Whatever a form does not show stays as it is.

use dugai_domain::calendar::Unit;
use dugai_domain::reference::{Gate, GateSigner, Named, Reference, Standard};

use super::show::{signer_code, unit_code};
use crate::form::{FieldKind, FieldSpec};
use crate::pages::people::fields::{Make, Sent, holding, holding_all, needed, ticked};
use crate::words::W;

/// Most working days of a public notice, most of anything a clock counts.
const DAYS_MAX: i64 = 3650;
/// The units clocks count in.
const UNITS: [Unit; 3] = [Unit::Natural, Unit::Working, Unit::Months];
const SIGNERS: [GateSigner; 3] = [GateSigner::ResponsibleHead, GateSigner::Supervising, GateSigner::Office];

/// A section that a form edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Gates,
    Standards,
    Types,
    Returns,
    Directions,
    Forms,
    Numbers,
    /// One clock by its code.
    Clock(String),
}

impl Section {
    /// The section of an address: `gates`, …, `clock-sign_in`.
    pub(super) fn of(code: &str, reference: &Reference) -> Option<Self> {
        Some(match code {
            "gates" => Self::Gates,
            "standards" => Self::Standards,
            "types" => Self::Types,
            "returns" => Self::Returns,
            "directions" => Self::Directions,
            "forms" => Self::Forms,
            "numbers" => Self::Numbers,
            _ => Self::Clock(reference.clock(code.strip_prefix("clock-")?)?.named.code.clone()),
        })
    }

    /// Its code: the block of its rows and its words.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Gates => "gates",
            Self::Standards => "standards",
            Self::Types => "types",
            Self::Returns => "returns",
            Self::Directions => "directions",
            Self::Forms => "forms",
            Self::Numbers => "numbers",
            Self::Clock(_) => "clocks",
        }
    }

    /// Its fields with what holds now.
    pub(super) fn specs(&self, reference: &Reference, w: W) -> Vec<FieldSpec> {
        let make = Make::new("reference", w);
        match self {
            Self::Gates => vec![rows(
                &make,
                "gates",
                reference.gates.iter().map(|g| gate_row(&make, Some(g))),
                gate_row(&make, None),
            )],
            Self::Standards => {
                let each = reference.standards.iter().map(|s| standard_row(&make, Some(s)));
                vec![rows(&make, "standards", each, standard_row(&make, None))]
            }
            Self::Types | Self::Returns | Self::Directions | Self::Forms => {
                let each = self.words(reference).iter().map(|n| named_row(&make, Some(n)));
                vec![rows(&make, self.code(), each, named_row(&make, None))]
            }
            Self::Numbers => vec![
                holding_all(needed(make.field("notice_days", FieldKind::Lines)), &reference.notice_days),
                holding(needed(make.number("dispatch_day", 1, 31)), reference.dispatch_day),
            ],
            Self::Clock(code) => clock_fields(&make, reference, code),
        }
    }

    fn words<'r>(&self, reference: &'r Reference) -> &'r [Named] {
        match self {
            Self::Types => &reference.types,
            Self::Returns => &reference.return_reasons,
            Self::Directions => &reference.sweep_directions,
            _ => &reference.accountability_forms,
        }
    }

    /// Lays what was sent over the document.
    pub(super) fn lay(&self, sent: &mut Sent<'_>, reference: &mut Reference) {
        match self {
            Self::Gates => reference.gates = gates(sent),
            Self::Standards => reference.standards = standards(sent),
            Self::Types => reference.types = words(sent, self.code()),
            Self::Returns => reference.return_reasons = words(sent, self.code()),
            Self::Directions => reference.sweep_directions = words(sent, self.code()),
            Self::Forms => reference.accountability_forms = words(sent, self.code()),
            Self::Numbers => numbers(sent, reference),
            Self::Clock(code) => clock(sent, reference, code),
        }
    }
}

fn rows(make: &Make, block: &str, rows: impl Iterator<Item = Vec<FieldSpec>>, fresh: Vec<FieldSpec>) -> FieldSpec {
    make.field(block, FieldKind::Rows { min: 1, rows: rows.collect(), fields: fresh })
}

fn named_row(make: &Make, named: Option<&Named>) -> Vec<FieldSpec> {
    let field = |name: &str, value: Option<&String>| match value {
        Some(value) => holding(needed(make.line(name)), value),
        None => needed(make.line(name)),
    };
    vec![
        field("name_zh", named.map(|n| &n.zh)),
        field("name_en", named.map(|n| &n.en)),
        field("code", named.map(|n| &n.code)),
    ]
}

fn gate_row(make: &Make, gate: Option<&Gate>) -> Vec<FieldSpec> {
    let mut row = named_row(make, gate.map(|g| &g.named));
    let signers = make.codes("gate_signer", SIGNERS.map(signer_code));
    let text = |name: &str, value: Option<&String>| {
        holding(needed(make.field(name, FieldKind::Area)), value.map_or("", String::as_str))
    };
    row.extend([
        text("question_zh", gate.map(|g| &g.question_zh)),
        text("question_en", gate.map(|g| &g.question_en)),
        holding(needed(make.choice("signer", signers)), gate.map_or("office", |g| signer_code(g.signer))),
        ticked(make.field("evidence", FieldKind::Check), gate.is_some_and(|g| g.evidence)),
        ticked(make.field("waivable", FieldKind::Check), gate.is_some_and(|g| g.waivable)),
    ]);
    row
}

fn standard_row(make: &Make, standard: Option<&Standard>) -> Vec<FieldSpec> {
    let mut row = named_row(make, standard.map(|s| &s.named));
    let points = standard.map(|s| s.points.clone()).unwrap_or_default();
    row.extend([
        holding_all(needed(make.field("points", FieldKind::Lines)), points),
        ticked(make.field("safety", FieldKind::Check), standard.is_some_and(|s| s.safety)),
    ]);
    row
}

fn clock_fields(make: &Make, reference: &Reference, code: &str) -> Vec<FieldSpec> {
    let Some(clock) = reference.clock(code) else { return Vec::new() };
    let units = make.codes("reference.counted", UNITS.map(unit_code));
    vec![
        holding(needed(make.line("name_zh")), &clock.named.zh),
        holding(needed(make.line("name_en")), &clock.named.en),
        holding(needed(make.number("n", 1, DAYS_MAX)), clock.n),
        holding(needed(make.choice("counted", units)), unit_code(clock.unit)),
        holding(needed(make.field("basis", FieldKind::Area)), &clock.basis),
    ]
}

/// The words of a row; its code is made of small letters so that files and events can hold it.
fn named(sent: &mut Sent<'_>, at: &str, w_code: &str) -> Named {
    let zh = sent.needed(&format!("{at}name_zh"));
    let en = sent.needed(&format!("{at}name_en"));
    let field = format!("{at}code");
    let code = sent.needed(&field);
    let plain = code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain {
        sent.blame(&field, w_code);
    }
    Named { code, zh, en }
}

fn words(sent: &mut Sent<'_>, block: &str) -> Vec<Named> {
    let wrong = sent.word("reference.fault.code");
    sent.rows(block).iter().map(|at| named(sent, at, wrong)).collect()
}

fn gates(sent: &mut Sent<'_>) -> Vec<Gate> {
    let wrong = sent.word("reference.fault.code");
    let offered = SIGNERS.map(|s| (signer_code(s), s));
    // A row that was not filled in still sends its preset signer.
    let filled = |at: &String, sent: &Sent<'_>| {
        ["name_zh", "name_en", "code", "question_zh"].iter().any(|f| !sent.value(&format!("{at}{f}")).is_empty())
    };
    let places: Vec<String> = sent.rows("gates").into_iter().filter(|at| filled(at, sent)).collect();
    let mut gates = Vec::new();
    for at in places {
        let named = named(sent, &at, wrong);
        let question_zh = sent.needed_text(&format!("{at}question_zh"));
        let question_en = sent.needed_text(&format!("{at}question_en"));
        let signer = sent.chosen(&format!("{at}signer"), &offered).unwrap_or(GateSigner::Office);
        let evidence = sent.value(&format!("{at}evidence")) == "1";
        let waivable = sent.value(&format!("{at}waivable")) == "1";
        gates.push(Gate { named, question_zh, question_en, signer, waivable, evidence });
    }
    gates
}

fn standards(sent: &mut Sent<'_>) -> Vec<Standard> {
    let wrong = sent.word("reference.fault.code");
    let mut standards = Vec::new();
    for at in sent.rows("standards") {
        let named = named(sent, &at, wrong);
        let field = format!("{at}points");
        let points = sent.lines(&field);
        if points.is_empty() {
            let message = sent.word("form.fault.line_missing");
            sent.blame(&field, message);
        }
        let safety = sent.value(&format!("{at}safety")) == "1";
        standards.push(Standard { named, points, safety });
    }
    standards
}

fn numbers(sent: &mut Sent<'_>, reference: &mut Reference) {
    let lines = sent.lines("notice_days");
    let days: Vec<Option<u32>> = lines.iter().map(|l| l.parse().ok().filter(|n| (1..=365).contains(n))).collect();
    let wrong = sent.word("reference.fault.notice_days");
    match days.into_iter().collect::<Option<Vec<u32>>>() {
        Some(mut days) if !days.is_empty() => {
            days.sort_unstable();
            days.dedup();
            reference.notice_days = days;
        }
        _ => sent.blame("notice_days", wrong),
    }
    reference.dispatch_day = i8::try_from(sent.number("dispatch_day", 1, 31)).unwrap_or(0);
}

fn clock(sent: &mut Sent<'_>, reference: &mut Reference, code: &str) {
    let (zh, en) = (sent.needed("name_zh"), sent.needed("name_en"));
    let n = u32::try_from(sent.number("n", 1, DAYS_MAX)).unwrap_or(1);
    let unit = sent.chosen("counted", &UNITS.map(|u| (unit_code(u), u)));
    let basis = sent.needed_text("basis");
    if let Some(clock) = reference.clocks.iter_mut().find(|c| c.named.code == code) {
        clock.named.zh = zh;
        clock.named.en = en;
        clock.n = n;
        clock.unit = unit.unwrap_or(clock.unit);
        clock.basis = basis;
    }
}
