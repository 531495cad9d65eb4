//! Reference data and calendar as pages, forms and files; help and what figures count.

mod kit;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dugai_domain::figures::Figure;
use dugai_domain::reference::Moment;
use kit::{Answer, House, house};

async fn version(house: &House) -> u32 {
    house.site.office.setup().await.unwrap().reference.version
}

async fn upload(house: &House, who: &str, what: &str, content: impl AsRef<[u8]>) -> Answer {
    let head = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.toml\"\r\n\r\n";
    let body = [head.as_bytes(), content.as_ref(), b"\r\n--cut--\r\n"].concat();
    let request = Request::post(format!("/reference/upload/{what}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap();
    house.send(who, request).await
}

/// The fields of a form as a browser would send them back.
fn fields(html: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        text.replace("&#38;", "&")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
    };
    let form = html.split(r#"<form class="form""#).nth(1).and_then(|s| s.split("</form>").next()).unwrap();
    let form: String = form
        .split("<template")
        .enumerate()
        .map(|(i, s)| if i == 0 { s } else { s.split("</template>").nth(1).unwrap_or_default() })
        .collect();
    let mut pairs = Vec::new();
    for tag in form.split('<').skip(1) {
        let of = |name: &str| tag.split(&format!("{name}=\"")).nth(1).and_then(|s| s.split('"').next()).map(plain);
        let Some(name) = of(" name") else { continue };
        let ticks = tag.contains(r#"type="checkbox""#) || tag.contains(r#"type="radio""#);
        if tag.starts_with("input") && (!ticks || tag.contains(" checked")) {
            pairs.push((name, of(" value").unwrap_or_default()));
        } else if tag.starts_with("textarea") {
            pairs.push((name, plain(tag.split_once('>').map_or("", |(_, t)| t).trim_start_matches('\n'))));
        }
    }
    pairs
}

fn set(pairs: &mut Vec<(String, String)>, name: &str, value: &str) {
    match pairs.iter_mut().find(|(n, _)| n == name) {
        Some((_, v)) => value.clone_into(v),
        None => pairs.push((name.to_owned(), value.to_owned())),
    }
}

async fn post(house: &House, path: &str, who: &str, pairs: &[(String, String)]) -> Answer {
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(path, who, &pairs).await
}

#[tokio::test]
async fn everybody_reads_what_decisions_stand_on() {
    let house = house().await;
    for (path, words) in [
        ("/reference", ["问题查清", "《信访工作条例》第二十三条", "2个工作日"]),
        ("/reference?lang=en", ["Problem established", "《信访工作条例》第二十三条", "2 working days"]),
        ("/reference/calendar?year=2026", ["春节", "国办发明电", "调休上班"]),
        ("/reference/calendar?year=2026&lang=en", ["春节", "国办发明电", "Weekend days worked"]),
    ] {
        let (status, html) = house.get(path, "works").await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(words.iter().all(|w| html.contains(w)), "{path}");
        assert!(!html.contains("/reference/edit") && !html.contains("/reference/upload"), "{path}");
    }
    let (_, next) = house.get("/reference/calendar?year=2027", "works").await;
    assert!(next.contains("2027年放假安排尚未公布"));
    for section in ["gates", "standards", "types", "returns", "directions", "forms", "numbers", "clock-sign_in"] {
        let path = format!("/reference/edit/{section}");
        assert_eq!(house.get(&path, "clerk").await.0, StatusCode::FORBIDDEN, "{section}");
        assert_eq!(house.post(&path, "clerk", &[]).await.status, StatusCode::FORBIDDEN, "{section}");
        assert_eq!(house.get(&path, "head").await.0, StatusCode::OK, "{section}");
    }
    assert_eq!(house.get("/reference/edit/clock-none", "head").await.0, StatusCode::NOT_FOUND);
    assert_eq!(upload(&house, "clerk", "reference", "version = 2").await.status, StatusCode::FORBIDDEN);
    assert_eq!(version(&house).await, 1);
}

#[tokio::test]
async fn saving_an_untouched_form_changes_nothing_but_the_version() {
    let house = house().await;
    let before = house.site.office.setup().await.unwrap().reference.clone();
    let sections = ["gates", "standards", "types", "returns", "directions", "forms", "numbers"];
    for (i, section) in sections.iter().enumerate() {
        let path = format!("/reference/edit/{section}");
        let (_, html) = house.get(&path, "head").await;
        let answer = post(&house, &path, "head", &fields(&html)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{section}: {}", answer.html());
        assert_eq!(version(&house).await as usize, i + 2);
    }
    let after = house.site.office.setup().await.unwrap().reference.clone();
    assert_eq!(after.valid_from, house.site.office.now().day(), "in force from the day of saving");
    assert!(after.earlier.iter().all(|old| old.clocks == before.clocks), "clocks that run keep their rules");
    let (version, valid_from, earlier) = (1, before.valid_from, Vec::new());
    assert_eq!(dugai_domain::reference::Reference { version, valid_from, earlier, ..after }, before);
}

#[tokio::test]
async fn a_section_is_changed_with_every_fault_told_and_nobody_overwritten() {
    let house = house().await;
    let (_, html) = house.get("/reference/edit/types", "head").await;
    let mut pairs = fields(&html);
    let stale = pairs.clone();
    pairs.push(("types[90].name_zh".to_owned(), "光污染".to_owned()));
    pairs.push(("types[90].name_en".to_owned(), String::new()));
    pairs.push(("types[90].code".to_owned(), "Light!".to_owned()));
    let half = post(&house, "/reference/edit/types", "head", &pairs).await;
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = half.html();
    assert!(html.contains("光污染") && html.contains("Light!") && html.matches(r#"class="err""#).count() == 2);
    set(&mut pairs, "types[90].name_en", "Light");
    set(&mut pairs, "types[90].code", "water");
    let twice = post(&house, "/reference/edit/types", "head", &pairs).await;
    assert!(twice.html().contains("代码 water 重复"));
    assert_eq!(version(&house).await, 1, "nothing was half written");
    set(&mut pairs, "types[90].code", "light");
    let saved = post(&house, "/reference/edit/types", "head", &pairs).await;
    assert_eq!(saved.location(), "/reference?done=types");
    let setup = house.site.office.setup().await.unwrap();
    assert_eq!((setup.reference.version, setup.reference.types.last().unwrap().zh.as_str()), (2, "光污染"));
    let late = post(&house, "/reference/edit/types", "admin", &stale).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html().contains("刚刚被他人更新"));
    assert_eq!(version(&house).await, 2);

    let mut clock = fields(&house.get("/reference/edit/clock-sign_in", "head").await.1);
    set(&mut clock, "n", "0");
    assert_eq!(
        post(&house, "/reference/edit/clock-sign_in", "head", &clock).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    set(&mut clock, "n", "3");
    set(&mut clock, "counted", "natural");
    assert_eq!(post(&house, "/reference/edit/clock-sign_in", "head", &clock).await.status, StatusCode::SEE_OTHER);
    let setup = house.site.office.setup().await.unwrap();
    assert_eq!(setup.reference.clock("sign_in").map(|c| (c.n, c.escalation.len())), Some((3, 2)));
    let (_, html) = house.get("/reference?done=clocks", "works").await;
    assert!(html.contains("3日") && html.contains("第 3 版"));
}

#[tokio::test]
async fn a_file_goes_out_and_comes_in_again_and_a_faulty_one_changes_nothing() {
    let house = house().await;
    let (status, text) = house.get("/reference/reference.toml", "works").await;
    assert_eq!(status, StatusCode::OK);
    let mut before = house.site.office.setup().await.unwrap().reference.clone();
    // Known from the units, and no part of the file.
    before.offices.clear();
    assert_eq!(
        toml::from_str::<dugai_domain::reference::Reference>(&text).unwrap(),
        before,
        "nothing is lost on the way out"
    );
    assert_eq!(upload(&house, "head", "reference", &text).await.location(), "/reference?done=uploaded");
    assert_eq!(version(&house).await, 2);
    let stale = upload(&house, "head", "reference", &text.replace("version = 1", "version = 7")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let odd = upload(&house, "head", "reference", "version = 3\nvalid_from = [").await;
    assert!(odd.html().contains("第 2 行"), "{}", odd.html());
    let empty = text
        .replace("version = 1", "version = 3")
        .replace("《信访工作条例》", "")
        .replace("notice_days = [5, 10]", "notice_days = []");
    let refused = upload(&house, "head", "reference", &empty).await;
    assert!(refused.html().contains("公示天数"));
    assert_eq!(version(&house).await, 2);

    let (_, calendar) = house.get("/reference/calendar.toml", "works").await;
    assert!(upload(&house, "head", "calendar", &calendar).await.html().contains("第 2 版"), "the version must go up");
    let next = calendar.replacen("version = 1", "version = 2", 1);
    let hole = format!("{next}\n[[notice]]\nyear = 2028\ntitle = \"虚构的通知\"\naddress = \"https://example.org/\"\n");
    assert!(upload(&house, "head", "calendar", &hole).await.html().contains("缺少 2027 年的通知"));
    let more = hole.replace("year = 2028", "year = 2027\noff = [[\"2027-01-01\", \"2027-01-03\", \"元旦\"]]");
    assert_eq!(upload(&house, "head", "calendar", &more).await.location(), "/reference/calendar?done=uploaded");
    let (_, html) = house.get("/reference/calendar?year=2027", "works").await;
    assert!(html.contains("2027-01-01") && html.contains("虚构的通知") && !html.contains("尚未公布"));
    assert!(house.get("/reference/calendar.toml", "works").await.1.contains("虚构的通知"));
}

#[tokio::test]
async fn a_workbook_shows_what_it_changes_before_it_holds() {
    let house = house().await;
    let now = house.site.office.setup().await.unwrap().reference.clone();
    let out = house.send("works", Request::get("/reference/reference.xlsx").body(Body::empty()).unwrap()).await;
    assert_eq!((out.status, &out.bytes[..2]), (StatusCode::OK, b"PK".as_slice()));
    let same = upload(&house, "head", "reference", &out.bytes).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.html().contains("没有变动"));
    assert_eq!(upload(&house, "clerk", "reference", &out.bytes).await.status, StatusCode::FORBIDDEN);

    let mut unfit = now.clone();
    unfit.clocks.retain(|c| c.named.code != "bounce");
    unfit.clocks.iter_mut().filter(|c| c.named.code == "plan").for_each(|c| c.stops = Moment::PlanSubmitted);
    let unfit = dugai_app::reference::to_book(&unfit).unwrap();
    let told = upload(&house, "head", "reference", &unfit).await.html();
    assert!(["缺少时限 bounce", "时限 plan 的起点", "“方案批准”止"].iter().all(|w| told.contains(w)), "{told}");
    let told = upload(&house, "head", "reference?lang=en", &unfit).await.html();
    assert!(told.contains("The clock bounce is missing") && told.contains("kind of the clock plan"), "{told}");

    let mut next = now.clone();
    next.types.retain(|t| t.code != "noise");
    next.clocks[0].n += 1;
    let plan = upload(&house, "head", "reference", dugai_app::reference::to_book(&next).unwrap()).await;
    let html = plan.html();
    assert_eq!(plan.status, StatusCode::OK, "{html}");
    assert!(["共 2 处变动", "移除", "noise", "数量"].iter().all(|w| html.contains(w)), "{html}");
    assert_eq!(version(&house).await, now.version, "nothing holds yet");
    let pairs = fields(&html);
    assert_eq!(post(&house, "/reference/book", "clerk", &pairs).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(&house, "/reference/book", "head", &pairs).await.location(), "/reference?done=uploaded");
    let set = house.site.office.setup().await.unwrap().reference.clone();
    assert_eq!((set.types, set.clocks[0].n, set.version), (next.types.clone(), next.clocks[0].n, now.version + 1));
    let stale = dugai_app::reference::to_book(&dugai_domain::reference::Reference { version: 7, ..next }).unwrap();
    let told = upload(&house, "head", "reference?lang=en", &stale).await.html();
    assert!(told.contains("row 3, column B (内容)"), "{told}");
}

#[tokio::test]
async fn help_is_open_and_every_figure_leads_to_its_rows() {
    let house = house().await;
    let office = &house.site.office;
    house.cast.register(office, "9").await.unwrap();
    for who in ["", "works"] {
        for (path, word) in [
            ("/help", "签收认领"),
            ("/help?lang=en", "Signed for"),
            ("/definitions", "超期"),
            ("/definitions?lang=en", "Overdue"),
        ] {
            let (status, html) = house.get(path, who).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(html.contains(word) && !html.contains("help.step.") && !html.contains("help.ask."), "{path}");
        }
    }
    let clerk = house.cast.actor(office, "clerk").await.unwrap();
    let (_, html) = house.get("/definitions", "clerk").await;
    for figure in Figure::ALL {
        let n = office.figure(figure, &clerk).await.unwrap();
        assert!(html.contains(&format!(r#"href="/problems?figure={}">{n}<"#, figure.code())), "{figure:?}");
    }
    assert!(!house.get("/definitions", "").await.1.contains("/problems"), "no counts for nobody");
    assert_eq!(house.get("/definitions/overdue", "clerk").await.0, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/definitions/none", "clerk").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_version_can_be_read_with_who_set_it_and_what_changed() {
    let house = house().await;
    let (_, html) = house.get("/reference/edit/types", "head").await;
    let mut pairs = fields(&html);
    for (name, value) in [("name_zh", "光污染"), ("name_en", "Light"), ("code", "light")] {
        pairs.push((format!("types[90].{name}"), value.to_owned()));
    }
    assert_eq!(post(&house, "/reference/edit/types", "head", &pairs).await.status, StatusCode::SEE_OTHER);
    for (lang, words) in
        [("zh", ["第 2 版", "赵宏", "新增“光污染", "现行"]), ("en", ["Version 2", "赵宏", "added “光污染", "in force"])]
    {
        let (status, html) = house.get(&format!("/reference/versions?lang={lang}"), "works").await;
        assert_eq!(status, StatusCode::OK);
        for word in words {
            assert!(html.contains(word), "{word}: {html}");
        }
    }
    let (status, first) = house.get("/reference/versions/1", "works").await;
    assert_eq!(status, StatusCode::OK);
    assert!(first.contains("这是过去的版本") && !first.contains("光污染") && !first.contains("/reference/edit"));
    let (_, second) = house.get("/reference/versions/2", "head").await;
    assert!(second.contains("光污染") && !second.contains("这是过去的版本"));
    assert_eq!(house.get("/reference/versions/3", "head").await.0, StatusCode::NOT_FOUND);
}
