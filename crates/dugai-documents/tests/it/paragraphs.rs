//! Lists that a document writes as paragraphs, without a table.

use dugai_documents::tasklist::{ReadOptions, TaskListReading, read};

use crate::kit::{codes, docx, list, measures};

/// A document of lines; `*` at the head of a line makes its label bold, `#` gives it a style.
fn text(lines: &str) -> Vec<u8> {
    let run = |text: &str, bold: bool| {
        let bold = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
        format!("<w:r>{bold}<w:t>{text}</w:t></w:r>")
    };
    let line = |line: &str| {
        let line = line.trim();
        if let Some((label, rest)) = line.strip_prefix('*').and_then(|line| line.split_once('*')) {
            return format!("<w:p>{}{}</w:p>", run(label, true), run(rest, false));
        }
        let style = if line.starts_with('#') { r#"<w:pPr><w:pStyle w:val="2"/></w:pPr>"# } else { "" };
        format!("<w:p>{style}{}</w:p>", run(line.trim_start_matches('#'), false))
    };
    docx(&lines.trim().lines().map(line).collect::<String>(), "")
}

/// Number, problem, first paragraph of every task.
fn tasks(reading: &TaskListReading) -> Vec<(Option<i64>, &str, usize)> {
    reading.tasks.iter().map(|task| (task.no, task.problem.as_str(), task.row)).collect()
}

#[test]
fn a_heading_for_each_problem_and_labelled_lines_below() {
    let reading = list(
        "方案.docx",
        &text(
            "某市督察反馈问题整改方案
            一、青石河断面水质不能稳定达标
            整改目标：断面水质稳定达到Ⅲ类。
            整改措施：
            1.封堵直排口；
            2.清运淤泥。
            责任单位：甲县人民政府、市水利局
            整改时限：2026年12月底前
            督导单位：市生态环境局
            二、工业园区雨污分流不到位
            整改目标：完成分流改造。
            整改措施：
            1.改造管网；
            2.组织验收，
            报市级备案。
            责任单位：乙县人民政府、
            市住房城乡建设局
            整改时限：2026年6月底前
            督导单位：市住房城乡建设局
            附件：1.点位图",
        ),
    );
    assert_eq!(tasks(&reading), [(Some(1), "青石河断面水质不能稳定达标", 2), (Some(2), "工业园区雨污分流不到位", 10)]);
    let [one, two] = reading.tasks.as_slice() else { panic!("{reading:?}") };
    assert_eq!((one.sheet.as_str(), one.last_row), ("正文段落", 9));
    assert_eq!(measures(one), ["封堵直排口", "清运淤泥"]);
    assert_eq!(one.due.due.unwrap().to_string(), "2026-12-31");
    assert_eq!(measures(two), ["改造管网", "组织验收，报市级备案"]);
    assert_eq!(two.supervisor.as_deref(), Some("市住房城乡建设局"));
    let units: Vec<&str> = two.unit_names.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(units, ["乙县人民政府", "市住房城乡建设局"]);
    assert_eq!(codes(&reading), Vec::<&str>::new());
    assert_eq!(reading.skipped.iter().map(|row| (row.row, row.reason.code())).collect::<Vec<_>>(), [(20, "note")]);
}

#[test]
fn labels_in_brackets_bold_or_numbered() {
    for (goal, measure, units, due) in [
        ("【整改目标】达标。", "【整改措施】封堵直排口", "【责任单位】甲县", "【整改时限】2026年底"),
        ("*整改目标*　达标。", "*整改措施* 封堵直排口", "*责任单位* 甲县", "*整改时限* 2026年底"),
        ("1.整改目标：达标。", "2.整改措施：封堵直排口", "3.责任单位：甲县", "4.整改时限：2026年底"),
        ("（1）整改目标：达标。", "（2）整改措施：封堵直排口", "（3）责任单位：甲县", "（4）整改时限：2026年底"),
        ("整改目标：达标。", "整改措施：封堵直排口", "责任单位：甲县。整改时限：2026年底。", ""),
    ] {
        let block = |heading: &str| format!("{heading}\n{goal}\n{measure}\n{units}\n{due}\n");
        let lines = block("（一）青石河水质不达标") + &block("（二）园区雨污不分流");
        let reading = list("a.docx", &text(&lines));
        let told: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.units.as_deref(), measures(task))).collect();
        let task = |no| (Some(no), Some("甲县"), vec!["封堵直排口"]);
        assert_eq!(told, [task(1), task(2)], "{goal}");
        assert_eq!(reading.tasks[1].due_text.as_deref(), Some("2026年底"), "{goal}");
    }
}

