//! A problem's events and due dates as the command tells them.

mod kit;

use dugai_app::Target;
use kit::{City, command, done, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_acted_and_how_a_date_was_computed_are_named() {
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(keep.path().join("data"));
    drop(City::found(&target, None, 1).await);
    let list = keep.path().join("清单.csv");
    let rows = "虚构市整改任务清单\n序号,整改问题,整改目标,整改措施,整改时限,责任单位,督导单位\n71,料场废水直排（虚构）,零直排,1.建沉淀池；2.每月监测一次,2026年12月底前,青衣区,市水利局\n";
    std::fs::write(&list, rows).expect("written");
    let data = kit::at(&target);
    let units = done(command(&["unit", "list", "--json"]).args(&data));
    let units: serde_json::Value = serde_json::from_str(&units).expect("JSON");
    let of = |kind: &str| {
        let all = units["units"].as_array().expect("a list");
        all.iter().find(|u| u["kind"] == kind).expect("one")["short"].as_str().expect("a name").to_owned()
    };
    let (county, department) = (format!("青衣区={}", of("county")), format!("市水利局={}", of("department")));
    let words = ["import", "problems", list.to_str().expect("plain"), "--source", "feedback", "--round", "虚构轮次"];
    done(command(&words).args(["--level", "市", "--map", &county, "--map", &department]).args(&data));
    // A list that comes again with a change needs a person who proposes it.
    let before = std::fs::read_to_string(&list).expect("a text");
    std::fs::write(&list, before.replace("零直排", "雨污分流、零直排")).expect("written");
    let (code, _, told) = run(command(&words).args(["--level", "市"]).args(&data));
    assert!(code == Some(1) && told.contains("repeat with --as LOGIN"), "{told}");
    let known = done(command(&["user", "list", "--json"]).args(&data));
    let known: serde_json::Value = serde_json::from_str(&known).expect("JSON");
    let office = known["users"].as_array().expect("a list").iter();
    let office = office.filter(|u| u["posts"][0]["role"] == "officer" && u["posts"][0]["unit"] == "市整改办");
    let clerk = office.last().expect("a clerk")["login"].as_str().expect("a name").to_owned();
    let proposed = done(command(&words).args(["--level", "市", "--as", &clerk, "--json"]).args(&data));
    let proposed: serde_json::Value = serde_json::from_str(&proposed).expect("JSON");
    assert_eq!(proposed["imports"][0]["proposed"].as_array().map(Vec::len), Some(1), "{proposed}");
    // A row that cannot be taken is named by sheet, row and number; only the last of its reasons ends with a stop.
    std::fs::write(&list, rows.replace("71,", "72,").replace("青衣区", "无名镇、无名村")).expect("written");
    let told = done(command(&words).args(["--level", "市"]).args(&data));
    assert!(told.contains("  ! 工作表“CSV”第3行（市72）：") && !told.contains("。；"), "{told}");
    let told = done(command(&words).args(["--level", "市", "--english"]).args(&data));
    assert!(told.contains("  ! sheet “CSV”, row 3 (市72): "), "{told}");
    let log = done(command(&["log", "市71"]).args(&data));
    assert!(log.contains("  本系统  ") && !log.contains("shell."), "{log}");
    let log = done(command(&["log", "市71", "--english", "--json"]).args(&data));
    assert!(log.contains("\"by\":\"the program itself\""), "{log}");
    let codes = |more: &[&str], list: &str, inner: &str| -> Vec<String> {
        let printed = done(command(more).arg("--json").args(&data));
        let printed: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        let rows = printed[list].as_array().expect("a list").iter();
        let inner = rows.flat_map(|row| row[inner].as_array().expect("a list").clone());
        inner.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    };
    for (verb, list, inner, code) in [("log", "events", "facts", "round"), ("due", "clocks", "derivation", "start")] {
        let zh = codes(&[verb, "市71"], list, inner);
        assert!(zh.iter().any(|c| c == code), "{zh:?}");
        assert_eq!(zh, codes(&[verb, "市71", "--english"], list, inner), "codes do not change with the language");
    }
    let due = done(command(&["due", "市1"]).args(&data));
    assert!(due.lines().any(|line| line.starts_with("    依据：")), "every step says what it is: {due}");
    let due: serde_json::Value =
        serde_json::from_str(&done(command(&["due", "市1", "--json"]).args(&data))).expect("JSON");
    let step = &due["clocks"][0]["derivation"][0];
    assert!(step["kind"].is_string() && step["text"].is_string(), "{due}");
}
