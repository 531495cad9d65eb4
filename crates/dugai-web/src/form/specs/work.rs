//! Work under the plan: measures, the monthly dispatch, extensions, pauses.

use dugai_domain::problem::*;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use super::super::make::{Make, Options, start};
use super::super::spec::{FieldSpec, Lists};
use super::super::values::{NO, Sent, YES};
use super::{by_code, plan};

/// Months that a report can be about, this one included, as far back as the registration.
const MONTHS: usize = 12;
/// The same, for the arithmetic of days.
const MONTHS_BACK: i32 = 12;
const PLAN: &str = "plan";
const WHOLE: &str = "whole";

pub(super) fn fields(action: Action, p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    match action {
        Action::ReportMeasure => vec![
            m.choice("no", reportable(p, m)).need().with_only(),
            m.number("percent", 0, 100).need(),
            m.area("note").need(),
            m.proof(p, &sent_back(p, m)),
        ],
        Action::AcceptMeasure => {
            vec![m.choice("no", judgeable(p, m, true)).need(), m.area("opinion"), m.proof(p, &sent_back(p, m))]
        }
        Action::ReturnMeasure => {
            let mut fields = vec![m.choice("no", judgeable(p, m, false)).need()];
            fields.extend(plan::returned(m));
            fields.push(m.evidence(p));
            fields
        }
        Action::ReportMonth => month(p, m),
        Action::RequestExtension => {
            vec![m.choice("of", extendable(p, m)).need(), m.date("to").need(), m.area("reason").need()]
        }
        Action::DecideExtension => {
            let answers = vec![
                (YES.to_owned(), m.w.t("form.answer.granted").to_owned()),
                (NO.to_owned(), m.w.t("form.answer.refused").to_owned()),
            ];
            vec![m.choice("granted", answers).need(), m.area("opinion")]
        }
        Action::Pause => vec![m.area("reason").need()],
        Action::Resume => vec![m.area("text")],
        _ => Vec::new(),
    }
}

/// Measures still to be accepted that the person may report on: all for the responsible
/// unit, otherwise those its unit owns.
fn reportable(p: &Problem, m: &Make<'_>) -> Options {
    let mine = |unit| m.lists.my_units.contains(&unit);
    let lead = p.units_in(DutyRole::Responsible, m.lists.today).any(mine);
    let open = p.measures.iter().filter(|x| x.accepted.is_none() && (lead || x.measure.owner.is_some_and(mine)));
    m.numbered("form.measure_no", open.map(|x| (x.measure.no, x.measure.text.as_str())))
}

/// Measures that were sent back and not accepted since: nothing from before proves them.
fn sent_back(p: &Problem, m: &Make<'_>) -> Vec<(String, Option<Timestamp>)> {
    let back = p.measures.iter().filter(|x| x.accepted.is_none() && x.returned.is_some());
    back.map(|x| (m.w.t1("problem.measure.no", x.measure.no), x.returned.max(x.since))).collect()
}

fn judgeable(p: &Problem, m: &Make<'_>, done: bool) -> Options {
    let open = p.measures.iter().filter(|x| x.accepted.is_none() && (!done || x.done.is_some()));
    m.numbered("form.measure_no", open.map(|x| (x.measure.no, x.measure.text.as_str())))
}

