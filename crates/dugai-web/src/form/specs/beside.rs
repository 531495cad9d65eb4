//! Acts beside the path: supervision, meetings, instructions, duties, corrections.

use dugai_domain::ids::UnitId;
use dugai_domain::org::UnitKind;
use dugai_domain::problem::apply::parse_numbers;
use dugai_domain::problem::given::read_given;
use dugai_domain::problem::state::SupervisionState;
use dugai_domain::problem::*;
use jiff::civil::Date;

use super::super::make::{Make, Options, start};
use super::super::spec::{FieldSpec, Lists};
use super::super::values::{NO, Sent, YES};
use super::by_code;
use crate::words::W;

const URGE: &str = "urge";
const TALK: &str = "talk";
const CIRCULAR: &str = "circular";
const ACCOUNTABILITY: &str = "accountability";
const HAND_OVER: &str = "hand_over";

/// The kinds of supervision, each with what it needs in the order in which it is asked.
const KINDS: [(&str, &[&str]); 5] = [
    (URGE, &["unit", "text", "reply_by"]),
    (TALK, &["unit", "day", "text"]),
    (CIRCULAR, &["unit", "document", "text"]),
    (ACCOUNTABILITY, &["unit", "post", "form", "basis", "body", "day"]),
    (HAND_OVER, &["body", "document", "day", "text", "reply_by"]),
];

/// The codes of the kinds of supervision.
pub fn supervision_kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(kind, _)| *kind)
}

/// Of the fields of supervision those of one kind, all needed; what a kind words differently has its own label.
#[must_use]
pub fn of_supervision(kind: &str, specs: Vec<FieldSpec>, w: W) -> Vec<FieldSpec> {
    let Some((_, needs)) = KINDS.iter().find(|(k, _)| *k == kind) else { return specs };
    let place = |spec: &FieldSpec| needs.iter().position(|name| *name == spec.name).map(|at| at + 1);
    let mut kept: Vec<(usize, FieldSpec)> = Vec::new();
    for mut spec in specs {
        let settled = spec.name == "kind";
        let Some(at) = place(&spec).or(settled.then_some(0)) else { continue };
        let own = |part: &str| w.get(&format!("form.supervision.{kind}_{}{part}", spec.name));
        let hint = own("_hint").unwrap_or_default().to_owned();
        let label = own("").map_or(spec.label, str::to_owned);
        spec = FieldSpec { hint, label, required: !settled, ..spec };
        kept.push((at, spec));
    }
    kept.sort_by_key(|(at, _)| *at);
    kept.into_iter().map(|(_, spec)| spec).collect()
}

pub(super) fn fields(action: Action, p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    match action {
        Action::Supervise => supervise(p, m),
        Action::AnswerSupervision => {
            vec![m.choice("no", unanswered(p, m)).need().with_only(), m.area("text").need()]
        }
        Action::Meet => vec![
            m.check("visit"),
            m.till_today("day").need(),
            m.line("who").need(),
            m.area("text").need(),
            m.rows("decisions", 0, duty(m)),
        ],
        Action::Instruct => {
            vec![m.line("from").need(), m.area("text").need(), m.till_today("day").need(), m.rows("duties", 1, duty(m))]
        }
        Action::FinishDuty => vec![m.choice("no", finishable(p, m)).need().with_only(), m.area("result").need()],
        Action::Correct => vec![
            m.choice("field", m.codes("field", correctable(p).map(Field::code))).need(),
            m.area("value"),
            m.choice("county", m.units(|_, kind| matches!(kind, UnitKind::County | UnitKind::Park))),
            m.choice("kind", m.codes("source", SourceKind::ALL.map(SourceKind::code))),
            m.number("of", 1, i64::try_from(p.version).unwrap_or(i64::MAX)).need(),
            m.area("reason").need(),
            if p.source.kind.is_inspectors() { m.line("document").need() } else { m.line("document") },
        ],
        Action::DecideChange => {
            let answers = vec![
                (YES.to_owned(), m.w.t("form.answer.taken").to_owned()),
                (NO.to_owned(), m.w.t("form.answer.not_taken").to_owned()),
            ];
            vec![
                m.choice("no", proposals(p, m)).need().with_only(),
                m.choice("taken", answers).need(),
                m.area("reason"),
                m.line("document"),
            ]
        }
        _ => Vec::new(),
    }
}

