//! What somebody would do about a thing that waits: the person and the command.

use dugai_app::Setup;
use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, EvidenceId, UnitId};
use dugai_domain::org::Role;
use dugai_domain::problem::check::{is_rectifier, open_gates};
use dugai_domain::problem::turn::{Hand, Turn};
use dugai_domain::problem::*;
use dugai_domain::reference::GateSigner;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use super::chance::Chance;
use super::words::{AGREED, FIRST, RETURNED, SWEEP, progress};
use super::{plan, shifted};

/// What a move is made from.
pub struct Table<'a> {
    /// The problem.
    pub p: &'a Problem,
    /// The setup.
    pub setup: &'a Setup,
    /// Today.
    pub today: Date,
    /// How many of a hundred pieces of work come back.
    pub faulty: i64,
}

/// A move: who, and what. A photograph is put in first where one is needed.
pub enum Move {
    /// An act.
    Act(AccountId, Box<Command>),
    /// Evidence for a measure (0: the whole), then the same turn again.
    Evidence(AccountId, u32),
    /// Nothing to do for this turn.
    None,
}

/// The move for a turn.
pub fn make(t: &Table<'_>, turn: &Turn, chance: &mut Chance) -> Move {
    let Some(who) = t.hand(turn.hand) else { return Move::None };
    let unit = match turn.hand {
        Hand::Unit(unit, _) => Some(unit),
        _ => None,
    };
    match turn.action {
        Action::ReportMeasure => t.report(who, unit, chance),
        Action::AcceptMeasure if t.is_own(who) => t.supervise(who),
        Action::AssignDuty => t.supervise(who),
        Action::AcceptMeasure => t.verdict(who, chance),
        Action::SelfCheck => t.with_evidence(who, None, |e| {
            Command::SelfCheck(SelfCheck {
                summary: "对照整改目标逐项自查，措施全部完成，目标达到。".into(),
                evidence: e,
            })
        }),
        Action::SignGate => t.gate(who, turn, chance),
        Action::LookBack => t.look_back(who, chance),
        Action::RecordAcceptance => t.acceptance(who, chance),
        action => match t.simple(action, unit, chance) {
            Some(command) => Move::Act(who, Box::new(command)),
            None => Move::None,
        },
    }
}

