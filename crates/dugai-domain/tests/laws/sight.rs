//! Who sees and who is asked: one law each, over random acts of random persons.

use dugai_domain::actor::Actor;
use dugai_domain::org::Panel;
use dugai_domain::problem::check::check;
use dugai_domain::problem::index::index_row;
use dugai_domain::problem::turn::turns;
use dugai_domain::reason::Reason;
use proptest::prelude::*;

use crate::any::{moves, play};
use crate::world::{Person, calendar, reference};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The lists keep with each row the units that see it: whoever may open a problem finds it there, and nobody else.
    #[test]
    fn the_units_kept_with_a_row_are_those_that_may_see_it(moves in moves()) {
        play(&moves, |_, life, _| {
            let p = life.p();
            let scope = index_row(p, reference(), calendar(), life.now).scope;
            for who in Person::ALL {
                let actor: Actor = who.actor(life.today());
                let listed = actor.units().chain(actor.panels().map(Panel::unit)).any(|unit| scope.contains(&unit));
                assert_eq!(actor.may_see(p), actor.sees_everything() || listed, "{who:?} in {:?}", p.stage);
            }
        });
    }

    /// Whoever is asked for an act has the right to it, and sees the problem.
    #[test]
    fn who_is_asked_may_act(moves in moves()) {
        play(&moves, |_, life, _| {
            let p = life.p();
            let open = turns(p, (reference(), calendar()), None, life.today());
            for turn in open.iter().filter(|turn| turn.is_on(life.today())) {
                for who in Person::ALL.into_iter().filter(|who| who.actor(life.today()).is_asked(turn)) {
                    assert!(who.actor(life.today()).may_see(p), "{who:?} is asked for {:?} unseen", turn.action);
                    let reasons = life.as_person(who, |ctx| check(turn.action, life.state.as_ref(), ctx));
                    let barred = |r: &Reason| matches!(r, Reason::NotYours { .. } | Reason::WrongStage { .. });
                    assert!(!reasons.iter().any(barred), "{who:?} is asked for {:?}: {reasons:?}", turn.action);
                }
            }
        });
    }
}
