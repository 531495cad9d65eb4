//! The list of one problem, and its whole history from the first event to the last.

use dugai_domain::problem::printed::day_zh;
use dugai_domain::problem::state::{PlanState, PlanVersion};
use dugai_domain::problem::{ExtensionOf, Measure, Stage, Supervision};

use super::parts::{NONE, day, facts, moment_zh, money, numeral, said, table, title};
use super::{Block, Case, Paper, Told};
use crate::official::{duty_zh, look_back_zh, plan_state_zh, supervision_zh, verdict_zh};

/// Sections with their counted headings.
#[derive(Default)]
struct Sections {
    blocks: Vec<Block>,
    count: usize,
}

impl Sections {
    fn add(&mut self, title: &str, blocks: impl IntoIterator<Item = Block>) {
        self.count += 1;
        self.blocks.push(Block::Heading1(format!("{}、{title}", numeral(self.count))));
        self.blocks.extend(blocks);
    }
}

/// What is there, line by line.
fn lines<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// The safety and quality notes of a measure.
fn safety(m: &Measure) -> Option<String> {
    let note = m.safety.trim();
    (!note.is_empty()).then(|| format!("（质量和安全：{note}）"))
}

impl Case {
    pub(super) fn task_list(&self) -> Paper {
        let mut about = self.basics();
        about.extend(self.standing());
        Paper {
            title: format!("{}\n（{}）", title(&[self.setup.city(), "生态环境保护督察", "整改任务清单"]), self.own()),
            blocks: vec![
                Block::Facts(about),
                Block::Heading1("整改措施".to_owned()),
                self.measures(),
                Block::Para(format!("截至时间：{}", moment_zh(self.now))),
            ],
            landscape: true,
            ..Paper::default()
        }
    }

    pub(super) fn whole(&self, told: &[Told]) -> Paper {
        let p = &self.problem;
        let mut all = Sections::default();
        let mut about = self.basics();
        about.extend(self.standing());
        all.add("基本情况", [Block::Facts(about)]);
        all.add("责任链", [self.chain()]);
        all.add("整改方案", self.plans());
        all.add("措施进展", [Block::Para(self.measures_said()), self.measures()]);
        all.add("佐证材料", [self.evidence(None)]);
        all.add("举一反三", [self.sweep()]);
        all.add("关口签署", [self.gates()]);
        all.add("验收", [self.acceptances()]);
        all.add("公示及异议", self.noticed());
        all.add("备案与销号", [self.ended()]);
        all.add("回头看", [self.look_backs()]);
        all.add("督办、约谈、通报、问责、移送", [self.supervisions()]);
        all.add("调研、会议、指示批示及议定事项", [self.meetings(), self.duties()]);
        all.add("月调度", [self.months()]);
        all.add("延期与中止计时", [self.extensions(), self.pauses()]);
        if !p.past.is_empty() {
            all.add("以前各轮整改", self.past());
        }
        all.add("全程记录", [self.events(told)]);
        all.blocks.push(Block::Para(format!(
            "本记录由系统按台账自动生成，共{}项，截至{}。各项可凭台账号在公开的台账页面核验。",
            self.history.len(),
            moment_zh(self.now)
        )));
        Paper { title: title(&[&self.own(), "整改全程记录"]), blocks: all.blocks, ..Paper::default() }
    }

    fn chain(&self) -> Block {
        let rows = self.problem.chain.iter().map(|d| {
            let until = d.to.map_or_else(|| "至今".to_owned(), |to| format!("至{}", day_zh(to)));
            vec![
                duty_zh(d.role).to_owned(),
                self.setup.unit_name(d.unit),
                d.person.clone(),
                format!("{}{until}", day_zh(d.from)),
            ]
        });
        table("", &[("责任", 4), ("单位", 4), ("责任人", 4), ("起止", 4)], rows.collect())
    }

    fn plans(&self) -> Vec<Block> {
        if self.problem.plans.is_empty() {
            return vec![Block::Para("无记录。".to_owned())];
        }
        self.problem.plans.iter().flat_map(|v| self.plan(v)).collect()
    }

