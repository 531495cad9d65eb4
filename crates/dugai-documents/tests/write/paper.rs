//! Letters and reports.

use dugai_documents::write::WriteError;
use dugai_documents::write::paper::{Block, Colophon, Paper, docx, html};

use crate::kit::{part, read_back};

fn owned(text: &str) -> String {
    text.to_owned()
}

fn letter() -> Paper {
    Paper {
        title: owned("关于督办青石沟砂石料场\n整改工作的函"),
        number: Some(owned("云督改函〔2026〕8号")),
        to: Some(owned("石桥县人民政府")),
        blocks: vec![
            Block::Heading1(owned("一、主要问题")),
            Block::Heading2(owned("（一）进度滞后")),
            Block::Para(owned("削坡工程量完成42%。\n覆土尚未开工。")),
            Block::Table {
                caption: owned("问题清单"),
                columns: vec![(owned("序号"), 1), (owned("问题"), 4)],
                rows: vec![vec![owned("1"), owned("<b>超采</b>\n未修复")], vec![owned("2")]],
            },
            Block::Facts(vec![(owned("编号"), owned("YJ-2026-0008"))]),
            Block::Space,
        ],
        attachments: vec![owned("核查记录"), owned("照片")],
        sign: Some((owned("云江市整改办"), owned("2026年3月5日"))),
        ..Paper::default()
    }
}

#[track_caller]
fn document(paper: &Paper) -> (Vec<u8>, String) {
    let bytes = docx(paper).expect("a document");
    let xml = part(&bytes, "word/document.xml");
    (bytes, xml)
}

#[test]
fn the_page_is_that_of_the_standard() {
    let (bytes, xml) = document(&letter());
    for setting in [
        "<w:pgSz w:w=\"11906\" w:h=\"16838\"",
        "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\"",
        "w:line=\"579\" w:lineRule=\"exact\"",
        "w:firstLine=\"630\"",
        "w:eastAsia=\"方正小标宋简体\"",
        "w:eastAsia=\"仿宋_GB2312\"",
        "w:eastAsia=\"黑体\"",
        "w:eastAsia=\"楷体_GB2312\"",
        "<w:sz w:val=\"44\" />",
        "<w:sz w:val=\"32\" />",
    ] {
        assert!(xml.contains(setting), "{setting} is missing");
    }
    for footer in ["word/footer1.xml", "word/footer2.xml"] {
        let footer = part(&bytes, footer);
        assert!(footer.contains("— </w:t>") && footer.contains("PAGE") && footer.contains("<w:sz w:val=\"28\" />"));
    }
    assert!(part(&bytes, "word/settings.xml").contains("evenAndOddHeaders"));
    let faces = part(&bytes, "word/fontTable.xml");
    assert!(faces.contains("<w:font w:name=\"方正小标宋简体\"><w:altName w:val=\"宋体\" />"));
    let (_, across) = document(&Paper { landscape: true, ..letter() });
    assert!(across.contains("<w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\""));
}

#[test]
fn every_word_is_there_in_order() {
    let (bytes, xml) = document(&letter());
    let texts: Vec<&str> =
        xml.split("<w:t xml:space=\"preserve\">").skip(1).filter_map(|rest| rest.split("</w:t>").next()).collect();
    let words: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(
        words,
        [
            "云督改函〔2026〕8号",
            "关于督办青石沟砂石料场",
            "整改工作的函",
            "石桥县人民政府：",
            "一、主要问题",
            "（一）进度滞后",
            "削坡工程量完成42%。",
            "覆土尚未开工。",
            "问题清单",
            "序号",
            "问题",
            "1",
            "&lt;b&gt;超采&lt;/b&gt;",
            "未修复",
            "2",
            "编号",
            "YJ-2026-0008",
            "附件：1.核查记录",
            "2.照片",
            "云江市整改办",
            "2026年3月5日",
        ]
    );
    let book = read_back(&bytes);
    assert_eq!(book.sheets.len(), 2, "two tables stay two");
    assert_eq!(book.sheets[0].cell(2, 2).text, "<b>超采</b>\n未修复");
}

#[test]
fn the_heading_row_of_a_table_repeats_and_that_of_facts_does_not() {
    let (_, xml) = document(&letter());
    assert_eq!(xml.matches("<w:tblHeader />").count(), 1);
    assert!(!xml.contains("trHeight"));
    let section = xml.rsplit_once("<w:sectPr>").expect("a section").1;
    assert!(section.starts_with("<w:footerReference"), "{section}");
}

