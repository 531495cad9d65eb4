//! Paragraphs taken apart: the number at the head of a line, the label of a field, the text behind it.
//!
//! Which pieces make up a task is told in `blocks`.

use crate::read::Paragraph;

use super::super::field::{Field, HEADER_CHARS, Sure, recognise};
use super::super::text::{is_chinese_numeral, is_space, squash, whole_number};

/// The way in which a line is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// 一、
    Chapter,
    /// （一）
    Section,
    /// 1. or 1、
    Item,
    /// （1） or 1）
    Bracket,
    /// ①
    Circle,
    /// 问题一 or 第3项
    Word,
}

/// The number at the head of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) counted: Counted,
    pub(super) number: i64,
}

/// A line, or the part of one that a label heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// 1-based number of its paragraph.
    pub(super) paragraph: usize,
    pub(super) mark: Option<Mark>,
    /// The field and its name, where a label stands at the head.
    pub(super) label: Option<(Field, &'a str)>,
    /// Behind the label; of a line without one the whole of it.
    pub(super) text: &'a str,
    /// Behind the number of a line without a label.
    pub(super) bare: &'a str,
    pub(super) style: &'a str,
    /// Whether all of the line is bold.
    pub(super) bold: bool,
}

/// Words before a number that counts problems.
const COUNTING: [&str; 7] = ["整改任务", "整改事项", "整改问题", "反馈问题", "问题", "任务", "事项"];
/// Words behind 第一.
const COUNTERS: [&str; 6] = ["个问题", "项问题", "项任务", "项", "条", "个"];
/// Signs that may stand before a label.
const BULLETS: [char; 10] = ['●', '■', '◆', '▲', '★', '◇', '□', '•', '·', '—'];
const OPENING: [char; 6] = ['【', '[', '〔', '［', '（', '('];
const CLOSING: [char; 6] = ['】', ']', '〕', '］', '）', ')'];
/// In what a label ends that only contains a known word.
const LIKELY_ENDS: [&str; 12] =
    ["单位", "部门", "主体", "时限", "期限", "时间", "领导", "责任人", "目标", "措施", "举措", "情况"];
/// A label without any sign behind it is this long at most.
const ALONE_CHARS: usize = 8;

/// The pieces of all paragraphs.
pub(super) fn pieces(paragraphs: &[Paragraph]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for (paragraph, number) in paragraphs.iter().zip(1..) {
        let mut from = 0;
        for line in paragraph.text.split('\n') {
            let bold = paragraph.bold.saturating_sub(from).min(line.len());
            from += line.len() + 1;
            if !line.trim_matches(is_space).is_empty() {
                of_line(&mut pieces, line, (paragraph, number, bold));
            }
        }
    }
    pieces
}

fn of_line<'a>(pieces: &mut Vec<Piece<'a>>, line: &'a str, (of, paragraph, bold): (&'a Paragraph, usize, usize)) {
    let all_bold = bold == line.len();
    let (mut mark, mut bare) = (None, line.trim_matches(is_space));
    if let Some((found, rest)) = marked(bare) {
        (mark, bare) = (Some(found), rest);
    }
    let whole = line.trim_matches(is_space);
    let bold = bold.saturating_sub(line.len() - line.trim_start_matches(is_space).len());
    let bold = bold.saturating_sub(whole.len() - bare.len());
    let piece = |mark, label, text, bare| Piece {
        paragraph,
        mark,
        label,
        text,
        bare,
        style: of.style.as_str(),
        bold: all_bold,
    };
    let Some((field, name, mut rest)) = label(bare, if all_bold { 0 } else { bold }, true) else {
        return pieces.push(piece(mark, None, whole, bare));
    };
    let mut label_of = (field, name);
    // Several labels may follow each other in one line.
    loop {
        let next = next_label(rest);
        let (text, after) = next.map_or((rest, None), |(at, found)| (rest.get(..at).unwrap_or(rest), Some(found)));
        let text = text.trim_matches(is_space);
        pieces.push(piece(mark.take(), Some(label_of), text, text));
        let Some((field, name, behind)) = after else { return };
        (label_of, rest) = ((field, name), behind);
    }
}

