//! What commands carry in the tests: small, valid, easy to spoil. Texts that must stay inside
//! carry [`SECRET`].

use dugai_domain::ids::{EvidenceId, ImportId, VaultId};
use dugai_domain::problem::*;
use jiff::civil::Date;
use uuid::Uuid;

use super::{BUREAU, COUNTY, FIRM, HELPER, OTHER, PANEL};

/// Stands in every text that the public must not see.
pub const SECRET: &str = "绝不外传";

pub fn note(text: &str) -> Note {
    Note { text: text.to_owned() }
}

pub fn duty(role: DutyRole, unit: dugai_domain::ids::UnitId, from: Date) -> Duty {
    Duty { role, unit, person: format!("{SECRET}联系人"), from, to: None }
}

/// Two steps: a named unit, then whoever sits on a panel.
pub fn steps() -> Vec<AcceptanceStep> {
    vec![
        AcceptanceStep { level: "县".to_owned(), unit: Some(PANEL) },
        AcceptanceStep { level: "市".to_owned(), unit: None },
    ]
}

/// A class with steps that take the place of those that stood, with the document behind it.
pub fn classification(guidance: Guidance, steps: Vec<AcceptanceStep>) -> Classification {
    let (reason, document) = ("按来文调整".to_owned(), "来文第5号".to_owned());
    Classification { guidance, types: vec![], steps, reason, document }
}

pub fn import_row() -> ImportRef {
    ImportRef { import: ImportId(Uuid::from_u128(77)), sheet: "清单".to_owned(), row: 5 }
}

/// An item with a full chain, due at the end of 2024.
pub fn registration(kind: SourceKind, day: Date) -> Registration {
    Registration {
        source: Source { kind, round: "第三轮督察".to_owned(), page: "12".to_owned() },
        numbers: vec![
            Number { level: "市".to_owned(), no: "9".to_owned() },
            Number { level: "县".to_owned(), no: "8".to_owned() },
        ],
        text: "某砂石场占用河道堆料".to_owned(),
        klass: "一、生态破坏".to_owned(),
        types: vec!["ecology".to_owned()],
        place: Place { county: Some(COUNTY), words: "青衣江某段".to_owned() },
        goal: "清退并修复河道".to_owned(),
        guidance: Guidance::ByDate,
        due: Due { text: "2024年12月底前".to_owned(), date: Date::new(2024, 12, 31).ok(), long_term: false },
        chain: vec![
            duty(DutyRole::Responsible, COUNTY, day),
            duty(DutyRole::Assisting, HELPER, day),
            duty(DutyRole::Supervising, BUREAU, day),
            duty(DutyRole::Enterprise, FIRM, day),
        ],
        steps: steps(),
        measures: vec![],
        declared_struck_off: None,
        import: None,
    }
}

fn measure(no: u32, text: String, due: Date) -> Measure {
    Measure {
        no,
        text,
        goal: String::new(),
        owner: Some(match no {
            2 => HELPER,
            3 => FIRM,
            _ => COUNTY,
        }),
        due: Some(due),
        long_term: false,
        money_fen: None,
        safety: String::new(),
        lasting: no == 1,
    }
}

/// A plan of so many measures; `tag` tells versions apart.
pub fn plan(measures: u32, tag: u32, due: Date) -> PlanDraft {
    PlanDraft {
        goal: "恢复河道原状".to_owned(),
        measures: (1..=measures).map(|no| measure(no, format!("措施{no}（{tag}）"), due)).collect(),
        standard: "general".to_owned(),
        due: None,
        safety: String::new(),
    }
}

pub fn evidence_id(n: u128) -> EvidenceId {
    EvidenceId(Uuid::from_u128(5000 + n))
}

pub fn evidence(n: u128, measures: Vec<u32>) -> Evidence {
    Evidence {
        id: evidence_id(n),
        title: format!("{SECRET}现场照片{n}"),
        kind: "photo".to_owned(),
        media: "image/jpeg".to_owned(),
        size: 1024,
        commitment: "00ff".to_owned(),
        happened: None,
        captured: None,
        valid_until: None,
        measures,
        before: None,
        replaces: None,
        located: true,
        rectifying: false,
    }
}

/// Words of a return, with a known code.
pub fn opinion() -> Opinion {
    Opinion { text: format!("{SECRET}再查"), reasons: vec!["half_solved".to_owned()] }
}

pub fn verdict(no: u32, evidence: Vec<EvidenceId>) -> MeasureVerdict {
    MeasureVerdict { no, opinion: opinion(), evidence }
}

pub fn report(no: u32, percent: u8) -> MeasureReport {
    MeasureReport { no, percent, note: format!("{SECRET}进展"), evidence: vec![] }
}

pub fn sweep() -> Vec<SweepPoint> {
    ["same_owner", "same_river"]
        .iter()
        .zip(1..)
        .map(|(direction, no)| SweepPoint {
            no, direction: (*direction).to_owned(), what: "其他砂石场".to_owned()
        })
        .collect()
}

pub fn acceptance(step: usize, visited: Date, evidence: Vec<EvidenceId>) -> Acceptance {
    Acceptance {
        step,
        verdict: AcceptanceVerdict::Agreed,
        visited,
        panel: vec!["张某（市局）".to_owned()],
        opinion: format!("{SECRET}同意"),
        conditions: String::new(),
        conditions_by: None,
        reasons: vec![],
        measures: vec![],
        by: None,
        evidence,
    }
}

pub fn notice(first_day: Date) -> NoticeOpening {
    NoticeOpening {
        first_day,
        days: 5,
        place: "市政府网站".to_owned(),
        phone: "0000-000000".to_owned(),
        reason: String::new(),
    }
}

pub fn objection(no: u32) -> Objection {
    Objection {
        no,
        vault: VaultId(Uuid::from_u128(9000 + u128::from(no))),
        commitment: "ab12".to_owned(),
        summary: format!("{SECRET}异议"),
    }
}

pub fn look_back(visited: Date, result: LookBackResult) -> LookBack {
    LookBack { visited, result, note: format!("{SECRET}回看"), lasting_works: true, evidence: vec![] }
}

pub fn returned(by: Date) -> Return {
    Return { reasons: vec!["shallow_inquiry".to_owned()], text: format!("{SECRET}退回"), by, measures: vec![] }
}

pub fn accountability(day: Date) -> Supervision {
    Supervision::Accountability {
        post: format!("{SECRET}某科科长"),
        unit: COUNTY,
        form: "admonition".to_owned(),
        basis: "某决定".to_owned(),
        body: "市纪委".to_owned(),
        day,
    }
}

pub fn meeting(day: Date) -> Meeting {
    Meeting {
        visit: true,
        day,
        who: "某副市长".to_owned(),
        text: format!("{SECRET}现场会"),
        decisions: vec![Decision { what: "清运剩余堆料".to_owned(), unit: HELPER, due: day }],
    }
}

pub fn transfer(from: dugai_domain::ids::UnitId) -> Transfer {
    let to = if from == OTHER { COUNTY } else { OTHER };
    Transfer { from, to, reason: "属地更正".to_owned() }
}
