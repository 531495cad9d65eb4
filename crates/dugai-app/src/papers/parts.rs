//! Pieces that several papers share: names, facts, and the tables of measures, evidence, gates.

use dugai_domain::ids::UnitId;
use dugai_domain::org::{Panel, Post, Role, UnitKind};
use dugai_domain::problem::printed::day_zh;
use dugai_domain::problem::state::{GateState, PlanState};
use dugai_domain::problem::{Acceptance, DutyRole, Mark, SweepOutcome};
use dugai_domain::reference::Gate;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use super::{Block, Case, Colophon, MAY_BREAK};
use crate::acting::{acting_for, action_of};
use crate::export::{progress_zh, types_zh, units_zh};
use crate::official::{evidence_zh, gate_state_zh, guidance_zh, level_zh, source_zh, stage_zh, sweep_zh};
use crate::setup::Setup;

/// Stands where nothing is recorded.
pub(super) const NONE: &str = "未载明";

/// The words, or that there are none.
pub(super) fn said(text: &str) -> String {
    if text.trim().is_empty() { NONE.to_owned() } else { text.trim().to_owned() }
}

/// A day in a table, or nothing.
pub(super) fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, day_zh)
}

/// A moment: 2026年11月5日 18:00.
pub(super) fn moment_zh(at: Timestamp) -> String {
    let (hour, minute) = at.clock_face();
    format!("{} {hour:02}:{minute:02}", day_zh(at.day()))
}

/// 1 to 99 in Chinese numerals, as headings are counted.
pub(super) fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: usize| DIGITS.get(d).copied().unwrap_or_default();
    match n / 10 {
        0 => digit(n).to_owned(),
        1 => format!("十{}", digit(n % 10)),
        tens => format!("{}十{}", digit(tens), digit(n % 10)),
    }
}

/// Money in 万元.
pub(super) fn money(fen: i64) -> String {
    format!("{}.{:02}万元", fen / 1_000_000, (fen % 1_000_000).unsigned_abs() / 10_000)
}

/// A ruled table; one line that says so where there are no rows.
pub(super) fn table(caption: &str, columns: &[(&str, u32)], rows: Vec<Vec<String>>) -> Block {
    if rows.is_empty() {
        return Block::Para("无记录。".to_owned());
    }
    let columns = columns.iter().map(|(title, share)| ((*title).to_owned(), *share)).collect();
    Block::Table { caption: caption.to_owned(), columns, rows }
}

/// A name of an office on its letters, which may break after its longer parts only.
pub(super) fn mark(name: &str) -> String {
    let mut name = name.to_owned();
    for part in ["人民政府", "保护督察", "领导小组", "委员会"] {
        name = name.replace(part, &format!("{part}{MAY_BREAK}"));
    }
    name.trim_end_matches(MAY_BREAK).to_owned()
}

/// The words of a title, which may break between these groups only.
pub(super) fn title(groups: &[&str]) -> String {
    groups.join(&MAY_BREAK.to_string())
}

/// Names and values for a table of facts.
pub(super) fn facts<const N: usize>(pairs: [(&str, String); N]) -> Vec<(String, String)> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), said(&value))).collect()
}

/// The word of a level without 级, which stands behind it on papers.
fn level_word(level: &str) -> String {
    level.trim().trim_end_matches('级').to_owned()
}

/// Full name of a unit.
pub(super) fn full_name(setup: &Setup, id: UnitId) -> String {
    setup.units.get(&id).map_or_else(|| id.to_string(), |u| u.name.clone())
}

/// The rectification office's full name, if there is one: who signs for the city.
pub(super) fn office_name(setup: &Setup, on: Date) -> Option<String> {
    setup.units_on(on).into_iter().find(|u| u.kind == UnitKind::Office).map(|u| u.name.clone())
}

/// Names that each stand once, without those of who writes or is written to.
pub(super) fn copies(names: Vec<String>, besides: [Option<&str>; 2]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for name in names {
        if !list.contains(&name) && !besides.contains(&Some(name.as_str())) {
            list.push(name);
        }
    }
    list
}

