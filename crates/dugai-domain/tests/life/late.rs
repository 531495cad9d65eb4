//! Ways in which what was late once became timely, or old evidence proved new work, each closed.

use dugai_domain::calendar::Calendar;
use dugai_domain::problem::clocks::{ClockId, ClockState, clocks, due_escalations};
use dugai_domain::problem::index::index_row;
use dugai_domain::problem::turn::turns;
use dugai_domain::problem::*;
use dugai_domain::reason::Reason;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::world::{BUREAU, COUNTY, Life, OTHER, Person, calendar, content as c, d, reference};

fn rule(code: &str) -> ClockId {
    ClockId::Rule(code.to_owned())
}

fn lapsed(text: &str, n: u32) -> ClockId {
    ClockId::Lapsed(text.to_owned(), n)
}

fn state(life: &Life, id: &ClockId) -> ClockState {
    life.clock(id).unwrap_or_else(|| panic!("no clock {id:?}")).state
}

fn due(life: &Life, id: &ClockId) -> Option<Date> {
    life.clock(id).and_then(|clock| clock.term.date())
}

/// Passes days until it is one.
fn wait(life: &mut Life, until: &str) {
    while life.today() < d(until) {
        life.pass(1);
    }
}

/// A new version of the plan, written, submitted and approved.
fn revise(life: &mut Life, change: impl FnOnce(&mut PlanDraft)) {
    let mut plan = life.p().plans.last().unwrap().draft.clone();
    change(&mut plan);
    life.does(Person::Worker, Command::DraftPlan(plan));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
}

fn done(life: &mut Life, no: u32) {
    life.does(Person::Worker, Command::ReportMeasure(c::report(no, 100)));
}

fn ask(of: ExtensionOf, to: &str) -> Command {
    Command::RequestExtension(ExtensionRequest { of, to: d(to), reason: "汛期".to_owned() })
}

fn grant(life: &mut Life) {
    life.does(Person::Chief, Command::DecideExtension(ExtensionDecision { granted: true, opinion: String::new() }));
}

#[test]
fn a_new_version_takes_no_lateness_back() {
    let mut life = Life::at(Stage::Rectifying);
    life.does(Person::Worker, Command::AddEvidence(c::evidence(1, vec![1])));
    life.pass(70);
    done(&mut life, 1);
    assert_eq!(state(&life, &ClockId::Measure(1)), ClockState::MetLate);
    let old = due(&life, &ClockId::Measure(1));
    revise(&mut life, |plan| {
        plan.measures[0].text.push('。');
        plan.measures.iter_mut().for_each(|m| m.due = Some(d("2024-12-28")));
    });
    let kept = life.clock(&lapsed("measure:1", 1)).unwrap();
    assert_eq!((kept.state, kept.term.date()), (ClockState::MetLate, old), "done late, reworded");
    let kept = life.clock(&lapsed("measure:2", 2)).unwrap();
    assert_eq!((kept.state, kept.term.date()), (ClockState::MetLate, old), "overdue, given another day");
    assert_eq!(state(&life, &ClockId::Measure(1)), ClockState::Running);
    // The picture of before the new version shows another measure.
    done(&mut life, 1);
    let accept = |evidence| Command::AcceptMeasure(c::verdict(1, evidence));
    life.refused(Person::Supervisor, accept(vec![]), &Reason::NoEvidence);
    let since = life.today();
    life.refused(Person::Supervisor, accept(vec![c::evidence_id(1)]), &Reason::EvidenceOld { since });
    life.does(Person::Worker, Command::AddEvidence(c::evidence(2, vec![1])));
    life.does(Person::Supervisor, accept(vec![]));
}

#[test]
fn a_measure_that_is_dropped_leaves_its_lateness() {
    let mut life = Life::at(Stage::Rectifying);
    life.pass(70);
    revise(&mut life, |plan| plan.measures.truncate(1));
    assert_eq!(state(&life, &lapsed("measure:2", 1)), ClockState::MetLate);
    assert_eq!(state(&life, &ClockId::Measure(1)), ClockState::Overdue, "unchanged, it runs on");
    assert!(life.clock(&lapsed("measure:1", 2)).is_none());
    let mut life = Life::at(Stage::Rectifying);
    done(&mut life, 2);
    revise(&mut life, |plan| plan.measures.truncate(1));
    assert!(life.p().lapsed.is_empty(), "what was in time leaves none");
}

