//! Tables of Word documents and OpenDocument sheets.

use crate::kit::{codes, docx, list, measures, zipped};

fn cell(text: &str) -> String {
    let paragraphs: String = text.split('/').map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>")).collect();
    format!("<w:tc>{paragraphs}</w:tc>")
}

fn row(cells: &str) -> String {
    format!("<w:tr>{}</w:tr>", cells.split('|').map(cell).collect::<String>())
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

const HEADER: &str = "序号|问题|整改措施|责任单位|整改时限";

#[test]
fn a_table_behind_prose_and_another_table() {
    let body = format!(
        "<w:p><w:r><w:t>某县整改方案</w:t></w:r></w:p>{}<w:p><w:r><w:t>附件：清单</w:t></w:r></w:p>{}",
        table(&[row("指标|2025年|2026年"), row("优良率|90%|92%")]),
        table(&[row(HEADER), row("1|散排|（1）截污；/（2）验收。|甲局|2026年6月底前")])
    );
    let reading = list("p.docx", &docx(&body, ""));
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(reading.tasks[0].sheet, "表格2");
    assert_eq!(reading.tasks[0].row, 2);
    assert_eq!(measures(&reading.tasks[0]), ["截污", "验收"]);
    assert_eq!(codes(&reading), ["sheet-without-table"]);
}

#[test]
fn vertical_merges_and_spans() {
    let merged =
        |text: &str, kind: &str| format!("<w:tc><w:tcPr>{kind}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let restart = r#"<w:vMerge w:val="restart"/>"#;
    let class = format!("<w:tr>{}</w:tr>", merged("一、水环境", r#"<w:gridSpan w:val="5"/>"#));
    let first = format!(
        "<w:tr>{}{}{}</w:tr>",
        merged("1", restart),
        merged("散排", restart),
        cell("建管网") + &cell("甲局") + &cell("2026.5.1")
    );
    let second = format!(
        "<w:tr>{}{}{}</w:tr>",
        merged("", "<w:vMerge/>"),
        merged("", "<w:vMerge/>"),
        cell("建泵站") + &cell("甲局") + &cell("2026.9.1")
    );
    let reading = list("v.docx", &docx(&table(&[row(HEADER), class, first, second]), ""));
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(reading.tasks[0].klass.as_deref(), Some("一、水环境"));
    assert_eq!(measures(&reading.tasks[0]), ["建管网", "建泵站"]);
}

#[test]
fn automatic_numbers_of_word() {
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#;
    let listed = |list: u8, text: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let data = format!(
        "<w:tr><w:tc>{}</w:tc>{}<w:tc>{}{}</w:tc>{}{}</w:tr>",
        listed(2, ""),
        cell("散排"),
        listed(1, "截污"),
        listed(1, "验收"),
        cell("甲局"),
        cell("2026年底前")
    );
    let reading = list("n.docx", &docx(&table(&[row(HEADER), data]), numbering));
    assert_eq!(reading.tasks[0].no, Some(1));
    assert_eq!(measures(&reading.tasks[0]), ["截污", "验收"]);
}

#[test]
fn a_list_cut_into_two_tables() {
    let body = table(&[row(HEADER), row("1|甲|做|甲局|2026年底前")]) + &table(&[row("2|乙|做|乙局|2026年底前")]);
    let reading = list("c.docx", &docx(&body, ""));
    assert_eq!(reading.tasks.iter().map(|task| task.no.unwrap()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn deleted_text_and_fallbacks_are_not_read() {
    let deleted = "<w:tc><w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>散</w:t><w:t>排</w:t></w:r><mc:AlternateContent><mc:Fallback><w:r><w:t>重复</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p></w:tc>";
    let data =
        format!("<w:tr>{}{deleted}{}</w:tr>", cell("1"), cell("做") + &cell("甲&amp;乙局") + &cell("2026年底前"));
    let reading = list("d.docx", &docx(&table(&[row(HEADER), data]), ""));
    assert_eq!(reading.tasks[0].problem, "散排");
    assert_eq!(reading.tasks[0].units.as_deref(), Some("甲&乙局"));
}

#[test]
fn an_open_document_sheet() {
    let text = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let header: String = HEADER.split('|').map(text).collect();
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"><office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
        <table:table table:name="清单"><table:table-row>{header}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-spanned="5"><text:p>一、水环境</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="4"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>1.00</text:p></table:table-cell>{}<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>1.截污；</text:p><text:p>2.验收。</text:p></table:table-cell>{}<table:table-cell office:value-type="date" office:date-value="2026-08-01"><text:p>2026年8月</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
        <table:table table:name="旧" table:style-name="ta2"><table:table-row>{header}</table:table-row></table:table>
        </office:spreadsheet></office:body></office:document-content>"#,
        text("散排"),
        text("甲局")
    );
    let bytes = zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
    let reading = list("o.ods", &bytes);
    let task = &reading.tasks[0];
    assert_eq!(task.no, Some(1));
    assert_eq!(task.klass.as_deref(), Some("一、水环境"));
    assert_eq!(measures(task), ["截污", "验收"]);
    assert_eq!(task.due.due.unwrap().to_string(), "2026-08-31");
    assert_eq!(codes(&reading), ["sheet-hidden"]);
}

#[test]
fn a_table_inside_a_cell_gives_a_line_for_each_of_its_rows() {
    let inner = table(&[row("1|关停企业"), row("2|清理垃圾")]);
    let cells: String = ["1", "散排", "", "甲局", "2026年6月底前"].into_iter().map(cell).collect();
    let task = format!(
        "<w:tr>{}</w:tr>",
        cells.replacen("<w:tc><w:p><w:r><w:t></w:t></w:r></w:p></w:tc>", &format!("<w:tc>{inner}<w:p/></w:tc>"), 1)
    );
    let reading = list("n.docx", &docx(&table(&[row(HEADER), task]), ""));
    assert_eq!(measures(&reading.tasks[0]), ["关停企业", "清理垃圾"]);
}

#[test]
fn headings_that_count_cards_number_them() {
    let card = |heading: &str, problem: &str| {
        let rows = [
            ("问题描述", problem),
            ("整改目标", "达标"),
            ("整改措施", "1.修复；/2.巡查。"),
            ("责任单位", "甲局"),
            ("整改时限", "2026年6月底前"),
        ];
        let rows: Vec<String> = rows.iter().map(|(name, value)| row(&format!("{name}|{value}"))).collect();
        format!("<w:p><w:r><w:t>{heading}</w:t></w:r></w:p>{}", table(&rows))
    };
    let cards = |second: &str| {
        let body =
            card("一、护坡垮塌问题", "河岸护坡多处垮塌，雨季漫水。") + &card(second, "泵站闸门锈蚀渗漏，无人值守。");
        list("k.docx", &docx(&body, ""))
    };
    let reading = cards("二、闸门渗漏问题");
    let numbers: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.klass.as_deref())).collect();
    assert_eq!(numbers, [(Some(1), None), (Some(2), None)]);
    // What does not count on is no number.
    assert_eq!(cards("五、闸门渗漏问题").tasks.iter().map(|task| task.no).collect::<Vec<_>>(), [None, None]);
}
