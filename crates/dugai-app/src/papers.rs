//! Official papers, set from the record alone: a fact is typed once, by whoever did it, and
//! every paper that needs it takes it from there. What is not recorded is named as missing;
//! nothing is made up for it.
//!
//! [`Case`] is what a paper is made from · `acts` which dated papers there are, and the record as it
//! stood for each · `then` names and rules of that day · `whole` the list of one problem and its whole history ·
//! `letters` what goes out · `month` the report of a month · `bundle` the file of one case.

mod acts;
mod bundle;
mod letters;
mod month;
mod parts;
mod then;
mod whole;

use std::collections::BTreeMap;
use std::sync::Arc;

use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Event, Problem, Recorded, SweepOutcome};
use dugai_domain::time::Timestamp;

use crate::act::ActError;
use crate::office::{Office, OfficeError};
use crate::setup::Setup;

pub use bundle::Bundled;
pub use dugai_documents::write::paper::{Block, Colophon, MAY_BREAK, Paper, docx, html};
pub use then::Then;

/// A kind of paper about one problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// 整改任务清单 of this problem.
    TaskList,
    /// 自查自验报告.
    SelfCheck,
    /// 验收意见 of one step.
    Acceptance,
    /// 销号申请.
    StrikeOff,
    /// 销号审批表.
    Approval,
    /// 公示.
    Notice,
    /// 督办函.
    Urge,
    /// 全程记录.
    File,
}

impl PaperKind {
    /// Every kind, in the order of the path.
    pub const ALL: [Self; 8] = [
        Self::TaskList,
        Self::SelfCheck,
        Self::Acceptance,
        Self::Notice,
        Self::StrikeOff,
        Self::Approval,
        Self::Urge,
        Self::File,
    ];

    /// The code used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TaskList => "task_list",
            Self::SelfCheck => "self_check",
            Self::Acceptance => "acceptance",
            Self::StrikeOff => "strike_off",
            Self::Approval => "approval",
            Self::Notice => "notice",
            Self::Urge => "urge",
            Self::File => "file",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// What the paper is called.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::TaskList => "整改任务清单",
            Self::SelfCheck => "自查自验报告",
            Self::Acceptance => "验收意见",
            Self::StrikeOff => "销号申请",
            Self::Approval => "销号审批表",
            Self::Notice => "整改完成情况公示",
            Self::Urge => "督办函",
            Self::File => "全程记录",
        }
    }
}

/// One paper: its kind, and which of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// Kind.
    pub kind: PaperKind,
    /// Round, from 1.
    pub round: u32,
    /// Which of its kind in the round (from 1), or the number of the supervision act; 1 where
    /// there is one only.
    pub no: u32,
}

/// A paper in the list of those a problem can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Which.
    pub which: Which,
    /// Name, without an ending.
    pub name: String,
    /// What is not recorded yet, as the code of a field; none when the paper can be made.
    pub missing: Option<&'static str>,
}

/// One event in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What happened.
    pub head: String,
    /// Who did it.
    pub by: String,
    /// Every fact, line by line.
    pub lines: Vec<String>,
}

/// Says every event of a case in Chinese, in their order. The words of events live beside the
/// pages, so whoever asks for papers brings them.
pub type Teller = fn(&Case) -> Vec<Told>;

/// Everything papers about one problem are made from.
#[derive(Clone, Debug)]
pub struct Case {
    /// The problem as it stands.
    pub problem: Problem,
    /// Every event with its number in the ledger.
    pub history: Vec<(u64, Recorded)>,
    /// Names and reference data.
    pub setup: Arc<Setup>,
    /// Units of which something was recorded since they were opened.
    pub then: Then,
    /// Numbers of the problems that events name.
    pub linked: BTreeMap<ProblemId, String>,
    /// As of when.
    pub now: Timestamp,
}

