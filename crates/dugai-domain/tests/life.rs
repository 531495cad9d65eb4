//! The life of a problem: the whole way, and every refusal that matters.

#[path = "world/mod.rs"]
mod world;

#[path = "life/after.rs"]
mod after;
#[path = "life/bent.rs"]
mod bent;
#[path = "life/clock.rs"]
mod clock;
#[path = "life/closing.rs"]
mod closing;
#[path = "life/journey.rs"]
mod journey;
#[path = "life/late.rs"]
mod late;
#[path = "life/printed.rs"]
mod printed;
#[path = "life/right.rs"]
mod right;
#[path = "life/rounds.rs"]
mod rounds;
#[path = "life/start.rs"]
mod start;
#[path = "life/ways.rs"]
mod ways;
#[path = "life/work.rs"]
mod work;

use dugai_domain::problem::clocks::{Clock, ClockId, clocks};
use dugai_domain::problem::{Command, LookBack, LookBackResult, Problem, SourceKind, Stage};
use dugai_domain::reason::Reason;

use world::forward::{Step, forward};
use world::{Life, Person, calendar, content, reference};

impl Life {
    /// A problem just registered by the office.
    pub fn registered(kind: SourceKind) -> Self {
        let mut life = Self::new();
        let registration = content::registration(kind, life.today());
        life.does(Person::Clerk, Command::Register(registration));
        life
    }

    /// A problem of the inspectors' feedback, led to a stage.
    pub fn at(stage: Stage) -> Self {
        let mut life = Self::registered(SourceKind::Feedback);
        life.until(stage);
        life
    }

    /// Goes on toward strike-off until a stage is reached.
    pub fn until(&mut self, stage: Stage) {
        self.until_that(|p| p.stage == stage);
    }

    /// Goes on toward strike-off until something holds.
    pub fn until_that(&mut self, holds: impl Fn(&Problem) -> bool) {
        for _ in 0..100 {
            if holds(self.p()) {
                return;
            }
            match forward(self) {
                Step::Act(who, command) => self.does(who, *command),
                Step::Wait(days) => self.pass(days),
                Step::End => break,
            }
        }
        panic!("never reached; it stands at {:?}", self.p().stage);
    }

    /// Does something that must be granted.
    #[track_caller]
    pub fn does(&mut self, who: Person, command: Command) {
        if let Err(refusal) = self.attempt(who, &command) {
            panic!("{who:?}: {refusal}: {:?}", refusal.reasons);
        }
    }

    /// Looks back today, with a piece of evidence.
    #[track_caller]
    pub fn looks(&mut self, who: Person, result: LookBackResult) {
        let no = 7000 + self.history.len() as u128;
        self.does(Person::Clerk, Command::AddEvidence(content::evidence(no, vec![])));
        let evidence = vec![content::evidence_id(no)];
        let seen = LookBack { evidence, ..content::look_back(self.today(), result) };
        self.does(who, Command::LookBack(seen));
    }

    /// Tries something that must be refused, for a reason; nothing changes.
    #[track_caller]
    pub fn refused(&mut self, who: Person, command: Command, reason: &Reason) {
        let before = self.state.clone();
        match self.attempt(who, &command) {
            Ok(_) => panic!("{who:?} was granted {:?}", command.action()),
            Err(refusal) => assert!(refusal.reasons.contains(reason), "{:?} lacks {reason:?}", refusal.reasons),
        }
        assert_eq!(self.state, before);
    }

    /// Tries something that the person has no right to do at all.
    #[track_caller]
    pub fn not_yours(&mut self, who: Person, command: Command) {
        let needs = command.action().who();
        self.refused(who, command, &Reason::NotYours { needs });
    }

    /// A clock as it stands now.
    pub fn clock(&self, id: &ClockId) -> Option<Clock<'static>> {
        clocks(self.p(), reference(), calendar(), self.now).into_iter().find(|c| c.id == *id)
    }
}