/// The fields of all kinds; a page asks for one kind first and shows only its own ([`of_supervision`]).
fn supervise(p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    let kinds = m.codes("supervision", supervision_kinds());
    vec![
        m.choice("kind", kinds).need(),
        m.choice("unit", m.all_units()).with_some(p.units_in(DutyRole::Responsible, m.lists.today).next()),
        m.area("text"),
        m.not_past("reply_by"),
        m.since("day", None),
        m.line("document"),
        m.line("post"),
        m.choice("form", m.named(&m.lists.reference.accountability_forms)),
        m.line("basis"),
        m.line("body"),
    ]
}

fn unanswered(p: &Problem, m: &Make<'_>) -> Options {
    let office = works_in_office(m.lists);
    let open = p.supervisions.iter().filter(|s| s.awaits_answer());
    // The office may answer what waits for itself, and close what was asked of others; a unit answers for itself.
    open.filter(|s| office || s.act.unit().is_some() && !is_of_others(s, m.lists))
        .map(|s| {
            let kind = match s.act {
                Supervision::Urge { .. } => URGE,
                Supervision::Talk { .. } => TALK,
                Supervision::Circular { .. } => CIRCULAR,
                Supervision::Accountability { .. } => ACCOUNTABILITY,
                Supervision::HandOver { .. } => HAND_OVER,
            };
            let text = match &s.act {
                Supervision::Urge { text, .. }
                | Supervision::Talk { text, .. }
                | Supervision::Circular { text, .. } => text,
                Supervision::Accountability { post, .. } => post,
                Supervision::HandOver { body, .. } => body,
            };
            let (kind, day, text) = (m.w.code("supervision", kind), s.mark.at.day(), start(text));
            let (n, day, kind) = (("n", &s.no as &dyn std::fmt::Display), ("day", &day as _), ("kind", &kind as _));
            let words = match &s.act {
                Supervision::Urge { reply_by, .. } => {
                    m.w.fill("form.supervision_urge_no", &[n, kind, ("text", &text), ("by", reply_by), day])
                }
                _ if text.is_empty() => m.w.fill("form.supervision_no", &[n, kind, day]),
                _ => m.w.fill("form.supervision_text_no", &[n, kind, ("text", &text), day]),
            };
            let words =
                if is_of_others(s, m.lists) { m.w.fill("form.supervision_close", &[("text", &words)]) } else { words };
            (s.no.to_string(), words)
        })
        .collect()
}

fn is_of_others(s: &SupervisionState, lists: &Lists<'_>) -> bool {
    s.act.unit().is_some_and(|unit| !lists.my_units.contains(&unit))
}

fn works_in_office(lists: &Lists<'_>) -> bool {
    lists.units.iter().any(|(id, _, kind)| *kind == UnitKind::Office && lists.my_units.contains(id))
}

/// A duty from a meeting or an instruction, as a row.
fn duty(m: &Make<'_>) -> Vec<FieldSpec> {
    let row = m.within("duty");
    vec![row.line("what").need(), row.choice("unit", row.all_units()).need(), row.date("due").need()]
}

/// The office finishes any duty, a unit its own.
fn finishable(p: &Problem, m: &Make<'_>) -> Options {
    let mine = m.lists.my_units;
    let office = works_in_office(m.lists);
    let open = p.duties.iter().filter(|d| d.done.is_none() && (office || mine.contains(&d.decision.unit)));
    m.numbered("form.duty_no", open.map(|d| (d.no, d.decision.what.as_str())))
}

/// The measures of the list count until a plan is approved.
fn correctable(p: &Problem) -> impl Iterator<Item = Field> {
    let planned = !p.measures.is_empty();
    Field::ALL.into_iter().filter(move |field| *field != Field::Given || !planned)
}

fn proposals(p: &Problem, m: &Make<'_>) -> Options {
    let open = p.proposals.iter().filter(|x| x.decided.is_none());
    open.map(|x| {
        let field = m.w.code("field", x.change.field.code());
        let words = m.w.fill("form.proposal_no", &[("n", &x.no), ("field", &field), ("text", &x.change.value)]);
        (x.no.to_string(), words)
    })
    .collect()
}

