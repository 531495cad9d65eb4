//! 包案: the problems a leader is in charge of, with the visits owed and made this year.

use dugai_app::overview::{CHARGE_MAX, Stated, charge};
use dugai_domain::admin::Account;
use dugai_domain::ids::{AccountId, ProblemId};
use dugai_domain::org::Role;
use dugai_domain::problem::check::{Context, check};
use dugai_domain::problem::{Action, Problem, Stage, Supervision};

use crate::fault::Fault;
use crate::pages::register::rows::{DueMark, due_mark, link, stage_class};
use crate::pages::register::terms::{path_to, to};
use crate::site::Site;
use crate::visitor::Visitor;

/// The list of one leader.
pub struct Charge {
    /// Heading.
    pub title: String,
    /// How many there are.
    pub total: String,
    /// Where all of them are.
    pub href: String,
    /// Whether only the most urgent are shown.
    pub cut: String,
    /// Lines.
    pub lines: Vec<Line>,
}

/// One problem in charge.
pub struct Line {
    /// Number.
    pub number: String,
    /// Text.
    pub title: String,
    /// The problem.
    pub href: String,
    /// Stage in words.
    pub stage: &'static str,
    /// Class of its badge.
    pub stage_class: &'static str,
    /// Due mark.
    pub due: DueMark,
    /// Visits in words.
    pub visits: String,
    /// Whether visits are owed still.
    pub owed: bool,
    /// Urges without an answer, in words; empty for none.
    pub unanswered: String,
    /// Where a visit is recorded; empty where it cannot be.
    pub visit_href: String,
    /// Where its units are urged.
    pub urge_href: String,
}

/// A leader with the number of open problems in charge.
pub struct Chief {
    /// Name.
    pub name: String,
    /// This page with that leader's list.
    pub href: String,
    /// How many.
    pub n: String,
    /// Their rows.
    pub rows_href: String,
}

/// The list of a leader.
pub async fn of(site: &Site, visitor: &Visitor, leader: AccountId) -> Result<Charge, Fault> {
    let w = visitor.w;
    let (found, total) = site.office.in_charge(leader, visitor.actor()).await?;
    let own = leader == visitor.signed.account;
    let name = visitor.setup.account_name(leader);
    let shown = u64::from(CHARGE_MAX);
    Ok(Charge {
        title: if own { w.t("leader.charge").to_owned() } else { w.fill("leader.charge_of", &[("name", &name)]) },
        total: w.number(total),
        href: to(&charge(leader)),
        cut: if total > shown { w.fill("leader.charge_cut", &[("n", &shown)]) } else { String::new() },
        lines: found.iter().map(|s| line(visitor, s)).collect(),
    })
}

fn line(visitor: &Visitor, s: &Stated) -> Line {
    let (w, id) = (visitor.w, ProblemId(s.row.id));
    let (owed, made) = visits(&s.problem, visitor.now.day().year());
    let open =
        s.problem.supervisions.iter().filter(|s| s.answer.is_none() && matches!(s.act, Supervision::Urge { .. }));
    let open = open.count();
    let (actor, now) = visitor.by();
    let ctx = Context { now, actor, reference: &visitor.setup.reference, calendar: &visitor.setup.calendar };
    let may_meet = check(Action::Meet, Some(&s.problem), &ctx).is_empty();
    Line {
        number: s.row.number.clone(),
        title: s.row.title.clone(),
        href: link(id),
        stage: Stage::of_number(s.row.stage).map_or("", |stage| w.code("stage", stage.code())),
        stage_class: Stage::of_number(s.row.stage).map_or("badge", stage_class),
        due: due_mark(w, id, s.row.due, visitor.now.day()),
        visits: w.fill("leader.visits", &[("made", &made), ("owed", &owed)]),
        owed: made < u64::from(owed),
        unanswered: if open > 0 { w.t1("leader.unanswered", open) } else { String::new() },
        visit_href: if may_meet { format!("{}/act/meet", link(id)) } else { String::new() },
        urge_href: path_to("/leader/urge", &[("problem", id.to_string())]),
    }
}

/// Visits owed a year, and visits to the site made in a year.
fn visits(problem: &Problem, year: i16) -> (u32, u64) {
    let owed = problem.lead_officer.as_ref().map_or(0, |l| l.visits_owed);
    let made = problem.meetings.iter().filter(|(_, m)| m.visit && m.day.year() == year).count();
    (owed, made as u64)
}

/// Every leader of today with the number of open problems in charge, and who led before and still
/// has some: those belong to nobody else until another is named.
pub async fn chiefs(site: &Site, visitor: &Visitor) -> Result<Vec<Chief>, Fault> {
    let mut chiefs = Vec::new();
    let today = visitor.setup.leaders_on(visitor.now.day());
    let led = |a: &&Account| a.posts.iter().any(|p| p.role == Role::Leader) && !today.iter().any(|l| l.id == a.id);
    let before: Vec<&Account> = visitor.setup.accounts.values().filter(led).collect();
    for (leader, now) in today.iter().map(|l| (*l, true)).chain(before.iter().map(|l| (*l, false))) {
        let query = charge(leader.id);
        let n = site.office.count(&query, visitor.actor()).await?;
        if !now && n == 0 {
            continue;
        }
        let name = &leader.name;
        chiefs.push(Chief {
            name: if now { name.clone() } else { visitor.w.fill("leader.left", &[("name", name)]) },
            href: path_to("/leader", &[("leader", leader.id.to_string())]),
            n: visitor.w.number(n),
            rows_href: to(&query),
        });
    }
    Ok(chiefs)
}
