//! Lists as other cities lay them out: forms that were met late, one test a kind.

use dugai_documents::tasklist::{ReadOptions, read};

use crate::kit::{SheetXml, codes, csv, docx, grid, list, measures, rows, skipped, workbook, xlsx, zipped};

const HEAD: &str = "序号|存在问题|整改目标|整改措施|责任单位|整改时限";
const ONE: &str = "1|某河断面水质不能稳定达标|达标|1.截污。/2.清淤。|甲县人民政府|2019年6月底前";
const TWO: &str = "2|某工业园区雨污分流不到位|分流|1.改造。/2.验收。|乙县人民政府|2018年底前";

fn numbers(text: &str) -> Vec<(Option<i64>, usize)> {
    grid(text).tasks.iter().map(|task| (task.no, task.row)).collect()
}

#[test]
fn columns_named_by_letters_and_stems_and_an_example_row() {
    for line in ["A|B|C|D|E|F", "甲|乙|丙|1|2|3", "例|某厂超标排放污水|达标|1.安装设施|某县|2018年12月"]
    {
        assert_eq!(numbers(&format!("{HEAD}\n{line}\n{ONE}\n{TWO}")), [(Some(1), 3), (Some(2), 4)], "{line}");
    }
}

#[test]
fn class_lines_with_a_count_and_in_the_column_of_problems() {
    let reading = grid(&format!("{HEAD}\n一、水环境|||||2项\n{ONE}\n|生态方面\n{TWO}"));
    let classes: Vec<_> = reading.tasks.iter().map(|task| task.klass.as_deref()).collect();
    assert_eq!(classes, [Some("一、水环境"), Some("生态方面")]);
}

#[test]
fn a_class_line_in_whatever_column_stands_first() {
    let head = "整改目标|存在问题|序号|整改措施|责任单位|整改时限";
    let line = "达标|某河断面水质不能稳定达标|1|1.截污。/2.清淤。|甲县人民政府|2019年6月底前";
    let reading = grid(&format!("{head}\n一、水环境\n{line}"));
    assert_eq!(reading.tasks[0].klass.as_deref(), Some("一、水环境"));
    let reading = grid(
        "整改措施|存在问题|序号|责任单位|整改时限\n一、水环境\n1.截污。/2.清淤。|某河断面水质不能稳定达标|1|甲县|2019年",
    );
    assert_eq!(reading.tasks[0].klass.as_deref(), Some("一、水环境"));
}

#[test]
fn a_header_of_longer_words_only() {
    let head = "省级任务序号|反馈意见指出的问题|目标要求|具体整改措施|整改责任主体单位|拟完成时间";
    let reading = grid(&format!("{head}\n{ONE}"));
    assert_eq!(reading.tasks[0].units.as_deref(), Some("甲县人民政府"));
}

#[test]
fn a_list_without_measures_units_and_deadlines_is_none() {
    let letters = "序号|受理编号|交办问题|问题类型|办结目标\n1|X01|某地扬尘|大气|群众满意";
    assert!(read("a.csv", &csv(letters), &ReadOptions::default()).is_err());
}

#[test]
fn a_table_of_figures_below_the_list_holds_no_tasks() {
    let reading = grid(&format!("{HEAD}\n{ONE}\n{TWO}\n\n类别|任务数|已完成|达到序时\n水|2|1|1"));
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(codes(&reading).iter().filter(|code| **code == "row-not-task").count(), 2);
}

#[test]
fn a_date_or_a_sum_at_the_head_of_a_measure_row_is_no_signature() {
    let text = "整改时限|整改措施|序号|存在问题|责任单位\n2018年12月|截断污水直排口|1|某河断面水质不能稳定达标|甲县\n\
                2019年6月|清运河道淤泥|||\n|累计建成管网3公里|||";
    let reading = grid(text);
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(measures(&reading.tasks[0]), ["截断污水直排口", "清运河道淤泥", "累计建成管网3公里"]);
}

#[test]
fn a_state_told_by_a_tick() {
    let head = format!("{HEAD}|已完成|达到序时进度|未达序时进度");
    let reading = grid(&format!("{head}\n{ONE}|√||\n{TWO}||√|"));
    let states: Vec<_> = reading.tasks.iter().map(|task| task.progress.map(|word| word.zh())).collect();
    assert_eq!(states, [Some("已完成"), Some("达到序时进度")]);
    assert!(!codes(&reading).contains(&"column-unknown"));
}

#[test]
fn a_column_of_numbers_without_a_header() {
    let head = HEAD.replacen("序号", "", 1);
    assert_eq!(numbers(&format!("{head}\n{ONE}\n{TWO}")), [(Some(1), 2), (Some(2), 3)]);
}

#[test]
fn parts_written_beside_the_units_are_told_apart() {
    let line = ONE.replace("甲县人民政府", "市水利局牵头，市财政局、市公安局配合");
    let json = grid(&format!("{HEAD}\n{line}")).to_json();
    assert_eq!(json["tasks"][0]["units"], "市水利局牵头，市财政局、市公安局配合");
    assert_eq!(json["tasks"][0]["lead"], "市水利局");
    assert_eq!(json["tasks"][0]["assist"], "市财政局、市公安局");
}

