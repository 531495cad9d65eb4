//! Small text helpers for cells: widths of characters, blanks, Chinese numerals.
//!
//! Nothing here knows about columns or tasks.

/// Full-width letters, digits and signs as their half-width forms; other characters stay.
pub(crate) fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{ad}')
}

/// Without any blank and in half width: for comparing words.
pub(crate) fn squash(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c)).map(half_width_char).collect()
}

/// Without blanks at both ends.
pub(crate) fn tidy(text: &str) -> String {
    text.trim_matches(is_space).to_owned()
}

/// Words that stand in a cell to say that nothing belongs there.
const NOTHING: [&str; 9] = ["无", "暂无", "没有", "不涉及", "空", "N/A", "n/a", "NA", "na"];
/// What may be said to be missing: 无配合单位.
const MISSING: [&str; 6] = ["单位", "部门", "责任人", "负责人", "领导", "县区"];

/// Whether a cell says that nothing belongs there: blank, `—`, `/`, 无, 暂无, 无配合单位.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
    let word = squash(text);
    let bare = word.trim_matches(['(', ')', '。', '.', ';', '、']);
    let signs = bare.chars().all(|c| matches!(c, '-' | '－' | '—' | '–' | '―' | '─' | '/' | '\\' | '_'));
    let missing = || {
        let what = bare.strip_prefix("暂").unwrap_or(bare).strip_prefix('无');
        // 无锡市某单位 and 无名单位 are names.
        let named = |what: &str| what.starts_with(['名', '锡', '为', '棣', '极']);
        what.filter(|what| !named(what))
            .is_some_and(|what| what.chars().count() <= 6 && MISSING.iter().any(|kind| what.ends_with(kind)))
    };
    signs || NOTHING.contains(&bare) || missing()
}

fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

pub(crate) fn is_chinese_numeral(c: char) -> bool {
    c == '十' || chinese_digit(c).is_some()
}

/// `十二` → 12, `二十` → 20; up to 99.
pub(crate) fn chinese_number(text: &str) -> Option<u32> {
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['十', one] => chinese_digit(*one).map(|d| 10 + d),
        [ten, '十'] => chinese_digit(*ten).map(|d| d * 10),
        [ten, '十', one] => Some(chinese_digit(*ten)? * 10 + chinese_digit(*one)?),
        [one] => chinese_digit(*one),
        _ => None,
    }
}

/// `二〇二六年六月三十日` → `2026年6月30日`; other text stays.
pub(crate) fn digits_from_chinese(text: &str) -> String {
    let mut out = String::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let run: Vec<char> = chars[at..].iter().copied().take_while(|c| is_chinese_numeral(*c)).collect();
        let after = chars.get(at + run.len()).copied();
        if run.len() == 4 && after == Some('年') && !run.contains(&'十') {
            out.extend(run.iter().filter_map(|c| chinese_digit(*c)).map(|d| d.to_string()));
        } else if !run.is_empty() && matches!(after, Some('月' | '日' | '号')) {
            let word: String = run.iter().collect();
            out.push_str(&chinese_number(&word).map_or(word, |n| n.to_string()));
        } else {
            out.extend(run.iter());
        }
        at += run.len();
        if let Some(c) = chars.get(at) {
            out.push(*c);
            at += 1;
        }
    }
    out
}

/// A whole number written as text (`3`, `3.0`, `３`, `(3)`, `三`, `第3号`).
pub(crate) fn whole_number(text: &str) -> Option<i64> {
    let squashed = squash(text);
    let bare = squashed
        .trim_start_matches(['(', '第', '[', '*', '★'])
        .trim_end_matches([')', '号', '项', '条', ']', '.', '、', '*', '★']);
    if let Ok(value) = bare.parse::<i64>() {
        return Some(value);
    }
    if let Some(whole) = bare.strip_suffix(".0") {
        return whole.parse().ok();
    }
    chinese_number(bare).map(i64::from).or_else(|| in_circle(bare))
}

/// `④` and `⑷`, one sign each.
fn in_circle(text: &str) -> Option<i64> {
    let mut chars = text.chars();
    let sign = u32::from(chars.next().filter(|_| chars.as_str().is_empty())?);
    let number = |before: u32| sign.checked_sub(before).filter(|number| (1..=20).contains(number));
    number(0x245F).or_else(|| number(0x2473)).map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words() {
        for (text, value) in [("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31), ("五", 5)] {
            assert_eq!(chinese_number(text), Some(value));
        }
        assert_eq!(chinese_number("百"), None);
        assert_eq!(digits_from_chinese("二〇二六年十二月三十一日前"), "2026年12月31日前");
        assert_eq!(digits_from_chinese("一是完成"), "一是完成");
    }

    #[test]
    fn whole_numbers_in_cells() {
        for (text, value) in [
            ("1", 1),
            ("３", 3),
            ("3.0", 3),
            ("（4）", 4),
            ("第5号", 5),
            ("第2条", 2),
            ("六", 6),
            (" 7 ", 7),
            ("*8", 8),
        ] {
            assert_eq!(whole_number(text), Some(value), "{text}");
        }
        assert_eq!(whole_number("1-2"), None);
        assert_eq!(whole_number(""), None);
    }
}
