//! Tells what kind of row a row below the header is.
//!
//! How rows are put together to tasks is in `walk`.

use crate::read::Sheet;

use super::field::Field;
use super::header::Header;
use super::model::SkipReason;
use super::text::{is_chinese_numeral, squash, tidy, whole_number};

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// Nothing to be seen.
    Blank,
    /// A class line with its text.
    Class(String),
    /// Not a task, for a known reason.
    Skip(SkipReason),
    /// A task or a part of one.
    Data,
}

const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
/// "共12项", "（3个）"
const COUNT_CHARS: usize = 8;

/// A class line in the column of problems can be this long at most.
const NAME_CHARS: usize = 24;
/// A class line can be a heading of this many characters at most.
pub(super) const CLASS_CHARS: usize = 80;

/// Classifies a row; repeated headers are known before.
pub(crate) fn classify(sheet: &Sheet, header: &Header, row: usize) -> RowKind {
    let own = own_cells(sheet, row);
    let Some((column, first)) = own.first() else { return RowKind::Blank };
    let word = squash(first);
    if numbers_columns(&own) {
        return RowKind::Skip(SkipReason::ColumnNumbers);
    }
    let field = header.at(*column).and_then(|column| column.field);
    if is_total(&word, field) {
        return RowKind::Skip(SkipReason::Total);
    }
    if header.column(Field::No) == Some(*column) && starts_with(&word, &["例", "示例", "样例", "填写示例", "举例"])
    {
        return RowKind::Skip(SkipReason::Note);
    }
    let sparse = own.len() * 2 <= header.columns.len().max(2) || own.len() == 1;
    let numbered = header.column(Field::No).is_some_and(|no| whole_number(&sheet.shown(row, no).text).is_some());
    // A date beside a measure is its deadline.
    let measured = own.len() > 1
        && [Field::Measures, Field::MeasureNo]
            .into_iter()
            .filter_map(|field| header.column(field))
            .any(|measure| measure != *column && own.iter().any(|(own, _)| *own == measure));
    if sparse && !numbered {
        if is_note(&word) {
            return RowKind::Skip(SkipReason::Note);
        }
        if is_signature(&word) || !measured && is_date(&word) {
            return RowKind::Skip(SkipReason::Signature);
        }
    }
    if let Some(text) = class_of_two(header, &own)
        .or_else(|| class_with_count(header, &own))
        .or_else(|| class_of_parts(sheet, header, (row, &own)))
    {
        return RowKind::Class(text);
    }
    if own.len() == 1 {
        return single(sheet, header, (row, *column), first);
    }
    RowKind::Data
}

/// Own non-blank cells with their columns.
pub(crate) fn own_cells(sheet: &Sheet, row: usize) -> Vec<(usize, String)> {
    (1..=sheet.rows.get(row - 1).map_or(0, Vec::len))
        .map(|column| (column, tidy(&sheet.cell(row, column).text)))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn starts_with(word: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| word.starts_with(start))
}

/// A sum; a measure or problem that begins with such a word goes on.
fn is_total(word: &str, field: Option<Field>) -> bool {
    let sums = ["合计", "总计", "小计", "共计", "累计"];
    let inside = matches!(field, Some(Field::Measures | Field::Problem | Field::Task | Field::Goal));
    sums.iter().any(|sum| {
        word.strip_prefix(sum).is_some_and(|rest| !inside || rest.is_empty() || rest.starts_with([':', '(']))
    })
}

fn is_note(word: &str) -> bool {
    let rest = word.trim_start_matches(['*', '※', '(', '【', '[']);
    ["备注", "附注", "说明", "注"].iter().any(|start| {
        rest.strip_prefix(start)
            .is_some_and(|after| after.starts_with([':', '1', '2', '一', '.', ')', '】', ']', '、']))
    }) || rest.starts_with("填表说明")
}

