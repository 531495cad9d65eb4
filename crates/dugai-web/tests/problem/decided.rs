//! What is read before it is decided, files that come with an act, deputies, and objections that
//! nobody answers unread.

use axum::http::StatusCode;
use dugai_app::public::Objection;
use dugai_domain::actor::Actor;
use dugai_domain::org::{Post, Role, Term};
use dugai_domain::problem::Action;
use dugai_web::form::{FieldKind, Lists, specs};
use dugai_web::words::{Lang, W};
use jiff::civil::date;

use crate::kit::house;
use crate::walk::{Walk, multipart};

const PLAIN: &[u8] = include_bytes!("../../../dugai-app/src/evidence/plain.jpg");
const FALSE: &[u8] = b"MZ\x90\0not a picture";

async fn page(walk: &Walk, who: &str, below: &str) -> String {
    let (status, html) = walk.house.get(&walk.url(below), who).await;
    assert_eq!(status, StatusCode::OK, "{below}");
    html
}

#[tokio::test]
async fn a_plan_is_read_with_its_changes_and_returned_from_the_same_place() {
    let walk = Walk::new(house().await).await;
    let county = walk.county();
    walk.act("officer", "claim", &[("unit", &county)]).await;
    let plan = |goal: &'static str| {
        [
            ("goal", goal.to_owned()),
            ("standard", "water".to_owned()),
            ("measures[0].text", "建成沉淀池并长期运行".to_owned()),
            ("measures[0].owner", county.clone()),
            ("measures[0].due", "2026-05-31".to_owned()),
            ("measures[0].lasting", "1".to_owned()),
        ]
    };
    for (goal, returned) in [("废水零直排", true), ("断面稳定达标", false)] {
        let pairs = plan(goal);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        walk.act("officer", "draft_plan", &pairs).await;
        walk.act("officer", "submit_plan", &[("text", "请审")]).await;
        if returned {
            let html = page(&walk, "head", "/act/return_plan").await;
            let code =
                html.split("name=\"reasons\" type=\"checkbox\" value=\"").nth(1).and_then(|t| t.split('"').next());
            let code = code.expect("a reason");
            walk.act("head", "return_plan", &[("reasons", code), ("opinion", "目标不能检验")]).await;
            let why = "<div class=\"alert warn\"><p>";
            let told = page(&walk, "officer", "").await;
            let told = told.split(why).nth(1).and_then(|t| t.split("</p>").next()).expect("why it came back");
            assert!(told.contains("退回：") && told.contains("目标不能检验"), "{told}");
            let record = page(&walk, "officer", "?tab=record").await;
            assert!(record.contains(told), "on every tab");
        }
    }
    let html = page(&walk, "head", "/act/approve_plan").await;
    for words in [
        "<del>废水零直排</del> <ins>断面稳定达标</ins>",
        "建成沉淀池并长期运行",
        "2026-05-31",
        "目标不能检验",
        "虚构：青石沟料场废水未经处理排入河道。",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let setup = walk.house.site.office.setup().await.expect("read");
    let standard = setup.reference.standard("water").expect("known");
    assert!(html.contains(standard.points.first().expect("a point")), "the standard's points");
    assert!(html.contains("/act/return_plan\">退回方案"), "the other decision beside it");
    // On the page and in the list of what waits both stand side by side.
    let beside = "<p class=\"btns both\">";
    let panel = page(&walk, "head", "").await;
    let both = panel.split(beside).nth(1).and_then(|t| t.split("</p>").next()).expect("both decisions");
    assert!(both.contains("/act/approve_plan") && both.contains("/act/return_plan"), "{both}");
    let (_, inbox) = walk.house.get("/inbox?tab=todo", "head").await;
    assert!(inbox.contains("/act/approve_plan\"") && inbox.contains("/act/return_plan\""));
}

