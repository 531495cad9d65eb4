//! The desk: every number equals its list, receipts are written once, nobody sees another's desk.

mod kit;

use axum::http::StatusCode;
use dugai_domain::actor::Actor;
use dugai_domain::org::Role;
use dugai_domain::problem::{Command, Escalated};
use kit::{House, house};

/// The number of a tile or tab: what stands between its address and the end of its link.
fn count(html: &str, href: &str) -> u64 {
    let html = html.replace("&#38;", "&").replace("&amp;", "&");
    let from = html.find(&format!("href=\"{href}\"")).unwrap_or_else(|| panic!("{href} is not on the page"));
    let link = &html[from + href.len()..];
    let link = &link[..link.find("</a>").expect("a link ends")];
    let digits: String = link.rsplit("<b").next().unwrap_or(link).chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number in {link}"))
}

fn rows(html: &str) -> usize {
    let table = html.split("<table class=\"table stack\"").nth(1).unwrap_or_default();
    table.split("</table>").next().unwrap_or_default().matches("<td class=\"no\"").count()
}

async fn filled() -> House {
    let house = house().await;
    for no in ["1", "2", "3"] {
        house.cast.register(&house.site.office, no).await.expect("registers");
    }
    house
}

#[tokio::test]
async fn every_number_of_the_home_page_equals_its_list() {
    let house = filled().await;
    for who in ["officer", "clerk", "supervisor"] {
        let (status, home) = house.get("/", who).await;
        assert_eq!(status, StatusCode::OK);
        for tab in ["todo", "late", "due"] {
            let href = format!("/inbox?tab={tab}");
            let (status, list) = house.get(&href, who).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(count(&home, &href), rows(&list) as u64, "{who} {tab}");
            assert_eq!(count(&home, &href), count(&list, &href), "{who} {tab}");
        }
        let (_, unread) = house.get("/inbox?tab=copies&unread=1", who).await;
        assert_eq!(count(&home, "/inbox?tab=copies&unread=1"), unread.matches("name=\"line\"").count() as u64, "{who}");
        let (_, done) = house.get("/inbox?tab=done", who).await;
        assert_eq!(count(&home, "/inbox?tab=done"), done.matches("<p class=\"clip\">").count() as u64, "{who}");
    }
    let (_, home) = house.get("/", "officer").await;
    assert!(count(&home, "/inbox?tab=todo") >= 3, "three problems wait to be signed for");
    let (_, home) = house.get("/", "other").await;
    assert_eq!(count(&home, "/inbox?tab=todo"), 0, "another county has nothing to do");
}

#[tokio::test]
async fn figures_of_the_office_lead_to_as_many_rows() {
    let house = filled().await;
    let (_, home) = house.get("/", "clerk").await;
    for code in ["listed", "open", "unclaimed", "struck_off"] {
        let (_, list) = house.get(&format!("/problems?figure={code}"), "clerk").await;
        let row = home.split("<th scope=\"row\">").find(|r| r.contains(&format!("figure={code}\""))).expect("a figure");
        let number = row.split("class=\"num\"").nth(1).expect("its number");
        assert_eq!(count(number, &format!("/problems?figure={code}")), rows(&list) as u64, "{code}");
    }
    let (_, came) = house.get("/problems?registered_from=2026-03-02&registered_to=2026-03-02", "clerk").await;
    assert_eq!(rows(&came), 3);
    assert!(home.contains("registered_from=2026-03-02"));
}