#[test]
fn classes_stand_above_headings() {
    let reading = list(
        "a.docx",
        &text(
            "一、水环境方面
            （一）青石河水质不达标
            整改措施：封堵直排口
            责任单位：甲县
            整改时限：2026年底
            （二）园区雨污不分流
            整改措施：改造管网
            责任单位：乙县
            整改时限：2026年底
            二、大气环境方面
            （一）石材加工扬尘突出
            整改措施：湿法作业
            责任单位：丙县
            整改时限：2026年底
            三、工作要求
            （一）加强领导。各地要落实责任。",
        ),
    );
    let told: Vec<_> = reading.tasks.iter().map(|task| (task.klass.as_deref().unwrap(), task.no)).collect();
    assert_eq!(told, [("一、水环境方面", Some(1)), ("一、水环境方面", Some(2)), ("二、大气环境方面", Some(1))]);
    assert_eq!(reading.tasks[2].due_text.as_deref(), Some("2026年底"));
    assert_eq!(reading.skipped.iter().map(|row| row.row).collect::<Vec<_>>(), [15, 16]);
}

#[test]
fn headings_known_by_their_style_and_a_description_below() {
    let reading = list(
        "a.docx",
        &text(
            "#青石河水质不达标
            督察发现，2026年3月断面总磷超标。
            整改目标：达标
            整改措施：封堵直排口
            责任单位：甲县
            整改时限：2026年底
            #园区雨污不分流
            整改目标：分流
            整改措施：改造管网
            责任单位：乙县
            整改时限：2026年底",
        ),
    );
    let problem = "青石河水质不达标\n督察发现，2026年3月断面总磷超标。";
    assert_eq!(tasks(&reading), [(None, problem, 1), (None, "园区雨污不分流", 7)]);
}

#[test]
fn numbers_and_problems_that_are_labelled_themselves() {
    let block = |no: u8, problem: &str| {
        format!(
            "问题{no}\n存在问题：{problem}\n整改措施：\n（1）封堵直排口\n（2）清淤\n责任单位：甲县\n整改时限：长期坚持\n"
        )
    };
    let lines = block(1, "青石河水质不达标，") + &block(2, "园区雨污不分流").replace("存在问题：", "存在问题：\n");
    let reading = list("a.docx", &text(&lines.replace("不达标，", "不达标，\n下游群众反映强烈。")));
    let problem = "青石河水质不达标，\n下游群众反映强烈。";
    assert_eq!(tasks(&reading), [(Some(1), problem, 1), (Some(2), "园区雨污不分流", 9)]);
    assert!(reading.tasks.iter().all(|task| measures(task) == ["封堵直排口", "清淤"] && task.due.long_term));
}

#[test]
fn what_is_wrong_is_told_with_its_paragraph_and_field() {
    let block =
        |no: &str, due: &str| format!("{no}、青石河水质不达标\n整改措施：清淤\n责任单位：甲县\n整改时限：{due}\n");
    let reading = list("方案.docx", &text(&(block("一", "2026年底") + &block("二", "待定"))));
    let told: Vec<String> = reading.findings.iter().map(|finding| finding.text_zh("方案.docx")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("文件“方案.docx”正文第8段（整改时限）："), "{told:?}");
    assert!(reading.findings[0].text_en("a").starts_with("File \"a\", paragraph 8 (整改时限): "));
}

#[test]
fn a_list_in_paragraphs_beside_one_in_a_table_is_told_and_not_read_twice() {
    let paragraphs = "<w:p><w:r><w:t>一、青石河水质不达标</w:t></w:r></w:p>\
        <w:p><w:r><w:t>整改目标：达标</w:t></w:r></w:p><w:p><w:r><w:t>整改措施：清淤</w:t></w:r></w:p>\
        <w:p><w:r><w:t>责任单位：甲县</w:t></w:r></w:p><w:p><w:r><w:t>整改时限：2026年底</w:t></w:r></w:p>";
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let row = |line: &str| format!("<w:tr>{}</w:tr>", line.split('|').map(cell).collect::<String>());
    let table = row("序号|存在问题|整改措施|责任单位|整改时限") + &row("1|青石河水质不达标|清淤|甲县|2026年底");
    let reading = list("a.docx", &docx(&format!("{paragraphs}<w:tbl>{table}</w:tbl>"), ""));
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(reading.tasks[0].sheet, "表格1");
    assert_eq!(codes(&reading), ["paragraphs-beside"]);
}

#[test]
fn prose_is_no_list() {
    let prose = "一、总体要求\n坚持目标导向。\n二、工作安排\n责任单位：各县（区）要落实责任。\n三、时间安排：2026年";
    let error = read("a.docx", &text(prose), &ReadOptions::default()).unwrap_err();
    assert!(error.text_zh("a.docx").contains("没有表格"), "{}", error.text_zh("a.docx"));
}
