//! The official Chinese words of codes, as documents carry them. Documents are Chinese whatever
//! the language of the pages; the pages' own words must be the same and are compared by a test.

use dugai_domain::figures::Figure;
use dugai_domain::problem::state::{GateState, PlanState};
use dugai_domain::problem::{
    AcceptanceVerdict, DutyRole, Guidance, LookBackResult, SourceKind, Stage, Supervision, SweepOutcome,
};

/// A code of the message files and its word. What carries content in the domain has no list of all
/// its kinds to go through: those stand here, for the functions and for [`table`].
type Coded = (&'static str, &'static str);

const AGREED: Coded = ("agreed", "同意");
const AGREED_WITH_CONDITIONS: Coded = ("agreed_with_conditions", "原则同意");
const NOT_AGREED: Coded = ("returned", "不同意");

const CLEAN: Coded = ("clean", "已查无问题");
const BAD: Coded = ("bad", "查出问题，已列入清单");
const WAIVED: Coded = ("waived", "未查，已说明理由");
const UNANSWERED: Coded = ("open", "未回答");

const HOLDS: Coded = ("holds", "保持良好");
const WEAK: Coded = ("weak", "存在薄弱环节");
const REBOUND: Coded = ("rebound", "反弹");

const URGE: Coded = ("urge", "督办");
const TALK: Coded = ("talk", "约谈");
const CIRCULAR: Coded = ("circular", "通报");
const ACCOUNTABILITY: Coded = ("accountability", "追责问责");
const HAND_OVER: Coded = ("hand_over", "移送");

const GATE_OPEN: Coded = ("open", "未签");
const GATE_SIGNED: Coded = ("signed", "已签");
const GATE_WAIVED: Coded = ("waived", "不适用，待确认");
const GATE_NOT_APPLICABLE: Coded = ("not_applicable", "不适用");

const PLAN_DRAFT: Coded = ("draft", "编制中");
const PLAN_SUBMITTED: Coded = ("submitted", "待审");
const PLAN_APPROVED: Coded = ("approved", "已批准");
const PLAN_RETURNED: Coded = ("returned", "已退回");
const PLAN_SUPERSEDED: Coded = ("superseded", "已被新版代替");

/// Where a problem stands.
#[must_use]
pub fn stage_zh(stage: Stage) -> &'static str {
    match stage {
        Stage::Registered => "已登记",
        Stage::Claimed => "已认领",
        Stage::Planning => "方案编制",
        Stage::PlanSubmitted => "方案报审",
        Stage::Rectifying => "整改中",
        Stage::SelfChecked => "已自查",
        Stage::Accepting => "验收中",
        Stage::Accepted => "已验收",
        Stage::Noticed => "公示中",
        Stage::NoticeClosed => "公示期满",
        Stage::Filed => "已备案",
        Stage::StruckOff => "已销号",
        Stage::Declared => "来文载明已销号",
        Stage::NotAccepted => "不予受理",
        Stage::Voided => "导入已撤销",
        Stage::Unfounded => "查不属实",
        Stage::Withdrawn => "督察组撤回",
    }
}

/// Where a problem came from.
#[must_use]
pub fn source_zh(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Feedback => "督察反馈",
        SourceKind::KeyConcern => "重点关注",
        SourceKind::PastRound => "历次督察",
        SourceKind::Complaint => "信访举报",
        SourceKind::TypicalCase => "典型案例",
        SourceKind::SelfFound => "自查",
    }
}

/// How a problem is guided.
#[must_use]
pub fn guidance_zh(class: Guidance) -> &'static str {
    match class {
        Guidance::Immediate => "立行立改",
        Guidance::ByDate => "限期整改",
        Guidance::LongTerm => "长期坚持",
    }
}

/// A part in the responsibility chain.
#[must_use]
pub fn duty_zh(role: DutyRole) -> &'static str {
    match role {
        DutyRole::Responsible => "责任单位",
        DutyRole::Assisting => "配合单位",
        DutyRole::Supervising => "督导单位",
        DutyRole::Enterprise => "企业（主体责任）",
    }
}

/// A supervision level.
#[must_use]
pub fn level_zh(level: u8) -> &'static str {
    match level {
        0 => "一般",
        1 => "县级督办",
        2 => "市级督办",
        _ => "挂牌督办",
    }
}

/// What an acceptance step decided.
#[must_use]
pub fn verdict_zh(verdict: AcceptanceVerdict) -> &'static str {
    match verdict {
        AcceptanceVerdict::Agreed => AGREED.1,
        AcceptanceVerdict::AgreedWithConditions => AGREED_WITH_CONDITIONS.1,
        AcceptanceVerdict::Returned => NOT_AGREED.1,
    }
}

