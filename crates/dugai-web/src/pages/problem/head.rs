//! What stands above and beside every tab: number and title, badges, the steps of the path, what
//! was just done, whose move it is, the nearest dates, what can be done.

use dugai_domain::problem::clocks::{Clock, ClockId, clocks};
use dugai_domain::problem::{AcceptanceVerdict, Action, Problem, Stage};
use dugai_domain::reference::Moment;

use crate::say::Names;
use crate::say::clock::clock;
use crate::say::event::tier;

use super::case::{Case, Link};
use super::panel::{self, Panel};

/// Characters of the text that stand in the heading.
const TITLE: usize = 48;
/// Dates beside the tabs.
const NEAREST: usize = 3;

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// What it is and who answers.
    Overview,
    /// Plan and measures.
    Plan,
    /// Evidence, and all that closes the problem.
    Proof,
    /// Clocks, extensions, pauses.
    Terms,
    /// Everything that happened.
    Record,
}

impl Tab {
    const ALL: [Self; 5] = [Self::Overview, Self::Plan, Self::Proof, Self::Terms, Self::Record];

    /// The code in addresses; none for the first.
    pub fn code(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Plan => "plan",
            Self::Proof => "proof",
            Self::Terms => "terms",
            Self::Record => "record",
        }
    }

    /// The tab of a code; the first for an unknown one.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.code() == code).unwrap_or(Self::Overview)
    }

    /// Where the result of an act is seen.
    pub fn of(action: Action) -> Self {
        match action {
            Action::DraftPlan
            | Action::SubmitPlan
            | Action::ApprovePlan
            | Action::ReturnPlan
            | Action::ReportMeasure
            | Action::AcceptMeasure
            | Action::ReturnMeasure
            | Action::ReportMonth => Self::Plan,
            Action::RequestExtension | Action::DecideExtension | Action::Pause | Action::Resume => Self::Terms,
            Action::AddEvidence
            | Action::SelfCheck
            | Action::PlanSweep
            | Action::AnswerSweep
            | Action::SignGate
            | Action::WaiveGate
            | Action::ConfirmWaiver
            | Action::ApplyAcceptance
            | Action::RecordAcceptance
            | Action::OpenNotice
            | Action::AnswerObjection
            | Action::CloseNotice
            | Action::File
            | Action::StrikeOff
            | Action::LookBack => Self::Proof,
            _ => Self::Overview,
        }
    }
}

/// A tab as the page shows it.
pub struct TabLink {
    /// Where and what.
    pub link: Link,
    /// Things in it.
    pub count: usize,
    /// Whether it is open.
    pub current: bool,
}

/// A step of the path.
pub struct StepMark {
    /// Class.
    pub class: &'static str,
    /// Name.
    pub name: String,
    /// Day or note.
    pub note: String,
}

/// A date beside the tabs.
pub struct Near {
    /// What it measures.
    pub title: String,
    /// Class of the mark.
    pub class: &'static str,
    /// How it stands.
    pub due: String,
    /// Day.
    pub date: String,
}

