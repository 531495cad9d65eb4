//! Lists in many shapes: defects, deadlines, states and units in their cells.

use dugai_documents::tasklist::{ReadOptions, Severity, read};

use crate::kit::{SheetXml, codes, csv, grid, list, measures, rows, workbook, xlsx};

#[track_caller]
fn one(row: &str) -> dugai_documents::tasklist::TaskListReading {
    grid(&format!("序号|问题|整改目标|整改措施|责任单位|整改时限|状态\n{row}"))
}

#[test]
fn defects_are_found_where_they_stand() {
    for (row, code, column) in [
        ("1||达标|做|甲局|2026年底前|已完成", "problem-missing", "B"),
        ("1|散排|达标|做||2026年底前|已完成", "units-missing", "E"),
        ("1|散排|达标||甲局|2026年底前|已完成", "measures-missing", "D"),
        ("1|散排|达标|做|甲局||已完成", "due-missing", "F"),
        ("1|散排|达标|做|甲局|尽快|已完成", "due-unreadable", "F"),
        ("1|散排|达标|做|甲局|2026年9月31日|已完成", "due-no-such-day", "F"),
        ("1|散排|达标|做|甲局|9月底前|已完成", "due-year-missing", "F"),
        ("1|散排|达标|做|甲局|2026年9月前|已完成", "due-before-period", "F"),
        ("1|散排|达标|做|甲局|已完成|已完成", "due-state-word", "F"),
        ("1|散排|达标|做|甲局|46203|已完成", "due-serial", "F"),
        ("1|散排|达标|做|甲局|2026年底前|差不多", "progress-unknown", "G"),
        ("1|散排|达标|做|甲局|2026年底前|正在推进", "progress-normalised", "G"),
        ("1|散排|达标|1.甲。/2.乙。/4.丙。|甲局|2026年底前|已完成", "measure-number-gap", "D"),
        ("1-2|散排|达标|做|甲局|2026年底前|已完成", "number-unreadable", "A"),
        ("|散排|达标|做|甲局|2026年底前|已完成", "number-missing", "A"),
    ] {
        let reading = one(row);
        let finding = reading.findings.iter().find(|finding| finding.code.as_str() == code);
        let finding = finding.unwrap_or_else(|| panic!("{code} in {:?}", codes(&reading)));
        assert_eq!((finding.place.row, finding.place.column.as_str()), (2, column), "{code}");
        assert!(finding.text_zh("f.csv").contains("第2行"), "{code}");
        assert!(finding.text_en("f.csv").contains("row 2, column"), "{code}");
        assert!(!finding.text_zh("f.csv").contains('{'), "{code}");
        assert!(!finding.text_en("f.csv").contains('{'), "{code}");
        assert_eq!(reading.tasks.len(), 1, "the good part stays: {code}");
    }
    assert!(one("1|散排|达标|做|甲局|2026年底前|已完成").findings.is_empty());
}

#[test]
fn doubled_and_missing_numbers() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        1|甲|做|甲局|2026年底前
        2|乙|做|甲局|2026年底前
        2|丙|做|甲局|2026年底前
        3|丁|做|甲局|2026年底前
        5|戊|做|甲局|2026年底前",
    );
    assert_eq!(codes(&reading), ["number-duplicate", "number-gap"]);
    assert_eq!(reading.findings[0].severity, Severity::Error);
    assert_eq!(reading.findings[0].place.row, 4);
    assert_eq!(reading.tasks.len(), 5);
}

#[test]
fn the_same_as_above() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        1|甲|做|市水利局|2026年底前
        2|乙|做|同上|同上",
    );
    assert_eq!(reading.tasks[1].units.as_deref(), Some("市水利局"));
    assert_eq!(reading.tasks[1].due.due.unwrap().to_string(), "2026-12-31");
    assert!(codes(&reading).contains(&"same-as-above"));
}

