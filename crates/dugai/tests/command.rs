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
    let words = |more: &[&str]| {
        let out = dugai(
            &[&["import", "problems", "--dry-run", &bad.to_string_lossy(), &good.to_string_lossy()], more].concat(),
        );
        String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
    };
    let (zh, en) = (words(&[]), words(&["--english"]));
    assert!(
        zh.contains("清单.csv：1 项任务，2 条措施")
            && zh.contains("工作表“CSV”第1行未作为任务：")
            && zh.contains("文件“图片.png”"),
        "{zh}"
    );
    assert!(en.contains("清单.csv: tasks 1, measures 2") && en.contains("File \"图片.png\""), "{en}");
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
fn a_list_of_which_nothing_can_be_taken_ends_with_one_and_a_look_says_so_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = founded(&folder);
    let file = written(
        &folder,
        "清单.csv",
        "序号,存在问题,整改措施,责任单位,整改时限\n1,料场废水直排（虚构）,1.建池,无名单位,2026年12月底前\n",
    );
    let file = file.to_string_lossy();
    let look = ["import", "problems", &file, "--dry-run", "--json"];
    assert_eq!(dugai(&look).status.code(), Some(0), "read only");
    let words = ["--source", "feedback", "--round", "虚构", "--data", &data];
    let out = dugai(&[&look[..], &words[..]].concat());
    assert_eq!(out.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&out.stdout).expect("json");
    assert_eq!(told["files"][0]["compared"]["left_out"][0]["row"], 2, "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 2, "nothing was written");
    let out = dugai(&[&look[..2], &[&*file], &words[..]].concat());
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("none of its 1 rows"));
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
fn a_file_that_holds_no_vectors_is_told_with_what_was_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = written(&folder, "v.json", "not: json");
    let bytes = folder.path().join("b.json");
    std::fs::write(&bytes, [0xff, 0xfe, 0x7b]).expect("written");
    for (file, why) in [(text, "it is no such JSON"), (bytes, "it is no text in UTF-8")] {
        let told = refused(&["calendar", "vectors", &file.to_string_lossy()]);
        let file = file.file_name().expect("named").to_string_lossy().into_owned();
        assert!(told.contains(&file) && told.contains(why) && told.contains("add_working_days"), "{told}");
    }
}

#[test]
fn a_variable_that_is_empty_is_not_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = founded(&folder);
    let empty = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dugai"));
        for name in ["DATA", "DATABASE_URL", "CONFIG", "LISTEN", "SECURE", "PROXY", "LOG"] {
            command.env(format!("DUGAI_{name}"), "");
        }
        command.args(words).output().expect("it runs")
    };
    let out = empty(&["verify", "--data", &data]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    // Settings of the server are read before the store is looked for.
    let none = folder.path().join("none").to_string_lossy().into_owned();
    let out = empty(&["serve", "--data", &none]);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.code() == Some(1) && told.contains("there is no store"), "{told}");
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

