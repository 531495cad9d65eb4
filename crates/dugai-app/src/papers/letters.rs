//! Papers that go out, and the form of the last approval: self-check, acceptance, notice, strike-off,
//! urge letter, each over the case
//! as it stood on its day. Each gives nothing where what it reports is not recorded.

use dugai_domain::ids::UnitId;
use dugai_domain::org::UnitKind;
use dugai_domain::problem::printed::day_zh;
use dugai_domain::problem::{Acceptance, AcceptanceVerdict, DutyRole, Event, Mark, Supervision};

use super::parts::{NONE, copies, facts, full_name, mark, office_name, said, title};
use super::{Block, Case, Paper};
use crate::official::verdict_zh;

impl Case {
    pub(super) fn self_check(&self) -> Option<Paper> {
        let (mark, check) = self.problem.self_check.as_ref()?;
        let own = self.rectifier(mark);
        let head = |text: &str| Block::Heading1(text.to_owned());
        Some(Paper {
            title: title(&["关于", &self.own(), "整改情况的", "自查自验报告"]),
            to: self.reported_to(own, mark.at.day()),
            blocks: vec![
                Block::Para(format!("我单位对{}整改情况开展了自查自验，现将有关情况报告如下。", self.named())),
                head("一、问题基本情况"),
                Block::Facts(self.basics()),
                head("二、整改措施完成情况"),
                Block::Para(self.measures_said()),
                self.measures(),
                head("三、自查自验结论"),
                Block::Para(said(&check.summary)),
                Block::Para(format!("自查自验签署人：{}，{}。", self.person(mark), day_zh(mark.at.day()))),
                head("四、举一反三排查情况"),
                self.sweep(),
                head("五、佐证材料"),
                self.evidence(Some(&check.evidence)),
            ],
            sign: Some((own.map_or_else(String::new, |u| full_name(&self.setup, u)), day_zh(mark.at.day()))),
            ..Paper::default()
        })
    }

    /// The opinion of a step, over the measures as they stood when it was given.
    pub(super) fn accepted(&self, no: u32, before: &Self) -> Option<Paper> {
        let (mark, a) = self.acceptance(no)?;
        let (level, unit) = self.accepting(a.step, mark);
        let mut about = self.basics();
        about.extend(facts([
            ("验收标准", self.standard()),
            ("现场核查日期", day_zh(a.visited)),
            ("验收组成员", a.panel.join("\n")),
            ("措施完成情况", before.measures_said()),
            ("验收意见", a.opinion.clone()),
            ("验收结论", verdict_zh(a.verdict).to_owned()),
        ]));
        about.extend(self.demanded(a));
        about.extend(facts([("出具人", self.signed(mark))]));
        Some(Paper {
            title: title(&[&self.own(), "整改", &format!("{level}级验收意见")]),
            blocks: vec![
                Block::Facts(about),
                Block::Heading1("验收依据的佐证材料".to_owned()),
                self.evidence(Some(&a.evidence)),
                Block::Para("验收组成员签字：".to_owned()),
                Block::Space,
            ],
            sign: Some((unit.unwrap_or_default(), day_zh(mark.at.day()))),
            ..Paper::default()
        })
    }

    /// What an opinion demands: conditions with their day, or why and what is to be done again.
    pub(super) fn demanded(&self, a: &Acceptance) -> Vec<(String, String)> {
        let numbers = || a.measures.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
        match a.verdict {
            AcceptanceVerdict::Agreed => facts([("附带条件", "无".to_owned())]),
            AcceptanceVerdict::AgreedWithConditions => facts([
                ("附带条件", a.conditions.clone()),
                ("条件完成时限", a.conditions_by.map_or_else(String::new, day_zh)),
            ]),
            AcceptanceVerdict::Returned => facts([
                ("退回原因", self.reasons(&a.reasons)),
                ("退回要求", a.conditions.clone()),
                ("重新自查时限", a.by.map_or_else(String::new, day_zh)),
                (
                    "须重新整改的措施",
                    if a.measures.is_empty() { "全部措施".to_owned() } else { format!("措施{}", numbers()) },
                ),
            ]),
        }
    }

