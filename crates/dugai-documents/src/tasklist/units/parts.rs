//! Cuts a cell of units where one ends and the next begins.

use super::said::{begins_label, is_role_word, said_after};
use super::{UNIT_ENDS, UNIT_STARTS};
use crate::tasklist::text::{is_chinese_numeral, is_space};

/// What stands between two separators.
pub(super) struct Part {
    pub(super) text: String,
    /// Whether more than 、 separates it from the part before.
    pub(super) strong: bool,
}

/// Words after which the next unit may follow without any sign.
const ENDS_CLAUSE: [&str; 3] = ["牵头", "负责", "主办"];
/// Words after which a blank ends what is said.
const CLAUSE_WORDS: [&str; 7] = ["牵头", "负责", "主办", "配合", "协助", "督导", "落实"];
/// Words before the second of two units that do something together.
const JOINS: [&str; 3] = ["会同", "联合", "协同"];

/// The longest end of a name that stands in the next line: 和规划局, 和信息化局.
const WRAPPED_CHARS: usize = 8;
/// The shortest beginning of one, as 市生态.
const BEGUN_CHARS: usize = 3;
/// Names that are whole only behind the name of a Party committee.
const GOVERNMENTS: [&str; 7] = ["政府", "人民政府", "县政府", "区政府", "县人民政府", "区人民政府", "管委会"];
/// How the names of Party committees end.
const COMMITTEES: [&str; 7] = ["县委", "区委", "党委", "工委", "）委", ")委", "镇委"];

/// Cuts at separators outside parentheses; numbers before the units are dropped.
pub(super) fn parts(cell: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for part in cut(&unwrapped(cell)) {
        // "石棉县委、县政府" is one name: the half of it would mean every government.
        let government = GOVERNMENTS.contains(&said_after(&part.text).name);
        match parts.last_mut() {
            Some(before) if government && COMMITTEES.iter().any(|end| before.text.ends_with(end)) => {
                before.text = format!("{}、{}", before.text, part.text);
            }
            _ => parts.push(part),
        }
    }
    parts
}

/// Without the line ends that somebody put inside a name to make it fit the cell.
fn unwrapped(cell: &str) -> String {
    let mut out = String::new();
    for line in cell.lines() {
        let before = out.rsplit(['\n', '、', '，', '；', ',', ';']).next().unwrap_or("").trim_end_matches(is_space);
        let first = line.split(['、', '，', '；', ',', ';', '（', '(']).next().unwrap_or("").trim_matches(is_space);
        if !out.is_empty() && !wraps(before, first) {
            out.push('\n');
            out.push_str(line);
        } else {
            out.truncate(out.trim_end_matches(is_space).len());
            out.push_str(line.trim_start_matches(is_space));
        }
    }
    out
}

/// Whether a name that begins at the end of one line ends at the head of the next.
fn wraps(before: &str, next: &str) -> bool {
    let whole = before.ends_with(UNIT_ENDS) && !before.ends_with(['县', '区', '市']);
    if matches!(next, "人民政府" | "政府" | "局") {
        return !before.is_empty() && !whole;
    }
    let begun =
        before.chars().count() >= BEGUN_CHARS && before.starts_with(UNIT_STARTS) && !before.ends_with(ends_line);
    let ends_it = next.ends_with(UNIT_ENDS) && next.chars().count() <= WRAPPED_CHARS;
    begun && ends_it && !next.starts_with(UNIT_STARTS) && said_after(before).role.is_none()
}

/// What no line inside a name ends in.
fn ends_line(c: char) -> bool {
    ends(&c) || matches!(c, '：' | ':' | '、' | '，' | ',' | '；' | ';' | '。' | '等')
}

