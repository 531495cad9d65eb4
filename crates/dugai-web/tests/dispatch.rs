//! The monthly dispatch: counts that equal their lists, reports with the computed word, who may,
//! the month as it was.

mod kit;
mod lives;

use axum::http::StatusCode;
use dugai_domain::problem::Progress;
use jiff::civil::date;
use kit::{House, house};
use lives::{approve, claimed, has_row, links, listed, planned, problem, registered, rows};

async fn send(house: &House, who: &str, id: &dyn std::fmt::Display, pairs: [(&str, &str); 3]) -> kit::Answer {
    house.post(&format!("/dispatch/{id}"), who, &pairs).await
}

#[tokio::test]
async fn every_count_is_the_length_of_its_list() {
    let house = house().await;
    let day = date(2026, 2, 24);
    registered(&house, "1", day).await;
    claimed(&house, "2", day).await;
    planned(&house, "3", day, true).await;
    listed(&house, "4", day, true).await;
    let (status, html) = house.get("/dispatch", "clerk").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("2026年3月调度") && html.contains("/dispatch/report.docx?month=2026-03"));
    let mut numbers = 0;
    for link in links(&html).iter().filter(|l| l.href.starts_with("/dispatch?") && l.href.ends_with("#rows")) {
        let Some(n) = link.number else { continue };
        let (_, list) = house.get(link.href.trim_end_matches("#rows"), "clerk").await;
        assert_eq!(rows(&list), n, "{} says {n}", link.href);
        numbers += 1;
    }
    assert!(numbers >= 20, "ten chips, and the cells of a county and of the sum: {numbers}");
    let of = |show: &str| {
        links(&html).into_iter().filter(|l| l.href.contains(&format!("show={show}"))).find_map(|l| l.number)
    };
    assert_eq!(
        ["all", "not_started", "on_schedule", "struck_off", "declared", "owed", "missing"].map(of).map(Option::unwrap),
        [4, 2, 1, 0, 1, 2, 2]
    );
    let (_, wrong) = house.get("/dispatch?month=2026-13&lang=en", "clerk").await;
    assert!(wrong.contains("is no month that has begun"));
    assert_eq!(house.get("/dispatch", "admin").await.0, StatusCode::FORBIDDEN);
    let (_, other) = house.get("/dispatch?show=all", "other").await;
    assert_eq!(rows(&other), 0, "another county sees none of these");
}

