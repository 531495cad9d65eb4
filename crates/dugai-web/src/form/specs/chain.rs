//! Who answers: signing, passing on, the chain, level, leader, task force, joining.

use dugai_domain::ids::{GroupId, UnitId};
use dugai_domain::problem::*;

use super::super::make::{Make, Options};
use super::super::spec::{FieldKind, FieldSpec, Lists};
use super::super::values::{Row, Sent};
use super::by_code;

/// Visits a leader can owe a year.
const VISITS_MAX: i64 = 60;

pub(super) fn fields(action: Action, p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    match action {
        Action::Claim => vec![m.choice("unit", mine(p, m)).need().with_only(), m.area("note")],
        Action::TakeFirstStep => vec![m.check("on_site"), m.area("text").need(), m.evidence(p)],
        Action::Bounce => {
            vec![m.choice("unit", mine(p, m)).need().with_only(), m.line("clause").need(), m.area("reason").need()]
        }
        Action::UpholdAssignment => {
            let objecting: Vec<UnitId> = p.objecting().collect();
            let units = m.units(|id, _| objecting.contains(&id));
            vec![m.choice("unit", units).need().with_only(), m.area("reason").need()]
        }
        Action::Transfer => {
            let responsible = |id: UnitId| p.units_in(DutyRole::Responsible, m.lists.today).any(|u| u == id);
            vec![
                m.choice("from", m.units(|id, _| responsible(id))).need().with_only(),
                m.choice("to", m.units(|id, _| !responsible(id))).need(),
                m.area("reason").need(),
            ]
        }
        Action::Decline => {
            let grounds: Vec<&str> = p.grounds().into_iter().map(Ground::code).collect();
            // Nobody brought an inspectors' item, and only a document of theirs ends it.
            let inspectors = p.source.kind.is_inspectors();
            let answer = if inspectors { m.area("answer") } else { m.area("answer").need() };
            let document = if inspectors { m.line("document").need() } else { m.line("document") };
            let ground = m.choice("ground", m.codes("ground", grounds)).need().with_only();
            vec![ground, m.area("reason").need(), answer, document, m.evidence(p)]
        }
        Action::AssignDuty => vec![
            m.choice("role", m.codes("duty", parts(p))).need().with_only(),
            m.choice("unit", m.all_units()).need(),
            m.line("person"),
            m.date("from").need().with(m.lists.today),
            m.date("to"),
        ],
        Action::EndDuty => vec![
            m.choice("duty", running(p, m)).need(),
            m.not_past("to").need().with(m.lists.today),
            m.area("reason").need(),
            m.line("document"),
        ],
        Action::Classify => classify(p, m),
        Action::SetLevel => {
            let others = (0..=3).filter(|n| *n != p.level).map(|n| (n.to_string(), m.w.code("level", &n.to_string())));
            let others = others.map(|(n, word)| (n, word.to_owned())).collect();
            vec![m.choice("level", others).need(), m.area("reason").need()]
        }
        Action::SetLeadOfficer => {
            let leaders = m.lists.leaders.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
            vec![
                m.choice("account", leaders),
                m.line("name"),
                m.number("visits_owed", 0, VISITS_MAX).with_some(p.lead_officer.as_ref().map(|l| l.visits_owed)),
            ]
        }
        Action::FormTaskForce => {
            let now = p.task_force.as_ref();
            vec![
                m.line("name").need().with_some(now.map(|t| &t.name)),
                m.lines("members").need().with_all(now.into_iter().flat_map(|t| &t.members)),
            ]
        }
        Action::Join => vec![m.choice("lead", m.other_problems(p)).need(), m.area("reason").need()],
        Action::Part | Action::Void => vec![m.area("reason").need()],
        _ => Vec::new(),
    }
}

/// Responsible units of the problem in which the person works.
fn mine(p: &Problem, m: &Make<'_>) -> Options {
    m.units(|id, _| m.lists.my_units.contains(&id) && p.units_in(DutyRole::Responsible, m.lists.today).any(|u| u == id))
}

/// Parts of the chain that have no end yet.
fn running(p: &Problem, m: &Make<'_>) -> Options {
    let open = p.chain.iter().filter(|d| d.to.is_none());
    open.map(|d| {
        let words = m.w.fill("form.part_of", &[("role", &m.w.code("duty", d.role.code())), ("unit", &m.unit(d.unit))]);
        (format!("{}/{}", d.role.code(), d.unit), words)
    })
    .collect()
}

/// Parts that can be given: of what has ended, only that of looking back at it.
fn parts(p: &Problem) -> Vec<&'static str> {
    let given = DutyRole::ALL.into_iter().filter(|role| p.stage.is_open() || *role == DutyRole::Supervising);
    given.map(DutyRole::code).collect()
}

/// From the last acceptance on, the order of acceptance stands.
fn steps_stand(p: &Problem) -> bool {
    matches!(p.stage, Stage::Accepted | Stage::Noticed | Stage::NoticeClosed | Stage::Filed)
}

fn classify(p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    let mut fields = vec![
        m.choice("guidance", m.codes("guidance", Guidance::ALL.map(Guidance::code))).need().with(p.guidance.code()),
        m.many("types", m.named(&m.lists.reference.types)).with_all(&p.types),
    ];
    if !steps_stand(p) {
        let supervising: Vec<UnitId> = p.supervisors(m.lists.today);
        fields.push(steps(m, &p.steps, &supervising));
        if !p.steps.is_empty() {
            fields.push(m.area("reason"));
            fields.extend(p.source.kind.is_inspectors().then(|| m.line("document")));
        }
    }
    fields
}

