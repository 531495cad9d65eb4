//! Random acts: mostly the next step on the way, often something else that a person with the
//! right could try, sometimes anything at all.

use dugai_domain::problem::*;
use proptest::prelude::*;

use crate::made;
use crate::world::forward::{Step, forward};
use crate::world::{Life, Person, content as c};

/// One thing tried.
#[derive(Clone, Debug)]
pub struct Move {
    /// Below this share of 100 the next step on the way is taken.
    way: u8,
    /// Which act otherwise.
    action: usize,
    /// Who otherwise.
    who: usize,
    /// Whether an act of the present stage is looked for.
    timely: bool,
    /// Whether somebody with the right is looked for.
    rightful: bool,
    /// Shapes the content.
    noise: u32,
    /// Days that pass before.
    days: i64,
}

/// How a problem starts, then what is tried on it.
pub fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = (0u8..100, 0..Action::ALL.len(), 0..Person::ALL.len(), any::<[bool; 2]>(), any::<u32>(), 0i64..12)
        .prop_map(|(way, action, who, [timely, rightful], noise, days)| {
            let days = (days - 9).max(0);
            Move { way, action, who, timely, rightful, noise, days }
        });
    prop::collection::vec(one, 1..120)
}

/// Registers by the first move and tries the rest in turn; `seen` gets every attempt before it
/// is made: who, what, and whether its content is valid.
pub fn each(moves: &[Move], mut seen: impl FnMut(&Life, Person, &Command, bool)) -> Life {
    drive(moves, |life, who, command, valid| {
        if life.state.is_some() {
            seen(life, who, command, valid);
        }
        let _refused = life.attempt(who, command);
    })
}

/// The same; `after` gets the state before, the life after, and the number of new events.
pub fn play(moves: &[Move], mut after: impl FnMut(Option<&Problem>, &Life, usize)) -> Life {
    drive(moves, |life, who, command, _| {
        let before = life.state.clone();
        let new = life.attempt(who, command).unwrap_or(0);
        if new == 0 {
            assert_eq!(life.state, before, "a refusal changes nothing");
        }
        after(before.as_ref(), life, new);
    })
}

fn drive(moves: &[Move], mut act: impl FnMut(&mut Life, Person, &Command, bool)) -> Life {
    let mut life = Life::new();
    let noise = moves.first().map_or(0, |m| m.noise);
    let register = Command::Register(made::registration(noise, life.today()));
    act(&mut life, Person::Clerk, &register, true);
    // Some stories begin well under way, so that the end of the way is tried often enough.
    for _ in 0..(noise % 60).saturating_sub(20) {
        on_the_way(&mut life, &mut act);
    }
    for m in moves.iter().skip(1) {
        life.pass(m.days);
        // Nobody has signed: a good time for everything that can be done only now.
        let way = if life.p().stage == Stage::Registered { 20 } else { 50 };
        if m.way < way {
            on_the_way(&mut life, &mut act);
            continue;
        }
        let action = if m.rightful && (m.noise / 8).is_multiple_of(3) {
            rash(&life)
        } else if m.timely {
            timely(&life, m.action)
        } else {
            Action::ALL[m.action]
        };
        let who = if m.rightful { rightful(&life, action, m.who) } else { Person::ALL[m.who] };
        if let Some((command, valid)) = made::command(action, &life, who, m.noise) {
            act(&mut life, who, &command, valid);
        }
    }
    life
}

fn on_the_way(life: &mut Life, act: &mut impl FnMut(&mut Life, Person, &Command, bool)) {
    // A waiting plan is decided, a look-back ends the story: neither is the way for ever.
    if matches!(life.p().stage, Stage::StruckOff | Stage::Declared) && life.p().look_backs.len() > 3 {
        return;
    }
    match forward(life) {
        Step::Act(who, command) => act(life, who, &command, false),
        Step::Wait(days) => life.pass(days),
        Step::End => {}
    }
}

/// The act that would end the present stage, whether or not anything is ready for it.
fn rash(life: &Life) -> Action {
    match life.p().stage {
        Stage::Registered => Action::Claim,
        Stage::Claimed | Stage::Planning => Action::SubmitPlan,
        Stage::PlanSubmitted => Action::ApprovePlan,
        Stage::Rectifying if life.p().measures.iter().all(|m| m.accepted.is_some()) => Action::SelfCheck,
        Stage::Rectifying => Action::AcceptMeasure,
        Stage::SelfChecked => Action::ApplyAcceptance,
        Stage::Accepting => Action::RecordAcceptance,
        Stage::Accepted => Action::OpenNotice,
        Stage::Noticed if life.p().objections.len() < 2 => Action::ReceiveObjection,
        Stage::Noticed if life.history.len().is_multiple_of(2) => Action::AnswerObjection,
        Stage::Noticed => Action::CloseNotice,
        Stage::NoticeClosed => Action::File,
        Stage::Filed => Action::StrikeOff,
        _ => Action::LookBack,
    }
}

/// Acts that answer something left open.
fn answers(life: &Life) -> Vec<Action> {
    let p = life.p();
    let untrue = p.stage != Stage::Registered && p.grounds().contains(&Ground::Unfounded);
    let open = [
        (Action::DecideExtension, p.extensions.last().is_some_and(|e| e.decision.is_none())),
        (Action::Resume, p.is_paused()),
        (Action::DecideChange, p.proposals.iter().any(|x| x.decided.is_none())),
        (Action::AnswerSupervision, p.supervisions.iter().any(|s| s.answer.is_none())),
        (Action::FinishDuty, p.duties.iter().any(|t| t.done.is_none())),
        (Action::ConfirmWaiver, p.gates.values().any(|g| !g.is_passed())),
        (Action::Void, p.version == 1),
        (Action::UpholdAssignment, p.objecting().next().is_some()),
        (Action::AddEvidence, p.evidence.is_empty() && untrue),
        (Action::Decline, !p.evidence.is_empty() && untrue),
    ];
    open.into_iter().filter(|(_, is)| *is).map(|(action, _)| action).collect()
}

/// An act that the present stage allows, if there is one; sometimes one that is waited for.
fn timely(life: &Life, from: usize) -> Action {
    let waiting = answers(life);
    if from.is_multiple_of(4) && !waiting.is_empty() {
        return waiting[from / 4 % waiting.len()];
    }
    let timely: Vec<Action> = Action::ALL.iter().copied().filter(|a| a.stages().contains(&life.p().stage)).collect();
    if timely.is_empty() { Action::ALL[from] } else { timely[from % timely.len()] }
}

/// Somebody who stands in one of the relations that may do the act, if there is one.
fn rightful(life: &Life, action: Action, from: usize) -> Person {
    let n = Person::ALL.len();
    (0..n)
        .map(|i| Person::ALL[(from + i) % n])
        .find(|who| {
            let actor = who.actor(life.today());
            action.who().iter().any(|w| actor.stands_as(*w, life.state.as_ref()))
        })
        .unwrap_or(Person::ALL[from])
}

/// A text that is blank when the content is to be spoilt.
pub fn text(spoilt: bool) -> String {
    if spoilt { "  ".to_owned() } else { format!("{}说明", c::SECRET) }
}
