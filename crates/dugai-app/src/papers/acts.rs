//! The acts that dated, signed papers report, each with how much of the record stood when it was
//! done: what comes later changes none of those papers.

use std::collections::BTreeMap;

use dugai_domain::problem::{Event, Recorded, Supervision, apply};

use super::{Case, PaperKind, Which};

/// An act with a paper of its own.
pub(super) struct Act {
    pub(super) which: Which,
    /// Events that stood when it was done, itself among them.
    pub(super) until: usize,
}

impl Case {
    /// Every such act, in the order of the record.
    pub(super) fn acts(&self) -> Vec<Act> {
        let mut acts: Vec<Act> = Vec::new();
        let (mut round, mut supervisions) = (1, 0);
        let mut counts: BTreeMap<&'static str, u32> = BTreeMap::new();
        for ((_, recorded), until) in self.history.iter().zip(1..) {
            let kind = match &recorded.event {
                Event::SelfChecked(_) => PaperKind::SelfCheck,
                Event::AcceptanceRecorded(_) => PaperKind::Acceptance,
                Event::NoticeOpened(_) => PaperKind::Notice,
                Event::Filed(_) => PaperKind::StrikeOff,
                Event::Supervised(act) => {
                    supervisions += 1;
                    if matches!(act, Supervision::Urge { .. }) {
                        acts.push(Act { which: Which { kind: PaperKind::Urge, round, no: supervisions }, until });
                    }
                    continue;
                }
                Event::StruckOff(_) => PaperKind::Approval,
                Event::Rebounded(_) => {
                    // The list as it stood when the round ended.
                    let which = Which { kind: PaperKind::TaskList, round, no: 1 };
                    acts.push(Act { which, until: until - 1 });
                    round += 1;
                    counts.clear();
                    continue;
                }
                _ => continue,
            };
            let no = counts.entry(kind.code()).or_default();
            *no += 1;
            acts.push(Act { which: Which { kind, round, no: *no }, until });
        }
        acts
    }

    /// The case as it stood after so many of its events, with the names and rules of then: what a paper of
    /// that day may say.
    pub(super) fn as_of(&self, events: usize) -> Self {
        let until: Vec<(u64, Recorded)> = self.history.iter().take(events).cloned().collect();
        let problem = apply::replay(self.problem.id, until.iter().map(|(_, r)| r));
        let now = until.last().map_or(self.now, |(_, r)| r.at);
        let problem = problem.unwrap_or_else(|| self.problem.clone());
        let setup = self.then.setup(&self.setup, now);
        Self { problem, history: until, setup, now, ..self.clone() }
    }
}
