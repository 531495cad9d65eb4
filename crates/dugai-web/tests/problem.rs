//! One problem through its pages, from signing for it to the public notice: every act by its own
//! form, by the person whose move it is. All people and units are invented.

mod kit;
#[path = "problem/decided.rs"]
mod decided;
#[path = "problem/notice.rs"]
mod notice;
#[path = "problem/told.rs"]
mod told;
#[path = "problem/walk.rs"]
mod walk;

use axum::http::StatusCode;
use dugai_app::public::Objection;
use dugai_domain::actor::Actor;
use jiff::civil::date;
use kit::house;
use walk::Walk;

const TABS: [&str; 5] = ["", "plan", "proof", "terms", "record"];

#[tokio::test]
async fn from_signing_to_the_notice_by_forms() {
    let walk = Walk::new(house().await).await;
    walk.to_notice().await;
    let words = [
        ("", ["青石沟料场", "石桥县", "市水务局", "责任单位"]),
        ("plan", ["建成沉淀池", "已验收", "第1版", "120.00万元"]),
        ("proof", ["沉淀池改造 1", "方式：现场走访", "公示", "同一河段其余料场"]),
        ("terms", ["怎样算出", "依据", "起算", "到期"]),
        ("record", ["登记入清单", "/ledger/event/", "市级验收", "开始公示"]),
    ];
    for tab in TABS {
        let (status, html) = walk.house.get(&walk.url(&format!("?tab={tab}")), "officer").await;
        assert_eq!(status, StatusCode::OK);
        for word in words.iter().filter(|(t, _)| *t == tab).flat_map(|(_, w)| w) {
            assert!(html.contains(word), "{tab}: {word}");
        }
        assert!(html.matches("<h1").count() == 1, "{tab}");
        let (status, html) = walk.house.get(&walk.url(&format!("?tab={tab}&lang=en")), "auditor").await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("lang=\"en\"") && !html.contains("problem."), "{tab}");
    }
}

