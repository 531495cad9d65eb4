//! Two years, day by day: new problems come, each waits for somebody, and somebody comes.

use std::collections::BTreeMap;

use dugai_app::public::Objection;
use dugai_app::tools::SetClock;
use dugai_app::{ActError, Office, Setup};
use dugai_domain::actor::Actor;
use dugai_domain::ids::{AccountId, ProblemId};
use dugai_domain::problem::turn::turns;
use dugai_domain::problem::{
    Action, Command, Decision, DutyRole, LeadOfficer, Level, Meeting, MonthReport, Problem, Stage, Supervision, turn,
};
use dugai_domain::time::Timestamp;
use jiff::civil::{Date, Weekday};

use super::chance::Chance;
use super::city::City;
use super::moves::{Move, Table, extension, make, patience};
use super::words::{OBJECTIONS, URGES};
use super::{picture, plan, shifted};
use crate::desk::told;

/// Problems a county finds itself, or citizens bring, spread over two years.
const FOUND: i64 = 66;
/// Those of the last days, so that a demonstration has fresh work to show.
const FRESH: i64 = 18;
/// From this day on they come, one or two a working day.
const FRESH_FROM: i64 = 708;
/// Photographs made; what comes later is proved by documents.
const PHOTOS: u64 = 160;

/// One problem in the play.
struct Life {
    id: ProblemId,
    /// 6: quick, 10: ordinary, 22: slow.
    pace: i64,
    /// Share of work that comes back.
    faulty: i64,
    /// When somebody takes a turn that was seen waiting.
    waits: BTreeMap<Action, Date>,
    /// Nothing is done before this day.
    quiet_until: Date,
}

/// The play.
pub struct History<'a> {
    pub(super) office: &'a Office,
    pub(super) city: &'a City,
    clock: &'a SetClock,
    chance: Chance,
    lives: Vec<Life>,
    found: i64,
    /// How many lists have arrived.
    pub(super) listed: usize,
    first: Option<Date>,
    photos: u64,
    acts: u64,
}

impl<'a> History<'a> {
    /// A play on an office that was just founded.
    pub fn new(office: &'a Office, city: &'a City, clock: &'a SetClock) -> Self {
        Self {
            office,
            city,
            clock,
            chance: Chance::new(2026),
            lives: Vec::new(),
            found: 0,
            listed: 0,
            first: None,
            photos: 0,
            acts: 0,
        }
    }

    /// How many acts were done.
    pub fn acts(&self) -> u64 {
        self.acts
    }

