//! Problems of the invented city at different places of their way, each act on its own day, and
//! what tests read from a page: its links with their numbers, and the rows of a list.
#![expect(dead_code, reason = "each test file uses its own part")]

use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Claim, Command, Measure, Note, Opinion, PlanDraft, Problem};
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use crate::kit::House;

/// Acts on a problem on a day.
pub async fn act(house: &House, who: &str, on: (ProblemId, Date), command: Command) -> Problem {
    let office = &house.site.office;
    let (id, day) = on;
    let actor = Actor { day, ..house.cast.actor(office, who).await.expect("somebody") };
    office.act(id, None, &command, (&actor, Timestamp::at(day, 10, 0))).await.expect("allowed").problem
}

/// Enters a problem of the county on the list; it may arrive closed.
pub async fn listed(house: &House, no: &str, day: Date, declared: bool) -> ProblemId {
    let id = ProblemId(house.site.office.tools.new_id());
    let mut registration = house.cast.registration(no, day);
    registration.declared_struck_off = declared.then(|| "虚构〔2025〕3号".to_owned());
    act(house, "clerk", (id, day), Command::Register(registration)).await;
    id
}

/// A problem nobody signed for.
pub async fn registered(house: &House, no: &str, day: Date) -> ProblemId {
    listed(house, no, day, false).await
}

/// A problem its county signed for.
pub async fn claimed(house: &House, no: &str, day: Date) -> ProblemId {
    let id = registered(house, no, day).await;
    let unit = house.cast.units[1];
    act(house, "officer", (id, day), Command::Claim(Claim { unit, note: String::new() })).await;
    id
}

/// A problem whose plan waits, or is approved.
pub async fn planned(house: &House, no: &str, day: Date, approved: bool) -> ProblemId {
    let id = claimed(house, no, day).await;
    let measure = Measure {
        no: 1,
        text: "建成沉淀池并长期运行".into(),
        goal: String::new(),
        owner: Some(house.cast.units[1]),
        due: day.checked_add(jiff::Span::new().days(60)).ok(),
        long_term: true,
        money_fen: None,
        safety: String::new(),
        lasting: true,
    };
    let plan = PlanDraft {
        goal: "废水零直排。".into(),
        measures: vec![measure],
        standard: "water".into(),
        due: None,
        safety: String::new(),
    };
    act(house, "officer", (id, day), Command::DraftPlan(plan)).await;
    act(house, "officer", (id, day), Command::SubmitPlan(Note::default())).await;
    if approved {
        approve(house, id, day).await;
    }
    id
}

/// Approves the plan that waits.
pub async fn approve(house: &House, id: ProblemId, day: Date) {
    let opinion = Opinion { text: "同意".into(), reasons: Vec::new() };
    act(house, "head", (id, day), Command::ApprovePlan(opinion)).await;
}

/// A problem as it stands.
pub async fn problem(house: &House, id: ProblemId) -> Problem {
    house.site.office.load(id).await.expect("read").expect("there")
}

/// A link of a page.
#[derive(Debug)]
pub struct Link {
    /// Where it leads, as a browser asks for it.
    pub href: String,
    /// Its text.
    pub text: String,
    /// The last number in its text.
    pub number: Option<usize>,
    /// The number in the element just before it.
    pub before: Option<usize>,
}

/// The links of the page's main part.
pub fn links(html: &str) -> Vec<Link> {
    let main = html.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap_or_default();
    let mut links = Vec::new();
    let mut before = "";
    for part in main.split("<a ").enumerate() {
        if part.0 > 0
            && let Some((head, rest)) = part.1.split_once('>')
            && let Some(href) = head.split("href=\"").nth(1).and_then(|h| h.split('"').next())
        {
            let text = plain(rest.split("</a>").next().unwrap_or_default());
            let number = last_number(&text);
            let just = before.trim_end().strip_suffix("</b>").and_then(|b| b.rsplit('>').next());
            let before = just.and_then(|n| n.parse().ok());
            links.push(Link { href: href.replace("&#38;", "&").replace("&amp;", "&"), text, number, before });
        }
        before = part.1;
    }
    links
}

/// A text without tags.
fn plain(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        out.push(' ');
    }
    out
}

fn last_number(text: &str) -> Option<usize> {
    let digits = text.split(|c: char| !c.is_ascii_digit() && c != ',').rfind(|d| !d.is_empty())?;
    digits.replace(',', "").parse().ok()
}

/// How many rows a list holds.
pub fn rows(html: &str) -> usize {
    html.matches(" data-open").count()
}

/// Whether a list holds a problem.
pub fn has_row(html: &str, id: ProblemId) -> bool {
    html.contains(&format!("href=\"/problems/{id}\" data-open"))
}