#[tokio::test]
async fn who_may_not_see_it_finds_nothing() {
    let walk = Walk::new(house().await).await;
    for who in ["other", "admin"] {
        for path in ["", "/act/claim", "/act/add_evidence"] {
            let (status, html) = walk.house.get(&walk.url(path), who).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{who} {path}");
            assert!(!html.contains("青石沟"));
        }
        let sent = walk.house.post(&walk.url("/act/claim"), who, &[("unit", &walk.county())]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
    let (status, _) = walk.house.get("/problems/nonsense", "clerk").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    for action in ["register", "escalate", "no_such_act"] {
        let (status, _) = walk.house.get(&walk.url(&format!("/act/{action}")), "clerk").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{action}");
    }
    let (status, _) = walk.house.get(&walk.url(""), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_panel_offers_the_move_first_and_tells_every_reason() {
    let walk = Walk::new(house().await).await;
    let (_, html) = walk.house.get(&walk.url(""), "officer").await;
    let first = html.find("btn primary block").expect("a first move");
    assert!(html[first..first + 200].contains("/act/claim"), "{}", &html[first..first + 200]);
    assert!(html.contains("aria-disabled=\"true\"") && html.contains("id=\"why-strike_off\""));
    // An auditor reads everything and does nothing.
    let (_, html) = walk.house.get(&walk.url(""), "auditor").await;
    assert!(!html.contains(&format!("href=\"{}/act/", walk.url(""))));
    // A form that is not possible now says why, and shows no form.
    let (status, html) = walk.house.get(&walk.url("/act/strike_off"), "head").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("现在还不能") && !html.contains("<form class=\"form\""));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_what_was_typed_is_kept() {
    let walk = Walk::new(house().await).await;
    walk.act("officer", "claim", &[("unit", &walk.county())]).await;
    let sent =
        walk.house.post(&walk.url("/act/draft_plan"), "officer", &[("goal", "废水零直排的目标"), ("seen", "2")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = sent.html();
    assert!(html.contains("废水零直排的目标") && html.contains("role=\"alert\"") && html.contains("aria-invalid"));
    // The browser must know that this is newer than what it kept, and a page merely asked for is not.
    assert!(html.contains("data-answer"));
    let (_, html) = walk.house.get(&walk.url("/act/draft_plan"), "officer").await;
    assert!(html.contains("data-keep=") && !html.contains("data-answer"));
    // A row more without script, with what was typed.
    let more = [("goal", "另一目标"), ("seen", "2"), ("add", "measures")];
    let sent = walk.house.post(&walk.url("/act/draft_plan"), "officer", &more).await;
    assert_eq!(sent.status, StatusCode::OK);
    assert!(sent.html().contains("另一目标") && sent.html().contains("measures[1].text"));
    // Refused by the domain: the head may not do the officer's work of another unit.
    let sent =
        walk.house.post(&walk.url("/act/submit_plan"), "officer", &[("text", "报审说明甲"), ("seen", "2")]).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn who_was_overtaken_sees_what_changed_and_loses_nothing() {
    let walk = Walk::new(house().await).await;
    let level = [("level", "2"), ("reason", "影响大，挂市级"), ("seen", "1")];
    walk.act("officer", "claim", &[("unit", &walk.county())]).await;
    let sent = walk.house.post(&walk.url("/act/set_level"), "head", &level).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    let html = sent.html();
    assert!(html.contains("有了新的变化") && html.contains("已签收认领") && html.contains("王成"));
    assert!(!html.contains("登记入清单"), "what was known already is not told again");
    assert!(html.contains("影响大，挂市级") && html.contains("name=\"seen\" value=\"2\""));
    let again = [("level", "2"), ("reason", "影响大，挂市级"), ("seen", "2")];
    let sent = walk.house.post(&walk.url("/act/set_level"), "head", &again).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(sent.location().contains("done=set_level"), "{}", sent.location());
    let (_, html) = walk.house.get(sent.location(), "head").await;
    assert!(html.contains("data-kept-clear=\"problem-") && html.contains("市级督办"));
}

#[tokio::test]
async fn an_objection_is_revealed_once_to_the_office_for_a_purpose() {
    let walk = Walk::new(house().await).await;
    walk.to_notice().await;
    let office = &walk.house.site.office;
    let objection = Objection {
        name: "钱某某（虚构）".to_owned(),
        contact: "00000000000".to_owned(),
        words: "沉淀池雨天仍然外溢。".to_owned(),
    };
    office.object(walk.id, &objection, "192.0.2.1", office.now()).await.expect("taken");
    let reveal = walk.url("/objections/1/reveal");
    for who in ["clerk", "officer", "auditor"] {
        let (_, html) = walk.house.get(&walk.url("?tab=proof"), who).await;
        assert!(!html.contains("钱某某") && !html.contains("外溢"), "{who}");
        assert_eq!(html.contains(&reveal), who == "clerk", "{who}");
    }
    let refused = walk.house.post(&reveal, "officer", &[("purpose", "想看看")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let empty = walk.house.post(&reveal, "clerk", &[("purpose", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!empty.html().contains("钱某某"));
    let shown = walk.house.post(&reveal, "clerk", &[("purpose", "回访核实")]).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html().contains("钱某某") && shown.html().contains("外溢") && shown.html().contains("回访核实"));
    assert_eq!(shown.headers["cache-control"], "no-store");
    let gone = walk.house.post(&walk.url("/objections/2/reveal"), "clerk", &[("purpose", "回访核实")]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn supervision_asks_for_its_kind_first_and_then_only_for_what_it_needs() {
    let walk = Walk::new(house().await).await;
    let form = walk.url("/act/supervise");
    let (status, html) = walk.house.get(&form, "clerk").await;
    assert_eq!(status, StatusCode::OK);
    let kinds = [
        ("urge", &["unit", "text", "reply_by"][..]),
        ("talk", &["unit", "day", "text"]),
        ("circular", &["unit", "document", "text"]),
        ("accountability", &["unit", "post", "form", "basis", "body", "day"]),
        ("hand_over", &["body", "document", "day", "text", "reply_by"]),
    ];
    assert!(!html.contains("name=\"text\""), "no form before the kind is chosen");
    for (kind, needs) in kinds {
        assert!(html.contains(&format!("/act/supervise?kind={kind}\"")), "{kind}");
        for lang in ["zh", "en"] {
            let (_, own) = walk.house.get(&format!("{form}?kind={kind}&lang={lang}"), "clerk").await;
            for name in ["unit", "text", "reply_by", "day", "document", "post", "form", "basis", "body"] {
                assert_eq!(own.contains(&format!("name=\"{name}\"")), needs.contains(&name), "{kind}: {name}");
            }
        }
        let none = walk.house.post(&format!("{form}?kind={kind}"), "clerk", &[("kind", kind)]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(none.html().contains(&format!("name=\"{}\"", needs[1])), "{kind}: the form comes back");
    }
    let talk = [("kind", "talk"), ("unit", &walk.county()), ("day", "2026-03-02"), ("text", "限期整改（虚构）")];
    let sent = walk.house.post(&format!("{form}?kind=talk"), "clerk", &talk).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html());
    let (_, page) = walk.house.get(&walk.url(""), "clerk").await;
    assert!(page.contains("限期整改（虚构）"));
}

#[tokio::test]
async fn joined_problems_say_what_they_share_and_older_months_are_folded() {
    let walk = Walk::new(house().await).await;
    let office = &walk.house.site.office;
    let other = walk.house.cast.register(office, "77").await.expect("registers").to_string();
    let join = [("lead", other.as_str()), ("reason", "同一河段（虚构）")];
    let sent = walk.house.post(&walk.url("/act/join"), "clerk", &join).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html());
    let (_, page) = walk.house.get(&walk.url(""), "officer").await;
    for words in [&format!("/problems/{other}"), "同一河段（虚构）", "相同的责任单位", "市水务局"] {
        assert!(page.contains(words), "{words}");
    }
    // The leading one names whom it leads; a second member sees the first.
    let (_, leads) = walk.house.get(&format!("/problems/{other}"), "clerk").await;
    assert!(leads.contains("本件为并案主件") && leads.contains(&walk.url("")), "members on the leader's page");
    let third = walk.house.cast.register(office, "78").await.expect("registers").to_string();
    let sent = walk.house.post(&format!("/problems/{third}/act/join"), "clerk", &join).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html());
    let (_, page) = walk.house.get(&walk.url(""), "clerk").await;
    assert!(page.contains("并入的其他问题") && page.contains(&format!("/problems/{third}")));
    let now = office.now();
    office.move_clock(date(2026, 5, 6), (&Actor::system(now.day()), now)).await.expect("moved");
    let part = walk.house.post(&walk.url("/act/part"), "clerk", &[("reason", "分开办理（虚构）")]).await;
    assert_eq!(part.status, StatusCode::SEE_OTHER);
    let (_, record) = walk.house.get(&walk.url("?tab=record"), "clerk").await;
    let months: Vec<&str> = record.split("<details class=\"month\"").skip(1).collect();
    assert!(months.len() >= 2 && months[0].starts_with(" open>") && months[0].contains("分开办理（虚构）"));
    assert!(months[0].contains("2026年5月") && months[1].contains("2026年3月"), "newest first");
}
