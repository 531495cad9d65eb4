//! Plans, measures, monthly words, evidence.

use dugai_domain::actor::Who;
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;

use crate::world::{BUREAU, COUNTY, Life, Person, content as c, d};

fn approve() -> Command {
    Command::ApprovePlan(Opinion::default())
}

fn measures_done() -> Life {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.first().is_some_and(|m| m.done.is_some()));
    life
}

#[test]
fn nobody_approves_an_own_plan() {
    let mut life = Life::at(Stage::PlanSubmitted);
    life.not_yours(Person::Boss, approve());
    life.not_yours(Person::Clerk, approve());
    life.does(Person::Chief, approve());
}

#[test]
fn a_plan_must_be_whole() {
    let mut life = Life::at(Stage::Claimed);
    let due = d("2024-10-31");
    let draft = |change: &dyn Fn(&mut PlanDraft)| {
        let mut plan = c::plan(2, 0, due);
        change(&mut plan);
        Command::DraftPlan(plan)
    };
    let field = |field, expected| Reason::Field { field, expected };
    life.refused(Person::Worker, draft(&|p| p.measures.clear()), &field("measures", "at_least_one"));
    life.refused(Person::Worker, draft(&|p| p.measures[1].due = None), &Reason::MeasureIncomplete { no: 2 });
    life.refused(Person::Worker, draft(&|p| p.measures[0].owner = None), &Reason::MeasureIncomplete { no: 1 });
    life.refused(Person::Worker, draft(&|p| p.measures[0].lasting = false), &field("lasting", "at_least_one"));
    life.refused(Person::Worker, draft(&|p| p.standard = "mine".to_owned()), &field("safety", "not_empty"));
    let unknown = Reason::UnknownCode { field: "standard", code: "none".to_owned() };
    life.refused(Person::Worker, draft(&|p| p.standard = "none".to_owned()), &unknown);
    life.refused(Person::Worker, Command::SubmitPlan(c::note("")), &Reason::NoPlan);
}

#[test]
fn a_returned_plan_comes_back_as_a_new_version() {
    let mut life = Life::at(Stage::PlanSubmitted);
    let waiting = Command::DraftPlan(c::plan(1, 1, d("2024-10-31")));
    life.refused(Person::Worker, waiting, &Reason::AlreadyWaiting);
    let silent = Command::ReturnPlan(Opinion::default());
    life.refused(Person::Chief, silent, &Reason::Field { field: "reasons", expected: "at_least_one" });
    life.does(Person::Chief, Command::ReturnPlan(c::opinion()));
    assert_eq!(life.p().stage, Stage::Planning);
    life.until(Stage::Rectifying);
    assert_eq!(life.p().plans.iter().map(|v| v.version).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn the_supervising_unit_accepts_and_never_its_own_measure() {
    let mut life = measures_done();
    let first = c::evidence(1, vec![1]);
    let accept = Command::AcceptMeasure(c::verdict(1, vec![first.id]));
    life.refused(Person::Supervisor, accept.clone(), &Reason::ForeignEvidence);
    life.refused(Person::Supervisor, Command::AcceptMeasure(c::verdict(1, vec![])), &Reason::NoEvidence);
    life.does(Person::Worker, Command::AddEvidence(first));
    life.refused(Person::Clerk, accept.clone(), &Reason::GateSigner { needs: Who::Supervising });
    life.not_yours(Person::Worker, accept.clone());
    let open = Command::AcceptMeasure(c::verdict(2, vec![c::evidence_id(1)]));
    life.refused(Person::Supervisor, open, &Reason::MeasuresOpen { nos: vec![2] });
    life.does(Person::Supervisor, accept);

    // Measure 2 belongs to the assisting bureau; this person works there too.
    life.does(Person::Helper, Command::ReportMeasure(c::report(2, 100)));
    let second = Command::AcceptMeasure(c::verdict(2, vec![c::evidence_id(1)]));
    life.refused(Person::TwoHats, second.clone(), &Reason::OwnWork);
    life.does(Person::Supervisor, second);
}

#[test]
fn a_supervising_unit_that_becomes_responsible_accepts_nothing() {
    let mut life = measures_done();
    life.does(Person::Worker, Command::AddEvidence(c::evidence(1, vec![1])));
    let duty = c::duty(DutyRole::Responsible, BUREAU, life.today());
    life.does(Person::Clerk, Command::AssignDuty(duty));
    life.refused(Person::Supervisor, Command::AcceptMeasure(c::verdict(1, vec![])), &Reason::OwnWork);
}

#[test]
fn evidence_of_a_finished_round_proves_nothing_now() {
    let mut life = Life::at(Stage::StruckOff);
    life.looks(Person::Clerk, LookBackResult::Rebound);
    life.until_that(|p| p.measures.first().is_some_and(|m| m.done.is_some()));
    life.refused(Person::Supervisor, Command::AcceptMeasure(c::verdict(1, vec![])), &Reason::NoEvidence);
}

#[test]
fn evidence_is_added_once_under_one_identity() {
    let mut life = Life::at(Stage::Rectifying);
    life.does(Person::Worker, Command::AddEvidence(c::evidence(1, vec![])));
    life.refused(Person::Worker, Command::AddEvidence(c::evidence(1, vec![1])), &Reason::NoChange);
    life.refused(Person::Worker, Command::AddEvidence(c::evidence(2, vec![9])), &Reason::NoSuchMeasure { no: 9 });
    let mut foreign = c::evidence(3, vec![]);
    foreign.before = Some(c::evidence_id(99));
    life.refused(Person::Worker, Command::AddEvidence(foreign), &Reason::ForeignEvidence);
}

#[test]
fn only_a_picture_shows_how_it_was_before() {
    let mut life = Life::at(Stage::Rectifying);
    let text = Evidence { media: "text/plain".into(), ..c::evidence(1, vec![]) };
    life.does(Person::Worker, Command::AddEvidence(text));
    life.does(Person::Worker, Command::AddEvidence(Evidence { media: "image/png".into(), ..c::evidence(2, vec![]) }));
    let after = |no, before| Evidence { before: Some(c::evidence_id(before)), ..c::evidence(no, vec![]) };
    let refused = Reason::Field { field: "before", expected: "picture" };
    life.refused(Person::Worker, Command::AddEvidence(after(3, 1)), &refused);
    life.does(Person::Worker, Command::AddEvidence(after(3, 2)));
}

#[test]
fn a_returned_measure_is_open_again() {
    let mut life = measures_done();
    life.does(Person::Supervisor, Command::ReturnMeasure(c::verdict(1, vec![])));
    let first = &life.p().measures[0];
    assert_eq!((first.done, first.returns), (None, 1));
    assert!(first.percent < 100);
}

#[test]
fn a_changed_measure_must_be_done_and_accepted_anew() {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()));
    let mut plan = life.p().plans[0].draft.clone();
    plan.measures[1].text.push_str("，并绿化");
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
    let accepted: Vec<_> = life.p().measures.iter().map(|m| m.accepted.is_some()).collect();
    assert_eq!(accepted, [true, false]);
    let check = SelfCheck { summary: "自查".to_owned(), evidence: vec![] };
    life.refused(Person::Boss, Command::SelfCheck(check), &Reason::MeasuresOpen { nos: vec![2] });
}