    pub(super) fn notice(&self) -> Option<Paper> {
        let (_, n) = self.problem.notice.as_ref()?;
        let p = &self.problem;
        let (first, days) = (n.opening.first_day, n.opening.days);
        let measures = p.measures.iter().map(|m| format!("{}. {}", m.measure.no, m.measure.text));
        let provisional = n.provisional.map_or_else(String::new, |year| {
            format!("（{year}年放假安排尚未公布，截止日按周末推算，公布后如有变化另行公告）")
        });
        let mut blocks = vec![
            Block::Para(format!("{}已完成整改并通过验收，现将整改完成情况予以公示，接受社会监督。", self.named())),
            Block::Facts(facts([
                ("整改问题", p.text.clone()),
                ("整改实施主体", self.units(DutyRole::Responsible)),
                ("督导单位", self.units(DutyRole::Supervising)),
                ("目标任务", p.goal.clone()),
                ("重点措施", measures.collect::<Vec<_>>().join("\n")),
                ("完成时限", p.due_words()),
                ("整改完成情况", self.measures_said()),
                ("公示期", format!("{}至{}（{days}个工作日）{provisional}", day_zh(first), day_zh(n.last_day))),
                ("公示平台", n.opening.place.clone()),
                ("监督电话", n.opening.phone.clone()),
            ])),
        ];
        blocks.push(Block::Para(
            "公示期内，单位和个人如对整改完成情况有异议，请以书面或者电话方式反映。反映情况应当实事求是，反映人的个人信息依法予以保密。".to_owned(),
        ));
        Some(Paper {
            title: title(&["关于", &self.own(), "整改完成情况的", "公示"]),
            blocks,
            sign: Some((office_name(&self.setup, first).unwrap_or_default(), day_zh(first))),
            ..Paper::default()
        })
    }

    /// What speaks for striking off, as it stood: checks, gates, acceptance, notice.
    fn grounds(&self) -> Vec<(String, String)> {
        let p = &self.problem;
        let check = p.self_check.as_ref();
        let accepted = p.acceptances.iter().map(|(mark, a)| {
            let (level, unit) = self.accepting(a.step, mark);
            let (unit, verdict) = (unit.unwrap_or_default(), verdict_zh(a.verdict));
            format!("{level}级 {unit}：{verdict}。{}（{}）", a.opinion.trim(), day_zh(mark.at.day()))
        });
        let notice = p.notice.as_ref().map_or_else(String::new, |(_, n)| {
            let (open, all) = (p.objections.iter().filter(|o| o.answer.is_none()).count(), p.objections.len());
            let place = said(&n.opening.place);
            let last = p.notice_days(&self.setup.calendar).map_or(n.last_day, |days| days.last);
            let (first, last) = (day_zh(n.opening.first_day), day_zh(last));
            format!("{first}至{last}，{place}；收到异议{all}件，未答复{open}件")
        });
        let passed = p.gates.values().filter(|g| g.is_passed()).count();
        let mut about = self.basics();
        about.extend(facts([
            ("措施完成情况", self.measures_said()),
            (
                "自查自验",
                check.map_or_else(String::new, |(m, c)| format!("{}（{}）", c.summary.trim(), self.signed(m))),
            ),
            ("关口签署", format!("{passed}个已通过，共{}个", self.setup.reference.gates.len())),
            ("验收意见", accepted.collect::<Vec<_>>().join("\n")),
            ("公示情况", notice),
        ]));
        about
    }

