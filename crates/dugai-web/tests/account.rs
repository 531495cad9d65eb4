//! Signing in and out, first passwords, one's own account.

mod kit;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dugai_app::testing::{PASSWORD, cast, tools_at};
use dugai_app::tools::{SetClock, Tools};
use dugai_app::{Office, Store, Target};
use dugai_domain::actor::Actor;
use dugai_web::site::Server;
use kit::{Answer, house};
use tower::ServiceExt;

fn cookie(answer: &Answer) -> String {
    answer.headers.get(header::SET_COOKIE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

/// Sends a request with a session of one's own, not one of the house's.
async fn with(house: &kit::House, secret: &str, request: Request<Body>) -> StatusCode {
    let mut request = request;
    request.headers_mut().insert(header::COOKIE, format!("sid={secret}").parse().unwrap());
    request.headers_mut().insert("sec-fetch-site", "same-origin".parse().unwrap());
    house.router.clone().oneshot(request).await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn passwords_tried_at_the_same_moment_are_counted_one_by_one() {
    let house = house().await;
    let tries: Vec<_> = (0..60)
        .map(|n| {
            let site = Arc::clone(&house.site);
            tokio::spawn(async move {
                let password = format!("guess-{n}-of-many");
                site.office.log_in("officer", &password, ("192.0.2.4", "test")).await
            })
        })
        .collect();
    let mut looked_at = 0;
    for one in tries {
        looked_at += usize::from(matches!(one.await.unwrap(), Err(dugai_app::login::LoginError::Wrong)));
    }
    assert_eq!(looked_at, 5, "four are free, and the one after them makes the next wait");
}

#[tokio::test]
async fn a_wrong_password_is_told_plainly_and_the_right_one_leads_on() {
    let house = house().await;
    house.session("officer").await.unwrap();
    for (path, word) in [
        ("/login", "登录"),
        ("/login?lang=en", "Sign in"),
        ("/forgot", "系统管理员"),
        ("/forgot?lang=en", "administrator"),
    ] {
        let (status, html) = house.get(path, "").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(html.contains(word), "{path}");
    }
    let asked = house.send("", Request::get("/units?kind=county").body(Body::empty()).unwrap()).await;
    assert_eq!(asked.location(), "/login?next=/units%3Fkind%3Dcounty", "the way on is kept");
    let wrong =
        house.post("/login", "", &[("name", "officer"), ("password", "guessed-wrong"), ("next", "/units")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = wrong.html();
    assert!(
        html.contains("登录名或密码不对") && html.contains(r#"value="officer""#) && html.contains(r#"value="/units""#)
    );
    assert!(!html.contains("guessed-wrong"), "a password is never sent back");
    assert_eq!(cookie(&wrong), "");
    let right = house
        .post("/login", "", &[("name", " Officer "), ("password", PASSWORD), ("next", "/units?kind=county")])
        .await;
    assert_eq!((right.status, right.location()), (StatusCode::SEE_OTHER, "/units?kind=county"));
    let cookie = cookie(&right);
    assert!(cookie.starts_with("sid=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Path=/") && !cookie.contains("Secure"), "{cookie}");
    let away =
        house.post("/login", "", &[("name", "officer"), ("password", PASSWORD), ("next", "//evil.example/")]).await;
    assert_eq!(away.location(), "/", "only paths of this site");
}

#[tokio::test]
async fn who_sends_a_form_after_the_session_ended_is_told_what_became_of_it() {
    let house = house().await;
    let request = Request::post("/problems/new").header(header::REFERER, "http://host/problems/new");
    let lost = house.send("", request.body(Body::empty()).unwrap()).await;
    assert_eq!(lost.location(), "/login?next=/problems/new&sent=1");
    let (_, html) = house.get(lost.location(), "").await;
    assert!(html.contains("登录已过期") && html.contains("填写的文字已保留") && !html.contains("请先登录"), "{html}");
    let pairs = [("name", "officer"), ("password", "guessed-wrong"), ("next", "/problems/new"), ("sent", "1")];
    assert!(house.post("/login", "", &pairs).await.html().contains("登录已过期"), "a wrong password does not hide it");
    let (_, html) = house.get("/login?next=/problems/new", "").await;
    assert!(html.contains("请先登录") && !html.contains("登录已过期"), "a plain visit lost nothing");
    let (_, html) = house.get("/login", "").await;
    assert!(!html.contains("请先登录") && !html.contains("登录已过期"), "whoever comes to sign in is told nothing");
}

#[tokio::test]
async fn who_guesses_must_wait_and_is_told_how_long() {
    let house = house().await;
    house.session("officer").await.unwrap();
    let mut last = StatusCode::OK;
    for _ in 0..7 {
        let answer = house.post("/login", "", &[("name", "officer"), ("password", "guessed-wrong")]).await;
        last = answer.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.html().contains("秒后再试"));
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_demonstration_offers_its_people_and_https_keeps_the_cookie_to_itself() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Target::Folder(folder.path().join("data"))).await.unwrap();
    let office = Office::open(store, tools_at(jiff::civil::date(2026, 3, 2))).await.unwrap();
    let cast = cast(&office).await.unwrap();
    cast.log_in(&office, "mayor").await.unwrap();
    let offered = vec![("mayor".to_owned(), PASSWORD.to_owned(), "周卫国 石桥县".to_owned())];
    let router = dugai_web::router(Arc::new(Server { offered, secure: true, ..Server::new(office) }));
    let ask = Request::get("/login").body(Body::empty()).unwrap();
    let page = router.clone().oneshot(ask).await.unwrap();
    let bytes = axum::body::to_bytes(page.into_body(), usize::MAX).await.unwrap();
    let html = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(html.contains(r#"name="as" value="mayor""#) && html.contains("周卫国"));
    assert!(!html.contains(PASSWORD), "the password stays with the server");
    let choose = Request::post("/login")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from("as=mayor&next=/units"))
        .unwrap();
    let answer = router.oneshot(choose).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn a_first_password_is_changed_before_anything_else() {
    let house = house().await;
    let office = &house.site.office;
    let account = house.cast.accounts["officer"];
    let system = Actor::system(office.now().day());
    office.set_password(account, "handed-over-1", (&system, office.now())).await.unwrap();
    let first = office.log_in("officer", "handed-over-1", ("127.0.0.1", "test")).await.unwrap();
    let page = |path: &str| Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(with(&house, &first, page("/units")).await, StatusCode::SEE_OTHER);
    assert_eq!(with(&house, &first, page("/me/password")).await, StatusCode::OK);
    let change = |body: &'static str| {
        Request::post("/me/password")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    };
    for refused in [
        "old_password=handed-over-1&new_password=my-own-words-1&again=my-own-words-2",
        "old_password=not-this-one&new_password=my-own-words-1&again=my-own-words-1",
        "old_password=handed-over-1&new_password=short&again=short",
        "old_password=handed-over-1&new_password=handed-over-1&again=handed-over-1",
    ] {
        assert_eq!(with(&house, &first, change(refused)).await, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    }
    let good = "old_password=handed-over-1&new_password=my-own-words-1&again=my-own-words-1";
    assert_eq!(with(&house, &first, change(good)).await, StatusCode::SEE_OTHER);
    assert!(office.session(&first).await.unwrap().is_none(), "every session from before has ended");
    let again = office.log_in("officer", "my-own-words-1", ("127.0.0.1", "test")).await.unwrap();
    assert_eq!(with(&house, &again, page("/units")).await, StatusCode::OK);
}

#[tokio::test]
async fn ones_own_page_shows_posts_sessions_and_tokens_and_ends_them() {
    let house = house().await;
    let office = &house.site.office;
    for (path, words) in
        [("/me", ["石桥县", "经办人", "程序接口令牌"]), ("/me?lang=en", ["石桥县", "Officer", "Tokens for programs"])]
    {
        let (status, html) = house.get(path, "officer").await;
        assert_eq!(status, StatusCode::OK);
        assert!(words.iter().all(|w| html.contains(w)), "{path}");
    }
    let half =
        house.post("/me/tokens", "officer", &[("token_name", "月报程序"), ("rights", "all"), ("days", "9999")]).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(half.html().contains("月报程序"), "typed text comes back");
    let good = [("token_name", "月报程序"), ("rights", "read"), ("days", "30"), ("careful", "1")];
    let made = house.post("/me/tokens", "officer", &good).await;
    assert_eq!(made.status, StatusCode::OK);
    let html = made.html();
    let secret = html.split("dugai_").nth(1).and_then(|s| s.split('<').next()).map(|s| format!("dugai_{s}")).unwrap();
    let holder = office.token(&secret).await.unwrap().expect("it works");
    assert!(!holder.writes && holder.account == house.cast.accounts["officer"]);
    let (_, html) = house.get("/me", "officer").await;
    assert!(html.contains("月报程序") && !html.contains(&secret), "its secret is shown once");
    let id = html.split(r#"name="token" value=""#).nth(1).and_then(|s| s.split('"').next()).unwrap().to_owned();
    house.post("/me/tokens/end", "supervisor", &[("token", &id)]).await;
    assert!(office.token(&secret).await.unwrap().is_some(), "somebody else's token is left alone");
    house.post("/me/tokens/end", "officer", &[("token", &id)]).await;
    assert!(office.token(&secret).await.unwrap().is_none());

    let filter = office.save_filter(house.cast.accounts["officer"], "超期的", "figure=overdue").await.unwrap();
    let (_, html) = house.get("/me", "officer").await;
    assert!(html.contains("/problems?figure=overdue"));
    house.post("/me/filters/end", "officer", &[("filter", &filter.to_string())]).await;
    assert!(!house.get("/me", "officer").await.1.contains("/problems?figure=overdue"));

    let secret = house.session("officer").await.unwrap();
    let ended = house.post("/me/sessions/end", "officer", &[]).await;
    assert_eq!(ended.location(), "/login?out=1");
    assert!(office.session(&secret).await.unwrap().is_none());
}

#[tokio::test]
async fn signing_out_ends_the_session_and_clears_the_browser() {
    let house = house().await;
    let secret = house.session("leader").await.unwrap();
    let out = house.post("/logout", "leader", &[]).await;
    assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/login?out=1"));
    assert!(cookie(&out).contains("Max-Age=0"));
    assert!(house.site.office.session(&secret).await.unwrap().is_none());
    let (_, html) = house.get("/login?out=1", "").await;
    assert!(html.contains(r#"data-kept-clear="*""#));
}

#[tokio::test]
async fn who_is_signed_in_reads_on_and_signs_out_when_nothing_can_be_written() {
    let house = house().await;
    let secret = house.session("officer").await.unwrap();
    // The same store, opened so that it refuses every write, a quarter of an hour later.
    let target = Target::Folder(house.site.office.store.folder().to_owned());
    let reading = Store::find_reading(&target).await.unwrap().unwrap();
    let moment = house.site.office.now().plus_seconds(900);
    let tools = Tools { clock: Arc::new(SetClock::at(moment)), ..tools_at(jiff::civil::date(2026, 3, 2)) };
    let office = Office::open(reading, tools).await.unwrap();
    let gone = Store::find_reading(&target).await.unwrap().unwrap();
    let router = dugai_web::router(Arc::new(Server::new(office)));
    let ask = async |request: axum::http::request::Builder| {
        let request = request.header(header::COOKIE, format!("sid={secret}")).header("sec-fetch-site", "same-origin");
        router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    };
    for path in ["/", "/problems", "/me"] {
        assert_eq!(ask(Request::get(path)).await.status(), StatusCode::OK, "{path}");
    }
    let out = ask(Request::post("/logout")).await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    assert!(out.headers()[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"), "the browser forgets it");
    // Long after its end a session is none, though it cannot be cleared away.
    let tools = Tools {
        clock: Arc::new(SetClock::at(moment.plus_seconds(9 * 3600))),
        ..tools_at(jiff::civil::date(2026, 3, 2))
    };
    let later = Office::open(gone, tools).await.unwrap();
    assert!(later.session(&secret).await.unwrap().is_none());
}