#[tokio::test]
async fn the_inbox_filters_by_act_and_opening_a_copy_writes_the_receipt() {
    let house = filled().await;
    let (_, claims) = house.get("/inbox?tab=todo&act=claim", "officer").await;
    assert_eq!(rows(&claims), 3);
    let (_, none) = house.get("/inbox?tab=todo&act=strike_off", "officer").await;
    assert_eq!(rows(&none), 0);
    let (_, unread) = house.get("/inbox?tab=copies&unread=1", "officer").await;
    let before = unread.matches("name=\"line\"").count();
    assert!(before >= 3);
    let line =
        unread.split("name=\"line\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a line").to_owned();
    // Somebody else's line leaves no receipt there, and the problem stays out of sight.
    let stranger = house.post("/inbox/open", "other", &[("line", &line)]).await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    let opened = house.post("/inbox/open", "officer", &[("line", &line)]).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    assert!(opened.location().starts_with("/problems/"));
    let (_, after) = house.get("/inbox?tab=copies&unread=1", "officer").await;
    assert_eq!(after.matches("name=\"line\"").count(), before - 1);
    // Each person has receipts of one's own.
    let (_, mayor) = house.get("/inbox?tab=copies&unread=1", "mayor").await;
    assert_eq!(mayor.matches("name=\"line\"").count(), before);
    let up_to =
        after.split("name=\"up_to\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a number").to_owned();
    house.cast.register(&house.site.office, "4").await.expect("registers");
    let read = house.post("/inbox/read", "officer", &[("up_to", &up_to)]).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER);
    let (_, left) = house.get("/inbox?tab=copies&unread=1", "officer").await;
    assert_eq!(left.matches("name=\"line\"").count(), 1, "what came after stays unread");
    let broken = house.post("/inbox/open", "officer", &[("line", "x:1")]).await;
    assert_eq!(broken.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_sees_no_problems_is_told_what_to_do_and_both_languages_hold() {
    let house = filled().await;
    let (status, home) = house.get("/?lang=en", "admin").await;
    assert_eq!(status, StatusCode::OK);
    assert!(home.contains("href=\"/people\"") && !home.contains("class=\"tile"));
    assert!(!home.contains("青石沟"), "an administrator sees no problem");
    for who in ["acceptor", "leader", "auditor", "works", "clerk"] {
        for lang in ["zh", "en"] {
            for tab in ["", "?tab=todo", "?tab=done", "?tab=copies", "?tab=due", "?tab=late", "?tab=nonsense&page=x"] {
                let mark = if tab.is_empty() { '?' } else { '&' };
                let (status, html) = house.get(&format!("/inbox{tab}{mark}lang={lang}"), who).await;
                assert_eq!(status, StatusCode::OK, "{who} {tab}");
                for key in ["inbox.", "desk.", "register."] {
                    assert!(!html.contains(&format!(">{key}")), "{key} has no words");
                }
            }
        }
        assert_eq!(house.get("/", who).await.0, StatusCode::OK);
    }
    let (status, _) = house.get("/", "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_asked_for_is_told_as_done_once_it_is() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "1").await.expect("registers");
    let (_, asked) = house.get("/inbox?tab=copies", "officer").await;
    assert!(asked.contains("需要办理") && !asked.contains("已办理"));
    let county = house.cast.units[1].to_string();
    let signed = house.post(&format!("/problems/{id}/act/claim"), "officer", &[("unit", &county), ("note", "")]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
    for who in ["officer", "mayor"] {
        let (_, after) = house.get("/inbox?tab=copies", who).await;
        assert!(after.contains("已办理") && !after.contains("需要办理"), "{who}");
    }
}

#[tokio::test]
async fn copies_are_one_line_a_day_with_counts_by_kind_and_read_by_day() {
    let house = filled().await;
    let office = &house.site.office;
    let (clerk, now) = (house.cast.actor(office, "clerk").await.expect("known"), office.now());
    let id = house.cast.register(office, "4").await.expect("registers");
    let reply_by = jiff::civil::date(2026, 3, 20);
    let urge =
        dugai_domain::problem::Supervision::Urge { unit: house.cast.units[1], text: "请抓紧".into(), reply_by };
    let later = dugai_domain::time::Timestamp(now.0 + 24 * 3_600_000_000);
    let urge = dugai_domain::problem::Command::Supervise(urge);
    office.act(id, None, &urge, (&clerk, later)).await.expect("urged");
    let (_, page) = house.get("/inbox?tab=copies", "officer").await;
    let days: Vec<&str> = page.split("<details class=\"month\"").skip(1).collect();
    assert_eq!(days.len(), 2, "{page}");
    assert!(
        days[0].starts_with(" open") && days[0].contains("2026年3月3日") && days[0].contains("督办问责 1"),
        "{}",
        days[0]
    );
    assert!(days[1].contains("2026年3月2日") && days[1].contains(" 4") && days[1].contains("未读 4"), "{}", days[1]);
    assert_eq!(days[1].matches("name=\"line\"").count(), 4, "it opens to its lines");
    let up_to = days[1].split("name=\"up_to\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a number");
    let pairs = [("day", "2026-03-02"), ("up_to", up_to)];
    assert_eq!(house.post("/inbox/read", "officer", &pairs).await.status, StatusCode::SEE_OTHER);
    let (_, left) = house.get("/inbox?tab=copies&unread=1", "officer").await;
    assert_eq!(left.matches("name=\"line\"").count(), 1, "the other day stays unread");
    // A day with more lines than a page shows leads to all of them, page by page.
    for no in 5..=60 {
        house.cast.register(office, &no.to_string()).await.expect("registers");
    }
    let (_, page) = house.get("/inbox?tab=copies", "officer").await;
    assert!(page.contains("tab=copies&#38;day=2026-03-02\"") && page.contains("当天全部 60 项"), "{page}");
    let mut lines = 0;
    for n in ["1", "2"] {
        let (_, day) = house.get(&format!("/inbox?tab=copies&day=2026-03-02&page={n}"), "officer").await;
        assert_eq!(day.matches("<details class=\"month\"").count(), 1);
        lines += day.matches("<p class=\"clip\">").count();
    }
    assert_eq!(lines, 60);
    let bad = house.post("/inbox/read", "officer", &[("day", "gestern"), ("up_to", "9")]).await;
    assert_eq!(bad.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_line_bears_the_day_of_its_own_act() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "1").await.expect("registers");
    let county = house.cast.units[1].to_string();
    let signed = house.post(&format!("/problems/{id}/act/claim"), "officer", &[("unit", &county), ("note", "")]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
    // The plan has thirty working days, the first response one: the plan's line must not say the response's.
    for path in ["/inbox?tab=todo", "/"] {
        let (_, html) = house.get(path, "officer").await;
        let line = |act: &str| {
            let row = html.split("<tr").find(|row| row.contains(&format!("/act/{act}\""))).expect("a line");
            row.to_owned()
        };
        let (plan, step) = (line("draft_plan"), line("first_step"));
        assert!(plan.contains("整改方案：2026-04-") && plan.contains("问题最近时限："), "{plan}");
        assert!(!plan.contains("is-late") && !step.contains("问题最近时限："), "{step}");
        assert!(html.contains("按问题最近时限排列"), "{path} says how it is ordered");
    }
}

#[tokio::test]
async fn who_is_only_told_is_not_asked_for_an_act() {
    let house = house().await;
    let office = &house.site.office;
    let id = house.cast.register(office, "1").await.expect("registers");
    let county = house.cast.units[1].to_string();
    let signed = house.post(&format!("/problems/{id}/act/claim"), "officer", &[("unit", &county), ("note", "")]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
    let now = office.now();
    let step = Escalated {
        clock: "plan".to_owned(),
        due: now.day(),
        days: -1,
        units: vec![(house.cast.units[1], Role::Officer)],
        accounts: vec![house.cast.accounts["leader"]],
        owner: None,
    };
    office.act(id, None, &Command::Escalate(step), (&Actor::system(now.day()), now)).await.expect("escalated");
    let first = async |who: &str| {
        let (_, html) = house.get("/inbox?tab=copies", who).await;
        html.split("<li class").nth(1).unwrap_or_else(|| panic!("a line for {who}")).to_owned()
    };
    let officer = first("officer").await;
    assert!(officer.contains("需要办理"), "the plan waits for the county: {officer}");
    let leader = first("leader").await;
    assert!(leader.contains("供知悉") && !leader.contains("需要办理"), "nothing waits for the leader: {leader}");
}
