//! Official papers, set from the record alone: a fact is typed once, by whoever did it, and
//! every paper that needs it takes it from there. What is not recorded is named as missing;
//! nothing is made up for it.
//!
//! [`Case`] is what a paper is made from · `whole` the list of one problem and its whole history ·
//! `letters` what goes out · `month` the report of a month · `bundle` the file of one case.

mod bundle;
mod letters;
mod month;
mod parts;
mod whole;

use std::collections::BTreeMap;
use std::sync::Arc;

use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Event, Problem, Recorded, Supervision, SweepOutcome, apply};
use dugai_domain::time::Timestamp;

use crate::act::ActError;
use crate::office::{Office, OfficeError};
use crate::setup::Setup;

pub use bundle::Bundled;
pub use dugai_documents::write::paper::{Block, Paper, docx, html};

/// A kind of paper about one problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// 整改任务清单 of this problem.
    TaskList,
    /// 自查自验报告.
    SelfCheck,
    /// 验收意见 of one step.
    Acceptance,
    /// 销号审批表.
    StrikeOff,
    /// 公示.
    Notice,
    /// 督办函.
    Urge,
    /// 全程记录.
    File,
}

impl PaperKind {
    /// Every kind, in the order of the path.
    pub const ALL: [Self; 7] =
        [Self::TaskList, Self::SelfCheck, Self::Acceptance, Self::Notice, Self::StrikeOff, Self::Urge, Self::File];

    /// The code used in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TaskList => "task_list",
            Self::SelfCheck => "self_check",
            Self::Acceptance => "acceptance",
            Self::StrikeOff => "strike_off",
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
            Self::StrikeOff => "销号审批表",
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
    /// The acceptance record (from 1), or the number of the supervision act; 1 where there is one only.
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
    /// Numbers of the problems that events name.
    pub linked: BTreeMap<ProblemId, String>,
    /// As of when.
    pub now: Timestamp,
}

impl Case {
    /// What is missing for a paper, as the code of a field.
    #[must_use]
    pub fn missing(&self, which: Which) -> Option<&'static str> {
        let p = &self.problem;
        let lacks = |there: bool, what| if there { None } else { Some(what) };
        match which.kind {
            PaperKind::TaskList | PaperKind::File => None,
            PaperKind::SelfCheck => lacks(p.self_check.is_some(), "paper_self_check"),
            PaperKind::Acceptance => lacks(self.acceptance(which.no).is_some(), "paper_acceptance"),
            PaperKind::StrikeOff => lacks(p.filing.is_some(), "paper_filing"),
            PaperKind::Notice => lacks(p.notice.is_some(), "paper_notice"),
            PaperKind::Urge => lacks(self.urge(which.no).is_some(), "paper_urge"),
        }
    }

    /// Every paper the problem has or can have.
    #[must_use]
    pub fn offered(&self) -> Vec<Offered> {
        let mut list = Vec::new();
        for kind in PaperKind::ALL {
            let nos: Vec<u32> = match kind {
                PaperKind::Acceptance => (1..).zip(&self.problem.acceptances).map(|(no, _)| no).collect(),
                PaperKind::Urge => {
                    self.problem.supervisions.iter().map(|s| s.no).filter(|no| self.urge(*no).is_some()).collect()
                }
                _ => vec![1],
            };
            let nos = if nos.is_empty() { vec![1] } else { nos };
            for no in nos {
                let which = Which { kind, no };
                list.push(Offered { which, name: self.name(which), missing: self.missing(which) });
            }
        }
        list
    }

    /// The name of a paper, without an ending.
    #[must_use]
    pub fn name(&self, which: Which) -> String {
        let several = match which.kind {
            PaperKind::Acceptance => self.problem.acceptances.len() > 1,
            PaperKind::Urge => self.problem.supervisions.len() > 1,
            _ => false,
        };
        let no = if several { format!("（{}）", which.no) } else { String::new() };
        format!("{}{}{no}", self.problem.number_text(), which.kind.zh())
    }

    /// One paper with its name.
    ///
    /// # Errors
    /// [`OfficeError::Field`] that names what is not recorded yet.
    pub fn paper(&self, which: Which, tell: Teller) -> Result<(String, Paper), OfficeError> {
        let lacking = |field| OfficeError::Field { field, expected: "recorded_first" };
        let made = match which.kind {
            PaperKind::TaskList => Some(self.task_list()),
            PaperKind::SelfCheck => self.self_check(),
            PaperKind::Acceptance => self.acceptance(which.no).and_then(|(m, _)| self.as_of(m.at).accepted(which.no)),
            PaperKind::StrikeOff => self.strike_off(),
            PaperKind::Notice => self.problem.notice.as_ref().and_then(|(m, _)| self.as_of(m.at).notice()),
            PaperKind::Urge => self.urge(which.no).and_then(|s| self.as_of(s.mark.at).urged(which.no)),
            PaperKind::File => Some(self.whole(&tell(self))),
        };
        let paper = made.ok_or_else(|| lacking(self.missing(which).unwrap_or("paper")))?;
        Ok((self.name(which), Paper { demo: self.setup.is_demo(), ..paper }))
    }

    /// The case as it stood at a moment: what a paper of that day may say.
    pub(crate) fn as_of(&self, at: Timestamp) -> Self {
        let until: Vec<(u64, Recorded)> = self.history.iter().filter(|(_, r)| r.at <= at).cloned().collect();
        let problem = apply::replay(self.problem.id, until.iter().map(|(_, r)| r));
        let problem = problem.unwrap_or_else(|| self.problem.clone());
        Self { problem, history: until, now: at, ..self.clone() }
    }

    /// The act of supervision of a number, if it is an urge letter.
    pub(crate) fn urge(&self, no: u32) -> Option<&dugai_domain::problem::state::SupervisionState> {
        self.problem.supervisions.iter().find(|s| s.no == no && matches!(s.act, Supervision::Urge { .. }))
    }
}

impl Office {
    /// Everything papers about a problem are made from, if the actor may see it.
    ///
    /// # Errors
    /// [`ActError::NotFound`] also where it exists but is out of the actor's sight.
    pub async fn case(&self, id: ProblemId, by: (&Actor, Timestamp)) -> Result<Case, ActError> {
        let (actor, now) = by;
        let problem = self.problem(id, actor).await?;
        let history = self.history(id, actor).await?;
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
        Ok(Case { problem, history, setup: self.setup().await?, linked, now })
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
