//! The next step toward strike-off from wherever a problem stands: who does what.

use dugai_domain::ids::{EvidenceId, UnitId};
use dugai_domain::problem::check::open_gates;
use dugai_domain::problem::state::{GateState, PlanState};
use dugai_domain::problem::*;

use super::content as c;
use super::{COUNTY, Life, OTHER, Person, reference};

/// What comes next.
pub enum Step {
    /// A person does something.
    Act(Person, Box<Command>),
    /// Days must pass.
    Wait(i64),
    /// Nothing leads on from here.
    End,
}

fn responsible(life: &Life) -> UnitId {
    life.p().units_in(DutyRole::Responsible, life.today()).next().unwrap_or(COUNTY)
}

fn officer(life: &Life) -> Person {
    if responsible(life) == OTHER { Person::OtherWorker } else { Person::Worker }
}

fn head(life: &Life) -> Person {
    if responsible(life) == OTHER { Person::OtherBoss } else { Person::Boss }
}

/// Somebody who signs for a unit.
fn signer(unit: UnitId) -> Person {
    let own = |who: &Person| who.actor(super::d("2024-03-04")).works_in(unit);
    Person::ALL.into_iter().find(own).unwrap_or(Person::Worker)
}

fn supervising(life: &Life) -> Person {
    let bureau = life.p().units_in(DutyRole::Supervising, life.today()).any(|u| u == super::BUREAU);
    if bureau { Person::Supervisor } else { Person::Clerk }
}

fn act(who: Person, command: Command) -> Step {
    Step::Act(who, Box::new(command))
}

/// The next step.
pub fn forward(life: &Life) -> Step {
    let today = life.today();
    let p = life.p();
    match p.stage {
        Stage::Registered => act(officer(life), Command::Claim(Claim { unit: responsible(life), note: String::new() })),
        Stage::Claimed | Stage::Planning => match p.open_plan().map(|v| &v.state) {
            Some(PlanState::Draft) => act(officer(life), Command::SubmitPlan(c::note(""))),
            _ => {
                let wished = today.checked_add(jiff::Span::new().days(60)).unwrap();
                let due = p.due.date.map_or(wished, |limit| limit.min(wished));
                let whole = p.due.date.is_none().then_some(due);
                act(officer(life), Command::DraftPlan(PlanDraft { due: whole, ..c::plan(2, 0, due) }))
            }
        },
        Stage::PlanSubmitted => act(Person::Chief, Command::ApprovePlan(Opinion::default())),
        Stage::Rectifying => rectify(life),
        Stage::SelfChecked => match unanswered(p) {
            Some(answer) => act(officer(life), answer),
            None if p.sweep.is_empty() => act(Person::Chief, Command::Return(c::returned(today))),
            None => act(head(life), Command::ApplyAcceptance(c::note("申请验收"))),
        },
        Stage::Accepting => accept(life),
        Stage::Accepted => act(Person::Clerk, Command::OpenNotice(c::notice(today))),
        Stage::Noticed => match p.objections.iter().find(|o| o.answer.is_none()) {
            Some(o) => act(
                Person::Clerk,
                Command::AnswerObjection(ObjectionAnswer {
                    no: o.objection.no,
                    upheld: false,
                    answer: c::SECRET.to_owned(),
                    measures: vec![],
                }),
            ),
            None if p.notice.as_ref().is_some_and(|(_, n)| today <= n.last_day) => Step::Wait(3),
            None => act(Person::Clerk, Command::CloseNotice(c::note(""))),
        },
        Stage::NoticeClosed => act(
            Person::Clerk,
            Command::File(Filing {
                document: "整改办〔2024〕1号".to_owned(), body: "省整改办".to_owned(), day: today
            }),
        ),
        Stage::Filed => match duty(p) {
            Some(done) => act(Person::Clerk, done),
            None => act(Person::Chief, Command::StrikeOff(c::note("销号"))),
        },
        Stage::StruckOff | Stage::Declared => {
            let evidence = newest(p);
            let seen = LookBack { evidence, ..c::look_back(today, LookBackResult::Holds) };
            if p.evidence.last().map(|(mark, _)| mark.at) < p.ended_or_looked_at() {
                return act(Person::Clerk, Command::AddEvidence(c::evidence(life.history.len() as u128, vec![])));
            }
            act(Person::PanelB, Command::LookBack(seen))
        }
        Stage::NotAccepted | Stage::Voided | Stage::Unfounded | Stage::Withdrawn => Step::End,
    }
}

