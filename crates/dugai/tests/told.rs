//! A problem's events and due dates as the command tells them.

mod kit;

use dugai_app::Target;
use dugai_store::{Commit, Write};
use jiff::civil::date;
use kit::{City, command, done, run};

const ROWS: &str = "虚构市整改任务清单\n序号,整改问题,整改目标,整改措施,整改时限,责任单位,督导单位\n71,料场废水直排（虚构）,零直排,1.建沉淀池；2.每月监测一次,2026年12月底前,青衣区,市水利局\n";

/// A city into which a list of one row was taken by the program itself.
struct Told {
    _keep: tempfile::TempDir,
    list: std::path::PathBuf,
    data: Vec<String>,
}

impl Told {
    async fn new() -> Self {
        let keep = tempfile::tempdir().expect("a folder");
        let target = Target::Folder(keep.path().join("data"));
        drop(City::found(&target, None, 1).await);
        let city = Self { list: keep.path().join("清单.csv"), data: kit::at(&target), _keep: keep };
        let units = city.json(&["unit", "list"]);
        let of = |kind: &str| {
            let all = units["units"].as_array().expect("a list");
            all.iter().find(|u| u["kind"] == kind).expect("one")["short"].as_str().expect("a name").to_owned()
        };
        let (county, department) = (format!("青衣区={}", of("county")), format!("市水利局={}", of("department")));
        let (code, _, told) = city.take(ROWS, &["--map", &county, "--map", &department]);
        assert_eq!(code, Some(0), "{told}");
        city
    }

    /// Takes a list in.
    fn take(&self, rows: &str, more: &[&str]) -> (Option<i32>, String, String) {
        std::fs::write(&self.list, rows).expect("written");
        let list = self.list.to_str().expect("plain");
        let words = ["import", "problems", list, "--source", "feedback", "--round", "虚构轮次", "--level", "市"];
        run(command(&words).args(more).args(&self.data))
    }

    fn text(&self, words: &[&str]) -> String {
        done(command(words).args(&self.data))
    }

    fn json(&self, words: &[&str]) -> serde_json::Value {
        serde_json::from_str(&self.text(&[words, &["--json"]].concat())).expect("JSON")
    }