#[test]
fn marks_without_width_do_not_hide_words() {
    let head = HEAD.replace("整改时限", "整改时\u{ad}限").replace("整改措施", "整\u{200b}改措施");
    let reading = grid(&format!("{head}\n{}", ONE.replace("断面", "断\u{ad}面")));
    assert_eq!(reading.tasks[0].problem, "某河断面水质不能稳定达标");
    assert_eq!(reading.tasks[0].due_text.as_deref(), Some("2019年6月底前"));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
}

#[test]
fn a_row_cut_by_a_page_is_one_task_again() {
    let cut = "2|某工业园区雨污分流不到位|分流|1.改造管网。/2.建成|乙县人民政府|2018年底前\n|||泵站两座。/3.验收。||";
    let reading = grid(&format!("{HEAD}\n{ONE}\n{cut}"));
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(measures(&reading.tasks[1]), ["改造管网", "建成泵站两座", "验收"]);
}

#[test]
fn a_sheet_that_goes_on_without_a_header() {
    let sheet = |name, text: &str| SheetXml { name, hidden: false, rows: rows(text), merges: Vec::new() };
    let reading = list("a.xlsx", &workbook(&[sheet("1", &format!("{HEAD}\n{ONE}")), sheet("2", TWO)], &[]));
    assert_eq!(reading.tasks.iter().map(|task| task.no).collect::<Vec<_>>(), [Some(1), Some(2)]);
    let other =
        list("b.xlsx", &workbook(&[sheet("1", &format!("{HEAD}\n{ONE}")), sheet("2", "甲|乙|丙|丁|戊|己")], &[]));
    assert_eq!(other.tasks.len(), 1);
}

fn cell(paragraphs: &str) -> String {
    format!("<w:tc>{paragraphs}</w:tc>")
}

fn plain(text: &str) -> String {
    text.split('/').map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect()
}

fn table(lines: &[&str]) -> String {
    let row =
        |line: &&str| format!("<w:tr>{}</w:tr>", line.split('|').map(|text| cell(&plain(text))).collect::<String>());
    format!("<w:tbl>{}</w:tbl>", lines.iter().map(row).collect::<String>())
}

#[test]
fn one_task_a_table_with_names_beside_values() {
    let one = table(&[
        "序号|1",
        "反馈问题|某河断面水质不能稳定达标",
        "整改目标|达标",
        "整改措施|1.截污。/2.清淤。",
        "责任单位|甲县",
        "整改时限|待定",
    ]);
    let two = table(&[
        "序号|2|整改时限|2018年底前",
        "反馈问题|某园区雨污分流不到位|责任单位|乙县",
        "整改措施|1.改造。/2.验收。|备注|",
    ]);
    let stacked = grid(
        "反馈问题|某地扬尘污染突出/整改措施|洒水/责任单位|丙县/整改时限|2019年\n".replace('/', "\n").repeat(2).trim(),
    );
    assert_eq!(stacked.tasks.iter().map(|task| task.row).collect::<Vec<_>>(), [1, 5]);
    let reading = list("t.docx", &docx(&format!("{one}<w:p/>{two}<w:p/>{}", table(&["姓名|某人", "电话|1"])), ""));
    assert_eq!(reading.tasks.iter().map(|task| task.no).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert_eq!(measures(&reading.tasks[1]), ["改造", "验收"]);
    assert_eq!(reading.tasks[1].units.as_deref(), Some("乙县"));
    assert_eq!(reading.tasks[1].due.due.map(|day| day.to_string()).as_deref(), Some("2018-12-31"));
    let told = reading.findings.iter().find(|finding| finding.code.as_str() == "due-unreadable").unwrap();
    assert_eq!((told.place.sheet.as_str(), told.place.header.as_str()), ("表格1", "整改时限"));
    assert!(codes(&reading).contains(&"sheet-without-table"));
}

#[test]
fn a_table_inside_a_frame_or_a_text_box_is_found() {
    let inner = table(&[HEAD, ONE, TWO]);
    let frame = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell(&format!("{}{inner}<w:p/>", plain("附件"))));
    let boxed = format!("<w:p><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>");
    for body in [frame, boxed] {
        let reading = list("t.docx", &docx(&body, ""));
        assert_eq!(reading.tasks.len(), 2);
        assert_eq!(measures(&reading.tasks[1]), ["改造", "验收"]);
    }
}

#[test]
fn measures_that_run_over_the_end_of_a_table_stay_with_their_task() {
    let head = "序号|存在问题|整改措施|责任单位|整改时限";
    let first = table(&[head, "1|某河断面水质不能稳定达标|截污|甲县|2019年6月底前", "||清淤||2019年9月底前"]);
    for second in [table(&["||监测||长期坚持"]), table(&[head, "||监测||长期坚持"])] {
        let reading = list("t.docx", &docx(&format!("{first}<w:p/>{second}"), ""));
        assert_eq!(reading.tasks.len(), 1);
        assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤", "监测"]);
        assert_eq!(reading.tasks[0].measures[2].no, 3);
        assert!(!codes(&reading).contains(&"number-missing"));
    }
}