#[tokio::test]
async fn a_report_with_its_picture_is_one_form_and_is_judged_seen() {
    let walk = Walk::new(house().await).await;
    walk.to_plan().await;
    let path = walk.url("/act/report_measure");
    let form = page(&walk, "officer", "/act/report_measure").await;
    assert!(form.contains("enctype=\"multipart/form-data\"") && form.contains("name=\"files\""));
    let seen = walk.seen(&path, "officer").await;
    let said = |note: &'static str, seen: &str| {
        [("seen", seen.to_owned()), ("no", "1".to_owned()), ("percent", "100".to_owned()), ("note", note.to_owned())]
    };
    async fn send(walk: &Walk, path: &str, pairs: &[(&str, String)], files: &[(&str, &[u8])]) -> crate::kit::Answer {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        walk.house.send("officer", multipart(path, &pairs, files)).await
    }
    // Nothing was written: the form comes back, the good picture is kept and chosen, the bad one named.
    let half = send(&walk, &path, &said("", &seen), &[("now.jpg", PLAIN), ("odd.jpg", FALSE)]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = half.html();
    let kept = walk.evidence().await;
    assert_eq!(kept.len(), 3, "one more than before");
    let newest = kept.last().expect("a picture");
    assert!(html.contains("已收下1件文件") && html.contains("odd.jpg"), "{html}");
    assert!(html.contains(&format!("value=\"{newest}\" checked")), "chosen already: {html}");
    assert!(html.contains(&format!("/files/{newest}/thumb")), "and seen");
    // With everything right it is one act with its picture.
    let seen =
        html.split("name=\"seen\" value=\"").nth(1).and_then(|t| t.split('"').next()).expect("a version").to_owned();
    let done = send(&walk, &path, &said("沉淀池已经建成（虚构）", &seen), &[("done.jpg", PLAIN)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html());
    let ids = walk.evidence().await;
    assert_eq!(ids.len(), 4);
    let last = ids.last().expect("a picture");
    let judged = page(&walk, "supervisor", "/act/accept_measure?no=1").await;
    for words in
        ["沉淀池已经建成（虚构）", &format!("/files/{last}/thumb"), "/act/return_measure?no=1", "措施1：报告措施进展"]
    {
        assert!(judged.contains(words), "{words}: {judged}");
    }
    // The same bytes twice are said so.
    let proof = page(&walk, "supervisor", "?tab=proof").await;
    assert!(proof.contains("是同一个文件"), "{proof}");
}

#[tokio::test]
async fn good_files_are_kept_beside_bad_ones_and_whatever_others_did() {
    let walk = Walk::new(house().await).await;
    walk.act("officer", "claim", &[("unit", &walk.county())]).await;
    let path = walk.url("/act/add_evidence");
    let said = [("seen", "1"), ("title", "现场"), ("kind", "photo"), ("happened", "2026-03-01")];
    let files: [(&str, &[u8]); 3] = [("a.jpg", PLAIN), ("b.jpg", FALSE), ("c.jpg", PLAIN)];
    let half = walk.house.send("officer", multipart(&path, &said, &files)).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY, "a form of an older version adds all the same");
    let html = half.html();
    assert!(
        html.contains("已收下2件文件") && html.contains("b.jpg") && !html.contains("浏览器不保留已选文件"),
        "{html}"
    );
    assert_eq!(walk.evidence().await.len(), 2);
    let whole = walk.house.send("officer", multipart(&path, &said, &[("d.jpg", PLAIN)])).await;
    assert_eq!(whole.status, StatusCode::SEE_OTHER, "{}", whole.html());
}

#[tokio::test]
async fn no_act_whose_form_names_evidence_loses_the_files_sent_with_it() {
    let walk = Walk::new(house().await).await;
    walk.act("officer", "claim", &[("unit", &walk.county())]).await;
    let office = &walk.house.site.office;
    let setup = office.setup().await.expect("read");
    let lists = Lists {
        reference: &setup.reference,
        units: &[],
        leaders: &[],
        my_units: &[],
        candidates: &[],
        gates: &[],
        new_id: uuid::Uuid::nil(),
        today: office.now().day(),
    };
    let mut kept = Vec::new();
    for action in Action::ALL.iter().copied().filter(|a| *a != Action::AddEvidence) {
        let problem = office.load(walk.id).await.expect("read").expect("there");
        let fields = specs(action, &problem, &lists, W { lang: Lang::Zh });
        let named = fields.iter().any(|f| matches!(f.kind, FieldKind::Evidence(_)));
        let path = walk.url(&format!("/act/{}", action.code()));
        let before = walk.evidence().await.len();
        walk.house.send("officer", multipart(&path, &[], &[("a.jpg", PLAIN)])).await;
        let more = walk.evidence().await.len() - before;
        assert_eq!(more, usize::from(named), "{}", action.code());
        kept.extend(named.then_some(action));
    }
    assert!(kept.contains(&Action::Decline) && kept.contains(&Action::LookBack), "{kept:?}");
}