    /// The codes of what stands within the rows of a list.
    fn codes(&self, words: &[&str], (list, inner): (&str, &str)) -> Vec<String> {
        let printed = self.json(words);
        let rows = printed[list].as_array().expect("a list").iter();
        let inner = rows.flat_map(|row| row[inner].as_array().expect("a list").clone());
        inner.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_comes_again_with_changes_needs_a_person_who_proposes_them() {
    let city = Told::new().await;
    let changed = ROWS.replace("零直排", "雨污分流、零直排");
    let (code, _, told) = city.take(&changed, &[]);
    assert!(code == Some(1) && told.contains("repeat with --as LOGIN"), "{told}");
    let users = city.json(&["user", "list"]);
    let mut office = users["users"].as_array().expect("a list").iter().filter(|u| u["posts"][0]["unit"] == "市整改办");
    let clerk =
        office.find(|u| u["posts"][0]["role"] == "officer").expect("a clerk")["login"].as_str().expect("a name");
    let (_, proposed, told) = city.take(&changed, &["--as", clerk, "--json"]);
    let proposed: serde_json::Value = serde_json::from_str(&proposed).expect("JSON");
    assert_eq!(proposed["imports"][0]["proposed"].as_array().map(Vec::len), Some(1), "{proposed} {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_is_left_out_is_named_by_sheet_row_and_number() {
    let city = Told::new().await;
    let unknown = ROWS.replace("71,", "72,").replace("青衣区", "无名镇、无名村");
    let (_, told, _) = city.take(&unknown, &[]);
    assert!(told.contains("  ! 工作表“CSV”第3行（市72）：") && !told.contains("。；"), "{told}");
    let (_, told, _) = city.take(&unknown, &["--english"]);
    assert!(told.contains("  ! sheet “CSV”, row 3 (市72): "), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_differs_and_is_not_proposed_is_not_called_the_same() {
    let city = Told::new().await;
    let again = ROWS.replace("2026年12月底前", "长期坚持");
    let (_, told, _) = city.take(&again, &[]);
    assert!(told.contains("     1  有不同，未提出变更") && told.contains("     0  无变化"), "{told}");
    assert!(told.lines().any(|line| line.starts_with("  ~ ") && line.contains("长期坚持")), "{told}");
    let (_, json, _) = city.take(&again, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let one = &json["imports"][0];
    assert_eq!((&one["same"], one["differing"].as_array().map(Vec::len)), (&serde_json::json!(0), Some(1)), "{json}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_acted_and_how_a_date_was_computed_are_named() {
    let city = Told::new().await;
    let log = city.text(&["log", "市71"]);
    assert!(log.contains("  本系统  ") && !log.contains("shell."), "{log}");
    assert_eq!(city.json(&["log", "市71", "--english"])["events"][0]["by"], "the program itself");
    for (verb, where_, code) in [("log", ("events", "facts"), "round"), ("due", ("clocks", "derivation"), "start")] {
        let zh = city.codes(&[verb, "市71"], where_);
        assert!(zh.iter().any(|c| c == code), "{zh:?}");
        assert_eq!(zh, city.codes(&[verb, "市71", "--english"], where_), "codes do not change with the language");
    }
    let due = city.text(&["due", "市1"]);
    assert!(due.lines().any(|line| line.starts_with("    依据：")), "every step says what it is: {due}");
    let due = city.json(&["due", "市1"]);
    let step = &due["clocks"][0]["derivation"][0];
    assert!(step["kind"].is_string() && step["text"].is_string(), "{due}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_date_in_a_year_without_arrangement_is_told_as_provisional_and_why() {
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(keep.path().join("data"));
    drop(City::found_on(date(2035, 3, 1), (&target, None), 1).await);
    let data = kit::at(&target);
    let due = |more: &[&str]| done(command(&["due", "市1"]).args(more).args(&data));
    let text = due(&[]);
    assert!(text.lines().any(|line| !line.starts_with(' ') && line.ends_with("  暂定")), "{text}");
    assert!(text.contains("    暂定：2035年放假安排尚未公布"), "{text}");
    assert!(due(&["--english"]).contains("    provisional: The holiday arrangement of 2035"));
    let json: serde_json::Value = serde_json::from_str(&due(&["--json"])).expect("JSON");
    let clocks = json["clocks"].as_array().expect("a list");
    let plan = clocks.iter().find(|clock| clock["clock"] == "plan").expect("runs");
    assert_eq!(plan["provisional_year"], 2035, "{plan}");
    assert!(plan["provisional"].as_str().is_some_and(|why| why.contains("尚未公布")), "{plan}");
    let whole = clocks.iter().find(|clock| clock["clock"] == "whole").expect("runs");
    assert_eq!((&whole["provisional"], &whole["provisional_year"]), (&().into(), &().into()), "a day that is given");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_differs_is_told_to_programs_too() {
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(keep.path().join("data"));
    let city = City::found(&target, None, 1).await;
    let verify = || run(command(&["verify", "--json"]).args(kit::at(&target)));
    let (code, printed, _) = verify();
    let sound: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((code, &sound["sound"]), (Some(0), &true.into()), "{sound}");
    let spoil = Write::new("UPDATE problem_index SET percent = 7", Vec::new());
    city.office.store.commit(Commit { writes: vec![spoil], ..Commit::default() }).await.expect("written");
    drop(city);
    let (code, printed, told) = verify();
    let found: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((code, &found["sound"]), (Some(1), &false.into()), "{found}");
    let difference = found["difference"].as_str().expect("the first");
    assert!(difference.contains("register's row") && told.contains(difference), "{found} {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn papers_are_written_whole_or_not_at_all() {
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(keep.path().join("data"));
    drop(City::found(&target, None, 1).await);
    let out = keep.path().join("papers");
    let words = ["export", "papers", "市1", "--out", out.to_str().expect("plain")];
    let printed = done(command(&words).args(kit::at(&target)));
    let names: Vec<String> = std::fs::read_dir(&out)
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(names.iter().any(|name| name == "市1整改任务清单.docx") && names.len() == 3, "{names:?} {printed}");
    let (code, _, told) = run(command(&words).args(kit::at(&target)));
    assert!(code == Some(1) && told.contains("not overwritten"), "{told}");
    assert_eq!(std::fs::read_dir(&out).expect("listed").count(), 3, "nothing half written is left");
}