#[test]
fn hidden_text_former_properties_and_deleted_ends_do_not_count() {
    let problem = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>某河断面</w:t></w:r></w:p>\
                   <w:p><w:r><w:t>水质不达标</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r></w:p>";
    let units = r#"<w:tcPr><w:tcPrChange><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr></w:tcPrChange></w:tcPr>"#;
    let line = [
        plain("1"),
        problem.to_owned(),
        plain("达标"),
        plain("截污"),
        format!("{units}{}", plain("甲县")),
        plain("2018年底前"),
    ];
    let line: String = line.iter().map(|text| cell(text)).collect();
    let body = table(&[HEAD]).replace("</w:tbl>", &format!("<w:tr>{line}</w:tr></w:tbl>"));
    let reading = list("t.docx", &docx(&body, ""));
    assert_eq!(reading.tasks[0].problem, "某河断面水质不达标");
    assert_eq!(reading.tasks[0].units.as_deref(), Some("甲县"));
    assert_eq!(reading.tasks[0].due_text.as_deref(), Some("2018年底前"));
}

#[test]
fn borders_dragged_in_one_row_keep_their_columns() {
    let wide = |spans: [u8; 6], line: &str| {
        let cells = spans
            .iter()
            .zip(line.split('|'))
            .map(|(span, text)| cell(&format!(r#"<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{}"#, plain(text))));
        format!("<w:tr>{}</w:tr>", cells.collect::<String>())
    };
    let even = [2, 2, 2, 2, 2, 2];
    let rows = [wide(even, HEAD), wide([1, 2, 2, 3, 2, 2], ONE), wide(even, TWO)].concat();
    let reading = list("t.docx", &docx(&format!("<w:tbl>{rows}</w:tbl>"), ""));
    assert_eq!(reading.tasks[0].units.as_deref(), Some("甲县人民政府"));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
}

#[test]
fn a_list_that_goes_on_counting_from_cell_to_cell() {
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;
    let listed = |text: &str| {
        let item = |text: &str| {
            format!(r#"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
        };
        text.split('/').map(item).collect::<String>()
    };
    let line = |no: &str, listed_text: &str| {
        let cells = [
            plain(no),
            plain("某河断面水质不能稳定达标"),
            plain("达标"),
            listed(listed_text),
            plain("甲县"),
            plain("2018年底前"),
        ];
        format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>())
    };
    let rows = format!("{}{}</w:tbl>", line("1", "截污/清淤"), line("2", "改造/验收"));
    let reading = list("t.docx", &docx(&table(&[HEAD]).replace("</w:tbl>", &rows), numbering));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
    assert_eq!(measures(&reading.tasks[1]), ["改造", "验收"]);
}

#[test]
fn numbers_given_by_a_paragraph_style() {
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="（%2）"/><w:pStyle w:val="Item"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Linked"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#;
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="Item"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="Child"><w:basedOn w:val="Item"/></w:style><w:style w:styleId="Linked"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    let styled = |style: &str, own: &str, text: &str| {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{own}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
    };
    let linked = r#"<w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr>"#;
    for (style, own, expected) in [
        ("Item", "", vec!["截污", "清淤"]),
        ("Child", "", vec!["截污", "清淤"]),
        ("Plain", linked, vec!["截污", "清淤"]),
    ] {
        // Without the numbers these lines would read as one wrapped sentence.
        let measured = styled(style, own, "截污") + &styled(style, own, "清淤");
        let cells = [
            plain("1"),
            plain("某河断面水质不能稳定达标"),
            plain("达标"),
            measured,
            plain("甲县"),
            plain("2018年底前"),
        ];
        let line: String = cells.iter().map(|text| cell(text)).collect();
        let body = table(&[HEAD]).replace("</w:tbl>", &format!("<w:tr>{line}</w:tr></w:tbl>"));
        let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
        let file =
            zipped(&[("word/document.xml", &document), ("word/numbering.xml", numbering), ("word/styles.xml", styles)]);
        let reading = list("s.docx", &file);
        assert_eq!(reading.tasks[0].measures_text, "（1）截污\n（2）清淤", "{style}");
        assert_eq!(measures(&reading.tasks[0]), expected, "{style}");
    }
}

fn problems(reading: &dugai_documents::tasklist::TaskListReading) -> Vec<&str> {
    reading.tasks.iter().map(|task| task.problem.as_str()).collect()
}

const CARD: &str =
    "序号|1\n反馈问题|某河断面水质不能稳定达标\n整改措施|1.截污。/2.清淤。\n责任单位|甲县\n整改时限|2019年";

#[test]
fn several_columns_of_values_are_several_tasks() {
    let text = "序号|1|2|3\n反馈问题|某河水质不达标|某园区雨污不分流|某地扬尘突出\n整改目标|达标||\n\
                整改措施|截污|改造|洒水\n责任单位|甲县|乙县|丙县\n整改时限|2018年底前|2019年6月底前|长期坚持";
    let reading = grid(text);
    assert_eq!(reading.tasks.iter().map(|task| task.no).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert_eq!(problems(&reading), ["某河水质不达标", "某园区雨污不分流", "某地扬尘突出"]);
    assert_eq!(reading.tasks[1].units.as_deref(), Some("乙县"));
    assert_eq!(reading.tasks[1].due_text.as_deref(), Some("2019年6月底前"));
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let reading = list("t.docx", &docx(&table(&lines), ""));
    assert_eq!(reading.tasks.len(), 3);
}

#[test]
fn two_cards_side_by_side_are_two_tasks() {
    let second = "序号|2\n反馈问题|某园区雨污分流不到位\n整改措施|改造\n责任单位|乙县\n整改时限|2018年底前";
    let both: Vec<String> = CARD.lines().zip(second.lines()).map(|(left, right)| format!("{left}|{right}")).collect();
    let reading = grid(&both.join("\n"));
    assert_eq!(problems(&reading), ["某河断面水质不能稳定达标", "某园区雨污分流不到位"]);
    assert_eq!(reading.tasks[1].due_text.as_deref(), Some("2018年底前"));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
}

#[test]
fn a_value_over_several_rows_of_a_card_is_one_value() {
    let unmerged = CARD.replace("1.截污。/2.清淤。", "1.截污。\n|2.清淤。\n|3.监测。");
    assert_eq!(measures(&grid(&unmerged).tasks[0]), ["截污", "清淤", "监测"]);
    let sheet = SheetXml { name: "卡", hidden: false, rows: rows(&unmerged), merges: vec![(3, 1, 5, 1)] };
    assert_eq!(measures(&list("c.xlsx", &workbook(&[sheet], &[])).tasks[0]), ["截污", "清淤", "监测"]);
    let again = CARD.replace("1.截污。/2.清淤。", "1.截污。\n整改措施|2.清淤。");
    assert_eq!(measures(&grid(&again).tasks[0]), ["截污", "清淤"]);
}

#[test]
fn a_cell_of_a_card_that_is_neither_name_nor_value_is_told() {
    let reading = grid(&format!("{}|（延期）\n复核人意见很长一句话|同意", CARD));
    let told: Vec<&str> = reading
        .findings
        .iter()
        .filter(|finding| finding.code.as_str() == "cell-not-taken")
        .map(|finding| finding.raw.as_str())
        .collect();
    assert_eq!(told, ["（延期）", "复核人意见很长一句话", "同意"]);
    assert_eq!(reading.tasks.len(), 1);
}

#[test]
fn numbers_whose_level_stands_in_brackets() {
    for (province, city) in
        [("序号（省）", "序号（市）"), ("问题编号（省级）", "问题编号（市级）"), ("省（序号）", "市（序号）")]
    {
        let head = HEAD.replace("序号", &format!("{province}|{city}"));
        let reading = grid(&format!("{head}\n7|{ONE}"));
        let task = &reading.tasks[0];
        assert_eq!((task.no, task.own_level), (Some(1), Some(dugai_documents::tasklist::Level::City)), "{city}");
        assert_eq!(task.upper.iter().map(|upper| upper.no).collect::<Vec<_>>(), [Some(7)], "{province}");
    }
    for (cell, upper) in [("省3、市1", vec![Some(3)]), ("国8//省5//市1", vec![Some(8), Some(5)])] {
        let line = ONE.replacen('1', &cell.replace("//", "，"), 1);
        let reading = grid(&format!("{HEAD}\n{line}"));
        assert_eq!(reading.tasks[0].no, Some(1), "{cell}");
        assert_eq!(reading.tasks[0].upper.iter().map(|upper| upper.no).collect::<Vec<_>>(), upper, "{cell}");
    }
}

#[test]
fn two_lists_side_by_side_are_read_each_for_itself() {
    let head = "序号|存在问题|整改措施|责任单位|整改时限";
    let left = ["1|某河断面水质不能稳定达标|截污|甲县|2019年6月底前", "2|某地扬尘污染突出难治|洒水|丙县|2019年底前"];
    let right = "1|某工业园区雨污分流不到位|改造|乙县|2018年底前";
    let reading = grid(&format!("整改清单\n{head}|{head}\n{}|{right}\n{}|||||", left[0], left[1]));
    let read: Vec<_> =
        reading.tasks.iter().map(|task| (task.problem.as_str(), task.due_text.as_deref().unwrap(), task.row)).collect();
    assert_eq!(
        read,
        [
            ("某河断面水质不能稳定达标", "2019年6月底前", 3),
            ("某地扬尘污染突出难治", "2019年底前", 4),
            ("某工业园区雨污分流不到位", "2018年底前", 3),
        ]
    );
    assert!(!codes(&reading).contains(&"column-double"));
    assert_eq!(reading.skipped.iter().filter(|row| row.row == 1).count(), 1);
}

fn chosen(choices: &[&str]) -> ReadOptions {
    let mut options = ReadOptions::default();
    choices.iter().for_each(|choice| options.columns.add(choice).unwrap());
    options
}

#[test]
fn a_column_no_word_tells_is_what_a_person_says() {
    let text = csv(&format!("{}\n{ONE}", HEAD.replace("整改措施", "整改方案")));
    assert_eq!(read("a.csv", &text, &chosen(&[])).unwrap().tasks[0].measures.len(), 0);
    for choice in ["col=整改方案=measures", "col=整改方案（D列）=measures", "plan-annex", "city-feedback"] {
        let reading = read("a.csv", &text, &chosen(&[choice])).unwrap();
        assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"], "{choice}");
        assert!(!codes(&reading).contains(&"column-unknown"), "{choice}");
    }
    // Even where nothing else makes it a list.
    let bare = csv("编码|情形|办法|谁办\n1|某河断面水质不能稳定达标|截污|甲县");
    let all = ["col=编码=no", "col=情形=problem", "col=办法=measures", "col=谁办=units"];
    assert!(read("b.csv", &bare, &chosen(&[])).is_err());
    assert_eq!(read("b.csv", &bare, &chosen(&all)).unwrap().tasks[0].units.as_deref(), Some("甲县"));
}

#[test]
fn of_two_columns_with_the_same_meaning_the_chosen_one_counts() {
    let text = csv(
        "序号|存在问题|整改措施|责任单位|整改时限|办结时限\n1|某河断面水质不能稳定达标|截污|甲县|2018年|2019年底前",
    );
    let due = |choices: &[&str]| {
        let reading = read("a.csv", &text, &chosen(choices)).unwrap();
        (reading.tasks[0].due_text.clone().unwrap(), codes(&reading).contains(&"column-double"))
    };
    assert_eq!(due(&[]), ("2018年".to_owned(), true));
    assert_eq!(due(&["col=办结时限=due"]), ("2019年底前".to_owned(), false));
    assert_eq!(due(&["col=办结时限=other"]), ("2018年".to_owned(), false));
}

#[test]
fn a_choice_that_does_not_fit_is_told_or_refused() {
    use dugai_documents::tasklist::{ChoiceFault, ColumnChoice};
    let text = csv(&format!("{HEAD}\n{ONE}"));
    let reading = read("a.csv", &text, &chosen(&["public-notice", "col=别的列=goal"])).unwrap();
    assert!(codes(&reading).contains(&"form-differs") && codes(&reading).contains(&"column-not-found"));
    let mut choice = ColumnChoice::default();
    assert_eq!(choice.add("no-such"), Err(ChoiceFault::UnknownForm("no-such".to_owned())));
    assert_eq!(choice.add("col=甲=no-such"), Err(ChoiceFault::UnknownField("no-such".to_owned())));
    assert_eq!(choice.add("col=甲"), Err(ChoiceFault::Malformed("col=甲".to_owned())));
}

#[test]
fn words_of_striking_off_are_asked_about() {
    let head = format!("{HEAD}|落实情况");
    for (text, asked) in [
        ("已完成整改并通过验收销号。", true),
        ("已于2024年12月完成整改并销号", true),
        ("已完成整改，正在申请验收销号", false),
        ("已验收销号", false),
    ] {
        let reading = grid(&format!("{head}\n{ONE}|{text}"));
        assert_eq!(codes(&reading).contains(&"progress-says-struck-off"), asked, "{text}");
    }
    let reading = grid(&format!("{head}\n{ONE}|已完成前期工作"));
    assert!(!codes(&reading).contains(&"progress-unknown"));
    assert!(codes(&reading).contains(&"progress-in-words"));
    let reading = grid(&format!("{HEAD}|状态|落实情况\n{ONE}|已完成|2024年验收合格并销号"));
    assert!(codes(&reading).contains(&"progress-says-struck-off"));
}

#[test]
fn brackets_in_one_sign_count_with_the_others() {
    let line = ONE.replace("1.截污。/2.清淤。", "(1)截断直排口；(2)清运淤泥；⑶每月监测");
    assert_eq!(measures(&grid(&format!("{HEAD}\n{line}")).tasks[0]), ["截断直排口", "清运淤泥", "每月监测"]);
}

#[test]
fn a_quote_left_open_and_a_number_below_one_are_told() {
    let text = format!(
        "{}\n1,\"某河断面水质不能稳定达标,达标,截污,甲县,2019年\n2,某地扬尘,达标,洒水,乙县,2019年\n",
        HEAD.replace('|', ",")
    );
    let reading = list("a.csv", text.as_bytes());
    let told = reading.findings.iter().find(|finding| finding.code.as_str() == "quote-open").unwrap();
    assert_eq!(told.place.row, 2);
    assert!(!codes(&grid(&format!("{HEAD}\n{ONE}"))).contains(&"quote-open"));
    for no in ["-1", "0"] {
        let reading = grid(&format!("{HEAD}\n{}", ONE.replacen('1', no, 1)));
        assert!(codes(&reading).contains(&"number-not-positive"), "{no}");
    }
}

#[test]
fn text_in_two_bytes_without_a_mark_is_read() {
    let text = format!("{}\n{}\n", HEAD.replace('|', ","), ONE.replace('|', ",").replace('/', ""));
    for bytes in [
        text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ] {
        assert_eq!(problems(&list("a.csv", &bytes)), ["某河断面水质不能稳定达标"]);
    }
}

#[test]
fn headings_above_lists_are_classes_and_names_of_lists_are_not() {
    let heading = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let one = format!("{}{}", heading("一、水环境方面"), table(&[HEAD, ONE]));
    let two = format!("{}{}{}", heading("二、生态方面"), heading("（一）园区"), table(&[HEAD, TWO]));
    let reading = list("a.docx", &docx(&format!("{one}{two}"), ""));
    let classes: Vec<_> = reading.tasks.iter().map(|t| (t.klass.as_deref(), t.subclass.as_deref())).collect();
    assert_eq!(classes, [(Some("一、水环境方面"), None), (Some("二、生态方面"), Some("（一）园区"))]);
    let part = format!("{}{}", heading("三、整改任务清单"), table(&[HEAD, ONE]));
    assert_eq!(list("a.docx", &docx(&part, "")).tasks[0].klass, None);
    let reading = grid(&format!("一、中央督察反馈清单\n{HEAD}\n{ONE}\n二、省级督察反馈清单\n{HEAD}\n{TWO}"));
    let classes: Vec<_> = reading.tasks.iter().map(|task| task.klass.as_deref()).collect();
    assert_eq!(classes, [Some("一、中央督察反馈清单"), Some("二、省级督察反馈清单")]);
}

#[test]
fn the_column_that_tells_the_problem_in_full_counts() {
    let head = "序号|问题点位|问题简述|整改措施|责任单位|整改时限";
    let line = "1|灵关镇|某石材厂废水直排支流|1.截污。/2.清淤。|甲县|2019年底";
    let reading = grid(&format!("{head}\n{line}"));
    assert_eq!(reading.tasks[0].problem, "某石材厂废水直排支流");
    let reading = grid(&format!("{}\n{line}", head.replace("点位", "")));
    assert_eq!(reading.tasks[0].problem, "某石材厂废水直排支流");
    assert!(codes(&reading).contains(&"column-double"));
}

#[test]
fn parts_of_a_problem_that_spans_rows_belong_to_it() {
    let head = "序号|问题|具体问题|整改措施|责任单位|整改时限";
    let one = "1|某县水污染突出|（1）某厂直排污水|1.截污。|甲县|2019年底\n||（2）某河断面不达标|1.清淤。|甲县|2019年底";
    let bytes = xlsx(
        &format!("{head}\n{one}\n2|某园区管理混乱|某厂无证排污|1.关停。|乙县|2019年底"),
        &[(2, 1, 3, 1), (2, 2, 3, 2)],
    );
    let reading = list("a.xlsx", &bytes);
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(reading.tasks[0].problem, "某县水污染突出\n（1）某厂直排污水\n（2）某河断面不达标");
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
    assert!(!codes(&reading).contains(&"column-double"));
}

#[test]
fn goal_and_measures_in_one_cell() {
    let head = "序号|存在问题|整改目标及措施|责任单位|整改时限";
    let line = "1|某石材厂废水直排支流|整改目标：完成治理。整改措施：1.截污；2.清淤。|甲县|2019年底";
    let task = &grid(&format!("{head}\n{line}")).tasks[0];
    assert_eq!(task.goal.as_deref(), Some("完成治理。"));
    assert_eq!(measures(task), ["截污", "清淤"]);
}

#[test]
fn a_person_beside_a_unit_is_no_part_of_its_name() {
    let head = "序号|存在问题|整改措施|责任单位及责任人|整改时限|督导单位及责任人";
    let reading = grid(&format!("{head}\n1|某石材厂废水直排支流|1.截污。|市水利局 张三|2019年底|市政府办 李四"));
    let task = &reading.tasks[0];
    assert_eq!(task.units.as_deref(), Some("市水利局"));
    assert_eq!(task.unit_names[0].name, "市水利局");
    assert_eq!(task.supervisor.as_deref(), Some("市政府办"));
    assert_eq!(task.person.as_deref(), Some("张三、李四（督导单位）"));
    assert_eq!(codes(&reading).iter().filter(|code| **code == "person-apart").count(), 2);
}

#[test]
fn a_deadline_in_two_columns_is_one() {
    let head = "序号|存在问题|整改措施|责任单位|时限|\n||||年|月";
    let reading = grid(&format!(
        "{head}\n1|某石材厂废水直排支流|1.截污。|甲县|2025|6\n2|某河断面不能稳定达标|1.清淤。|甲县|2026|12月底"
    ));
    let due: Vec<_> =
        reading.tasks.iter().filter_map(|t| Some((t.due_text.as_deref()?, t.due.due?.to_string()))).collect();
    assert_eq!(due, [("2025年6月", "2025-06-30".to_owned()), ("2026年12月底", "2026-12-31".to_owned())]);
    assert_eq!(codes(&reading), Vec::<&str>::new());
    let head = "序号|存在问题|整改措施|责任单位|整改时限（年）|整改时限（月）";
    let reading = grid(&format!("{head}\n1|某石材厂废水直排支流|1.截污。|甲县|2025|6"));
    assert_eq!(reading.tasks[0].due_text.as_deref(), Some("2025年6月"));
}

#[test]
fn cards_below_a_line_that_tells_the_problem() {
    let card =
        |line: &str| format!("{line}\n整改目标|达标|整改时限|2025年底\n整改措施|1.截污。/2.清淤。\n责任单位|市水利局");
    let (one, two) = (card("问题一：某石材厂废水直排支流"), card("问题二：某河断面不能稳定达标"));
    let reading = grid(&format!("某市督察整改清单\n{one}\n\n{two}"));
    let told: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.problem.as_str(), task.row)).collect();
    assert_eq!(told, [(Some(1), "某石材厂废水直排支流", 2), (Some(2), "某河断面不能稳定达标", 7)]);
    assert_eq!(measures(&reading.tasks[1]), ["截污", "清淤"]);
    assert_eq!(reading.tasks[0].due_text.as_deref(), Some("2025年底"));
    assert_eq!(codes(&reading), Vec::<&str>::new());
}

#[test]
fn cards_of_a_document_below_a_paragraph_that_tells_the_problem() {
    let card = |line: &str| {
        let lines = ["整改目标|达标|整改时限|2025年底", "整改措施|1.截污。/2.清淤。", "责任单位|市水利局"];
        format!("{}{}", plain(line), table(&lines))
    };
    let body = format!("{}{}", card("问题一：某石材厂废水直排支流"), card("二、某河断面不能稳定达标"));
    let reading = list("a.docx", &docx(&body, ""));
    let told: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.problem.as_str())).collect();
    assert_eq!(told, [(Some(1), "某石材厂废水直排支流"), (Some(2), "某河断面不能稳定达标")]);
    assert!(reading.tasks.iter().all(|task| task.klass.is_none()));
}

