//! Cuts the measures that stand numbered inside one cell.
//!
//! A number only counts as one when the numbers run 1, 2, 3 …; decimals, dates and indicator
//! names ("3.5公里", "2026.4.30", "PM2.5") therefore stay inside the text. How measures are
//! spread over rows is not decided here.

mod marker;

use super::text::{is_space, tidy};

use marker::{Marker, STYLES, Style, find_markers, marker_at};

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

/// The fewest characters of a line that says what is to be done.
const PHRASE_MIN: usize = 4;
/// Nobody wraps measures by hand into columns narrower than this.
const LINE_MIN: usize = 36;
/// Room wrapping may leave at the end of a line: a number, a word in letters, a closing sign.
const WRAP_SLACK: usize = 8;

/// Signs before the measures of a list without numbers.
const BULLETS: [char; 12] = ['·', '•', '●', '■', '◆', '-', '—', '★', '▪', '○', '*', '＊'];

/// The longest label of a group of measures, as 长期整改：.
const LABEL_MAX: usize = 12;

/// Words that count things: "2座泵站" is no second measure.
const COUNTERS: &str = "座个处家项条次吨年月日号名台套公千米亩万户口眼级类时小期批部人天周";

/// Most measures cut out of one cell; real cells hold a dozen.
const ITEMS_MAX: usize = 500;

/// Cuts a cell into its measures and strips numbers and closing signs.
#[must_use]
pub fn split_measures(cell: &str) -> SplitMeasures {
    let chars: Vec<char> = cell.chars().collect();
    let markers = find_markers(&chars);
    let chains = STYLES.iter().map(|style| chain(&markers, *style)).filter(|(chain, _)| !chain.is_empty());
    // The outer numbering begins first; a lone number gives way to any real run.
    let best = chains.min_by_key(|(chain, _)| (chain.len() == 1, chain.first().map(|marker| marker.start)));
    let Some((best, gaps)) = best else { return bare_numbers(cell).unwrap_or_else(|| unnumbered(cell)) };
    cut(&chars, &best, gaps)
}

/// The number at the very start of a text and the text without it, for measures that stand one
/// per row and go on counting from row to row.
pub(crate) fn leading_number(text: &str) -> Option<(u32, String)> {
    let chars: Vec<char> = text.trim_matches(is_space).chars().collect();
    let marker = marker_at(&chars, 0).filter(|marker| !marker.digit_follows && marker.style != Style::Order)?;
    let spaced = marker.style == Style::Plain && marker.spaced;
    let rest = strip_end(&chars.get(marker.end..)?.iter().collect::<String>());
    (!rest.is_empty() && !spaced).then_some((marker.number, rest))
}

/// Figures behind a point that are an amount, not a number: 1.1万元.
const AMOUNTS: &str = "万亿公里米吨个元亩倍年月日号%％千百";

/// Numbers such as 3.1, 3.2 or 3-1 whose first part is the number of the task, as plain ones; they
/// are believed when they are the task's own, or when several have the same first part.
pub(crate) fn without_task_number(cell: &str, task: Option<i64>) -> Option<String> {
    let cell = cell.trim_matches(is_space);
    if !cell.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let chars: Vec<char> = cell.chars().collect();
    nested_at(&chars, 0)?;
    let mut found: Vec<Nested> = Vec::new();
    for at in 0..chars.len() {
        let Some(nested) = nested_at(&chars, at) else { continue };
        // Inside a line only the number that comes next is one.
        let next = found.last().is_some_and(|last| (last.outer, last.inner + 1) == (nested.outer, nested.inner));
        if nested.begins || next {
            found.push(nested);
        }
    }
    let first = found.first()?;
    let one = found.iter().all(|nested| nested.outer == first.outer);
    let runs = found.windows(2).all(|pair| matches!(pair, [a, b] if a.inner + 1 == b.inner));
    if !one || !runs || task != Some(first.outer) && found.len() < 2 {
        return None;
    }
    let mut out = String::new();
    for (index, nested) in found.iter().enumerate() {
        let end = found.get(index + 1).map_or(chars.len(), |next| next.start);
        out.push_str(&format!("{}、", nested.inner));
        out.extend(chars.get(nested.end..end).unwrap_or(&[]));
    }
    Some(out)
}