/// An office in a folder of its own.
fn founded(folder: &tempfile::TempDir) -> String {
    let data = folder.path().join("data").to_string_lossy().into_owned();
    let out = dugai(&["init", "--city", "虚构市", "--data", &data]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    data
}

/// What a command must have done.
fn done(words: &[&str]) -> String {
    let out = dugai(words);
    assert!(out.status.success(), "{words:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

/// What a command told that must not have done it.
fn refused(words: &[&str]) -> String {
    let out = dugai(words);
    assert_eq!(out.status.code(), Some(1), "{words:?}: {}", String::from_utf8_lossy(&out.stdout));
    String::from_utf8_lossy(&out.stderr).into_owned()
}

#[test]
fn a_founding_that_is_refused_leaves_nothing_and_can_be_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("my data").to_string_lossy().into_owned();
    let told = refused(&["init", "--city", "虚构市", "--admin", "王 某", "--data", &data]);
    assert!(told.contains("只能用英文字母") && told.contains("Log-in name") && !told.contains("login_name"), "{told}");
    assert!(refused(&["user", "list", "--data", &data]).contains("nothing was founded"));
    let printed = done(&["init", "--city", "虚构市", "--data", &data]);
    assert!(printed.contains(&format!("next: dugai serve --data '{data}'")), "{printed}");
    assert!(done(&["user", "list", "--data", &data]).contains("admin\t系统管理员\t市整改办 administrator"));
    assert!(done(&["verify", "--data", &data]).contains("sound: 7 events in 3 streams"));
    let findings = String::from_utf8_lossy(&dugai(&["doctor", "--json", "--data", &data]).stdout).into_owned();
    let findings: serde_json::Value = serde_json::from_str(&findings).expect("JSON");
    for finding in findings["findings"].as_array().expect("a list") {
        assert_eq!(finding["well"] == true, finding["cure"].is_null(), "a cure for what is wrong only: {finding}");
    }
    assert!(findings.to_string().contains("an administrator can log in"), "{findings}");
    assert!(findings.to_string().contains("nobody works in the rectification office"), "{findings}");
    let told = refused(&["init", "--city", "虚构市", "--data", &data]);
    assert!(told.contains("there is one already") && told.contains("name another folder with --data"), "{told}");
    let told = refused(&["user", "add", "admin", "王某", "--unit", "市整改办", "--role", "officer", "--data", &data]);
    assert!(told.contains("登录名：已被使用") && !told.contains("free_name"), "{told}");
}

#[test]
fn a_mistyped_folder_is_told_and_nothing_is_made_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = folder.path().join("none");
    let data = none.to_string_lossy();
    for words in [&["verify"][..], &["migrate"], &["doctor"], &["user", "list"], &["vault", "rotate"], &["serve"]] {
        let out = dugai(&[words, &["--data", &data]].concat());
        let told = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
        assert!(out.status.code() == Some(1) && told.contains("there is no store"), "{words:?}: {told}");
        assert!(!none.exists(), "{words:?} made something");
    }
    let found = dugai(&["doctor", "--json", "--data", &data]);
    let found: serde_json::Value = serde_json::from_slice(&found.stdout).expect("JSON");
    let found = found["findings"].as_array().expect("a list");
    let cure = found.first().and_then(|f| f["cure"].as_str()).expect("a cure");
    assert!(found.len() == 1 && cure.contains("dugai init --city"), "where nothing is, one thing is said: {found:?}");
    let told = refused(&["verify", "--database-url", "postgres://dugai:hidden@127.0.0.1:1/dugai", "--data", &data]);
    assert!(told.contains("nothing answers at 127.0.0.1:1") && !told.contains("hidden"), "{told}");
    let told = refused(&["verify", "--database-url", "postgres://dugai:hidden@no-such-host.invalid/dugai"]);
    assert!(told.contains("the host of no-such-host.invalid:5432 is not known"), "{told}");
}

#[test]
fn a_demonstration_that_was_cut_short_is_never_taken_for_a_whole_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("demo");
    let words = ["demo", "--no-serve", "--data", data.to_str().expect("plain")];
    let mut child = Command::new(env!("CARGO_BIN_EXE_dugai")).args(words).spawn().expect("it starts");
    while !data.join("dugai.sqlite").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    std::thread::sleep(std::time::Duration::from_millis(1500));
    child.kill().expect("killed");
    child.wait().expect("ended");
    let told = refused(&words);
    assert!(told.contains("an earlier demonstration was not finished; remove the folder"), "{told}");
}

#[test]
fn the_form_of_an_export_is_what_its_name_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = founded(&folder);
    let export = |name: &str, more: &[&str]| {
        let out = folder.path().join(name).to_string_lossy().into_owned();
        let told = dugai(&[&["export", "register", "--data", &data, "--out", &out][..], more].concat());
        (std::fs::read(&out).unwrap_or_default(), String::from_utf8_lossy(&told.stderr).into_owned())
    };
    assert!(export("a.xlsx", &[]).0.starts_with(b"PK"));
    let (csv, told) = export("a.csv", &[]);
    assert!(!csv.is_empty() && !csv.starts_with(b"PK"), "{told}");
    assert!(serde_json::from_slice::<serde_json::Value>(&export("a.json", &[]).0).is_ok());
    assert!(export("b.csv", &["--format", "xlsx"]).1.contains("another form"));
    assert!(export("b.pdf", &[]).1.contains("pdf is none of xlsx, csv, json"));
    assert!(export("a.csv", &[]).1.contains("is not overwritten"));
    let heads = export("c.csv", &["--column", "number,guidance", "stage"]).0;
    assert!(String::from_utf8_lossy(&heads).contains("编号,分类指导,状态"), "columns are parted by commas, too");
    for (filter, known) in [
        ("stage=open", "one of registered, claimed,"),
        ("unit=市整改办", "the id of a unit"),
        ("due_to=soon", "a day, such as"),
        ("colour=red", "no condition of the list; there are q, figure, stage"),
        ("type=nix", "one of water, air"),
        ("rebounded=yes", "expected true or false"),
    ] {
        let told = export("d.csv", &["--filter", filter]).1;
        assert!(told.contains(known), "{filter}: {told}");
    }
    let told = export("d.csv", &["--filter", "figure=open", "figure=overdue"]).1;
    assert!(told.contains("figure=open stands there already"), "{told}");
    let told = export("d.csv", &["--column", "number,stage,number"]).1;
    assert!(told.contains("--column number: it is named twice"), "{told}");
    let kept = ["--filter", "type=water", "type=none", "rebounded=false", "level=0"];
    assert!(!export("e.csv", &kept).0.is_empty(), "what may stand twice, and what asks for nothing");
}