    fn plan(&self, v: &PlanVersion) -> [Block; 3] {
        let decided = match &v.state {
            PlanState::Draft => String::new(),
            PlanState::Submitted { mark } | PlanState::Superseded { mark } => self.signed(mark),
            PlanState::Approved { mark, opinion } => format!("{}：{}", self.signed(mark), said(&opinion.text)),
            PlanState::Returned { mark, opinion } => {
                format!("{}：{}（{}）", self.signed(mark), said(&opinion.text), said(&self.reasons(&opinion.reasons)))
            }
        };
        let approved = match &v.state {
            PlanState::Approved { mark, .. } | PlanState::Superseded { mark } => mark.at.day(),
            _ => self.now.day(),
        };
        let reference = &self.setup.reference;
        // One that was taken out before the plan was approved keeps its word.
        let known = || reference.versions().find_map(|r| r.standard(&v.draft.standard));
        let standard = reference.standard_on(&v.draft.standard, approved).or_else(known);
        let about = facts([
            ("编制", self.signed(&v.drafted)),
            ("审批", decided),
            ("目标", v.draft.goal.clone()),
            ("验收标准", standard.map_or_else(|| v.draft.standard.clone(), |s| s.named.zh.clone())),
            ("完成时限", day(v.draft.due)),
            ("质量和安全", v.draft.safety.clone()),
        ]);
        let rows = v.draft.measures.iter().map(|m| {
            vec![
                m.no.to_string(),
                lines([Some(m.text.clone()), safety(m), m.lasting.then(|| "（长效机制）".to_owned())]),
                m.goal.clone(),
                m.owner.map_or_else(String::new, |u| self.setup.unit_name(u)),
                lines([m.due.map(day_zh), m.long_term.then(|| "长期坚持".to_owned())]),
                m.money_fen.map_or_else(String::new, money),
            ]
        });
        let columns = [("序号", 2), ("措施", 9), ("目标", 5), ("责任单位", 4), ("时限", 4), ("资金", 4)];
        [
            Block::Heading2(format!(
                "（{}）第{}版（{}）",
                numeral(v.version as usize),
                v.version,
                plan_state_zh(&v.state)
            )),
            Block::Facts(about),
            table("", &columns, rows.collect()),
        ]
    }

    fn acceptances(&self) -> Block {
        let rows = self.problem.acceptances.iter().map(|(mark, a)| {
            let (level, unit) = self.accepting(a.step, mark);
            let demanded = self.demanded(a).into_iter().map(|(name, value)| format!("{name}：{value}"));
            let opinion = std::iter::once(a.opinion.clone()).chain(demanded).collect::<Vec<_>>().join("\n");
            vec![
                format!("{level}级 {}", unit.unwrap_or_else(|| NONE.to_owned())),
                day_zh(a.visited),
                a.panel.join("、"),
                verdict_zh(a.verdict).to_owned(),
                opinion,
                self.signed_cell(mark),
            ]
        });
        let columns = [("步骤", 4), ("现场", 4), ("验收组", 5), ("结论", 2), ("意见及条件", 9), ("出具", 4)];
        table("", &columns, rows.collect())
    }

    fn noticed(&self) -> [Block; 2] {
        let about = self.problem.notice.as_ref().map(|(mark, n)| {
            let last = self.problem.notice_days(&self.setup.calendar).map_or(n.last_day, |days| days.last);
            Block::Facts(facts([
                ("公示期", format!("{}至{}（{}个工作日）", day_zh(n.opening.first_day), day_zh(last), n.opening.days)),
                ("公示平台", n.opening.place.clone()),
                ("监督电话", n.opening.phone.clone()),
                ("办理", self.signed(mark)),
            ]))
        });
        let rows = self.problem.objections.iter().map(|o| {
            let answer = o.answer.as_ref();
            vec![
                o.objection.no.to_string(),
                day_zh(o.mark.at.day()),
                o.objection.summary.clone(),
                answer.map_or("未答复", |(_, a)| if a.upheld { "成立" } else { "不成立" }).to_owned(),
                answer.map_or_else(String::new, |(m, a)| format!("{}（{}）", a.answer, self.signed(m))),
            ]
        });
        let rows: Vec<_> = rows.collect();
        let objections = if rows.is_empty() {
            Block::Para("公示异议：无记录。".to_owned())
        } else {
            table("公示异议（不含个人信息）", &[("序号", 1), ("收到", 3), ("摘要", 5), ("认定", 2), ("答复", 6)], rows)
        };
        [about.unwrap_or_else(|| Block::Para("公示：无记录。".to_owned())), objections]
    }

