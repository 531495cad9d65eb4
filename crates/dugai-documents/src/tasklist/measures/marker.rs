//! Finds every number in a cell that may begin a measure, in all ways of writing it.
//!
//! Which of them do begin one is decided in the parent.

use super::super::text::{chinese_number, is_chinese_numeral, is_space};

/// A way of numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    HalfParenthesis,
    Parenthesis,
    Circled,
    ChineseParenthesis,
    Chinese,
    Firstly,
    Ordinal,
    Labelled,
    Letter,
    Roman,
    /// 首先, 其次, 最后; 一方面, 另一方面
    Order,
}

pub(super) const STYLES: [Style; 12] = [
    Style::Plain,
    Style::HalfParenthesis,
    Style::Parenthesis,
    Style::Circled,
    Style::ChineseParenthesis,
    Style::Chinese,
    Style::Firstly,
    Style::Ordinal,
    Style::Labelled,
    Style::Letter,
    Style::Roman,
    Style::Order,
];

/// Words that put items in order; only the first of each row is a number by itself.
const ORDER: [(&str, u32); 7] =
    [("首先", 1), ("其次", 2), ("再次", 3), ("然后", 3), ("最后", 4), ("一方面", 1), ("另一方面", 2)];

/// A number and how it stands in the cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marker {
    pub(super) style: Style,
    pub(super) number: u32,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Stands where a new item would begin: at a line start or after the end of a sentence.
    pub(super) strong: bool,
    pub(super) line_start: bool,
    /// Stands after the end of a sentence or clause.
    pub(super) after_clause: bool,
    /// Nothing stands before it in the cell.
    pub(super) opens: bool,
    /// Only a blank sets it off from the text.
    pub(super) spaced: bool,
    /// A digit follows directly, as in a decimal or in "1.2026年…".
    pub(super) digit_follows: bool,
}

pub(super) fn find_markers(chars: &[char]) -> Vec<Marker> {
    let mut markers = Vec::new();
    let (mut at, mut ordered) = (0, 0);
    while at < chars.len() {
        let found = marker_at(chars, at);
        at += 1;
        if let Some(mut marker) = found {
            if marker.style == Style::Order {
                ordered = if marker.number == 1 { 1 } else { ordered + 1 };
                marker.number = ordered;
            }
            at = at.max(marker.end);
            markers.push(marker);
        }
    }
    markers
}

