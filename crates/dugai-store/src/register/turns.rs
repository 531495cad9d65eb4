//! Whose move it is, and what a person did: 我的待办 and 已办.

use uuid::Uuid;

use super::{Filter, RegisterRow};
use crate::{Store, StoreError};

/// One thing a problem waits for, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TurnRow {
    /// `unit`, `office` or `account`.
    pub hand: &'static str,
    /// Unit or account.
    pub who: Option<Uuid>,
    /// Role, or empty for officer and head.
    pub role: &'static str,
    /// Code of the act.
    pub action: String,
    /// Not before this day number; 0: at once.
    pub starts: i64,
    /// Not after this day number, where the duty of who is asked ends.
    pub ends: Option<i64>,
    /// Accounts that are not asked.
    pub except: Vec<Uuid>,
}

/// Codes a turn may hold; a row with another is damaged.
const HANDS: [&str; 3] = ["unit", "office", "account"];
const ROLES: [&str; 4] = ["", "officer", "head", "acceptor"];

impl TurnRow {
    /// Turns as they are kept: a line each, parts by `|`.
    pub(super) fn encode(turns: &[Self]) -> String {
        let line = |t: &Self| {
            let who = t.who.map(|w| w.as_simple().to_string()).unwrap_or_default();
            let ends = t.ends.map(|day| format!("~{day}")).unwrap_or_default();
            let line = format!("{}|{who}|{}|{}|{}{ends}", t.hand, t.role, t.action, t.starts);
            if t.except.is_empty() {
                return line;
            }
            let except: Vec<String> = t.except.iter().map(|a| a.as_simple().to_string()).collect();
            format!("{line}|{}", except.join(","))
        };
        turns.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`TurnRow::encode`] wrote.
    pub(super) fn decode(text: &str) -> Result<Vec<Self>, StoreError> {
        text.lines().map(|line| Self::line(line).ok_or_else(|| damaged(line))).collect()
    }

    fn line(line: &str) -> Option<Self> {
        let mut parts = line.split('|');
        let known = |list: &[&'static str], code: &str| list.iter().copied().find(|c| *c == code);
        let hand = known(&HANDS, parts.next()?)?;
        let who = match parts.next()? {
            "" => None,
            id => Some(Uuid::parse_str(id).ok()?),
        };
        let role = known(&ROLES, parts.next()?)?;
        let action = parts.next()?.to_owned();
        let days = parts.next()?;
        let (starts, ends) = days.split_once('~').map_or((days, None), |(starts, ends)| (starts, Some(ends)));
        let starts = starts.parse().ok()?;
        let ends = ends.map(str::parse).transpose().ok()?;
        let except = parts.next().map_or("", |list| list).split(',').filter(|id| !id.is_empty());
        let except = except.map(Uuid::parse_str).collect::<Result<_, _>>().ok()?;
        Some(Self { hand, who, role, action, starts, ends, except })
    }
}

fn damaged(line: &str) -> StoreError {
    StoreError::inconsistent("problem_index", "turns", format!("no turn of a person: {line}"))
}

/// Whose turns are asked for: what a person is, today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mine {
    /// The account.
    pub account: Option<Uuid>,
    /// Leaders as whom this person decides today: itself, or whoever it stands in for.
    pub leads: Vec<Uuid>,
    /// Units with the role held there: `officer`, `head` or `acceptor`.
    pub units: Vec<(Uuid, &'static str)>,
    /// Roles held in the office.
    pub office: Vec<&'static str>,
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

/// How much waits for one hand, whoever holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HandCount {
    /// `unit`, `office` or `account`.
    pub hand: &'static str,
    /// Unit or account.
    pub who: Option<Uuid>,
    /// Role, or empty for officer and head.
    pub role: &'static str,
    /// How many things.
    pub n: u64,
}

impl Mine {
    /// Whether a turn is this person's.
    pub(super) fn has(&self, turn: &TurnRow) -> bool {
        let on = turn.starts <= self.today && turn.ends.is_none_or(|last| self.today <= last);
        if !on || self.account.is_some_and(|me| turn.except.contains(&me)) {
            return false;
        }
        let by = |role: &str| turn.role == role || turn.role.is_empty() && role != "acceptor";
        match turn.hand {
            "unit" => self.units.iter().any(|(unit, role)| turn.who == Some(*unit) && by(role)),
            "office" => self.office.iter().any(|role| by(role)),
            _ => turn.who.is_some_and(|who| self.leads.contains(&who)),
        }
    }
}

impl Store {
    /// For whom things wait on a day, and how many for each.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn hands(&self, today: i64) -> Result<Vec<HandCount>, StoreError> {
        // What others wrote meanwhile is read in first, as for every count.
        self.found(&Filter::of(super::Scope::All)).await?;
        Ok(self.mirrored(|mirror| mirror.hands(today)))
    }

    /// How many things wait for a person.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn todo_count(&self, mine: &Mine, filter: &Filter) -> Result<u64, StoreError> {
        let found = self.found(filter).await?;
        Ok(self.mirrored(|mirror| mirror.todo_count(mine, &mirror.choose(filter, found))))
    }

    /// What waits for a person, nearest due day first: lines from an offset, and how many in all.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn todo(
        &self,
        mine: &Mine,
        filter: &Filter,
        page: (u32, u32),
    ) -> Result<(Vec<TodoRow>, u64), StoreError> {
        let found = self.found(filter).await?;
        let (lines, total) = self.mirrored(|mirror| {
            let all = mirror.todo(mine, &mirror.choose(filter, found));
            let shown = all.iter().skip(page.0 as usize).take(page.1 as usize);
            let lines: Vec<_> = shown.map(|(row, action, day)| (*row, (*action).to_owned(), *day)).collect();
            (lines, all.len() as u64)
        });
        let places: Vec<u32> = lines.iter().map(|line| line.0).collect();
        let rows = self.rows_at(&places).await?;
        let line = |action: String, due: i32, row: &RegisterRow| TodoRow {
            problem: row.id,
            action,
            number: row.number.clone(),
            title: row.title.clone(),
            stage: row.stage,
            due: i64::from(due),
            unit: row.unit,
            changed: row.changed,
        };
        let shown = lines.into_iter().filter_map(|(place, action, due)| Some(line(action, due, rows.get(&place)?)));
        Ok((shown.collect(), total))
    }
}
