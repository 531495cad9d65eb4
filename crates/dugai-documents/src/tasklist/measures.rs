//! Cuts the measures that stand numbered inside one cell.
//!
//! A number only counts as one when the numbers run 1, 2, 3 …; decimals, dates and indicator
//! names ("3.5公里", "2026.4.30", "PM2.5") therefore stay inside the text. How measures are
//! spread over rows is not decided here.

use super::text::{chinese_number, is_chinese_numeral, is_space, tidy};

/// The measures found in one cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitMeasures {
    /// Each measure with the number written before it, 0 when there was none.
    pub items: Vec<(u32, String)>,
    /// Text before the first number.
    pub intro: String,
    /// Numbers that are missing or occur twice, as (expected, found).
    pub gaps: Vec<(u32, u32)>,
}

/// A way of numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    HalfParenthesis,
    Parenthesis,
    Circled,
    ChineseParenthesis,
    Chinese,
    Firstly,
    Ordinal,
    Labelled,
}

/// Most measures cut out of one cell; real cells hold a dozen.
const ITEMS_MAX: usize = 500;

const STYLES: [Style; 9] = [
    Style::Plain,
    Style::HalfParenthesis,
    Style::Parenthesis,
    Style::Circled,
    Style::ChineseParenthesis,
    Style::Chinese,
    Style::Firstly,
    Style::Ordinal,
    Style::Labelled,
];

#[derive(Debug, Clone, Copy)]
struct Marker {
    style: Style,
    number: u32,
    start: usize,
    end: usize,
    /// Stands where a new item would begin: at a line start or after the end of a sentence.
    strong: bool,
    line_start: bool,
    /// A digit follows directly, as in a decimal or in "1.2026年…".
    digit_follows: bool,
}

/// Cuts a cell into its measures and strips numbers and closing signs.
#[must_use]
pub fn split_measures(cell: &str) -> SplitMeasures {
    let chars: Vec<char> = cell.chars().collect();
    let markers = find_markers(&chars);
    let chains = STYLES.iter().map(|style| chain(&markers, *style)).filter(|(chain, _)| !chain.is_empty());
    // The outer numbering begins first; a lone number gives way to any real run.
    let best = chains.min_by_key(|(chain, _)| (chain.len() == 1, chain.first().map(|marker| marker.start)));
    let Some((best, gaps)) = best else { return unnumbered(cell) };
    cut(&chars, &best, gaps)
}

/// The number at the very start of a text and the text without it, for measures that stand one
/// per row and go on counting from row to row.
pub(crate) fn leading_number(text: &str) -> Option<(u32, String)> {
    let chars: Vec<char> = text.trim_matches(is_space).chars().collect();
    let marker = marker_at(&chars, 0).filter(|marker| !marker.digit_follows)?;
    let spaced = marker.style == Style::Plain && chars.get(marker.end - 1).is_some_and(|c| is_space(*c));
    let rest = strip_end(&chars.get(marker.end..)?.iter().collect::<String>());
    (!rest.is_empty() && !spaced).then_some((marker.number, rest))
}

fn cut(chars: &[char], chain: &[Marker], gaps: Vec<(u32, u32)>) -> SplitMeasures {
    let mut split = SplitMeasures { gaps, ..SplitMeasures::default() };
    let first = chain.first().map_or(0, |marker| marker.start);
    split.intro = tidy(&chars[..first].iter().collect::<String>());
    for (index, marker) in chain.iter().enumerate() {
        let end = chain.get(index + 1).map_or(chars.len(), |next| next.start);
        let text: String = chars.get(marker.end..end).unwrap_or(&[]).iter().collect();
        let text = strip_end(&text);
        if !text.is_empty() {
            split.items.push((marker.number, text));
        }
    }
    split
}

/// Lines that each end like a sentence are measures of their own; other text is one measure.
fn unnumbered(cell: &str) -> SplitMeasures {
    let lines: Vec<&str> =
        cell.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()).collect();
    let closed = |line: &&str| line.ends_with(['。', '；', ';']);
    let bulleted = |line: &&str| line.starts_with(['·', '•', '●', '■', '◆', '-', '—', '★', '▪', '○']);
    let many = lines.len() > 1 && (lines[..lines.len() - 1].iter().all(closed) || lines.iter().all(bulleted));
    let items = if many {
        lines
            .iter()
            .map(|line| strip_end(line.trim_start_matches(['·', '•', '●', '■', '◆', '-', '—', '★', '▪', '○'])))
            .collect()
    } else {
        vec![strip_end(cell)]
    };
    SplitMeasures {
        items: items.into_iter().filter(|text| !text.is_empty()).map(|text| (0, text)).collect(),
        ..SplitMeasures::default()
    }
}

