//! Every route asked for by every kind of person: the answers are a golden list, and a secret
//! planted in the vault stands on no page. `GOLDEN_BLESS=1` writes the list anew: read the
//! difference before committing it. All people are invented.

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request, header};
use dugai_app::public::Objection;
use dugai_domain::ids::ProblemId;
use dugai_domain::problem::*;
use dugai_web::api::BASE as API;
use kit::{House, house};
use serde_json::json;

/// Who asks; the first is nobody.
const PEOPLE: [&str; 8] = ["", "clerk", "officer", "other", "works", "leader", "auditor", "admin"];
/// What nobody outside the vault may ever read.
const SECRETS: [&str; 3] = ["举报人甲某某", "13900001111", "夜里有卡车倾倒"];
/// How the authorities deal with a case: the enterprise that is its subject reads nothing of it.
const INSIDE: [&str; 16] = [
    "移送函密字7号",
    "突击夜查",
    "先不要打招呼",
    "暗访记录",
    "职责清单密款",
    "推给水务局",
    "县里仍须负责",
    "重点盯防",
    "密查专班",
    "督办密信",
    "约谈密录",
    "通报密稿",
    "追责密据",
    "密复一份",
    "调度密语",
    "更正密由",
];
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
    // A complaint: of an inspectors' item no unit may say that it is not competent.
    let id = ProblemId(office.tools.new_id());
    let mut entry = house.cast.registration("9", office.now().day());
    entry.source.kind = SourceKind::Complaint;
    acts(house, id, vec![("clerk", Command::Register(entry))]).await;
    dispute(house, id).await;
    house.cast.to_notice(office, id).await.expect("on notice");
    let [name, contact, words] = SECRETS.map(str::to_owned);
    let objection = Objection { name, contact, words };
    office.object(id, &objection, "10.0.0.9", office.now()).await.expect("taken");
    supervise(house, id).await;
    let works = house.cast.actor(office, "works").await.expect("known");
    assert!(office.problem(id, &works).await.is_ok(), "the enterprise sees its case");
    office.follow_ledger().await.expect("followed");
    id
}

/// Acts of several people, one after the other.
async fn acts(house: &House, id: ProblemId, list: Vec<(&str, Command)>) {
    let office = &house.site.office;
    for (who, command) in list {
        let actor = house.cast.actor(office, who).await.expect("known");
        office.act(id, None, &command, (&actor, office.now())).await.unwrap_or_else(|e| panic!("{command:?}: {e}"));
    }
}

/// Who is competent, and how closely it is watched: before anybody signed.
async fn dispute(house: &House, id: ProblemId) {
    let unit = house.cast.units[1];
    let of = |i: usize| INSIDE[i].to_owned();
    let bounce = Bounce { unit, clause: of(4), reason: of(5) };
    let force = TaskForce { name: of(8), members: vec![format!("{}组长（虚构）", of(8))] };
    let list = vec![
        ("officer", Command::Bounce(bounce)),
        ("clerk", Command::UpholdAssignment(Ruling { unit, reason: of(6) })),
        ("head", Command::SetLevel(Level { level: 2, reason: of(7) })),
        ("head", Command::FormTaskForce(force)),
    ];
    acts(house, id, list).await;
}

/// What goes to and fro between the authorities while the notice runs.
async fn supervise(house: &House, id: ProblemId) {
    let office = &house.site.office;
    let (day, unit) = (office.now().day(), house.cast.units[1]);
    let of = |i: usize| INSIDE[i].to_owned();
    let duty = |what: String| vec![Decision { what, unit, due: day }];
    let hand_over =
        Supervision::HandOver {
            body: "市公安局（虚构）".into(), document: of(0), day, text: of(1), reply_by: None
        };
    let accountability = Supervision::Accountability {
        post: "某局局长（虚构）".into(),
        unit,
        form: "admonition".into(),
        basis: of(12),
        body: "市纪委监委（虚构）".into(),
        day,
    };
    let instruction = Instruction { from: "市长".into(), text: of(2), day, duties: duty(of(1)) };
    let visit = Meeting { visit: true, day, who: "检查组".into(), text: of(3), decisions: duty(of(1)) };
    let report = MonthReport { month: day.strftime("%Y-%m").to_string(), word: Progress::Behind, text: of(14) };
    let list = vec![
        ("clerk", Command::Supervise(hand_over)),
        ("clerk", Command::Instruct(instruction)),
        ("clerk", Command::Meet(visit)),
        ("clerk", Command::Supervise(Supervision::Urge { unit, text: of(9), reply_by: day })),
        ("clerk", Command::Supervise(Supervision::Talk { unit, day, text: of(10) })),
        ("clerk", Command::Supervise(Supervision::Circular { unit, document: of(11), text: of(11) })),
        ("clerk", Command::Supervise(accountability)),
        ("officer", Command::AnswerSupervision(SupervisionAnswer { no: 2, text: of(13), closed: false })),
        ("officer", Command::FinishDuty(DutyDone { no: 1, result: of(13) })),
        ("officer", Command::ReportMonth(report)),
    ];
    acts(house, id, list).await;
    let of = office.load(id).await.expect("read").expect("there").version;
    let reason = INSIDE[15].to_owned();
    let document = format!("{reason}号");
    let correction = Correction { of, field: Field::Record, value: reason.clone(), reason, document };
    acts(house, id, vec![("clerk", Command::Correct(correction))]).await;
}