impl Case {
    /// Who put a mark, and for whom where only an acting post gave the right: 王敏（代李强）.
    pub(super) fn person(&self, mark: &Mark) -> String {
        let Some(by) = mark.by else { return "本系统".to_owned() };
        let name = self.setup.account_name(by);
        let mut own = self.history.iter().filter(|(_, r)| r.at == mark.at && r.by == mark.by);
        let whose = own.find_map(|(_, r)| acting_for(&self.setup, &self.problem, *mark, action_of(&r.event)));
        whose.map_or_else(|| name.clone(), |whose| format!("{name}（代{}）", self.setup.account_name(whose)))
    }

    /// The head of the rectification office, where it was the head who did it.
    pub(super) fn head_of_office(&self, mark: &Mark) -> Option<String> {
        let account = self.setup.accounts.get(&mark.by?)?;
        let (day, office) = (mark.at.day(), |unit: &UnitId| self.setup.units.get(unit).map(|u| u.kind));
        let heads = |p: &&Post| p.role == Role::Head && p.term.holds(day) && office(&p.unit) == Some(UnitKind::Office);
        account.posts.iter().find(heads).map(|_| account.name.clone())
    }

    /// For whom somebody accepted a measure: the supervising unit, or another of that person's units.
    fn acceptor(&self, mark: &Mark) -> String {
        let works = |p: &&Post| matches!(p.role, Role::Officer | Role::Head);
        let units: Vec<UnitId> = self.posts(mark).filter(works).map(|p| p.unit).collect();
        let supervising = self.problem.supervisors(mark.at.day());
        match (units.iter().find(|unit| supervising.contains(unit)), units.first()) {
            (Some(unit), _) => format!("督导单位{}", self.setup.unit_name(*unit)),
            (None, Some(unit)) => self.setup.unit_name(*unit),
            (None, None) => self.person(mark),
        }
    }

    /// Who did it and when.
    pub(super) fn signed(&self, mark: &Mark) -> String {
        format!("{} {}", self.person(mark), day_zh(mark.at.day()))
    }

    /// The same in a narrow column.
    pub(super) fn signed_cell(&self, mark: &Mark) -> String {
        format!("{}\n{}", self.person(mark), day_zh(mark.at.day()))
    }

    pub(super) fn units(&self, role: DutyRole) -> String {
        units_zh(&self.problem, role, (&self.setup, self.now.day()))
    }

    /// The unit that rectifies and for which somebody signed: of those in that part the one where that person
    /// holds a post, else the first.
    pub(super) fn rectifier(&self, mark: &Mark) -> Option<UnitId> {
        let day = mark.at.day();
        let posts: Vec<UnitId> = self.posts(mark).map(|post| post.unit).collect();
        let units: Vec<UnitId> = self.problem.units_in(DutyRole::Responsible, day).collect();
        units.iter().find(|unit| posts.contains(unit)).or(units.first()).copied()
    }

    /// To whom a unit reports its own work, never itself: the unit that supervises it, else the one that
    /// accepts it first, else the rectification office.
    pub(super) fn reported_to(&self, own: Option<UnitId>, day: Date) -> Option<String> {
        let p = &self.problem;
        let accepts = p.steps.iter().filter_map(|step| p.panel_of(step).ok());
        let mut above = p.supervisors(day).into_iter().chain(accepts.filter(|unit| !p.is_rectified_by(*unit)));
        let office = office_name(&self.setup, day);
        let named = above.find(|unit| Some(*unit) != own).map(|unit| full_name(&self.setup, unit));
        named.or(office.filter(|office| own.is_none_or(|own| full_name(&self.setup, own) != *office)))
    }

    /// Posts that somebody held who put a mark, on that day.
    fn posts(&self, mark: &Mark) -> impl Iterator<Item = &Post> {
        let day = mark.at.day();
        let account = mark.by.and_then(|by| self.setup.accounts.get(&by));
        account.into_iter().flat_map(|a| &a.posts).filter(move |p| p.term.holds(day))
    }