/// The acceptance steps in their order.
pub(super) fn steps(m: &Make<'_>, known: &[AcceptanceStep], first: &[UnitId]) -> FieldSpec {
    let row = m.within("step");
    let step = |level: Option<&String>, unit: Option<UnitId>| {
        vec![row.line("level").need().with_some(level), row.choice("unit", row.units_after(first)).with_some(unit)]
    };
    let mut spec = m.rows("steps", 0, step(None, None));
    if let FieldKind::Rows { rows, .. } = &mut spec.kind {
        *rows = known.iter().map(|k| step(Some(&k.level), k.unit)).collect();
    }
    spec
}

/// The steps of a checked form.
pub(super) fn read_steps(rows: Vec<Row>) -> Vec<AcceptanceStep> {
    rows.into_iter().map(|row| AcceptanceStep { level: row.v.text("level"), unit: row.v.get("unit") }).collect()
}

pub(super) fn command(action: Action, p: &Problem, lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    Some(match action {
        Action::Claim => Command::Claim(Claim { unit: s.v.get("unit")?, note: s.v.text("note") }),
        Action::TakeFirstStep => Command::TakeFirstStep(FirstStep {
            on_site: s.v.yes("on_site"),
            text: s.v.text("text"),
            evidence: s.v.every("evidence"),
            rectifying: false,
        }),
        Action::Bounce => {
            Command::Bounce(Bounce { unit: s.v.get("unit")?, clause: s.v.text("clause"), reason: s.v.text("reason") })
        }
        Action::UpholdAssignment => {
            Command::UpholdAssignment(Ruling { unit: s.v.get("unit")?, reason: s.v.text("reason") })
        }
        Action::Transfer => {
            Command::Transfer(Transfer { from: s.v.get("from")?, to: s.v.get("to")?, reason: s.v.text("reason") })
        }
        Action::Decline => declined(s)?,
        Action::AssignDuty => assigned(s)?,
        Action::EndDuty => ended(s)?,
        Action::Classify => classified(p, s)?,
        Action::SetLevel => Command::SetLevel(Level { level: s.v.get("level")?, reason: s.v.text("reason") }),
        Action::SetLeadOfficer => lead_officer(lists, s)?,
        Action::FormTaskForce => {
            Command::FormTaskForce(TaskForce { name: s.v.text("name"), members: s.v.all("members") })
        }
        Action::Join => {
            Command::Join(Join { group: GroupId(lists.new_id), lead: s.v.get("lead")?, reason: s.v.text("reason") })
        }
        Action::Part => Command::Part(Note { text: s.v.text("reason") }),
        Action::Void => Command::Void(Note { text: s.v.text("reason") }),
        _ => return None,
    })
}

/// What the inspectors withdraw has their document, what was found untrue its proof.
fn declined(s: &mut Sent) -> Option<Command> {
    let ground = by_code(&Ground::ALL, Ground::code, &s.v.text("ground"))?;
    if ground == Ground::Withdrawn {
        s.need("document", "form.fault.withdrawn");
    }
    if ground == Ground::Unfounded {
        s.need("evidence", "form.fault.evidence");
    }
    Some(Command::Decline(NotAccepted {
        ground,
        reason: s.v.text("reason"),
        answer: s.v.text("answer"),
        document: s.v.text("document"),
        evidence: s.v.every("evidence"),
    }))
}

/// Steps that stood are changed with a reason, those of an inspectors' list with a document.
fn classified(p: &Problem, s: &mut Sent) -> Option<Command> {
    let guidance = by_code(&Guidance::ALL, Guidance::code, &s.v.text("guidance"))?;
    let steps = if steps_stand(p) { p.steps.clone() } else { read_steps(s.take_rows("steps")) };
    if !p.steps.is_empty() && steps != p.steps {
        s.need("reason", "form.fault.steps");
        if p.source.kind.is_inspectors() {
            s.need("document", "form.fault.steps_document");
        }
    }
    Some(Command::Classify(Classification {
        guidance,
        types: s.v.all("types"),
        steps,
        reason: s.v.text("reason"),
        document: s.v.text("document"),
    }))
}

fn assigned(s: &mut Sent) -> Option<Command> {
    let (from, to) = (s.v.date("from"), s.v.date("to"));
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        s.blame("to", "form.fault.before_start");
    }
    Some(Command::AssignDuty(Duty {
        role: by_code(&DutyRole::ALL, DutyRole::code, &s.v.text("role"))?,
        unit: s.v.get("unit")?,
        person: s.v.text("person"),
        from: from?,
        to,
    }))
}

fn ended(s: &Sent) -> Option<Command> {
    let part = s.v.text("duty");
    let (role, unit) = part.split_once('/')?;
    Some(Command::EndDuty(DutyEnd {
        role: by_code(&DutyRole::ALL, DutyRole::code, role)?,
        unit: unit.parse().ok()?,
        to: s.v.date("to")?,
        reason: s.v.text("reason"),
        document: s.v.text("document"),
    }))
}

/// A leader with a log-in is known by name and post; nobody types them again.
fn lead_officer(lists: &Lists<'_>, s: &mut Sent) -> Option<Command> {
    let account = s.v.get("account");
    let known = lists.leaders.iter().find(|(id, _)| Some(*id) == account).map(|(_, name)| name.clone());
    if known.is_none() {
        s.need("name", "form.fault.leader");
    }
    let typed = s.v.text("name");
    let name = if typed.is_empty() { known? } else { typed };
    Some(Command::SetLeadOfficer(LeadOfficer { name, account, visits_owed: s.v.get("visits_owed").unwrap_or(0) }))
}
