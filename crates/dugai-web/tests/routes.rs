//! Every route asked for by every kind of person: the answers are a golden list, and a secret
//! planted in the vault stands on no page. `GOLDEN_BLESS=1` writes the list anew: read the
//! difference before committing it. All people are invented.

mod kit;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, header};
use dugai_app::public::Objection;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::{Command, Decision, Instruction, Meeting, Supervision};
use kit::{House, house};

/// Who asks; the first is nobody.
const PEOPLE: [&str; 8] = ["", "clerk", "officer", "other", "works", "leader", "auditor", "admin"];
/// What nobody outside the vault may ever read.
const SECRETS: [&str; 3] = ["举报人甲某某", "13900001111", "夜里有卡车倾倒"];
/// How the authorities deal with a case: the enterprise that is its subject reads nothing of it.
const INSIDE: [&str; 4] = ["移送函密字7号", "突击夜查", "先不要打招呼", "暗访记录"];
/// Routes that end the session of whoever asks.
const LAST: [&str; 2] = ["/logout", "/me/sessions/end"];

/// Method and path template of every route, as the sources write them.
fn routes() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let source = std::fs::read_to_string(&path).expect("a source");
                // What tests of a module serve is no route of the site.
                let source = source.split("#[cfg(test)]").next().unwrap_or_default();
                for part in source.split(".route(").skip(1) {
                    let Some((_, rest)) = part.split_once('"') else { continue };
                    let Some((template, handlers)) = rest.split_once('"') else { continue };
                    let handlers = handlers.split(".route(").next().unwrap_or_default();
                    let handlers = handlers.split(";").next().unwrap_or_default();
                    for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                        let called = |c: &str| handlers.contains(&format!("{c}{word}"));
                        if [" ", ".", "("].iter().any(|c| called(c)) || handlers.starts_with(", upload)") {
                            found.insert((method.to_owned(), template.to_owned()));
                        }
                    }
                }
            }
        }
    }
    found
}

/// A path of a template, with ids of the house.
fn path(template: &str, house: &House, problem: ProblemId) -> String {
    let [_, county, ..] = house.cast.units;
    let person = house.cast.accounts["supervisor"];
    let id = match template.split('/').nth(1) {
        Some("units") => county.to_string(),
        Some("people") => person.to_string(),
        Some("import" | "files") => "0195b000000070008000000000000001".to_owned(),
        _ => problem.to_string(),
    };
    template
        .replace("{id}", &id)
        .replace("{action}", "claim")
        .replace("{no}", "1")
        .replace("{n}", "1")
        .replace("{form}", "public")
        .replace("{file}", "file.html")
        .replace("{section}", "gates")
        .replace("{what}", "calendar")
        .replace("{name}", if template.contains("assets") { "none.css" } else { "1" })
        .replace("{code}", "open")
        .replace("{*path}", "0/000")
        .replace("{seq}", "1")
}

/// A problem on public notice, with an objection whose words are in the vault.
async fn noticed(house: &House) -> ProblemId {
    let office = &house.site.office;
    let id = house.cast.register(office, "9").await.expect("registered");
    house.cast.to_notice(office, id).await.expect("on notice");
    let [name, contact, words] = SECRETS.map(str::to_owned);
    let objection = Objection { name, contact, words };
    office.object(id, &objection, "10.0.0.9", office.now()).await.expect("taken");
    let clerk = house.cast.actor(office, "clerk").await.expect("known");
    let [document, what, text, found] = INSIDE.map(str::to_owned);
    let (day, unit) = (office.now().day(), house.cast.units[1]);
    let duty = |what: String| vec![Decision { what, unit, due: day }];
    let hand_over =
        Supervision::HandOver {
            body: "市公安局（虚构）".into(), document, day, text: what.clone(), reply_by: None
        };
    let instruction = Instruction { from: "市长".into(), text, day, duties: duty(what.clone()) };
    let visit = Meeting { visit: true, day, who: "检查组".into(), text: found, decisions: duty(what) };
    for command in [Command::Supervise(hand_over), Command::Instruct(instruction), Command::Meet(visit)] {
        office.act(id, None, &command, (&clerk, office.now())).await.expect("done");
    }
    let works = house.cast.actor(office, "works").await.expect("known");
    assert!(office.problem(id, &works).await.is_ok(), "the enterprise sees its case");
    office.follow_ledger().await.expect("followed");
    id
}