impl Case {
    /// What is missing for a paper, as the code of a field.
    #[must_use]
    pub fn missing(&self, which: Which) -> Option<&'static str> {
        if self.is_present(which) || self.acts().iter().any(|act| act.which == which) {
            return None;
        }
        Some(match which.kind {
            PaperKind::SelfCheck => "paper_self_check",
            PaperKind::Acceptance => "paper_acceptance",
            PaperKind::StrikeOff => "paper_filing",
            PaperKind::Approval => "paper_approval",
            PaperKind::Notice => "paper_notice",
            PaperKind::Urge => "paper_urge",
            PaperKind::TaskList | PaperKind::File => "paper",
        })
    }

    /// Whether a paper says how things stand, and not how they stood on its day.
    fn is_present(&self, which: Which) -> bool {
        matches!(which.kind, PaperKind::TaskList | PaperKind::File) && which.round == self.problem.round
    }

    /// Every paper the problem has or can have, round by round.
    #[must_use]
    pub fn offered(&self) -> Vec<Offered> {
        let made: Vec<Which> = self.acts().into_iter().map(|act| act.which).collect();
        let mut list = Vec::new();
        for round in 1..=self.problem.round {
            for kind in PaperKind::ALL {
                let first = Which { kind, round, no: 1 };
                let mut those: Vec<Which> =
                    made.iter().copied().filter(|w| w.kind == kind && w.round == round).collect();
                // What a finished round has not got, nobody can make any more.
                if those.is_empty() && round == self.problem.round {
                    those.push(first);
                }
                list.extend(those.into_iter().map(|which| Offered {
                    which,
                    name: name(&self.problem, which, &made),
                    missing: self.missing(which),
                }));
            }
        }
        list
    }

    /// The name of a paper, without an ending.
    #[must_use]
    pub fn name(&self, which: Which) -> String {
        let made: Vec<Which> = self.acts().into_iter().map(|act| act.which).collect();
        name(&self.problem, which, &made)
    }

    /// One paper with its name.
    ///
    /// # Errors
    /// [`OfficeError::Field`] that names what is not recorded yet.
    pub fn paper(&self, which: Which, tell: Teller) -> Result<(String, Paper), OfficeError> {
        let lacking = |field| OfficeError::Field { field, expected: "recorded_first" };
        let made = match which.kind {
            PaperKind::TaskList if self.is_present(which) => Some(self.task_list()),
            PaperKind::File if self.is_present(which) => Some(self.whole(&tell(self))),
            _ => self.acts().iter().find(|act| act.which == which).and_then(|act| self.dated(act)),
        };
        let paper = made.ok_or_else(|| lacking(self.missing(which).unwrap_or("paper")))?;
        Ok((self.name(which), Paper { demo: self.setup.is_demo(), ..paper }))
    }

    /// The paper of an act, as things stood when it was done.
    fn dated(&self, act: &acts::Act) -> Option<Paper> {
        let then = self.as_of(act.until);
        match act.which.kind {
            PaperKind::TaskList => Some(then.task_list()),
            PaperKind::SelfCheck => then.self_check(),
            // A refusal sends measures back: the opinion is about those that were looked at.
            PaperKind::Acceptance => then.accepted(act.which.no, &self.as_of(act.until - 1)),
            PaperKind::StrikeOff => then.strike_off(),
            PaperKind::Approval => then.approval(),
            PaperKind::Notice => then.notice(),
            PaperKind::Urge => then.urged(act.which.no),
            PaperKind::File => None,
        }
    }
}

/// The name of a paper among those that were made.
fn name(p: &Problem, which: Which, made: &[Which]) -> String {
    let alike = made.iter().filter(|w| w.kind == which.kind);
    let several = match which.kind {
        // Their numbers run through all rounds.
        PaperKind::Urge => alike.count() > 1,
        _ => alike.filter(|w| w.round == which.round).count() > 1,
    };
    let no = if several { format!("（{}）", which.no) } else { String::new() };
    let round = match which.kind {
        PaperKind::File => String::new(),
        _ if p.round == 1 => String::new(),
        _ => format!("第{}轮", which.round),
    };
    format!("{}{round}{}{no}", p.number_text(), which.kind.zh())
}

impl Office {
    /// Everything papers about a problem are made from, if the actor may see it. Papers are the authorities'
    /// own, the hand-over of suspected crime among them: an enterprise gets none.
    ///
    /// # Errors
    /// [`ActError::NotFound`] also where it exists but is out of the actor's sight.
    pub async fn case(&self, id: ProblemId, by: (&Actor, Timestamp)) -> Result<Case, ActError> {
        let (actor, now) = by;
        let problem = self.problem(id, actor).await?;
        if actor.is_of_enterprises() && !actor.is_system() {
            return Err(OfficeError::NotAllowed("papers").into());
        }
        let history = self.history(id, actor).await?;
        let history: Vec<(u64, Recorded)> = history.into_iter().map(|kept| (kept.seq, kept.recorded)).collect();
        let mut linked = BTreeMap::new();
        for (_, recorded) in &history {
            let other = match &recorded.event {
                Event::Joined(join) => join.lead,
                Event::SweepAnswered(answer) => match answer.outcome {
                    SweepOutcome::Bad(found) => found,
                    _ => continue,
                },
                _ => continue,
            };
            if let Some(row) = self.store.listed(other.0).await? {
                linked.insert(other, row.number);
            }
        }
        let setup = self.setup().await?;
        let then = self.then(&setup).await?;
        Ok(Case { problem, history, setup, then, linked, now })
    }

    /// One paper about a problem with its name, if the actor may see the problem.
    ///
    /// # Errors
    /// [`OfficeError::Field`] that names what is not recorded yet; [`ActError::NotFound`].
    pub async fn paper(
        &self,
        id: ProblemId,
        which: Which,
        tell: Teller,
        by: (&Actor, Timestamp),
    ) -> Result<(String, Paper), ActError> {
        Ok(self.case(id, by).await?.paper(which, tell)?)
    }
}