/// The computed word is filled in; `done` is offered only where it is the computed one, and
/// struck off is never a report.
fn month(p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    let computed = p.computed_progress(m.lists.today);
    let words = Progress::ALL
        .into_iter()
        .filter(|x| *x != Progress::StruckOff && (*x != Progress::Done || computed == Progress::Done));
    // The earliest month without a word, as far back as the choice goes.
    let owed = p.month_owed(m.lists.reference).map(|word| word.first);
    let reach = m.lists.today.checked_sub(jiff::Span::new().months(MONTHS_BACK)).unwrap_or(m.lists.today);
    let owed = owed.filter(|first| *first <= m.lists.today && *first > reach);
    let mut months: Options = Vec::new();
    let mut day = m.lists.today.first_of_month();
    let listed = p.registered.at.day().first_of_month();
    for _ in 0..MONTHS {
        if day < listed {
            break;
        }
        months.push((month_code(day), m.w.month_long(day)));
        let Ok(before) = day.yesterday() else { break };
        day = before.first_of_month();
    }
    vec![
        m.choice("month", months).need().with(month_code(owed.unwrap_or(m.lists.today))),
        m.choice("word", m.codes("progress", words.map(Progress::code))).need().with(computed.code()),
        m.area("text"),
    ]
}

fn month_code(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

fn extendable(p: &Problem, m: &Make<'_>) -> Options {
    let mut of = vec![
        (PLAN.to_owned(), m.w.t("extension_of.plan").to_owned()),
        (WHOLE.to_owned(), m.w.t("extension_of.whole").to_owned()),
    ];
    of.extend(p.measures.iter().filter(|x| x.accepted.is_none() && x.measure.due.is_some()).map(|x| {
        let no = x.measure.no;
        let words = m.w.fill("form.measure_date", &[("n", &no), ("text", &start(&x.measure.text))]);
        (format!("measure:{no}"), words)
    }));
    of
}

pub(super) fn command(action: Action, p: &Problem, lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    Some(match action {
        Action::ReportMeasure => Command::ReportMeasure(MeasureReport {
            no: s.v.get("no")?,
            percent: s.v.get("percent")?,
            note: s.v.text("note"),
            evidence: s.v.every("evidence"),
        }),
        Action::AcceptMeasure => Command::AcceptMeasure(verdict(s)?),
        Action::ReturnMeasure => Command::ReturnMeasure(verdict(s)?),
        Action::ReportMonth => read_month(p, lists, s)?,
        Action::RequestExtension => read_extension(p, s)?,
        Action::DecideExtension => {
            if s.v.is("granted", NO) {
                s.need("opinion", "form.fault.refusal");
            }
            Command::DecideExtension(ExtensionDecision { granted: s.v.yes("granted"), opinion: s.v.text("opinion") })
        }
        Action::Pause => Command::Pause(Note { text: s.v.text("reason") }),
        Action::Resume => Command::Resume(Note { text: s.v.text("text") }),
        _ => return None,
    })
}

fn verdict(s: &Sent) -> Option<MeasureVerdict> {
    Some(MeasureVerdict { no: s.v.get("no")?, opinion: plan::opinion(s), evidence: s.v.every("evidence") })
}

fn read_month(p: &Problem, lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    let word = by_code(&Progress::ALL, Progress::code, &s.v.text("word"));
    if word.is_some_and(|word| word != p.computed_progress(lists.today)) {
        s.need("text", "form.fault.other_word");
    }
    Some(Command::ReportMonth(MonthReport { month: s.v.text("month"), word: word?, text: s.v.text("text") }))
}

fn read_extension(p: &Problem, s: &mut Sent) -> Option<Command> {
    let (chosen, to) = (s.v.text("of"), s.v.date("to"));
    let of = match chosen.as_str() {
        PLAN => ExtensionOf::Plan,
        WHOLE => ExtensionOf::Whole,
        other => ExtensionOf::Measure(other.strip_prefix("measure:")?.parse().ok()?),
    };
    let current = match of {
        ExtensionOf::Plan => None,
        ExtensionOf::Whole => p.due_date(),
        ExtensionOf::Measure(no) => p.measures.iter().find(|x| x.measure.no == no).and_then(|x| x.measure.due),
    };
    if current.zip(to).is_some_and(|(current, to)| to <= current) {
        s.blame("to", "form.fault.not_later");
    }
    Some(Command::RequestExtension(ExtensionRequest { of, to: to?, reason: s.v.text("reason") }))
}
