//! What a form and a page tell before somebody acts: which record, which letter, whose day.

use axum::http::StatusCode;

use super::kit::house;
use super::walk::Walk;

#[tokio::test]
async fn a_correction_begins_at_its_record_and_shows_what_stands_there_now() {
    let walk = Walk::new(house().await).await;
    let county = walk.county();
    walk.act("officer", "claim", &[("unit", &county)]).await;
    let of = walk.url("/act/correct?of=2");
    let (_, record) = walk.house.get(&walk.url("?tab=record"), "clerk").await;
    assert!(record.contains("更正此条") && record.contains(&of), "the office begins at the record");
    let (_, theirs) = walk.house.get(&walk.url("?tab=record"), "officer").await;
    assert!(!theirs.contains("更正此条"), "who may not correct is not sent there");
    let (_, open) = walk.house.get(&walk.url("/act/correct"), "clerk").await;
    assert!(open.contains("第2条：2026-03-02") && open.contains("第1条：2026-03-02 登记入清单"), "records are offered");
    assert!(open.contains("现在的内容") && open.contains("青石沟料场"), "and what the fields hold");
    let (_, settled) = walk.house.get(&of, "clerk").await;
    assert!(settled.contains("name=\"of\" value=\"2\"") && !settled.contains("第1条"), "one record is settled");
    let pairs = [("seen", "2"), ("of", "2"), ("field", "place"), ("value", " "), ("reason", "")];
    let refused = walk.house.post(&of, "clerk", &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html().contains("name=\"of\" value=\"2\""), "it stays settled");
}

#[tokio::test]
async fn two_letters_are_told_apart_by_what_they_ask() {
    let walk = Walk::new(house().await).await;
    let county = walk.county();
    for (text, day) in [("三日内清淤（虚构）", "2026-03-05"), ("补报台账（虚构）", "2026-03-12")] {
        let urge = [("kind", "urge"), ("unit", county.as_str()), ("text", text), ("reply_by", day)];
        walk.act("clerk", "supervise?kind=urge", &urge).await;
    }
    let (_, html) = walk.house.get(&walk.url("/act/answer_supervision"), "officer").await;
    assert!(html.contains("“三日内清淤（虚构）”，2026-03-05前答复"), "{html}");
    assert!(html.contains("“补报台账（虚构）”，2026-03-12前答复"));
}

#[tokio::test]
async fn a_measure_due_before_its_plan_is_doubted_and_not_refused() {
    let walk = Walk::new(house().await).await;
    let county = walk.county();
    walk.act("officer", "claim", &[("unit", &county)]).await;
    let plan = [
        ("goal", "废水零直排"),
        ("standard", "water"),
        ("measures[0].text", "建成沉淀池并长期运行"),
        ("measures[0].owner", &county),
        ("measures[0].due", "2026-02-20"),
        ("measures[0].lasting", "1"),
    ];
    let (_, form) = walk.house.get(&walk.url("/act/draft_plan"), "officer").await;
    assert!(form.contains("data-past=\"早于今天") && form.contains("data-today=\"2026-03-02\""), "at the field");
    let (_, owners) = form.split_once("name=\"measures[0].owner\"").expect("owners");
    let owners = owners.split("measures[0].due").next().unwrap_or_default();
    let place = |name: &str| owners.find(name).unwrap_or_else(|| panic!("{name} in {owners}"));
    for own in ["石桥县", "市水务局", "石桥砂石"] {
        assert!(
            place(own) < place("市整改办") && place(own) < place("青川县"),
            "{own} is of the case and stands first"
        );
    }
    walk.act("officer", "draft_plan", &plan).await;
    for (who, act) in [("officer", "submit_plan"), ("head", "approve_plan")] {
        let (_, html) = walk.house.get(&walk.url(&format!("/act/{act}")), who).await;
        assert!(html.contains("完成时限早于今天") && html.contains("2026-02-20"), "{act}");
        walk.act(who, act, &[("text", "请审"), ("opinion", "同意")]).await;
    }
}

#[tokio::test]
async fn the_nearest_date_of_a_problem_is_that_of_the_lists() {
    let walk = Walk::new(house().await).await;
    walk.act("officer", "claim", &[("unit", &walk.county())]).await;
    let (_, page) = walk.house.get(&walk.url(""), "officer").await;
    let near = page.split("<h2>最近时限</h2>").nth(1).expect("the nearest dates");
    let (near, months) = near.split_once("<h2>调度填报</h2>").expect("the word of the month has its own heading");
    assert!(!near.contains("2026年3月") && months.contains("2026年3月"), "{near}");
    let problem = walk.house.site.office.load(walk.id).await.expect("read").expect("there");
    let setup = walk.house.site.office.setup().await.expect("the setup");
    let now = walk.house.site.office.now();
    let due = dugai_domain::problem::clocks::next_due(&problem, &setup.reference, &setup.calendar, now).expect("a day");
    let first = near.split("<dd>").nth(1).expect("a date");
    assert!(first.contains(&due.to_string()), "{due} comes first: {first}");
}

#[tokio::test]
async fn a_measure_sent_back_says_by_whom_and_why() {
    let walk = Walk::new(house().await).await;
    walk.to_plan().await;
    let report = [("no", "1"), ("percent", "100"), ("note", "已建成（虚构）")];
    walk.act("officer", "report_measure", &report).await;
    let reference = walk.house.site.office.setup().await.expect("read").reference.clone();
    let reason = reference.return_reasons.first().expect("a reason");
    let back = [("no", "1"), ("reasons", reason.code.as_str()), ("opinion", "沉淀池容积不足（虚构）")];
    walk.act("supervisor", "return_measure", &back).await;
    for path in ["?tab=plan", "/act/report_measure?no=1", "/act/report_measure"] {
        let (status, html) = walk.house.get(&walk.url(path), "officer").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        for words in ["沉淀池容积不足（虚构）", reason.zh.as_str(), "陈静"] {
            assert!(html.contains(words), "{path}: {words}\n{html}");
        }
    }
}
