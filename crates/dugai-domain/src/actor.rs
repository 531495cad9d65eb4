//! Who acts, and how that person stands to a problem.
//!
//! Rights are one table: [`crate::problem::Action::who`] lists the relations that
//! may do an action, and [`Actor::stands_as`] says whether a person is in one.

use jiff::civil::Date;

use crate::ids::{AccountId, UnitId};
use crate::org::{Panel, Post, Role, UnitKind};
use crate::problem::turn::{Hand, Turn};
use crate::problem::{DutyRole, Problem};

/// Somebody (or the program itself) about to act.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The account; the program itself acts under none.
    pub account: Option<AccountId>,
    /// The posts held now, acting ones included, each with what its unit is.
    pub posts: Vec<HeldPost>,
    /// The civil day on which the actor acts.
    pub day: Date,
}

/// A post together with what its unit is.
#[derive(Clone, Debug)]
pub struct HeldPost {
    /// The post.
    pub post: Post,
    /// The kind of its unit.
    pub kind: UnitKind,
    /// The county or zone under which the unit stands, if it does.
    pub ground: Option<UnitId>,
}

impl HeldPost {
    /// The panel to which acceptors of the unit belong.
    #[must_use]
    pub fn panel(&self) -> Option<Panel> {
        Panel::of_unit_kind(self.kind, self.ground.is_some())
    }
}

/// A relation between an actor and a problem, as rights name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// Anybody who works in the rectification office.
    Office,
    /// Who signs for the rectification office.
    OfficeHead,
    /// Anybody of a responsible (lead) unit of the problem.
    Responsible,
    /// The head of a responsible unit.
    ResponsibleHead,
    /// Anybody of an assisting unit.
    Assisting,
    /// Anybody of the supervising unit (督导单位).
    Supervising,
    /// A member of an acceptance panel, of any unit.
    Acceptor,
    /// The leader in charge of this problem (包案领导).
    LeadOfficer,
    /// Any leader of the city.
    Leader,
    /// The enterprise whose problem it is.
    Enterprise,
    /// Anybody of a unit that owns a measure of the plan in force.
    MeasureOwner,
    /// Anybody of a unit that owes a duty decided at a meeting or laid down by an instruction.
    DutyOwner,
    /// Anybody of a unit to which an act of supervision was addressed.
    Addressed,
    /// Any officer or head of a county, park, department or group (to report a self-found problem).
    AnyUnit,
    /// The program itself.
    System,
}

impl Who {
    /// The code used in message files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::OfficeHead => "office_head",
            Self::Responsible => "responsible",
            Self::ResponsibleHead => "responsible_head",
            Self::Assisting => "assisting",
            Self::Supervising => "supervising",
            Self::Acceptor => "acceptor",
            Self::LeadOfficer => "lead_officer",
            Self::Leader => "leader",
            Self::Enterprise => "enterprise",
            Self::MeasureOwner => "measure_owner",
            Self::DutyOwner => "duty_owner",
            Self::Addressed => "addressed",
            Self::AnyUnit => "any_unit",
            Self::System => "system",
        }
    }
}

impl Actor {
    /// The program itself, acting on a day.
    #[must_use]
    pub fn system(day: Date) -> Self {
        Self { account: None, posts: Vec::new(), day }
    }