#[test]
fn the_day_of_the_whole_is_moved_by_the_head_and_before_the_self_check() {
    let mut life = Life::at(Stage::Rectifying);
    let change = ProposedChange { field: Field::Due, value: "2025-03-31".to_owned(), import: c::import_row() };
    life.does(Person::Clerk, Command::ProposeChange(change));
    let take = |document: &str| {
        let (reason, document) = (String::new(), document.to_owned());
        Command::DecideChange(ChangeDecision { no: 1, taken: true, reason, document })
    };
    let head = Reason::NotYours { needs: &[dugai_domain::actor::Who::OfficeHead] };
    life.refused(Person::Clerk, take("来文第3号"), &head);
    life.refused(Person::Chief, take(""), &Reason::Field { field: "document", expected: "not_empty" });
    wait(&mut life, "2025-01-08");
    life.until(Stage::SelfChecked);
    assert_eq!(state(&life, &ClockId::Whole), ClockState::MetLate);
    let over = Reason::WrongStage { needs: Action::Bounce.stages() };
    life.refused(Person::Chief, take("来文第3号"), &over);
    let (field, value, reason) = (Field::Due, "2025-03-31".to_owned(), "改".to_owned());
    let correction = Correction { of: 1, field, value, reason, document: "来文第3号".to_owned() };
    life.refused(Person::Chief, Command::Correct(correction.clone()), &over);
    // Even an old history in which it was moved is judged by the day that held then.
    let at = life.now;
    let event = Event::Corrected(event::CorrectionRecorded { correction, old: "2024-12-31".to_owned() });
    life.state.as_mut().unwrap().apply(&Recorded { at, by: None, event });
    assert_eq!(
        (state(&life, &ClockId::Whole), due(&life, &ClockId::Whole)),
        (ClockState::MetLate, Some(d("2024-12-31")))
    );
}

#[test]
fn a_clerk_alone_corrects_no_day() {
    let mut life = Life::registered(SourceKind::SelfFound);
    wait(&mut life, "2025-01-08");
    let (field, value, reason) = (Field::Due, "2025-03-31".to_owned(), "改".to_owned());
    let correct = |document: &str| {
        let (value, reason, document) = (value.clone(), reason.clone(), document.to_owned());
        Command::Correct(Correction { of: 1, field, value, reason, document })
    };
    let head = Reason::NotYours { needs: &[dugai_domain::actor::Who::OfficeHead] };
    life.refused(Person::Clerk, correct("来文第3号"), &head);
    life.refused(Person::Chief, correct(""), &Reason::Field { field: "document", expected: "not_empty" });
    life.does(Person::Chief, correct("会议纪要第3号"));
}

#[test]
fn who_is_behind_with_the_whole_is_behind() {
    let mut life = Life::at(Stage::Claimed);
    life.does(Person::Worker, Command::DraftPlan(PlanDraft { ..c::plan(1, 0, d("2024-06-30")) }));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
    life.does(Person::Worker, Command::AddEvidence(c::evidence(1, vec![1])));
    done(&mut life, 1);
    wait(&mut life, "2025-01-08");
    assert_eq!(life.p().computed_progress(d("2024-12-31")), Progress::OnSchedule);
    assert_eq!(life.p().computed_progress(life.today()), Progress::Behind);
    let (month, word, text) = ("2025-01".to_owned(), Progress::OnSchedule, String::new());
    let report = Command::ReportMonth(MonthReport { month, word, text });
    life.refused(Person::Worker, report, &Reason::Field { field: "text", expected: "not_empty" });
    life.does(Person::Supervisor, Command::AcceptMeasure(c::verdict(1, vec![])));
    assert_eq!(life.p().computed_progress(life.today()), Progress::Behind, "nobody vouched for the whole");
    life.until(Stage::SelfChecked);
    assert_eq!(life.p().computed_progress(life.today()), Progress::Done);
}

