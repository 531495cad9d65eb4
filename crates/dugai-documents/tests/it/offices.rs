//! Forms that offices send, one test a kind.

use crate::kit::{codes, grid, list, measures, skipped, xlsx};

const HEAD: &str = "序号|存在问题|整改目标|整改措施|责任单位|整改时限";

fn task(no: usize, problem: &str, unit: &str) -> String {
    format!("{no}|{problem}|达标|1.封堵直排口。/2.清运淤泥。|{unit}|2026年12月底前")
}

#[test]
fn lists_below_each_other_are_read_each_by_its_own_header() {
    let other = "序号|存在问题|整改目标|整改措施|督导单位|整改时限|责任单位";
    let narrow = "编号|反馈问题|推进举措|牵头单位|完成时限";
    let stacked = [
        format!(
            "甲县整改任务清单\n{HEAD}\n{}\n{}",
            task(1, "青石河断面水质不达标", "甲局"),
            task(2, "园区雨污不分流", "乙局")
        ),
        format!("乙县整改任务清单\n{other}\n{}|丙局", task(1, "石材加工扬尘突出", "市水利局")),
        format!(
            "丙县整改任务清单\n{narrow}\n1|矿山边坡没有复绿|削坡覆土|丁局|2026年6月底前\n2|渣场挡墙开裂|加固|戊局|2026年6月底前"
        ),
        format!("丁县整改任务清单\n{narrow}\n1|尾水渠淤积严重|清淤|己局|2026年6月底前"),
    ];
    let expected = [("甲局", 1), ("乙局", 2), ("丙局", 1), ("丁局", 1), ("戊局", 2), ("己局", 1)];
    for (lists, tasks) in [(2, 3), (3, 5), (4, 6)] {
        for gap in ["\n", "\n\n", "\n|||||\n"] {
            let text = stacked[..lists].join(gap);
            let reading = grid(&text);
            let read: Vec<_> = reading
                .tasks
                .iter()
                .map(|task| (task.units.as_deref().or(task.lead.as_deref()).unwrap(), task.no.unwrap()))
                .collect();
            assert_eq!(read, expected.iter().map(|(unit, no)| (*unit, *no)).collect::<Vec<_>>()[..tasks], "{text}");
            assert_eq!(reading.tables.len(), lists, "{text}");
            let titles: Vec<_> = reading.tables.iter().map(|table| table.title.join("")).collect();
            assert!(titles.iter().all(|title| title.ends_with("县整改任务清单")), "{titles:?}");
            assert!(reading.tasks.iter().all(|task| task.klass.is_none()), "{text}");
            assert!(!codes(&reading).iter().any(|code| matches!(*code, "row-not-task" | "number-duplicate")), "{text}");
        }
    }
    let reading = grid(&stacked[..2].join("\n"));
    assert_eq!(reading.tasks[2].supervisor.as_deref(), Some("市水利局"));
}

#[test]
fn the_same_header_on_the_next_page_begins_no_list() {
    let text = format!(
        "某市整改任务清单\n{HEAD}\n{}\n某市整改任务清单（续）\n{HEAD}\n{}\n二、大气环境\n{HEAD}\n{}",
        task(1, "青石河断面水质不达标", "甲局"),
        task(2, "园区雨污不分流", "乙局"),
        task(3, "石材加工扬尘突出", "丙局")
    );
    let reading = grid(&text);
    assert_eq!(reading.tables.len(), 1);
    assert_eq!(reading.tasks[2].klass.as_deref(), Some("二、大气环境"));
    let repeated = skipped(&reading).into_iter().filter(|(_, reason)| *reason == "header-repeated");
    assert_eq!(repeated.map(|(row, _)| row).collect::<Vec<_>>(), [5, 8]);
}

