//! Accounts and posts: what administrators do, and that nobody else can.

mod kit;

use axum::http::StatusCode;
use dugai_domain::org::Role;
use kit::house;

#[tokio::test]
async fn only_administrators_keep_people() {
    let house = house().await;
    let id = house.cast.accounts["officer"].to_string();
    let person = format!("/people/{id}");
    let pages = [
        "/people".to_owned(),
        "/people?q=王".to_owned(),
        "/people/new".to_owned(),
        person.clone(),
        format!("{person}/post"),
    ];
    for path in &pages {
        let (status, html) = house.get(path, "admin").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(html.matches("<h1").count() == 1, "{path}");
        assert_eq!(house.get(path, "clerk").await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let (_, html) = house.get("/people?lang=en&q=officer", "admin").await;
    assert!(html.contains("1 account<") && html.contains("王成") && !html.contains("周卫国"));
    assert_eq!(house.get("/people/00000000000000000000000000000000", "admin").await.0, StatusCode::NOT_FOUND);
    for (path, pairs) in [
        ("lock", vec![("locked", "1")]),
        ("password", vec![]),
        ("sessions/end", vec![]),
        ("end", vec![]),
        ("post", vec![]),
    ] {
        let answer = house.post(&format!("{person}/{path}"), "head", &pairs).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_new_account_gets_a_password_that_works_once_it_is_handed_over() {
    let house = house().await;
    let office = &house.site.office;
    let county = house.cast.units[1].to_string();
    let half = house
        .post("/people/new", "admin", &[("name", "钱伟"), ("login", "钱伟"), ("unit", "x"), ("from", "2026-02-30")])
        .await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = half.html();
    assert!(html.contains(r#"value="钱伟""#) && html.matches("aria-invalid").count() >= 3, "every fault at once");
    let fields = |login: &'static str| {
        vec![
            ("name", "钱伟"),
            ("login", login),
            ("unit", county.as_str()),
            ("role", "officer"),
            ("from", "2026-03-01"),
            ("to", ""),
        ]
    };
    let taken = house.post("/people/new", "admin", &fields("officer")).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.html().contains("已被使用"));
    let opened = house.post("/people/new", "admin", &fields("qianwei")).await;
    assert_eq!(opened.status, StatusCode::OK);
    let html = opened.html();
    let password =
        html.split("<b>").filter_map(|s| s.split("</b>").next()).find(|s| s.split('-').count() == 4).unwrap();
    let secret = office.log_in("qianwei", password, ("127.0.0.1", "test")).await.expect("it works");
    assert!(office.session(&secret).await.unwrap().unwrap().must_change);
    let account = office.session(&secret).await.unwrap().unwrap().account;
    let renewed = house.post(&format!("/people/{account}/password"), "admin", &[]).await;
    assert!(!renewed.html().contains(password), "another one each time");
    assert!(office.session(&secret).await.unwrap().is_none(), "and every device is signed out");
}

#[tokio::test]
async fn posts_are_given_with_their_terms_and_end_only_when_somebody_is_left() {
    let house = house().await;
    let office = &house.site.office;
    house.cast.register(office, "9").await.unwrap();
    let [bureau, county, ..] = house.cast.units.map(|u| u.to_string());
    let (officer, mayor) = (house.cast.accounts["officer"], house.cast.accounts["mayor"]);
    let acting = |to: &'static str| {
        let whose = mayor.to_string();
        [
            ("unit", county.clone()),
            ("role", "head".into()),
            ("from", "2026-03-01".into()),
            ("to", to.to_owned()),
            ("acting_for", whose),
        ]
    };
    let give = format!("/people/{officer}/post");
    for (to, status) in [("", 422), ("2026-02-01", 422), ("2026-06-30", 303)] {
        let pairs = acting(to);
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(house.post(&give, "admin", &pairs).await.status, status, "{to}");
    }
    let (_, html) = house.get(&format!("/people/{officer}?done=given"), "admin").await;
    assert!(html.contains("代周卫国") && html.contains("2026-06-30") && html.contains("已任职"));

    let end = |who, role: &str, last: &'static str| {
        let (path, post) = (format!("/people/{who}/end"), format!("{role}.{county}"));
        let house = &house;
        async move { house.post(&path, "admin", &[("post", &post), ("last", last)]).await }
    };
    assert_eq!(house.get(&format!("/people/{mayor}/end?post=head.{county}"), "admin").await.0, StatusCode::OK);
    assert_eq!(house.get(&format!("/people/{mayor}/end?post=head.{bureau}"), "admin").await.0, StatusCode::NOT_FOUND);
    assert_eq!(end(mayor, "head", "2019-01-01").await.status, StatusCode::UNPROCESSABLE_ENTITY, "before it began");
    assert_eq!(end(mayor, "head", "2026-03-02").await.status, StatusCode::SEE_OTHER);
    let other = end(officer, "officer", "2026-03-02").await;
    assert_eq!(other.status, StatusCode::SEE_OTHER, "the same person still acts for the head");
    let alone = end(officer, "head", "2026-03-02").await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY, "a problem waits and nobody would be left");
    assert!(alone.html().contains("请先给接替的人任职"));
    let setup = office.setup().await.unwrap();
    let held = setup.accounts[&officer].posts.iter().find(|p| p.role == Role::Head).unwrap();
    assert_eq!(held.term.to, Some(jiff::civil::date(2026, 6, 30)));
}

#[tokio::test]
async fn a_locked_account_is_out_and_nobody_locks_themselves() {
    let house = house().await;
    let office = &house.site.office;
    let officer = house.session("officer").await.unwrap();
    let path = |who: &str, what: &str| format!("/people/{}/{what}", house.cast.accounts[who]);
    house.post(&path("officer", "sessions/end"), "admin", &[]).await;
    assert!(office.session(&officer).await.unwrap().is_none());
    let locked = house.post(&path("officer", "lock"), "admin", &[("locked", "1")]).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER);
    assert!(office.setup().await.unwrap().accounts[&house.cast.accounts["officer"]].locked);
    // Nothing said and nonsense change nothing, and what is so already is not recorded again.
    for pairs in [vec![], vec![("locked", "")], vec![("locked", "yes")]] {
        let answer = house.post(&path("officer", "lock"), "admin", &pairs).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pairs:?}");
        assert!(answer.html().contains("锁定") && answer.html().contains("解锁"), "{}", answer.html());
    }
    let events = office.store.next_event().await.unwrap();
    house.post(&path("officer", "lock"), "admin", &[("locked", "1")]).await;
    assert_eq!(office.store.next_event().await.unwrap(), events);
    assert!(office.setup().await.unwrap().accounts[&house.cast.accounts["officer"]].locked);
    house.post(&path("officer", "lock"), "admin", &[("locked", "0")]).await;
    assert!(!office.setup().await.unwrap().accounts[&house.cast.accounts["officer"]].locked);
    assert_eq!(house.post(&path("admin", "lock"), "admin", &[("locked", "1")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_would_lie_with_nobody_is_said_before_an_account_is_locked_and_at_home_after() {
    let house = house().await;
    let office = &house.site.office;
    let id = house.cast.register(office, "9").await.unwrap();
    house.cast.up_to(office, id, "answer_sweep").await.unwrap();
    let mayor = house.cast.accounts["mayor"];
    let line = "石桥县负责人：1项";
    let (_, html) = house.get(&format!("/people/{mayor}"), "admin").await;
    assert!(html.contains("锁定后，下列事项无人可办") && html.contains(line), "{html}");
    let (_, html) = house.get(&format!("/people/{}", house.cast.accounts["officer"]), "admin").await;
    assert!(!html.contains("锁定后，下列事项无人可办"), "others of the unit do an officer's work");
    for (locked, said) in [("1", true), ("0", false)] {
        let sent = house.post(&format!("/people/{mayor}/lock"), "admin", &[("locked", locked)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        for who in ["clerk", "admin"] {
            let (_, home) = house.get("/", who).await;
            assert_eq!(home.contains("无人可办的事项") && home.contains(line), said, "{who} {locked}");
        }
        let (_, home) = house.get("/", "other").await;
        assert!(!home.contains("无人可办的事项"), "not to who can do nothing about it");
    }
}

/// Texts of every source file of the office's crate.
fn sources(folder: &std::path::Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_field_that_the_office_names_in_an_error_has_its_words() {
    let mut texts = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../dugai-app/src"), &mut texts);
    let w = dugai_web::words::W::new(dugai_web::words::Lang::Zh);
    let mut seen = 0;
    for text in &texts {
        for (mark, area) in [("Field { field: \"", "field"), ("expected: \"", "expected")] {
            for code in text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()) {
                seen += 1;
                assert!(w.get(&format!("{area}.{code}")).is_some(), "{area}.{code}");
            }
        }
    }
    assert!(seen > 20, "the search finds them: {seen}");
}

#[tokio::test]
async fn an_administrator_sees_and_ends_the_tokens_of_a_person() {
    let house = house().await;
    let office = &house.site.office;
    let secret = house.session("officer").await.unwrap();
    let signed = office.session(&secret).await.unwrap().unwrap();
    let tokens = [
        office.make_token(&signed, "台账同步", true, 30).await.unwrap(),
        office.make_token(&signed, "备用", false, 30).await.unwrap(),
    ];
    let page = format!("/people/{}", signed.account);
    let (_, html) = house.get(&page, "admin").await;
    assert!(html.contains("台账同步") && html.contains("备用"));
    let ends = html.split(r#"name="token" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let ended = house.post(&format!("{page}/tokens/end"), "admin", &[("token", &ends)]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let left = async |secret: &str| office.token(secret).await.unwrap().is_some();
    assert_ne!(left(&tokens[0]).await, left(&tokens[1]).await, "the one that was named");
    let refused = house.post(&format!("{page}/tokens/end"), "clerk", &[("token", &ends)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    house.post(&format!("{page}/sessions/end"), "admin", &[]).await;
    assert!(!left(&tokens[0]).await && !left(&tokens[1]).await, "signed out everywhere");
}