async fn ask(house: &House, who: &str, method: &str, path: &str) -> (u16, String) {
    let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).expect("a method")).uri(path);
    let body = if method == "POST" && path.starts_with("/api/") {
        request = request.header(header::CONTENT_TYPE, "application/json");
        Body::from("{}")
    } else if method == "POST" {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        Body::empty()
    } else {
        Body::empty()
    };
    let answer = house.send(who, request.body(body).expect("a request")).await;
    (answer.status.as_u16(), answer.html())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_person_as_written_down_and_tells_no_secret() {
    let house = house().await;
    let problem = noticed(&house).await;
    let mut list: Vec<(String, String)> = routes().into_iter().filter(|(_, t)| !LAST.contains(&t.as_str())).collect();
    list.extend(LAST.map(|t| ("POST".to_owned(), t.to_owned())));
    assert!(list.len() > 80, "only {} routes were found in the sources", list.len());
    let mut table = String::from("# method path : nobody clerk officer other works leader auditor admin\n");
    for (method, template) in &list {
        let path = path(template, &house, problem);
        let mut codes = Vec::new();
        for who in PEOPLE {
            let (status, body) = ask(&house, who, method, &path).await;
            for secret in SECRETS {
                assert!(!body.contains(secret), "{method} {path} tells {who} the secret {secret}");
            }
            for inside in INSIDE.iter().filter(|_| ["", "works", "other", "admin"].contains(&who)) {
                assert!(!body.contains(inside), "{method} {path} tells {who} of {inside}");
            }
            assert!(status < 500 || template == "/readyz", "{method} {path} for {who}: {status}");
            codes.push(status.to_string());
        }
        let _ = writeln!(table, "{method} {template} : {}", codes.join(" "));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/routes.txt");
    if std::env::var_os("GOLDEN_BLESS").is_some() {
        std::fs::write(&file, &table).expect("written");
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    for (line, wanted) in table.lines().zip(golden.lines()) {
        assert_eq!(line, wanted);
    }
    assert_eq!(table.lines().count(), golden.lines().count(), "routes came or went");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_event_of_the_ledger_tells_what_goes_on_inside() {
    let house = house().await;
    noticed(&house).await;
    let events = house.site.office.store.next_event().await.expect("read");
    let mut shown = 0;
    for n in 0..events {
        for path in [format!("/ledger/event/{n}"), format!("/ledger/event/{n}.leaf")] {
            for who in ["", "works", "other", "admin"] {
                let (_, body) = ask(&house, who, "GET", &path).await;
                for secret in SECRETS.iter().chain(&INSIDE) {
                    assert!(!body.contains(secret), "{path} tells {who} of {secret}");
                }
            }
            let (_, body) = ask(&house, "auditor", "GET", &path).await;
            shown += INSIDE.iter().filter(|inside| body.contains(**inside)).count();
        }
    }
    assert!(shown >= INSIDE.len(), "the auditor reads them there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_units_ids_open_nothing() {
    let house = house().await;
    let id = house.cast.register(&house.site.office, "9").await.expect("registered");
    for path in [
        format!("/problems/{id}"),
        format!("/problems/{id}/papers"),
        format!("/problems/{id}/papers/file.docx"),
        format!("/problems/{id}/case.zip"),
        format!("/problems/{id}/act/claim"),
        format!("/api/v1/problems/{id}"),
        format!("/api/v1/problems/{id}/events"),
    ] {
        assert_eq!(ask(&house, "other", "GET", &path).await.0, 404, "{path}");
        assert!(ask(&house, "officer", "GET", &path).await.0 < 300, "{path}");
    }
}