fn is_signature(word: &str) -> bool {
    let named = [
        "填表人",
        "填报人",
        "填报单位",
        "制表",
        "审核",
        "审签",
        "审批",
        "联系人",
        "联系电话",
        "单位(盖章)",
        "单位(公章)",
        "主要负责人",
        "分管负责人",
        "负责人",
        "填报日期",
        "填报时间",
        "填表日期",
        "报送单位",
        "日期:",
        "(盖章)",
        "盖章",
        "签字",
        "经办人",
    ];
    let page = word.starts_with('第') && word.ends_with('页');
    starts_with(word, &named) || page
}

/// The date below a list.
fn is_date(word: &str) -> bool {
    word.chars().count() <= 12
        && word.contains('年')
        && word.ends_with(['日', '月'])
        && word.starts_with(['1', '2', '二'])
}

/// `1 2 3 4 …`, `① ② ③ …`, `A B C …` or `甲 乙 1 2 …` below the header.
fn numbers_columns(own: &[(usize, String)]) -> bool {
    let circled = |text: &str| {
        let mut chars = text.chars();
        chars
            .next()
            .filter(|_| chars.next().is_none())
            .and_then(|c| u32::from(c).checked_sub(0x245F))
            .filter(|n| *n <= 20)
    };
    let value = |text: &str| whole_number(text).or_else(|| circled(text).map(i64::from));
    let single = |text: &str, row: &str| {
        let mut chars = text.chars();
        let only = chars.next().filter(|_| chars.next().is_none())?;
        row.chars().position(|c| c == only.to_ascii_uppercase())
    };
    let lettered = |row: &str| own.iter().map_while(|(_, text)| single(text, row)).enumerate().all(|(at, of)| at == of);
    let letters = own.iter().take_while(|(_, text)| single(text, LETTERS).is_some()).count();
    let stems = own.iter().take_while(|(_, text)| single(text, STEMS).is_some()).count();
    if own.len() >= 4 && letters == own.len() && lettered(LETTERS) {
        return true;
    }
    let own = if stems > 0 && lettered(STEMS) && own.len() >= 4 { own.get(stems..).unwrap_or(&[]) } else { own };
    let first = own.first().and_then(|(_, text)| value(text));
    (own.len() >= 4 || stems > 0)
        && own.iter().zip(first.unwrap_or(0)..).all(|((_, text), wanted)| value(text) == Some(wanted))
}

/// A heading, and at the end of the row how many tasks stand below it.
fn class_with_count(header: &Header, own: &[(usize, String)]) -> Option<String> {
    let [(column, name), (_, count)] = own else { return None };
    let first = header.columns.first().is_some_and(|first| *column <= first.index);
    let counted = count.chars().count() <= COUNT_CHARS && count.chars().any(|c| c.is_ascii_digit());
    (first && counted && heading_level(name).is_some() && name.chars().count() <= CLASS_CHARS).then(|| name.clone())
}

/// `一` in the number column and a name beside it.
fn class_of_two(header: &Header, own: &[(usize, String)]) -> Option<String> {
    let [(no, numeral), (column, name)] = own else { return None };
    let field = header.at(*column).and_then(|column| column.field);
    let in_words =
        squash(numeral).trim_matches(['(', ')', '、', '.']).chars().all(is_chinese_numeral) && !numeral.is_empty();
    let fits = !matches!(field, Some(Field::Measures | Field::MeasureDue | Field::Due | Field::Units | Field::Lead));
    if header.column(Field::No) != Some(*no) || !in_words || !fits || name.chars().count() > CLASS_CHARS {
        return None;
    }
    let joint = if numeral.ends_with(['、', '.', '．', ')', '）']) { "" } else { "、" };
    Some(format!("{numeral}{joint}{name}"))
}

/// `1` and a name, above a row numbered `1.1`.
fn class_of_parts(sheet: &Sheet, header: &Header, (row, own): (usize, &[(usize, String)])) -> Option<String> {
    let [(no, number), (column, name)] = own else { return None };
    let field = header.at(*column).and_then(|column| column.field);
    let names = matches!(field, None | Some(Field::Problem | Field::Task | Field::Class));
    let next = squash(&sheet.cell(row + 1, *no).text);
    let part = next.strip_prefix(&whole_number(number)?.to_string())?.strip_prefix(['.', '-'])?;
    let fits = header.column(Field::No) == Some(*no) && names && name.chars().count() <= CLASS_CHARS;
    (fits && part.starts_with(|c: char| c.is_ascii_digit())).then(|| name.clone())
}