    /// Whether this is the program itself.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.account.is_none()
    }

    fn current(&self) -> impl Iterator<Item = &HeldPost> {
        self.posts.iter().filter(|p| p.post.term.holds(self.day))
    }

    /// Whether the actor works in or heads a unit (panel members and auditors do not count).
    #[must_use]
    pub fn works_in(&self, unit: UnitId) -> bool {
        self.current().any(|p| p.post.unit == unit && matches!(p.post.role, Role::Officer | Role::Head))
    }

    fn holds(&self, unit: UnitId, role: Role) -> bool {
        self.current().any(|p| p.post.unit == unit && p.post.role == role)
    }

    /// Whether the actor belongs to the acceptance panel of a unit.
    #[must_use]
    pub fn accepts_for(&self, unit: UnitId) -> bool {
        self.holds(unit, Role::Acceptor)
    }

    /// Whether the actor holds a role in any unit.
    #[must_use]
    pub fn has_role(&self, role: Role) -> bool {
        self.current().any(|p| p.post.role == role)
    }

    /// Whether the actor is this leader today, or stands in for this leader (代理).
    #[must_use]
    pub fn leads_for(&self, leader: AccountId) -> bool {
        let stands = |p: &HeldPost| match p.post.acting_for {
            Some(other) => other == leader,
            None => self.account == Some(leader),
        };
        self.current().any(|p| p.post.role == Role::Leader && stands(p))
    }

    /// Whether the actor works in the rectification office.
    #[must_use]
    pub fn is_office(&self) -> bool {
        self.offices().next().is_some()
    }

    /// Rectification offices in which the actor works today.
    pub fn offices(&self) -> impl Iterator<Item = UnitId> {
        let works = |p: &&HeldPost| matches!(p.post.role, Role::Officer | Role::Head);
        self.current().filter(|p| p.kind == UnitKind::Office).filter(works).map(|p| p.post.unit)
    }

    /// Posts of today that have to do with cases: who only administers a unit has no right in any.
    fn in_cases(&self) -> impl Iterator<Item = &HeldPost> {
        self.current().filter(|p| p.post.role != Role::Administrator)
    }

    /// Units whose cases the actor sees today.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        self.in_cases().map(|p| p.post.unit)
    }

    /// Whether every unit whose cases the actor sees today is an enterprise.
    #[must_use]
    pub fn is_of_enterprises(&self) -> bool {
        self.in_cases().all(|p| p.kind == UnitKind::Enterprise)
    }

    /// Those units and the counties above them: what they rectified is the actor's own work.
    pub fn bodies(&self) -> impl Iterator<Item = UnitId> {
        self.current().flat_map(|p| [Some(p.post.unit), p.ground]).flatten()
    }

    /// Panels to which the actor belongs today.
    pub fn panels(&self) -> impl Iterator<Item = Panel> {
        self.current().filter(|p| p.post.role == Role::Acceptor).filter_map(HeldPost::panel)
    }

    /// Whether the actor may see every problem: the office, leaders, auditors, the program.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.is_system()
            || self.is_office()
            || self.has_role(Role::Leader)
            || self.has_role(Role::Auditor)
            || self.current().any(|p| p.kind == UnitKind::City && matches!(p.post.role, Role::Officer | Role::Head))
    }

    /// Whether the actor may see this problem: row scope, in one place.
    #[must_use]
    pub fn may_see(&self, problem: &Problem) -> bool {
        if self.sees_everything() {
            return true;
        }
        let (units, panels) = (problem.concerned_units(), problem.open_panels());
        self.units().any(|unit| units.contains(&unit)) || self.panels().any(|panel| panels.contains(&panel))
    }

    /// Whether a move is this person's: who is asked, and not left out.
    #[must_use]
    pub fn is_asked(&self, turn: &Turn) -> bool {
        let works = |role: Role| matches!(role, Role::Officer | Role::Head);
        let in_role = |p: &HeldPost, role: Option<Role>| role.map_or(works(p.post.role), |r| p.post.role == r);
        let asked = match turn.hand {
            Hand::Unit(unit, role) => self.current().any(|p| p.post.unit == unit && in_role(p, role)),
            Hand::Office(role) => self.current().any(|p| p.kind == UnitKind::Office && in_role(p, role)),
            Hand::Panel(panel) => self.panels().any(|own| own == panel),
            Hand::Account(account) => self.leads_for(account),
        };
        asked && !self.account.is_some_and(|me| turn.except.contains(&me))
    }

    /// Whether the actor stands to the problem in a relation.
    #[must_use]
    pub fn stands_as(&self, who: Who, problem: Option<&Problem>) -> bool {
        let in_duty =
            |role: DutyRole| problem.is_some_and(|p| p.units_in(role, self.day).any(|unit| self.works_in(unit)));
        match who {
            Who::System => self.is_system(),
            Who::Office => self.is_office(),
            Who::OfficeHead => self.current().any(|p| p.kind == UnitKind::Office && p.post.role == Role::Head),
            Who::Leader => self.has_role(Role::Leader),
            Who::Acceptor => self.has_role(Role::Acceptor),
            Who::Responsible => in_duty(DutyRole::Responsible),
            Who::ResponsibleHead => problem
                .is_some_and(|p| p.units_in(DutyRole::Responsible, self.day).any(|unit| self.holds(unit, Role::Head))),
            Who::Assisting => in_duty(DutyRole::Assisting),
            Who::Supervising => {
                problem.is_some_and(|p| p.supervisors(self.day).into_iter().any(|unit| self.works_in(unit)))
            }
            Who::Enterprise => in_duty(DutyRole::Enterprise),
            Who::MeasureOwner => problem
                .is_some_and(|p| p.measures.iter().filter_map(|m| m.measure.owner).any(|unit| self.works_in(unit))),
            Who::DutyOwner => problem.is_some_and(|p| p.duties.iter().any(|d| self.works_in(d.decision.unit))),
            Who::Addressed => problem
                .is_some_and(|p| p.supervisions.iter().filter_map(|s| s.act.unit()).any(|unit| self.works_in(unit))),
            Who::LeadOfficer => {
                problem.and_then(|p| p.lead_officer.as_ref()?.account).is_some_and(|leader| self.leads_for(leader))
            }
            Who::AnyUnit => self.current().any(|p| {
                matches!(p.post.role, Role::Officer | Role::Head)
                    && !matches!(p.kind, UnitKind::Enterprise | UnitKind::Superior)
            }),
        }
    }
}