#[test]
fn no_measure_ends_after_the_whole() {
    let mut life = Life::at(Stage::Claimed);
    let (late, limit) = (d("2025-02-01"), d("2024-12-31"));
    let after = Reason::MeasureAfterWhole { no: 1, due: late, limit };
    life.does(Person::Worker, Command::DraftPlan(c::plan(1, 0, late)));
    life.refused(Person::Worker, Command::SubmitPlan(c::note("")), &after);
    life.does(Person::Worker, Command::DraftPlan(c::plan(1, 0, limit)));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    let correction = Correction {
        of: 1,
        field: Field::Due,
        value: "2024-11-30".to_owned(),
        reason: "改".to_owned(),
        document: "来文第3号".to_owned(),
    };
    life.does(Person::Chief, Command::Correct(correction));
    let after = Reason::MeasureAfterWhole { no: 1, due: limit, limit: d("2024-11-30") };
    life.refused(Person::Chief, Command::ApprovePlan(Opinion::default()), &after);
    life.does(Person::Chief, Command::ReturnPlan(c::opinion()));
    life.until(Stage::Rectifying);
    let after = Reason::MeasureAfterWhole { no: 1, due: late, limit: d("2024-11-30") };
    life.refused(Person::Worker, ask(ExtensionOf::Measure(1), "2025-02-01"), &after);
    life.does(Person::Worker, ask(ExtensionOf::Whole, "2025-03-31"));
    grant(&mut life);
    life.does(Person::Worker, ask(ExtensionOf::Measure(1), "2025-02-01"));
}

#[test]
fn what_is_kept_up_for_good_may_go_on_after_its_day() {
    let mut life = Life::registered(SourceKind::Feedback);
    let class = c::classification(Guidance::LongTerm, c::steps());
    life.does(Person::Clerk, Command::Classify(class));
    life.until(Stage::Claimed);
    life.does(Person::Worker, Command::DraftPlan(c::plan(1, 0, d("2030-12-31"))));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
}

#[test]
fn what_has_a_date_to_meet_names_it_after_a_rebound_too() {
    let mut life = Life::at(Stage::StruckOff);
    life.pass(30);
    life.looks(Person::PanelB, LookBackResult::Rebound);
    life.until(Stage::Claimed);
    let day = life.today().checked_add(jiff::Span::new().days(90)).unwrap();
    life.does(Person::Worker, Command::DraftPlan(c::plan(1, 0, day)));
    life.refused(
        Person::Worker,
        Command::SubmitPlan(c::note("")),
        &Reason::Field { field: "due", expected: "not_empty" },
    );
    life.does(Person::Worker, Command::DraftPlan(PlanDraft { due: Some(day), ..c::plan(1, 0, day) }));
    life.does(Person::Worker, Command::SubmitPlan(c::note("")));
    life.does(Person::Chief, Command::ApprovePlan(Opinion::default()));
    assert_eq!(due(&life, &ClockId::Whole), Some(day));
}

#[test]
fn old_evidence_proves_nothing_new() {
    let mut life = Life::at(Stage::Accepting);
    let old: Vec<_> = life.p().evidence.iter().map(|(_, e)| e.id).collect();
    life.pass(1);
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    let since = life.today();
    life.until(Stage::Accepting);
    let signature = |evidence| {
        let (gate, statement) = ("problem_clear".to_owned(), "属实".to_owned());
        Command::SignGate(GateSignature { gate, statement, method: String::new(), evidence, rectifying: false })
    };
    life.refused(Person::Boss, signature(old.clone()), &Reason::EvidenceOld { since });
    life.until_that(|p| p.gates.len() == 4);
    let record = Command::RecordAcceptance(c::acceptance(0, life.today(), old.clone()));
    life.refused(Person::PanelA, record, &Reason::EvidenceOld { since });
    life.until(Stage::StruckOff);
    let all: Vec<_> = life.p().evidence.iter().map(|(_, e)| e.id).collect();
    let since = life.p().ended_or_looked_at().unwrap().day();
    life.pass(30);
    let look = LookBack { evidence: all, ..c::look_back(life.today(), LookBackResult::Holds) };
    life.refused(Person::PanelB, Command::LookBack(look.clone()), &Reason::EvidenceOld { since });
    life.does(Person::Clerk, Command::AddEvidence(c::evidence(7001, vec![])));
    let look = Command::LookBack(LookBack { evidence: vec![c::evidence_id(7001)], ..look });
    life.does(Person::PanelB, look.clone());
    life.pass(30);
    let since = life.p().look_backs[0].0.at.day();
    let again = match look {
        Command::LookBack(look) => Command::LookBack(LookBack { visited: life.today(), ..look }),
        other => other,
    };
    life.refused(Person::PanelB, again, &Reason::EvidenceOld { since });
}