#[test]
fn the_signature_never_stands_alone_on_a_page() {
    let paragraph = |paper: &Paper, word: &str| {
        let (_, xml) = document(paper);
        xml.split("<w:p ").find(|paragraph| paragraph.contains(word)).expect(word).to_owned()
    };
    assert!(paragraph(&letter(), "2.照片").contains("<w:keepNext />"));
    assert!(paragraph(&letter(), "云江市整改办").contains("<w:keepNext />"));
    let short = Paper { attachments: Vec::new(), blocks: vec![Block::Para(owned("一\n二"))], ..letter() };
    assert!(!paragraph(&short, ">一<").contains("<w:keepNext />"));
    assert!(paragraph(&short, ">二<").contains("<w:keepNext />"));
    // Of a table the last row goes with it, with whatever makes room for names between.
    let rows = || vec![vec![owned("首行")], vec![owned("末行")]];
    let table = Block::Table { caption: String::new(), columns: vec![(owned("表头"), 1)], rows: rows() };
    let facts = Block::Facts(vec![(owned("编号"), owned("首行")), (owned("意见"), owned("末行"))]);
    for block in [table, facts] {
        let room = vec![block.clone(), Block::Para(owned("验收组成员签字：")), Block::Space];
        for blocks in [vec![block], room] {
            let paper = Paper { attachments: Vec::new(), blocks, ..letter() };
            assert!(!paragraph(&paper, ">首行<").contains("<w:keepNext />"));
            assert!(paragraph(&paper, ">末行<").contains("<w:keepNext />"));
            let (_, xml) = document(&paper);
            let below =
                xml.rsplit_once("末行").expect("there").1.split("云江市整改办").next().expect("there").to_owned();
            let (all, kept) = (below.matches("<w:p ").count(), below.matches("<w:keepNext />").count());
            assert_eq!(kept, all, "every paragraph down to the signature, itself among them: {below}");
            assert!(xml.contains("<w:cantSplit />"), "a row stands on one page");
        }
    }
}

#[test]
fn a_page_to_print_keeps_direction_and_widths() {
    let across = html(&Paper { landscape: true, ..letter() });
    assert!(across.starts_with("<article class=\"paper wide\">"), "{across}");
    assert!(across.contains("<col width=\"20%\"><col width=\"80%\">"), "{across}");
    assert!(across.contains("<col width=\"22%\"><col width=\"78%\">"), "{across}");
}

#[test]
fn who_signs_is_left_to_be_written_where_nobody_is_known() {
    let unsigned = Paper { sign: Some((String::new(), owned("2026年3月5日"))), ..letter() };
    assert!(html(&unsigned).contains("<p class=\"sign\">2026年3月5日</p>"));
    assert!(document(&unsigned).1.contains(">2026年3月5日<"));
}

#[test]
fn a_demonstration_says_so_on_every_page() {
    let demo = Paper { demo: true, ..letter() };
    let (bytes, _) = document(&demo);
    for header in ["word/header1.xml", "word/header2.xml"] {
        assert!(part(&bytes, header).contains("演示"));
    }
    assert!(html(&demo).contains("<p class=\"no-line\"><b>演示</b></p>"));
    assert!(!html(&letter()).contains("演示"));
}

#[test]
fn a_letter_stands_under_a_mark_and_over_a_colophon() {
    let colophon = Colophon {
        copies: vec![owned("市自然资源局"), owned("市水利局")],
        printer: owned("云江市整改办"),
        date: owned("2026年3月5日"),
    };
    let number = Some(owned("〔2026〕　　号"));
    let framed = Paper { mark: Some(owned("云江市整改办")), number, colophon: Some(colophon), ..letter() };
    let (_, xml) = document(&framed);
    let mark = xml.split("<w:p ").nth(1).expect("a paragraph");
    assert!(mark.contains("云江市整改办") && mark.contains("w:val=\"FF0000\""), "{mark}");
    let number = xml.split("<w:p ").nth(2).expect("a paragraph");
    assert!(number.contains(">〔2026〕　　号<") && number.contains("<w:bottom"), "{number}");
    let colophon = xml.split("<w:tbl>").last().expect("a table");
    assert!(colophon.contains("w:tblpYSpec=\"bottom\""), "{colophon}");
    assert!(colophon.contains(">抄送：市自然资源局，市水利局。<") && colophon.contains(">2026年3月5日印发<"));
    assert!(!document(&letter()).1.contains("tblpPr"));
    let page = html(&framed);
    assert!(
        page.contains("<p class=\"mark\">云江市整改办</p>\n<p class=\"no-line ruled\">〔2026〕　　号</p>"),
        "{page}"
    );
    assert!(page.contains("<p>抄送：市自然资源局，市水利局。</p>"), "{page}");
    assert!(page.contains("<span>2026年3月5日印发</span>"), "{page}");
}

