//! What went before: a problem as it stood at the end of an earlier life round, and what sent it back last.

use jiff::civil::Date;

use crate::problem::payload::AcceptanceVerdict;
use crate::problem::state::{Mark, PastRound, PlanState, Problem, Stage};
use crate::reference::Moment;
use crate::time::Timestamp;

/// What sent a problem back to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentBack<'a> {
    /// By whom, and when.
    pub mark: Mark,
    /// Coded reasons; an objection that was right has none.
    pub reasons: &'a [String],
    /// Words.
    pub text: &'a str,
    /// The new date, where one was given.
    pub by: Option<Date>,
}

impl Problem {
    /// What sent it back to a stage last, in this round: a plan to be written anew, work to be done again.
    #[must_use]
    pub fn sent_back_to(&self, stage: Stage) -> Option<SentBack<'_>> {
        match stage {
            Stage::Planning => match &self.plans.last()?.state {
                PlanState::Returned { mark, opinion } => {
                    Some(SentBack { mark: *mark, reasons: &opinion.reasons, text: &opinion.text, by: None })
                }
                _ => None,
            },
            Stage::Rectifying => self.sent_back(),
            _ => None,
        }
    }

    fn sent_back(&self) -> Option<SentBack<'_>> {
        let returns = self.returns.iter();
        let returns =
            returns.map(|(mark, r)| SentBack { mark: *mark, reasons: &r.reasons, text: &r.text, by: Some(r.by) });
        // A refused step of before returns had a date there.
        let refused = self.acceptances.iter().filter(|(_, a)| a.verdict == AcceptanceVerdict::Returned);
        let refused = refused.filter(|(_, a)| a.by.is_none());
        let refused =
            refused.map(|(mark, a)| SentBack { mark: *mark, reasons: &a.reasons, text: &a.opinion, by: None });
        let objections = self.objections.iter().filter_map(|o| o.answer.as_ref()).filter(|(_, a)| a.upheld);
        let objections = objections.map(|(mark, a)| SentBack { mark: *mark, reasons: &[], text: &a.answer, by: None });
        let began = self.round_began();
        let all = returns.chain(refused).chain(objections);
        all.filter(|back| back.mark.at >= began).max_by_key(|back| back.mark.at)
    }

    /// The problem as it stood at the end of an earlier round, as far as its clocks look at it.
    #[must_use]
    pub fn in_round(&self, past: &PastRound) -> Self {
        let next = self.past.iter().find(|later| later.round > past.round).map(|later| &later.moments);
        let over = next.unwrap_or(&self.moments).get(&Moment::Registered).copied();
        let then = |at: Timestamp| over.is_none_or(|over| at <= over);
        let mut p = Self {
            round: past.round,
            moments: past.moments.clone(),
            plans: past.plans.clone(),
            measures: past.measures.clone(),
            acceptances: past.acceptances.clone(),
            extensions: past.extensions.clone(),
            pauses: past.pauses.clone(),
            attempts: past.attempts.clone(),
            due: past.due.clone(),
            due_moves: past.due_moves.clone(),
            lapsed: past.lapsed.clone(),
            notice: past.notice.clone(),
            filing: past.filing.clone(),
            past: Vec::new(),
            // These run on by themselves, whatever the round in which they were laid down.
            duties: Vec::new(),
            supervisions: Vec::new(),
            ..self.clone()
        };
        p.stage = if p.moments.contains_key(&Moment::StruckOff) { Stage::StruckOff } else { Stage::Declared };
        p.chain.retain(|duty| over.is_none_or(|over| duty.from <= over.day()));
        p.months.retain(|(mark, _)| then(mark.at));
        p.returns.retain(|(mark, _)| then(mark.at));
        p.look_backs.retain(|(mark, _)| then(mark.at));
        // Which units signed is not kept: that the first of them did, and when, is.
        let signed = p.moments.get(&Moment::Claimed).map(|at| Mark { at: *at, by: None });
        p.claims = signed.into_iter().flat_map(|mark| p.chain.iter().map(move |duty| (mark, duty.unit))).collect();
        p
    }
}
