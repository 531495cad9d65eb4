//! The official Chinese words of codes, as documents carry them. Documents are Chinese whatever
//! the language of the pages; the pages' own words must be the same and are compared by a test.

use dugai_domain::figures::Figure;
use dugai_domain::problem::state::{GateState, PlanState};
use dugai_domain::problem::{
    AcceptanceVerdict, DutyRole, Guidance, LookBackResult, SourceKind, Stage, Supervision, SweepOutcome,
};

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
        AcceptanceVerdict::Agreed => "同意",
        AcceptanceVerdict::AgreedWithConditions => "原则同意",
        AcceptanceVerdict::Returned => "不同意",
    }
}

/// The answer to a point of the sweep.
#[must_use]
pub fn sweep_zh(outcome: Option<&SweepOutcome>) -> &'static str {
    match outcome {
        Some(SweepOutcome::Clean) => "已查无问题",
        Some(SweepOutcome::Bad(_)) => "查出问题，已列入清单",
        Some(SweepOutcome::Waived) => "未查，已说明理由",
        None => "未回答",
    }
}

/// What a look-back found.
#[must_use]
pub fn look_back_zh(result: LookBackResult) -> &'static str {
    match result {
        LookBackResult::Holds => "保持良好",
        LookBackResult::Weak => "存在薄弱环节",
        LookBackResult::Rebound => "反弹",
    }
}

/// A kind of supervision.
#[must_use]
pub fn supervision_zh(act: &Supervision) -> &'static str {
    match act {
        Supervision::Urge { .. } => "督办",
        Supervision::Talk { .. } => "约谈",
        Supervision::Circular { .. } => "通报",
        Supervision::Accountability { .. } => "追责问责",
        Supervision::HandOver { .. } => "移送",
    }
}

/// How a gate stands.
#[must_use]
pub fn gate_state_zh(state: Option<&GateState>) -> &'static str {
    match state {
        None => "未签",
        Some(GateState::Signed { .. }) => "已签",
        Some(GateState::Waived { .. }) => "不适用，待确认",
        Some(GateState::NotApplicable { .. }) => "不适用",
    }
}

/// How a version of a plan stands.
#[must_use]
pub fn plan_state_zh(state: &PlanState) -> &'static str {
    match state {
        PlanState::Draft => "编制中",
        PlanState::Submitted { .. } => "待审",
        PlanState::Approved { .. } => "已批准",
        PlanState::Returned { .. } => "已退回",
        PlanState::Superseded { .. } => "已被新版代替",
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
        Figure::Open => "整改中",
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
    let verdicts =
        [("agreed", AcceptanceVerdict::Agreed), ("agreed_with_conditions", AcceptanceVerdict::AgreedWithConditions)];
    all.extend(verdicts.map(|(code, v)| ("verdict", code.to_owned(), verdict_zh(v))));
    let results =
        [("holds", LookBackResult::Holds), ("weak", LookBackResult::Weak), ("rebound", LookBackResult::Rebound)];
    all.extend(results.map(|(code, r)| ("look_back", code.to_owned(), look_back_zh(r))));
    let outcomes = [("clean", Some(SweepOutcome::Clean)), ("waived", Some(SweepOutcome::Waived)), ("open", None)];
    all.extend(outcomes.map(|(code, o)| ("sweep", code.to_owned(), sweep_zh(o.as_ref()))));
    all.extend([
        ("gate_state", "open".to_owned(), gate_state_zh(None)),
        ("plan_state", "draft".to_owned(), plan_state_zh(&PlanState::Draft)),
    ]);
    all
}
