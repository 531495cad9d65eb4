//! From the application for acceptance to strike-off, and what comes after.

use dugai_domain::problem::check::open_gates;
use dugai_domain::problem::*;

use super::super::make::Make;
use super::super::spec::{FieldKind, FieldSpec};
use super::super::values::{NO, Sent, YES};
use super::plan;

const VERDICTS: [(&str, AcceptanceVerdict); 3] = [
    ("agreed", AcceptanceVerdict::Agreed),
    ("agreed_with_conditions", AcceptanceVerdict::AgreedWithConditions),
    ("returned", AcceptanceVerdict::Returned),
];

const RESULTS: [(&str, LookBackResult); 3] =
    [("holds", LookBackResult::Holds), ("weak", LookBackResult::Weak), ("rebound", LookBackResult::Rebound)];

pub(super) fn fields(action: Action, p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    match action {
        Action::ApplyAcceptance => vec![m.area("text").need()],
        Action::CloseNotice | Action::StrikeOff => vec![m.area("text")],
        Action::RecordAcceptance => acceptance(p, m),
        Action::OpenNotice => {
            let tomorrow = m.lists.today.tomorrow().unwrap_or(m.lists.today);
            let days = m.lists.reference.notice_days.iter();
            let days = days.map(|n| (n.to_string(), m.w.t1("form.working_days", n))).collect();
            // What stands of the notice that is opened anew is not typed again.
            let open = p.notice.as_ref().filter(|_| p.stage == Stage::Noticed).map(|(_, n)| &n.opening);
            let mut fields = vec![
                m.not_past("first_day").need().with(tomorrow),
                m.choice("days", days).need().with_only().with_some(open.map(|n| n.days)),
                m.line("place").need().with_some(open.map(|n| &n.place)),
                m.line("phone").need().with_some(open.map(|n| &n.phone)),
            ];
            fields.extend(open.map(|_| m.area("reason").need()));
            fields
        }
        Action::AnswerObjection => {
            let open = p.objections.iter().filter(|o| o.answer.is_none());
            // The words are sealed: without a summary of the office the day tells them apart.
            let open: Vec<(u32, String)> = open
                .map(|o| match o.objection.summary.as_str() {
                    "" => (o.objection.no, m.w.fill("form.objection_day", &[("day", &o.mark.at.day())])),
                    summary => (o.objection.no, summary.to_owned()),
                })
                .collect();
            let open = open.iter().map(|(no, text)| (*no, text.as_str()));
            let answers = vec![
                (YES.to_owned(), m.w.t("form.answer.upheld").to_owned()),
                (NO.to_owned(), m.w.t("form.answer.not_upheld").to_owned()),
            ];
            vec![
                m.choice("no", m.numbered("form.objection_no", open)).need().with_only(),
                m.choice("upheld", answers).need(),
                m.area("answer").need(),
                again(p, m),
            ]
        }
        Action::File => vec![m.line("document").need(), m.line("body").need(), m.till_today("day").need()],
        Action::LookBack => {
            let answers = vec![
                (YES.to_owned(), m.w.t("form.answer.works").to_owned()),
                (NO.to_owned(), m.w.t("form.answer.works_not").to_owned()),
            ];
            vec![
                m.till_today("visited").need(),
                m.choice("result", m.codes("look_back", RESULTS.map(|(code, _)| code))).need(),
                m.choice("lasting_works", answers).need(),
                m.area("note").need(),
                m.proving(p, p.ended_or_looked_at()).need(),
            ]
        }
        Action::Return => vec![
            m.many("reasons", m.named(&m.lists.reference.return_reasons)).need(),
            m.area("text").need(),
            m.not_past("by").need(),
            again(p, m),
        ],
        _ => Vec::new(),
    }
}

/// Measures that are to be done again after a return; none: all.
fn again(p: &Problem, m: &Make<'_>) -> FieldSpec {
    m.many(
        "measures",
        m.numbered("form.measure_no", p.measures.iter().map(|x| (x.measure.no, x.measure.text.as_str()))),
    )
}

