//! A reason against an act as one helpful sentence: what is missing, who may, until when.

use std::fmt::Display;

use dugai_domain::actor::Who;
use dugai_domain::problem::Stage;
use dugai_domain::reason::Reason;

use super::Names;
use crate::words::W;

/// The sentence of a reason.
#[must_use]
pub fn reason(w: W, names: &dyn Names, r: &Reason) -> String {
    let say = |values: &[(&str, &dyn Display)]| w.fill(&format!("reason.{}", r.code()), values);
    match r {
        Reason::NotYours { needs } | Reason::SecondSigner { needs } => say(&[("who", &people(w, needs))]),
        Reason::WrongStage { needs } => wrong_stage(w, needs),
        Reason::OnTheList { stage } => say(&[("stage", &w.code("stage", stage.code()))]),
        Reason::Field { field, expected } => of_field(w, field, expected),
        Reason::DateOrder { field, limit } => date_order(w, field, *limit),
        Reason::SamePerson { did } => say(&[("act", &w.code("action", did.code()))]),
        Reason::MeasureIncomplete { no } | Reason::NoSuchMeasure { no } => say(&[("n", no)]),
        Reason::MeasuresOpen { nos } | Reason::MeasuresNotAccepted { nos } | Reason::SweepOpen { nos } => {
            say(&[("nos", &w.list(nos.iter().map(u32::to_string)))])
        }
        Reason::ObjectionsOpen { n } | Reason::DutiesOpen { n } => say(&[("n", n)]),
        Reason::GatesOpen { gates } => {
            say(&[("gates", &w.list(gates.iter().map(|g| names.gate(g, w.lang)))), ("n", &gates.len())])
        }
        Reason::OneGate { gate } => say(&[("gate", &names.gate(gate, w.lang))]),
        Reason::GateSigner { needs } => say(&[("who", &w.code("who", needs.code()))]),
        Reason::UnitsUnsigned { units } | Reason::UnitsObjecting { units } => {
            say(&[("units", &w.list(units.iter().map(|u| names.unit(*u))))])
        }
        Reason::NotThisStep { unit: Some(unit) } => say(&[("unit", &names.unit(*unit))]),
        Reason::NotThisStep { unit: None } => w.t("reason.not_this_step_open").to_owned(),
        Reason::NotThisLevel { level } => say(&[("level", level)]),
        Reason::NoticeRunning { until } => say(&[("until", &w.date(*until))]),
        Reason::ClockOverdue { due } => say(&[("due", &w.date(*due))]),
        Reason::CalendarUnknown { year } => say(&[("year", year)]),
        Reason::EvidenceOld { since } => say(&[("since", &w.date(*since))]),
        Reason::EvidenceExpired { until } => say(&[("until", &w.date(*until))]),
        Reason::MeasureAfterWhole { no, due, limit } => {
            say(&[("n", no), ("due", &w.date(*due)), ("limit", &w.date(*limit))])
        }
        Reason::UnknownCode { field, .. } => say(&[("field", &w.code("input", field))]),
        Reason::InspectorsItem
        | Reason::AlreadyClaimed
        | Reason::AlreadyBounced
        | Reason::WorkBegun
        | Reason::BounceTooLate
        | Reason::OwnWork
        | Reason::NoPlan
        | Reason::NoApprovedPlan
        | Reason::NoEvidence
        | Reason::ForeignEvidence
        | Reason::NoSelfCheck
        | Reason::NoSweep
        | Reason::GateSigned
        | Reason::GateNotWaivable
        | Reason::NoAcceptanceSteps
        | Reason::NoNotice
        | Reason::NoFiling
        | Reason::NoticeLength
        | Reason::AlreadyWaiting
        | Reason::NothingWaiting
        | Reason::ActedUpon
        | Reason::PauseState
        | Reason::GroupState
        | Reason::NoChange => say(&[]),
    }
}

fn people(w: W, who: &[Who]) -> String {
    w.list(who.iter().map(|who| w.code("who", who.code())))
}

/// More stages than this are not listed one by one.
const LIST_MAX: usize = 4;

fn wrong_stage(w: W, needs: &[Stage]) -> String {
    let stage = |s: &Stage| w.code("stage", s.code());
    let open = Stage::ALL.into_iter().filter(|s| s.is_open());
    match (needs.first(), needs.last()) {
        (Some(first), Some(last)) if needs.len() > LIST_MAX => {
            if open.clone().all(|s| needs.contains(&s)) {
                let ended = needs.iter().any(|s| !s.is_open());
                let key = if ended { "reason.wrong_stage_listed" } else { "reason.wrong_stage_open" };
                return w.t(key).to_owned();
            }
            w.fill("reason.wrong_stage_between", &[("from", &stage(first)), ("to", &stage(last))])
        }
        (Some(_), Some(_)) => w.fill("reason.wrong_stage", &[("stages", &w.list(needs.iter().map(stage)))]),
        _ => w.t("reason.wrong_stage_new").to_owned(),
    }
}

fn of_field(w: W, field: &str, expected: &str) -> String {
    w.fill("reason.field", &[("field", &w.code("input", field)), ("expected", &w.code("expected", expected))])
}

fn date_order(w: W, field: &str, limit: jiff::civil::Date) -> String {
    let key = match field {
        "day" | "happened" | "due" => "reason.date_not_after",
        "by" | "reply_by" | "first_day" | "last_day" | "start_day" | "conditions_by" => "reason.date_not_before",
        "to" => "reason.date_later_than",
        "visited" => "reason.date_visited",
        _ => "reason.date_order",
    };
    w.fill(key, &[("field", &w.code("input", field)), ("limit", &w.date(limit))])
}
