//! What needs the person: decisions waiting, and problems in charge that were escalated.

use dugai_app::TodoRow;
use dugai_app::register::Query;
use dugai_domain::ids::{AccountId, ProblemId};
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::pages::desk::own::own_marks;
use crate::pages::register::rows::{DueMark, clocks, link};
use crate::pages::register::terms::path_to;
use crate::say::clock::title;
use crate::site::Site;
use crate::visitor::Visitor;

/// Decisions shown; the rest is in the inbox.
const SHOWN: u32 = 8;

/// What waits.
pub struct Waiting {
    /// How many decisions wait in all.
    pub total: String,
    /// Words where not all are shown.
    pub more: String,
    /// Decisions.
    pub lines: Vec<Line>,
    /// Escalations.
    pub alarms: Vec<Alarm>,
}

/// A decision that waits.
pub struct Line {
    /// The act.
    pub act: &'static str,
    /// Number and text.
    pub text: String,
    /// The problem.
    pub href: String,
    /// Due mark.
    pub due: DueMark,
    /// Buttons: word, address, whether it is the first.
    pub buttons: Vec<(&'static str, String, bool)>,
}

/// A problem in charge whose clock was escalated.
pub struct Alarm {
    /// Number and text.
    pub text: String,
    /// The problem.
    pub href: String,
    /// Which clock, due when.
    pub why: String,
    /// Its clocks.
    pub clocks: String,
    /// Where its units are urged.
    pub urge: String,
}

/// What waits for the visitor, and what was escalated since a moment for the leader shown.
pub async fn waiting(site: &Site, visitor: &Visitor, of: (Timestamp, Option<AccountId>)) -> Result<Waiting, Fault> {
    let w = visitor.w;
    let (rows, total) = site.office.todo(&Query::default(), visitor.actor(), (0, SHOWN)).await?;
    let left = total.saturating_sub(rows.len() as u64);
    Ok(Waiting {
        total: w.number(total),
        more: if left > 0 { w.t1("leader.more", w.number(left)) } else { String::new() },
        lines: rows
            .iter()
            .zip(own_marks(site, visitor, &rows).await?)
            .map(|(row, due)| line(visitor, row, due))
            .collect(),
        alarms: match of.1 {
            Some(leader) => alarms(site, visitor, (of.0, leader)).await?,
            None => Vec::new(),
        },
    })
}

fn line(visitor: &Visitor, row: &TodoRow, due: DueMark) -> Line {
    let (w, id) = (visitor.w, ProblemId(row.problem));
    let act = |code: &str| format!("{}/act/{code}", link(id));
    let buttons = match row.action.as_str() {
        "approve_plan" => {
            vec![(w.t("leader.approve"), act("approve_plan"), true), (w.t("leader.return"), act("return_plan"), false)]
        }
        "decide_extension" => vec![(w.t("leader.decide"), act("decide_extension"), true)],
        other => vec![(w.t("leader.act"), act(other), true)],
    };
    Line {
        act: w.code("action", &row.action),
        text: format!("{} {}", row.number, row.title),
        href: link(id),
        due,
        buttons,
    }
}

async fn alarms(site: &Site, visitor: &Visitor, of: (Timestamp, AccountId)) -> Result<Vec<Alarm>, Fault> {
    let (w, book) = (visitor.w, visitor.book());
    let (found, _) = site.office.in_charge(of.1, visitor.actor()).await?;
    let mut alarms = Vec::new();
    for s in &found {
        let told: Vec<(&str, Date)> = s
            .problem
            .escalations
            .iter()
            .filter(|(at, _)| *at >= of.0)
            .map(|(_, e)| (e.clock.as_str(), e.due))
            .collect();
        let clock = |(clock, due): &(&str, Date)| {
            w.fill("leader.alarm", &[("clock", &title(w, &book, clock)), ("date", &w.date(*due))])
        };
        if !told.is_empty() {
            let id = ProblemId(s.row.id);
            alarms.push(Alarm {
                text: format!("{} {}", s.row.number, s.row.title),
                href: link(id),
                why: w.clauses(told.iter().map(clock)),
                clocks: clocks(id),
                urge: path_to("/leader/urge", &[("problem", id.to_string())]),
            });
        }
    }
    Ok(alarms)
}