async fn ask(house: &House, who: &str, method: &str, path: &str) -> (u16, String) {
    let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).expect("a method")).uri(path);
    if method == "POST" {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let answer = house.send(who, request.body(Body::empty()).expect("a request")).await;
    (answer.status.as_u16(), answer.html())
}

/// A token that may write for each person; nobody has none.
async fn tokens(house: &House) -> BTreeMap<&'static str, String> {
    let office = &house.site.office;
    let mut tokens = BTreeMap::new();
    for who in PEOPLE.into_iter().filter(|who| !who.is_empty()) {
        let secret = house.session(who).await.expect("signs in");
        let signed = office.session(&secret).await.expect("read").expect("signed in");
        tokens.insert(who, office.make_token(&signed, "test", true, 30).await.expect("made"));
    }
    tokens
}

/// A program of somebody asks, with what the operation takes: ids that are there and a body that is whole.
async fn program(
    house: &House,
    (who, tokens): (&str, &BTreeMap<&'static str, String>),
    (method, template, path): (&str, &str, &str),
    problem: ProblemId,
) -> (u16, String) {
    let now = house.site.office.load(problem).await.expect("read").expect("there");
    let (json, parts) = ("application/json", "multipart/form-data; boundary=cut");
    let (kind, body) = match (method, template.strip_prefix(API).unwrap_or_default()) {
        ("POST", "/problems") => {
            let entry = house.cast.registration(&format!("9-{who}"), house.site.office.now().day());
            (json, serde_json::to_string(&entry).expect("written"))
        }
        ("POST", "/problems/{id}/actions/{action}") => {
            let content = json!({ "of": 1, "field": "record", "value": who, "reason": "笔误", "document": "更正1号" });
            (json, json!({ "seen": now.version, "content": content }).to_string())
        }
        ("POST", "/problems/{id}/evidence") => {
            let seen = now.version.to_string();
            let said = [("seen", seen.as_str()), ("title", "说明"), ("kind", "document"), ("happened", "2026-03-01")];
            let part =
                |(name, value)| format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            let file = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n现场说明\r\n--cut--\r\n";
            (parts, [said.map(part).concat().as_str(), file].concat())
        }
        _ => ("", String::new()),
    };
    let file = now.evidence.last().map(|(_, e)| e.id.to_string()).unwrap_or_default();
    let path = path.replace("actions/claim", "actions/correct").replace("file.html", &file);
    let path = match path.ends_with("/calendar/deadline") {
        true => format!("{path}?start=2026-03-02&n=5&unit=working"),
        false => path,
    };
    let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).expect("a method")).uri(path);
    if !kind.is_empty() {
        request = request.header(header::CONTENT_TYPE, kind);
    }
    if let Some(token) = tokens.get(who) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = house.send("", request.body(Body::from(body)).expect("a request")).await;
    (answer.status.as_u16(), answer.html())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_person_as_written_down_and_tells_no_secret() {
    let house = house().await;
    let problem = noticed(&house).await;
    let tokens = tokens(&house).await;
    let mut list: Vec<(String, String)> = routes().into_iter().filter(|(_, t)| !LAST.contains(&t.as_str())).collect();
    list.extend(dugai_web::api::operations().map(|(verb, path)| (verb.to_uppercase(), path)));
    list.extend(LAST.map(|t| ("POST".to_owned(), t.to_owned())));
    assert!(list.len() > 80, "only {} routes were found in the sources", list.len());
    let mut leaks = BTreeSet::new();
    let mut table = String::from("# method path : nobody clerk officer other works leader auditor admin\n");
    for (method, template) in &list {
        let path = path(template, &house, problem);
        let mut codes = Vec::new();
        for who in PEOPLE {
            let (status, body) = match template.starts_with(API) {
                true => program(&house, (who, &tokens), (method, template, &path), problem).await,
                false => ask(&house, who, method, &path).await,
            };
            for secret in SECRETS {
                assert!(!body.contains(secret), "{method} {path} tells {who} the secret {secret}");
            }
            for inside in INSIDE.iter().filter(|_| ["", "works", "other", "admin"].contains(&who)) {
                if body.contains(inside) {
                    leaks.insert(format!("{method} {path} tells {who} of {inside}"));
                }
            }
            assert!(status < 500 || template == "/readyz", "{method} {path} for {who}: {status}");
            codes.push(status.to_string());
        }
        let _ = writeln!(table, "{method} {template} : {}", codes.join(" "));
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
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
