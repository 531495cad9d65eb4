//! The example lists of the repository read to what is written in them.

use serde_json::{Value, json};

use dugai_documents::tasklist::TaskListReading;

use crate::kit::{assert_has, codes, list, measures, skipped};

#[track_caller]
fn example(name: &str) -> (TaskListReading, Value) {
    let path = format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let reading = list(name, &std::fs::read(path).unwrap());
    let json = reading.to_json();
    (reading, json)
}

fn count(reading: &TaskListReading) -> (usize, usize) {
    (reading.tasks.len(), reading.tasks.iter().map(|task| task.measures.len()).sum())
}

#[test]
fn central_feedback_with_classes() {
    let (reading, json) = example("01_中央督察反馈整改任务清单.xlsx");
    assert_eq!(count(&reading), (36, 109));
    assert!(reading.findings.is_empty());
    assert_eq!(reading.tables[0].profile, Some("city-feedback"));
    assert_has(
        &json["tasks"][7],
        &json!({
            "no": 8, "city_no": 8, "klass": "二、大气和噪声污染防治还有短板", "row": 13,
            "problem": "宝兴县灵关片区石材加工企业切割、打磨工序未在密闭车间内作业，厂区道路积尘严重。",
            "goal": "规模以上石材企业全部实现车间密闭、厂区道路硬化。",
            "measures": ["完成46家企业密闭改造", "关停无法达标的加工点9处", "安装厂界颗粒物在线监测设备20台", "每周开展两次道路机扫"],
            "units": "宝兴县人民政府、市经济和信息化局", "supervisor": "市生态环境局",
            "due_text": "2025年12月底前", "due": "2025-12-31", "long_term": false,
            "upper_numbers": [{"level": "省", "no": 10}],
        }),
    );
    assert_has(&json["tasks"][6], &json!({"due": null, "long_term": true, "immediate": true}));
    let classes: std::collections::BTreeSet<_> = reading.tasks.iter().map(|task| task.klass.clone()).collect();
    assert_eq!(classes.len(), 5);
    assert_eq!(skipped(&reading).iter().filter(|(_, reason)| *reason == "class-line").count(), 5);
}

#[test]
fn county_list_one_row_per_measure() {
    let (reading, json) = example("02_县级分解表_措施一行一条.xlsx");
    assert_eq!(count(&reading), (14, 38));
    assert_has(
        &json["tasks"][0],
        &json!({
            "no": 1, "county_no": 1, "city_no": 7, "klass": "水环境", "lead": "天全县人民政府", "acceptor": "市水利局",
            "due_text": "2026年10月底前", "status": "达到序时进度", "progress": "达到序时进度",
        }),
    );
    assert_has(
        &json["tasks"][0]["measures"][1],
        &json!({"no": 2, "text": "安装回用水泵和流量计", "due_text": "2026.7.31", "due": "2026-07-31", "assist": "", "row": 4}),
    );
    assert_has(&json["tasks"][4], &json!({"status": "正在推进", "progress": "达到序时进度"}));
    assert_has(&json["tasks"][9], &json!({"status": "已销号", "progress": "已验收销号"}));
    assert!(codes(&reading).iter().all(|code| *code == "progress-normalised"));
}

#[test]
fn plan_text_with_annex() {
    let (reading, json) = example("03_整改方案_附任务清单.docx");
    assert_eq!(count(&reading), (10, 30));
    assert!(reading.findings.is_empty());
    assert_has(
        &json["tasks"][4],
        &json!({"no": 5, "county_no": 5, "row": 6, "leader": "县委常委", "due": "2026-03-31", "long_term": true, "measures": ["配备密闭收运车3辆", "设置分类投放点26处", "对农家乐开展签约收运"]}),
    );
}

#[test]
fn self_inspection_in_an_old_workbook() {
    let (reading, json) = example("04_县级自查清单.xls");
    assert_eq!(count(&reading), (12, 29));
    assert_has(
        &json["tasks"][2],
        &json!({
            "no": 3, "source": "举一反三", "kind": "限期整改", "person": "矿管股负责人", "due_text": "2026-04-30", "due": "2026-04-30",
            "measures": ["修建挡墙150米", "压减堆高至3.5米以下", "汛期每日巡查"], "progress": "未达序时进度",
        }),
    );
    assert_has(&json["tasks"][1], &json!({"due_text": "立行立改", "due": null, "immediate": true}));
    assert_eq!(skipped(&reading)[2..], [(15, "total"), (16, "signature")]);
}

#[test]
fn provincial_list_in_gb18030() {
    let (reading, json) = example("05_省级督察清单_GB18030.csv");
    assert_eq!(count(&reading), (12, 34));
    assert_has(
        &json["tasks"][2],
        &json!({
            "no": 3, "city_no": 3, "upper": [{"level": "省", "no": 6}], "lead": "名山区人民政府", "due": "2027-12-31", "long_term": true,
            "measures": ["推广测土配方施肥5.5万亩", "建设生态沟渠9.2公里", "每季度监测入湖水质"], "row": 5,
        }),
    );
}

#[test]
fn defects_are_all_found_and_nothing_good_is_lost() {
    let (reading, _) = example("06_含常见缺陷的清单.xlsx");
    assert_eq!(reading.tasks.len(), 10);
    let serious: Vec<(usize, &str)> = reading
        .findings
        .iter()
        .filter(|finding| finding.severity > dugai_documents::tasklist::Severity::Normalised)
        .map(|finding| (finding.place.row, finding.code.as_str()))
        .collect();
    assert_eq!(
        serious,
        [
            (4, "due-no-such-day"),
            (6, "units-missing"),
            (7, "measure-number-gap"),
            (7, "progress-unknown"),
            (8, "due-unreadable"),
            (9, "problem-missing"),
            (9, "due-year-missing"),
            (10, "due-missing"),
            (11, "number-missing"),
            (12, "cell-formula-error"),
            (5, "number-duplicate"),
        ]
    );
    assert_eq!(measures(&reading.tasks[4]), ["补植苗木4000株", "落实管护人员3名", "开展成活率复查"]);
    assert_eq!(reading.tasks[9].units.as_deref(), Some("宝兴县农业农村局"));
    assert!(codes(&reading).contains(&"sheet-hidden"));
}
