//! What every part of the page looks at: the problem, who asks, names, the setup in force.

use std::collections::BTreeSet;

use dugai_app::acting::acting_for;
use dugai_app::{RegisterRow, Setup};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{ProblemId, UnitId};
use dugai_domain::problem::check::check;
use dugai_domain::problem::{Action, Context, Event, Mark, Problem, Recorded, SweepOutcome};
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::say::{Book, Names};
use crate::site::Site;
use crate::visitor::{Visitor, address};
use crate::words::W;

/// A button or a link that looks like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Address.
    pub href: String,
    /// Words.
    pub text: String,
}

/// One problem, looked at by one person.
pub struct Case<'a> {
    /// Words.
    pub w: W,
    /// The problem.
    pub p: &'a Problem,
    /// Who looks.
    pub actor: &'a Actor,
    /// The setup in force.
    pub setup: &'a Setup,
    /// Names.
    pub book: Book<'a>,
    /// When.
    pub now: Timestamp,
    /// The problem that leads its group, as far as this person may see it.
    pub lead: Option<Problem>,
    /// Those joined to the same leading problem, or to this one; and how many there are.
    pub joined: (Vec<RegisterRow>, u64),
}

impl<'a> Case<'a> {
    /// The case with the names of every problem and piece of evidence that the page mentions.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn new(site: &Site, visitor: &'a Visitor, p: &'a Problem) -> Result<Case<'a>, Fault> {
        let mut book = visitor.book();
        book.evidence = p.evidence.iter().map(|(_, e)| (e.id, e.title.clone())).collect();
        book.problems.insert(p.id, p.number_text());
        let mut lead = None;
        for id in mentioned(p) {
            // What this person may not see stays without a name.
            if let Ok(other) = site.office.problem(id, visitor.actor()).await {
                book.problems.insert(id, other.number_text());
                if p.group.as_ref().is_some_and(|g| g.lead == id) {
                    lead = Some(other);
                }
            }
        }
        let (actor, now) = visitor.by();
        let joined = site.office.joined_to(p.group.as_ref().map_or(p.id, |g| g.lead), actor).await?;
        Ok(Self { w: visitor.w, p, actor, setup: &visitor.setup, book, now, lead, joined })
    }

    /// What a decision looks at.
    pub fn ctx(&self) -> Context<'_> {
        Context { now: self.now, actor: self.actor, reference: &self.setup.reference, calendar: &self.setup.calendar }
    }

    /// The civil day.
    pub fn today(&self) -> Date {
        self.now.day()
    }

    /// Short name of a unit.
    pub fn unit(&self, id: UnitId) -> String {
        self.book.unit(id)
    }

    /// Who put a mark.
    pub fn who(&self, mark: Mark) -> String {
        mark.by.map_or_else(|| self.w.t("who.system").to_owned(), |a| self.book.account(a))
    }

    /// Who did an act, and for whom where only an acting post gave the right to it.
    pub fn signed(&self, mark: Mark, action: Action) -> String {
        let who = self.who(mark);
        match acting_for(self.setup, self.p, mark, action) {
            Some(whose) => self.w.fill("said.acting", &[("who", &who), ("name", &self.book.account(whose))]),
            None => who,
        }
    }

    /// Whether an act can be done as far as rights, stage and state say.
    pub fn can(&self, action: Action) -> bool {
        check(action, Some(self.p), &self.ctx()).is_empty()
    }

    /// The form of an act, with what the page has settled.
    pub fn act(&self, action: Action, settled: &[(&str, &str)]) -> Link {
        Link { href: act_address(self.p.id, action, settled), text: self.w.code("action", action.code()).to_owned() }
    }

    /// The act on one numbered thing, if it can be done.
    pub fn act_on(&self, action: Action, no: u32) -> Option<Link> {
        self.can(action).then(|| self.act(action, &[("no", &no.to_string())]))
    }

    /// A tab of this page.
    pub fn tab(&self, code: &str) -> String {
        tab_address(self.p.id, code)
    }

    /// An event as it would stand in the record.
    pub fn recorded(mark: Mark, event: Event) -> Recorded {
        Recorded { at: mark.at, by: mark.by, event }
    }
}

/// The address of the form of an act.
pub fn act_address(id: ProblemId, action: Action, settled: &[(&str, &str)]) -> String {
    address(&format!("/problems/{id}/act/{}", action.code()), settled.iter().copied())
}

/// The address of a tab.
pub fn tab_address(id: ProblemId, code: &str) -> String {
    if code.is_empty() { format!("/problems/{id}") } else { format!("/problems/{id}?tab={code}") }
}

/// Other problems whose numbers the page names.
fn mentioned(p: &Problem) -> BTreeSet<ProblemId> {
    let swept = p.sweep.iter().filter_map(|s| s.answer.as_ref()).filter_map(|(_, a)| match a.outcome {
        SweepOutcome::Bad(id) => Some(id),
        _ => None,
    });
    swept.chain(p.group.iter().map(|g| g.lead)).filter(|id| *id != p.id).collect()
}
