//! The pages of the import: who may, what a file becomes, and what is refused. All invented.

mod kit;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kit::{Answer, House, house};

const LIST: &str = "云江市贯彻落实督察反馈意见整改任务清单\n序号,存在问题,整改目标,整改措施,责任单位,整改时限,督导单位\n1,青石沟料场废水直排（虚构）,零直排,1.建沉淀池；2.每月监测,石桥县人民政府,2026年12月底前,云江市水务局\n2,北坡矿山未复绿（虚构）,复绿,1.削坡,石桥县人民政府,立行立改,市水利中心\n3,<b>河道</b>垃圾（虚构）,清运,1.巡河,有关县区,长期坚持,云江市水务局\n";

async fn upload(house: &House, who: &str, pairs: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
    let mut body = Vec::new();
    for (name, value) in pairs {
        let part = format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = format!("--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\r\n", file.0);
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file.1);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = Request::post("/import")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .expect("a request");
    house.send(who, request).await
}

const OPTIONS: [(&str, &str); 2] = [("source", "feedback"), ("round", "虚构的第一轮督察")];

/// Where a form leads to; a page that is no redirect leads nowhere.
fn target(answer: &Answer) -> &str {
    assert!(answer.status.is_redirection(), "{}", answer.status);
    answer.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).expect("an address")
}