impl Table<'_> {
    /// Somebody who can take a turn.
    fn hand(&self, hand: Hand) -> Option<AccountId> {
        match hand {
            Hand::Account(account) => Some(account),
            Hand::Unit(unit, role) => self.holder(unit, role.unwrap_or(Role::Officer)),
            Hand::Office(role) => {
                let office = self.setup.units.values().find(|u| u.kind == dugai_domain::org::UnitKind::Office)?;
                self.holder(office.id, role.unwrap_or(Role::Officer))
            }
            Hand::Panel(panel) => {
                let mut units = self.setup.units_on(self.today);
                units.retain(|u| self.setup.panel(u) == Some(panel) && !self.p.is_rectified_by(u.id));
                let others = units.into_iter().map(|u| u.id);
                let mut own = self.p.supervisors(self.today);
                own.retain(|u| self.setup.units.get(u).is_some_and(|u| self.setup.panel(u) == Some(panel)));
                // Nobody takes two steps of one problem.
                let took = |account: &AccountId| self.p.agreed().any(|(mark, _)| mark.by == Some(*account));
                own.into_iter().chain(others).filter_map(|u| self.holder(u, Role::Acceptor)).find(|a| !took(a))
            }
        }
    }

    fn holder(&self, unit: UnitId, role: Role) -> Option<AccountId> {
        let other = if role == Role::Officer { Role::Head } else { Role::Officer };
        let first = self.setup.holders(unit, role, self.today).next();
        let account =
            first.or_else(|| self.setup.holders(unit, other, self.today).next().filter(|_| role != Role::Acceptor));
        account.map(|a| a.id)
    }

    fn evidence_for(&self, measure: u32) -> Vec<EvidenceId> {
        let of = |e: &Evidence| e.measures.contains(&measure);
        self.p.evidence.iter().rev().filter(|(_, e)| of(e)).map(|(_, e)| e.id).take(3).collect()
    }

    /// An act with what was added last, not before a moment.
    fn with_evidence(
        &self,
        who: AccountId,
        since: Option<Timestamp>,
        command: impl FnOnce(Vec<EvidenceId>) -> Command,
    ) -> Move {
        let newest = self.p.evidence.iter().rev().filter(|(mark, _)| Some(mark.at) >= since);
        let evidence: Vec<EvidenceId> = newest.map(|(_, e)| e.id).take(3).collect();
        if evidence.is_empty() { Move::Evidence(who, 0) } else { Move::Act(who, Box::new(command(evidence))) }
    }

    /// Acts that need nothing but words.
    fn simple(&self, action: Action, unit: Option<UnitId>, chance: &mut Chance) -> Option<Command> {
        let note = |text: &str| Note { text: text.to_owned() };
        Some(match action {
            Action::Claim => Command::Claim(Claim { unit: unit?, note: "已签收，明确专人负责。".into() }),
            Action::TakeFirstStep => Command::TakeFirstStep(FirstStep {
                on_site: self.p.moments.contains_key(&dugai_domain::reference::Moment::FirstResponse)
                    || chance.percent(70),
                text: chance.one(&FIRST)?.to_owned(),
                evidence: Vec::new(),
                rectifying: false,
            }),
            Action::Classify => {
                let supervisor = self.p.supervisors(self.today).first().copied();
                Command::Classify(Classification {
                    guidance: self.p.guidance,
                    types: self.p.types.clone(),
                    steps: vec![AcceptanceStep { level: "市".into(), unit: supervisor }],
                    reason: "原定验收单位参与整改，另定验收单位。".into(),
                    document: "市整改办会议纪要（示例）".into(),
                })
            }
            Action::DraftPlan => plan::draft(self.p, &self.setup.reference, self.today, chance),
            Action::SubmitPlan => Command::SubmitPlan(note("方案经本级政府研究同意，现报审。")),
            Action::ApprovePlan if chance.percent(self.faulty / 2) => Command::ReturnPlan(Opinion {
                text: chance.one(&RETURNED)?.to_owned(),
                reasons: vec!["loose_measures".into()],
            }),
            Action::ApprovePlan => {
                Command::ApprovePlan(Opinion { text: chance.one(&AGREED)?.to_owned(), reasons: Vec::new() })
            }
            Action::PlanSweep => Command::PlanSweep(sweep()),
            Action::AnswerSweep => {
                let point = self.p.sweep.iter().find(|s| s.answer.is_none())?;
                let outcome = if chance.percent(88) { SweepOutcome::Clean } else { SweepOutcome::Waived };
                let note = match outcome {
                    SweepOutcome::Waived => "该方向本辖区无同类对象",
                    _ => "已组织排查，未发现同类问题",
                };
                Command::AnswerSweep(SweepAnswer { no: point.point.no, outcome, note: note.into() })
            }
            Action::ConfirmWaiver => {
                let waived = |g: &&String| matches!(self.p.gates.get(*g), Some(state::GateState::Waived { .. }));
                let open = open_gates(self.p, &self.setup.reference);
                let gate = open.iter().find(waived)?;
                Command::ConfirmWaiver(GateWaiver {
                    gate: gate.clone(), reason: "情况属实，确认不适用。".into()
                })
            }
            Action::ApplyAcceptance => Command::ApplyAcceptance(note("整改任务已完成，申请验收。")),
            Action::OpenNotice => Command::OpenNotice(NoticeOpening {
                first_day: self.today,
                days: self.setup.reference.notice_days.first().copied().unwrap_or(5),
                place: "市人民政府门户网站".into(),
                phone: "0835-0000000（虚构）".into(),
                reason: String::new(),
            }),
            Action::AnswerObjection => {
                let open = self.p.objections.iter().find(|o| o.answer.is_none())?;
                Command::AnswerObjection(ObjectionAnswer {
                    no: open.objection.no,
                    upheld: false,
                    answer: "已于次日夜间复查，监测结果达标；照片点位与台账一致，欢迎继续监督。".into(),
                    measures: Vec::new(),
                })
            }
            Action::CloseNotice => Command::CloseNotice(note("公示期满，无未答复异议。")),
            Action::File => Command::File(Filing {
                document: format!("雅督整改（演示）〔{}〕{}号", self.today.year(), chance.between(1, 200)),
                body: "省生态环境保护督察办公室".into(),
                day: self.today,
            }),
            Action::StrikeOff => Command::StrikeOff(note("材料齐全，程序到位，准予销号。")),
            Action::AnswerSupervision => {
                let open = self.p.supervisions.iter().find(|s| s.answer.is_none())?;
                Command::AnswerSupervision(SupervisionAnswer {
                    no: open.no,
                    text: "已增加人员和设备，倒排工期，确保按期完成。".into(),
                    closed: false,
                })
            }
            Action::FinishDuty => {
                let open = self.p.duties.iter().find(|d| d.done.is_none())?;
                Command::FinishDuty(DutyDone { no: open.no, result: "已落实，材料已归档。".into() })
            }
            Action::DecideExtension => Command::DecideExtension(ExtensionDecision {
                granted: chance.percent(75),
                opinion: "经研究，按程序办理。".into(),
            }),
            _ => return None,
        })
    }

    fn look_back(&self, who: AccountId, chance: &mut Chance) -> Move {
        let result = match chance.between(1, 100) {
            1..=9 => LookBackResult::Rebound,
            10..=24 => LookBackResult::Weak,
            _ => LookBackResult::Holds,
        };
        let note = match result {
            LookBackResult::Rebound => "现场再次发现含泥废水外排，长效机制未执行。",
            LookBackResult::Weak => "总体保持良好，巡查记录不完整，已责令补正。",
            LookBackResult::Holds => "整改成效保持良好，长效机制正常运行。",
        };
        let lasting_works = result == LookBackResult::Holds;
        self.with_evidence(who, self.p.ended_or_looked_at(), |evidence| {
            Command::LookBack(LookBack { visited: self.today, result, note: note.into(), lasting_works, evidence })
        })
    }

    /// Whether something shows a measure done, added since it was approved and sent back last.
    fn is_shown(&self, m: &state::MeasureProgress) -> bool {
        let of = |e: &Evidence| e.measures.contains(&m.measure.no);
        self.p.evidence.iter().any(|(mark, e)| of(e) && Some(mark.at) >= m.since.max(m.returned))
    }

    fn report(&self, who: AccountId, unit: Option<UnitId>, chance: &mut Chance) -> Move {
        let mine = |m: &&state::MeasureProgress| {
            m.done.is_none() && (unit.is_none() || m.measure.owner == unit || m.measure.owner.is_none())
        };
        let Some(m) = self.p.measures.iter().find(mine) else { return Move::None };
        let no = m.measure.no;
        let step = u8::try_from(chance.between(45, 80)).unwrap_or(30);
        let percent = if m.percent >= 60 { 100 } else { (m.percent + step).min(100) };
        let evidence = self.evidence_for(no);
        if percent == 100 && !self.is_shown(m) {
            return Move::Evidence(who, no);
        }
        let note = chance.one(progress(percent, m.measure.lasting));
        Move::Act(
            who,
            Box::new(Command::ReportMeasure(MeasureReport {
                no,
                percent,
                note: note.unwrap_or("推进中").to_owned(),
                evidence,
            })),
        )
    }

    fn verdict(&self, who: AccountId, chance: &mut Chance) -> Move {
        let Some(m) = self.p.measures.iter().find(|m| m.done.is_some() && m.accepted.is_none()) else {
            return Move::None;
        };
        let no = m.measure.no;
        if m.returns == 0 && chance.percent(self.faulty / 2) {
            let opinion = Opinion {
                text: chance.one(&RETURNED).unwrap_or("材料不足").to_owned(),
                reasons: vec!["evidence_lacking".into()],
            };
            return Move::Act(
                who,
                Box::new(Command::ReturnMeasure(MeasureVerdict { no, opinion, evidence: Vec::new() })),
            );
        }
        let opinion = Opinion { text: "现场核对，达到目标，同意验收。".into(), reasons: Vec::new() };
        Move::Act(
            who,
            Box::new(Command::AcceptMeasure(MeasureVerdict { no, opinion, evidence: self.evidence_for(no) })),
        )
    }

    /// Signs the first open gate that is this hand's to sign.
    fn gate(&self, who: AccountId, turn: &Turn, chance: &mut Chance) -> Move {
        let mine = |signer: GateSigner| match turn.hand {
            Hand::Office(_) => {
                signer == GateSigner::Office || (signer == GateSigner::Supervising && !self.supervised())
            }
            Hand::Unit(_, Some(Role::Head)) => signer == GateSigner::ResponsibleHead,
            _ => signer == GateSigner::Supervising,
        };
        let open = open_gates(self.p, &self.setup.reference);
        let waiting = |code: &&String| !self.p.gates.contains_key(*code);
        let mut gates = open.iter().filter(waiting).filter_map(|code| self.setup.reference.gate(code));
        let Some(gate) = gates.find(|g| mine(g.signer)) else { return Move::None };
        let code = gate.named.code.clone();
        if gate.waivable && self.p.source.kind != SourceKind::Complaint && chance.percent(50) {
            return Move::Act(
                who,
                Box::new(Command::WaiveGate(GateWaiver {
                    gate: code,
                    reason: "无直接信访人，周边走访无异议。".into(),
                })),
            );
        }
        // Each gate has its own signer.
        let signed = |s: &state::GateState| matches!(s, state::GateState::Signed { mark, .. } if mark.by == Some(who));
        let head = self.hand(Hand::Office(Some(Role::Head)));
        let who = if self.p.gates.values().any(signed) { head.unwrap_or(who) } else { who };
        self.with_evidence(who, Some(self.p.work_began()), |evidence| {
            Command::SignGate(GateSignature {
                gate: code,
                statement: "经核实，情况属实，符合要求。".into(),
                method: "现场走访并查阅资料".into(),
                evidence,
                rectifying: false,
            })
        })
    }

    /// Whether somebody would judge own work.
    fn is_own(&self, who: AccountId) -> bool {
        self.setup.actor(who, self.today).is_some_and(|a| is_rectifier(self.p, &a))
    }

    /// The office rectifies itself: a department that does not is put in to supervise.
    fn supervise(&self, who: AccountId) -> Move {
        let names = ["市生态环境局", "市水利局", "市自然资源和规划局"];
        let free = names.iter().filter_map(|n| self.setup.unit_of_name(n)).find(|u| !self.p.is_rectified_by(*u));
        let Some(unit) = free else { return Move::None };
        let duty = Duty { role: DutyRole::Supervising, unit, person: String::new(), from: self.today, to: None };
        Move::Act(who, Box::new(Command::AssignDuty(duty)))
    }

    fn supervised(&self) -> bool {
        !self.p.supervisors(self.today).is_empty()
    }

    fn acceptance(&self, who: AccountId, chance: &mut Chance) -> Move {
        let open = open_gates(self.p, &self.setup.reference);
        let last = self.p.next_step + 1 >= self.p.steps.len();
        let actor = self.setup.actor(who, self.today).unwrap_or_else(|| Actor::system(self.today));
        if (last && !open.is_empty()) || is_rectifier(self.p, &actor) {
            return Move::None;
        }
        let returned = self.p.acceptances.is_empty() && chance.percent(self.faulty / 2);
        let (verdict, opinion) = if returned {
            (AcceptanceVerdict::Returned, "现场仍有局部渗水，不同意通过验收。")
        } else {
            (AcceptanceVerdict::Agreed, "经现场核查和资料审查，达到整改目标，同意通过验收。")
        };
        let step = self.p.next_step;
        let name = self.setup.account_name(who);
        self.with_evidence(who, Some(self.p.work_began()), |evidence| {
            Command::RecordAcceptance(Acceptance {
                step,
                verdict,
                visited: self.today,
                panel: vec![format!("{name}（演示）"), "特邀专家 沈工（虚构）".into()],
                opinion: opinion.into(),
                conditions: if returned { "补做防渗后重新申请。".into() } else { String::new() },
                conditions_by: None,
                reasons: if returned { vec!["half_solved".into()] } else { Vec::new() },
                measures: Vec::new(),
                by: returned.then(|| shifted(self.today, 20)),
                evidence,
            })
        })
    }
}