#[test]
fn acting_posts_and_the_unit_above_are_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = founded(&folder);
    let at = |words: &[&str]| done(&[words, &["--data", &data]].concat());
    at(&["unit", "add", "虚构县人民政府", "--short", "虚构县", "--kind", "county"]);
    at(&["unit", "add", "虚构县环境局", "--short", "县环境局", "--kind", "department", "--parent", "虚构县"]);
    at(&["user", "add", "wang", "王某", "--unit", "虚构县", "--role", "head"]);
    at(&["user", "add", "lin", "林某", "--unit", "虚构县", "--role", "officer"]);
    let post = ["user", "post", "lin", "--unit", "虚构县", "--role", "head", "--acting-for", "wang"];
    at(&[&post[..], &["--from", "2026-01-01", "--to", "2999-12-31"]].concat());
    let text = at(&["user", "list"]);
    assert!(text.contains("虚构县 head (acting for wang, 2026-01-01 to 2999-12-31)"), "{text}");
    at(&["user", "post", "lin", "--unit", "县环境局", "--role", "officer", "--from", "2998-01-01"]);
    let text = at(&["user", "list"]);
    assert!(text.contains("县环境局 officer (from 2998-01-01)"), "a post that begins later is not given again: {text}");
    let users: serde_json::Value = serde_json::from_str(&at(&["user", "list", "--json"])).expect("JSON");
    let lin = users["users"].as_array().expect("a list").iter().find(|u| u["login"] == "lin").expect("there");
    assert_eq!((&lin["posts"][0]["acting_for"], &lin["posts"][1]["acting_for"]), (&().into(), &"wang".into()), "{lin}");
    assert!(at(&["unit", "list"]).contains("县环境局\t虚构县环境局\t\tunder 虚构县"));
    let units: serde_json::Value = serde_json::from_str(&at(&["unit", "list", "--json"])).expect("JSON");
    let bureau = units["units"].as_array().expect("a list").iter().find(|u| u["short"] == "县环境局").expect("there");
    assert_eq!(bureau["parent"], "虚构县", "{bureau}");
}

#[test]
fn nobody_who_reads_the_messages_is_no_other_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dugai"))
        .args(["verify", "--data", "no/such/folder"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("ended").code(), Some(1));
}