#[test]
fn what_was_valid_for_a_time_proves_nothing_after_it() {
    let mut life = Life::at(Stage::Rectifying);
    let until = life.today();
    let monitoring = Evidence { valid_until: Some(until), ..c::evidence(1, vec![1]) };
    life.does(Person::Worker, Command::AddEvidence(monitoring));
    done(&mut life, 1);
    life.pass(1);
    let accept = |evidence| Command::AcceptMeasure(c::verdict(1, evidence));
    life.refused(Person::Supervisor, accept(vec![]), &Reason::NoEvidence);
    life.refused(Person::Supervisor, accept(vec![c::evidence_id(1)]), &Reason::EvidenceExpired { until });
    life.does(Person::Worker, Command::AddEvidence(c::evidence(2, vec![1])));
    life.does(Person::Supervisor, accept(vec![c::evidence_id(1), c::evidence_id(2)]));
}

#[test]
fn who_carried_out_a_measure_rectified_though_a_later_version_drops_it() {
    let mut life = Life::at(Stage::Rectifying);
    revise(&mut life, |plan| plan.measures[1].owner = Some(OTHER));
    revise(&mut life, |plan| plan.measures.truncate(1));
    assert!(life.p().is_rectified_by(OTHER));
    assert!(life.p().concerned_units().contains(&OTHER));
    let steps = vec![AcceptanceStep { level: "市".to_owned(), unit: Some(OTHER) }];
    let class = c::classification(Guidance::ByDate, steps);
    life.refused(Person::Clerk, Command::Classify(class), &Reason::OwnWork);
    // A version that was never in force made nobody a rectifier.
    let mut plan = life.p().plans[0].draft.clone();
    plan.measures[1].owner = Some(BUREAU);
    life.does(Person::Worker, Command::DraftPlan(plan));
    assert!(!life.p().is_rectified_by(BUREAU));
}

#[test]
fn a_later_day_asked_for_too_late_keeps_the_lateness() {
    let mut life = Life::at(Stage::Rectifying);
    let first = due(&life, &ClockId::Measure(1)).unwrap();
    life.does(Person::Worker, ask(ExtensionOf::Measure(2), "2024-07-31"));
    grant(&mut life);
    assert!(life.p().lapsed.is_empty(), "asked for in time");
    life.pass(70);
    let past = Reason::Field { field: "to", expected: "today_or_later" };
    life.refused(Person::Worker, ask(ExtensionOf::Measure(1), "2024-05-08"), &past);
    life.does(Person::Worker, ask(ExtensionOf::Measure(1), "2024-09-30"));
    grant(&mut life);
    done(&mut life, 1);
    assert_eq!(state(&life, &ClockId::Measure(1)), ClockState::Met);
    let kept = life.clock(&lapsed("measure:1", 1)).unwrap();
    assert_eq!((kept.state, kept.term.date()), (ClockState::MetLate, Some(first)));
    wait(&mut life, "2025-01-08");
    life.does(Person::Worker, ask(ExtensionOf::Whole, "2025-03-31"));
    grant(&mut life);
    assert_eq!(state(&life, &ClockId::Whole), ClockState::Running);
    assert_eq!(state(&life, &lapsed("whole", 2)), ClockState::MetLate);
}

