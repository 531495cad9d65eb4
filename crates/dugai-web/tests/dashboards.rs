//! The charts: own scope only, numbers that equal their lists, rates that keep apart what was
//! proved and what was declared.

mod kit;
mod lives;

use axum::http::StatusCode;
use jiff::civil::date;
use kit::{House, house};
use lives::{claimed, links, listed, planned, registered, rows};

async fn filled() -> House {
    let house = house().await;
    let day = date(2026, 1, 12);
    registered(&house, "1", day).await;
    claimed(&house, "2", date(2026, 2, 24)).await;
    planned(&house, "3", date(2026, 2, 24), true).await;
    listed(&house, "4", date(2026, 3, 2), true).await;
    house
}

#[tokio::test]
async fn every_number_and_name_leads_to_exactly_its_rows() {
    let house = filled().await;
    let (status, html) = house.get("/dashboards", "clerk").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(html.matches("data-chart=").count(), 6);
    let mut numbers = 0;
    for link in links(&html).iter().filter(|l| l.href.starts_with("/problems?")) {
        let Some(n) =
            link.number.filter(|_| link.text.trim().chars().last().is_some_and(|c| c.is_ascii_digit() || c == '件'))
        else {
            continue;
        };
        let (_, list) = house.get(&link.href, "clerk").await;
        assert_eq!(rows(&list), n, "{} says {n}", link.href);
        numbers += 1;
    }
    assert!(numbers >= 20, "sums and cells: {numbers}");
    assert!(html.contains("0.0%（0 ÷ 3）"), "nothing was struck off here, of the three that are not declared");
    assert!(html.contains("25.0%（1 ÷ 4）"), "the declared one is counted apart");
    let (_, empty) = house.get("/dashboards?round=%E5%88%AB%E7%9A%84", "clerk").await;
    assert!(empty.contains("没有可以统计的问题"), "a filter that nothing fits says so");
}

#[tokio::test]
async fn readers_count_only_what_they_may_see() {
    let house = filled().await;
    assert_eq!(house.get("/dashboards", "admin").await.0, StatusCode::FORBIDDEN);
    let (status, html) = house.get("/dashboards", "other").await;
    assert_eq!((status, html.contains("没有可以统计的问题")), (StatusCode::OK, true), "another county");
    let (status, html) = house.get("/dashboards?lang=en", "works").await;
    assert_eq!((status, html.contains("Items your unit may see")), (StatusCode::OK, true), "the enterprise");
    let all = links(&html).into_iter().find(|l| l.href == "/problems?figure=listed").and_then(|l| l.number);
    assert_eq!(all, Some(4), "its own four");
}