fn cut(cell: &str) -> Vec<Part> {
    let chars: Vec<char> = cell.chars().collect();
    let mut cutter = Cutter { parts: Vec::new(), text: String::new(), strong: true };
    let (mut at, mut depth, mut opened) = (0usize, 0usize, 0usize);
    let last_close = chars.iter().rposition(|c| matches!(c, ')' | '）' | ']' | '】'));
    while let Some(c) = chars.get(at).copied() {
        if depth == 0
            && let Some(end) = number_end(&chars, at)
        {
            cutter.cut(true);
            at = end;
            continue;
        }
        match c {
            // A bracket that is never closed holds nothing together.
            '(' | '（' | '[' | '【' if depth > 0 || last_close > Some(at) => {
                opened = if depth == 0 { at } else { opened };
                depth += 1;
            }
            ')' | '）' | ']' | '】' => {
                depth = depth.saturating_sub(1);
                cutter.text.push(c);
                let inner: String = chars.get(opened + 1..at).unwrap_or(&[]).iter().collect();
                // "市水利局（配合）市公安局": a bracket before a name is its label.
                let behind = cutter.text.chars().count() > inner.chars().count() + 2;
                if depth == 0 && behind && is_role_word(&inner) {
                    cutter.cut(false);
                }
                at += 1;
                continue;
            }
            _ => {}
        }
        match separator(&chars, at).filter(|_| depth == 0) {
            Some(Cut { strong, keep }) => {
                if keep {
                    cutter.cut(strong);
                    cutter.text.push(c);
                } else {
                    cutter.cut(strong);
                }
            }
            None => cutter.text.push(c),
        }
        at += 1;
    }
    cutter.cut(true);
    cutter.parts
}

struct Cutter {
    parts: Vec<Part>,
    text: String,
    strong: bool,
}

impl Cutter {
    /// Ends the part; the weakest of several separators in a row does not count.
    fn cut(&mut self, strong: bool) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches(is_space);
        if text.is_empty() {
            self.strong |= strong;
        } else {
            self.parts.push(Part { text: text.to_owned(), strong: self.strong });
            self.strong = strong;
        }
    }
}

struct Cut {
    strong: bool,
    /// The character belongs to the part that begins.
    keep: bool,
}

fn separator(chars: &[char], at: usize) -> Option<Cut> {
    let c = *chars.get(at)?;
    let cut = |strong| Some(Cut { strong, keep: false });
    match c {
        '，' | ',' | ';' | '；' | '\n' | '。' => cut(true),
        '、' | '﹑' | '､' | '/' | '／' | '|' | '｜' => cut(false),
        // In names of other places they stand for nothing.
        '·' | '.' | '．' | '+' | '＋' if joins_units(chars, at) => cut(false),
        c if is_space(c) && label_after(chars, at) => cut(true),
        c if is_space(c) && wide_gap(chars, at) => cut(false),
        c if is_space(c) && clause_ended(chars, at) => cut(true),
        _ if label_without_sign(chars, at) => Some(Cut { strong: true, keep: true }),
        '和' | '及' | '与' if joins_units(chars, at) => cut(false),
        '以' if chars.get(at + 1) == Some(&'及') && joins(chars.get(at.wrapping_sub(1)), chars.get(at + 2)) => {
            cut(false)
        }
        '及' if chars.get(at.wrapping_sub(1)) == Some(&'以')
            && at > 1
            && joins(chars.get(at - 2), chars.get(at + 1)) =>
        {
            cut(false)
        }
        _ if begins_after_a_word(chars, at) => Some(Cut { strong: true, keep: true }),
        _ if JOINS.iter().any(|word| word_at(chars, at, word)) && chars.get(at.wrapping_sub(1)).is_some_and(ends) => {
            Some(Cut { strong: true, keep: true })
        }
        _ => None,
    }
}

fn word_at(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c))
}

/// "市水利局  配合单位：市财政局": a label stands behind blanks.
fn label_after(chars: &[char], at: usize) -> bool {
    let next = chars.iter().skip(at).position(|c| !is_space(*c)).map(|blanks| at + blanks);
    next.and_then(|next| chars.get(next..)).is_some_and(begins_label)
}