#[test]
fn excel_dates_by_what_the_cell_shows() {
    let formats =
        ["yyyy&quot;年&quot;m&quot;月&quot;", "yyyy-mm-dd", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"];
    let mut cells = rows("序号|问题|整改措施|责任单位|整改时限");
    for no in 1..=3 {
        let row = no + 1;
        let texts: String = ["B", "C", "D"]
            .iter()
            .map(|c| format!("<c r=\"{c}{row}\" t=\"inlineStr\"><is><t>甲局{no}</t></is></c>"))
            .collect();
        cells.push_str(&format!(
            "<row r=\"{row}\"><c r=\"A{row}\"><v>{no}</v></c>{texts}<c r=\"E{row}\" s=\"{no}\"><v>46235</v></c></row>"
        ));
    }
    let sheet = SheetXml { name: "清单", hidden: false, rows: cells, merges: Vec::new() };
    let reading = list("d.xlsx", &workbook(&[sheet], &formats));
    let due: Vec<String> = reading.tasks.iter().map(|task| task.due.due.unwrap().to_string()).collect();
    assert_eq!(due, ["2026-08-31", "2026-08-01", "2026-08-01"]);
    assert_eq!(reading.tasks[0].no_text, "1");
}

#[test]
fn a_number_cell_cannot_tell_january_from_october() {
    let bytes = xlsx("序号|问题|整改措施|责任单位|整改时限\n1|甲|做|甲局|2026.1\n2|乙|做|甲局|2026.11", &[]);
    let reading = list("n.xlsx", &bytes);
    assert_eq!(reading.tasks[0].due.due, None);
    assert_eq!(codes(&reading), ["due-number-month"]);
    assert_eq!(reading.tasks[1].due.due.unwrap().to_string(), "2026-11-30");
}

#[test]
fn hidden_sheets_and_sheets_without_a_list_are_told() {
    let sheets = [
        ("说明", false, "本表由各单位填写。"),
        ("清单", false, "序号|问题|整改措施|责任单位|整改时限\n1|甲|做|甲局|2026年底前"),
        ("作废", true, "序号|问题|整改措施|责任单位|整改时限\n9|旧|做|甲局|2019年底前"),
    ]
    .map(|(name, hidden, text)| SheetXml { name, hidden, rows: rows(text), merges: Vec::new() });
    let bytes = workbook(&sheets, &[]);
    let reading = list("h.xlsx", &bytes);
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(codes(&reading), ["sheet-without-table", "sheet-hidden"]);
    let all = ReadOptions { include_hidden: true, ..ReadOptions::default() };
    assert_eq!(read("h.xlsx", &bytes, &all).unwrap().tasks.len(), 2);
}

#[test]
fn formula_errors_and_unknown_columns() {
    let reading = grid("序号|问题|整改措施|责任单位|整改时限|坐标\n1|甲|做|甲局|2026年底前|E103");
    assert_eq!(codes(&reading), ["column-unknown"]);
    assert_eq!(reading.tasks[0].cells["坐标"], "E103");
}

#[test]
fn a_missing_column_is_said_once() {
    let reading = grid("序号|问题|整改目标|整改措施\n1|甲|达标|做\n2|乙|达标|做");
    assert_eq!(codes(&reading), ["column-missing", "column-missing"]);
    assert!(reading.findings[0].text_zh("f").contains("责任单位"));
}

#[test]
fn units_with_roles_in_the_cell() {
    let reading = one("1|散排|达标|做|牵头：市水利局；配合：天全县、芦山县人民政府|2026年底前|已完成");
    let names: Vec<_> = reading.tasks[0]
        .unit_names
        .iter()
        .map(|unit| (unit.name.as_str(), unit.role.map(|role| role.code())))
        .collect();
    assert_eq!(
        names,
        [("市水利局", Some("lead")), ("天全县人民政府", Some("assist")), ("芦山县人民政府", Some("assist"))]
    );
    assert_eq!(reading.tasks[0].units.as_deref(), Some("牵头：市水利局；配合：天全县、芦山县人民政府"));
}

#[test]
fn units_outside_the_directory() {
    let options = ReadOptions {
        known_units: vec!["市水利局".into(), "天全县人民政府".into()],
        ..ReadOptions::default()
    };
    let bytes = csv(
        "序号|问题|整改措施|责任单位|整改时限\n1|甲|做|市水利局、天全县人民政府、各乡镇|2026年底前\n2|乙|做|市水务处|2026年底前",
    );
    let reading = read("u.csv", &bytes, &options).unwrap();
    assert_eq!(codes(&reading), ["unit-unknown"]);
    assert_eq!(reading.findings[0].raw, "市水务处");
}

#[test]
fn states_of_measures_differ() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限|状态
        1|甲|做一|甲局|2026年底前|已完成
        ||做二|||尚未启动",
    );
    assert_eq!(reading.tasks[0].progress.unwrap().zh(), "尚未启动");
    assert!(codes(&reading).contains(&"progress-differs"));
}