    pub(super) fn acceptance(&self, no: u32) -> Option<&(Mark, Acceptance)> {
        self.problem.acceptances.get(usize::try_from(no).ok()?.checked_sub(1)?)
    }

    /// The level of a step and who accepted there: the unit that the list names, or the one for which
    /// that person sits on a panel of the level.
    pub(super) fn accepting(&self, step: usize, mark: &Mark) -> (String, Option<String>) {
        let Some(step) = self.problem.steps.get(step) else { return (String::new(), None) };
        let panel = Panel::of_level(&step.level);
        let sits = |p: &&Post| {
            p.role == Role::Acceptor && self.setup.units.get(&p.unit).and_then(|u| self.setup.panel(u)) == Some(panel)
        };
        let own = || self.posts(mark).find(sits).map(|post| post.unit);
        let unit = self.problem.panel_of(step).ok().or_else(own);
        (level_word(&step.level), unit.map(|unit| full_name(&self.setup, unit)))
    }

    /// The standard by which the plan in force is judged, with its points.
    pub(super) fn standard(&self) -> String {
        let Some(plan) = self.problem.approved_plan() else { return String::new() };
        let PlanState::Approved { mark, .. } = &plan.state else { return String::new() };
        let code = &plan.draft.standard;
        let Some(standard) = self.setup.reference.standard_on(code, mark.at.day()) else { return code.clone() };
        let points = standard.points.iter().zip(1..).map(|(point, n)| format!("{n}. {point}"));
        std::iter::once(standard.named.zh.clone()).chain(points).collect::<Vec<_>>().join("\n")
    }

    /// How the problem is named in a sentence.
    pub(super) fn named(&self) -> String {
        let numbers: Vec<String> = self.problem.numbers.iter().map(|n| format!("{}{}", n.level, n.no)).collect();
        let source = &self.problem.source;
        let (round, kind) = (source.round.trim(), source_zh(source.kind));
        // 督察 is not said twice.
        let kind = match kind {
            _ if round.contains(kind) => "",
            _ if round.contains("督察") => kind.trim_start_matches("督察").trim_start_matches("历次督察"),
            _ => kind,
        };
        format!("{round}{kind}{}号问题", numbers.join("、"))
    }

    /// How the problem is named in a title: by its own number, the first it was given.
    pub(super) fn own(&self) -> String {
        let number = self.problem.numbers.first().map(|n| format!("{}{}", n.level, n.no));
        format!("{}号问题", number.unwrap_or_default())
    }

    /// Round and kind of the source, the kind only where the round does not say it.
    fn source(&self) -> String {
        let source = &self.problem.source;
        let (round, kind) = (source.round.trim(), source_zh(source.kind));
        match round {
            "" => kind.to_owned(),
            _ if round.contains(kind) => round.to_owned(),
            _ => format!("{round}，{kind}"),
        }
    }

    /// The rectification office's letters bear its name, and it prints them.
    pub(super) fn colophon(&self, day: Date, copies: Vec<String>) -> Option<Colophon> {
        Some(Colophon { copies, printer: mark(&office_name(&self.setup, day)?), date: day_zh(day) })
    }

    /// The units that answer for it and that supervise it on a day.
    pub(super) fn concerned(&self, day: Date) -> impl Iterator<Item = UnitId> {
        [DutyRole::Responsible, DutyRole::Supervising]
            .into_iter()
            .flat_map(move |role| self.problem.units_in(role, day))
    }

    /// The facts that open most papers.
    pub(super) fn basics(&self) -> Vec<(String, String)> {
        let p = &self.problem;
        let page =
            if p.source.page.trim().is_empty() { String::new() } else { format!("（第{}页）", p.source.page) };
        let county = p.place.county.map_or_else(String::new, |u| self.setup.unit_name(u));
        facts([
            ("编号", p.number_text()),
            ("问题来源", format!("{}{page}", self.source())),
            ("问题内容", p.text.clone()),
            ("问题类别", p.klass.clone()),
            ("类型", types_zh(p, &self.setup)),
            ("属地及地点", [county, p.place.words.clone()].join(" ")),
            ("整改目标", p.goal.clone()),
            ("整改时限", p.due_words()),
            ("分类指导", guidance_zh(p.guidance).to_owned()),
            ("责任单位", self.units(DutyRole::Responsible)),
            ("督导单位", self.units(DutyRole::Supervising)),
        ])
    }

