//! A problem's events and due dates as the command tells them.

mod kit;

use dugai_app::Target;
use kit::{City, command, done};

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
    // Sent again in other words: nothing is proposed, and it is not called the same.
    std::fs::write(&list, rows.replace("2026年12月底前", "长期坚持")).expect("written");
    let again = |more: &[&str]| done(command(&words).args(["--level", "市"]).args(more).args(&data));
    let told = again(&[]);
    assert!(told.contains("     1  有不同，未提出变更") && told.contains("     0  无变化"), "{told}");
    assert!(told.lines().any(|line| line.starts_with("  ~ ") && line.contains("长期坚持")), "{told}");
    let json: serde_json::Value = serde_json::from_str(&again(&["--json"])).expect("JSON");
    let one = &json["imports"][0];
    assert_eq!((&one["same"], one["differing"].as_array().map(Vec::len)), (&serde_json::json!(0), Some(1)), "{json}");
    let log = done(command(&["log", "市71"]).args(&data));
    assert!(log.contains("  本系统  ") && !log.contains("shell."), "{log}");
    let log = done(command(&["log", "市71", "--english", "--json"]).args(&data));
    assert!(log.contains("\"by\":\"the program itself\""), "{log}");
    let due = done(command(&["due", "市1"]).args(&data));
    assert!(due.lines().any(|line| line.starts_with("    依据：")), "every step says what it is: {due}");
    let due: serde_json::Value =
        serde_json::from_str(&done(command(&["due", "市1", "--json"]).args(&data))).expect("JSON");
    let step = &due["clocks"][0]["derivation"][0];
    assert!(step["kind"].is_string() && step["text"].is_string(), "{due}");
}