/// `3.1` and where it stands.
struct Nested {
    /// A line or a sentence begins there.
    begins: bool,
    outer: i64,
    inner: i64,
    start: usize,
    end: usize,
}

fn nested_at(chars: &[char], at: usize) -> Option<Nested> {
    chars.get(at).filter(|c| c.is_ascii_digit())?;
    let before = chars.get(..at)?.iter().rev().find(|c| !is_space(**c) || **c == '\n');
    let begins = matches!(before, None | Some('\n' | '。' | '；' | ';'));
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '第' | '（' | '(')) {
        return None;
    }
    let run = |from: usize| chars.iter().skip(from).take_while(|c| c.is_ascii_digit()).collect::<String>();
    let (outer, sign) = (run(at), at + run(at).len());
    chars.get(sign).filter(|c| matches!(c, '.' | '．' | '-' | '－'))?;
    let inner = run(sign + 1);
    let end = sign + 1 + inner.len();
    let next = chars.get(end)?;
    if outer.is_empty() || inner.is_empty() || inner.len() > 2 || AMOUNTS.contains(*next) || *next == '-' {
        return None;
    }
    let closed = matches!(next, '.' | '．' | '、' | ')' | '）');
    if closed && chars.get(end + 1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    Some(Nested {
        begins,
        outer: outer.parse().ok()?,
        inner: inner.parse().ok()?,
        start: at,
        end: end + usize::from(closed),
    })
}

fn cut(chars: &[char], chain: &[Marker], gaps: Vec<(u32, u32)>) -> SplitMeasures {
    let mut split = SplitMeasures { gaps, ..SplitMeasures::default() };
    let first = chain.first().map_or(0, |marker| marker.start);
    split.intro = tidy(&chars[..first].iter().collect::<String>());
    let mut label = String::new();
    for (index, marker) in chain.iter().enumerate() {
        let next = chain.get(index + 1);
        let end = next.map_or(chars.len(), |next| next.start);
        let mut text: String = chars.get(marker.end..end).unwrap_or(&[]).iter().collect();
        // "5.1 巡查；5.2 通报" are parts of the fifth measure and keep their numbers.
        if marker.digit_follows && text.starts_with('1') && text.contains(&format!("{}.2", marker.number)) {
            text = chars.get(marker.start..end).unwrap_or(&[]).iter().collect();
        }
        let before = std::mem::take(&mut label);
        // "长期整改：" on a line of its own before "3." belongs to what follows.
        if let Some((own, last)) = text.trim_end_matches(is_space).rsplit_once('\n').filter(|_| next.is_some()) {
            let last = last.trim_matches(is_space);
            if last.ends_with(['：', ':']) && last.chars().count() <= LABEL_MAX {
                label = last.to_owned();
                text = own.to_owned();
            }
        }
        let text = strip_end(&text);
        if !text.is_empty() {
            split.items.push((marker.number, before + &text));
        }
    }
    split
}

/// `1排查`, `2整治`, each on a line of its own, without any sign behind the number.
fn bare_numbers(cell: &str) -> Option<SplitMeasures> {
    let lines: Vec<&str> =
        cell.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()).collect();
    let item = |(line, wanted): (&&str, u32)| {
        let rest = line.strip_prefix(&wanted.to_string())?;
        let worded = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}') && !COUNTERS.contains(c);
        rest.starts_with(worded).then(|| (wanted, strip_end(rest)))
    };
    let items: Vec<(u32, String)> = lines.iter().zip(1..).map(item).collect::<Option<_>>()?;
    (items.len() > 1).then(|| SplitMeasures { items, ..SplitMeasures::default() })
}

