//! The register: conditions, counts, paging, kept filters, many acts at once, entering by hand.

mod kit;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use dugai_domain::problem::{Claim, Command, Stage};
use kit::{House, house};

fn rows(html: &str) -> usize {
    html.matches("<td class=\"no\"").count()
}

/// Addresses of problems in the order of the table.
fn ids(html: &str) -> Vec<String> {
    let cells = html.split("<td class=\"no\"").skip(1);
    cells.filter_map(|c| c.split("href=\"/problems/").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

/// Every value of an attribute behind a mark.
fn values(html: &str, mark: &str) -> Vec<String> {
    html.split(mark).skip(1).filter_map(|t| t.split('"').next().map(|v| v.replace("&#38;", "&"))).collect()
}

async fn filled(n: usize) -> House {
    let house = house().await;
    for no in 1..=n {
        house.cast.register(&house.site.office, &no.to_string()).await.expect("registers");
    }
    house
}

#[tokio::test]
async fn the_list_counts_filters_and_keeps_to_what_one_may_see() {
    let house = filled(3).await;
    let [_, county, ..] = house.cast.units;
    let all = house.get("/problems", "clerk").await;
    assert_eq!((all.0, rows(&all.1)), (StatusCode::OK, 3));
    assert!(all.1.contains("共 3 件"));
    let (_, english) = house.get("/problems?lang=en", "clerk").await;
    assert!(english.contains("3 items"));
    assert_eq!(rows(&house.get("/problems", "other").await.1), 0, "another county sees none");
    assert_eq!(house.get("/problems", "admin").await.0, StatusCode::FORBIDDEN);
    let conditions = [
        ("stage=registered&stage=claimed".to_owned(), 3),
        ("stage=claimed".to_owned(), 0),
        ("source=feedback&guidance=by_date&type=water".to_owned(), 3),
        ("type=air".to_owned(), 0),
        (format!("unit={county}&county={county}"), 3),
        (format!("supervisor={county}"), 0),
        ("leader=none".to_owned(), 3),
        ("unit=none".to_owned(), 0),
        ("county=none&type=none".to_owned(), 0),
        ("level=1".to_owned(), 0),
        ("figure=unclaimed".to_owned(), 3),
        ("due_from=2026-03-01&due_to=2027-01-01".to_owned(), 3),
        ("registered_from=2026-03-03".to_owned(), 0),
        ("struck_from=2026-01-01".to_owned(), 0),
        ("rebounded=1".to_owned(), 0),
        ("round=%E8%99%9A%E6%9E%84%E7%9A%84%E7%AC%AC%E4%B8%80%E8%BD%AE%E7%9D%A3%E5%AF%9F".to_owned(), 3),
        ("q=%E9%9D%92%E7%9F%B3%E6%B2%9F".to_owned(), 3),
    ];
    for (query, found) in conditions {
        let (status, html) = house.get(&format!("/problems?{query}"), "clerk").await;
        assert_eq!((status, rows(&html)), (StatusCode::OK, found), "{query}");
        assert!(values(&html, "class=\"chip on\" href=\"").len() >= query.matches('=').count(), "{query}");
        assert!(!html.contains("alert warn"), "{query} was read");
    }
    let (_, html) = house.get("/problems?level=9&stage=nonsense&due_from=2026-02-30&guidance=by_date", "clerk").await;
    let told = html.split("alert warn").nth(1).expect("what was not read is told");
    let told = told.split("</div>").next().unwrap();
    assert!(told.contains("nonsense") && told.contains("2026-02-30") && told.matches("<li>").count() == 3);
    assert_eq!(rows(&html), 3, "the condition that was read holds");
}

/// Choices that say how many rows they lead to: name, value, number.
fn choices(html: &str) -> Vec<(String, String, usize)> {
    let mut list = Vec::new();
    let number = |text: &str| text.rsplit_once('（').and_then(|(_, n)| n.split('）').next()?.parse().ok());
    for select in html.split("<select ").skip(1) {
        let name = select.split("name=\"").nth(1).and_then(|s| s.split('"').next()).unwrap();
        for option in select.split("</select>").next().unwrap().split("<option value=\"").skip(1) {
            let (value, rest) = option.split_once('"').unwrap();
            let text = rest.split('<').next().unwrap();
            list.extend(number(text).map(|n| (name.to_owned(), value.to_owned(), n)));
        }
    }
    for input in html.split("<input type=\"checkbox\" name=\"").skip(1) {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        let (value, rest) = rest.split_once('"').unwrap();
        list.extend(number(rest.split('<').next().unwrap()).map(|n| (name.to_owned(), value.to_owned(), n)));
    }
    list
}

#[tokio::test]
async fn every_choice_says_how_many_rows_it_leads_to() {
    let house = filled(3).await;
    let officer = house.cast.actor(&house.site.office, "officer").await.unwrap();
    let third = house.site.office.register(&dugai_app::register::Query::default(), &officer).await.unwrap().rows[2].id;
    let claim = Command::Claim(Claim { unit: house.cast.units[1], note: String::new() });
    house.site.office.act(third.into(), None, &claim, (&officer, house.site.office.now())).await.unwrap();
    for narrowed in ["", "stage=claimed", "level=1", "figure=unclaimed", "county=none"] {
        let (_, html) = house.get(&format!("/problems?{narrowed}"), "clerk").await;
        let choices = choices(&html);
        assert!(choices.len() >= 30, "{narrowed}: {}", choices.len());
        let (mut some, asked) = (0, narrowed.split('=').next().unwrap());
        for (name, value, n) in choices {
            let rest = if name == asked { "" } else { narrowed };
            let (_, list) = house.get(&format!("/problems?{rest}&{name}={value}"), "clerk").await;
            assert_eq!(rows(&list), n, "{narrowed}: {name}={value}");
            some += usize::from(n > 0);
        }
        assert!(some > 0 || matches!(narrowed, "level=1"), "{narrowed}");
    }
    let none = house.get("/problems?leader=none&lang=en", "clerk").await.1;
    assert!(none.contains("None named"));
}

#[tokio::test]
async fn taking_a_condition_away_leaves_the_others_and_pages_hold_every_row_once() {
    let house = filled(5).await;
    let (_, html) = house.get("/problems?stage=registered&level=1&sort=-due", "clerk").await;
    let chips = values(&html, "class=\"chip on\" href=\"");
    assert!(chips.contains(&"/problems?stage=registered&sort=-due".to_owned()), "{chips:?}");
    let mut seen = Vec::new();
    let mut next = "/problems?per=2&sort=number".to_owned();
    for _ in 0..3 {
        let (_, html) = house.get(&next, "clerk").await;
        assert!(html.contains("共 5 件"), "every page tells the exact number");
        seen.extend(ids(&html));
        match values(&html, "rel=\"next\" href=\"").pop() {
            Some(href) => next = href,
            None => break,
        }
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (5, 5));
    let (_, last) = house.get(&next, "clerk").await;
    let before = values(&last, "rel=\"prev\" href=\"").pop().expect("a way back");
    assert_eq!(ids(&house.get(&before, "clerk").await.1), seen[2..4]);
    let down: Vec<_> = ids(&house.get("/problems?sort=-number", "clerk").await.1);
    assert_eq!(down, seen.into_iter().rev().collect::<Vec<_>>());
    let (_, sorted) = house.get("/problems?sort=-due&stage=registered", "clerk").await;
    assert!(sorted.contains("aria-sort=\"descending\""));
    assert!(values(&sorted, "href=\"").contains(&"/problems/export.xlsx?stage=registered&sort=-due".to_owned()));
}

#[tokio::test]
async fn filters_are_kept_with_their_live_count_and_forgotten() {
    let house = filled(2).await;
    let save = |name: &'static str| [("name", name), ("query", "stage=registered&done=x")];
    let kept = house.post("/problems/filters", "clerk", &save("未认领")).await;
    assert_eq!((kept.status, kept.location()), (StatusCode::SEE_OTHER, "/problems?stage=registered&done=filter_saved"));
    assert!(house.get(kept.location(), "clerk").await.1.contains("<b>2</b>"));
    house.cast.register(&house.site.office, "3").await.expect("registers");
    let (_, home) = house.get("/", "clerk").await;
    assert!(home.contains("未认领 <b>3</b>"), "the count is of this moment");
    assert!(!house.get("/problems", "head").await.1.contains("未认领 <b>"), "a filter is one's own");
    for name in ["未认领", " "] {
        let again = house.post("/problems/filters", "clerk", &save(name)).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.html().contains("keep-name-e"));
    }
    let (_, html) = house.get("/problems", "clerk").await;
    let id = values(&html, "name=\"id\" value=\"")
        .pop()
        .map(|_| values(html.split("filters/drop").nth(1).unwrap(), "name=\"id\" value=\"")[0].clone());
    let id = id.expect("a filter to forget");
    house.post("/problems/filters/drop", "head", &[("id", &id)]).await;
    assert!(house.get("/problems", "clerk").await.1.contains("未认领 <b>"), "nobody forgets another's filter");
    let gone = house.post("/problems/filters/drop", "clerk", &[("id", &id), ("query", "level=1")]).await;
    assert_eq!(gone.location(), "/problems?level=1&done=filter_dropped");
    assert!(!house.get("/problems", "clerk").await.1.contains("未认领 <b>"));
}

#[tokio::test]
async fn many_are_signed_for_one_by_one_and_only_once() {
    let house = filled(3).await;
    let office = &house.site.office;
    let chosen = ids(&house.get("/problems", "officer").await.1);
    let mut pairs = vec![("verb", "claim"), ("back", "stage=registered")];
    pairs.extend(chosen.iter().map(|id| ("id", id.as_str())));
    let place = house.post("/problems/bulk", "officer", &pairs).await.location().to_owned();
    assert!(place.starts_with("/problems/bulk/"), "what is chosen has an address of its own");
    let (status, ask) = house.get(&place, "officer").await;
    assert_eq!((status, rows(&ask)), (StatusCode::OK, 3));
    assert_eq!(house.get(&place, "clerk").await.0, StatusCode::NOT_FOUND, "it is nobody else's");
    // One of them is signed for by somebody else in between.
    let mayor = house.cast.actor(office, "mayor").await.unwrap();
    let claim = Command::Claim(Claim { unit: house.cast.units[1], note: String::new() });
    office.act(chosen[0].parse().unwrap(), None, &claim, (&mayor, office.now())).await.expect("signs");
    let items = values(&ask, "name=\"item\" value=\"");
    let mut pairs = vec![("note", "照单全收")];
    pairs.extend(items.iter().map(|i| ("item", i.as_str())));
    let done = house.post(&place, "officer", &pairs).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, place.as_str()),
        "it is not the answer to a form"
    );
    let (_, report) = house.get(&place, "officer").await;
    assert!(report.contains("办成 2 件") && report.contains("未办 1 件"), "{report}");
    assert!(report.contains("href=\"/problems?stage=registered\"") && report.contains("您查看之后内容已更新"));
    let (_, report) = house.get(&format!("{place}?lang=en"), "officer").await;
    assert!(report.contains("It changed after you looked") && !report.contains("内容已更新"), "{report}");
    for id in &chosen {
        let problem = office.problem(id.parse().unwrap(), &mayor).await.unwrap();
        assert_eq!(problem.stage, Stage::Claimed);
    }
    house.post(&place, "officer", &pairs).await;
    let (_, again) = house.get(&place, "officer").await;
    assert!(again.contains("办成 2 件"), "sent twice, done once, and the report still says what was done");
    let mut pairs_again = vec![("verb", "claim")];
    pairs_again.extend(chosen.iter().map(|id| ("id", id.as_str())));
    let ask = house.led("/problems/bulk", "officer", &pairs_again).await.html();
    assert_eq!(ask.matches("class=\"reasons\"").count(), 3, "what cannot be done is told before");
}