/// The piece that was added last.
fn newest(p: &Problem) -> Vec<EvidenceId> {
    p.evidence.last().map(|(_, e)| e.id).into_iter().collect()
}

fn unanswered(p: &Problem) -> Option<Command> {
    let open = p.sweep.iter().find(|s| s.answer.is_none())?;
    let note = "已对照排查".to_owned();
    Some(Command::AnswerSweep(SweepAnswer { no: open.point.no, outcome: SweepOutcome::Clean, note }))
}

fn duty(p: &Problem) -> Option<Command> {
    let open = p.duties.iter().find(|t| t.done.is_none())?;
    Some(Command::FinishDuty(DutyDone { no: open.no, result: "已办".to_owned() }))
}

fn rectify(life: &Life) -> Step {
    let p = life.p();
    if let Some(m) = p.measures.iter().find(|m| m.accepted.is_none()) {
        let no = m.measure.no;
        let since = m.since.max(m.returned);
        if m.done.is_none() {
            return act(officer(life), Command::ReportMeasure(c::report(no, 100)));
        }
        let proved = p.evidence.iter().any(|(mark, e)| e.measures.contains(&no) && Some(mark.at) >= since);
        if !proved {
            let fresh = c::evidence(life.history.len() as u128, vec![no]);
            return act(officer(life), Command::AddEvidence(fresh));
        }
        return act(supervising(life), Command::AcceptMeasure(c::verdict(no, vec![])));
    }
    if let Some(unit) = p.objecting().next() {
        let ruling = Ruling { unit, reason: "属地责任".to_owned() };
        return act(Person::Clerk, Command::UpholdAssignment(ruling));
    }
    if let Some(unit) = p.unsigned().next() {
        return act(signer(unit), Command::Claim(Claim { unit, note: String::new() }));
    }
    if p.sweep.is_empty() {
        return act(officer(life), Command::PlanSweep(c::sweep()));
    }
    if let Some(answer) = unanswered(p) {
        return act(officer(life), answer);
    }
    if let Some(done) = duty(p) {
        return act(Person::Clerk, done);
    }
    let summary = "自查合格".to_owned();
    act(head(life), Command::SelfCheck(SelfCheck { summary, evidence: vec![] }))
}

fn accept(life: &Life) -> Step {
    let p = life.p();
    let proof = newest(p);
    if let Some(gate) = open_gates(p, reference()).into_iter().next() {
        if matches!(p.gates.get(&gate), Some(GateState::Waived { .. })) {
            let waiver = GateWaiver { gate, reason: String::new() };
            return act(Person::Chief, Command::ConfirmWaiver(waiver));
        }
        let who = match gate.as_str() {
            "problem_clear" => head(life),
            "rectified" => supervising(life),
            "accountable" => Person::Clerk,
            _ => Person::Chief,
        };
        let statement = "属实".to_owned();
        let signature =
            GateSignature { gate, statement, method: "回访".to_owned(), evidence: proof, rectifying: false };
        return act(who, Command::SignGate(signature));
    }
    let who = match p.steps.get(p.next_step).and_then(|s| s.unit) {
        Some(unit) if unit == super::PANEL => Person::PanelA,
        _ => Person::PanelB,
    };
    act(who, Command::RecordAcceptance(c::acceptance(p.next_step, life.today(), proof)))
}
