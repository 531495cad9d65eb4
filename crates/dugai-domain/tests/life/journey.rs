//! The whole way: registered, struck off, looked at again, back again.

use dugai_domain::disclosure::public_view;
use dugai_domain::problem::apply::replay;
use dugai_domain::problem::clocks::clocks;
use dugai_domain::problem::state::PlanState;
use dugai_domain::problem::*;
use dugai_domain::reference::{ClockKind, Moment};

use crate::world::{Life, Person, calendar, content as c, reference};

#[test]
fn from_the_list_to_struck_off_and_back_again() {
    let mut life = Life::registered(SourceKind::Feedback);
    let path = [
        Stage::Registered,
        Stage::Claimed,
        Stage::Planning,
        Stage::PlanSubmitted,
        Stage::Rectifying,
        Stage::SelfChecked,
        Stage::Accepting,
        Stage::Accepted,
        Stage::Noticed,
        Stage::NoticeClosed,
        Stage::Filed,
        Stage::StruckOff,
    ];
    for stage in path {
        life.until(stage);
        if stage == Stage::Claimed {
            let first =
                FirstStep { on_site: true, text: "到场并停工".to_owned(), evidence: vec![], rectifying: false };
            life.does(Person::Worker, Command::TakeFirstStep(first));
        }
    }
    let p = life.p();
    assert!(p.approved_plan().is_some());
    assert!(p.measures.iter().all(|m| m.done.is_some() && m.accepted.is_some()));
    assert_eq!((p.gates.len(), p.acceptances.len(), p.round), (4, 2, 1));
    assert!(p.sweep.iter().all(|s| s.answer.is_some()));
    assert!(p.filing.is_some() && p.declared_by.is_none());
    let in_order: Vec<_> = p.moments.values().collect();
    assert!(in_order.is_sorted(), "moments follow one another");

    let live: Vec<_> = clocks(p, reference(), calendar(), life.now).into_iter().filter(|c| c.state.is_live()).collect();
    assert_eq!(live.len(), 1, "only the look-back runs");
    assert!(live[0].rule.is_some_and(|r| r.kind == ClockKind::LongTerm));
    let public = public_view(p, calendar(), life.today()).unwrap();
    assert!(public.struck_off.is_some() && !public.declared);

    life.pass(200);
    life.looks(Person::PanelB, LookBackResult::Holds);
    assert_eq!(life.p().stage, Stage::StruckOff);

    life.pass(30);
    life.looks(Person::Clerk, LookBackResult::Rebound);
    let p = life.p();
    assert_eq!((p.stage, p.round, p.look_backs.len()), (Stage::Registered, 2, 2));
    assert_eq!(p.past.len(), 1);
    assert!(p.past[0].moments.contains_key(&Moment::StruckOff), "the finished round is kept");
    assert!(matches!(p.past[0].plans[0].state, PlanState::Approved { .. }));
    assert!(p.gates.is_empty() && p.sweep.is_empty() && p.claims.is_empty() && p.measures.is_empty());

    life.until(Stage::StruckOff);
    assert_eq!(life.p().round, 2);
    assert_eq!(replay(life.id, &life.history).as_ref(), life.state.as_ref());
}

#[test]
fn every_act_on_the_way_is_done_by_somebody_with_the_right() {
    let life = Life::at(Stage::StruckOff);
    let doers: std::collections::BTreeSet<_> = life.history.iter().filter_map(|r| r.by).collect();
    assert_eq!(doers.len(), 7, "clerk, chief, worker, boss, supervisor and two panels");
}

#[test]
fn an_item_that_arrives_closed_is_declared_never_struck_off() {
    let mut life = Life::new();
    let mut item = c::registration(SourceKind::PastRound, life.today());
    item.declared_struck_off = Some("川督整改〔2021〕3号".to_owned());
    life.does(Person::Clerk, Command::Register(item));
    assert_eq!(life.p().stage, Stage::Declared);
    let public = public_view(life.p(), calendar(), life.today()).unwrap();
    assert!(public.declared && public.struck_off.is_none(), "the day of the import is no day of strike-off");
    let live: Vec<_> =
        clocks(life.p(), reference(), calendar(), life.now).into_iter().filter(|c| c.state.is_live()).collect();
    assert!(live.iter().all(|c| c.rule.is_some_and(|r| r.kind == ClockKind::LongTerm)));
    assert_eq!(live[0].term.date(), Some(life.today()), "first in line to be looked at");
    life.looks(Person::Clerk, LookBackResult::Rebound);
    life.until(Stage::StruckOff);
}