    /// The letter to the body above: it asks, and says nothing of what was decided on it.
    pub(super) fn strike_off(&self) -> Option<Paper> {
        let (filed, filing) = self.problem.filing.as_ref()?;
        let (day, office) = (filing.day, office_name(&self.setup, filing.day));
        // What goes up is copied to nobody below (不抄送下级机关).
        let upward = |unit: &UnitId| {
            let kind = self.setup.units.get(unit).map(|u| u.kind);
            matches!(kind, Some(UnitKind::City | UnitKind::Superior))
        };
        let above = self.concerned(day).filter(upward).map(|u| full_name(&self.setup, u)).collect();
        let copies = copies(above, [office.as_deref(), Some(filing.body.trim())]);
        Some(Paper {
            mark: office.as_deref().map(mark),
            number: Some(filing.document.clone()),
            signer: Some(self.head_of_office(filed).unwrap_or_default()),
            title: title(&["关于", &self.own(), "整改销号的", "申请"]),
            to: Some(filing.body.clone()),
            blocks: vec![
                Block::Para(format!(
                    "{}已完成整改，经自查自验、验收和公示，现申请销号，有关情况如下，请予审核。",
                    self.named()
                )),
                Block::Facts(self.grounds()),
            ],
            sign: Some((office.unwrap_or_default(), day_zh(day))),
            colophon: self.colophon(day, copies),
            ..Paper::default()
        })
    }

    /// The form on which striking off was decided, of the day of that decision.
    pub(super) fn approval(&self) -> Option<Paper> {
        let (seq, struck) = self.history.last()?;
        let Event::StruckOff(note) = &struck.event else { return None };
        let day = struck.at.day();
        let filing = self.problem.filing.as_ref().map_or_else(String::new, |(_, filing)| {
            let body = said(&filing.body);
            format!("{}（报{body}，{}）", said(&filing.document), day_zh(filing.day))
        });
        let mut about = self.grounds();
        about.extend(facts([
            ("申请文号", filing),
            ("销号意见", note.text.clone()),
            ("签批单位", office_name(&self.setup, day).unwrap_or_else(|| NONE.to_owned())),
            ("签批人", self.person(&Mark { by: struck.by, at: struck.at })),
            ("签批日期", day_zh(day)),
            ("台账号", format!("第{seq}号")),
        ]));
        Some(Paper {
            title: title(&[&self.own(), "整改", "销号审批表"]),
            blocks: vec![Block::Facts(about)],
            ..Paper::default()
        })
    }

    pub(super) fn urged(&self, no: u32) -> Option<Paper> {
        let state = self.problem.supervisions.iter().find(|s| s.no == no)?;
        let Supervision::Urge { unit, text, reply_by } = &state.act else { return None };
        let p = &self.problem;
        let day = state.mark.at.day();
        let (to, office) = (full_name(&self.setup, *unit), office_name(&self.setup, day));
        let concerned = self.concerned(day).map(|u| full_name(&self.setup, u)).collect();
        let copies = copies(concerned, [office.as_deref(), Some(to.as_str())]);
        Some(Paper {
            mark: office.as_deref().map(mark),
            // No act records the number of an urge letter: it is filled in by hand.
            number: Some(format!("〔{}〕　　号", day.year())),
            title: title(&["关于", &self.own(), "整改的", "督办函"]),
            to: Some(to),
            blocks: vec![
                Block::Para(format!("现就{}整改事项督办如下。", self.named())),
                Block::Heading1("一、问题及整改要求".to_owned()),
                Block::Para(p.text.clone()),
                Block::Para(format!("整改目标：{}", said(&p.goal))),
                Block::Para(format!("整改时限：{}", said(&p.due_words()))),
                Block::Heading1("二、督办事项".to_owned()),
                Block::Para(said(text)),
                Block::Heading1("三、答复时限".to_owned()),
                Block::Para(format!("请于{}前将办理情况书面报送我办。", day_zh(*reply_by))),
            ],
            sign: Some((office.unwrap_or_default(), day_zh(day))),
            colophon: self.colophon(day, copies),
            ..Paper::default()
        })
    }
}
