//! From a problem's state to what the register keeps of it.

use dugai_domain::org::Role;
use dugai_domain::problem::index::index_row;
use dugai_domain::problem::turn::{Hand, Turn, turns};
use dugai_domain::problem::{Number, Problem, Source};
use dugai_domain::time::{Timestamp, day_number};
use dugai_store::register::{Indexed, NO_DAY, RegisterRow, TurnRow};
use jiff::civil::Date;

use crate::setup::Setup;

/// What the register keeps of a problem whose last event was recorded at `changed`.
#[must_use]
pub fn indexed(p: &Problem, setup: &Setup, changed: Timestamp) -> Indexed {
    let row = index_row(p, &setup.reference, &setup.calendar, changed);
    let day = |d: Option<Date>| d.map_or(NO_DAY, day_number);
    let mut turn_rows: Vec<TurnRow> =
        turns(p, (&setup.reference, &setup.calendar), row.look_back, changed.day()).iter().map(turn).collect();
    turn_rows.sort();
    turn_rows.dedup();
    let mut scope: Vec<_> = row.scope.iter().map(|u| u.0).collect();
    scope.sort();
    Indexed {
        scope,
        turns: turn_rows,
        text: row.text,
        row: RegisterRow {
            id: p.id.0,
            number_key: row.number_key,
            number: row.number,
            title: row.title,
            place: row.place,
            source_round: row.source_round,
            stage: row.stage.number(),
            source: row.source.number(),
            guidance: row.guidance.number(),
            level: i64::from(row.level),
            unit: row.unit.map(|u| u.0),
            supervisor: row.supervisor.map(|u| u.0),
            county: row.county.map(|u| u.0),
            leader: row.leader.map(|a| a.0),
            kind: row.kind,
            due: day(row.due),
            whole_due: day(row.whole_due),
            look_back: day(row.look_back),
            struck_off: day(row.struck_off),
            round: i64::from(row.round),
            percent: i64::from(row.percent),
            public: row.public,
            notice_until: day(row.notice_until),
            registered: p.registered.at.0,
            changed: changed.0,
            group: p.group.as_ref().map(|join| join.lead.0),
        },
    }
}

fn turn(t: &Turn) -> TurnRow {
    let (hand, who, role) = match t.hand {
        Hand::Unit(unit, role) => ("unit", Some(unit.0), role),
        Hand::Office(role) => ("office", None, role),
        // A panel is asked like a unit: see `register::mine`.
        Hand::Panel(panel) => ("unit", Some(panel.unit().0), Some(Role::Acceptor)),
        Hand::Account(account) => ("account", Some(account.0), None),
    };
    TurnRow {
        hand,
        who,
        role: role.map_or("", Role::code),
        action: t.action.code().to_owned(),
        starts: t.from.map_or(0, day_number),
        ends: t.until.map(day_number),
        except: t.except.iter().map(|a| a.0).collect(),
    }
}

/// The key by which a re-import knows a problem: source, round, level, number. Only numbers of
/// inspectors' and complaint lists are unique; a self-found item is known by its round as well.
#[must_use]
pub fn key_of(source: &Source, number: &Number) -> String {
    format!("{}|{}|{}|{}", source.kind.code(), source.round.trim(), number.level.trim(), number.no.trim())
}