/// The next label inside a line: where it begins, and what it says.
fn next_label(text: &str) -> Option<(usize, (Field, &str, &str))> {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = matches!(c, '【' | '〔') || before.is_some_and(|b| is_space(b) || matches!(b, '。' | '；' | ';'));
        before = Some(c);
        if begins
            && !is_space(c)
            && let Some(found) = label(text.get(at..)?, 0, false)
        {
            return Some((at, found));
        }
    }
    None
}

/// The number at the head of a line, and what follows it.
pub(super) fn marked(line: &str) -> Option<(Mark, &str)> {
    let (counted, number, rest) = word_mark(line).or_else(|| sign_mark(line))?;
    let rest = rest.trim_start_matches(|c: char| is_space(c) || matches!(c, '：' | ':' | '、' | '.' | '．'));
    Some((Mark { counted, number }, rest))
}

/// Digits or Chinese numerals at the head of a text.
fn number(text: &str) -> Option<(i64, bool, &str)> {
    let run = |of: &dyn Fn(char) -> bool| text.chars().take_while(|c| of(*c)).map(char::len_utf8).sum::<usize>();
    let digits = run(&|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let (length, chinese) = if digits > 0 { (digits, false) } else { (run(&is_chinese_numeral), true) };
    let (word, rest) = text.split_at_checked(length)?;
    Some((whole_number(word).filter(|number| *number < 1000)?, chinese, rest))
}

/// 问题一：, 任务3, 第一项
fn word_mark(line: &str) -> Option<(Counted, i64, &str)> {
    if let Some(rest) = line.strip_prefix('第') {
        let (found, _, rest) = number(rest)?;
        let rest = COUNTERS.iter().find_map(|counter| rest.strip_prefix(counter))?;
        return Some((Counted::Word, found, rest));
    }
    let rest = COUNTING.iter().find_map(|word| line.strip_prefix(word))?;
    let open = rest.strip_prefix(OPENING);
    let (found, _, rest) = number(open.unwrap_or(rest))?;
    let rest = if open.is_some() { rest.strip_prefix(CLOSING)? } else { rest };
    let ends =
        rest.is_empty() || rest.starts_with(|c: char| is_space(c) || matches!(c, '：' | ':' | '、' | '.' | '．'));
    ends.then_some((Counted::Word, found, rest))
}

fn sign_mark(line: &str) -> Option<(Counted, i64, &str)> {
    let first = line.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        let rest = line.get(first.len_utf8()..)?;
        return Some((Counted::Circle, whole_number(&first.to_string())?, rest));
    }
    if let Some(inside) = line.strip_prefix(['（', '(']) {
        let (found, chinese, rest) = number(inside)?;
        let rest = rest.strip_prefix(['）', ')'])?;
        return Some((if chinese { Counted::Section } else { Counted::Bracket }, found, rest));
    }
    let (found, chinese, rest) = number(line)?;
    if !chinese && let Some(rest) = rest.strip_prefix(['）', ')']) {
        return Some((Counted::Bracket, found, rest));
    }
    let dot = rest.starts_with(['.', '．']);
    let gap = !chinese && rest.starts_with('\t');
    let rest = if gap { rest } else { rest.strip_prefix(['、', '.', '．', ','])? };
    // 1.5万吨
    let decimal = dot && rest.starts_with(|c: char| c.is_ascii_digit());
    (!decimal).then_some((if chinese { Counted::Chapter } else { Counted::Item }, found, rest))
}

