//! The leader's page: who may read it, numbers that equal their lists, the urge letter.

mod kit;
mod lives;

use axum::http::StatusCode;
use dugai_domain::problem::{Command, LeadOfficer, Level, Supervision};
use jiff::civil::date;
use kit::house;
use lives::{act, claimed, links, listed, planned, problem, registered, rows};

#[tokio::test]
async fn only_leaders_and_the_office_read_it_in_both_languages() {
    let house = house().await;
    for who in ["officer", "works", "auditor", "admin"] {
        assert_eq!(house.get("/leader", who).await.0, StatusCode::FORBIDDEN, "{who}");
        assert_eq!(house.get("/leader/changes?kind=registered", who).await.0, StatusCode::FORBIDDEN, "{who}");
    }
    let (status, html) = house.get("/leader", "leader").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("目前没有超期问题") && html.contains("class=\"leader\""), "an empty list says so");
    let (status, html) = house.get("/leader?lang=en", "clerk").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("Nothing is overdue") && html.contains("Open items by leader in charge"));
    assert_eq!(house.get("/leader/changes?kind=nothing", "leader").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_day_beyond_the_published_calendar_is_shown_as_a_guess() {
    for (day, said) in [(date(2026, 3, 2), false), (date(2027, 1, 6), true)] {
        let (_, html) = kit::house_on(day).await.get("/leader", "leader").await;
        assert!(html.contains("自上一个工作日"), "{html}");
        assert_eq!(html.contains("2027年放假安排尚未公布"), said, "{html}");
    }
}

#[tokio::test]
async fn every_number_is_the_length_of_the_list_it_leads_to() {
    let house = house().await;
    let (long, week) = (date(2026, 1, 12), date(2026, 2, 24));
    for (no, day) in [("1", long), ("2", long), ("3", week)] {
        registered(&house, no, day).await;
    }
    claimed(&house, "4", week).await;
    registered(&house, "5", date(2026, 3, 2)).await;
    listed(&house, "6", date(2026, 3, 2), true).await;
    let (_, html) = house.get("/leader", "leader").await;
    let mut numbers = 0;
    for link in links(&html).iter().filter(|l| l.href.starts_with("/problems?") || l.href.contains("/changes?")) {
        let Some(n) = link.number.or(link.before) else { continue };
        let (status, list) = house.get(&link.href, "leader").await;
        assert_eq!(status, StatusCode::OK, "{}", link.href);
        assert_eq!(rows(&list), n, "{} says {n}", link.href);
        numbers += 1;
    }
    assert!(numbers >= 14, "five figures, three of the week, nine kinds of change: {numbers}");
    let deltas: Vec<_> = links(&html).into_iter().filter(|l| l.text.contains("近七日")).collect();
    assert_eq!(deltas.len(), 3);
    let new = deltas.iter().find(|l| l.text.contains("新登记")).expect("a delta");
    assert_eq!(new.number, Some(4), "what was listed from 24 February on: 3, 4, 5, 6");
}

#[tokio::test]
async fn the_worst_stand_in_order_with_reasons_and_are_urged_from_the_page() {
    let house = house().await;
    let day = date(2026, 1, 12);
    let plain = registered(&house, "1", day).await;
    let level = registered(&house, "2", day).await;
    registered(&house, "3", date(2026, 2, 24)).await;
    registered(&house, "4", date(2026, 2, 25)).await;
    act(&house, "head", (level, day), Command::SetLevel(Level { level: 3, reason: "多次举报".into() })).await;
    let (_, html) = house.get("/leader", "leader").await;
    assert_eq!(html.matches("class=\"rank\"").count(), 3, "three, though four are overdue");
    let at = |id: &dyn std::fmt::Display| html.find(&format!("href=\"/problems/{id}\"")).expect("it stands there");
    assert!(at(&level) < at(&plain), "of the same day the higher level is worse");
    assert!(html.contains("挂牌督办"), "with its reason");

    let county = house.cast.units[1].to_string();
    let id = level.to_string();
    let seen = problem(&house, level).await.version.to_string();
    let letter = |text: &'static str, by: &'static str| {
        [
            ("problem", id.clone()),
            ("seen", seen.clone()),
            ("unit", county.clone()),
            ("text", text.into()),
            ("reply_by", by.into()),
        ]
    };
    let send = async |who: &str, pairs: [(&str, String); 5]| {
        let pairs = pairs.each_ref().map(|(n, v)| (*n, v.as_str()));
        house.post("/leader/urge", who, &pairs).await
    };
    assert_eq!(send("officer", letter("办", "2026-03-05")).await.status, StatusCode::FORBIDDEN);
    let refused = send("leader", letter("请于本周内动工", "2026-03-01")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html().contains("请于本周内动工") && refused.html().contains("不能早于今天"),
        "nothing typed is lost"
    );
    assert!(problem(&house, level).await.supervisions.is_empty());

    let sent = send("leader", letter("请于本周内动工", "2026-03-05")).await;
    assert_eq!((sent.status, sent.location().starts_with("/leader?done=urged")), (StatusCode::SEE_OTHER, true));
    let after = problem(&house, level).await;
    assert!(matches!(&after.supervisions[0].act, Supervision::Urge { text, .. } if text == "请于本周内动工"));
    let (_, html) = house.get(sent.location(), "leader").await;
    assert!(html.contains("督办已发出") && html.contains("应于2026-03-05前答复"));
    let again = send("leader", letter("请于本周内动工", "2026-03-05")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "sent twice, done once");
    assert_eq!(problem(&house, level).await.supervisions.len(), 1);

    // A letter whose answer is late is not told as one that waits in time.
    let late =
        Supervision::Urge {
            unit: house.cast.units[1], text: "请说明原因（虚构）".into(), reply_by: date(2026, 1, 30)
        };
    act(&house, "head", (plain, date(2026, 1, 20)), Command::Supervise(late)).await;
    let (_, html) = house.get("/leader", "leader").await;
    assert!(html.contains("应于2026-01-30前答复，逾期未答复") && html.contains("应于2026-03-05前答复。"), "{html}");
}

#[tokio::test]
async fn what_is_in_charge_shows_visits_and_what_waits_for_the_leader() {
    let house = house().await;
    let day = date(2026, 2, 24);
    let id = planned(&house, "1", day, false).await;
    let lead =
        LeadOfficer { name: "郑海 副市长".into(), account: Some(house.cast.accounts["leader"]), visits_owed: 2 };
    act(&house, "head", (id, day), Command::SetLeadOfficer(lead)).await;
    registered(&house, "2", day).await;
    let (_, html) = house.get("/leader", "leader").await;
    assert!(html.contains("已到0次，应到2次"));
    assert!(
        html.contains(&format!("/problems/{id}/act/meet"))
            && html.contains(&format!("/problems/{id}/act/approve_plan"))
    );
    let charge = links(&html).into_iter().find(|l| l.href.contains("leader=") && l.number.is_some()).expect("a count");
    let (_, list) = house.get(&charge.href, "leader").await;
    assert_eq!((charge.number, rows(&list)), (Some(1), 1), "only its own");
    let (_, html) = house.get(&format!("/leader?leader={}", house.cast.accounts["leader"]), "clerk").await;
    assert!(html.contains("郑海包案的问题"), "the office looks at it with the leader");
}

#[tokio::test]
async fn who_is_in_charge_hands_over_first_and_is_never_lost_from_sight() {
    use dugai_domain::org::{Post, Role, Term};
    let house = house().await;
    let id = registered(&house, "1", date(2026, 3, 2)).await;
    let account = house.cast.accounts["leader"];
    let lead = LeadOfficer { name: "郑海".into(), account: Some(account), visits_owed: 2 };
    act(&house, "head", (id, date(2026, 3, 2)), Command::SetLeadOfficer(lead)).await;
    let post = format!("leader.{}", house.cast.units[0]);
    let path = format!("/people/{account}/end");
    let (_, form) = house.get(&format!("{path}?post={post}"), "admin").await;
    assert!(form.contains("正在包案 1 件"), "{form}");
    let refused = house.post(&path, "admin", &[("post", &post), ("last", "2026-03-02")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html().contains("另定包案领导"));
    // Somebody whose post ran out by its own date still stands on the office's page.
    let office = &house.site.office;
    let admin = house.cast.actor(office, "admin").await.unwrap();
    let term = Term { from: date(2026, 3, 1), to: Some(date(2026, 3, 31)) };
    let second = house.cast.accounts["auditor"];
    let post = Post { role: Role::Leader, unit: house.cast.units[0], term, acting_for: None };
    office.give_post(second, post, (&admin, office.now())).await.unwrap();
    let lead = LeadOfficer { name: "吴桐".into(), account: Some(second), visits_owed: 2 };
    act(&house, "head", (id, date(2026, 3, 3)), Command::SetLeadOfficer(lead)).await;
    office.move_clock(date(2026, 4, 1), (&admin, office.now())).await.unwrap();
    let (_, html) = house.get("/leader", "clerk").await;
    assert!(html.contains("吴桐（已离任，待移交）"), "{html}");
    assert!(house.get(&format!("/leader?leader={second}"), "clerk").await.1.contains("吴桐"));
}