    fn ended(&self) -> Block {
        let p = &self.problem;
        let filed = p.filing.as_ref().map_or_else(String::new, |(mark, f)| {
            format!("{}，{}，{}（{}）", f.document, f.body, day_zh(f.day), self.signed(mark))
        });
        let struck = p.moments.get(&dugai_domain::reference::Moment::StruckOff);
        let struck = struck.filter(|_| p.stage != Stage::Declared);
        Block::Facts(facts([
            ("备案", filed),
            ("来文载明销号", p.declared_by.clone().unwrap_or_default()),
            ("销号日期", day(struck.map(|t| t.day()))),
            ("其他办结说明", p.ended_note.clone().unwrap_or_default()),
        ]))
    }

    fn look_backs(&self) -> Block {
        let rows = self.problem.look_backs.iter().map(|(mark, l)| {
            let lasting = if l.lasting_works { "有效" } else { "失效" };
            vec![
                day_zh(l.visited),
                look_back_zh(l.result).to_owned(),
                lasting.to_owned(),
                l.note.clone(),
                self.signed_cell(mark),
            ]
        });
        table("", &[("现场", 4), ("结果", 3), ("长效机制", 3), ("情况", 6), ("记录", 4)], rows.collect())
    }

    fn supervisions(&self) -> Block {
        let rows = self.problem.supervisions.iter().map(|s| {
            let (to, text) = self.supervision(&s.act);
            let answer =
                s.answer.as_ref().map_or_else(|| "未答复".to_owned(), |(m, a)| format!("{a}（{}）", self.signed(m)));
            let result = s.result.as_ref().map(|(m, a)| format!("处理结果：{a}（{}）", self.signed(m)));
            let answer = [answer].into_iter().chain(result).collect::<Vec<_>>().join("\n");
            vec![s.no.to_string(), supervision_zh(&s.act).to_owned(), to, text, self.signed_cell(&s.mark), answer]
        });
        let columns = [("序号", 2), ("方式", 3), ("对象", 4), ("内容", 6), ("办理", 5), ("答复", 5)];
        table("", &columns, rows.collect())
    }

    fn supervision(&self, act: &Supervision) -> (String, String) {
        let unit = |id: &dugai_domain::ids::UnitId| self.setup.unit_name(*id);
        match act {
            Supervision::Urge { unit: id, text, reply_by } => {
                (unit(id), format!("{text}（{}前答复）", day_zh(*reply_by)))
            }
            Supervision::Talk { unit: id, day, text } => (unit(id), format!("{} {text}", day_zh(*day))),
            Supervision::Circular { unit: id, document, text } => (unit(id), format!("{document} {text}")),
            Supervision::Accountability { post, unit: id, form, basis, body, day } => {
                let mut forms = self.setup.reference.versions().flat_map(|r| &r.accountability_forms);
                let form = forms.find(|f| f.code == *form).map_or(form.as_str(), |f| &f.zh);
                (format!("{} {post}", unit(id)), format!("{form}；依据：{basis}；{body}，{}", day_zh(*day)))
            }
            Supervision::HandOver { body, document, day, text, reply_by } => {
                let asked = reply_by.map(|day| format!("（{}前回执）", day_zh(day))).unwrap_or_default();
                (body.clone(), format!("{document}，{} {text}{asked}", day_zh(*day)))
            }
        }
    }

    fn meetings(&self) -> Block {
        let p = &self.problem;
        let met = p.meetings.iter().map(|(mark, m)| {
            let kind = if m.visit { "现场调研" } else { "会议" };
            vec![day_zh(m.day), kind.to_owned(), m.who.clone(), m.text.clone(), self.signed_cell(mark)]
        });
        let told = p.instructions.iter().map(|(mark, i)| {
            vec![day_zh(i.day), "指示批示".to_owned(), i.from.clone(), i.text.clone(), self.signed_cell(mark)]
        });
        let columns = [("日期", 4), ("形式", 3), ("人员", 4), ("内容", 7), ("记录", 4)];
        table("", &columns, met.chain(told).collect())
    }

