//! Lists in many shapes: each test is one habit of an office. Numbers, headers, classes, rows.

use crate::kit::{codes, csv, grid, list, measures, skipped, xlsx};

#[test]
fn header_below_a_preamble_with_blanks_and_breaks_in_its_words() {
    let reading = grid(
        "
        附件3|||||
        某县整改清单|||||
        |||||
        序 号|存在/问题|整改 目标|整改/措施|责任/单位|完成 时限
        1|沟渠淤积。|沟渠畅通。|清淤。|县水利局|2026年5月底前",
    );
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(reading.tasks[0].row, 5);
    assert_eq!(reading.tasks[0].due.due.unwrap().to_string(), "2026-05-31");
    assert_eq!(skipped(&reading), [(1, "title"), (2, "title"), (4, "header")]);
}

#[test]
fn columns_in_another_order_with_synonyms() {
    let reading = grid(
        "
        完成时间|整改责任单位|主要措施|目标|具体内容|编号
        2026.4.30|市水利局|1.疏浚；2.护岸。|河道通畅|支沟堵塞|7",
    );
    let task = &reading.tasks[0];
    assert_eq!((task.no, task.problem.as_str()), (Some(7), "支沟堵塞"));
    assert_eq!(measures(task), ["疏浚", "护岸"]);
    assert_eq!(task.units.as_deref(), Some("市水利局"));
}

#[test]
fn two_header_rows_with_merged_parents() {
    let bytes = xlsx(
        "
        序号||反馈问题|整改要求|||责任分工|||
        市|省||目标|措施|时限|牵头单位|配合单位|督导单位|备注
        1|4|料场扬尘|料场封闭|1.建棚；2.喷淋。|2026年6月底前|市水利局|市公安局|市整改办|无",
        &[(1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 1, 6), (1, 7, 1, 9)],
    );
    let reading = list("a.xlsx", &bytes);
    let task = &reading.tasks[0];
    assert_eq!(task.no, Some(1));
    assert_eq!(task.upper[0].no, Some(4));
    assert_eq!(task.goal.as_deref(), Some("料场封闭"));
    assert_eq!(task.lead.as_deref(), Some("市水利局"));
    assert_eq!(task.assist.as_deref(), Some("市公安局"));
    assert_eq!(task.supervisor.as_deref(), Some("市整改办"));
    assert_eq!(task.row, 3);
    assert_eq!(task.own_level.map(|level| level.zh()), Some("市"));
}

#[test]
fn two_header_rows_without_merges_as_in_csv() {
    let reading = grid(
        "
        序号|问题|整改措施||责任单位||整改时限
        ||序号|内容|牵头|配合|
        1|油烟直排|1|安装净化器|市综合行政执法局|市市场监管局|2026年3月底前
        ||2|定期清洗||市商务局|",
    );
    let task = &reading.tasks[0];
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(measures(task), ["安装净化器", "定期清洗"]);
    assert_eq!(task.lead.as_deref(), Some("市综合行政执法局"));
    assert_eq!(task.measures[1].assist.as_deref(), Some("市商务局"));
}

#[test]
fn class_lines_merged_single_and_split_over_two_cells() {
    for second in ["（二）水环境|||||", "二、水环境|||||", "二|水环境||||", "水环境方面|||||"] {
        let reading = grid(&format!(
            "
            序号|问题|整改目标|整改措施|责任单位|整改时限
            一、大气环境|||||
            1|扬尘|达标|洒水|甲县人民政府|2026年底前
            {second}
            2|散排|达标|截污|乙县人民政府|2026年底前"
        ));
        assert_eq!(reading.tasks.len(), 2, "{second}");
        assert_eq!(reading.tasks[0].klass.as_deref(), Some("一、大气环境"));
        let class = reading.tasks[1].klass.clone().unwrap() + reading.tasks[1].subclass.as_deref().unwrap_or("");
        assert!(class.contains("水环境"), "{class}");
    }
}

#[test]
fn finer_class_lines_stay_below_their_class() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        一、污染防治||||
        （一）大气||||
        1|扬尘|洒水|甲局|2026年底前
        （二）水||||
        2|散排|截污|乙局|2026年底前
        二、生态||||
        3|裸露|复绿|丙局|2026年底前",
    );
    let classes: Vec<_> =
        reading.tasks.iter().map(|task| (task.klass.as_deref().unwrap(), task.subclass.as_deref())).collect();
    assert_eq!(classes, [("一、污染防治", Some("（一）大气")), ("一、污染防治", Some("（二）水")), ("二、生态", None)]);
}

