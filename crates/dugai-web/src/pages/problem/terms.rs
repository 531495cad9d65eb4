//! Every clock with its whole derivation, extensions, pauses.

use dugai_domain::problem::clocks::clocks;
use dugai_domain::problem::state::{ExtensionState, PauseState};
use dugai_domain::problem::{Action, Event, Note};

use crate::say::clock::{ClockSaid, clock};

use super::case::{Case, Link};
use super::entry::Entry;

/// The tab.
pub struct View {
    /// Clocks that run or stand still.
    pub live: Vec<ClockSaid>,
    /// Clocks that stopped.
    pub stopped: Vec<ClockSaid>,
    /// Extensions, newest first.
    pub extensions: Vec<Entry>,
    /// Pauses, newest first.
    pub pauses: Vec<Entry>,
    /// Where an extension is asked for, if it can be.
    pub ask: Option<Link>,
}

/// The tab of a case.
pub fn view(case: &Case<'_>) -> View {
    let mut all = clocks(case.p, &case.setup.reference, &case.setup.calendar, case.now);
    all.sort_by_key(|c| c.term.date());
    let (live, stopped): (Vec<_>, Vec<_>) = all.iter().partition(|c| c.state.is_live());
    let said = |list: Vec<_>| list.into_iter().map(|c| clock(case.w, &case.book, c)).collect();
    View {
        live: said(live),
        stopped: said(stopped),
        extensions: case.p.extensions.iter().rev().map(|e| extension(case, e)).collect(),
        pauses: case.p.pauses.iter().rev().map(|p| pause(case, p)).collect(),
        ask: case.can(Action::RequestExtension).then(|| case.act(Action::RequestExtension, &[])),
    }
}

fn extension(case: &Case<'_>, e: &ExtensionState) -> Entry {
    let w = case.w;
    let entry = Entry::of(case, e.mark, Event::ExtensionRequested(e.request.clone()));
    match &e.decision {
        Some((mark, d)) => {
            let state = if d.granted { ("ok", "said.granted") } else { ("bad", "said.refused") };
            let by = format!("{} {}", case.who(*mark), mark.at);
            let entry = entry.badge(state.0, w.t(state.1)).line(w.t("problem.by"), by);
            if d.opinion.trim().is_empty() { entry } else { entry.line(w.t("form.any.opinion"), &d.opinion) }
        }
        None => {
            let act = case.can(Action::DecideExtension).then(|| case.act(Action::DecideExtension, &[]));
            entry.badge("warn", w.t("problem.waiting")).act(act)
        }
    }
}

fn pause(case: &Case<'_>, p: &PauseState) -> Entry {
    let w = case.w;
    let entry = Entry::of(case, p.from, Event::Paused(Note { text: p.reason.clone() }));
    match p.to {
        Some(mark) => entry
            .badge("ok", w.t("problem.resumed"))
            .line(w.t("problem.resumed"), format!("{} {}", case.who(mark), mark.at)),
        None => {
            let act = case.can(Action::Resume).then(|| case.act(Action::Resume, &[]));
            entry.badge("warn", w.t("problem.standing")).act(act)
        }
    }
}
