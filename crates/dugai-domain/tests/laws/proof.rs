//! Rule 2 of the rules that never bend, proved from the history alone: a small book-keeping that
//! shares no code with the checks it judges.

use std::collections::{BTreeMap, BTreeSet};

use dugai_domain::ids::{AccountId, EvidenceId};
use dugai_domain::problem::*;
use jiff::civil::Date;

use crate::world::calendar;

/// What is known of a measure.
#[derive(Clone, Debug, Default)]
struct Known {
    text: String,
    done: bool,
    accepted: bool,
}

/// Everything that has been shown so far in this round.
#[derive(Debug, Default)]
pub struct Proof {
    draft: Option<PlanDraft>,
    measures: BTreeMap<u32, Known>,
    approved: bool,
    evidence: BTreeSet<EvidenceId>,
    proved: BTreeSet<u32>,
    rectifiers: BTreeSet<AccountId>,
    self_checked: bool,
    sweep: Vec<(SweepPoint, bool)>,
    applied: bool,
    steps: usize,
    next_step: usize,
    acceptors: BTreeSet<AccountId>,
    signed: BTreeSet<String>,
    waived: BTreeMap<String, Option<AccountId>>,
    last_day: Option<Date>,
    open_objections: BTreeSet<u32>,
    notice_closed: bool,
    filed: bool,
    /// Whether the history ends struck off.
    pub struck_off: bool,
}

/// The last of so many working days, the first counted, one day at a time.
fn last_notice_day(first: Date, days: u32) -> Date {
    let mut day = first;
    let mut left = days;
    loop {
        if calendar().is_working(day) == Some(true) {
            left -= 1;
        }
        if left == 0 {
            return day;
        }
        day = day.tomorrow().unwrap();
    }
}