/// The path of an address without its query.
fn path(address: &str) -> String {
    address.split('?').next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_office_imports() {
    let house = house().await;
    for (who, status) in [("clerk", StatusCode::OK), ("officer", StatusCode::FORBIDDEN), ("", StatusCode::SEE_OTHER)] {
        assert_eq!(house.get("/import", who).await.0, status, "{who}");
    }
    let refused = upload(&house, "officer", &OPTIONS, ("清单.csv", LIST.as_bytes())).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let nothing = house.get("/import/00000000000000000000000000000001?source=feedback&round=x", "clerk").await;
    assert_eq!(nothing.0, StatusCode::NOT_FOUND);
    let (status, page) = house.get("/import?lang=en", "clerk").await;
    assert!(status == StatusCode::OK && page.contains("No list has been imported yet"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_used_is_told_on_the_form() {
    let house = house().await;
    let unread = upload(&house, "clerk", &OPTIONS, ("图片.png", b"\x89PNG no list")).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.html().contains("图片.png") && unread.html().contains("虚构的第一轮督察"), "what was typed is kept");
    let bare = upload(&house, "clerk", &[("round", "")], ("清单.csv", LIST.as_bytes())).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.html().contains("请选择问题来源") && bare.html().contains("请填写督察轮次"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_looked_at_mapped_taken_and_undone() {
    let house = house().await;
    let brought = upload(&house, "clerk", &OPTIONS, (r"C:\表\清单.csv", LIST.as_bytes())).await;
    assert_eq!(brought.status, StatusCode::SEE_OTHER);
    let address = target(&brought).to_owned();
    let at = path(&address);
    for lang in ["zh", "en"] {
        let (status, page) = house.get(&format!("{address}&lang={lang}"), "clerk").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("市水利中心") && page.contains("有关县区"), "names to be mapped");
        assert!(page.contains("&#60;b&#62;河道") && !page.contains("<b>河道"), "a cell is text");
        assert_eq!(page.matches("name=\"row\"").count(), 1, "one row can be taken");
        assert!(!page.contains("import."), "no key without its words");
    }
    assert_eq!(house.get(&address, "officer").await.0, StatusCode::FORBIDDEN);

    // A choice with a row that cannot be taken is refused as a whole.
    let mut pairs = OPTIONS.to_vec();
    pairs.extend([("row", "0"), ("row", "1"), ("scope", "picked")]);
    let refused = house.post(&format!("{at}/commit"), "clerk", &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html().contains("有 1 行不能导入") && refused.html().contains("“市水利中心”还没有对应的单位"));
    let none = house.post(&format!("{at}/commit"), "clerk", &OPTIONS).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.html().contains("没有可以导入的行被选中"));
    let (status, rest) =
        house.get(&format!("{}/rest.xlsx?{}", at, address.split_once('?').expect("options").1), "clerk").await;
    assert!(status == StatusCode::OK && rest.starts_with("PK"));

    // Names are remembered, the collective one with its units.
    let units = house.cast.units.map(|u| u.to_string());
    let mut pairs = OPTIONS.to_vec();
    pairs.extend([("name.0", "市水利中心"), ("unit.0", units[3].as_str())]);
    pairs.extend([
        ("group", "有关县区"),
        ("name.1", "有关县区"),
        ("unit.1", units[1].as_str()),
        ("unit.1", units[2].as_str()),
    ]);
    let mapped = house.post(&format!("{at}/names"), "clerk", &pairs).await;
    assert_eq!(mapped.status, StatusCode::SEE_OTHER);
    let address = target(&mapped).to_owned();
    let setup = house.site.office.setup().await.expect("read");
    assert_eq!(setup.unit_of_name("市水利中心"), Some(house.cast.units[3]));
    assert_eq!(setup.unit_of_name("有关县区"), None);
    let kept = setup.installation.as_ref().and_then(|i| i.collectives.get("有关县区")).expect("remembered");
    assert_eq!((kept.units.as_slice(), kept.day), (&house.cast.units[1..3], jiff::civil::date(2026, 3, 2)));
    let (_, page) = house.get(&address, "clerk").await;
    assert_eq!(page.matches("name=\"row\"").count(), 3, "every row can be taken");
    let new = page.split("show=new").nth(1).expect("a chip").chars().take(40).collect::<String>();
    assert!(new.contains("<b>3</b>"), "{new}");

    assert!(page.contains("统称所指的单位") && page.contains("2026-03-02记住"), "{page}");
    // Left as it is nothing is recorded; a change is.
    let was = format!("{},{}", units[1], units[2]);
    let shown = [("group", "有关县区"), ("name.7", "有关县区"), ("was.7", was.as_str()), ("unit.7", units[1].as_str())];
    let same = [OPTIONS.as_slice(), &shown, &[("unit.7", units[2].as_str())]].concat();
    let changed = [OPTIONS.as_slice(), &shown].concat();
    for (pairs, meant) in [(same, 2), (changed, 1)] {
        let version = |setup: &dugai_app::Setup| setup.installation.as_ref().map(|i| setup.versions[&i.id.0]);
        let before = version(&house.site.office.setup().await.expect("read"));
        assert_eq!(house.post(&format!("{at}/names"), "clerk", &pairs).await.status, StatusCode::SEE_OTHER);
        let setup = house.site.office.setup().await.expect("read");
        let kept = setup.installation.as_ref().and_then(|i| i.collectives.get("有关县区")).expect("remembered");
        assert_eq!((kept.units.len(), version(&setup) == before), (meant, meant == 2));
    }

    let mut pairs = OPTIONS.to_vec();
    pairs.extend([("row", "0"), ("row", "2"), ("scope", "picked")]);
    let done = house.post(&format!("{at}/commit"), "clerk", &pairs).await;
    assert_eq!((done.status, target(&done)), (StatusCode::SEE_OTHER, format!("{at}?done=imported").as_str()));
    let (status, page) = house.get(target(&done), "clerk").await;
    assert!(status == StatusCode::OK && page.contains("已导入"));
    assert_eq!(page.matches("data-open").count(), 2, "links to the new problems");
    let (status, rest) = house.get(&format!("{at}/rest.xlsx"), "clerk").await;
    assert!(status == StatusCode::OK && rest.starts_with("PK"), "the row left out");

    assert_eq!(house.post(&format!("{at}/undo"), "clerk", &[("reason", " ")]).await.status, StatusCode::CONFLICT);
    assert_eq!(house.post(&format!("{at}/undo"), "officer", &[("reason", "x")]).await.status, StatusCode::FORBIDDEN);
    let undone = house.post(&format!("{at}/undo"), "clerk", &[("reason", "文件有误")]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    let (_, page) = house.get(target(&undone), "clerk").await;
    assert!(page.contains("已撤销：文件有误") && !page.contains("/undo\""));
    let (_, page) = house.get("/import", "clerk").await;
    assert!(page.contains("清单.csv") && page.contains("已撤销"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_without_a_field_is_given_one_and_the_list_is_read_anew() {
    let house = house().await;
    let list = LIST.replace("整改措施", "整改方案");
    let brought = upload(&house, "clerk", &OPTIONS, ("清单.csv", list.as_bytes())).await;
    let address = target(&brought).to_owned();
    let at = path(&address);
    let (_, page) = house.get(&address, "clerk").await;
    assert!(page.contains("列的含义") && page.contains("name=\"column.0\" value=\"整改方案\""));
    assert!(!page.contains("建沉淀池</li>"));
    let mut pairs = OPTIONS.to_vec();
    pairs.extend([("column.0", "整改方案"), ("field.0", "measures")]);
    let given = house.post(&format!("{at}/columns"), "clerk", &pairs).await;
    let address = target(&given).to_owned();
    for lang in ["zh", "en"] {
        let (status, page) = house.get(&format!("{address}&lang={lang}"), "clerk").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<li value=\"1\">1. 建沉淀池</li>"), "measures can be seen before they are taken");
        assert!(page.contains("name=\"col\" value=\"整改方案=measures\""), "kept for what follows");
        assert!(!page.contains("import."), "no key without its words");
    }
    assert_eq!(house.post(&format!("{at}/columns"), "officer", &pairs).await.status, StatusCode::FORBIDDEN);
    let query = address.split_once('?').expect("options").1;
    let rest =
        house.send("clerk", Request::get(format!("{at}/rest.xlsx?{query}")).body(Body::empty()).expect("x")).await;
    let named = rest.headers.get(header::CONTENT_DISPOSITION).and_then(|v| v.to_str().ok()).expect("named");
    assert!(percent(named).contains("清单.未导入.xlsx"), "{named}");
    let mut wrong = OPTIONS.to_vec();
    wrong.push(("profile", "no-such-form"));
    let refused = upload(&house, "clerk", &wrong, ("清单.csv", list.as_bytes())).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.html().contains("没有这种清单格式"));
}

fn percent(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair: Vec<u8> = rest.by_ref().take(2).collect();
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).expect("ascii"), 16).expect("hex"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_let_go() {
    let house = house().await;
    let brought = upload(&house, "clerk", &OPTIONS, ("清单.csv", LIST.as_bytes())).await;
    let at = path(target(&brought));
    let gone = house.post(&format!("{at}/discard"), "clerk", &[]).await;
    assert_eq!((gone.status, target(&gone)), (StatusCode::SEE_OTHER, "/import?done=discarded"));
    assert_eq!(house.get(target(&brought), "clerk").await.0, StatusCode::NOT_FOUND);
}
