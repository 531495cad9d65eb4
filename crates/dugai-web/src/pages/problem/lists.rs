//! What the forms of acts choose from, read once for a request.

use dugai_app::register::Query;
use dugai_app::{Setup, Sort};
use dugai_domain::ids::{AccountId, ProblemId, UnitId};
use dugai_domain::org::UnitKind;
use dugai_domain::problem::check::gates_for;
use dugai_domain::problem::{Action, Context, Problem};
use jiff::civil::Date;
use uuid::Uuid;

use crate::fault::Fault;
use crate::form::Lists;
use crate::site::Site;
use crate::visitor::Visitor;

use super::head::start;
use super::{Pairs, value};

/// Problems offered to be joined or linked: the latest changed ones, and whatever was named.
const OFFERED: u32 = 200;

/// The lists of a form, owned.
pub struct Owned<'a> {
    setup: &'a Setup,
    action: Action,
    ctx: Context<'a>,
    units: Vec<(UnitId, String, UnitKind)>,
    leaders: Vec<(AccountId, String)>,
    mine: Vec<UnitId>,
    gates: Vec<String>,
    candidates: Vec<(ProblemId, String)>,
    new_id: Uuid,
    today: Date,
}

impl<'a> Owned<'a> {
    /// The lists that an act needs; `pairs`: what was sent, so that a choice stays on offer.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn new(site: &Site, visitor: &'a Visitor, action: Action, pairs: &Pairs) -> Result<Owned<'a>, Fault> {
        let setup = visitor.setup.as_ref();
        let actor = visitor.actor();
        let today = visitor.now.day();
        let candidates = match action {
            Action::Join | Action::AnswerSweep => candidates(site, visitor, pairs).await?,
            _ => Vec::new(),
        };
        let ctx = Context { now: visitor.now, actor, reference: &setup.reference, calendar: &setup.calendar };
        Ok(Self {
            setup,
            action,
            ctx,
            units: setup.units_on(today).into_iter().map(|u| (u.id, u.short.clone(), u.kind)).collect(),
            leaders: setup.leaders_on(today).into_iter().map(|a| (a.id, a.name.clone())).collect(),
            mine: setup.units.keys().copied().filter(|u| actor.works_in(*u)).collect(),
            gates: Vec::new(),
            candidates,
            new_id: site.office.tools.new_id(),
            today,
        })
    }

    /// The same for a problem: only those leaders who may be put in charge of it, and the gates of it that are the
    /// person's.
    #[must_use]
    pub fn of(mut self, p: &Problem) -> Self {
        let (setup, today) = (self.setup, self.today);
        if matches!(self.action, Action::SignGate | Action::WaiveGate) {
            self.gates = gates_for(self.action, p, &self.ctx);
        }
        self.leaders.retain(|(id, _)| setup.may_lead(*id, p, today));
        self
    }

    /// As the forms take them.
    pub fn lists(&self) -> Lists<'_> {
        Lists {
            reference: &self.setup.reference,
            units: &self.units,
            leaders: &self.leaders,
            my_units: &self.mine,
            gates: &self.gates,
            candidates: &self.candidates,
            new_id: self.new_id,
            today: self.today,
        }
    }
}

async fn candidates(site: &Site, visitor: &Visitor, pairs: &Pairs) -> Result<Vec<(ProblemId, String)>, Fault> {
    let query = Query { sort: Sort::Changed, descending: true, per: OFFERED, ..Query::default() };
    let page = site.office.register(&query, visitor.actor()).await?;
    let label = |number: &str, text: &str| format!("{number} {}", start(text));
    let mut list: Vec<_> = page.rows.iter().map(|r| (ProblemId(r.id), label(&r.number, &r.title))).collect();
    for name in ["lead", "linked"] {
        let Some(id) = value(pairs, name).and_then(|v| v.parse::<ProblemId>().ok()) else { continue };
        if !list.iter().any(|(known, _)| *known == id)
            && let Ok(p) = site.office.problem(id, visitor.actor()).await
        {
            list.push((id, label(&p.number_text(), &p.text)));
        }
    }
    Ok(list)
}
