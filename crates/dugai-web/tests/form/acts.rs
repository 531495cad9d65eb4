//! Every act: what is typed becomes the command that the domain grants, and each missing
//! answer is told.

use std::collections::BTreeSet;

use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Action, Command, ObjectionAnswer, Stage};
use dugai_web::form::{FieldFault, parse, specs};

use crate::city::{City, ZH, all, life_until, pairs};
use crate::world::{Person, content as c};

#[test]
fn every_form_makes_its_command_and_the_domain_grants_it() {
    for case in all() {
        let parsed = case.parse(&case.pairs);
        assert_eq!(parsed.as_ref(), Ok(&case.expected), "{}", case.action().code());
        assert_eq!(case.decide(&case.expected), [], "{}", case.action().code());
    }
}

#[test]
fn every_act_with_a_form_has_a_case() {
    let cases: BTreeSet<Action> = all().iter().map(|c| c.action()).collect();
    let known = life_until(dugai_domain::problem::SourceKind::Feedback, |_| true);
    let city = City::of(Person::Clerk, known.today());
    for action in Action::ALL {
        let has_form = !specs(*action, known.p(), &city.lists(), ZH).is_empty();
        let fixed = [Action::AcceptMeasure, Action::ReturnMeasure, Action::ConfirmWaiver, Action::DecideChange];
        if action.has_button() || fixed.contains(action) {
            assert!(has_form, "{}", action.code());
        }
        let uploaded = *action == Action::AddEvidence;
        assert_eq!(cases.contains(action), has_form && !uploaded, "{}", action.code());
    }
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    for case in all() {
        let needed: BTreeSet<String> = case.specs(ZH).iter().filter(|s| s.required).map(|s| s.name.clone()).collect();
        let told = case.parse(&[]).err().unwrap_or_default();
        let told: BTreeSet<String> = told.into_iter().map(|f| f.field).collect();
        let either_or = BTreeSet::from(["name".to_owned()]);
        let needed = if case.action() == Action::SetLeadOfficer { either_or } else { needed };
        assert_eq!(told, needed, "{}", case.action().code());
    }
}

/// A mark stands on what is needed, and on nothing else: without any other answer the form is
/// read, and the domain grants what it says.
#[test]
fn marks_say_what_is_needed() {
    for case in all() {
        for (name, spec) in case.fields().into_iter().filter(|(name, _)| case.sends(name)) {
            let parsed = case.parse(&case.without(&name));
            let what = format!("{} without {name}", case.action().code());
            if spec.required {
                // A row without its only text is an empty one: then its block misses it.
                let block = name.split('[').next().unwrap_or_default();
                let told = |f: &FieldFault| f.field == name || f.field == block;
                assert!(parsed.is_err_and(|f| f.iter().any(told)), "{what}");
            } else if case.conditional.contains(&name.as_str()) {
                assert!(parsed.is_err(), "{what}");
            } else {
                assert_eq!(parsed.map(|command| case.decide(&command)), Ok(vec![]), "{what}");
            }
        }
    }
}

#[test]
fn a_plan_needs_a_lasting_measure_and_each_row_its_day() {
    let case = all().into_iter().find(|c| c.action() == Action::DraftPlan).unwrap();
    let told = |pairs: &[(String, String)]| -> Vec<String> {
        case.parse(pairs).unwrap_err().into_iter().map(|f| f.field).collect()
    };
    assert_eq!(told(&case.without("measures[2].lasting")), ["measures"]);
    assert_eq!(told(&case.without("measures[2].long_term")), ["measures[2].due"]);
    assert_eq!(told(&case.with("measures[0].money", "12.1234567")), ["measures[0].money"]);
    // A row in which somebody changed something is not taken for an empty one.
    assert_eq!(told(&case.with("measures[3].due", "2024-11-30")), ["measures[3].text"]);
}