/// Lines that each end like a sentence, or that were not only wrapped, are measures of their own;
/// other text is one measure.
fn unnumbered(cell: &str) -> SplitMeasures {
    let lines: Vec<&str> =
        cell.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()).collect();
    let closed = |line: &&str| line.ends_with(['。', '；', ';']);
    let bulleted = |line: &&str| line.starts_with(BULLETS);
    let listed = lines.iter().rev().skip(1).all(closed)
        || lines.iter().all(bulleted)
        || !lines.iter().any(closed) && broken_on_purpose(&lines);
    let many = lines.len() > 1 && listed;
    let items = if many {
        lines.iter().map(|line| strip_end(line.trim_start_matches(BULLETS))).collect()
    } else {
        vec![strip_end(cell)]
    };
    SplitMeasures {
        items: items.into_iter().filter(|text| !text.is_empty()).map(|text| (0, text)).collect(),
        ..SplitMeasures::default()
    }
}

/// Whether lines without closing signs each say something: short ones do, and of longer ones some
/// line had room for the beginning of the next, which wrapping would have used.
fn broken_on_purpose(lines: &[&str]) -> bool {
    // A line that ends inside a sentence or brackets goes on in the next.
    let goes_on = |line: &&str| {
        let open = line.chars().filter(|c| matches!(c, '（' | '(' | '“' | '《')).count();
        let shut = line.chars().filter(|c| matches!(c, '）' | ')' | '”' | '》')).count();
        open != shut
            || line.ends_with(['，', ',', '、', '：', ':', '的', '和', '及', '与', '对', '在', '将', '等', '为'])
            || line.chars().count() < PHRASE_MIN
    };
    let width = |line: &&str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widest = lines.iter().map(width).max().unwrap_or(0);
    let mut before_last = lines.iter().rev().skip(1);
    let room = widest <= LINE_MIN || before_last.any(|line| width(line) + WRAP_SLACK < widest);
    room && !lines.iter().any(goes_on)
}

/// Drops closing signs and joins lines that were only wrapped.
fn strip_end(text: &str) -> String {
    let text = text
        .trim_matches(is_space)
        .trim_end_matches(|c| is_space(c) || matches!(c, '；' | ';' | '。' | '，' | '、' | ','));
    let mut out = String::new();
    for line in text.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()) {
        if out.ends_with(['。', '；', ';', '：', ':']) || !out.is_empty() && begins_item(line) {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

/// Whether a line begins a lower item, so that it was not only wrapped.
fn begins_item(line: &str) -> bool {
    let chars: Vec<char> = line.chars().take(8).collect();
    let numbers = |marker: Marker| !(marker.digit_follows || marker.style == Style::Plain && marker.spaced);
    line.starts_with(['·', '•', '●', '■', '◆', '★', '▪', '○']) || marker_at(&chars, 0).is_some_and(numbers)
}

/// The run of numbers of one style, with numbers that are missing or doubled.
fn chain(markers: &[Marker], style: Style) -> (Vec<Marker>, Vec<(u32, u32)>) {
    let own: Vec<&Marker> = markers.iter().filter(|marker| marker.style == style).collect();
    let firm = |marker: &&&Marker| marker.strong && !marker.digit_follows;
    let Some(first) = own
        .iter()
        .filter(|m| m.number == 1)
        .find(firm)
        .or_else(|| {
            // "1.2026年底前…" begins with a digit of its own.
            own.iter().find(|m| m.number == 1 && m.strong && m.line_start)
        })
        .or_else(|| {
            // Numbers that go on counting from the cell above.
            let goes_on = |m: &&&Marker| m.number > 1 && m.line_start && m.opens && !m.digit_follows;
            own.iter().find(goes_on).filter(|_| style != Style::Order)
        })
    else {
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
        // A number left out or written twice: only believed where an item begins.
        let odd = later().find(|m| {
            let begins = m.line_start || m.after_clause;
            begins && !m.digit_follows && m.number + 1 >= wanted && m.number <= wanted + 3 && m.number != wanted
        });
        match (next, odd) {
            (Some(next), Some(odd))
                if odd.start < next.start
                    && odd.number < wanted
                    && (next.line_start || !odd.line_start && next.after_clause) =>
            {
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
    // One letter, or a number followed by a blank only, numbers nothing by itself.
    let weak = matches!(style, Style::Letter | Style::Roman | Style::Order) || first.number > 1 && first.spaced;
    let lone = chain.len() == 1 && (first.digit_follows || first.start > 0 || weak);
    if lone { (Vec::new(), Vec::new()) } else { (chain, gaps) }
}

#[cfg(test)]
mod tests;
