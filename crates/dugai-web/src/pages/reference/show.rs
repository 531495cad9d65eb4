//! The reference data in force, for everybody to read.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use dugai_domain::calendar::{Start, Unit};
use dugai_domain::reference::{ClockKind, ClockRule, Escalation, GateSigner, Lamp, Named, Recipient, Reference};

use super::sets;
use crate::fault::Fault;
use crate::pages::people::fields::Done;
use crate::say::{in_words, moment_code};
use crate::shell::Shell;
use crate::site::Site;
use crate::visitor::{Visitor, page};
use crate::words::{Lang, W};

struct GateLine {
    name: String,
    question: String,
    signer: &'static str,
    evidence: bool,
    waivable: bool,
}

struct StandardLine {
    name: String,
    safety: bool,
    points: Vec<String>,
}

struct StepLine {
    lamp: &'static str,
    class: &'static str,
    when: String,
    to: String,
}

struct ClockLine {
    code: String,
    name: String,
    kind: &'static str,
    between: String,
    length: String,
    basis: String,
    steps: Vec<StepLine>,
}

struct WordList {
    code: &'static str,
    title: &'static str,
    words: Vec<String>,
    /// Whether a form edits it.
    edits: bool,
}

/// The version that a new installation begins with.
const STARTER: u32 = 1;

#[derive(Template)]
#[template(path = "reference/show.html")]
struct ReferencePage {
    shell: Shell,
    done: Option<Done>,
    /// Whether the register is still computed by rules of before.
    computing: bool,
    sets: bool,
    old: Option<String>,
    version: u32,
    valid_from: String,
    own: bool,
    gates: Vec<GateLine>,
    standards: Vec<StandardLine>,
    clocks: Vec<ClockLine>,
    fixed: Vec<StepLine>,
    monthly: Vec<StepLine>,
    lists: Vec<WordList>,
    notice: String,
    dispatch_day: i8,
}

/// The page.
pub(super) async fn show(State(site): State<Site>, visitor: Visitor) -> Result<impl IntoResponse, Fault> {
    let shell = visitor.shell(&site, "reference").await?;
    let r = &visitor.setup.reference;
    let done = Done::of(&visitor, "reference", r.version);
    let computing = site.office.is_computing().await?;
    let own = r.version > STARTER;
    draw(&visitor, shell, r, Standing { done, computing, own, sets: sets(&visitor), old: None })
}

/// How a version stands that is shown.
pub(super) struct Standing {
    /// What was just done.
    pub(super) done: Option<Done>,
    /// Whether the register is still computed by rules of before.
    pub(super) computing: bool,
    /// Whether the office set it, or it came with the program.
    pub(super) own: bool,
    /// Whether the reader sets new versions from here.
    pub(super) sets: bool,
    /// Of a version that is not in force: who set it, and when.
    pub(super) old: Option<String>,
}

/// A version, drawn.
pub(super) fn draw(visitor: &Visitor, shell: Shell, r: &Reference, stands: Standing) -> Result<Html<String>, Fault> {
    let w = visitor.w;
    let named = |list: &[Named]| list.iter().map(|n| in_words(n, w.lang).to_owned()).collect::<Vec<_>>();
    let list = |code, words, edits| WordList { code, title: w.code("reference.section", code), words, edits };
    page(&ReferencePage {
        shell,
        done: stands.done,
        computing: stands.computing,
        sets: stands.sets,
        old: stands.old,
        version: r.version,
        valid_from: w.fill("reference.valid", &[("day", &w.date_long(r.valid_from))]),
        own: stands.own,
        gates: r
            .gates
            .iter()
            .map(|g| GateLine {
                name: in_words(&g.named, w.lang).to_owned(),
                question: either(w, &g.question_zh, &g.question_en),
                signer: w.code("gate_signer", signer_code(g.signer)),
                evidence: g.evidence,
                waivable: g.waivable,
            })
            .collect(),
        standards: r
            .standards
            .iter()
            .map(|s| StandardLine {
                name: in_words(&s.named, w.lang).to_owned(),
                safety: s.safety,
                points: s.points.clone(),
            })
            .collect(),
        clocks: r.clocks.iter().map(|c| clock(w, c)).collect(),
        fixed: steps(w, &r.fixed_date_escalation),
        monthly: steps(w, &r.dispatch_escalation),
        lists: vec![
            list("types", named(&r.types), true),
            list("returns", named(&r.return_reasons), true),
            list("directions", named(&r.sweep_directions), true),
            list("forms", named(&r.accountability_forms), true),
        ],
        notice: w.list(r.notice_days.iter().map(|n| w.t1("count.working", n))),
        dispatch_day: r.dispatch_day,
    })
}

fn either(w: W, zh: &str, en: &str) -> String {
    match w.lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn clock(w: W, c: &ClockRule) -> ClockLine {
    let (from, to) = (w.code("moment", moment_code(c.starts)), w.code("moment", moment_code(c.stops)));
    let length = w.t1(&format!("count.{}", unit_code(c.unit)), c.n);
    let start = match c.start {
        Start::NextDay => "reference.clock.next_day",
        Start::SameDay => "reference.clock.same_day",
    };
    let roll = c.roll.then(|| w.t("reference.clock.rolls"));
    ClockLine {
        code: c.named.code.clone(),
        name: in_words(&c.named, w.lang).to_owned(),
        kind: w.code("clock_kind", kind_code(c.kind)),
        between: w.fill("reference.clock.between", &[("from", &from), ("to", &to)]),
        length: w.clauses([Some(length.as_str()), Some(w.t(start)), roll].into_iter().flatten()),
        basis: c.basis.clone(),
        steps: steps(w, &c.escalation),
    }
}

fn steps(w: W, list: &[Escalation]) -> Vec<StepLine> {
    let line = |step: &Escalation| {
        let (code, class) = match step.lamp {
            Lamp::Blue => ("blue", "due due-blue"),
            Lamp::Yellow => ("yellow", "due due-yellow"),
            Lamp::Red => ("red", "due due-red"),
        };
        let when = match step.days {
            0 => w.t("reference.clock.on_day").to_owned(),
            n if n < 0 => w.t1("reference.clock.before", n.unsigned_abs()),
            n => w.t1("reference.clock.after", n),
        };
        let to = w.list(step.to.iter().map(|r| w.code("recipient", recipient_code(*r))));
        StepLine { lamp: w.code("lamp", code), class, when, to }
    };
    list.iter().map(line).collect()
}

/// The code of a signer, as reference data and message files write it.
pub(super) fn signer_code(signer: GateSigner) -> &'static str {
    match signer {
        GateSigner::ResponsibleHead => "responsible_head",
        GateSigner::Supervising => "supervising",
        GateSigner::Office => "office",
    }
}

/// The code of what is counted.
pub(super) fn unit_code(unit: Unit) -> &'static str {
    match unit {
        Unit::Natural => "natural",
        Unit::Working => "working",
        Unit::Months => "months",
    }
}

pub(super) fn kind_code(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Handling => "handling",
        ClockKind::Right => "right",
        ClockKind::LongTerm => "long_term",
    }
}

fn recipient_code(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::ResponsibleOfficer => "responsible_officer",
        Recipient::ResponsibleHead => "responsible_head",
        Recipient::Office => "office",
        Recipient::LeadOfficer => "lead_officer",
    }
}
