//! Persons that stand beside the units of a cell, as under 责任单位及责任人.
//!
//! Units themselves are read in `units`.

use super::text::is_space;

/// Family names that begin a person's name; a word behind a unit that begins otherwise is none.
const FAMILY_NAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡\
    贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文\
    庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳\
    盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边";
const LONG_NAMES: [&str; 6] = ["欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟"];

/// Titles that stand before, behind or in place of a name.
const TITLES: [&str; 12] =
    ["党组书记", "副书记", "书记", "副局长", "局长", "副主任", "主任", "副县长", "县长", "副区长", "区长", "科长"];

/// Characters in which the names of units end, not those of persons.
const NO_PERSON: [char; 16] =
    ['局', '委', '办', '府', '县', '区', '市', '院', '部', '厅', '站', '所', '镇', '乡', '司', '厂'];
const NO_PERSON_WORDS: [&str; 8] = ["单位", "部门", "政府", "企业", "公司", "配合", "牵头", "负责"];

/// Words before the name of a person.
const LABELS: [&str; 7] = ["责任人", "负责人", "联系人", "责任领导", "分管领导", "主要领导", "电话"];
/// What may stand before such a word: 分管负责人, 整改责任人.
const BEFORE_LABELS: [&str; 6] = ["分管", "主要", "整改", "具体", "第一", "直接"];

/// Whether a cell names persons behind such a word, whatever its header asks for.
pub(super) fn labelled(cell: &str) -> bool {
    let pieces = pieces(cell);
    pieces.windows(2).any(|pair| matches!(pair, [Piece::Word(word), Piece::Sign('：' | ':')] if is_label(word)))
}

fn is_label(word: &str) -> bool {
    let bare = BEFORE_LABELS.iter().find_map(|before| word.strip_prefix(before)).unwrap_or(word);
    LABELS.contains(&bare) || LABELS.contains(&word)
}

/// The cell without its persons, and the persons in order.
pub(super) fn apart(cell: &str) -> (String, Vec<String>) {
    let (mut out, mut people) = (String::new(), Vec::<String>::new());
    // What stands before the word: a person follows a blank, a line, a colon, a bracket or a person.
    let mut before: Option<char> = None;
    let (mut after_person, mut labelled) = (false, false);
    for piece in pieces(cell) {
        let Piece::Word(word) = piece else {
            let Piece::Sign(sign) = piece else { continue };
            labelled &= !matches!(sign, '\n' | '；' | ';' | '）' | ')');
            // The bracket or blank behind a person belongs to it.
            let closes = after_person && matches!(sign, '）' | ')');
            if !closes {
                out.push(sign);
            }
            before = Some(sign);
            continue;
        };
        labelled |= is_label(&word);
        // "责任人：张三、市林业局": the list of persons ends at a unit.
        let unit = word.ends_with(NO_PERSON) && word.chars().count() > 2;
        labelled &= !(unit && (matches!(before, Some('、' | ',' | '，')) || before.is_some_and(is_space)));
        let led = matches!(before, Some('：' | ':' | '（' | '(')) || before.is_some_and(is_space);
        let listed = after_person && matches!(before, Some('、' | ',' | '，'));
        let named = out.chars().any(|c| !is_space(c));
        let number = after_person && word.chars().all(|c| c.is_ascii_digit() || c == '-') && word.len() > 6;
        if labelled || number || named && (led || listed) && is_person(&word) {
            while out.ends_with(|c: char| is_space(c) || matches!(c, '：' | ':' | '（' | '(' | '、' | ',' | '，')) {
                out.pop();
            }
            if !is_label(&word) {
                match people.last_mut().filter(|_| number || after_person && is_title(&word)) {
                    Some(person) => *person = format!("{person} {word}"),
                    None => people.push(word),
                }
            }
            after_person = true;
        } else {
            // What stood between a person and the next unit went with the person.
            out.push_str(&word);
            after_person = false;
        }
        before = None;
    }
    let out = out.trim_matches(|c: char| is_space(c) || matches!(c, '、' | '，' | '；')).to_owned();
    if people.is_empty() { (cell.to_owned(), people) } else { (out, people) }
}

enum Piece {
    Word(String),
    Sign(char),
}

fn pieces(cell: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for c in cell.chars() {
        let sign =
            is_space(c) || matches!(c, '、' | '，' | ',' | '；' | ';' | '：' | ':' | '（' | '）' | '(' | ')' | '/');
        match pieces.last_mut() {
            _ if sign => pieces.push(Piece::Sign(c)),
            Some(Piece::Word(word)) => word.push(c),
            _ => pieces.push(Piece::Word(c.to_string())),
        }
    }
    pieces
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

fn is_person(word: &str) -> bool {
    let name = TITLES.iter().find_map(|title| word.strip_prefix(title).or_else(|| word.strip_suffix(title)));
    let name = name.unwrap_or(word);
    if name.is_empty() {
        return true;
    }
    let length = name.chars().count();
    let family = LONG_NAMES.iter().any(|family| name.starts_with(family))
        || length < 4 && name.chars().next().is_some_and(|c| FAMILY_NAMES.contains(c));
    (2..=4).contains(&length)
        && family
        && !name.ends_with(NO_PERSON)
        && !NO_PERSON_WORDS.iter().any(|word| name.contains(word))
        && name.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '·'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_leave_the_cell() {
        for (cell, units, people) in [
            ("市水利局 张三", "市水利局", "张三"),
            ("市水利局\n张三丰", "市水利局", "张三丰"),
            ("市水利局（张三）、市林业局（李四）", "市水利局、市林业局", "张三/李四"),
            ("市水利局 张三 市林业局 李四", "市水利局 市林业局", "张三/李四"),
            ("市水利局\n张三、李四\n市林业局", "市水利局\n市林业局", "张三/李四"),
            ("市水利局：局长张三", "市水利局", "局长张三"),
            ("市水利局 张三 13800000000", "市水利局", "张三 13800000000"),
            ("责任单位：市水利局\n责任人：张三", "责任单位：市水利局", "张三"),
            ("市水利局（责任人：张三）、市林业局", "市水利局、市林业局", "张三"),
            ("市水利局（责任人：张三、李四）；市林业局", "市水利局；市林业局", "张三/李四"),
            ("市水利局，负责人：局长张三", "市水利局", "局长张三"),
            ("市水利局\n分管负责人：李四\n市林业局", "市水利局\n市林业局", "李四"),
            ("责任单位：市水利局 责任人：张三、市林业局", "责任单位：市水利局、市林业局", "张三"),
            ("市水利局、市林业局", "市水利局、市林业局", ""),
            ("市水利局 县委办\n天全\n芦山县人民政府", "市水利局 县委办\n天全\n芦山县人民政府", ""),
            ("市水利局（牵头）\n有关部门", "市水利局（牵头）\n有关部门", ""),
        ] {
            let (left, found) = apart(cell);
            assert_eq!((left.as_str(), found.join("/").as_str()), (units, people), "{cell}");
        }
    }
}