/// "市水利局责任单位：石棉县政府": a label right behind the name of a unit.
fn label_without_sign(chars: &[char], at: usize) -> bool {
    let before = chars.get(..at).unwrap_or(&[]);
    if !before.last().is_some_and(|c| UNIT_ENDS.contains(c)) {
        return false;
    }
    let name = before.iter().rev().take_while(|c| !matches!(c, '：' | ':' | '、' | '，' | '；' | '\n')).count();
    // "县级责任单位：" and "县责任单位：" are labels as they stand.
    name >= BEGUN_CHARS && chars.get(at..).is_some_and(begins_label)
}

/// "市水利局牵头 市林业局配合": what is said of the units before ends at the blank.
fn clause_ended(chars: &[char], at: usize) -> bool {
    let after = chars.iter().skip(at + 1).find(|c| !is_space(**c));
    if !after.is_some_and(|c| UNIT_STARTS.contains(c)) {
        return false;
    }
    let before: String = chars.get(..at).unwrap_or(&[]).iter().collect();
    CLAUSE_WORDS.iter().any(|word| before.strip_suffix(word).is_some_and(|unit| unit.ends_with(UNIT_ENDS)))
}

/// "市生态环境局牵头市水利局配合": the second unit begins.
fn begins_after_a_word(chars: &[char], at: usize) -> bool {
    let starts = chars.get(at).is_some_and(|c| UNIT_STARTS.contains(c));
    let said = |word: &str| {
        let length = word.chars().count();
        at.checked_sub(length).is_some_and(|from| from > 0 && word_at(chars, from, word))
    };
    starts && ENDS_CLAUSE.iter().any(|word| said(word))
}

/// Where a number before a unit ends: `1.`, `2、`, `（3）`, `④`.
fn number_end(chars: &[char], at: usize) -> Option<usize> {
    let c = *chars.get(at)?;
    let digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    if matches!(u32::from(c), 0x2460..=0x249B | 0x3220..=0x3229) {
        return Some(at + 1);
    }
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    if matches!(c, '(' | '（') {
        let run = chars.iter().skip(at + 1).take_while(|c| digit(c) || is_chinese_numeral(**c)).count();
        let closed = matches!(chars.get(at + 1 + run), Some(')' | '）'));
        let more = usize::from(matches!(chars.get(at + 2 + run), Some('、' | '.' | '．')));
        return (run > 0 && closed && chars.len() > at + 2 + run + more).then_some(at + 2 + run + more);
    }
    let numeral = is_chinese_numeral(c) && before.is_none_or(|c| matches!(c, '\n' | '；' | ';' | '。'));
    if !digit(&c) && !numeral || before.is_some_and(|c| digit(c) || *c == '第') {
        return None;
    }
    let run = chars.iter().skip(at).take_while(|c| if numeral { is_chinese_numeral(**c) } else { digit(c) }).count();
    let sign = chars.get(at + run)?;
    let closed = matches!(sign, '.' | '．' | '、') || !numeral && matches!(sign, ')' | '）');
    (closed && chars.get(at + run + 1).is_some_and(|c| !digit(c))).then_some(at + run + 1)
}

/// A blank separates two units; inside a name it is an accident.
fn wide_gap(chars: &[char], index: usize) -> bool {
    // Of several blanks the first one.
    let before = index.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(ends);
    let after = || chars.iter().skip(index + 1).find(|c| !is_space(**c));
    before && after().is_some_and(|c| UNIT_STARTS.contains(c))
}

fn ends(c: &char) -> bool {
    UNIT_ENDS.contains(c) || matches!(c, ')' | '）')
}

fn joins(before: Option<&char>, after: Option<&char>) -> bool {
    // "有关部门及各县": no name ends so, but here one does.
    before.is_some_and(|c| ends(c) || *c == '门') && after.is_some_and(|c| UNIT_STARTS.contains(c))
}

fn joins_units(chars: &[char], index: usize) -> bool {
    joins(index.checked_sub(1).and_then(|before| chars.get(before)), chars.get(index + 1))
}