    fn duties(&self) -> Block {
        let rows: Vec<_> = self
            .problem
            .duties
            .iter()
            .map(|d| {
                let done = d.done.as_ref();
                let result = done.map_or_else(|| "未办结".to_owned(), |(m, r)| format!("{r}（{}）", self.signed(m)));
                let owner = self.setup.unit_name(d.decision.unit);
                vec![d.no.to_string(), d.decision.what.clone(), owner, day_zh(d.decision.due), result]
            })
            .collect();
        if rows.is_empty() {
            return Block::Para("议定事项：无记录。".to_owned());
        }
        table("议定事项", &[("序号", 2), ("事项", 6), ("责任单位", 4), ("时限", 4), ("结果", 6)], rows)
    }

    fn months(&self) -> Block {
        let rows = self.problem.months.iter().map(|(mark, m)| {
            vec![
                m.report.month.clone(),
                m.report.word.zh().to_owned(),
                m.computed.zh().to_owned(),
                m.report.text.clone(),
                self.signed_cell(mark),
            ]
        });
        table("", &[("月份", 3), ("填报", 4), ("系统推算", 4), ("情况说明", 6), ("填报人", 4)], rows.collect())
    }

    fn extensions(&self) -> Block {
        let rows = self.problem.extensions.iter().map(|e| {
            let of = match e.request.of {
                ExtensionOf::Plan => "报送方案".to_owned(),
                ExtensionOf::Measure(no) => format!("措施{no}"),
                ExtensionOf::Whole => "整改时限".to_owned(),
            };
            let decided = e.decision.as_ref().map_or_else(
                || "待批".to_owned(),
                |(m, d)| format!("{}：{}（{}）", if d.granted { "同意" } else { "不同意" }, d.opinion, self.signed(m)),
            );
            vec![of, day_zh(e.request.to), e.request.reason.clone(), self.signed_cell(&e.mark), decided]
        });
        table("", &[("事项", 3), ("延至", 4), ("理由", 5), ("申请", 4), ("批复", 5)], rows.collect())
    }

    fn pauses(&self) -> Block {
        let rows: Vec<_> = self
            .problem
            .pauses
            .iter()
            .map(|p| {
                let to = p.to.as_ref().map_or_else(|| "未恢复".to_owned(), |m| self.signed(m));
                vec![self.signed(&p.from), to, p.reason.clone()]
            })
            .collect();
        if rows.is_empty() {
            return Block::Para("中止计时：无记录。".to_owned());
        }
        table("中止计时", &[("中止", 4), ("恢复", 4), ("原因", 6)], rows)
    }

    fn past(&self) -> Vec<Block> {
        let one = |past: &dugai_domain::problem::state::PastRound| {
            let rows = past.measures.iter().map(|m| {
                vec![m.measure.no.to_string(), m.measure.text.clone(), day(m.measure.due), format!("{}%", m.percent)]
            });
            let accepted = past
                .acceptances
                .iter()
                .map(|(mark, a)| format!("{}：{}（{}）", verdict_zh(a.verdict), a.opinion, self.signed(mark)));
            let struck = past.moments.get(&dugai_domain::reference::Moment::StruckOff);
            // What a letter declared at registration was never struck off here.
            let declared = self.problem.declared_by.as_ref().filter(|_| past.round == 1);
            let ended = match declared {
                Some(document) => ("来文载明销号", document.clone()),
                None => ("销号日期", day(struck.map(|t| t.day()))),
            };
            [
                Block::Heading2(format!("（{}）第{}轮", numeral(past.round as usize), past.round)),
                Block::Facts(facts([("验收", accepted.collect::<Vec<_>>().join("\n")), ended])),
                table("", &[("序号", 1), ("措施", 8), ("时限", 3), ("进度", 2)], rows.collect()),
            ]
        };
        self.problem.past.iter().flat_map(one).collect()
    }

    fn events(&self, told: &[Told]) -> Block {
        let rows = self.history.iter().zip(told).map(|((seq, r), t)| {
            vec![seq.to_string(), moment_zh(r.at).replace(' ', "\n"), t.by.clone(), t.head.clone(), t.lines.join("\n")]
        });
        let columns = [("台账号", 3), ("时间", 4), ("办理人", 3), ("事项", 5), ("内容", 14)];
        table("", &columns, rows.collect())
    }
}