/// The directions in which others of the kind are looked for.
fn sweep() -> Vec<SweepPoint> {
    let point = |((direction, what), no): (&(&str, &str), u32)| SweepPoint {
        no,
        direction: (*direction).into(),
        what: (*what).into(),
    };
    SWEEP.iter().zip(1..).map(point).collect()
}

/// The days a turn waits before somebody takes it, by how quick the people are (10: ordinary).
pub fn patience(action: Action, pace: i64, chance: &mut Chance) -> i64 {
    let (low, high) = match action {
        Action::Claim => (0, 2),
        Action::TakeFirstStep => (0, 3),
        Action::DraftPlan => (6, 18),
        Action::ReportMeasure => (5, 15),
        Action::AcceptMeasure => (2, 8),
        Action::PlanSweep => (3, 9),
        Action::SelfCheck => (4, 12),
        Action::RecordAcceptance => (6, 16),
        Action::LookBack => (-60, 20),
        Action::AnswerSupervision | Action::FinishDuty => (3, 9),
        _ => (1, 4),
    };
    if action == Action::LookBack { chance.between(low, high) } else { chance.between(low, high) * pace / 10 }
}

/// A later date for what is late.
pub fn extension(p: &Problem, today: Date, chance: &mut Chance) -> Option<Command> {
    let m = p.measures.iter().find(|m| m.done.is_none() && m.measure.due.is_some_and(|d| d < shifted(today, 15)))?;
    let due = m.measure.due?;
    let to = shifted(due.max(today), chance.between(20, 60));
    // No measure ends after the whole: that is extended first.
    if p.due.date.is_some_and(|limit| to > limit) && !p.is_long_term() {
        return Some(plan::whole(shifted(to, 30)));
    }
    Some(Command::RequestExtension(ExtensionRequest {
        of: ExtensionOf::Measure(m.measure.no),
        to,
        reason: "汛期施工受限，需顺延工期。".into(),
    }))
}