#[test]
fn lists_of_one_file_that_number_from_one_each_are_told() {
    let sheet = |name, text: &str| SheetXml { name, hidden: false, rows: rows(text), merges: Vec::new() };
    let text = format!("{HEAD}\n{ONE}\n{TWO}");
    let reading = list("a.xlsx", &workbook(&[sheet("中央", &text), sheet("省级", &text)], &[]));
    let told: Vec<_> = reading.findings.iter().filter(|f| f.code.as_str() == "number-repeated").collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].place.sheet.as_str(), told[0].params["other"].as_str()), ("省级", "中央"));
    assert_eq!(told[0].params["count"], "2");
    let text = format!("{HEAD}\n{ONE}\n{}", TWO.replacen('2', "1", 1));
    assert_eq!(codes(&list("b.csv", &csv(&text))), ["number-duplicate"]);
}

#[test]
fn yes_and_no_and_ticked_boxes_are_states() {
    let line = |no: usize, state: &str| ONE.replacen('1', &no.to_string(), 1) + "|" + state;
    let lines = [line(1, "是"), line(2, "否"), line(3, "☑已完成 □未完成"), line(4, "未完成")].join("\n");
    let reading = grid(&format!("{HEAD}|是否完成\n{lines}"));
    let states: Vec<_> = reading.tasks.iter().map(|task| task.progress.map(|word| word.zh())).collect();
    assert_eq!(states, [Some("已完成"), None, Some("已完成"), None]);
    assert!(!codes(&reading).contains(&"progress-unknown"));
}

