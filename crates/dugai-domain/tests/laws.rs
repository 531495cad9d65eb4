//! Laws that hold whatever anybody does: random acts of random persons on one problem.

#[path = "world/mod.rs"]
mod world;

#[path = "laws/any.rs"]
mod any;
#[path = "laws/content.rs"]
mod made;
#[path = "laws/proof.rs"]
mod proof;
#[path = "laws/sight.rs"]
mod sight;
#[path = "laws/told.rs"]
mod told;

use std::collections::BTreeSet;

use dugai_domain::disclosure::public_view;
use dugai_domain::problem::apply::replay;
use dugai_domain::problem::check::check;
use dugai_domain::problem::clocks::{ClockId, clocks};
use dugai_domain::problem::turn::turns;
use dugai_domain::problem::*;
use dugai_domain::reference::{ClockKind, Moment};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use any::{Move, moves, play};
use proof::Proof;
use world::content::SECRET;
use world::{calendar, reference};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_replay_gives_the_folded_state(moves in moves()) {
        play(&moves, |_, life, _| {
            assert_eq!(replay(life.id, &life.history).as_ref(), life.state.as_ref());
        });
    }

    #[test]
    fn events_and_state_survive_being_written_down(moves in moves()) {
        let life = play(&moves, |_, life, new| {
            for recorded in &life.history[life.history.len() - new..] {
                let json = serde_json::to_string(&recorded.event).unwrap();
                assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), recorded.event);
                assert!(json.starts_with(&format!("{{\"{}\":", recorded.event.code())));
            }
        });
        let json = serde_json::to_string(life.p()).unwrap();
        assert_eq!(&serde_json::from_str::<Problem>(&json).unwrap(), life.p());
    }

    #[test]
    fn nothing_is_struck_off_without_its_proof(moves in moves()) {
        let mut proof = Proof::default();
        let life = play(&moves, |_, life, new| {
            for recorded in &life.history[life.history.len() - new..] {
                proof.take(recorded);
            }
        });
        if life.p().stage == Stage::StruckOff {
            assert!(proof.struck_off);
        }
    }

    #[test]
    fn an_open_problem_always_waits_for_somebody(moves in moves()) {
        play(&moves, |_, life, _| {
            let Some(p) = &life.state else { return };
            let open = turns(p, (reference(), calendar()), None, life.today());
            assert!(!p.stage.is_open() || !open.is_empty(), "{:?} waits for nobody", p.stage);
            for turn in &open {
                assert!(turn.action.stages().contains(&p.stage), "{:?} is no act in {:?}", turn.action, p.stage);
            }
        });
    }

    /// Nothing has to happen for the right one to be asked: what was computed when something happened last says for
    /// every later day what would be computed on that day.
    #[test]
    fn whoever_is_asked_on_a_later_day_is_known_before(moves in moves()) {
        play(&moves, |_, life, _| {
            let Some(p) = &life.state else { return };
            let rules = (reference(), calendar());
            let seen = turns(p, rules, None, life.today());
            for ahead in 0..6 {
                let day = life.today().checked_add(jiff::Span::new().days(ahead)).unwrap();
                let on = |list: &[turn::Turn]| -> BTreeSet<_> {
                    list.iter().filter(|t| t.is_on(day)).map(|t| (t.hand, t.action, t.except.clone())).collect()
                };
                assert_eq!(on(&seen), on(&turns(p, rules, None, day)), "{day}");
                let now = |unit| p.chain.iter().any(|d| d.unit == unit && d.from <= day && d.to.is_none_or(|to| day <= to));
                for t in seen.iter().filter(|t| t.is_on(day) && t.action == Action::SelfCheck) {
                    assert!(matches!(t.hand, turn::Hand::Unit(unit, _) if now(unit)), "{t:?} on {day}");
                }
            }
        });
    }

    #[test]
    fn every_return_counts_and_gives_a_new_date(moves in moves()) {
        play(&moves, |before, life, new| {
            let (Some(before), true) = (before, new > 0) else { return };
            let refused = match &life.history[life.history.len() - 1].event {
                Event::Returned(_) => true,
                Event::AcceptanceRecorded(a) => a.verdict == AcceptanceVerdict::Returned,
                _ => false,
            };
            let p = life.p();
            assert_eq!(p.returns.len(), before.returns.len() + usize::from(refused));
            if refused {
                let (mark, back) = p.returns.last().unwrap();
                let clock = clocks(p, reference(), calendar(), life.now).into_iter().find(|c| c.id == ClockId::Return);
                assert_eq!(clock.and_then(|c| c.term.date()), Some(back.by));
                assert_eq!(p.sent_back_to(Stage::Rectifying).map(|b| (b.mark, b.reasons)), Some((*mark, &*back.reasons)));
            }
        });
    }

    #[test]
    fn no_handling_clock_runs_after_the_end(moves in moves()) {
        play(&moves, |_, life, _| {
            let p = life.p();
            if p.stage.is_open() {
                return;
            }
            for clock in clocks(p, reference(), calendar(), life.now) {
                let long_term = clock.rule.is_some_and(|r| r.kind == ClockKind::LongTerm);
                // A letter or an instruction of after the end is owed its answer like any other.
                let ended = p.moments.get(&Moment::StruckOff).or(p.moments.get(&Moment::Declared)).copied();
                let opened = match clock.id {
                    ClockId::Duty(no) => p.duties.iter().find(|d| d.no == no).map(|d| d.mark.at),
                    ClockId::Reply(no) => p.supervisions.iter().find(|s| s.no == no).map(|s| s.mark.at),
                    _ => None,
                };
                let of_after = opened.is_some() && opened > ended;
                assert!(long_term || of_after || !clock.state.is_live(), "{:?} runs at {:?}", clock.id, p.stage);
            }
        });
    }

    #[test]
    fn no_return_stops_the_whole_or_moves_its_date(moves in moves()) {
        play(&moves, |before, life, new| {
            let (Some(before), true) = (before, new > 0 && sends_back(&life.history[life.history.len() - 1])) else {
                return;
            };
            let p = life.p();
            assert_eq!(p.due, before.due);
            let measures = |p: &Problem| p.measures.iter().map(|m| (m.measure.due, m.baseline)).collect::<Vec<_>>();
            assert_eq!(measures(p), measures(before));
            assert_eq!(p.moments.get(&Moment::Registered), before.moments.get(&Moment::Registered));
            let whole = clocks(p, reference(), calendar(), life.now).into_iter().find(|c| c.id == ClockId::Whole);
            assert_eq!(whole.as_ref().and_then(|c| c.term.date()), p.due.date);
            assert!(whole.is_none_or(|c| c.state.is_live()), "the whole stands still after a return");
        });
    }

    #[test]
    fn the_public_sees_nothing_that_must_stay_inside(moves in moves()) {
        play(&moves, |_, life, _| {
            let seen = format!("{:?}", public_view(life.p(), calendar(), life.today()));
            assert!(!seen.contains(SECRET), "{seen}");
        });
    }

    #[test]
    fn what_the_state_says_against_an_act_is_all_told(moves in moves()) {
        let rows = told::rows();
        any::each(&moves, |life, who, _, _| life.as_person(who, |ctx| {
            for (action, fact, reason) in &rows {
                let told = check(*action, life.state.as_ref(), ctx);
                assert_eq!(told.contains(reason), fact(life.p(), ctx), "{who:?} {action:?} {reason:?}: {told:?}");
            }
        }));
    }

    #[test]
    fn a_decision_gives_every_reason_and_no_other(moves in moves()) {
        any::each(&moves, |life, who, command, valid| {
            let action = command.action();
            let reasons = life.as_person(who, |ctx| check(action, life.state.as_ref(), ctx));
            if action.has_button() {
                let shown = life.as_person(who, |ctx| allowed(life.p(), ctx));
                let shown = shown.into_iter().find(|(a, _)| *a == action).map(|(_, r)| r);
                assert_eq!(shown.as_ref(), Some(&reasons));
            }
            let binding = reasons;
            match life.as_person(who, |ctx| decide(life.state.as_ref(), command, ctx)) {
                Ok(events) => assert!(binding.is_empty() && !events.is_empty(), "{who:?} {command:?}: {binding:?}"),
                Err(refusal) => {
                    assert!(!refusal.reasons.is_empty() && refusal.action == action);
                    assert!(binding.iter().all(|r| refusal.reasons.contains(r)), "{binding:?} not in {refusal:?}");
                    assert!(!(valid && binding.is_empty()), "{who:?} {command:?} refused: {:?}", refusal.reasons);
                }
            }
        });
    }
}

/// Whether an event sends work back without opening a new round.
fn sends_back(recorded: &Recorded) -> bool {
    match &recorded.event {
        Event::Returned(_) | Event::Bounced(_) | Event::PlanReturned(_) | Event::MeasureReturned(_) => true,
        Event::ObjectionAnswered(a) => a.upheld,
        Event::AcceptanceRecorded(a) => a.verdict == AcceptanceVerdict::Returned,
        _ => false,
    }
}

/// The laws above are worth nothing if the random acts never get anywhere.
#[test]
fn random_acts_reach_every_act_and_every_stage() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut done = BTreeSet::new();
    let mut stages = BTreeSet::new();
    let mut rounds = 0;
    for _ in 0..1500 {
        let moves: Vec<Move> = moves().new_tree(&mut runner).unwrap().current();
        let life = play(&moves, |_, life, _| {
            stages.insert(life.p().stage);
        });
        done.extend(life.history.iter().map(|r| r.event.code()));
        rounds = rounds.max(life.p().round);
    }
    let missing: Vec<_> = Event::CODES.iter().filter(|c| !done.contains(*c)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
    assert_eq!(stages.len(), Stage::ALL.len(), "reached only {stages:?}");
    assert!(rounds > 1);
}