/// Drops closing signs and joins lines that were only wrapped.
fn strip_end(text: &str) -> String {
    let text = text
        .trim_matches(is_space)
        .trim_end_matches(|c| is_space(c) || matches!(c, '；' | ';' | '。' | '，' | '、' | ','));
    let mut out = String::new();
    for line in text.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()) {
        if out.ends_with(['。', '；', ';', '：', ':']) {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// The run of numbers of one style, with numbers that are missing or doubled.
fn chain(markers: &[Marker], style: Style) -> (Vec<Marker>, Vec<(u32, u32)>) {
    let own: Vec<&Marker> = markers.iter().filter(|marker| marker.style == style).collect();
    let firm = |marker: &&&Marker| marker.strong && !marker.digit_follows;
    let Some(first) = own.iter().filter(|m| m.number == 1).find(firm).or_else(|| {
        // "1.2026年底前…" begins with a digit of its own.
        own.iter().find(|m| m.number == 1 && m.strong && m.line_start)
    }) else {
        return (Vec::new(), Vec::new());
    };
    let mut chain = vec![**first];
    let mut gaps = Vec::new();
    while chain.len() < ITEMS_MAX {
        let last = chain.last().map_or((0, 0), |marker| (marker.number, marker.end));
        let later = || own.iter().filter(|m| m.start >= last.1);
        let wanted = last.0 + 1;
        let next = later()
            .filter(|m| m.number == wanted)
            .find(firm)
            .or_else(|| later().find(|m| m.number == wanted && m.strong))
            .or_else(|| later().find(|m| m.number == wanted && !m.digit_follows));
        // A number left out or written twice: only believed at the start of a line.
        let odd = later().find(|m| {
            m.line_start && !m.digit_follows && m.number + 1 >= wanted && m.number <= wanted + 3 && m.number != wanted
        });
        match (next, odd) {
            (Some(next), Some(odd)) if odd.start < next.start && odd.number < wanted && next.line_start => {
                gaps.push((wanted, odd.number));
                chain.push(**odd);
            }
            (Some(next), _) => chain.push(**next),
            (None, Some(odd)) => {
                gaps.push((wanted, odd.number));
                chain.push(**odd);
            }
            (None, None) => break,
        }
    }
    let lone = chain.len() == 1 && (first.digit_follows || first.start > 0);
    if lone { (Vec::new(), Vec::new()) } else { (chain, gaps) }
}

fn find_markers(chars: &[char]) -> Vec<Marker> {
    let mut markers = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let found = marker_at(chars, at);
        at += 1;
        if let Some(marker) = found {
            at = at.max(marker.end);
            markers.push(marker);
        }
    }
    markers
}

fn marker_at(chars: &[char], at: usize) -> Option<Marker> {
    let c = *chars.get(at)?;
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
    let (style, number, end) = if let Some(number) = circled(c) {
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
    } else if c == '第' || c == '措' || is_chinese_numeral(c) {
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
    let soft = matches!(style, Style::Firstly | Style::Circled | Style::Parenthesis)
        && matches!(solid, Some('，' | ',' | '、'));
    let strong = line_start || sentence || soft;
    // Words like 一是 or 一、 occur inside sentences; they number only where an item begins.
    let wordy = matches!(style, Style::Chinese | Style::Firstly | Style::Ordinal | Style::Labelled);
    if wordy && !strong {
        return None;
    }
    let digit_follows = chars.get(end).is_some_and(|c| digit(*c).is_some());
    let digit_follows = digit_follows && matches!(style, Style::Plain);
    Some(Marker { style, number, start: at, end, strong, line_start, digit_follows })
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
        0x2474..=0x2487 => Some(code - 0x2473),
        0x2488..=0x249B => Some(code - 0x2487),
        0x2776..=0x277F => Some(code - 0x2775),
        0x3251..=0x325F => Some(code - 0x323C),
        _ => None,
    }
}

fn in_parenthesis(chars: &[char], at: usize) -> Option<(Style, u32, usize)> {
    let closes = |end: usize| matches!(chars.get(end), Some(')' | '）' | '〕' | ']' | '】'));
    let (value, end) = number_run(chars, at + 1);
    if end > at + 1 && closes(end) {
        return Some((Style::Parenthesis, value, end + 1));
    }
    let (value, end) = chinese_run(chars, at + 1);
    value.filter(|_| closes(end)).map(|value| (Style::ChineseParenthesis, value, end + 1))
}

fn after_digits(chars: &[char], at: usize) -> Option<(Style, u32, usize)> {
    let (value, end) = number_run(chars, at);
    match chars.get(end)? {
        '.' | '．' | '、' | '。' | ':' | '：' => Some((Style::Plain, value, end + 1)),
        ')' | '）' => Some((Style::HalfParenthesis, value, end + 1)),
        ' ' | '\t' | '\u{3000}' if at == 0 || chars.get(at - 1) == Some(&'\n') => Some((Style::Plain, value, end + 1)),
        _ => None,
    }
}

fn in_words(chars: &[char], at: usize) -> Option<(Style, u32, usize)> {
    let punctuation = |end: usize| matches!(chars.get(end), Some('，' | ',' | '、' | '：' | ':' | '.' | '．' | '。'));
    let start = match (chars.get(at)?, chars.get(at + 1)) {
        ('第', _) => at + 1,
        ('措', Some('施')) => at + 2,
        _ => at,
    };
    let (value, end) = if start == at + 2 && chars.get(start).is_some_and(|c| digit(*c).is_some()) {
        let (value, end) = number_run(chars, start);
        (Some(value), end)
    } else {
        chinese_run(chars, start)
    };
    let value = value.filter(|_| end > start)?;
    if start == at + 1 {
        return punctuation(end).then_some((Style::Ordinal, value, end + 1));
    }
    if start == at + 2 {
        return punctuation(end).then_some((Style::Labelled, value, end + 1));
    }
    match chars.get(end)? {
        '是' => Some((Style::Firstly, value, end + 1)),
        '、' | '.' | '．' => Some((Style::Chinese, value, end + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
