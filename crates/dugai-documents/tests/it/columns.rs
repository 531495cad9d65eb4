//! Columns that say the same in two ways: which of them counts, and what they say together.

use dugai_documents::tasklist::{ProgressWord, TaskListReading};

use crate::kit::{SheetXml, codes, grid, list, measures, rows, workbook, xlsx};

fn units(reading: &TaskListReading) -> Vec<Option<&str>> {
    reading.tasks.iter().map(|task| task.units.as_deref()).collect()
}

#[test]
fn the_column_of_responsible_units_wins_wherever_it_stands() {
    for (head, line) in [
        ("属地|整改责任单位", "东城区|东城区住房城乡建设局"),
        ("责任主体（企业）|责任单位", "青石砖厂|东城区住房城乡建设局"),
        ("责任单位|属地", "东城区住房城乡建设局|东城区"),
        ("责任地区|责任单位", "东城区|东城区住房城乡建设局"),
    ] {
        let reading = grid(&format!(
            "序号|存在问题|整改措施|{head}|整改时限\n1|河岸护坡多处垮塌，雨季常漫水。|1.修复；2.巡查|{line}|2026年6月底前"
        ));
        assert_eq!(units(&reading), [Some("东城区住房城乡建设局")], "{head}");
    }
    let reading =
        grid("序号|存在问题|整改措施|责任地区|整改时限\n1|河岸护坡多处垮塌。|1.修复；2.巡查|东城区|2026年6月");
    assert_eq!(units(&reading), [Some("东城区")]);
}

#[test]
fn two_questions_about_the_state_are_answered_together() {
    let reading = grid(
        "序号|存在问题|整改措施|责任单位|整改时限|是否完成整改|是否销号
        1|河岸护坡多处垮塌。|1.修复；2.巡查|甲县人民政府|2026年6月|是|是
        2|泵站闸门锈蚀渗漏。|1.修复；2.巡查|甲县人民政府|2026年6月|是|否
        3|苗圃灌溉管道破裂。|1.修复；2.巡查|甲县人民政府|2026年6月|否|否",
    );
    let words: Vec<_> = reading.tasks.iter().map(|task| task.progress).collect();
    assert_eq!(words, [Some(ProgressWord::StruckOff), Some(ProgressWord::Done), None]);
    assert!(!codes(&reading).contains(&"column-double"), "{:?}", codes(&reading));
}

#[test]
fn of_two_columns_of_progress_the_one_of_official_words_is_the_state() {
    let line = "河岸护坡多处垮塌。|1.修复；2.巡查|甲县人民政府|2026年6月";
    for (head, cells) in [
        ("整改进展|完成情况", "护坡已修复三百米，余下部分正在施工。|达到序时进度"),
        ("完成情况|整改进展", "达到序时进度|护坡已修复三百米，余下部分正在施工。"),
    ] {
        let reading = grid(&format!("序号|存在问题|整改措施|责任单位|整改时限|{head}\n1|{line}|{cells}"));
        let task = &reading.tasks[0];
        assert_eq!(task.progress, Some(ProgressWord::OnSchedule), "{head}");
        assert_eq!(task.status.as_deref(), Some("达到序时进度"));
        assert_eq!(task.progress_text.as_deref(), Some("护坡已修复三百米，余下部分正在施工。"));
        assert!(!codes(&reading).contains(&"column-double"));
    }
}

#[test]
fn numbers_in_two_parts_beside_one_problem_are_its_measures() {
    let text = "序号|存在问题|整改措施|责任单位|整改时限
1-1|河岸护坡多处垮塌，雨季漫水。|勘察|甲县人民政府|2026年3月底前
1-2||修复|甲县人民政府|2026年6月底前
2-1|泵站闸门锈蚀渗漏，无人值守。|更换|甲县人民政府|2026年3月底前
2-2|苗圃灌溉管道破裂，长期漏水。|更换|甲县人民政府|2026年3月底前";
    let reading = list("a.xlsx", &xlsx(text, &[(2, 2, 3, 2)]));
    let numbers: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.no_text.as_str())).collect();
    assert_eq!(numbers, [(Some(1), "1"), (None, "2-1"), (None, "2-2")]);
    assert_eq!(measures(&reading.tasks[0]), ["勘察", "修复"]);
}

#[test]
fn whole_numbers_above_numbers_in_two_parts_head_them() {
    let reading = grid(
        "序号|存在问题|整改措施|责任单位|整改时限
        1|水环境方面|||
        1.1|河岸护坡多处垮塌。|1.修复；2.巡查|甲县人民政府|2026年6月
        1.2|泵站闸门锈蚀渗漏。|1.修复；2.巡查|甲县人民政府|2026年6月
        2|大气方面|||
        2.1|料场没有覆盖防尘网。|1.覆盖；2.巡查|甲县人民政府|2026年6月",
    );
    let classes: Vec<_> = reading.tasks.iter().map(|task| task.klass.as_deref()).collect();
    assert_eq!(classes, [Some("水环境方面"), Some("水环境方面"), Some("大气方面")]);
}

#[test]
fn measures_in_several_columns_add_up() {
    let reading = grid(
        "序号|存在问题|措施一|措施二|措施三|责任单位|整改时限
        1|河岸护坡多处垮塌。|勘察|1.修复；2.加固|巡查|甲县人民政府|2026年6月
        2|泵站闸门锈蚀渗漏。|更换|||甲县人民政府|2026年6月",
    );
    assert_eq!(measures(&reading.tasks[0]), ["勘察", "修复", "加固", "巡查"]);
    assert_eq!(reading.tasks[0].measures.iter().map(|measure| measure.no).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(measures(&reading.tasks[1]), ["更换"]);
    assert!(!codes(&reading).contains(&"column-double"));
}

#[test]
fn a_class_written_downwards_is_one_word() {
    let reading = grid(
        "类别|序号|存在问题|整改措施|责任单位|整改时限
        水/污/染|1|河岸护坡多处垮塌。|1.修复；2.巡查|甲县人民政府|2026年6月",
    );
    assert_eq!(reading.tasks[0].klass.as_deref(), Some("水污染"));
}

#[test]
fn hidden_columns_are_told_like_hidden_rows() {
    let text = "序号|存在问题|备注|整改措施|责任单位|整改时限
1|河岸护坡多处垮塌，雨季漫水。|待议|1.修复；2.巡查|甲县人民政府|2026年6月底前";
    let sheet = |rows: String| SheetXml { name: "1", hidden: false, rows, merges: Vec::new() };
    assert!(codes(&list("a.xlsx", &workbook(&[sheet(rows(text))], &[]))).is_empty());
    let hidden = format!(r#"<cols><col min="3" max="3" hidden="1"/></cols>{}"#, rows(text));
    let reading = list("a.xlsx", &workbook(&[sheet(hidden)], &[]));
    assert_eq!(codes(&reading), ["columns-hidden"]);
    assert_eq!(reading.findings[0].raw, "C列“备注”");
    assert_eq!(reading.tasks[0].remark.as_deref(), Some("待议"));
}