pub(super) fn command(action: Action, p: &Problem, lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    Some(match action {
        Action::Supervise => Command::Supervise(read_supervision(s)?),
        Action::AnswerSupervision => {
            let no = s.v.get("no")?;
            // What was asked of another unit the office does not answer in its place: it closes it.
            let closed = p.supervisions.iter().any(|act| act.no == no && is_of_others(act, lists));
            Command::AnswerSupervision(SupervisionAnswer { no, text: s.v.text("text"), closed })
        }
        Action::Meet => Command::Meet(Meeting {
            visit: s.v.yes("visit"),
            day: s.v.date("day")?,
            who: s.v.text("who"),
            text: s.v.text("text"),
            decisions: duties(s, "decisions"),
        }),
        Action::Instruct => Command::Instruct(Instruction {
            from: s.v.text("from"),
            text: s.v.text("text"),
            day: s.v.date("day")?,
            duties: duties(s, "duties"),
        }),
        Action::FinishDuty => Command::FinishDuty(DutyDone { no: s.v.get("no")?, result: s.v.text("result") }),
        Action::Correct => correction(s)?,
        Action::DecideChange => {
            if s.v.is("taken", NO) {
                s.need("reason", "form.fault.refusal");
            }
            Command::DecideChange(ChangeDecision {
                no: s.v.get("no")?,
                taken: s.v.yes("taken"),
                reason: s.v.text("reason"),
                document: s.v.text("document"),
            })
        }
        _ => return None,
    })
}

/// Rows with a fault have no unit or day; then the whole form is refused anyway.
fn duties(s: &mut Sent, block: &str) -> Vec<Decision> {
    let rows = s.take_rows(block).into_iter();
    let duty = |v: &super::super::values::Values| {
        Some(Decision { what: v.text("what"), unit: v.get("unit")?, due: v.date("due")? })
    };
    rows.filter_map(|row| duty(&row.v)).collect()
}

/// What each kind needs: texts by `missing`, choices and days in their own words.
fn read_supervision(s: &mut Sent) -> Option<Supervision> {
    let kind = s.v.text("kind");
    let needs = KINDS.iter().find(|(k, _)| *k == kind).map_or(&[][..], |(_, needs)| needs);
    for name in needs {
        let key = match *name {
            "unit" | "form" => "form.fault.choose",
            "day" | "reply_by" => "form.fault.date_missing",
            _ => "form.fault.missing",
        };
        s.need(name, key);
    }
    let v = &s.v;
    let (text, document, body) = (v.text("text"), v.text("document"), v.text("body"));
    let day = v.get::<Date>("day");
    Some(match kind.as_str() {
        URGE => Supervision::Urge { unit: v.get("unit")?, text, reply_by: v.date("reply_by")? },
        TALK => Supervision::Talk { unit: v.get("unit")?, day: day?, text },
        CIRCULAR => Supervision::Circular { unit: v.get("unit")?, document, text },
        ACCOUNTABILITY => Supervision::Accountability {
            post: v.text("post"),
            unit: v.get("unit")?,
            form: v.text("form"),
            basis: v.text("basis"),
            body,
            day: day?,
        },
        HAND_OVER => Supervision::HandOver { body, document, day: day?, text, reply_by: Some(v.date("reply_by")?) },
        _ => return None,
    })
}

/// A field has the shape of what it holds.
fn correction(s: &mut Sent) -> Option<Command> {
    let field = by_code(&Field::ALL, Field::code, &s.v.text("field"));
    // Units and codes are chosen, everything else is written.
    let value = match field {
        Some(Field::County) => s.v.get::<UnitId>("county").map(|unit| unit.to_string()).unwrap_or_default(),
        Some(Field::Kind) => s.v.text("kind"),
        _ => s.v.text("value"),
    };
    match field {
        Some(Field::County) => s.need("county", "form.fault.choose"),
        Some(Field::Kind) => s.need("kind", "form.fault.choose"),
        Some(Field::Text | Field::Record | Field::Round) => s.need("value", "form.fault.missing"),
        Some(Field::Due) if value.parse::<Date>().is_err() => s.blame("value", "form.fault.date"),
        Some(Field::Given) if read_given(&value).is_none() => s.blame("value", "form.fault.measure_a_line"),
        Some(Field::Numbers) if parse_numbers(&value).is_none() => s.blame("value", "form.fault.numbers"),
        _ => {}
    }
    let (reason, document) = (s.v.text("reason"), s.v.text("document"));
    Some(Command::Correct(Correction { of: s.v.get("of")?, field: field?, value, reason, document }))
}