#[tokio::test]
async fn many_are_urged_and_assigned_with_every_reason_against() {
    let house = filled(2).await;
    let office = &house.site.office;
    let chosen = ids(&house.get("/problems", "clerk").await.1);
    let with = |more: &[(&'static str, &'static str)]| {
        let mut pairs: Vec<(&str, String)> = more.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
        pairs.extend(chosen.iter().map(|id| ("id", id.clone())));
        pairs
    };
    async fn send(house: &House, who: &str, pairs: &[(&str, String)]) -> kit::Answer {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let place = house.post("/problems/bulk", who, &pairs).await.location().to_owned();
        let items = values(&house.get(&place, who).await.1, "name=\"item\" value=\"");
        let fields = pairs.iter().copied().filter(|(n, _)| !["verb", "id"].contains(n));
        let pairs: Vec<_> = fields.chain(items.iter().map(|i| ("item", i.as_str()))).collect();
        house.led(&place, who, &pairs).await
    }
    let bad = send(&house, "clerk", &with(&[("verb", "urge"), ("text", " "), ("reply_by", "2026-03-01")])).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.html().matches("class=\"err\"").count(), 2, "every fault at once");
    let good = with(&[("verb", "urge"), ("text", "请加快整改"), ("reply_by", "2026-03-09")]);
    let not_mine = send(&house, "officer", &good).await.html();
    assert!(not_mine.contains("办成 0 件") && not_mine.contains("class=\"reasons\""));
    let urged = send(&house, "clerk", &good).await.html();
    assert!(urged.contains("办成 2 件"), "{urged}");
    let clerk = house.cast.actor(office, "clerk").await.unwrap();
    let problem = office.problem(chosen[0].parse().unwrap(), &clerk).await.unwrap();
    assert_eq!(problem.supervisions.len(), 1);
    let mut assign = with(&[("verb", "assign"), ("role", "assisting")]);
    assign.push(("unit", house.cast.units[2].to_string()));
    assert!(send(&house, "clerk", &assign).await.html().contains("办成 2 件"));
    assert_eq!(rows(&house.get("/problems", "other").await.1), 2, "the added unit sees them now");
    let again = send(&house, "clerk", &assign).await.html();
    assert!(again.contains("未办 2 件"), "a unit is not added twice");
    let none = house.post("/problems/bulk", "clerk", &[("verb", "urge")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.post("/problems/bulk", "clerk", &[("verb", "void")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post("/problems/bulk", "admin", &[("verb", "urge")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_problem_is_entered_by_hand_and_found_by_its_number() {
    let house = house().await;
    let county = house.cast.units[1].to_string();
    for lang in ["zh", "en"] {
        let (status, html) = house.get(&format!("/problems/new?lang={lang}"), "clerk").await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("name=\"text\"") && html.contains("data-keep=\"problem-new-"));
    }
    for who in ["admin", "auditor", "works"] {
        assert_eq!(house.get("/problems/new", who).await.0, StatusCode::FORBIDDEN, "{who}");
    }
    let pairs = [
        ("kind", "feedback"),
        ("round", "虚构的第一轮督察"),
        ("numbers[0].level", "市"),
        ("numbers[0].no", "77"),
        ("text", "虚构：青石沟料场扬尘。"),
        ("guidance", "by_date"),
        ("due_text", "2026年底前"),
        ("due", "2026-12-31"),
        ("responsible", county.as_str()),
        ("goal", "扬尘达标"),
        ("types", "air"),
    ];
    let empty = house.post("/problems/new", "clerk", &[("kind", "feedback"), ("goal", "打过的字")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html().contains("打过的字") && empty.html().contains("aria-invalid"));
    let entered = house.post("/problems/new", "clerk", &pairs).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.html());
    assert!(entered.location().starts_with("/problems?done=registered&new="));
    let (_, list) = house.get(entered.location(), "clerk").await;
    assert!(list.contains("data-kept-clear=\"problem-new-") && list.contains("市77"));
    let again = house.post("/problems/new", "clerk", &pairs).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.html().contains("扬尘达标") && again.html().contains("class=\"alert warn\""));
    let own = house.get("/problems/new", "officer").await.1;
    assert!(own.contains("name=\"kind\" value=\"self_found\""), "a unit enters what it found itself");
    let refused = house.post("/problems/new", "officer", &pairs).await;
    assert!(refused.status.is_client_error(), "an inspectors' item is entered by the office");

    let id = ids(&list)[0].clone();
    for typed in ["77", "%E5%B8%8277"] {
        let found = house.send("clerk", get(&format!("/search?q={typed}"))).await;
        assert_eq!(found.location(), format!("/problems/{id}"));
    }
    let text = house.send("clerk", get("/search?q=%E6%89%AC%E5%B0%98")).await;
    assert_eq!(text.location(), "/problems?q=%E6%89%AC%E5%B0%98");
    assert_eq!(rows(&house.get(text.location(), "clerk").await.1), 1);
    let unseen = house.send("other", get("/search?q=77")).await;
    assert_eq!(unseen.location(), "/problems?q=77", "a number out of sight leads nowhere");
}

fn get(path: &str) -> axum::http::Request<axum::body::Body> {
    axum::http::Request::get(path).body(axum::body::Body::empty()).expect("a request")
}

#[tokio::test]
async fn units_are_picked_in_groups_and_the_steps_begin_with_the_usual_one() {
    let house = house().await;
    let (_, html) = house.get("/problems/new", "clerk").await;
    let picks: Vec<&str> = html.split("data-pick ").skip(1).chain(html.split("data-pick>").skip(1)).collect();
    assert_eq!(picks.len(), 4, "responsible, assisting, supervising, enterprise");
    for words in ["县（区）", "部门、乡镇", "企业", "石桥县", "石桥砂石"] {
        assert!(html.contains(words), "{words}");
    }
    assert!(!html.contains("<select id=\"f-responsible\""));
    assert!(html.contains("name=\"steps[0].level\"") && !html.contains("name=\"steps[1].level\""));
    let county = house.cast.units[1].to_string();
    let again = house.post("/problems/new", "clerk", &[("responsible", &county)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = again.html();
    assert!(page.contains(&format!("value=\"{county}\" checked")), "what was picked stays picked");
    assert!(page.contains("data-none=\"无\">石桥县</output>"), "and is said in words");
}