/// The step is the problem's own: a form opened before the last record is stale.
fn acceptance(p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    let step = p.steps.get(p.next_step).map(|step| {
        let words = match p.panel_of(step).ok() {
            Some(unit) => m.w.fill("form.step_by", &[("level", &step.level), ("unit", &m.unit(unit))]),
            None => m.w.fill("form.step_of", &[("level", &step.level)]),
        };
        (p.next_step.to_string(), words)
    });
    let checked = p.self_check.as_ref().map(|(mark, _)| mark.at.day());
    let reasons = m.named(&m.lists.reference.return_reasons);
    // While a gate is open the last step can only send the work back.
    let closed = p.next_step + 1 < p.steps.len() || open_gates(p, m.lists.reference).is_empty();
    let verdicts = VERDICTS.iter().filter(|(_, v)| closed || *v == AcceptanceVerdict::Returned);
    vec![
        m.field("step", FieldKind::Fixed(step.into_iter().collect())).need().with(p.next_step),
        m.choice("verdict", m.codes("verdict", verdicts.map(|(code, _)| *code))).need().with_only(),
        m.since("visited", checked).need().with(m.lists.today),
        m.lines("panel").need(),
        m.area("opinion").need(),
        m.area("conditions"),
        m.not_past("conditions_by"),
        m.many("reasons", reasons),
        m.not_past("by"),
        again(p, m),
        m.proof(p, &[(String::new(), Some(p.work_began()))]),
    ]
}

pub(super) fn command(action: Action, s: &mut Sent) -> Option<Command> {
    let note = |s: &Sent| Note { text: s.v.text("text") };
    Some(match action {
        Action::ApplyAcceptance => Command::ApplyAcceptance(note(s)),
        Action::CloseNotice => Command::CloseNotice(note(s)),
        Action::StrikeOff => Command::StrikeOff(note(s)),
        Action::RecordAcceptance => read_acceptance(s)?,
        Action::OpenNotice => Command::OpenNotice(NoticeOpening {
            first_day: s.v.date("first_day")?,
            days: s.v.get("days")?,
            place: s.v.text("place"),
            phone: s.v.text("phone"),
            reason: s.v.text("reason"),
        }),
        Action::AnswerObjection => Command::AnswerObjection(ObjectionAnswer {
            no: s.v.get("no")?,
            upheld: s.v.yes("upheld"),
            answer: s.v.text("answer"),
            measures: s.v.every("measures"),
        }),
        Action::File => {
            Command::File(Filing { document: s.v.text("document"), body: s.v.text("body"), day: s.v.date("day")? })
        }
        Action::LookBack => Command::LookBack(LookBack {
            visited: s.v.date("visited")?,
            result: RESULTS.iter().find(|(code, _)| s.v.is("result", code)).map(|(_, r)| *r)?,
            note: s.v.text("note"),
            lasting_works: s.v.yes("lasting_works"),
            evidence: s.v.every("evidence"),
        }),
        Action::Return => Command::Return(Return {
            reasons: plan::opinion(s).reasons,
            text: s.v.text("text"),
            by: s.v.date("by")?,
            measures: s.v.every("measures"),
        }),
        _ => return None,
    })
}

/// Each verdict has its own proof: evidence for an agreement, conditions, or coded reasons.
fn read_acceptance(s: &mut Sent) -> Option<Command> {
    let verdict = VERDICTS.iter().find(|(code, _)| s.v.is("verdict", code)).map(|(_, v)| *v);
    match verdict {
        Some(AcceptanceVerdict::Returned) => {
            s.need("reasons", "form.fault.choose_some");
            s.need("by", "form.fault.date_missing");
        }
        Some(AcceptanceVerdict::AgreedWithConditions) => {
            s.need("conditions", "form.fault.conditions");
            s.need("conditions_by", "form.fault.date_missing");
            s.need("evidence", "form.fault.evidence");
        }
        Some(AcceptanceVerdict::Agreed) => s.need("evidence", "form.fault.evidence"),
        None => {}
    }
    Some(Command::RecordAcceptance(Acceptance {
        step: s.v.get("step")?,
        verdict: verdict?,
        visited: s.v.date("visited")?,
        panel: s.v.all("panel"),
        opinion: s.v.text("opinion"),
        conditions: s.v.text("conditions"),
        conditions_by: s.v.get("conditions_by"),
        reasons: s.v.all("reasons"),
        measures: s.v.every("measures"),
        by: s.v.get("by").filter(|_| verdict == Some(AcceptanceVerdict::Returned)),
        evidence: s.v.every("evidence"),
    }))
}