/// The label at the head of a text: its field, its name and what follows. `bold` is how much of
/// the head is bold; `line` says that the text is a line and not the rest of one.
fn label(text: &str, bold: usize, line: bool) -> Option<(Field, &str, &str)> {
    let text = text.trim_start_matches(|c: char| is_space(c) || BULLETS.contains(&c));
    if let Some(inside) = text.strip_prefix(OPENING) {
        let square = !text.starts_with(['（', '(']);
        let end = inside.char_indices().take(HEADER_CHARS + 1).find(|(_, c)| CLOSING.contains(c))?.0;
        let (name, rest) = inside.split_at_checked(end)?;
        let rest = rest.trim_start_matches(CLOSING).trim_start_matches([':', '：']);
        let name = name.trim_end_matches([':', '：']);
        return named(name, square).map(|field| (field, name, rest));
    }
    let colon = text.char_indices().take(HEADER_CHARS + 1).find(|(_, c)| matches!(c, '：' | ':'));
    if let Some((name, rest)) = colon.and_then(|(at, _)| text.split_at_checked(at))
        && let Some(field) = named(name, true)
    {
        return Some((field, name, rest.trim_start_matches([':', '：'])));
    }
    let exact = |name: &str| {
        let short = name.chars().count() <= ALONE_CHARS;
        named(name, false).filter(|field| short && !matches!(field, Field::No | Field::Class | Field::Task))
    };
    if !line {
        return None;
    }
    if let Some((name, rest)) = text.split_at_checked(bold).filter(|_| bold > 0)
        && let Some(field) = exact(name)
    {
        return Some((field, name, rest));
    }
    let gap = ["\t", "\u{3000}", "  "].iter().filter_map(|gap| text.find(gap)).min();
    let (name, rest) = gap.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    exact(name).map(|field| (field, name, rest))
}

/// The field that a label names; `likely` where it need only contain a known word.
fn named(name: &str, likely: bool) -> Option<Field> {
    let word = squash(name);
    if word.is_empty() || word.contains(['、', '，', ',']) || marked(name).is_some() {
        return None;
    }
    match recognise(&word)? {
        (field, Sure::Exact) => Some(field),
        (field, Sure::Likely) => {
            let fits = LIKELY_ENDS.iter().any(|end| word.ends_with(end)) && !matches!(field, Field::Problem);
            (likely && fits).then_some(field)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> Vec<(Option<i64>, Option<Field>, String)> {
        let paragraph = Paragraph { text: line.to_owned(), ..Paragraph::default() };
        let paragraphs = [paragraph];
        let found = pieces(&paragraphs);
        let of = |piece: &Piece<'_>| {
            (piece.mark.map(|mark| mark.number), piece.label.map(|(field, _)| field), piece.text.to_owned())
        };
        found.iter().map(of).collect()
    }

    #[test]
    fn labels_in_their_many_forms() {
        for (line, number, field, text) in [
            ("整改目标：达标", None, Field::Goal, "达标"),
            ("【整改目标】达标", None, Field::Goal, "达标"),
            ("（一）整改目标：达标", Some(1), Field::Goal, "达标"),
            ("3.责任单位:甲县", Some(3), Field::Units, "甲县"),
            ("市级督导单位：市水利局", None, Field::Supervisor, "市水利局"),
            ("● 整改时限\t长期坚持", None, Field::Due, "长期坚持"),
            ("整改措施", None, Field::Measures, ""),
        ] {
            assert_eq!(told(line), [(number, Some(field), text.to_owned())], "{line}");
        }
        for line in
            ["督察发现，存在以下问题：", "1.明确整改目标，落实责任。", "责任单位要落实责任", "甲县：", "问题一：某河"]
        {
            assert!(told(line).iter().all(|(_, field, _)| field.is_none()), "{line}");
        }
    }

    #[test]
    fn several_labels_of_one_line() {
        let found = told("责任单位：甲县。整改时限：2026年底前；督导单位：市水利局");
        let fields: Vec<_> = found.iter().map(|(_, field, text)| (field.unwrap(), text.as_str())).collect();
        assert_eq!(fields, [(Field::Units, "甲县。"), (Field::Due, "2026年底前；"), (Field::Supervisor, "市水利局")]);
    }

    #[test]
    fn numbers_at_the_head_of_a_line() {
        for (line, counted, number) in [
            ("一、某河水质", Counted::Chapter, 1),
            ("（十二）某河水质", Counted::Section, 12),
            ("3.某河水质", Counted::Item, 3),
            ("（4）某河水质", Counted::Bracket, 4),
            ("②某河水质", Counted::Circle, 2),
            ("问题五：某河水质", Counted::Word, 5),
            ("第6项 某河水质", Counted::Word, 6),
        ] {
            let mark = marked(line).map(|(mark, rest)| (mark.counted, mark.number, rest));
            assert_eq!(mark, Some((counted, number, "某河水质")), "{line}");
        }
        for line in ["1.5万吨污泥", "2026年底前", "一是截污", "第三方检测"] {
            assert_eq!(marked(line), None, "{line}");
        }
    }
}