#[test]
fn every_kind_of_supervision_tells_what_it_needs() {
    let case = all().into_iter().find(|c| c.action() == Action::Supervise).unwrap();
    let needs = [
        ("urge", &["reply_by", "text", "unit"][..]),
        ("talk", &["day", "text", "unit"]),
        ("circular", &["document", "text", "unit"]),
        ("accountability", &["basis", "body", "day", "form", "post", "unit"]),
        ("hand_over", &["body", "day", "document", "reply_by", "text"]),
    ];
    for (kind, needs) in needs {
        let told = case.parse(&pairs(&[("kind", kind)])).unwrap_err();
        let told: BTreeSet<&str> = told.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(told, needs.iter().copied().collect(), "{kind}");
        let full: Vec<_> = needs
            .iter()
            .map(|name| match *name {
                "unit" => crate::world::COUNTY.to_string(),
                "day" => "2024-03-01".to_owned(),
                "reply_by" => "2024-04-01".to_owned(),
                "form" => "admonition".to_owned(),
                other => format!("写{other}"),
            })
            .zip(needs)
            .map(|(value, name)| ((*name).to_owned(), value))
            .chain([("kind".to_owned(), kind.to_owned())])
            .collect();
        assert_eq!(case.parse(&full).map(|command| case.decide(&command)), Ok(vec![]), "{kind}");
    }
}

#[test]
fn each_verdict_has_its_own_proof() {
    let case = all().into_iter().find(|c| c.action() == Action::RecordAcceptance).unwrap();
    let told = |verdict: &str| -> BTreeSet<String> {
        let kept = case.with("verdict", verdict);
        let kept: Vec<_> = kept.into_iter().filter(|(n, _)| n != "evidence" && !n.starts_with("conditions")).collect();
        case.parse(&kept).unwrap_err().into_iter().map(|f| f.field).collect()
    };
    assert_eq!(told("agreed"), BTreeSet::from(["evidence".to_owned()]));
    assert_eq!(
        told("agreed_with_conditions"),
        BTreeSet::from(["conditions", "conditions_by", "evidence"].map(str::to_owned))
    );
    assert_eq!(told("returned"), BTreeSet::from(["by", "reasons"].map(str::to_owned)));
}

#[test]
fn what_is_settled_is_no_longer_offered() {
    let life = life_until(dugai_domain::problem::SourceKind::Feedback, |p| p.stage == Stage::Noticed);
    let acts = [
        Command::ReceiveObjection(c::objection(1)),
        Command::ReceiveObjection(c::objection(2)),
        Command::AnswerObjection(ObjectionAnswer {
            no: 1,
            upheld: false,
            answer: "不成立".to_owned(),
            measures: vec![],
        }),
    ];
    let life = crate::cases::after(life, &acts.map(|act| (Person::Clerk, act)));
    let city = City::of(Person::Clerk, life.today());
    let parse = |no: &str| {
        let sent = pairs(&[("no", no), ("upheld", "0"), ("answer", "不成立")]);
        parse(Action::AnswerObjection, life.p(), &city.lists(), &sent, ZH)
    };
    assert!(parse("2").is_ok());
    assert!(parse("1").is_err());
    assert!(parse("3").is_err());
}

#[test]
fn a_problem_does_not_join_itself() {
    let case = all().into_iter().find(|c| c.action() == Action::Join).unwrap();
    let own: ProblemId = case.life.p().id;
    assert!(case.parse(&case.with("lead", &own.to_string())).is_err());
}

#[test]
fn acts_without_a_form_say_so() {
    let life = life_until(dugai_domain::problem::SourceKind::Feedback, |_| true);
    let city = City::of(Person::Clerk, life.today());
    for action in [Action::Register, Action::Escalate, Action::ReceiveObjection, Action::ProposeChange] {
        let told = parse(action, life.p(), &city.lists(), &[], ZH).unwrap_err();
        assert_eq!(told.len(), 1);
        assert!(told[0].field.is_empty() && !told[0].message.is_empty());
    }
}