#[test]
fn a_plan_is_granted_no_day_that_it_has() {
    let mut life = Life::at(Stage::Claimed);
    let limit = due(&life, &rule("plan")).unwrap();
    let same = limit.to_string();
    life.refused(Person::Worker, ask(ExtensionOf::Plan, &same), &Reason::DateOrder { field: "to", limit });
    life.pass(60);
    assert_eq!(state(&life, &rule("plan")), ClockState::Overdue);
    life.does(Person::Worker, ask(ExtensionOf::Plan, "2024-06-28"));
    grant(&mut life);
    assert_eq!(state(&life, &rule("plan")), ClockState::Running);
    let kept = life.clock(&lapsed("plan", 1)).unwrap();
    assert_eq!((kept.state, kept.term.date()), (ClockState::MetLate, Some(limit)));
}

#[test]
fn the_new_date_of_a_return_is_a_clock() {
    let mut life = Life::at(Stage::Accepting);
    let by = life.today().checked_add(jiff::Span::new().days(10)).unwrap();
    life.does(Person::Chief, Command::Return(c::returned(by)));
    assert_eq!((state(&life, &ClockId::Return), due(&life, &ClockId::Return)), (ClockState::Running, Some(by)));
    let row = index_row(life.p(), reference(), calendar(), life.now);
    assert_eq!(row.due, Some(by), "sooner than the whole");
    life.pass(12);
    let told = due_escalations(life.p(), reference(), calendar(), life.now);
    assert!(told.iter().any(|(id, ..)| *id == ClockId::Return));
    life.until(Stage::Accepting);
    assert_eq!(state(&life, &ClockId::Return), ClockState::MetLate);
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    assert_eq!(state(&life, &ClockId::Attempt("return".to_owned(), 1)), ClockState::MetLate);
    assert_eq!(state(&life, &ClockId::Return), ClockState::Running);
    life.until(Stage::StruckOff);
    assert_eq!(state(&life, &ClockId::Return), ClockState::Met);
    life.looks(Person::PanelB, LookBackResult::Rebound);
    assert!(life.clock(&ClockId::Return).is_none(), "of the finished round");
}

#[test]
fn a_pause_stops_no_clock_that_starts_later() {
    let mut life = Life::at(Stage::Planning);
    life.does(Person::Chief, Command::Pause(c::note("鉴定")));
    life.pass(3);
    life.until(Stage::SelfChecked);
    assert!(life.p().pauses[0].to.is_some(), "the approval of the plan ended it");
    assert_eq!(state(&life, &rule("self_check_to_apply")), ClockState::Running);
    life.pass(89);
    assert_eq!(state(&life, &rule("self_check_to_apply")), ClockState::Overdue);
    // A history in which it was left open: what started later runs all the same.
    let mut open = life.p().clone();
    open.pauses[0].to = None;
    let at = (reference(), calendar() as &Calendar, life.now);
    let apply = clocks(&open, at.0, at.1, at.2).into_iter().find(|c| c.id == rule("self_check_to_apply"));
    assert_eq!(apply.unwrap().state, ClockState::Overdue);
}

#[test]
fn a_letter_after_the_end_is_due_like_any_other() {
    let mut life = Life::at(Stage::StruckOff);
    let row = |life: &Life| index_row(life.p(), reference(), calendar(), life.now);
    assert_eq!(row(&life).due, None);
    life.pass(3);
    let reply_by = life.today();
    let urge = Supervision::Urge { unit: COUNTY, text: "说明".to_owned(), reply_by };
    life.does(Person::Clerk, Command::Supervise(urge));
    assert_eq!(row(&life).due, Some(reply_by));
    life.pass(2);
    let told = due_escalations(life.p(), reference(), calendar(), life.now);
    assert!(told.iter().any(|(id, ..)| *id == ClockId::Reply(1)));
    assert!(
        turns(life.p(), (reference(), calendar()), None, life.today())
            .iter()
            .any(|t| t.action == Action::AnswerSupervision)
    );
    life.does(
        Person::Worker,
        Command::AnswerSupervision(SupervisionAnswer { no: 1, text: "已说明".to_owned(), closed: false }),
    );
    assert_eq!(row(&life).due, None);
}