    /// The further facts of the list and of the whole history.
    pub(super) fn standing(&self) -> Vec<(String, String)> {
        let p = &self.problem;
        let steps = p.steps.iter().map(|s| {
            format!(
                "{}级{}",
                level_word(&s.level),
                s.unit.map_or_else(String::new, |u| format!("：{}", self.setup.unit_name(u)))
            )
        });
        let force =
            p.task_force.as_ref().map_or_else(String::new, |t| format!("{}（{}）", t.name, t.members.join("、")));
        facts([
            ("配合单位", self.units(DutyRole::Assisting)),
            ("企业（主体责任）", self.units(DutyRole::Enterprise)),
            ("包案领导", p.lead_officer.as_ref().map_or_else(String::new, |l| l.name.clone())),
            ("专班", force),
            ("验收环节", steps.collect::<Vec<_>>().join("；")),
            ("督办级别", level_zh(p.level).to_owned()),
            ("整改进展", progress_zh(p, self.now.day()).to_owned()),
            ("状态", stage_zh(p.stage).to_owned()),
        ])
    }

    /// Measures with owner, date, progress; before a plan is approved, those of the list.
    pub(super) fn measures(&self) -> Block {
        let p = &self.problem;
        if p.measures.is_empty() {
            let rows = p.given.iter().map(|m| vec![m.no.to_string(), m.text.clone(), m.due.words()]);
            return table("清单所列措施（方案尚未批准）", &[("序号", 1), ("整改措施", 9), ("时限", 3)], rows.collect());
        }
        let rows = p.measures.iter().map(|m| {
            let moved = m.baseline.filter(|b| Some(*b) != m.measure.due);
            let long = if m.measure.long_term { "\n长期坚持" } else { "" };
            let baseline = moved.map_or_else(String::new, |b| format!("\n（原定{}）", day_zh(b)));
            let accepted = m.accepted.as_ref().map_or_else(|| "未验收".to_owned(), |mark| self.signed_cell(mark));
            vec![
                m.measure.no.to_string(),
                m.measure.text.clone(),
                m.measure.owner.map_or_else(|| NONE.to_owned(), |u| self.setup.unit_name(u)),
                format!("{}{long}{baseline}", day(m.measure.due)),
                format!("{}%", m.percent),
                m.note.clone(),
                accepted,
            ]
        });
        let columns = [
            ("序号", 2),
            ("整改措施", 8),
            ("责任单位", 4),
            ("完成时限", 5),
            ("进度", 2),
            ("进展情况", 7),
            ("措施验收", 5),
        ];
        table("", &columns, rows.collect())
    }

    /// How many measures there are and how many are done and accepted, in a sentence.
    pub(super) fn measures_said(&self) -> String {
        let all = &self.problem.measures;
        if all.is_empty() {
            return "整改方案尚未批准，无措施进展记录。".to_owned();
        }
        let done = all.iter().filter(|m| m.done.is_some()).count();
        let mut accepted: Vec<(String, usize)> = Vec::new();
        for who in all.iter().filter_map(|m| m.accepted.as_ref()).map(|mark| self.acceptor(mark)) {
            match accepted.iter_mut().find(|(name, _)| *name == who) {
                Some((_, n)) => *n += 1,
                None => accepted.push((who, 1)),
            }
        }
        let said = match &accepted[..] {
            [] => "尚无措施验收".to_owned(),
            by => {
                format!("其中{}", by.iter().map(|(who, n)| format!("经{who}验收{n}项")).collect::<Vec<_>>().join("，"))
            }
        };
        format!("整改方案共{}项措施，已完成{done}项，{said}。", all.len())
    }