#[test]
fn a_word_other_than_the_computed_one_is_argued() {
    let mut life = Life::at(Stage::Rectifying);
    let word = |word, text: &str| {
        Command::ReportMonth(MonthReport { month: "2024-03".to_owned(), word, text: text.to_owned() })
    };
    let computed = Reason::Field { field: "word", expected: "word_computed" };
    life.does(Person::Worker, word(Progress::OnSchedule, ""));
    life.refused(Person::Worker, word(Progress::Behind, ""), &Reason::Field { field: "text", expected: "not_empty" });
    life.does(Person::Worker, word(Progress::Behind, "汛期停工"));
    life.refused(Person::Worker, word(Progress::Done, "快了"), &computed);
    life.refused(Person::Worker, word(Progress::StruckOff, "快了"), &computed);
    let (_, last) = life.p().months.last().unwrap();
    assert_eq!((last.report.word, last.computed), (Progress::Behind, Progress::OnSchedule));
    life.pass(70);
    assert_eq!(life.p().computed_progress(life.today()), Progress::Behind, "a measure is late");
    let later = MonthReport { month: "2024-12".to_owned(), word: Progress::Behind, text: String::new() };
    life.refused(Person::Worker, Command::ReportMonth(later), &Reason::Field { field: "month", expected: "month" });
    for no_month in ["2023-99", "2023-00", "2023-1", "三月份"] {
        let report = MonthReport { month: no_month.to_owned(), word: Progress::OnSchedule, text: "说明".to_owned() };
        life.refused(
            Person::Worker,
            Command::ReportMonth(report),
            &Reason::Field { field: "month", expected: "month" },
        );
    }
}

#[test]
fn a_tracked_duty_holds_up_the_self_check() {
    let mut life = Life::at(Stage::Rectifying);
    life.until_that(|p| p.measures.iter().all(|m| m.accepted.is_some()));
    life.does(Person::Clerk, Command::Meet(c::meeting(life.today())));
    let check = SelfCheck { summary: "自查".to_owned(), evidence: vec![] };
    life.refused(Person::Boss, Command::SelfCheck(check.clone()), &Reason::DutiesOpen { n: 1 });
    let done = Command::FinishDuty(DutyDone { no: 1, result: "已清运".to_owned() });
    life.refused(Person::Worker, done.clone(), &Reason::Field { field: "unit", expected: "your_duty" });
    life.does(Person::Helper, done);
    life.not_yours(Person::Worker, Command::SelfCheck(check.clone()));
    life.does(Person::Boss, Command::SelfCheck(check));
    assert_eq!(life.p().units_in(DutyRole::Responsible, life.today()).next(), Some(COUNTY));
}

#[test]
fn a_unit_that_supervises_itself_supervises_in_name_only() {
    // A list as it comes may name one unit for both parts.
    let mut life = Life::new();
    let mut registration = c::registration(SourceKind::Feedback, life.today());
    for duty in registration.chain.iter_mut().filter(|d| d.role == DutyRole::Supervising) {
        duty.unit = COUNTY;
    }
    life.does(Person::Clerk, Command::Register(registration));
    assert_eq!(life.p().supervisors(life.today()), Vec::new());
    life.until_that(|p| p.measures.first().is_some_and(|m| m.done.is_some()));
    life.does(Person::Worker, Command::AddEvidence(c::evidence(77, vec![1])));
    let accept = Command::AcceptMeasure(c::verdict(1, vec![c::evidence_id(77)]));
    life.not_yours(Person::Worker, accept.clone());
    life.does(Person::Clerk, accept);
}