#[test]
fn a_plain_list_is_no_notice() {
    let reading = grid(&format!("{HEAD}\n{ONE}"));
    assert_eq!(reading.tables[0].profile, Some("plan-annex"));
}

#[test]
fn hidden_rows_and_formulas_without_a_value_are_told() {
    let hidden = rows(&format!("{HEAD}\n{ONE}\n{TWO}")).replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">");
    let sheet = |rows: String| SheetXml { name: "1", hidden: false, rows, merges: Vec::new() };
    let reading = list("a.xlsx", &workbook(&[sheet(hidden)], &[]));
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(codes(&reading), ["rows-hidden"]);
    assert_eq!(reading.findings[0].raw, "3");
    let place = "<c r=\"F2\" t=\"inlineStr\"><is><t>2019年6月底前</t></is></c>";
    let text = rows(&format!("{HEAD}\n{ONE}"));
    let formula = text.replace(place, "<c r=\"F2\"><f>TODAY()</f><v/></c>");
    assert_ne!(text, formula);
    assert_eq!(codes(&list("a.xlsx", &workbook(&[sheet(formula)], &[]))), ["formula-unsaved"]);
    let saved = text.replace(place, "<c r=\"F2\" t=\"str\"><f>A1</f><v>2019年</v></c>");
    assert_eq!(codes(&list("a.xlsx", &workbook(&[sheet(saved)], &[]))), Vec::<&str>::new());
}

