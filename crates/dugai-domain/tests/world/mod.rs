//! A small city for tests: units, persons with their posts, a clock moved by hand, and one
//! problem with its whole history.

pub mod content;
pub mod forward;

use std::sync::OnceLock;

use dugai_domain::actor::{Actor, HeldPost};
use dugai_domain::calendar::Calendar;
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::org::{Post, Role, Term, UnitKind};
use dugai_domain::problem::apply::found;
use dugai_domain::problem::{Command, Context, Problem, Recorded, decide};
use dugai_domain::reason::Refusal;
use dugai_domain::reference::Reference;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

const fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

/// The rectification office.
pub const OFFICE: UnitId = unit(1);
/// The responsible county.
pub const COUNTY: UnitId = unit(2);
/// The supervising bureau.
pub const BUREAU: UnitId = unit(3);
/// The assisting bureau.
pub const HELPER: UnitId = unit(4);
/// The enterprise.
pub const FIRM: UnitId = unit(5);
/// Accepts the first step.
pub const PANEL: UnitId = unit(6);
/// Accepts the second step.
pub const CITY_PANEL: UnitId = unit(7);
/// Another county, without a part at first.
pub const OTHER: UnitId = unit(8);
/// The city.
pub const CITY: UnitId = unit(9);

/// Everybody who acts in the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Clerk,
    Chief,
    Worker,
    Boss,
    Supervisor,
    Helper,
    FirmMan,
    PanelA,
    PanelB,
    Mayor,
    OtherWorker,
    OtherBoss,
    Auditor,
    /// Works for the assisting and for the supervising bureau.
    TwoHats,
    /// Works in the responsible county and sits on its acceptance panel.
    OwnJudge,
    System,
}

use Person::*;

impl Person {
    pub const ALL: [Self; 16] = [
        Clerk,
        Chief,
        Worker,
        Boss,
        Supervisor,
        Helper,
        FirmMan,
        PanelA,
        PanelB,
        Mayor,
        OtherWorker,
        OtherBoss,
        Auditor,
        TwoHats,
        OwnJudge,
        System,
    ];

    pub fn account(self) -> Option<AccountId> {
        (self != System).then(|| AccountId(Uuid::from_u128(100 + self as u128)))
    }

    fn posts(self) -> Vec<(UnitId, UnitKind, Role)> {
        match self {
            Clerk => vec![(OFFICE, UnitKind::Office, Role::Officer)],
            Chief => vec![(OFFICE, UnitKind::Office, Role::Head)],
            Worker => vec![(COUNTY, UnitKind::County, Role::Officer)],
            Boss => vec![(COUNTY, UnitKind::County, Role::Head)],
            Supervisor => vec![(BUREAU, UnitKind::Department, Role::Officer)],
            Helper => vec![(HELPER, UnitKind::Department, Role::Officer)],
            FirmMan => vec![(FIRM, UnitKind::Enterprise, Role::Officer)],
            PanelA => vec![(PANEL, UnitKind::Department, Role::Acceptor)],
            PanelB => vec![(CITY_PANEL, UnitKind::City, Role::Acceptor)],
            Mayor => vec![(CITY, UnitKind::City, Role::Leader)],
            OtherWorker => vec![(OTHER, UnitKind::County, Role::Officer)],
            OtherBoss => vec![(OTHER, UnitKind::County, Role::Head)],
            Auditor => vec![(CITY, UnitKind::City, Role::Auditor)],
            TwoHats => {
                vec![(HELPER, UnitKind::Department, Role::Officer), (BUREAU, UnitKind::Department, Role::Officer)]
            }
            OwnJudge => vec![(COUNTY, UnitKind::County, Role::Officer), (PANEL, UnitKind::Department, Role::Acceptor)],
            System => vec![],
        }
    }

    pub fn actor(self, day: Date) -> Actor {
        let term = Term::since(d("2018-01-01"));
        let posts = self
            .posts()
            .into_iter()
            .map(|(unit, kind, role)| HeldPost {
                post: Post { role, unit, term, acting_for: None },
                kind,
                ground: None,
            })
            .collect();
        Actor { account: self.account(), posts, day }
    }
}

pub fn d(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn reference() -> &'static Reference {
    static REFERENCE: OnceLock<Reference> = OnceLock::new();
    REFERENCE.get_or_init(|| toml::from_str(include_str!("../../data/reference.toml")).unwrap())
}

pub fn calendar() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(|| Calendar::new(toml::from_str(include_str!("../../data/calendar.toml")).unwrap()).unwrap())
}

/// One problem, its history, and the time.
pub struct Life {
    pub id: ProblemId,
    pub state: Option<Problem>,
    pub history: Vec<Recorded>,
    pub now: Timestamp,
}

impl Life {
    /// Nothing is registered yet; it is nine o'clock on Monday, 4 March 2024.
    pub fn new() -> Self {
        let id = ProblemId(Uuid::from_u128(1000));
        Self { id, state: None, history: Vec::new(), now: Timestamp::at(d("2024-03-04"), 9, 0) }
    }

    pub fn today(&self) -> Date {
        self.now.day()
    }

    pub fn pass(&mut self, days: i64) {
        self.now = self.now.plus_seconds(days * 86_400);
    }

    /// The problem; it must be registered.
    pub fn p(&self) -> &Problem {
        self.state.as_ref().expect("registered")
    }

    /// Calls with the context in which a person acts now.
    pub fn as_person<T>(&self, who: Person, call: impl FnOnce(&Context<'_>) -> T) -> T {
        let actor = who.actor(self.today());
        call(&Context { now: self.now, actor: &actor, reference: reference(), calendar: calendar() })
    }

    /// Decides and, if it is granted, records; a minute passes.
    pub fn attempt(&mut self, who: Person, command: &Command) -> Result<usize, Refusal> {
        let events = self.as_person(who, |ctx| decide(self.state.as_ref(), command, ctx))?;
        let n = events.len();
        for event in events {
            let recorded = Recorded { at: self.now, by: who.account(), event };
            match &mut self.state {
                Some(problem) => problem.apply(&recorded),
                none => *none = found(self.id, &recorded),
            }
            self.history.push(recorded);
        }
        self.now = self.now.plus_seconds(60);
        Ok(n)
    }
}