#[test]
fn remarks_and_sums_between_rows_are_named() {
    let head = format!("{HEAD}|备注");
    let text = format!(
        "{head}\n{}|\n备注：本项由市级统筹|||||\n小计|1项|||||\n{}|\n注：下同|||||\n合计|2项|||||\n填表人：某某|||||",
        task(1, "青石河断面水质不达标", "甲局"),
        task(2, "园区雨污不分流", "乙局")
    );
    let reading = grid(&text);
    assert_eq!(reading.tasks.len(), 2);
    assert_eq!(skipped(&reading)[1..], [(3, "note"), (4, "total"), (6, "note"), (7, "total"), (8, "signature")]);
}

#[test]
fn full_width_numbers_and_signs_are_those_of_half_width() {
    let line = "１|青石河断面水质不达标|达标|１．封堵直排口；/２．清运淤泥。|甲局|２０２６年６月３０日前";
    let reading =
        grid(&format!("{HEAD}\n{line}\n（２）|园区雨污不分流|达标|（１）改造；（２）验收。|乙局|２０２６－１２－３１"));
    let due: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.due.due.map(|day| day.to_string()))).collect();
    assert_eq!(due, [(Some(1), Some("2026-06-30".to_owned())), (Some(2), Some("2026-12-31".to_owned()))]);
    assert_eq!(measures(&reading.tasks[0]), ["封堵直排口", "清运淤泥"]);
    assert_eq!(measures(&reading.tasks[1]), ["改造", "验收"]);
}

