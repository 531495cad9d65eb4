//! One line per way of numbering seen in lists.

use super::split_measures;

fn texts(cell: &str) -> Vec<String> {
    split_measures(cell).items.into_iter().map(|(_, text)| text).collect()
}

#[track_caller]
fn check(cell: &str, expected: &[&str]) {
    assert_eq!(texts(cell), expected, "{cell}");
}

#[test]
fn every_way_of_numbering() {
    let plain = ["封闭料仓", "安装喷淋", "清扫道路"];
    for cell in [
        "1.封闭料仓。\n2.安装喷淋。\n3.清扫道路。",
        "1、封闭料仓；2、安装喷淋；3、清扫道路。",
        "1．封闭料仓;2．安装喷淋;3．清扫道路",
        "１．封闭料仓。２．安装喷淋。３．清扫道路。",
        "1.封闭料仓2.安装喷淋3.清扫道路",
        "（1）封闭料仓。（2）安装喷淋。（3）清扫道路。",
        "(1)封闭料仓；\n(2)安装喷淋；\n(3)清扫道路。",
        "1）封闭料仓；2）安装喷淋；3）清扫道路。",
        "①封闭料仓；②安装喷淋；③清扫道路；",
        "① 封闭料仓\n② 安装喷淋\n③ 清扫道路",
        "⑴封闭料仓；⑵安装喷淋；⑶清扫道路。",
        "一是封闭料仓；二是安装喷淋；三是清扫道路。",
        "一是封闭料仓，二是安装喷淋，三是清扫道路。",
        "（一）封闭料仓。（二）安装喷淋。（三）清扫道路。",
        "第一，封闭料仓。第二，安装喷淋。第三，清扫道路。",
        "一、封闭料仓。\n二、安装喷淋。\n三、清扫道路。",
        "措施一：封闭料仓。措施二：安装喷淋。措施三：清扫道路。",
        "1 封闭料仓\n2 安装喷淋\n3 清扫道路",
        " 1. 封闭料仓 ；\n\n 2. 安装喷淋 ；\n 3. 清扫道路 。 ",
        "1.封闭料仓。2、安装喷淋。3．清扫道路。",
        "封闭料仓。\n安装喷淋。\n清扫道路。",
    ] {
        check(cell, &plain);
    }
}

#[test]
fn decimals_dates_and_names_stay_whole() {
    check("1.修建管网3.5公里；2.提升泵站2座。", &["修建管网3.5公里", "提升泵站2座"]);
    check(
        "1.于2026.4.30前完成。\n2.控制PM2.5浓度。\n3.落实第1.2条要求。",
        &["于2026.4.30前完成", "控制PM2.5浓度", "落实第1.2条要求"],
    );
    check("新建管网3.5公里，处理2.1万吨。", &["新建管网3.5公里，处理2.1万吨"]);
    check("1.2026年6月底前完工。\n2.2027年底前验收。", &["2026年6月底前完工", "2027年底前验收"]);
    check("1.封闭1、2号料仓，拆除3.6米围挡。2.清运废渣。", &["封闭1、2号料仓，拆除3.6米围挡", "清运废渣"]);
    check("1.修建管网\n2.5公里，接入主管。\n2.验收。", &["修建管网2.5公里，接入主管", "验收"]);
    check("2026.4.30前完成整改", &["2026.4.30前完成整改"]);
    check("1.统一是原则，唯一是标准。2.落实。", &["统一是原则，唯一是标准", "落实"]);
}

#[test]
fn inner_numbering_stays_inside_the_outer_item() {
    check(
        "（一）水。1.建管网；2.建泵站。（二）气。1.装喷淋；2.建围挡。",
        &["水。1.建管网；2.建泵站", "气。1.装喷淋；2.建围挡"],
    );
    check("1.开展三项行动：①排查；②整治；③回访。2.建台账。", &["开展三项行动：①排查；②整治；③回访", "建台账"]);
}

#[test]
fn a_single_number_and_plain_text() {
    check("1.封闭料仓。", &["封闭料仓"]);
    check("封闭料仓，安装喷淋。", &["封闭料仓，安装喷淋"]);
    check("", &[]);
    check("1.5公里管网改造", &["1.5公里管网改造"]);
}

#[test]
fn text_before_the_numbers_is_told_apart() {
    let split = split_measures("坚持源头治理，做好以下工作：1.排查；2.整治。");
    assert_eq!(split.intro, "坚持源头治理，做好以下工作：");
    assert_eq!(split.items.len(), 2);
}

#[test]
fn gaps_and_doubles_are_reported() {
    let gap = split_measures("1.排查。\n2.整治。\n4.回访。");
    assert_eq!(gap.items.len(), 3);
    assert_eq!(gap.gaps, [(3, 4)]);
    let double = split_measures("1.排查。\n2.整治。\n2.回访。\n3.验收。");
    assert_eq!(double.items.len(), 4);
    assert_eq!(double.gaps, [(3, 2)]);
    assert!(split_measures("1.排查。\n2.整治。").gaps.is_empty());
}

#[test]
fn ten_and_more() {
    let cell: String = (1..=12).map(|n| format!("{n}.做第{n}件事。\n")).collect();
    assert_eq!(texts(&cell).len(), 12);
    let words = "一是甲；二是乙；三是丙；四是丁；五是戊；六是己；七是庚；八是辛；九是壬；十是癸；十一是子；十二是丑。";
    assert_eq!(texts(words).len(), 12);
}
