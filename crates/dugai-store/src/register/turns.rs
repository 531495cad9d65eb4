//! Whose move it is, and what a person did: 我的待办 and 已办.

use uuid::Uuid;

use super::{Built, each, opt};
use crate::register::Filter;
use crate::{Row, Store, StoreError, Value};

/// One thing a problem waits for, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TurnRow {
    /// `unit`, `office`, `acceptor` or `account`.
    pub hand: &'static str,
    /// Unit or account.
    pub who: Option<Uuid>,
    /// Role, or empty for officer and head.
    pub role: &'static str,
    /// Code of the act.
    pub action: String,
    /// Not before this day number; 0: at once.
    pub starts: i64,
}

/// Codes a turn may hold; a row with another is damaged.
const HANDS: [&str; 4] = ["unit", "office", "acceptor", "account"];
const ROLES: [&str; 4] = ["", "officer", "head", "acceptor"];

impl TurnRow {
    pub(super) fn params(&self, problem: Uuid) -> Vec<Value> {
        vec![
            problem.into(),
            self.hand.into(),
            opt(self.who),
            self.role.into(),
            self.action.as_str().into(),
            self.starts.into(),
        ]
    }

    pub(super) fn read(r: &Row) -> Result<Self, StoreError> {
        let known = |list: &[&'static str], at: usize| {
            let code = r.text(at)?;
            list.iter()
                .copied()
                .find(|c| *c == code)
                .ok_or_else(|| StoreError::inconsistent("problem_turn", at, format!("unknown code {code}")))
        };
        Ok(Self {
            hand: known(&HANDS, 0)?,
            who: r.opt_id(1)?,
            role: known(&ROLES, 2)?,
            action: r.text(3)?.to_owned(),
            starts: r.int(4)?,
        })
    }
}

/// Whose turns are asked for: what a person is, today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mine {
    /// The account.
    pub account: Option<Uuid>,
    /// Units with the role held there: `officer`, `head` or `acceptor`.
    pub units: Vec<(Uuid, &'static str)>,
    /// Roles held in the office.
    pub office: Vec<&'static str>,
    /// Whether on an acceptance panel.
    pub acceptor: bool,
    /// Today, as a day number.
    pub today: i64,
}

/// One line of 我的待办: a row of the register and the act it waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TodoRow {
    /// Problem.
    pub problem: Uuid,
    /// Code of the act.
    pub action: String,
    /// Numbers.
    pub number: String,
    /// Text.
    pub title: String,
    /// Stage.
    pub stage: i64,
    /// Nearest due day.
    pub due: i64,
    /// First responsible unit.
    pub unit: Option<Uuid>,
    /// Last change.
    pub changed: i64,
}

impl Mine {
    /// The condition that a turn is this person's.
    fn condition(&self, b: &mut Built) -> String {
        let mut any = Vec::new();
        for (unit, role) in &self.units {
            let place = b.param((*unit).into());
            let roles = if *role == "acceptor" {
                "t.role = 'acceptor'".to_owned()
            } else {
                let role = b.param((*role).into());
                format!("(t.role = '' OR t.role = {role})")
            };
            any.push(format!("(t.hand = 'unit' AND t.who = {place} AND {roles})"));
        }
        for role in &self.office {
            let role = b.param((*role).into());
            any.push(format!("(t.hand = 'office' AND (t.role = '' OR t.role = {role}))"));
        }
        if self.acceptor {
            any.push("t.hand = 'acceptor'".to_owned());
        }
        if let Some(account) = self.account {
            let place = b.param(account.into());
            any.push(format!("(t.hand = 'account' AND t.who = {place})"));
        }
        let today = b.param(self.today.into());
        let any = if any.is_empty() { "1 = 0".to_owned() } else { any.join(" OR ") };
        format!("({any}) AND t.starts <= {today}")
    }
}

const TODO_COLUMNS: &str = "p.id, t.action, p.number, p.title, p.stage, CASE WHEN t.action = 'look_back' THEN p.look_back ELSE p.due END AS due_day, p.unit, p.changed";

impl Store {
    /// How many things wait for a person.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn todo_count(&self, mine: &Mine, filter: &Filter) -> Result<u64, StoreError> {
        let mut b = Built::new(filter, self.is_postgres());
        let turn = mine.condition(&mut b);
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT DISTINCT p.id, t.action FROM problem_turn t JOIN problem_index p ON p.id = t.problem WHERE {turn} AND {}) AS todo",
            b.condition()
        );
        self.query(&sql, &b.params).await?.first().map_or(Ok(0), |r| r.int(0).map(|n| n as u64))
    }

    /// What waits for a person, nearest due day first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn todo(&self, mine: &Mine, filter: &Filter, page: (u32, u32)) -> Result<Vec<TodoRow>, StoreError> {
        let mut b = Built::new(filter, self.is_postgres());
        let turn = mine.condition(&mut b);
        let (offset, limit) = (b.param(i64::from(page.0).into()), Value::Int(i64::from(page.1)));
        let limit = b.param(limit);
        let sql = format!(
            "SELECT DISTINCT {TODO_COLUMNS} FROM problem_turn t JOIN problem_index p ON p.id = t.problem WHERE {turn} AND {} ORDER BY due_day, p.id, t.action LIMIT {limit} OFFSET {offset}",
            b.condition()
        );
        each(&self.query(&sql, &b.params).await?, |r| {
            Ok(TodoRow {
                problem: r.id(0)?,
                action: r.text(1)?.to_owned(),
                number: r.text(2)?.to_owned(),
                title: r.text(3)?.to_owned(),
                stage: r.int(4)?,
                due: r.int(5)?,
                unit: r.opt_id(6)?,
                changed: r.int(7)?,
            })
        })
    }
}