#[test]
fn class_column_filled_only_in_its_first_row() {
    let reading = grid(
        "
        序号|问题类别|问题|整改措施|责任单位|整改时限
        1|水|散排|截污|甲局|2026年底前
        2||溢流|扩容|甲局|2026年底前
        3|气|扬尘|洒水|乙局|2026年底前",
    );
    let classes: Vec<_> = reading.tasks.iter().map(|task| task.klass.as_deref().unwrap()).collect();
    assert_eq!(classes, ["水", "水", "气"]);
}

#[test]
fn totals_notes_and_signatures_are_named_and_passed_over() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        1|散排|截污|甲局|2026年底前
        合计|1项|||
        注：1.牵头单位排第一。||||
        备注：按月更新||||
        填表人：某某||联系电话：||
        |||单位（盖章）|
        |||2026年3月5日|",
    );
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(
        skipped(&reading),
        [(1, "header"), (3, "total"), (4, "note"), (5, "note"), (6, "signature"), (7, "signature"), (8, "signature")]
    );
}

#[test]
fn a_stray_cell_below_the_list_is_told_and_changes_no_task() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        1|散排|截污|甲局|2026年底前
        |||市整改办|",
    );
    assert_eq!(reading.tasks[0].units.as_deref(), Some("甲局"));
    assert_eq!(codes(&reading), ["row-not-task"]);
    assert_eq!(reading.findings[0].place.row, 3);
}

#[test]
fn the_header_repeated_on_every_page() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        一、水||||
        1|散排|截污|甲局|2026年底前
        序号|问题|整改措施|责任单位|整改时限
        2|溢流|扩容|甲局|2026年底前",
    );
    assert_eq!(reading.tables.len(), 1);
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(reading.tasks[1].klass.as_deref(), Some("一、水"));
    assert!(skipped(&reading).contains(&(4, "header-repeated")));
}

#[test]
fn a_row_that_numbers_the_columns() {
    for row in ["1|2|3|4|5", "①|②|③|④|⑤"] {
        let reading = grid(&format!(
            "
            序号|问题|整改措施|责任单位|整改时限
            {row}
            1|散排|截污|甲局|2026年底前"
        ));
        assert_eq!(reading.tasks.len(), 1, "{row}");
        assert!(skipped(&reading).contains(&(2, "column-numbers")));
    }
}

#[test]
fn two_lists_on_one_sheet_with_different_columns() {
    let reading = grid(
        "
        第一部分 反馈问题|||||
        序号|问题|整改措施|责任单位|整改时限|
        1|散排|截污|甲局|2026年底前|
        第二部分 自查问题|||||
        编号|问题来源|具体问题|整改措施|责任人|完成时间
        1|自查|扬尘|洒水|股长|2026.5.1",
    );
    assert_eq!(reading.tables.len(), 2);
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(reading.tasks[1].source.as_deref(), Some("自查"));
    let classes: Vec<_> = reading.tasks.iter().map(|task| task.klass.as_deref()).collect();
    assert_eq!(classes, [Some("第一部分 反馈问题"), Some("第二部分 自查问题")]);
    assert!(skipped(&reading).contains(&(4, "title")));
    assert!(!codes(&reading).contains(&"number-duplicate"));
}

#[test]
fn one_row_per_measure_by_blank_cells_and_by_repeated_cells() {
    let blank = grid(
        "
        序号|问题|整改目标|整改措施|责任单位|整改时限
        1|散排|达标|建管网|甲局|2026年6月底前
        |||建泵站||
        2|扬尘|达标|洒水|乙局|2026年底前",
    );
    let repeated = grid(
        "
        序号|问题|整改目标|整改措施|责任单位|整改时限
        1|散排|达标|建管网|甲局|2026年6月底前
        1|散排|达标|建泵站|甲局|2026年6月底前
        2|扬尘|达标|洒水|乙局|2026年底前",
    );
    for reading in [blank, repeated] {
        assert_eq!(reading.tasks.len(), 2);
        assert_eq!(measures(&reading.tasks[0]), ["建管网", "建泵站"]);
        assert_eq!(reading.tasks[0].measures[1].row, 3);
        assert_eq!(reading.tasks[0].units.as_deref(), Some("甲局"));
        assert!(reading.tables[0].measure_rows);
        assert!(!codes(&reading).contains(&"number-duplicate"));
    }
}