#[test]
fn deadlines_that_say_two_things() {
    for (text, day, long_term, immediate) in [
        ("2026年底前/长期坚持", Some("2026-12-31"), true, false),
        ("立行立改", None, false, true),
        ("立行立改，长期坚持", None, true, true),
        ("2025年6月30日前完成，长期坚持", Some("2025-06-30"), true, false),
        ("2025年6月30日前完成并长期坚持", Some("2025-06-30"), true, false),
        ("即知即改，2026年3月底前", Some("2026-03-31"), false, true),
        ("持续推进", None, true, false),
    ] {
        let line = task(1, "青石河断面水质不达标", "甲局").replace("2026年12月底前", &text.replace('/', "；"));
        let reading = grid(&format!("{HEAD}\n{line}"));
        let due = &reading.tasks[0].due;
        let read = (due.due.map(|day| day.to_string()), due.long_term, due.immediate);
        assert_eq!(read, (day.map(str::to_owned), long_term, immediate), "{text}");
        assert_eq!(codes(&reading), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn separators_of_any_kind_behind_a_mark_in_any_encoding() {
    let text = format!("{HEAD}\n1|青石河断面水质不达标|达标|1.封堵直排口。|甲局|2026年12月底前\n");
    for separator in ["\t", ";", ","] {
        let text = text.replace('|', separator);
        let mut files = vec![[b"\xEF\xBB\xBF", text.as_bytes()].concat(), text.clone().into_bytes()];
        files.push(encoding_rs::GB18030.encode(&text).0.into_owned());
        // Some programs put their mark for UTF-8 before text in GB18030's two bytes a sign, as GB18030 writes it.
        files.push([b"\x84\x31\x95\x33", &encoding_rs::GB18030.encode(&text).0[..]].concat());
        for (which, bytes) in files.iter().enumerate() {
            let reading = list("a.csv", bytes);
            assert_eq!(reading.tasks.len(), 1, "{separator:?} {which}");
            assert_eq!(reading.tasks[0].no, Some(1), "{separator:?} {which}");
            assert!(reading.findings.is_empty(), "{separator:?} {which} {:?}", reading.findings);
        }
    }
}

#[test]
fn leaders_with_their_titles_stay_whole() {
    let head = "序号|存在问题|整改措施|责任单位|责任领导及职务|责任人|整改时限";
    let reading = grid(&format!("{head}\n1|青石河断面水质不达标|封堵|甲局|李某某（副市长）|张某某 局长|2026年底"));
    let task = &reading.tasks[0];
    assert_eq!(task.leader.as_deref(), Some("李某某（副市长）"));
    assert_eq!(task.person.as_deref(), Some("张某某 局长"));
    assert_eq!(codes(&reading), Vec::<&str>::new());
}

#[test]
fn a_header_in_two_rows_with_groups_over_units_and_days() {
    let text = "
        序号|问题|整改要求||责任体系|||时间要求|
        ||目标|措施|市级督导单位|责任单位|责任人|启动时间|完成时限
        1|青石河断面水质不达标|达标|1.封堵。/2.清淤。|市水利局|甲局|张某某|2026年1月|2026年12月底前";
    let merges = [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 1, 7), (1, 8, 1, 9)];
    for reading in [list("a.xlsx", &xlsx(text, &merges)), grid(text)] {
        let task = &reading.tasks[0];
        assert_eq!(task.goal.as_deref(), Some("达标"));
        assert_eq!(measures(task), ["封堵", "清淤"]);
        assert_eq!((task.supervisor.as_deref(), task.units.as_deref()), (Some("市水利局"), Some("甲局")));
        assert_eq!(task.person.as_deref(), Some("张某某"));
        assert_eq!(task.due_text.as_deref(), Some("2026年12月底前"));
        assert!(!codes(&reading).contains(&"column-double"));
    }
}

#[test]
fn a_task_in_a_card_with_pairs_of_names_and_merged_values() {
    let text = "
        整改任务表|||
        任务编号|3|整改类型|限期整改
        存在问题|青石河断面水质不达标||
        整改目标|断面达标||
        整改措施|1.封堵直排口。/2.清运淤泥。||
        责任单位|甲局|配合单位|乙局
        督导单位|市水利局|责任人|张某某
        整改时限|2026年12月底前|备注|";
    let merges = [(1, 1, 1, 4), (3, 2, 3, 4), (4, 2, 4, 4), (5, 2, 5, 4)];
    for reading in [list("a.xlsx", &xlsx(text, &merges)), grid(text)] {
        let [task] = reading.tasks.as_slice() else { panic!("{:?}", reading.tasks) };
        assert_eq!((task.no, task.kind.as_deref()), (Some(3), Some("限期整改")));
        assert_eq!(measures(task), ["封堵直排口", "清运淤泥"]);
        assert_eq!((task.units.as_deref(), task.assist.as_deref()), (Some("甲局"), Some("乙局")));
        assert_eq!(task.supervisor.as_deref(), Some("市水利局"));
        assert_eq!(task.due.due.unwrap().to_string(), "2026-12-31");
    }
}

#[test]
fn the_state_of_each_row_in_a_list_that_reports_the_month() {
    let head = format!("{HEAD}|本月进展|是否完成|未完成原因");
    let line = task(1, "青石河断面水质不达标", "甲局");
    let reading = grid(&format!(
        "{head}\n{line}|已清淤3公里，正在施工|否|资金未到位\n{}|已完成全部工程|是|",
        task(2, "园区雨污不分流", "乙局")
    ));
    let states: Vec<_> =
        reading.tasks.iter().map(|task| (task.progress.map(|word| word.zh()), task.progress_text.as_deref())).collect();
    assert_eq!(states, [(None, Some("已清淤3公里，正在施工")), (Some("已完成"), Some("已完成全部工程"))]);
}

#[test]
fn a_number_and_its_problem_in_one_cell() {
    let head = "反馈问题|整改目标|整改措施|责任单位|整改时限";
    let line = |no: usize, problem: &str| format!("{no}.{problem}|达标|封堵|甲局|2026年底");
    let reading = grid(&format!("{head}\n{}\n{}", line(1, "青石河断面水质不达标"), line(2, "园区雨污不分流")));
    let read: Vec<_> = reading.tasks.iter().map(|task| (task.no, task.problem.as_str())).collect();
    assert_eq!(read, [(Some(1), "青石河断面水质不达标"), (Some(2), "园区雨污不分流")]);
    // What does not count on is part of the problem.
    let reading = grid(&format!("{head}\n{}\n{}", line(1, "青石河断面水质不达标"), line(4, "园区雨污不分流")));
    assert_eq!(reading.tasks[1].problem, "4.园区雨污不分流");
}