    /// Evidence: those named, as a letter lists them; or all, with the commitments by which the file of the
    /// case can be checked against the ledger.
    pub(super) fn evidence(&self, only: Option<&[dugai_domain::ids::EvidenceId]>) -> Block {
        let mut columns = vec![
            ("序号", 2),
            ("名称", 6),
            ("种类", 3),
            ("对应措施", 2),
            ("反映日期", 4),
            ("上传", 4),
            ("加盐哈希承诺", 9),
        ];
        columns.truncate(if only.is_some() { columns.len() - 1 } else { columns.len() });
        let chosen = self.problem.evidence.iter().filter(|(_, e)| only.is_none_or(|ids| ids.contains(&e.id)));
        let rows = chosen.zip(1..).map(|((mark, e), n)| {
            let measures: Vec<String> = e.measures.iter().map(u32::to_string).collect();
            let mut row = vec![
                n.to_string(),
                e.title.clone(),
                evidence_zh(&e.kind).to_owned(),
                measures.join("、"),
                day(e.happened),
                self.signed_cell(mark),
                e.commitment.clone(),
            ];
            row.truncate(columns.len());
            row
        });
        let rows = rows.collect();
        table("", &columns, rows)
    }

    /// Every gate that is asked for, or was when the case ended, and every other that was signed, each with
    /// its signature.
    pub(super) fn gates(&self) -> Block {
        let (p, reference) = (&self.problem, &self.setup.reference);
        let asked = reference.as_of(p.ended_at().unwrap_or(self.now).day()).gates;
        let others = p.gates.keys().filter(|code| !asked.iter().any(|gate| gate.named.code == **code));
        let gates: Vec<Gate> = asked
            .iter()
            .cloned()
            .chain(others.filter_map(|code| reference.versions().find_map(|r| r.gate(code)).cloned()))
            .collect();
        let rows = gates.iter().map(|gate| {
            let state = p.gates.get(&gate.named.code);
            let (who, what) = match state {
                Some(GateState::Signed { mark, signature }) => (self.signed_cell(mark), signature.statement.clone()),
                Some(GateState::Waived { mark, reason } | GateState::NotApplicable { mark, reason }) => {
                    (self.signed_cell(mark), reason.clone())
                }
                None => (String::new(), String::new()),
            };
            vec![gate.named.zh.clone(), gate_state_zh(state).to_owned(), who, what]
        });
        table("", &[("关口", 4), ("签署", 4), ("签署人及日期", 5), ("说明", 6)], rows.collect())
    }

    /// The points of the sweep with their answers.
    pub(super) fn sweep(&self) -> Block {
        let rows = self.problem.sweep.iter().map(|s| {
            let mut known = self.setup.reference.versions().flat_map(|r| &r.sweep_directions);
            let direction = known.find(|d| d.code == s.point.direction);
            let outcome = s.answer.as_ref().map(|(_, a)| &a.outcome);
            let found = match outcome {
                Some(SweepOutcome::Bad(id)) => self.linked.get(id).map_or_else(String::new, |n| format!("（{n}）")),
                _ => String::new(),
            };
            vec![
                s.point.no.to_string(),
                direction.map_or_else(|| s.point.direction.clone(), |d| d.zh.clone()),
                s.point.what.clone(),
                format!("{}{found}", sweep_zh(outcome)),
                s.answer.as_ref().map_or_else(String::new, |(_, a)| a.note.clone()),
            ]
        });
        table("", &[("序号", 1), ("方向", 3), ("排查内容", 5), ("结果", 3), ("说明", 5)], rows.collect())
    }

    /// Words of the reasons for a return.
    pub(super) fn reasons(&self, codes: &[String]) -> String {
        let word = |code: &String| {
            let mut known = self.setup.reference.versions().flat_map(|r| &r.return_reasons);
            known.find(|r| r.code == *code).map_or_else(|| code.clone(), |r| r.zh.clone())
        };
        codes.iter().map(word).collect::<Vec<_>>().join("、")
    }
}