/// Whether a heading begins with a Chinese number: (is it one, is it a lower one).
pub(crate) fn heading_level(text: &str) -> Option<u8> {
    let word = squash(text);
    let run = |word: &str| word.chars().take_while(|c| is_chinese_numeral(*c)).collect::<String>();
    let numeral = run(&word);
    if !numeral.is_empty() && word.get(numeral.len()..).is_some_and(|rest| rest.starts_with(['、', '.', ','])) {
        return Some(1);
    }
    if let Some(rest) = word.strip_prefix('第') {
        let numeral = run(rest);
        let after = rest.get(numeral.len()..).unwrap_or("");
        return (!numeral.is_empty() && after.starts_with(['类', '部', '章', '项', '方'])).then_some(1);
    }
    if let Some(rest) = word.strip_prefix('(') {
        let numeral = run(rest);
        return (!numeral.is_empty() && rest.get(numeral.len()..).is_some_and(|rest| rest.starts_with(')')))
            .then_some(2);
    }
    None
}

fn single(sheet: &Sheet, header: &Header, (row, column): (usize, usize), text: &str) -> RowKind {
    let width = sheet.merge_at(row, column).map_or(1, super::super::read::Merge::width);
    let wide = width >= 3 || width * 2 >= header.columns.len().max(2);
    let first = header.columns.first().is_some_and(|first| column <= first.index);
    let heading = heading_level(text).is_some();
    let field = header.at(column).and_then(|column| column.field);
    let inside = matches!(
        field,
        Some(
            Field::Measures
                | Field::MeasureNo
                | Field::MeasureDue
                | Field::Assist
                | Field::Problem
                | Field::Detail
                | Field::Task
                | Field::Goal
        )
    );
    let numbered =
        |row: usize| header.column(Field::No).is_some_and(|no| whole_number(&sheet.cell(row, no).text).is_some());
    // A short line above a numbered row, where problems stand, names what follows.
    let named = matches!(field, Some(Field::Problem | Field::Task)) && text.chars().count() <= NAME_CHARS && {
        !numbered(row) && numbered(row + 1) && !text.ends_with(['。', '；', ';', '，'])
    };
    if named && whole_number(text).is_none() {
        return RowKind::Class(tidy(text));
    }
    // Measures number themselves like headings; in other columns a heading is one.
    let own = matches!(field, Some(Field::Measures | Field::MeasureNo | Field::MeasureDue));
    let stands_out = heading && (field == Some(Field::Problem) || first && (!own || numbered(row + 1)));
    if whole_number(text).is_some() && !heading || (inside && !wide && !stands_out) {
        return RowKind::Data;
    }
    // A class column of its own is filled by rows, not by lines, unless the line stands out.
    if field == Some(Field::Class) && !wide && !heading && !first {
        return RowKind::Data;
    }
    if !wide && !first && !heading {
        return RowKind::Data;
    }
    let sentence = text.ends_with(['。', '；', ';']) || text.chars().count() > CLASS_CHARS;
    if sentence && !heading {
        return RowKind::Skip(SkipReason::Note);
    }
    RowKind::Class(tidy(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_by_level() {
        for (text, level) in [
            ("一、大气污染", Some(1)),
            ("（二）水污染", Some(2)),
            ("第三类 生态破坏", Some(1)),
            ("大气污染", None),
            ("一是抓落实", None),
        ] {
            assert_eq!(heading_level(text), level, "{text}");
        }
    }

    #[test]
    fn notes_and_signatures() {
        for word in ["注:带星号的为重点", "备注:见附件", "※注:1.甲", "说明:甲", "注1.甲"] {
            assert!(is_note(word), "{word}");
        }
        assert!(!is_note("注重源头治理"));
        for word in ["填表人:", "第1页", "单位(盖章):"] {
            assert!(is_signature(word), "{word}");
        }
        assert!(is_date("2026年3月5日") && !is_date("2026年新增问题"));
    }
}