/// Number and class of every task.
fn classes(reading: &dugai_documents::tasklist::TaskListReading) -> Vec<(i64, Option<&str>, Option<&str>)> {
    let of = |task: &'_ dugai_documents::tasklist::Task| task.no.unwrap_or(0);
    reading.tasks.iter().map(|task| (of(task), task.klass.as_deref(), task.subclass.as_deref())).collect()
}

#[test]
fn the_class_goes_on_in_the_next_table() {
    let three = ONE.replacen("1|", "3|", 1);
    let first = table(&[HEAD, "一、水环境|||||", "（一）河流|||||", ONE, TWO]);
    let expected = Some("一、水环境");
    for between in ["", &plain("续表"), &plain("附件1（续）")] {
        let with_header = format!("{first}{between}{}", table(&[HEAD, &three]));
        let reading = list("a.docx", &docx(&with_header, ""));
        let last = classes(&reading)[2];
        assert_eq!(last, (3, expected, Some("（一）河流")), "{between}");
    }
    let headless = format!("{first}{}", table(&[&three]));
    assert_eq!(classes(&list("a.docx", &docx(&headless, "")))[2], (3, expected, Some("（一）河流")));
    // A class line of its own, a title of its own and numbers from one end it.
    let own = format!("{first}{}", table(&[HEAD, "二、大气|||||", &three]));
    assert_eq!(classes(&list("a.docx", &docx(&own, "")))[2], (3, Some("二、大气"), None));
    let other = format!("{first}{}{}", plain("乙县整改任务清单"), table(&[HEAD, &three]));
    assert_eq!(classes(&list("a.docx", &docx(&other, "")))[2], (3, None, None));
    let anew = format!("{first}{}", table(&[HEAD, ONE]));
    assert_eq!(classes(&list("a.docx", &docx(&anew, "")))[2], (1, None, None));
}