#[test]
fn the_calendar_shown_is_the_one_in_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = founded(&folder);
    let show = |more: &[&str]| done(&[&["calendar", "show", "--data", &data][..], more].concat());
    assert!(done(&["calendar", "show", "--data", "no/such/folder"]).contains("the shipped table"));
    assert!(show(&["2026-10-10"]).contains("调休上班"));
    let before: serde_json::Value = serde_json::from_str(&show(&["--json"])).expect("JSON");
    let version = before["version"].as_u64().expect("a version");
    let line = |n: u64| format!("version = {n}");
    // Of the shipped table with its comments, then of one that was set.
    let export = |name: &str| {
        let out = folder.path().join(name).to_string_lossy().into_owned();
        done(&["calendar", "export", "--out", &out, "--data", &data]);
        assert!(refused(&["calendar", "export", "--out", &out, "--data", &data]).contains("is not overwritten"));
        std::fs::read_to_string(&out).expect("a text")
    };
    let newer = written(&folder, "newer.toml", &export("now.toml").replacen(&line(version), &line(version + 1), 1));
    done(&["calendar", "import", &newer.to_string_lossy(), "--data", &data]);
    assert!(export("then.toml").contains(&line(version + 1)));
    let now: serde_json::Value = serde_json::from_str(&show(&["2026-10-10", "--json"])).expect("JSON");
    assert_eq!((&now["version"], &now["day"]["kind"]), (&(version + 1).into(), &"make_up".into()), "{now}");
    assert_eq!((&before["shipped"], &now["shipped"]), (&false.into(), &false.into()));
    let told = refused(&["calendar", "import", &newer.to_string_lossy(), "--data", &data]);
    assert!(told.contains("版本号必须高于") && !told.contains("higher_version"), "{told}");
    let table = folder.path().join("x.csv");
    std::fs::write(&table, [0xc4, 0xea, 0xb7, 0xdd]).expect("written");
    let told = refused(&["calendar", "import", &table.to_string_lossy(), "--data", &data]);
    assert!(told.contains("a calendar table is a text of TOML in UTF-8"), "{told}");
}

#[test]
fn reference_data_goes_out_and_comes_in_as_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = founded(&folder);
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (book, text) = (at("r.xlsx"), at("r.toml"));
    for file in [&book, &text] {
        done(&["reference", "export", "--out", file, "--data", &data]);
        let again = ["reference", "import", file, "--as", "admin", "--data", &data];
        assert!(done(&again).contains("没有变动"), "a file that comes again is no fault");
        let told: serde_json::Value = serde_json::from_str(&done(&[&again[..], &["--json"]].concat())).expect("JSON");
        assert_eq!((&told["changes"], &told["set"]), (&serde_json::json!([]), &false.into()), "{told}");
    }
    let document = std::fs::read_to_string(&text).expect("a text");
    let changed = document.replacen("zh = \"", "zh = \"改后的", 1);
    std::fs::write(&text, &changed).expect("written");
    let plan = ["reference", "import", &text, "--as", "admin", "--json", "--data", &data];
    let dry: serde_json::Value = serde_json::from_str(&done(&[&plan[..], &["--dry-run"]].concat())).expect("JSON");
    assert_eq!((dry["changes"].as_array().map(Vec::len), &dry["set"]), (Some(1), &false.into()), "{dry}");
    let set: serde_json::Value = serde_json::from_str(&done(&plan)).expect("JSON");
    assert_eq!((&set["version"], &set["set"]), (&dry["version"], &true.into()), "{set}");
    let after = at("after.toml");
    done(&["reference", "export", "--out", &after, "--data", &data]);
    assert!(std::fs::read_to_string(&after).expect("a text").contains("改后的"));
    let told = refused(&["reference", "import", &book, "--as", "admin", "--data", &data]);
    assert!(told.contains("r.xlsx"), "a workbook of the version before is refused: {told}");
    std::fs::write(&text, changed.replacen("zh = \"", "zh = ", 1)).expect("written");
    assert!(refused(&plan).contains("行："));
    done(&["user", "add", "clerk", "王某", "--unit", "市整改办", "--role", "officer", "--data", &data]);
    let told = refused(&["reference", "import", &text, "--as", "clerk", "--data", &data]);
    assert!(told.contains("基础数据和日历由"), "{told}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_root_makes_belongs_to_whom_the_folder_belongs() {
    use std::os::unix::fs::{MetadataExt, chown};
    const SERVICE: u32 = 65534;
    let folder = tempfile::tempdir().expect("a folder");
    if std::fs::metadata("/proc/self").expect("there").uid() != 0 {
        println!("SKIPPED: only root can be careless");
        return;
    }
    chown(folder.path(), Some(SERVICE), Some(SERVICE)).expect("given");
    let data = founded(&folder);
    done(&["vault", "rotate", "--data", &data]);
    let copy = folder.path().join("copy").to_string_lossy().into_owned();
    done(&["backup", &copy, "--data", &data]);
    for path in [&data, &copy] {
        assert_eq!(std::fs::metadata(path).expect("there").uid(), SERVICE, "{path}");
        for entry in std::fs::read_dir(path).expect("listed") {
            let entry = entry.expect("an entry");
            assert_eq!(entry.metadata().expect("there").uid(), SERVICE, "{}", entry.path().display());
        }
    }
}
