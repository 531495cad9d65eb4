//! Units: their names of all times, their people then and now, their problems.

mod kit;

use axum::http::StatusCode;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use kit::house;

#[tokio::test]
async fn everybody_reads_units_and_only_administrators_keep_them() {
    let house = house().await;
    let county = format!("/units/{}", house.cast.units[1]);
    for (path, words) in [
        ("/units", ["石桥县人民政府", "县（区）", "共 5 个单位"]),
        ("/units?lang=en", ["石桥县人民政府", "County or district", "5 units"]),
        (county.as_str(), ["石桥县人民政府", "周卫国", "负责人"]),
        (&format!("{county}?lang=en"), ["石桥县人民政府", "周卫国", "Head"]),
    ] {
        let (status, html) = house.get(path, "works").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(words.iter().all(|w| html.contains(w)), "{path}");
        assert!(!html.contains("/units/new") && !html.contains("/edit"), "nothing is offered that is not theirs");
    }
    let (_, html) = house.get("/units?kind=county", "works").await;
    assert!(html.contains("石桥县人民政府") && !html.contains("云江市水务局"));
    assert!(house.get("/units?q=无此单位", "works").await.1.contains("没有符合条件的单位"));
    for path in ["/units/new".to_owned(), format!("{county}/edit"), format!("{county}/close")] {
        assert_eq!(house.get(&path, "head").await.0, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(house.post(&path, "head", &[]).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(house.get(&path, "admin").await.0, StatusCode::OK, "{path}");
    }
    assert_eq!(house.get(&format!("{county}/alias"), "works").await.0, StatusCode::FORBIDDEN);
    assert_eq!(house.get("/units/00000000000000000000000000000000", "works").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_units_numbers_are_the_numbers_of_the_lists_they_lead_to() {
    let house = house().await;
    let office = &house.site.office;
    house.cast.register(office, "9").await.unwrap();
    house.cast.register(office, "10").await.unwrap();
    for (who, seen) in [("clerk", 2), ("other", 0)] {
        let actor = house.cast.actor(office, who).await.unwrap();
        let unit = house.cast.units[1];
        let query = Query { unit: Some(unit), figure: Some(Figure::Open), ..Query::default() };
        assert_eq!(office.count(&query, &actor).await.unwrap(), seen);
        let (_, html) = house.get(&format!("/units/{unit}"), who).await;
        let link = format!(r#"href="/problems?figure=open&#38;unit={unit}">{seen}<"#);
        assert_eq!(html.contains(&link), seen > 0, "{who}: {html}");
    }
}

#[tokio::test]
async fn an_old_name_is_found_and_who_held_the_post_then_too() {
    let house = house().await;
    let office = &house.site.office;
    let unit = house.cast.units[3];
    let path = format!("/units/{unit}");
    let changed = [
        ("name", "云江市水利局"),
        ("short", "市水利局"),
        ("parent", ""),
        ("aliases", "市水务\r\n水务局"),
        ("duties", "河湖管理（虚构）\r\n取水许可（虚构）"),
        ("from", "2020-01-01"),
    ];
    assert_eq!(house.post(&format!("{path}/edit"), "admin", &changed).await.location(), format!("{path}?done=changed"));
    for old in ["云江市水务局", "市水务局", "水务局", "水利局"] {
        let (_, html) = house.get(&format!("/units?q={}", dugai_web::visitor::encode(old)), "works").await;
        assert!(html.contains(&path), "{old}");
    }
    assert_eq!(office.setup().await.unwrap().unit_of_name("市水务局"), Some(unit));
    let (_, html) = house.get(&path, "works").await;
    assert!(html.contains("<li>取水许可（虚构）</li>"));

    let taken = house.post(&format!("{path}/alias"), "clerk", &[("alias", "石桥县")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "a name cannot mean two units");
    assert!(taken.html().contains("已被使用"));
    house.post(&format!("{path}/alias"), "clerk", &[("alias", "市水务管理局")]).await;
    assert_eq!(office.setup().await.unwrap().unit_of_name("市水务管理局"), Some(unit));

    let chain = |html: &str| {
        html.split(r#"<ol class="chain">"#).nth(1).and_then(|s| s.split("</ol>").next()).unwrap_or_default().to_owned()
    };
    let (_, now) = house.get(&path, "works").await;
    assert!(chain(&now).contains("陈静"));
    let (_, then) = house.get(&format!("{path}?on=2019-12-31"), "works").await;
    assert_eq!(chain(&then), "", "before its first day nobody held a post");
    assert!(then.contains("2019年12月31日"));
    let (_, odd) = house.get(&format!("{path}?on=2026-02-30"), "works").await;
    assert!(odd.contains("日期无法识别"));
}

#[tokio::test]
async fn units_are_opened_and_ended_by_forms() {
    let house = house().await;
    let office = &house.site.office;
    let half = house.post("/units/new", "admin", &[("name", "新设的局（虚构）"), ("short", ""), ("from", "x")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.html().contains("新设的局（虚构）") && half.html().matches(r#"class="err""#).count() == 3);
    let pairs = [("name", "新设的局（虚构）"), ("short", "新局"), ("kind", "department"), ("from", "2026-01-01")];
    let opened = house.post("/units/new", "admin", &pairs).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let path = opened.location().split('?').next().unwrap().to_owned();
    assert!(house.get(opened.location(), "admin").await.1.contains("单位已设立"));
    let early = house.post(&format!("{path}/close"), "admin", &[("to", "2025-12-31")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.post(&format!("{path}/close"), "admin", &[("to", "2026-02-28")]).await;
    let unit = office.setup().await.unwrap().unit_of_name("新局").unwrap();
    assert_eq!(office.setup().await.unwrap().units[&unit].term.to, Some(jiff::civil::date(2026, 2, 28)));
    assert!(!house.get("/units", "admin").await.1.contains("新设的局"), "an ended unit stands aside");
    assert!(house.get("/units?all=1", "admin").await.1.contains("新设的局"));
}

#[tokio::test]
async fn a_unit_with_open_items_is_not_closed() {
    let house = house().await;
    let office = &house.site.office;
    house.cast.register(office, "9").await.unwrap();
    for (unit, words) in
        [(house.cast.units[1], "作为责任单位，还有 1 件"), (house.cast.units[3], "作为督导单位，还有 1 件")]
    {
        let path = format!("/units/{unit}/close");
        assert!(house.get(&path, "admin").await.1.contains(words), "told before");
        let refused = house.post(&path, "admin", &[("to", "2026-03-02")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html().contains(words) && refused.html().contains("先移交"), "{}", refused.html());
    }
    let free = house.post(&format!("/units/{}/close", house.cast.units[2]), "admin", &[("to", "2026-03-02")]).await;
    assert_eq!(free.status, StatusCode::SEE_OTHER, "{}", free.html());
}