#[test]
fn a_title_printed_on_every_page_is_no_class() {
    let title = "某市督察反馈问题整改任务清单";
    for again in [title, "某市督察反馈问题整改任务清单（续）", "续表", "附件1（续）"] {
        let text = format!("{title}\n{HEAD}\n一、水环境\n{ONE}\n{again}\n{HEAD}\n{TWO}");
        let reading = list("a.xlsx", &xlsx(&text, &[(1, 1, 1, 6), (3, 1, 3, 6), (5, 1, 5, 6)]));
        assert_eq!(classes(&reading), [(1, Some("一、水环境"), None), (2, Some("一、水环境"), None)], "{again}");
        assert_eq!(skipped(&reading)[3..], [(5, "title"), (6, "header-repeated")], "{again}");
    }
    let text = format!("{title}\n{HEAD}\n一、水环境\n{ONE}\n一、水环境（续）\n{HEAD}\n{TWO}");
    let reading = list("a.xlsx", &xlsx(&text, &[(1, 1, 1, 6), (3, 1, 3, 6), (5, 1, 5, 6)]));
    assert_eq!(classes(&reading)[1].1, Some("一、水环境"));
}

#[test]
fn a_task_typed_again_at_the_head_of_the_next_table_is_one() {
    let again = TWO.replace("1.改造。/2.验收。", "3.公示。/4.移交。");
    let text = format!("{}{}", table(&[HEAD, ONE, TWO]), table(&[HEAD, &again]));
    let reading = list("a.docx", &docx(&text, ""));
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(measures(&reading.tasks[1]), ["改造", "验收", "公示", "移交"]);
    // The same row twice is told as such.
    let twice = format!("{}{}", table(&[HEAD, ONE, TWO]), table(&[HEAD, TWO]));
    assert_eq!(list("a.docx", &docx(&twice, "")).tasks.len(), 3);
}

