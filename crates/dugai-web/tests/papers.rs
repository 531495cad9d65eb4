//! Files to take away: who gets which, and that they hold what the pages show. All people are invented.

mod kit;

use std::io::{Cursor, Read};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dugai_app::export::Column;
use dugai_app::official;
use dugai_app::papers::PaperKind;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Claim, Command, Due, Supervision};
use dugai_web::visitor::encode;
use dugai_web::words::{Lang, W};
use kit::{Answer, House, house};

#[test]
fn documents_and_pages_use_the_same_words() {
    let w = W::new(Lang::Zh);
    let table = official::table();
    // Each word of these areas that a page has, a paper has too.
    let areas = ["stage", "figure", "verdict", "sweep", "look_back", "supervision", "gate_state", "plan_state"];
    for key in dugai_web::words::keys() {
        let Some((area, code)) = key.split_once('.').filter(|(a, c)| areas.contains(a) && !c.contains('.')) else {
            continue;
        };
        assert!(table.iter().any(|(a, c, _)| *a == area && c == code), "{key} is in no table");
    }
    for (area, code, word) in table {
        assert_eq!(w.code(area, &code), word, "{area}.{code}");
    }
    for column in Column::ALL {
        assert_eq!(w.code("papers.col", column.code()), column.title());
    }
    for kind in PaperKind::ALL {
        assert_eq!(w.code("papers.kind", kind.code()), kind.zh());
    }
}

async fn json(house: &House, who: &str, query: &str) -> serde_json::Value {
    let answer = ask(house, &format!("/problems/export.json?{query}"), who).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.html());
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

/// A request whose address may hold Chinese letters, as browsers send them.
async fn ask(house: &House, path: &str, who: &str) -> Answer {
    let path: String =
        path.chars().map(|c| if c.is_ascii() { c.to_string() } else { encode(&c.to_string()) }).collect();
    house.send(who, Request::get(path).body(Body::empty()).expect("a request")).await
}