/// The answer to a point of the sweep.
#[must_use]
pub fn sweep_zh(outcome: Option<&SweepOutcome>) -> &'static str {
    match outcome {
        Some(SweepOutcome::Clean) => CLEAN.1,
        Some(SweepOutcome::Bad(_)) => BAD.1,
        Some(SweepOutcome::Waived) => WAIVED.1,
        None => UNANSWERED.1,
    }
}

/// What a look-back found.
#[must_use]
pub fn look_back_zh(result: LookBackResult) -> &'static str {
    match result {
        LookBackResult::Holds => HOLDS.1,
        LookBackResult::Weak => WEAK.1,
        LookBackResult::Rebound => REBOUND.1,
    }
}

/// A kind of supervision.
#[must_use]
pub fn supervision_zh(act: &Supervision) -> &'static str {
    match act {
        Supervision::Urge { .. } => URGE.1,
        Supervision::Talk { .. } => TALK.1,
        Supervision::Circular { .. } => CIRCULAR.1,
        Supervision::Accountability { .. } => ACCOUNTABILITY.1,
        Supervision::HandOver { .. } => HAND_OVER.1,
    }
}

/// How a gate stands.
#[must_use]
pub fn gate_state_zh(state: Option<&GateState>) -> &'static str {
    match state {
        None => GATE_OPEN.1,
        Some(GateState::Signed { .. }) => GATE_SIGNED.1,
        Some(GateState::Waived { .. }) => GATE_WAIVED.1,
        Some(GateState::NotApplicable { .. }) => GATE_NOT_APPLICABLE.1,
    }
}

/// How a version of a plan stands.
#[must_use]
pub fn plan_state_zh(state: &PlanState) -> &'static str {
    match state {
        PlanState::Draft => PLAN_DRAFT.1,
        PlanState::Submitted { .. } => PLAN_SUBMITTED.1,
        PlanState::Approved { .. } => PLAN_APPROVED.1,
        PlanState::Returned { .. } => PLAN_RETURNED.1,
        PlanState::Superseded { .. } => PLAN_SUPERSEDED.1,
    }
}

/// A kind of evidence; a code of none of them counts as other.
#[must_use]
pub fn evidence_zh(kind: &str) -> &'static str {
    match kind {
        "photo" => "照片",
        "document" => "文件",
        "monitoring" => "监测报告",
        "video" => "视频",
        _ => "其他",
    }
}

/// A defined figure.
#[must_use]
pub fn figure_zh(figure: Figure) -> &'static str {
    match figure {
        Figure::Listed => "清单总数",
        Figure::Open => "未销号",
        Figure::Overdue => "超期",
        Figure::DueSoon => "即将到期",
        Figure::Unclaimed => "未认领",
        Figure::PlansWaiting => "待审方案",
        Figure::Closing => "验收公示中",
        Figure::StruckOff => "已销号",
        Figure::Declared => "来文载明已销号",
        Figure::LookBackDue => "待回头看",
        Figure::Rebounded => "反弹",
    }
}

/// Every word here that has a code, as (area, code, word): what the pages' words are compared with.
#[must_use]
pub fn table() -> Vec<(&'static str, String, &'static str)> {
    let mut all: Vec<(&'static str, String, &'static str)> = Vec::new();
    all.extend(Stage::ALL.map(|s| ("stage", s.code().to_owned(), stage_zh(s))));
    all.extend(SourceKind::ALL.map(|s| ("source", s.code().to_owned(), source_zh(s))));
    all.extend(Guidance::ALL.map(|g| ("guidance", g.code().to_owned(), guidance_zh(g))));
    all.extend(DutyRole::ALL.map(|d| ("duty", d.code().to_owned(), duty_zh(d))));
    all.extend([0_u8, 1, 2, 3].map(|l| ("level", l.to_string(), level_zh(l))));
    all.extend(Figure::ALL.map(|f| ("figure", f.code().to_owned(), figure_zh(f))));
    all.extend(
        ["photo", "document", "monitoring", "video", "other"].map(|k| ("evidence_kind", k.to_owned(), evidence_zh(k))),
    );
    let mut coded = |area: &'static str, words: &[Coded]| {
        all.extend(words.iter().map(|(code, word)| (area, (*code).to_owned(), *word)));
    };
    coded("verdict", &[AGREED, AGREED_WITH_CONDITIONS, NOT_AGREED]);
    coded("sweep", &[CLEAN, BAD, WAIVED, UNANSWERED]);
    coded("look_back", &[HOLDS, WEAK, REBOUND]);
    coded("supervision", &[URGE, TALK, CIRCULAR, ACCOUNTABILITY, HAND_OVER]);
    coded("gate_state", &[GATE_OPEN, GATE_SIGNED, GATE_WAIVED, GATE_NOT_APPLICABLE]);
    coded("plan_state", &[PLAN_DRAFT, PLAN_SUBMITTED, PLAN_APPROVED, PLAN_RETURNED, PLAN_SUPERSEDED]);
    all
}