#[test]
fn measures_numbered_below_the_number_of_their_task() {
    let run_on = ONE.replace("1.截污。/2.清淤。", "1.1截污。1.2清淤。");
    let lines = TWO.replace("1.改造。/2.验收。", "2-1 改造/2-2 验收");
    let reading = grid(&format!("{HEAD}\n{run_on}\n{lines}"));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
    assert_eq!(measures(&reading.tasks[1]), ["改造", "验收"]);
    let rows = "1|某河断面水质不能稳定达标|达标|1.1截污|甲县|2019年6月底前\n|||1.2清淤||";
    let reading = grid(&format!("{HEAD}\n{rows}"));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "清淤"]);
}

#[test]
fn units_and_leaders_in_two_columns_are_joined() {
    let head = "序号|存在问题|整改措施|市级责任单位|县级责任单位|整改时限|市级包案领导|县级包案领导";
    let text = format!(
        "{head}\n1|某河断面水质不能稳定达标|1.截污。|市水利局|甲县人民政府|2019年底|张三|李四\n2|某工业园区雨污分流不到位|1.改造。|/|乙县人民政府|2019年底||王五"
    );
    let reading = grid(&text);
    assert_eq!(reading.tasks[0].units.as_deref(), Some("市水利局、甲县人民政府"));
    assert_eq!(reading.tasks[0].leader.as_deref(), Some("张三、李四"));
    assert_eq!(reading.tasks[1].units.as_deref(), Some("乙县人民政府"));
    assert_eq!(reading.tasks[1].leader.as_deref(), Some("王五"));
    assert!(!codes(&reading).contains(&"column-double") && !codes(&reading).contains(&"column-unknown"));
}

#[test]
fn a_register_of_strike_offs_with_columns_of_its_own() {
    let head = "序号|存在问题|责任单位|整改时限|整改措施|甲栏|乙栏|丙栏|丁栏|戊栏|己栏";
    let text = format!("{head}\n1|某河断面水质不能稳定达标|甲县人民政府|2019年底|1.截污。|a|b|c|d|e|f");
    assert_eq!(grid(&text).tasks.len(), 1);
}

#[test]
fn cards_with_a_title_that_speaks_of_problems_or_measures() {
    let card = ["序号|1", "反馈问题|某河断面水质不能稳定达标", "整改措施|1.截污", "责任单位|甲县", "整改时限|2019年底"];
    for title in ["某市生态环境问题整改卡", "整改措施落实卡片"] {
        let text = format!("{title}|\n{}", card.join("\n"));
        assert_eq!(list("a.xlsx", &xlsx(&text, &[(1, 1, 1, 2)])).tasks.len(), 1, "{title}");
        assert_eq!(grid(&text).tasks.len(), 1, "{title} not merged");
    }
}

#[test]
fn a_card_with_a_name_and_a_description_of_its_problem_is_one_task() {
    let text = "问题名称|某河水质超标\n问题描述|某河断面水质不能稳定达标，群众反映强烈\n整改措施|1.截污\n责任单位|甲县\n整改时限|2019年底";
    let reading = grid(text);
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(reading.tasks[0].problem, "某河断面水质不能稳定达标，群众反映强烈");
}