#[tokio::test]
async fn a_unit_reports_one_after_another_and_argues_another_word() {
    let house = house().await;
    let day = date(2026, 2, 24);
    let first = planned(&house, "1", day, true).await;
    let second = claimed(&house, "2", day).await;
    let (_, html) = house.get("/dispatch/report?month=2026-03", "officer").await;
    assert_eq!(html.matches("action=\"/dispatch/").count(), 2, "a form for each");
    assert!(
        html.contains("value=\"on_schedule\" required checked")
            && html.contains("value=\"not_started\" required checked")
    );
    let month = ("month", "2026-03");

    let silent = send(&house, "officer", &second, [month, ("word", "on_schedule"), ("text", "")]).await;
    assert_eq!(silent.status, StatusCode::CONFLICT, "a word better than the computed one needs a reason");
    assert!(silent.html().contains("value=\"on_schedule\" required checked"), "what was chosen is kept");
    assert!(problem(&house, second).await.months.is_empty());
    let none = send(&house, "officer", &second, [month, ("word", "great"), ("text", "虚构：已动工")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html().contains("虚构：已动工"));
    let done = send(&house, "officer", &first, [month, ("word", "done"), ("text", "都好了")]).await;
    assert_eq!(done.status, StatusCode::CONFLICT, "done is computed, never claimed");
    assert_eq!(
        send(&house, "other", &second, [month, ("word", "not_started"), ("text", "")]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        send(&house, "clerk", &second, [month, ("word", "not_started"), ("text", "")]).await.status,
        StatusCode::CONFLICT
    );

    let sent = send(&house, "officer", &second, [month, ("word", "on_schedule"), ("text", "虚构：先行动工")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let (_, next) = house.get(sent.location(), "officer").await;
    assert!(next.contains("已提交") && next.contains(&format!("action=\"/dispatch/{first}\"")));
    assert!(!next.contains(&format!("action=\"/dispatch/{second}\"")), "what is sent leaves the page");
    let kept = problem(&house, second).await;
    assert_eq!((kept.months[0].1.report.word, kept.months[0].1.computed), (Progress::OnSchedule, Progress::NotStarted));
    let (_, list) = house.get("/dispatch?show=reported", "clerk").await;
    assert!(has_row(&list, second) && list.contains("与推算不同") && list.contains("虚构：先行动工"));
    let (_, missing) = house.get("/dispatch?show=missing", "clerk").await;
    assert!(has_row(&missing, first) && !has_row(&missing, second));
}

#[tokio::test]
async fn the_office_reminds_those_who_are_missing() {
    let house = house().await;
    let id = claimed(&house, "1", date(2026, 2, 24)).await;
    let (_, html) = house.get("/dispatch?show=missing", "clerk").await;
    assert!(html.contains("action=\"/problems/bulk\"") && html.contains(&format!("name=\"id\" value=\"{id}\"")));
    assert!(!house.get("/dispatch?show=missing", "officer").await.1.contains("/problems/bulk"), "units remind nobody");
    let text = "请在限期内填报2026年3月整改进展。";
    assert!(html.contains(text));
    let (id_text, day) = (id.to_string(), "2026-03-04");
    let order = [("verb", "urge"), ("id", id_text.as_str()), ("text", text), ("reply_by", day)];
    let place = house.post("/problems/bulk", "clerk", &order).await.location().to_owned();
    let asked = house.get(&place, "clerk").await.1;
    assert!(asked.contains(text) && asked.contains(day), "the next page holds what was prepared");
    let item = format!("{id}:2");
    let go = house.led(&place, "clerk", &[("item", item.as_str()), ("text", text), ("reply_by", day)]).await;
    assert_eq!(go.status, StatusCode::OK);
    assert_eq!(problem(&house, id).await.supervisions.len(), 1);
}

#[tokio::test]
async fn a_month_that_is_over_is_told_as_it_was() {
    let house = house().await;
    let id = planned(&house, "1", date(2026, 2, 24), false).await;
    approve(&house, id, date(2026, 3, 2)).await;
    registered(&house, "2", date(2026, 3, 2)).await;
    let of = async |address: &str| house.get(address, "clerk").await.1;
    assert!(has_row(&of("/dispatch?month=2026-02&show=not_started").await, id), "the plan was approved in March");
    assert!(has_row(&of("/dispatch?month=2026-03&show=on_schedule").await, id));
    assert_eq!(rows(&of("/dispatch?month=2026-02&show=all").await), 1, "what was listed in March is not in February");
    assert_eq!(rows(&of("/dispatch?month=2026-01&show=all").await), 0);
}

#[tokio::test]
async fn what_is_kept_of_a_month_never_hides_a_change() {
    let house = house().await;
    let id = claimed(&house, "1", date(2026, 2, 24)).await;
    let counted = async |show: &str| rows(&house.get(&format!("/dispatch?show={show}"), "clerk").await.1);
    for _ in 0..2 {
        assert_eq!((counted("missing").await, counted("reported").await), (1, 0));
    }
    // A moment after it was looked at, and once more in the same moment.
    for (word, text) in [("not_started", ""), ("on_schedule", "虚构：先行动工")] {
        let sent = send(&house, "officer", &id, [("month", "2026-03"), ("word", word), ("text", text)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html());
        assert_eq!((counted("missing").await, counted("reported").await), (0, 1));
        let (_, list) = house.get("/dispatch?show=reported", "clerk").await;
        assert!(text.is_empty() || list.contains(text));
    }
}