pub(super) fn marker_at(chars: &[char], at: usize) -> Option<Marker> {
    let c = *chars.get(at)?;
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
    let (style, number, end) = if let Some(number) = u32::from(c).checked_sub(0x2473).filter(|n| (1..=20).contains(n)) {
        // "⑶" is "(3)" in one sign.
        (Style::Parenthesis, number, at + 1)
    } else if let Some(number) = circled(c) {
        (Style::Circled, number, at + 1)
    } else if matches!(c, '(' | '（' | '〔' | '[' | '【') {
        // "第（二）款" and "附件（1）" point somewhere else.
        if matches!(before, Some('第' | '件' | '表' | '图')) {
            return None;
        }
        in_parenthesis(chars, at)?
    } else if digit(c).is_some() {
        if before.is_some_and(|b| {
            digit(b).is_some()
                || matches!(b, '.' | '．' | '第' | '-' | '－' | '/' | '(' | '（')
                || b.is_ascii_alphabetic()
        }) {
            return None;
        }
        after_digits(chars, at)?
    } else if let Some(letter) = letter_number(chars, at) {
        (Style::Letter, letter, at + 2)
    } else if let Some(number) = roman(c).filter(|_| matches!(chars.get(at + 1), Some('、' | '.' | '．' | ' '))) {
        (Style::Roman, number, at + 2)
    } else if matches!(c, '\u{3220}'..='\u{3229}') {
        (Style::ChineseParenthesis, u32::from(c) - 0x321F, at + 1)
    } else if let Some((number, end)) = order_word(chars, at) {
        (Style::Order, number, end)
    } else if matches!(c, '第' | '措' | '其') || is_chinese_numeral(c) {
        if before.is_some_and(is_chinese_numeral) {
            return None;
        }
        in_words(chars, at)?
    } else {
        return None;
    };
    let blank_before = chars[..at].iter().rev().take_while(|c| is_space(**c) && **c != '\n').count();
    let solid = at.checked_sub(blank_before + 1).and_then(|i| chars.get(i)).copied();
    let line_start = matches!(solid, None | Some('\n'));
    let sentence = matches!(solid, Some('。' | '；' | ';' | '：' | ':' | '！'));
    let after_clause = matches!(solid, Some('。' | '；' | ';' | '！'));
    let paused = style == Style::Order && chars.get(end - 1).is_some_and(|c| matches!(c, '，' | ',' | '：' | ':'));
    let soft = (paused || matches!(style, Style::Firstly | Style::Circled | Style::Parenthesis))
        && matches!(solid, Some('，' | ',' | '、'));
    let strong = line_start || sentence || soft;
    // Words like 一是 or 一、 occur inside sentences; they number only where an item begins.
    let wordy = matches!(style, Style::Chinese | Style::Firstly | Style::Ordinal | Style::Labelled | Style::Order);
    let lettered = matches!(style, Style::Letter | Style::Roman);
    if wordy && !strong || lettered && !line_start {
        return None;
    }
    let digit_follows = chars.get(end).is_some_and(|c| digit(*c).is_some());
    let numeral_follows = chars.get(end).is_some_and(|c| is_chinese_numeral(*c));
    let digit_follows =
        digit_follows && matches!(style, Style::Plain) || numeral_follows && matches!(style, Style::Chinese);
    let spaced = chars.get(end - 1).is_some_and(|c| is_space(*c));
    let opens = solid.is_none();
    Some(Marker { style, number, start: at, end, strong, line_start, after_clause, opens, spaced, digit_follows })
}

/// `首先，` with its place in the order; 首先 and 一方面 are the first.
fn order_word(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let is = |word: &str| word.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c));
    let (word, number) = ORDER.iter().find(|(word, _)| is(word))?;
    let end = at + word.chars().count();
    let after = usize::from(matches!(chars.get(end), Some('，' | ',' | '、' | '：' | ':' | '是' | '要')));
    Some((*number, end + after))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - 0xff10),
        _ => None,
    }
}

fn number_run(chars: &[char], at: usize) -> (u32, usize) {
    let mut value = 0u32;
    let mut end = at;
    while let Some(d) = chars.get(end).and_then(|c| digit(*c)) {
        value = value.saturating_mul(10).saturating_add(d);
        end += 1;
    }
    (value, end)
}

fn chinese_run(chars: &[char], at: usize) -> (Option<u32>, usize) {
    let run: String = chars.get(at..).unwrap_or(&[]).iter().take_while(|c| is_chinese_numeral(**c)).collect();
    (chinese_number(&run), at + run.chars().count())
}

fn circled(c: char) -> Option<u32> {
    let code = u32::from(c);
    match code {
        0x2460..=0x2473 => Some(code - 0x245F),
        0x2488..=0x249B => Some(code - 0x2487),
        0x2776..=0x277F => Some(code - 0x2775),
        0x3251..=0x325F => Some(code - 0x323C),
        _ => None,
    }
}

/// `a)`, `B.` or `c、` at a place where no word goes on.
fn letter_number(chars: &[char], at: usize) -> Option<u32> {
    let c = *chars.get(at)?;
    let closes = matches!(chars.get(at + 1), Some('.' | '．' | ')' | '）'));
    let alone = at.checked_sub(1).and_then(|before| chars.get(before)).is_none_or(|b| !b.is_ascii_alphanumeric());
    if !c.is_ascii_alphabetic() || !closes || !alone {
        return None;
    }
    u32::from(c.to_ascii_lowercase()).checked_sub(0x60)
}

