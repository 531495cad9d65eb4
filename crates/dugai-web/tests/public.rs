//! The public pages: what they show, what they hide, and an objection from form to vault.

mod kit;
#[path = "public/life.rs"]
mod life;

use axum::http::StatusCode;
use dugai_app::public::receipt_of;
use dugai_domain::figures::Figure;
use kit::{House, house};
use life::{HIDDEN, act, listed, noticed, self_found};

async fn page(house: &House, path: &str) -> String {
    let (status, html) = house.get(path, "").await;
    assert_eq!(status, StatusCode::OK, "{path}\n{html}");
    html
}

fn cases(html: &str) -> usize {
    html.matches("<article class=\"case\">").count()
}

#[tokio::test]
async fn only_the_public_form_leaves_the_house() {
    let house = house().await;
    let shown = listed(&house, "7").await;
    let hidden = self_found(&house, "9001").await;
    let noticed = noticed(&house, "8").await;
    let paths = [
        "/public".to_owned(),
        "/public/notices".to_owned(),
        "/public/about".to_owned(),
        format!("/public/{shown}"),
        format!("/public/{noticed}"),
        format!("/public/{noticed}/objection"),
        "/public/list.json".to_owned(),
        "/public/list.csv".to_owned(),
    ];
    let people: Vec<String> =
        house.site.office.setup().await.unwrap().accounts.values().map(|a| a.name.clone()).collect();
    for path in &paths {
        for lang in ["zh", "en"] {
            let html = page(&house, &format!("{path}?lang={lang}")).await;
            assert!(!html.contains("9001"), "{path} shows what is not public");
            assert!(!html.contains(HIDDEN), "{path} names a person");
            assert!(!people.iter().any(|name| html.contains(name.as_str())), "{path} names a person at work");
            assert!(!html.contains("public."), "{path} lacks a word");
        }
    }
    for path in [format!("/public/{hidden}"), format!("/public/{hidden}/objection"), "/public/nothing".to_owned()] {
        assert_eq!(house.get(&path, "").await.0, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(house.get(&path, "clerk").await.0, StatusCode::NOT_FOUND, "{path}: the page is the same for all");
    }
    // What may not be asked is not answered by way of a filter either.
    assert_eq!(cases(&page(&house, "/public?level=3&leader=1").await), 2);
    assert!(page(&house, "/public?figure=overdue").await.contains("overdue"), "an inner figure is told as unread");
}

#[tokio::test]
async fn every_number_leads_to_exactly_its_rows() {
    let house = house().await;
    for no in ["1", "2", "3"] {
        listed(&house, no).await;
    }
    let noticed = noticed(&house, "4").await;
    self_found(&house, "5").await;
    let mut expected =
        std::collections::BTreeMap::from([("listed", 4), ("open", 4), ("struck_off", 0), ("declared", 0)]);
    let front = page(&house, "/public").await;
    for figure in dugai_app::public::FIGURES {
        let want = expected.remove(Figure::code(figure)).expect("a public figure");
        let tile = format!("href=\"/public?figure={}\"", figure.code());
        let after = front.split_once(&tile).expect("a link").1;
        assert!(after.split("</b>").next().unwrap().ends_with(&format!(">{want}")), "{}", figure.code());
        assert_eq!(cases(&page(&house, &format!("/public?figure={}", figure.code())).await), want);
    }
    assert_eq!(cases(&page(&house, "/public?stage=noticed").await), 1);
    assert_eq!(cases(&page(&house, &format!("/public?county={}", house.cast.units[2])).await), 0);
    let data: serde_json::Value = serde_json::from_str(&page(&house, "/public/list.json?per=3").await).unwrap();
    assert_eq!((data["total"].as_u64(), data["items"].as_array().unwrap().len()), (Some(4), 3));
    let next = data["next"].as_str().expect("one more");
    let rest: serde_json::Value = serde_json::from_str(&page(&house, next).await).unwrap();
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert!(rest["next"].is_null());
    let csv = page(&house, "/public/list.csv").await;
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.contains(&noticed.to_string()));
    let notices = page(&house, "/public/notices").await;
    assert!(notices.contains("共10个工作日") && notices.contains("2026-03-07、2026-03-08"), "{notices}");
    assert_eq!(house.get("/public/list.json?stage=nothing", "").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    for path in ["/public/list.json?level=3", "/public/list.csv?lang=en&place=x", "/public/list.json?figures=open"] {
        let (status, said) = house.get(path, "").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(said.contains("county") && said.contains("figure"), "{path} does not say what may be asked: {said}");
    }
    assert!(page(&house, "/public?level=3").await.contains("level"), "a name that is none is told");
}

#[tokio::test]
async fn an_objection_goes_to_the_vault_and_nowhere_else() {
    let house = house().await;
    let id = noticed(&house, "8").await;
    let form = format!("/public/{id}/objection");
    let words = "北坡还有废水流出，三月一日傍晚看到。";
    let given = [("name", "虚构人甲"), ("contact", "虚构电话一二三"), ("words", words)];

    let short = house.post(&form, "", &[("name", "虚构人甲"), ("words", "有")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.html().contains("value=\"虚构人甲\"") && short.html().contains("aria-invalid=\"true\""));

    let sent = house.post(&form, "", &given).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html());
    let receipt = page(&house, sent.location()).await;
    let problem = house.site.office.load(id).await.unwrap().unwrap();
    let [received] = problem.objections.as_slice() else { panic!("one objection") };
    let number = receipt_of(&received.objection.commitment);
    assert!(receipt.contains(&number), "{number}");
    assert!(sent.location().ends_with(&number));

    for event in house.site.office.store.events_of(id.0).await.unwrap() {
        for secret in ["虚构人甲", "虚构电话", "北坡"] {
            assert!(!event.payload.contains(secret), "{} holds {secret}", event.event);
        }
    }
    let clerk = house.cast.actor(&house.site.office, "clerk").await.unwrap();
    let opened = house.site.office.reveal(received.objection.vault, "核查", (&clerk, house.site.office.now())).await;
    let opened: dugai_app::public::Objection = serde_json::from_slice(&opened.unwrap()).unwrap();
    assert_eq!((opened.name.as_str(), opened.words.as_str()), ("虚构人甲", words));

    // Nobody is named to the one concerned, and a made-up receipt is no page.
    assert!(!page(&house, &format!("/public/{id}")).await.contains("北坡"));
    let made_up = format!("/public/{id}/objection/received?no=%3Cb%3E");
    assert_eq!(house.get(&made_up, "").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn outside_the_notice_and_in_a_flood_the_answer_is_plain() {
    let house = house().await;
    let quiet = listed(&house, "7").await;
    let given = [("words", "没有整改到位，请核查。")];
    let outside = house.post(&format!("/public/{quiet}/objection"), "", &given).await;
    assert_eq!(outside.status, StatusCode::CONFLICT);
    assert!(outside.html().contains("没有整改到位，请核查。") && !outside.html().contains("<textarea"));
    assert!(house.site.office.load(quiet).await.unwrap().unwrap().objections.is_empty());

    let id = noticed(&house, "8").await;
    let form = format!("/public/{id}/objection");
    let mut taken = 0;
    let refused = loop {
        let answer = house.post(&form, "", &given).await;
        match answer.status {
            StatusCode::SEE_OTHER => taken += 1,
            _ => break answer,
        }
        assert!(taken < 50, "nothing slows a flood down");
    };
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.html().contains("没有整改到位，请核查。"), "what was typed is kept");
    assert_eq!(taken, 11);
    let problem = house.site.office.load(id).await.unwrap().unwrap();
    assert_eq!(problem.objections.len(), taken);
    // An objection on its way does not stop the office from answering.
    let answer = dugai_domain::problem::ObjectionAnswer {
        no: 1,
        upheld: false,
        answer: "已核查，不属实。".into(),
        measures: vec![],
    };
    act(&house, id, "clerk", dugai_domain::problem::Command::AnswerObjection(answer)).await;
}

#[tokio::test]
async fn a_receipt_leads_to_the_answer_and_to_nobody() {
    let house = house().await;
    let office = &house.site.office;
    let id = noticed(&house, "8").await;
    let given = [("name", "虚构人甲"), ("words", "北坡还有废水流出，三月一日傍晚看到。")];
    let sent = house.post(&format!("/public/{id}/objection"), "", &given).await;
    let number = sent.location().rsplit('=').next().expect("a number").to_owned();
    let waits = house.post("/public/receipt", "", &[("no", &number.to_lowercase().replace('-', " "))]).await;
    assert_eq!(waits.status, StatusCode::OK, "{}", waits.html());
    assert!(waits.html().contains("尚未答复") && waits.html().contains(&format!("/public/{id}")));
    let answer = dugai_domain::problem::ObjectionAnswer {
        no: 1,
        upheld: true,
        answer: "已核查，责成补建围堰。".into(),
        measures: vec![],
    };
    act(&house, id, "clerk", dugai_domain::problem::Command::AnswerObjection(answer)).await;
    for lang in ["zh", "en"] {
        let told = house.post(&format!("/public/receipt?lang={lang}"), "", &[("no", &number)]).await.html();
        assert!(told.contains("已核查，责成补建围堰。"), "{told}");
        assert!(!told.contains("虚构人甲") && !told.contains("北坡"), "nothing of the person");
        assert!(told.contains(if lang == "zh" { "异议成立" } else { "Upheld" }));
    }
    // The problem's own page says that it came and how it was answered.
    let open = page(&house, &format!("/public/{id}")).await;
    assert!(open.contains("第1件异议") && open.contains("已核查，责成补建围堰。") && !open.contains(&number));
    // Guessing is slowed down, also for who then has a true one.
    let mut misses = 0;
    let refused = loop {
        let guess = house.post("/public/receipt", "", &[("no", "0000-0000-0000")]).await;
        if guess.status != StatusCode::NOT_FOUND {
            break guess;
        }
        misses += 1;
        assert!(misses < 50, "nothing slows guessing down");
    };
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let late = house.post("/public/receipt", "", &[("no", &number)]).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(matches!(dugai_app::verify(&office.store).await.expect("read"), dugai_app::Verdict::Sound { .. }));
}

#[tokio::test]
async fn before_its_first_and_after_its_last_day_a_notice_takes_no_objection() {
    use dugai_app::public::{Objection, ObjectionError};
    use dugai_domain::time::Timestamp;
    let house = house().await;
    let office = &house.site.office;
    let id = noticed(&house, "8").await;
    let last = office.load(id).await.unwrap().unwrap().notice.unwrap().1.last_day;
    let objection = Objection { words: "北坡还有废水流出。".into(), ..Objection::default() };
    let on = |day: jiff::civil::Date| Timestamp::at(day, 10, 0);
    let ahead = office.object(id, &objection, "a", on(life::DAY.yesterday().unwrap())).await;
    assert!(matches!(ahead, Err(ObjectionError::NotBegun)), "{ahead:?}");
    let over = office.object(id, &objection, "a", on(last.tomorrow().unwrap())).await;
    assert!(matches!(over, Err(ObjectionError::Over)), "{over:?}");
    assert!(office.object(id, &objection, "a", on(last)).await.is_ok(), "the last day counts");
    office
        .move_clock(last.tomorrow().unwrap(), (&house.cast.actor(office, "admin").await.unwrap(), office.now()))
        .await
        .unwrap();
    for path in [format!("/public/{id}"), "/public/notices".to_owned(), format!("/public/{id}/objection")] {
        let html = page(&house, &path).await;
        assert!(html.contains("公示期已满，尚未结束"), "{path}: {html}");
        assert!(!html.contains(&format!("href=\"/public/{id}/objection\"")) && !html.contains("<textarea"), "{path}");
    }
}

#[tokio::test]
async fn a_form_sent_twice_is_one_objection_and_many_at_once_are_counted_one_by_one() {
    let house = house().await;
    let office = &house.site.office;
    let id = noticed(&house, "8").await;
    let path = format!("/public/{id}/objection");
    let html = page(&house, &path).await;
    let number = html.split("name=\"form\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let sent = [("form", number), ("words", "北坡还有废水流出。")];
    let first = house.post(&path, "", &sent).await;
    assert!(first.location().contains("received?no="), "{}", first.html());
    let (second, third) = tokio::join!(house.post(&path, "", &sent), house.post(&path, "", &sent));
    assert_eq!((second.location(), third.location()), (first.location(), first.location()));
    let taken = async || office.load(id).await.unwrap().unwrap().objections.len();
    assert_eq!(taken().await, 1);

    // A wrong field keeps the number; another form is another objection.
    let short = house.post(&path, "", &[("form", number), ("words", "有味")]).await.html();
    assert!(short.contains(number), "{short}");
    let tries: Vec<_> = (0..40)
        .map(|n| {
            let (site, words) = (house.site.clone(), format!("第{n}次：北坡还有废水流出。"));
            tokio::spawn(async move {
                let objection = dugai_app::public::Objection { words, ..Default::default() };
                site.office.object(id, &objection, "203.0.113.9", site.office.now()).await.is_ok()
            })
        })
        .collect();
    let mut good = 0;
    for one in tries {
        good += usize::from(one.await.unwrap());
    }
    // Ten are free, and the one after them says how long to wait.
    assert_eq!(good, 11);
    assert_eq!(taken().await, 1 + good);
}

#[tokio::test]
async fn words_that_are_too_short_are_told_the_least() {
    let house = house().await;
    let id = noticed(&house, "8").await;
    let short = house.post(&format!("/public/{id}/objection"), "", &[("words", "有味")]).await.html();
    assert!(short.contains("不少于5个字"), "{short}");
}