#[tokio::test]
async fn a_picture_of_another_day_than_was_said_is_marked() {
    const LOCATED: &[u8] = include_bytes!("../../../dugai-app/src/evidence/located.jpg");
    let walk = Walk::new(house().await).await;
    walk.act("officer", "claim", &[("unit", &walk.county())]).await;
    let said = [("title", "现场"), ("kind", "photo"), ("happened", "2026-01-02")];
    assert_eq!(walk.upload("officer", &said, &[("a.jpg", LOCATED)]).await.status, StatusCode::SEE_OTHER);
    let problem = walk.house.site.office.load(walk.id).await.expect("read").expect("there");
    let camera = problem.evidence[0].1.captured.expect("the camera wrote it").day();
    let html = page(&walk, "officer", "?tab=proof").await;
    assert!(html.contains(&format!("所填日期2026-01-02，相机记录{camera}")), "{html}");
    assert!(html.contains("拍摄日期与所填日期不一致"));
}

#[tokio::test]
async fn acceptance_and_objection_are_decided_with_everything_in_sight() {
    let walk = Walk::new(house().await).await;
    let office = &walk.house.site.office;
    walk.house.cast.up_to(office, walk.id, "apply_acceptance").await.expect("applied");
    for gate in office.setup().await.expect("read").reference.gates.clone() {
        let code = gate.named.code.as_str();
        let who = match code {
            "problem_clear" => "mayor",
            "rectified" => "supervisor",
            "satisfied" => "head",
            _ => "clerk",
        };
        let proof = walk.evidence().await.remove(0);
        let pairs = [("gate", code), ("statement", "属实（关口）"), ("method", "走访"), ("evidence", proof.as_str())];
        walk.act(who, &format!("sign_gate?gate={code}"), &pairs).await;
    }
    let html = page(&walk, "acceptor", "/act/record_acceptance").await;
    for words in ["验收标准：", "建成沉淀池并长期运行", "目标已达到", "属实（关口）", "同一河段其余料场", "/thumb"]
    {
        assert!(html.contains(words), "{words}: {html}");
    }
    let walk = Walk::new(house().await).await;
    let office = &walk.house.site.office;
    walk.house.cast.to_notice(office, walk.id).await.expect("on notice");
    let objection = Objection { words: "夜里仍有废水流出（虚构）".to_owned(), ..Objection::default() };
    office.object(walk.id, &objection, "192.0.2.7", office.now()).await.expect("taken");
    let form = page(&walk, "clerk", "/act/answer_objection").await;
    assert!(form.contains("还没有人查看过这件异议的原话") && form.contains("/objections/1/reveal"), "{form}");
    assert!(form.contains("2026-03-02收到") && !form.contains("夜里仍有废水"));
    let shown = walk.house.post(&walk.url("/objections/1/reveal"), "clerk", &[("purpose", "核查")]).await;
    assert!(shown.html().contains("夜里仍有废水") && shown.html().contains("/act/answer_objection?no=1"));
    let form = page(&walk, "clerk", "/act/answer_objection?no=1").await;
    assert!(!form.contains("还没有人查看过") && form.contains("最近一次查看原话：李敏"), "{form}");
}

#[tokio::test]
async fn a_deputy_signs_for_whom_the_post_is() {
    let walk = Walk::new(house().await).await;
    let (office, cast) = (&walk.house.site.office, &walk.house.cast);
    walk.house.cast.up_to(office, walk.id, "submit_plan").await.expect("submitted");
    let term = Term { from: date(2026, 3, 1), to: Some(date(2026, 3, 31)) };
    let post = Post { role: Role::Head, unit: cast.units[0], term, acting_for: Some(cast.accounts["head"]) };
    let system = Actor::system(office.now().day());
    office.give_post(cast.accounts["clerk"], post, (&system, office.now())).await.expect("given");
    walk.act("clerk", "approve_plan", &[("opinion", "同意")]).await;
    let urge = [("kind", "urge"), ("unit", &walk.county()), ("text", "请抓紧（虚构）"), ("reply_by", "2026-03-20")];
    walk.act("clerk", "supervise?kind=urge", &urge).await;
    for tab in ["plan", "record"] {
        let html = page(&walk, "officer", &format!("?tab={tab}")).await;
        assert!(html.contains("李敏（代赵宏）"), "{tab}: {html}");
    }
    // What the own post gives the right to is done in the own name.
    let record = page(&walk, "officer", "?tab=record").await;
    let urged = record.split("<li").find(|li| li.contains("请抓紧（虚构）")).expect("the record");
    assert!(urged.contains("李敏") && !urged.contains("代赵宏"), "{urged}");
}