fn roman(c: char) -> Option<u32> {
    match c {
        'Ⅰ'..='Ⅻ' => Some(u32::from(c) - 0x215F),
        'ⅰ'..='ⅻ' => Some(u32::from(c) - 0x216F),
        _ => None,
    }
}

fn in_parenthesis(chars: &[char], at: usize) -> Option<(Style, u32, usize)> {
    let closes = |end: usize| matches!(chars.get(end), Some(')' | '）' | '〕' | ']' | '】'));
    let (value, end) = number_run(chars, at + 1);
    // "（1）、" and "（1）." are one mark.
    let after = |end: usize| end + 1 + usize::from(matches!(chars.get(end + 1), Some('、' | '.' | '．')));
    if end > at + 1 && closes(end) {
        return Some((Style::Parenthesis, value, after(end)));
    }
    let (value, end) = chinese_run(chars, at + 1);
    value.filter(|_| closes(end)).map(|value| (Style::ChineseParenthesis, value, after(end)))
}

fn after_digits(chars: &[char], at: usize) -> Option<(Style, u32, usize)> {
    let (value, end) = number_run(chars, at);
    let line_start = at == 0 || chars.get(at - 1) == Some(&'\n');
    match chars.get(end)? {
        '.' | '．' | '、' | '。' | ':' | '：' => Some((Style::Plain, value, end + 1)),
        ')' | '）' => Some((Style::HalfParenthesis, value, end + 1)),
        c if is_space(*c) && *c != '\n' && line_start => {
            let gap = chars.get(end..).unwrap_or(&[]).iter().take_while(|c| is_space(**c) && **c != '\n').count();
            // "1 . 甲" is "1. 甲".
            let apart = matches!(chars.get(end + gap), Some('.' | '．' | '、'));
            Some((Style::Plain, value, if apart { end + gap + 1 } else { end + 1 }))
        }
        '，' | ',' if line_start => Some((Style::Plain, value, end + 1)),
        '-' | '－' | '—'
            if line_start && chars.get(end + 1).is_none_or(|c| digit(*c).is_none() && !matches!(c, '-' | '—')) =>
        {
            Some((Style::Plain, value, end + 1))
        }
        _ => None,
    }
}

fn in_words(chars: &[char], at: usize) -> Option<(Style, u32, usize)> {
    let punctuation = |end: usize| matches!(chars.get(end), Some('，' | ',' | '、' | '：' | ':' | '.' | '．' | '。'));
    let start = match (chars.get(at)?, chars.get(at + 1)) {
        ('第' | '其', _) => at + 1,
        ('措', Some('施')) => at + 2,
        _ => at,
    };
    let (value, end) = if start > at && chars.get(start).is_some_and(|c| digit(*c).is_some()) {
        let (value, end) = number_run(chars, start);
        (Some(value), end)
    } else {
        chinese_run(chars, start)
    };
    let value = value.filter(|_| end > start)?;
    let blank = |end: usize| chars.get(end).is_some_and(|c| is_space(*c) && *c != '\n');
    if start == at + 1 {
        // "第一项，", "第2条 "
        let named = end + usize::from(matches!(chars.get(end), Some('条' | '项' | '点' | '步')));
        let closed = punctuation(named) || named > end && blank(named);
        return closed.then_some((Style::Ordinal, value, named + 1));
    }
    if start == at + 2 {
        return (punctuation(end) || blank(end)).then_some((Style::Labelled, value, end + 1));
    }
    match chars.get(end)? {
        '是' => Some((Style::Firstly, value, end + 1)),
        // "三要素" is a word.
        '要' if !matches!(chars.get(end + 1), Some('素' | '点' | '件' | '害' | '求')) => {
            Some((Style::Firstly, value, end + 1))
        }
        '、' | '.' | '．' => Some((Style::Chinese, value, end + 1)),
        _ => None,
    }
}