impl Proof {
    /// Takes one event of the history into account.
    pub fn take(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::Registered(r) => self.steps = r.steps.len(),
            Event::Classified(c) => self.steps = c.steps.len(),
            Event::PlanDrafted(draft) => {
                self.draft = Some(draft.clone());
                self.rectifiers.extend(recorded.by);
            }
            Event::PlanSubmitted(_) | Event::Claimed(_) | Event::FirstStepTaken(_) | Event::MonthReported(_) => {
                self.rectifiers.extend(recorded.by);
            }
            Event::PlanApproved(_) => self.approve(),
            Event::EvidenceAdded(e) => {
                self.evidence.insert(e.id);
                self.proved.extend(&e.measures);
            }
            Event::MeasureReported(r) => {
                self.rectifiers.extend(recorded.by);
                self.measures.get_mut(&r.no).unwrap().done = r.percent >= 100;
            }
            Event::MeasureAccepted(v) => self.accept_measure(v, recorded.by.unwrap()),
            Event::MeasureReturned(v) => {
                let m = self.measures.get_mut(&v.no).unwrap();
                (m.done, m.accepted) = (false, false);
            }
            Event::StruckOff(_) => self.strike_off(),
            Event::Rebounded(_) => self.rebound(),
            _ => self.closing(recorded),
        }
    }

    fn approve(&mut self) {
        let draft = self.draft.clone().unwrap();
        let old = std::mem::take(&mut self.measures);
        for m in &draft.measures {
            let kept = old.get(&m.no).filter(|k| k.text == m.text).cloned();
            self.measures.insert(m.no, kept.unwrap_or(Known { text: m.text.clone(), ..Known::default() }));
        }
        self.approved = true;
    }

    fn accept_measure(&mut self, v: &MeasureVerdict, by: AccountId) {
        assert!(!v.evidence.is_empty() || self.proved.contains(&v.no), "a measure accepted without evidence");
        assert!(v.evidence.iter().all(|e| self.evidence.contains(e)), "foreign evidence");
        assert!(!self.rectifiers.contains(&by), "a rectifier accepted a measure");
        let m = self.measures.get_mut(&v.no).unwrap();
        assert!(m.done, "a measure accepted before it was done");
        m.accepted = true;
    }

    fn closing(&mut self, recorded: &Recorded) {
        match &recorded.event {
            Event::SelfChecked(_) => {
                assert!(self.approved && self.measures.values().all(|m| m.done && m.accepted));
                self.self_checked = true;
                self.rectifiers.extend(recorded.by);
            }
            Event::SweepPlanned(points) => {
                let old = std::mem::take(&mut self.sweep);
                let kept = |p: &SweepPoint| old.iter().any(|(o, answered)| o == p && *answered);
                self.sweep = points.iter().map(|p| (p.clone(), kept(p))).collect();
            }
            Event::SweepAnswered(a) => self.sweep.iter_mut().find(|(p, _)| p.no == a.no).unwrap().1 = true,
            Event::AcceptanceApplied(_) => {
                assert!(self.self_checked, "applied for without a self-check");
                assert!(!self.sweep.is_empty() && self.sweep.iter().all(|(_, a)| *a), "applied for before the sweep");
                self.applied = true;
                self.next_step = 0;
                self.acceptors.clear();
                self.rectifiers.extend(recorded.by);
            }
            Event::AcceptanceRecorded(a) => self.accept(a, recorded.by.unwrap()),
            Event::GateSigned(s) => {
                self.signed.insert(s.gate.clone());
            }
            Event::GateWaived(w) => {
                self.waived.insert(w.gate.clone(), recorded.by);
            }
            Event::WaiverConfirmed(w) => {
                assert_ne!(self.waived[&w.gate], recorded.by, "one person waived a gate alone");
                self.signed.insert(w.gate.clone());
            }
            Event::NoticeOpened(n) => {
                let last = last_notice_day(n.opening.first_day, n.opening.days);
                assert_eq!(n.last_day, last);
                self.last_day = Some(last);
            }
            Event::ObjectionReceived(o) => {
                self.open_objections.insert(o.no);
            }
            Event::ObjectionAnswered(a) => {
                assert!(self.open_objections.remove(&a.no));
                if a.upheld && self.self_checked {
                    self.back(&a.measures);
                } else if a.upheld {
                    self.reopen(&a.measures);
                }
            }
            Event::NoticeClosed(_) => {
                assert!(recorded.at.day() > self.last_day.unwrap(), "a notice closed while it ran");
                assert!(self.open_objections.is_empty(), "a notice closed over an objection");
                self.notice_closed = true;
            }
            Event::Filed(_) => {
                assert!(self.notice_closed);
                self.filed = true;
            }
            Event::Returned(r) => self.back(&r.measures),
            _ => {}
        }
    }

    fn accept(&mut self, a: &Acceptance, by: AccountId) {
        assert!(self.applied && !self.rectifiers.contains(&by), "a rectifier accepted");
        if a.verdict == AcceptanceVerdict::Returned {
            return self.back(&a.measures);
        }
        assert_eq!(a.step, self.next_step, "a step out of turn");
        assert!(!a.evidence.is_empty() && a.evidence.iter().all(|e| self.evidence.contains(e)));
        self.next_step += 1;
        self.acceptors.insert(by);
    }

    /// Everything that vouched for the end is void, and the measures named (all, if none is) are open again.
    fn back(&mut self, measures: &[u32]) {
        self.reopen(measures);
        self.self_checked = false;
        self.applied = false;
        self.next_step = 0;
        self.acceptors.clear();
        self.signed.clear();
        self.waived.clear();
        self.last_day = None;
        self.notice_closed = false;
        self.filed = false;
    }

    fn reopen(&mut self, measures: &[u32]) {
        for (_, m) in self.measures.iter_mut().filter(|(no, _)| measures.is_empty() || measures.contains(no)) {
            (m.done, m.accepted) = (false, false);
        }
    }

    fn rebound(&mut self) {
        self.back(&[]);
        self.draft = None;
        self.measures.clear();
        self.proved.clear();
        self.approved = false;
        self.sweep.clear();
        self.struck_off = false;
    }

    fn strike_off(&mut self) {
        assert!(self.approved, "no approved plan");
        assert!(!self.measures.is_empty() && self.measures.values().all(|m| m.done && m.accepted), "open measures");
        assert!(self.self_checked && self.applied, "no self-check or no application");
        let gates = ["problem_clear", "rectified", "accountable", "satisfied"];
        assert!(gates.iter().all(|g| self.signed.contains(*g)), "gates open: {:?}", self.signed);
        assert!(self.steps > 0 && self.next_step == self.steps, "steps left");
        assert!(!self.acceptors.is_empty() && self.acceptors.is_disjoint(&self.rectifiers), "own work accepted");
        assert!(self.notice_closed && self.filed && self.open_objections.is_empty());
        self.struck_off = true;
    }
}