fn month(code: &str) -> ClockId {
    ClockId::Month(code.to_owned())
}

fn word(code: &str) -> Command {
    let (month, word) = (code.to_owned(), Progress::OnSchedule);
    Command::ReportMonth(MonthReport { month, word, text: "按计划推进".to_owned() })
}

/// Steps of escalation that are due for words of months: the clock's text and the days over.
fn monthly_steps(life: &Life) -> Vec<(String, i64)> {
    let found = due_escalations(life.p(), reference(), calendar(), life.now);
    let months = found.into_iter().filter(|(id, ..)| matches!(id, ClockId::Month(_)));
    months.map(|(id, _, step)| (id.text(), step.days)).collect()
}

#[test]
fn the_word_of_a_month_that_came_late_stays_late() {
    let mut life = Life::at(Stage::Rectifying);
    wait(&mut life, "2024-03-25");
    assert_eq!(state(&life, &month("2024-03")), ClockState::Running);
    assert_eq!(monthly_steps(&life), []);
    wait(&mut life, "2024-03-26");
    assert_eq!(monthly_steps(&life), [("month:2024-03".to_owned(), 1)]);
    wait(&mut life, "2024-05-02");
    let overdue = [month("2024-03"), month("2024-04")].map(|id| state(&life, &id));
    assert_eq!(overdue, [ClockState::Overdue; 2], "each month is owed by itself");
    assert_eq!(monthly_steps(&life), [("month:2024-03".to_owned(), 6), ("month:2024-04".to_owned(), 6)]);
    life.does(Person::Worker, word("2024-03"));
    assert_eq!(state(&life, &month("2024-03")), ClockState::MetLate);
    // Told anew: the first word stopped the clock.
    wait(&mut life, "2024-05-10");
    life.does(Person::Worker, word("2024-03"));
    let stopped = life.clock(&month("2024-03")).and_then(|c| c.stopped).map(|at| at.day());
    assert_eq!(stopped, Some(d("2024-05-02")));
    assert_eq!(monthly_steps(&life), [("month:2024-04".to_owned(), 6)]);
}

#[test]
fn a_month_is_asked_for_only_of_who_had_signed_by_its_day() {
    let mut life = Life::registered(SourceKind::Feedback);
    wait(&mut life, "2024-03-26");
    life.does(Person::Worker, Command::Claim(Claim { unit: COUNTY, note: String::new() }));
    assert!(life.clock(&month("2024-03")).is_none());
    wait(&mut life, "2024-04-01");
    assert_eq!(due(&life, &month("2024-04")), Some(d("2024-04-25")));
}

#[test]
fn the_end_owes_no_word_and_hides_none() {
    let mut life = Life::at(Stage::Rectifying);
    wait(&mut life, "2024-04-02");
    life.until(Stage::StruckOff);
    assert_eq!(state(&life, &month("2024-03")), ClockState::MetLate, "owed when work ended");
    let ended = life.p().no_word_since().unwrap().day();
    life.pass(90);
    let all = clocks(life.p(), reference(), calendar(), life.now);
    let of_months = all.iter().filter(|c| matches!(c.id, ClockId::Month(_)));
    assert!(of_months.clone().all(|c| !c.state.is_live()));
    assert!(of_months.clone().all(|c| c.term.date() < Some(ended)), "no month after the end");
}

#[test]
fn a_month_keeps_the_day_it_began_with() {
    let mut life = Life::at(Stage::Rectifying);
    wait(&mut life, "2024-04-10");
    let old = reference().clone();
    let mut new = old.clone();
    (new.version, new.valid_from, new.dispatch_day) = (old.version + 1, d("2024-04-05"), 5);
    new.earlier = vec![old];
    let days = |now| {
        let all = clocks(life.p(), &new, calendar(), now);
        let months = all.into_iter().filter(|c| matches!(c.id, ClockId::Month(_)));
        months.filter_map(|c| c.term.date()).collect::<Vec<_>>()
    };
    assert_eq!(days(life.now), [d("2024-03-25"), d("2024-04-25")]);
    let later = Timestamp::at(d("2024-05-10"), 9, 0);
    assert_eq!(days(later), [d("2024-03-25"), d("2024-04-25"), d("2024-05-05")]);
}