/// Everything around the tabs.
pub struct Head {
    /// Numbers.
    pub number: String,
    /// Beginning of the text.
    pub title: String,
    /// Class and word of each badge.
    pub badges: Vec<(&'static str, String)>,
    /// Where and from where.
    pub sub: String,
    /// Steps.
    pub steps: Vec<StepMark>,
    /// Tabs.
    pub tabs: Vec<TabLink>,
    /// What was just done, and the key of the form that may be forgotten.
    pub done: Option<(String, String)>,
    /// Why it ended outside of the path.
    pub ended: Option<String>,
    /// What sent it back to the step that is done again.
    pub sent_back: Option<String>,
    /// Whose move it is.
    pub waits: Vec<String>,
    /// Nearest dates, under their headings.
    pub near: Vec<(&'static str, Vec<Near>)>,
    /// All dates.
    pub terms_url: String,
    /// Papers and the case file.
    pub papers_url: Option<String>,
    /// What can be done.
    pub panel: Panel,
}

impl Head {
    /// Of a case with a tab open.
    pub fn new(case: &Case<'_>, tab: Tab, done: Option<&str>) -> Self {
        let (w, p) = (case.w, case.p);
        let county = p.place.county.map(|u| case.unit(u));
        let source = w.code("source", p.source.kind.code()).to_owned();
        Self {
            number: p.number_text(),
            title: start(&p.text),
            badges: badges(case),
            sub: county.into_iter().chain([source]).collect::<Vec<_>>().join(" · "),
            steps: steps(case),
            tabs: Tab::ALL.into_iter().map(|t| tab_link(case, t, t == tab)).collect(),
            done: done.and_then(Action::from_code).map(|action| {
                let word = w.fill("problem.done", &[("act", &w.code("action", action.code()))]);
                (word, super::act::keep_key(case, action))
            }),
            ended: ended(case),
            sent_back: sent_back(case),
            waits: panel::waits(case),
            near: near(case),
            terms_url: case.tab(Tab::Terms.code()),
            papers_url: (!case.actor.is_of_enterprises()).then(|| format!("/problems/{}/papers", p.id)),
            panel: panel::panel(case),
        }
    }
}

/// Why it ended without rectification, with the document behind it.
fn ended(case: &Case<'_>) -> Option<String> {
    let note = case.p.ended_note.clone()?;
    let document = case.p.declined.as_ref().map(|(_, n)| n.document.as_str()).filter(|d| !d.is_empty());
    Some(document.map_or(note.clone(), |d| case.w.fill("problem.ended_by", &[("note", &note), ("document", &d)])))
}

/// Who sent it back to its stage, when, why, and by when it must be checked again.
fn sent_back(case: &Case<'_>) -> Option<String> {
    let w = case.w;
    let back = case.p.sent_back_to(case.p.stage)?;
    let reasons = back.reasons.iter().map(|r| case.book.return_reason(r, w.lang));
    let by = back.by.map(|day| w.fill("problem.sent_back_until", &[("day", &day)]));
    let why = reasons.chain([back.text.to_owned()]).chain(by).filter(|t| !t.trim().is_empty());
    let (who, at) = (case.who(back.mark), back.mark.at.day());
    Some(w.fill("problem.sent_back", &[("who", &who), ("at", &at), ("why", &w.clauses(why.collect::<Vec<_>>()))]))
}

/// The beginning of a text, for a heading.
pub fn start(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TITLE {
        return line;
    }
    let cut: String = line.chars().take(TITLE).collect();
    format!("{cut}…")
}

/// The badge class of a stage.
pub fn stage_class(stage: Stage) -> &'static str {
    match stage {
        Stage::Registered => "st-registered",
        Stage::Claimed => "st-claimed",
        Stage::Planning => "st-planned",
        Stage::PlanSubmitted => "st-submitted",
        Stage::Rectifying => "st-rectifying",
        Stage::SelfChecked => "st-selfchecked",
        Stage::Accepting => "st-accepting",
        Stage::Accepted => "st-accepted",
        Stage::Noticed | Stage::NoticeClosed => "st-noticed",
        Stage::Filed => "st-filed",
        Stage::StruckOff => "st-struck",
        Stage::Declared => "st-declared",
        Stage::NotAccepted | Stage::Unfounded | Stage::Withdrawn => "st-notaccepted",
        Stage::Voided => "mute",
    }
}

fn badges(case: &Case<'_>) -> Vec<(&'static str, String)> {
    let (w, p) = (case.w, case.p);
    let guidance = match p.guidance.code() {
        "immediate" => "g-now",
        "long_term" => "g-long",
        _ => "g-limit",
    };
    let mut list = vec![
        (stage_class(p.stage), w.code("stage", p.stage.code()).to_owned()),
        (guidance, w.code("guidance", p.guidance.code()).to_owned()),
    ];
    if p.level > 0 {
        let class = ["lv-1", "lv-2", "lv-3"].get(usize::from(p.level) - 1).copied().unwrap_or("lv-3");
        list.push((class, w.code("level", &p.level.to_string()).to_owned()));
    }
    if p.round > 1 {
        list.push(("st-rebound", w.t1("problem.round", p.round)));
    }
    if p.is_paused() {
        list.push(("warn", w.t("clock_state.paused").to_owned()));
    }
    list
}

fn tab_link(case: &Case<'_>, tab: Tab, current: bool) -> TabLink {
    let p = case.p;
    let (key, count) = match tab {
        Tab::Overview => ("problem.tab.overview", 0),
        Tab::Plan => ("problem.tab.plan", p.measures.len()),
        Tab::Proof => ("problem.tab.proof", p.evidence.len()),
        Tab::Terms => ("problem.tab.terms", 0),
        Tab::Record => ("problem.tab.record", usize::try_from(p.version).unwrap_or_default()),
    };
    TabLink { link: Link { href: case.tab(tab.code()), text: case.w.t(key).to_owned() }, count, current }
}

/// How many of the steps are done: registered, signed for, plan, self-check, then acceptance.
fn reached(p: &Problem) -> usize {
    let outside = p.steps.len().max(1);
    match p.stage {
        Stage::Registered | Stage::NotAccepted | Stage::Voided | Stage::Declared => 1,
        Stage::Unfounded | Stage::Withdrawn => {
            let passed = [Moment::Claimed, Moment::PlanApproved, Moment::SelfChecked];
            1 + passed.iter().take_while(|m| p.moments.contains_key(m)).count()
        }
        Stage::Claimed | Stage::Planning | Stage::PlanSubmitted => 2,
        Stage::Rectifying => 3,
        Stage::SelfChecked => 4,
        Stage::Accepting => 4 + p.next_step.min(outside),
        Stage::Accepted | Stage::Noticed => 4 + outside,
        Stage::NoticeClosed => 5 + outside,
        Stage::Filed => 6 + outside,
        Stage::StruckOff => 7 + outside,
    }
}

fn steps(case: &Case<'_>) -> Vec<StepMark> {
    let (w, p) = (case.w, case.p);
    let name = |key: &str| w.code("problem.step", key).to_owned();
    let mut path: Vec<(String, Option<String>)> = Vec::new();
    let day = |moment: Moment| p.moments.get(&moment).map(|t| t.day().to_string());
    path.push((name("registered"), day(Moment::Registered)));
    path.push((name("claimed"), day(Moment::Claimed)));
    path.push((name("plan"), day(Moment::PlanApproved)));
    path.push((name("rectified"), day(Moment::SelfChecked)));
    for (i, step) in p.steps.iter().enumerate() {
        let agreed = p.acceptances.iter().rev().find(|(_, a)| a.step == i && a.verdict != AcceptanceVerdict::Returned);
        let word = w.fill("problem.step.accepted_at", &[("level", &tier(w, &step.level))]);
        path.push((word, agreed.map(|(mark, _)| mark.at.day().to_string())));
    }
    if p.steps.is_empty() {
        path.push((name("accepted"), day(Moment::Accepted)));
    }
    path.push((name("noticed"), day(Moment::NoticeClosed)));
    path.push((name("filed"), day(Moment::Filed)));
    path.push((name("struck_off"), day(Moment::StruckOff)));
    let done = reached(p);
    let last = path.len().saturating_sub(1);
    path.into_iter().enumerate().map(|(i, step)| mark(case, (i, done, last), step)).collect()
}

/// Class and note of one step; `at`: its place, how many are done, the last place.
fn mark(case: &Case<'_>, at: (usize, usize, usize), step: (String, Option<String>)) -> StepMark {
    let (w, p) = (case.w, case.p);
    let (i, done, last) = at;
    let (name, day) = step;
    let outside = p.stage == Stage::Declared || p.stage.is_off_the_list();
    let (class, note) = match p.stage {
        Stage::Declared if i == last => ("done", w.t("problem.step.by_document").to_owned()),
        _ if i < done => ("done", day.unwrap_or_default()),
        _ if outside => ("skipped", String::new()),
        Stage::Rectifying if i == done && !p.returns.is_empty() => {
            ("current", w.t1("problem.step.returns", p.returns.len()))
        }
        _ if i == done => ("current", if p.round > 1 { w.t1("problem.round", p.round) } else { String::new() }),
        _ => ("", String::new()),
    };
    StepMark { class, name, note }
}

/// The dates that lists count by first, as they do; then the word of the month, then what else runs.
fn near(case: &Case<'_>) -> Vec<(&'static str, Vec<Near>)> {
    let mut live: Vec<_> = clocks(case.p, &case.setup.reference, &case.setup.calendar, case.now)
        .into_iter()
        .filter(|c| c.state.is_live())
        .collect();
    live.sort_by_key(|c| (c.term.date().is_none(), c.term.date()));
    let (of_lists, beside): (Vec<_>, Vec<_>) = live.into_iter().partition(Clock::is_of_lists);
    let (months, others): (Vec<_>, Vec<_>) = beside.into_iter().partition(|c| matches!(c.id, ClockId::Month(_)));
    let groups = [("problem.near", of_lists), ("problem.near_month", months), ("problem.near_other", others)];
    let said = |list: Vec<Clock<'_>>| list.iter().take(NEAREST).map(|c| one(case, c)).collect::<Vec<_>>();
    let groups = groups.into_iter().map(|(key, list)| (case.w.t(key), said(list)));
    groups.filter(|(_, list)| !list.is_empty()).collect()
}

fn one(case: &Case<'_>, c: &Clock<'_>) -> Near {
    let said = clock(case.w, &case.book, c);
    let date = said.date.map_or_else(String::new, |d| d.to_string());
    Near { title: said.title, class: said.class, due: said.due, date }
}