    /// Plays one day.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn day(&mut self, day: Date) -> Result<(), String> {
        self.clock.set(Timestamp::at(day, 8, 30));
        let first = *self.first.get_or_insert(day);
        if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            return Ok(());
        }
        let since = dugai_domain::time::day_number(day) - dugai_domain::time::day_number(first);
        self.lists(since, day).await?;
        while self.found < FOUND && self.found * 700 / FOUND <= since
            || self.found < FOUND + FRESH && FRESH_FROM + (self.found - FOUND).max(0) <= since
        {
            self.found += 1;
            let registration = plan::seed(self.found, self.city, day, &mut self.chance)?;
            let id = ProblemId(self.office.tools.new_id());
            self.act(id, "clerk", &Command::Register(registration)).await?;
            self.join(id, day);
        }
        for i in 0..self.lives.len() {
            self.live(i, day).await?;
        }
        self.office.escalate().await.map_err(|e| told("escalate")(&e))?;
        Ok(())
    }

    /// Everybody reads what was told so far.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read_all(&mut self) -> Result<(), String> {
        let setup = self.office.setup().await.map_err(|e| told("read the setup")(&e))?;
        let now = self.tick();
        for account in setup.accounts.keys() {
            let Some(actor) = setup.actor(*account, now.day()) else { continue };
            self.office.mark_all_read(u64::MAX, (&actor, now)).await.map_err(|e| told("mark as read")(&e))?;
        }
        Ok(())
    }

    /// Counts acts that were done together.
    pub(super) fn count(&mut self, acts: usize) {
        self.acts += acts as u64;
    }

    /// A person by log-in name.
    pub(super) async fn actor_of(&self, login: &str) -> Result<Actor, String> {
        let who = self.city.person(login).ok_or_else(|| format!("nobody logs in as {login}"))?;
        self.actor(who).await
    }

    /// Takes a problem into the play.
    pub(super) fn join(&mut self, id: ProblemId, day: Date) {
        let pace = match self.chance.between(1, 100) {
            // Fresh work is not done at once by everybody.
            _ if self.found > FOUND => self.chance.between(10, 45),
            1..=35 => 6,
            36..=86 => 10,
            87..=95 => 17,
            _ => 30,
        };
        let faulty = self.chance.between(0, 30);
        self.lives.push(Life { id, pace, faulty, waits: BTreeMap::new(), quiet_until: day });
    }

    async fn live(&mut self, i: usize, day: Date) -> Result<(), String> {
        let Some(life) = self.lives.get(i) else { return Ok(()) };
        if life.quiet_until > day {
            return Ok(());
        }
        let id = life.id;
        let setup = self.office.setup().await.map_err(|e| told("read the setup")(&e))?;
        let Some(mut p) = self.office.load(id).await.map_err(|e| told("read a problem")(&e))? else { return Ok(()) };
        // A few moves a day: nobody does a whole life in one.
        for _ in 0..3 {
            let Some(turn) = self.ripe(i, &p, &setup, day) else { break };
            let faulty = self.lives.get(i).map_or(0, |l| l.faulty);
            let table = Table { p: &p, setup: &setup, today: day, faulty };
            let done = match make(&table, &turn, &mut self.chance) {
                Move::Act(who, command) => self.try_act(id, who, &command).await?,
                Move::Evidence(who, measure) => self.photograph(&p, who, measure, day).await?,
                Move::None => false,
            };
            if let Some(life) = self.lives.get_mut(i) {
                if done {
                    life.waits.remove(&turn.action);
                } else {
                    // It could not be done today: somebody tries again in a few days.
                    life.waits.insert(turn.action, shifted(day, 4));
                }
            }
            let Some(now) = self.office.load(id).await.map_err(|e| told("read a problem")(&e))? else { break };
            p = now;
        }
        self.beside(&p, day).await?;
        self.rest(i, &p, day);
        Ok(())
    }

    /// A problem that waits for nobody soon is not looked at every day.
    fn rest(&mut self, i: usize, p: &Problem, day: Date) {
        let Some(life) = self.lives.get_mut(i) else { return };
        let next = life.waits.values().min().copied().unwrap_or_else(|| shifted(day, 2));
        let limit = if p.stage.is_open() { shifted(day, 7) } else { shifted(day, 30) };
        life.quiet_until = next.min(limit).max(shifted(day, 1));
    }

    /// A turn whose time has come; new ones get a day on which they will be taken.
    fn ripe(&mut self, i: usize, p: &Problem, setup: &Setup, day: Date) -> Option<turn::Turn> {
        let look_back =
            dugai_domain::problem::clocks::look_back_due(p, &setup.reference, &setup.calendar, self.office.now());
        let mut open = turns(p, (&setup.reference, &setup.calendar), look_back, day);
        // Monthly words are given beside the path.
        open.retain(|t| t.action != Action::ReportMonth);
        let life = self.lives.get_mut(i)?;
        life.waits.retain(|action, _| open.iter().any(|t| t.action == *action));
        for t in &open {
            let from = t.from.unwrap_or(day).max(if t.action == Action::LookBack { Date::MIN } else { day });
            if !life.waits.contains_key(&t.action) {
                life.waits.insert(t.action, shifted(from, patience(t.action, life.pace, &mut self.chance)));
            }
        }
        open.into_iter().find(|t| life.waits.get(&t.action).is_some_and(|d| *d <= day))
    }

    /// What happens beside the path: monthly words, urges, visits, objections, later dates.
    async fn beside(&mut self, p: &Problem, day: Date) -> Result<(), String> {
        let officer = p.units_in(DutyRole::Responsible, day).next().and_then(|u| self.city.stem(u));
        let month = format!("{:04}-{:02}", day.year(), day.month());
        let signed = p.stage.is_open() && !p.claims.is_empty();
        if let Some(officer) = officer.filter(|_| signed && day.day() >= 18) {
            let told = p.months.iter().any(|(_, m)| m.report.month == month);
            if !told && self.chance.percent(85) {
                let report =
                    MonthReport {
                        month, word: p.computed_progress(day), text: "按计划推进，详见措施进展。".into()
                    };
                self.attempt(p.id, officer, &Command::ReportMonth(report)).await?;
            }
        }
        let late = p.measures.iter().any(|m| m.done.is_none() && m.measure.due.is_some_and(|d| shifted(d, 20) < day));
        let urged = p.supervisions.last().is_some_and(|s| shifted(s.mark.at.day(), 45) > day);
        if late && !urged && p.stage.is_open() {
            if let Some(unit) = p.units_in(DutyRole::Responsible, day).next() {
                let text = self.chance.one(&URGES).unwrap_or(URGES[0]).to_owned();
                let urge = Supervision::Urge { unit, text, reply_by: shifted(day, 10) };
                self.attempt(p.id, "clerk", &Command::Supervise(urge)).await?;
            }
            if p.lead_officer.is_none() {
                let leader = ["leader", "leader2", "leader3"]
                    .get(usize::try_from(self.chance.between(0, 2)).unwrap_or(0))
                    .copied();
                self.put_in_charge(p, leader.unwrap_or("leader")).await?;
            }
        } else if p.stage == Stage::Rectifying
            && p.extensions.is_empty()
            && self.chance.percent(3)
            && let (Some(officer), Some(command)) = (officer, extension(p, day, &mut self.chance))
        {
            self.attempt(p.id, officer, &command).await?;
        }
        if p.stage == Stage::Noticed && p.objections.is_empty() && self.chance.percent(4) {
            let words = self.chance.one(&OBJECTIONS).unwrap_or(OBJECTIONS[0]);
            // A notice that ended this morning takes no objection any more.
            let objection =
                Objection { name: "居民（虚构）".into(), contact: "13800000000".into(), words: words.to_owned() };
            let now = self.tick();
            let _late = self.office.object(p.id, &objection, "demo", now).await;
        }
        if p.lead_officer.is_some() && p.stage.is_open() && self.chance.percent(2) {
            self.visit(p, day).await?;
        }
        Ok(())
    }

    async fn put_in_charge(&mut self, p: &Problem, login: &str) -> Result<(), String> {
        let account = self.city.person(login);
        let setup = self.office.setup().await.map_err(|e| told("read the setup")(&e))?;
        let name = account.map_or_else(String::new, |a| format!("{} 副市长（演示）", setup.account_name(a)));
        let lead = LeadOfficer { name, account, visits_owed: 2 };
        self.attempt(p.id, "head", &Command::SetLeadOfficer(lead)).await?;
        if self.chance.percent(50) {
            let level = Level { level: 2, reason: "进度滞后，提级督办".into() };
            self.attempt(p.id, "head", &Command::SetLevel(level)).await?;
        }
        Ok(())
    }

    async fn visit(&mut self, p: &Problem, day: Date) -> Result<(), String> {
        let Some(unit) = p.units_in(DutyRole::Responsible, day).next() else { return Ok(()) };
        let meeting = Meeting {
            visit: true,
            day,
            who: "包案领导、市整改办、责任单位、督导单位".into(),
            text: "现场查看施工进度，听取汇报，对工期和质量提出要求。".into(),
            decisions: vec![Decision { what: "倒排工期，每周报送影像".into(), unit, due: shifted(day, 14) }],
        };
        self.attempt(p.id, "clerk", &Command::Meet(meeting)).await
    }

    async fn photograph(&mut self, p: &Problem, who: AccountId, measure: u32, day: Date) -> Result<bool, String> {
        let measures = if measure == 0 { Vec::new() } else { vec![measure] };
        let actor = self.actor(who).await?;
        let by = (&actor, self.tick());
        let before =
            p.evidence.iter().find(|(_, e)| e.kind == "photo" && e.title.contains("整改前")).map(|(_, e)| e.id);
        let seed = self.photos / 2 + 11;
        let (title, kind, file) = if self.photos < PHOTOS {
            let after = before.is_some();
            self.photos += 1;
            let title = if after { "整改后现场照片（演示）" } else { "整改前现场照片（演示）" };
            (title, "photo", ("现场.jpg".to_owned(), picture::hillside(after, seed)?))
        } else {
            let text = format!("监测报告（演示）\n日期：{day}\n结论：达标\n编号：{}\n", self.acts);
            ("监测报告（演示）", "monitoring", ("监测报告.txt".to_owned(), text.into_bytes()))
        };
        let before = before.filter(|_| kind == "photo");
        let meta = dugai_app::evidence::Meta {
            title: title.to_owned(),
            kind: kind.to_owned(),
            happened: Some(day),
            valid_until: None,
            measures,
            before,
            replaces: None,
        };
        match self.office.add_evidence((p.id, None), &meta, vec![file], by).await {
            Ok(_) => {
                self.acts += 1;
                Ok(true)
            }
            Err(error) => Err(told("add evidence")(&error)),
        }
    }

    async fn actor(&self, account: AccountId) -> Result<Actor, String> {
        let setup = self.office.setup().await.map_err(|e| told("read the setup")(&e))?;
        setup
            .actor(account, self.office.now().day())
            .ok_or_else(|| "a person of the demonstration is missing".to_owned())
    }

    /// Some minutes pass.
    pub(super) fn tick(&mut self) -> Timestamp {
        let now = self.office.now().plus_seconds(self.chance.between(20, 240));
        self.clock.set(now);
        now
    }

    /// An act that must succeed.
    async fn act(&mut self, id: ProblemId, login: &str, command: &Command) -> Result<(), String> {
        let actor = self.actor_of(login).await?;
        let now = self.tick();
        self.office.act(id, None, command, (&actor, now)).await.map_err(|e| told(command.action().code())(&e))?;
        self.acts += 1;
        Ok(())
    }

    async fn attempt(&mut self, id: ProblemId, login: &str, command: &Command) -> Result<(), String> {
        let Some(who) = self.city.person(login) else { return Ok(()) };
        self.try_act(id, who, command).await.map(|_| ())
    }

    /// An act that the domain may refuse; gives whether it was done.
    async fn try_act(&mut self, id: ProblemId, who: AccountId, command: &Command) -> Result<bool, String> {
        let actor = self.actor(who).await?;
        let now = self.tick();
        match self.office.act(id, None, command, (&actor, now)).await {
            Ok(_) => {
                self.acts += 1;
                Ok(true)
            }
            Err(ActError::Refused(_) | ActError::NotFound) => Ok(false),
            Err(error) => Err(told(command.action().code())(&error)),
        }
    }
}