#[test]
fn one_row_per_measure_numbered_in_the_text() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        1|散排|1.建管网3.5公里；|甲局|2026年6月底前
        ||2.建泵站；|乙局|2026年9月底前
        ||3.验收。|甲局|2026年底前",
    );
    let task = &reading.tasks[0];
    assert_eq!(measures(task), ["建管网3.5公里", "建泵站", "验收"]);
    assert_eq!(task.measures.iter().map(|measure| measure.no).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(task.due.due.unwrap().to_string(), "2026-12-31");
    assert_eq!(task.measures[1].due_text.as_deref(), Some("2026年9月底前"));
    assert_eq!(task.units.as_deref(), Some("甲局、乙局"));
    assert_eq!(task.measures[1].units.as_deref(), Some("乙局"));
}

#[test]
fn merged_task_cells_over_measure_rows() {
    let bytes = xlsx(
        "
        序号|问题|措施序号|整改措施|完成时限|责任单位
        1|散排|1|建管网|2026.5.31|甲局
        ||2|建泵站|2026.9.30|
        2|扬尘|1|洒水|长期坚持|乙局",
        &[(2, 1, 3, 1), (2, 2, 3, 2), (2, 6, 3, 6)],
    );
    let reading = list("a.xlsx", &bytes);
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!((reading.tasks[0].row, reading.tasks[0].last_row), (2, 3));
    assert_eq!(reading.tasks[0].measures[1].due.due.unwrap().to_string(), "2026-09-30");
    assert!(reading.tasks[1].due.long_term);
}

#[test]
fn numbers_in_several_spellings() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        １|甲|做|甲局|2026年底前
        （2）|乙|做|甲局|2026年底前
        3.0|丙|做|甲局|2026年底前
        四|丁|做|甲局|2026年底前
        5（市9）|戊|做|甲局|2026年底前",
    );
    assert_eq!(reading.tasks.iter().map(|task| task.no.unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(reading.tasks[4].upper[0].no, Some(9));
}

#[test]
fn a_list_numbered_only_by_levels() {
    let reading = grid(
        "
        省级序号|市级序号|整改任务|整改目标|措施|牵头单位|时限
        12|3|料场扬尘|封闭|建棚|甲局|2026年底前",
    );
    let json = reading.to_json();
    assert_eq!(json["tasks"][0]["no"], 3);
    assert_eq!(json["tasks"][0]["city_no"], 3);
    assert_eq!(json["tasks"][0]["upper_numbers"][0]["no"], 12);
    assert_eq!(json["tasks"][0]["upper_numbers"][0]["level"], "省");
    assert_eq!(json["tasks"][0]["problem"], "料场扬尘");
}

#[test]
fn numbers_that_begin_again_in_every_class_are_no_doubles() {
    let reading = grid(
        "
        序号|问题|整改措施|责任单位|整改时限
        一、水||||
        1|甲|做|甲局|2026年底前
        2|乙|做|甲局|2026年底前
        二、气||||
        1|丙|做|甲局|2026年底前",
    );
    assert!(!codes(&reading).contains(&"number-duplicate"));
}

#[test]
fn a_separator_of_any_kind_and_any_encoding() {
    let text = "序号;问题;整改措施;责任单位;整改时限\r\n1;散排;1.截污,纳管。2.验收。;甲局,乙局;2026年底前\r\n";
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf16_bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    let bom: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(text.bytes()).collect();
    for bytes in [text.as_bytes(), &gb, &bom, &utf16, &utf16_bare] {
        let reading = list("x.txt", bytes);
        assert_eq!(reading.tasks[0].units.as_deref(), Some("甲局,乙局"));
        assert_eq!(measures(&reading.tasks[0]), ["截污,纳管", "验收"]);
    }
    let tabs = csv("序号|问题|整改措施|责任单位|整改时限\n1|散排|截污|甲局|2026年底前");
    let tabs = String::from_utf8(tabs).unwrap().replace(',', "\t");
    assert_eq!(list("x", tabs.as_bytes()).tasks.len(), 1);
}