#[test]
fn a_letter_to_a_body_above_says_who_signed_it_off() {
    let paper = |signer: &str| Paper {
        mark: Some(owned("云江市整改办")),
        number: Some(owned("虚构〔2026〕1号")),
        signer: Some(owned(signer)),
        ..letter()
    };
    let (_, xml) = document(&paper("张某"));
    let line = xml.split("<w:p ").find(|p| p.contains("签发人：")).expect("a line");
    assert!(line.contains("虚构〔2026〕1号") && line.contains("张某"), "on one line: {line}");
    assert!(line.contains(r#"<w:tab w:val="right" w:pos="8530" />"#) && line.contains("w:pBdr"), "{line}");
    let page = html(&paper(""));
    let said =
        "<p class=\"no-line ruled upward\"><span>虚构〔2026〕1号</span> <span>签发人：<i>　　　　</i></span></p>";
    assert!(page.contains(said), "room to write it in: {page}");
    assert!(!html(&letter()).contains("签发人") && !document(&letter()).1.contains("签发人"));
}

#[test]
fn a_title_breaks_between_words_on_every_form() {
    let title = owned("关于\u{200B}石桥县一级保护区12号问题\u{200B}整改完成情况的\u{200B}公示");
    let paper = Paper { title, ..letter() };
    let (_, xml) = document(&paper);
    assert!(xml.contains(">关于石桥县一级保护区12号问题<") && xml.contains(">整改完成情况的公示<"));
    let page = html(&paper);
    assert!(page.contains("整改完成情况的<wbr>公示</h1>"), "{page}");
}

#[test]
fn long_texts_keep_their_width_beside_many_short_columns() {
    let columns = [("编号", 3), ("问题内容", 8), ("责任单位", 4), ("到期日", 4), ("超期天数", 2), ("整改进展", 4)];
    let row = [
        "市7 天全县1",
        "某砂石料场未按要求建设沉淀池，雨天废水外排。",
        "天全县",
        "2026年10月10日",
        "45",
        "达到序时进度",
    ];
    let table = Block::Table {
        caption: String::new(),
        columns: columns.map(|(title, share)| (owned(title), share)).to_vec(),
        rows: vec![row.map(owned).to_vec()],
    };
    let (_, xml) = document(&Paper { blocks: vec![table], ..Paper::default() });
    let widths: Vec<usize> = xml
        .split("<w:gridCol w:w=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next().and_then(|width| width.parse().ok()))
        .collect();
    // Eight characters of size 小四 and the margins of the cell.
    assert!(widths[1] >= 2120, "{widths:?}");
    // Seven full-width characters, and a quarter of one around each figure.
    assert!(widths[3] >= 2180, "a day stays on one line: {widths:?}");
}

#[test]
fn a_row_higher_than_a_page_goes_on_on_the_next() {
    let table = |text: String| Block::Table {
        caption: String::new(),
        columns: vec![(owned("序号"), 1), (owned("内容"), 4)],
        rows: vec![vec![owned("1"), text]],
    };
    let splits = |text: String| {
        let (_, xml) = document(&Paper { blocks: vec![table(text)], ..Paper::default() });
        // One for the heading row, which never splits.
        xml.matches("<w:cantSplit />").count() == 1
    };
    assert!(splits("一行\n".repeat(80)) && splits("长".repeat(2000)));
    assert!(!splits(owned("短")));
}

#[test]
fn broken_characters_leave_a_mark_and_a_readable_file() {
    let paper = Paper { blocks: vec![Block::Para(owned("甲\u{0}乙"))], ..letter() };
    let (_, xml) = document(&paper);
    assert!(xml.contains("甲\u{FFFD}乙"));
    assert!(html(&paper).contains("甲\u{FFFD}乙"));
}

#[test]
fn the_same_paper_makes_the_same_bytes() {
    assert_eq!(docx(&letter()).expect("a document"), docx(&letter()).expect("a document"));
}

#[test]
fn tables_that_cannot_be_laid_out_are_refused() {
    let table = |columns, row: &[&str]| Paper {
        blocks: vec![Block::Table {
            caption: String::new(),
            columns,
            rows: vec![row.iter().map(|text| owned(text)).collect()],
        }],
        ..Paper::default()
    };
    assert!(matches!(docx(&table(Vec::new(), &[])), Err(WriteError::Columns { .. })));
    let long = table(vec![(owned("甲"), 1)], &["1", "2"]);
    assert!(matches!(docx(&long), Err(WriteError::RowTooLong { row: 1, cells: 2, columns: 1 })));
    assert!(docx(&Paper::default()).is_ok());
}

#[test]
fn the_page_body_is_escaped() {
    let paper = Paper {
        title: owned("<script>alert('1')</script>"),
        sign: Some((owned("\"甲\" & 乙"), owned("2026年3月5日"))),
        ..letter()
    };
    let page = html(&paper);
    assert!(page.starts_with("<article class=\"paper\">") && page.ends_with("</article>\n"));
    assert!(page.contains("<h1>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;</h1>"));
    assert!(page.contains("<p class=\"sign\">&quot;甲&quot; &amp; 乙<br>2026年3月5日</p>"));
    assert!(page.contains("<td class=\"keep\">&lt;b&gt;超采&lt;/b&gt;<br>未修复</td>"));
    assert!(page.contains("<tr><td>2</td><td></td></tr>"));
    assert!(page.contains("<tr><th scope=\"row\">编号</th><td>YJ-2026-0008</td></tr>"));
    assert!(page.contains("<p class=\"to\">石桥县人民政府：</p>"));
    assert!(!page.contains("style="));
}