#[test]
fn an_overruled_objection_keeps_what_was_late_before_it() {
    let mut life = Life::registered(SourceKind::Complaint);
    while state(&life, &rule("sign_in")) != ClockState::Overdue {
        life.pass(1);
    }
    let (clause, reason) = ("第3条".to_owned(), "不属职责".to_owned());
    life.does(Person::Worker, Command::Bounce(Bounce { unit: COUNTY, clause, reason: reason.clone() }));
    assert_eq!(state(&life, &rule("sign_in")), ClockState::MetLate);
    life.does(Person::Clerk, Command::UpholdAssignment(Ruling { unit: COUNTY, reason }));
    assert_eq!(state(&life, &ClockId::Attempt("sign_in".to_owned(), 1)), ClockState::MetLate);
    assert_eq!(state(&life, &rule("sign_in")), ClockState::Running, "anew from the ruling");
    assert_eq!(life.clock(&rule("sign_in")).unwrap().started, life.today());
}

#[test]
fn no_word_is_owed_for_a_month_in_which_nobody_could_report() {
    let mut life = Life::at(Stage::Filed);
    assert!(life.today() < d("2024-03-25"));
    wait(&mut life, "2024-04-02");
    life.does(Person::Chief, Command::Return(c::returned(life.today())));
    assert!(life.clock(&month("2024-03")).is_none());
    assert_eq!(state(&life, &month("2024-04")), ClockState::Running);
    assert_eq!(life.p().month_owed(reference()).map(|word| word.first), Some(d("2024-04-01")));
}

#[test]
fn a_letter_of_an_earlier_round_ends_with_it() {
    let mut life = Life::at(Stage::Rectifying);
    let urge = |day: &str| Supervision::Urge { unit: COUNTY, text: "说明".to_owned(), reply_by: d(day) };
    life.does(Person::Clerk, Command::Supervise(urge("2024-06-01")));
    life.until(Stage::StruckOff);
    assert_eq!(state(&life, &ClockId::Reply(1)), ClockState::Ended, "neither answered nor late");
    life.does(Person::Clerk, Command::Supervise(urge("2024-06-02")));
    wait(&mut life, "2024-07-01");
    life.looks(Person::PanelB, LookBackResult::Rebound);
    assert_eq!(state(&life, &ClockId::Reply(1)), ClockState::Ended);
    assert_eq!(state(&life, &ClockId::Reply(2)), ClockState::Overdue, "of after the end");
}

#[test]
fn a_later_day_is_granted_against_what_holds_then() {
    let mut life = Life::at(Stage::Rectifying);
    let granted = || Command::DecideExtension(ExtensionDecision { granted: true, opinion: String::new() });
    life.does(Person::Worker, ask(ExtensionOf::Measure(1), "2024-07-31"));
    revise(&mut life, |plan| plan.measures[0].text.push('。'));
    life.refused(Person::Chief, granted(), &Reason::Field { field: "of", expected: "as_asked" });
    let denied = ExtensionDecision { granted: false, opinion: "重新申请".to_owned() };
    life.does(Person::Chief, Command::DecideExtension(denied));
    life.does(Person::Worker, ask(ExtensionOf::Measure(1), "2024-07-31"));
    revise(&mut life, |plan| plan.measures[0].due = Some(d("2024-08-30")));
    let limit = d("2024-08-30");
    life.refused(Person::Chief, granted(), &Reason::DateOrder { field: "to", limit });
}

#[test]
fn a_paused_plan_is_granted_no_earlier_day() {
    let mut life = Life::at(Stage::Claimed);
    let limit = due(&life, &rule("plan")).unwrap();
    life.pass(3);
    life.does(Person::Chief, Command::Pause(c::note("鉴定")));
    life.pass(3);
    let earlier = limit.yesterday().unwrap().to_string();
    life.refused(Person::Worker, ask(ExtensionOf::Plan, &earlier), &Reason::DateOrder { field: "to", limit });
    life.does(Person::Worker, ask(ExtensionOf::Plan, "2024-06-28"));
    grant(&mut life);
    let limit = d("2024-06-28");
    life.refused(Person::Worker, ask(ExtensionOf::Plan, "2024-06-27"), &Reason::DateOrder { field: "to", limit });
}

