//! The command as a person or a script meets it: what it prints, and its exit code.

use std::path::PathBuf;
use std::process::{Command, Output};

fn dugai(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dugai")).args(words).env_remove("DUGAI_DATABASE_URL").output().expect("it runs")
}

fn written(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn a_list_is_previewed_and_a_bad_file_does_not_hide_a_good_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = written(
        &folder,
        "清单.csv",
        "虚构市整改任务清单\n序号,整改问题,整改目标,整改措施,整改时限,责任单位,督导单位\n1,料场废水直排（虚构）,零直排,1.建沉淀池；2.每月监测一次,2026年12月底前,虚构县人民政府,市水利局\n",
    );
    let bad = written(&folder, "图片.png", "\u{89}PNG not a list");
    let out = dugai(&["import", "problems", &bad.to_string_lossy(), &good.to_string_lossy(), "--dry-run", "--json"]);
    assert_eq!(out.status.code(), Some(1), "the bad file is told by the exit code");
    assert!(String::from_utf8_lossy(&out.stderr).contains("图片.png"));
    let printed: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let task = &printed["tasks"][0];
    assert_eq!(task["due"], "2026-12-31");
    assert_eq!(task["measures"], serde_json::json!(["建沉淀池", "每月监测一次"]));
    assert_eq!(task["units"], "虚构县人民政府");
    let skipped = printed["files"][0]["skipped"].as_array().expect("rows passed over are listed");
    assert!(!skipped.is_empty(), "title and header are named: {printed}");
}

#[test]
fn a_form_or_column_that_is_not_known_is_refused_with_those_that_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "序号,存在问题,整改方案,责任单位,整改时限\n1,料场废水直排（虚构）,1.建沉淀池；2.每月监测,虚构县人民政府,2026年12月底前\n";
    let file = written(&folder, "清单.csv", text);
    let with = |profile: &str| {
        dugai(&["import", "problems", &file.to_string_lossy(), "--dry-run", "--json", "--profile", profile])
    };
    for (profile, known) in
        [("nothing", "city-feedback"), ("col=整改方案=nothing", "measures"), ("col=整改方案", "measures")]
    {
        let out = with(profile);
        assert_eq!(out.status.code(), Some(1), "{profile}");
        assert!(String::from_utf8_lossy(&out.stderr).contains(known), "{profile}");
    }
    let out = with("col=整改方案=measures");
    let printed: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(printed["tasks"][0]["measures"], serde_json::json!(["建沉淀池", "每月监测"]));
}

#[test]
fn the_workbook_of_other_rows_is_never_written_over_an_earlier_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let started = dugai(&["init", "--city", "虚构市", "--admin", "admin", "--data", &data]);
    assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
    let file = written(
        &folder,
        "清单.csv",
        "序号,存在问题,整改措施,责任单位,整改时限\n1,料场废水直排（虚构）,1.建池,无名单位,2026年12月底前\n",
    );
    let words =
        ["import", "problems", &file.to_string_lossy(), "--source", "feedback", "--round", "虚构", "--data", &data];
    for name in ["清单.csv.未导入.xlsx", "清单.csv.未导入(2).xlsx"] {
        assert!(!folder.path().join(name).exists());
        let out = dugai(&words);
        assert!(folder.path().join(name).exists(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn vectors_are_answered_and_an_unpublished_year_is_null() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = written(
        &folder,
        "v.json",
        r#"{"a":[{"id":"T","op":"add_working_days","start":"2026-09-15","n":30}],"late":{"op":"add_working_days","start":"2026-12-20","n":30}}"#,
    );
    let out = dugai(&["calendar", "vectors", &file.to_string_lossy(), "--json"]);
    assert!(out.status.success());
    assert_eq!(String::from_utf8_lossy(&out.stdout).trim(), r#"{"T":"2026-11-02","late":null}"#);
}

#[test]
fn a_day_of_an_unpublished_year_says_so() {
    let out = dugai(&["calendar", "show", "2031-05-01"]);
    assert!(out.status.success());
    assert!(String::from_utf8_lossy(&out.stdout).contains("2031年放假安排尚未公布"));
}

#[test]
fn a_folder_without_a_store_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = dugai(&["verify", "--data", &folder.path().to_string_lossy()]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("there is no store"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 0, "nothing was made there");
}

#[test]
fn wrong_usage_is_exit_code_two() {
    assert_eq!(dugai(&["import", "problems"]).status.code(), Some(2));
}