fn disposition(answer: &Answer) -> &str {
    answer.headers.get(header::CONTENT_DISPOSITION).and_then(|v| v.to_str().ok()).expect("a name")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_is_handed_out_within_sight_and_as_filtered() {
    let house = house().await;
    for no in ["1", "2", "3"] {
        house.cast.register(&house.site.office, no).await.expect("registered");
    }
    for (query, rows) in [("", 3), ("q=市2", 1), ("stage=filed", 0), ("per=1&sort=-number", 3), ("after=x&q=沟", 3)] {
        let rows_of = |v: &serde_json::Value| v["rows"].as_array().expect("rows").len();
        assert_eq!(rows_of(&json(&house, "clerk", query).await), rows, "{query}");
        assert_eq!(rows_of(&json(&house, "other", query).await), 0, "{query}");
    }
    let one = json(&house, "clerk", "q=市2&col=number&col=goal").await;
    assert_eq!(one["rows"][0], serde_json::json!({ "number": "市2", "goal": "废水零直排。" }));
    assert_eq!(one["filter"], "关键词：市2");
    let xlsx = ask(&house, "/problems/export.xlsx?preparer=李敏", "clerk").await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    let length = xlsx.headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).map(str::to_owned);
    assert_eq!(length, Some(xlsx.bytes.len().to_string()));
    let name = disposition(&xlsx);
    assert!(name.is_ascii() && name.contains("filename*=UTF-8''%E4%BA%91%E6%B1%9F%E5%B8%82"), "{name}");
    assert!(name.ends_with("2026-03-02%EF%BC%89.xlsx"), "{name}");
    // What is not understood would let more rows through than were meant.
    for query in ["stage=nowhere", "due_from=tomorrow", "col=secret"] {
        let answer = ask(&house, &format!("/problems/export.csv?{query}"), "clerk").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    assert_eq!(ask(&house, "/problems/export.csv", "admin").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&house, "/problems/export", "admin").await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&house, "/problems/export.csv", "").await.status, StatusCode::SEE_OTHER);
    for (lang, total) in [("zh", "共 1 件"), ("en", "1 item")] {
        let page = ask(&house, &format!("/problems/export?q=市2&lang={lang}"), "clerk").await;
        let html = page.html();
        assert_eq!(page.status, StatusCode::OK, "{html}");
        assert!(html.contains(total) && html.contains("关键词：市2"), "{html}");
        assert!(html.contains("name=\"q\" value=\"市2\""), "{html}");
    }
    let doubted = ask(&house, "/problems/export?stage=nowhere", "clerk").await.html();
    assert!(doubted.contains("stage=nowhere"), "{doubted}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_of_a_problem_are_given_to_who_may_see_it() {
    let house = house().await;
    let office = &house.site.office;
    let id = house.cast.register(office, "9").await.expect("registered");
    let county = house.cast.units[1];
    let now = office.now();
    let officer = house.cast.actor(office, "officer").await.expect("known");
    let claim = Command::Claim(Claim { unit: county, note: "已安排专人负责<b>".into() });
    office.act(id, None, &claim, (&officer, now)).await.expect("claimed");
    let clerk = house.cast.actor(office, "clerk").await.expect("known");
    let reply_by = jiff::civil::date(2026, 3, 20);
    let urge = Supervision::Urge { unit: county, text: "请抓紧编制方案。".into(), reply_by };
    office.act(id, None, &Command::Supervise(urge), (&clerk, now)).await.expect("urged");
    let base = format!("/problems/{id}");
    for lang in ["zh", "en"] {
        let html = ask(&house, &format!("{base}/papers?lang={lang}"), "officer").await.html();
        assert!(html.contains("/papers/urge.docx?no=1") && html.contains("/papers/file.html"), "{html}");
        assert!(!html.contains("/papers/self_check."), "what is not recorded is not offered");
        let why = W::new(Lang::from_code(lang).expect("a language")).t("papers.missing.paper_self_check");
        assert!(html.contains(why), "{html}");
    }
    let whole = ask(&house, &format!("{base}/papers/file.html"), "officer").await.html();
    assert!(whole.contains("<article class=\"paper\">") && whole.contains("已签收认领"), "{whole}");
    assert!(whole.contains("已安排专人负责&lt;b&gt;"), "what people typed stays text");
    let urge = ask(&house, &format!("{base}/papers/urge.docx?no=1"), "officer").await;
    assert!(urge.bytes.starts_with(b"PK") && disposition(&urge).ends_with("%E5%87%BD.docx"), "{}", disposition(&urge));
    let missing = ask(&house, &format!("{base}/papers/self_check.docx"), "officer").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.html().contains("自查自验"), "{}", missing.html());
    for (path, status) in [
        ("nothing.docx", 404),
        ("urge.exe", 404),
        ("urge.docx?no=7", 422),
        ("urge.docx?no=x", 404),
        ("urge.docx?round=2", 404),
        ("file.html?round=0", 404),
    ] {
        assert_eq!(ask(&house, &format!("{base}/papers/{path}"), "clerk").await.status.as_u16(), status, "{path}");
    }
    let zip = ask(&house, &format!("{base}/case.zip"), "clerk").await;
    let mut zip = zip::ZipArchive::new(Cursor::new(zip.bytes)).expect("a zip");
    let mut events = String::new();
    zip.by_name("全部事件.jsonl").expect("there").read_to_string(&mut events).expect("text");
    assert_eq!(events.lines().count(), 3);
    for path in ["papers", "papers/file.html", "papers/file.docx", "case.zip"] {
        let path = format!("{base}/{path}");
        assert_eq!(ask(&house, &path, "other").await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(ask(&house, &path, "").await.status, StatusCode::SEE_OTHER, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_of_a_list_that_say_long_term_are_not_said_again() {
    let house = house().await;
    let office = &house.site.office;
    let clerk = house.cast.actor(office, "clerk").await.expect("known");
    let mut listed = house.cast.registration("9", jiff::civil::date(2026, 3, 2));
    listed.due = Due { text: "立行立改、长期坚持".into(), date: None, long_term: true };
    let id = ProblemId(office.tools.new_id());
    office.act(id, None, &Command::Register(listed), (&clerk, office.now())).await.expect("registered");
    for path in ["", "?tab=record", "/papers/task_list.html", "/papers/file.html"] {
        let html = ask(&house, &format!("/problems/{id}{path}"), "clerk").await.html();
        assert!(html.contains("立行立改、长期坚持"), "{path}: {html}");
        let again = ["长期坚持、长期坚持", "长期坚持，长期坚持"];
        assert!(!again.iter().any(|words| html.contains(words)), "{path}: {html}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_of_a_month_is_a_document() {
    let house = house().await;
    house.cast.register(&house.site.office, "9").await.expect("registered");
    for (query, status) in [("", 200), ("?month=2026-02", 200), ("?month=2026-04", 422), ("?month=2026-3", 422)] {
        let answer = ask(&house, &format!("/dispatch/report.docx{query}"), "clerk").await;
        assert_eq!(answer.status.as_u16(), status, "{query}");
        assert_eq!(answer.bytes.starts_with(b"PK"), status == 200, "{query}");
    }
    assert_eq!(ask(&house, "/dispatch/report.docx", "admin").await.status, StatusCode::FORBIDDEN);
    // Of the authorities' own papers an enterprise gets none, and is offered none.
    assert_eq!(ask(&house, "/dispatch/report.docx", "works").await.status, StatusCode::FORBIDDEN);
    for (who, offered) in [("officer", true), ("works", false)] {
        let html = ask(&house, "/dispatch", who).await.html();
        assert_eq!(html.contains("/dispatch/report.docx"), offered, "{who}: {html}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_to_print_keeps_the_form_of_its_paper() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "9").await.expect("registered");
    for (kind, class) in [("task_list", "paper wide"), ("file", "paper")] {
        let html = ask(&house, &format!("/problems/{id}/papers/{kind}.html"), "clerk").await.html();
        assert!(html.contains(&format!("<article class=\"{class}\">")), "{kind}: {html}");
        assert!(html.contains("<col width=\"22%\"><col width=\"78%\">"), "{kind}: {html}");
    }
}