#[test]
fn a_notice_that_begins_later_is_late_when_its_time_is_over() {
    let mut life = Life::at(Stage::Accepted);
    let first_day = life.today().checked_add(jiff::Span::new().days(30)).unwrap();
    life.does(Person::Clerk, Command::OpenNotice(c::notice(first_day)));
    let opening = due(&life, &rule("notice_opening")).unwrap();
    let row = index_row(life.p(), reference(), calendar(), life.now);
    assert_ne!(row.due, Some(opening), "it begins by itself");
    life.pass(14);
    assert_eq!(state(&life, &rule("notice_opening")), ClockState::Overdue);
    let mut sent_back = Life { state: life.state.clone(), history: Vec::new(), ..life };
    sent_back.does(Person::Chief, Command::Return(c::returned(sent_back.today())));
    let cut = sent_back.clock(&ClockId::Attempt("notice_opening".to_owned(), 1)).unwrap();
    assert_eq!(cut.stopped.map(|at| at.day()), Some(sent_back.today()), "it never began");
    let mut life = Life { state: sent_back.state, history: Vec::new(), ..sent_back };
    life.until(Stage::Accepted);
    let first_day = life.today().tomorrow().unwrap();
    life.does(Person::Clerk, Command::OpenNotice(c::notice(first_day)));
    assert_eq!(state(&life, &rule("notice_opening")), ClockState::Running);
    life.pass(1);
    assert_eq!(state(&life, &rule("notice_opening")), ClockState::Met);
}

#[test]
fn a_part_said_to_have_begun_earlier_runs_from_the_day_on_which_it_is_recorded() {
    let mut life = Life::at(Stage::Claimed);
    let registered = life.today();
    wait(&mut life, "2024-04-15");
    life.does(Person::Clerk, Command::AssignDuty(c::duty(DutyRole::Responsible, OTHER, registered)));
    let signing = life.clock(&ClockId::Unit("sign_in".to_owned(), OTHER)).unwrap();
    assert_eq!((signing.state, signing.started), (ClockState::Running, life.today()));
}

#[test]
fn what_ends_undone_was_neither_in_time_nor_late() {
    let mut life = Life::at(Stage::Claimed);
    let (reason, document) = ("不再办理".to_owned(), "函1号".to_owned());
    let end = NotAccepted { ground: Ground::Withdrawn, reason, document, ..NotAccepted::default() };
    life.does(Person::Chief, Command::Decline(end));
    for id in [rule("plan"), ClockId::Whole] {
        assert_eq!(state(&life, &id), ClockState::Ended, "{id:?}");
    }
    assert_eq!(state(&life, &rule("sign_in")), ClockState::Met);
}

#[test]
fn a_correction_of_the_whole_leaves_no_measure_after_it() {
    let mut life = Life::at(Stage::Rectifying);
    done(&mut life, 1);
    let due = due(&life, &ClockId::Measure(2)).unwrap();
    let (limit, reason, document) = (due.yesterday().unwrap(), "改".to_owned(), "来文第3号".to_owned());
    let correct = |value: Date| {
        let (reason, document) = (reason.clone(), document.clone());
        Command::Correct(Correction { of: 1, field: Field::Due, value: value.to_string(), reason, document })
    };
    life.refused(Person::Chief, correct(limit), &Reason::MeasureAfterWhole { no: 2, due, limit });
    let change = ProposedChange { field: Field::Due, value: limit.to_string(), import: c::import_row() };
    life.does(Person::Clerk, Command::ProposeChange(change));
    let take = ChangeDecision { no: 1, taken: true, reason: reason.clone(), document: document.clone() };
    life.refused(Person::Chief, Command::DecideChange(take), &Reason::MeasureAfterWhole { no: 2, due, limit });
    life.does(Person::Chief, correct(due));
}