#[test]
fn progress_in_words_is_no_defect() {
    let reading = grid(
        "序号|问题|整改措施|责任单位|整改时限|进展情况\n1|甲|做|甲局|2026年底前|已完成。建成管网三公里并投入使用\n2|乙|做|甲局|2026年底前|完成设计，正在开展招标工作，预计三月开工",
    );
    assert_eq!(reading.tasks[0].progress.unwrap().zh(), "已完成");
    assert_eq!(reading.tasks[1].progress, None);
    assert!(reading.findings.is_empty());
}

#[test]
fn a_measure_later_than_its_task() {
    let bytes = xlsx(
        "
        序号|问题|整改措施|措施完成时限|责任单位|整改时限
        1|散排|建管网|2026.5.31|甲局|2026年6月底前
        ||建泵站|2026.9.30||",
        &[(2, 1, 3, 1), (2, 2, 3, 2), (2, 5, 3, 5), (2, 6, 3, 6)],
    );
    assert_eq!(codes(&list("a.xlsx", &bytes)), ["measure-due-after-task"]);
}

#[test]
fn a_row_that_does_not_fit_its_merged_number() {
    let bytes = xlsx(
        "
        序号|问题|整改措施|责任单位|整改时限
        1|散排|建管网|甲局|2026年底前
        |扬尘|洒水|乙局|2026年底前",
        &[(2, 1, 3, 1)],
    );
    let reading = list("m.xlsx", &bytes);
    assert_eq!(reading.tasks.len(), 1);
    assert!(codes(&reading).contains(&"merged-partly"));
    assert_eq!(reading.tasks[0].problem, "散排\n扬尘");
}

#[test]
fn many_rows_are_read_fast() {
    let mut text = String::from("序号|问题|整改目标|整改措施|责任单位|督导单位|整改时限\n");
    for no in 1..=5_700 {
        text.push_str(&format!("{no}|第{no}处料场未封闭，扬尘明显。|料场全部封闭。|1.建设料棚{no}平方米。/2.安装喷淋。/3.验收。|市水利局、各县（区）人民政府|市整改办|2026年{}月底前\n", no % 12 + 1));
    }
    let bytes = xlsx(&text, &[]);
    let begin = std::time::Instant::now();
    let reading = list("big.xlsx", &bytes);
    // Unoptimised code; the optimised reader is more than ten times faster.
    assert!(begin.elapsed().as_secs() < 8, "{:?}", begin.elapsed());
    assert_eq!(reading.tasks.len(), 5_700);
    assert_eq!(measures(&reading.tasks[5_699]), ["建设料棚5700平方米", "安装喷淋", "验收"]);
}

#[test]
fn rows_that_each_number_from_one_have_measures_of_their_own() {
    let head = "序号|存在问题|整改目标|整改措施|责任单位|整改时限";
    let first = "1|某河断面水质不能稳定达标|达标|1.关停企业；/2.清运废物。|甲县人民政府|2025年6月底前";
    let other = "2|某工业园区雨污分流不到位|分流|1.改造。/2.验收。|乙县人民政府|2018年底前";
    let merges = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3)];
    let rows = |second: &str| format!("{head}\n{first}\n|||{second}|市水利局|2025年12月底前\n{other}");
    let reading = list("a.xlsx", &xlsx(&rows("1.联合检查；/2.建立机制。"), &merges));
    let task = &reading.tasks[0];
    assert_eq!(measures(task), ["关停企业", "清运废物", "联合检查", "建立机制"]);
    assert_eq!(task.measures.iter().map(|m| m.no).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let days: Vec<_> = task.measures.iter().map(|m| m.due_text.as_deref().unwrap_or("")).collect();
    assert_eq!(days, ["2025年6月底前", "2025年6月底前", "2025年12月底前", "2025年12月底前"]);
    assert_eq!(task.measures[2].units.as_deref(), Some("市水利局"));
    assert_eq!(reading.to_json()["tasks"][1]["measures"], serde_json::json!(["改造", "验收"]));
    assert!(!codes(&reading).contains(&"measure-number-gap"));
    // A cell that goes on counting was only cut by a page.
    let reading = list("a.xlsx", &xlsx(&rows("3.联合检查；/4.建立机制。"), &merges));
    assert_eq!(reading.to_json()["tasks"][0]["measures"].as_array().unwrap().len(), 4);
    assert_eq!(reading.tasks[0].measures[2].due_text, None);
}
