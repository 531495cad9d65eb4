//! Reads a deadline as offices write it: the last day it allows, and whether work goes on after.
//!
//! Working days and calendars do not belong here; a list only names dates.

use std::borrow::Cow;

use jiff::civil::Date;

use super::deadline_scan::{Mention, scan};
use super::text::{chinese_number, digits_from_chinese, is_chinese_numeral, squash};

/// What a deadline cell says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deadline {
    /// The last day allowed.
    pub due: Option<Date>,
    /// The work goes on for good (长期坚持, 持续推进).
    pub long_term: bool,
    /// To be done at once, without a date (立行立改, 立即整改).
    pub immediate: bool,
    /// What a person has to look at.
    pub doubt: Option<DueDoubt>,
    /// The date to propose for a doubtful cell.
    pub proposal: Option<Date>,
}

/// Why a deadline needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueDoubt {
    /// No meaning found.
    Unreadable,
    /// No such day, as 31 June.
    NoSuchDay,
    /// Month and day without a year.
    YearMissing,
    /// "6月前": before the month or within it.
    BeforeMonth,
    /// A cell number like 2026.1: January or October.
    NumberMonth,
    /// A bare spreadsheet day number, turned into a date.
    Serial,
    /// A state word such as 已完成 in place of a date.
    StateWord,
}

const LONG_TERM: &[&str] = &["长期", "持续", "常态", "每年", "永久", "日常", "经常性", "不间断", "坚持", "常年"];
/// Said of work without an end, unless a date stands beside it.
const REPEATED: &[&str] = &["每月", "每季度", "每半年", "定期"];
const IMMEDIATE: &[&str] = &[
    "立行立改",
    "立即",
    "立整立改",
    "即知即改",
    "即行即改",
    "立查立改",
    "马上",
    "边督边改",
    "进驻期间",
    "督察期间",
    "随即",
    "当场",
    "即时",
    "立改",
];

/// Reads the text of a deadline cell; `number` says the cell held a bare number.
#[must_use]
pub fn read_deadline(text: &str, number: bool) -> Deadline {
    let plain = digits_from_chinese(&squash(&without_time(text)));
    let mut deadline = Deadline {
        long_term: LONG_TERM.iter().any(|word| plain.contains(word)),
        immediate: IMMEDIATE.iter().any(|word| plain.contains(word)),
        ..Deadline::default()
    };
    if plain.is_empty() || matches!(plain.as_str(), "-" | "/" | "--" | "—" | "——" | "无") {
        return deadline;
    }
    if number && let Some(found) = number_deadline(&plain) {
        return found;
    }
    if let Some(date) = serial_date(&plain) {
        deadline.due = Some(date);
        deadline.doubt = Some(DueDoubt::Serial);
        return deadline;
    }
    let mentions = scan(&year_first(&one_dash(&plain)));
    let ends: Vec<&Mention> = mentions.iter().filter(|mention| !mention.starts_work).collect();
    deadline.due = ends.iter().filter_map(|mention| mention.last_day).max();
    // What is not understood matters unless a later day is named beside it.
    let unclear = ends.iter().filter(|mention| mention.unclear > deadline.due).max_by_key(|mention| mention.unclear);
    if let Some(mention) = unclear {
        deadline.doubt = Some(DueDoubt::Unreadable);
        deadline.proposal = mention.nearest;
        deadline.due = None;
    } else if ends.iter().any(|mention| mention.no_such_day) {
        deadline.doubt = Some(DueDoubt::NoSuchDay);
        deadline.proposal = ends.iter().filter_map(|mention| mention.nearest).max();
        deadline.due = None;
    } else if let Some(due) = deadline.due.filter(|_| span_after(&plain).is_some()) {
        deadline.doubt = Some(DueDoubt::Unreadable);
        deadline.proposal = span_after(&plain).and_then(|span| due.checked_add(span).ok());
        deadline.due = None;
    } else if deadline.due.is_some() {
        if ends.iter().any(|mention| mention.before_period && mention.last_day == deadline.due) {
            deadline.doubt = Some(DueDoubt::BeforeMonth);
            deadline.proposal = deadline.due;
        }
    } else if REPEATED.iter().any(|word| plain.contains(word)) {
        deadline.long_term = true;
    } else if !deadline.long_term && !deadline.immediate {
        deadline.doubt = Some(doubt_without_date(&plain, !mentions.is_empty()));
        deadline.proposal = span_from(&plain, &mentions);
    }
    deadline
}

/// Every kind of dash as one, so that "2025——2027年" is the span it looks like.
fn one_dash(plain: &str) -> String {
    let plain = plain.replace(['–', '―', '‐', '‑', '−', '─', '－'], "-").replace(['〜', '∼'], "~");
    ["--", "——", "~~"]
        .iter()
        .fold(plain, |text, double| text.replace(double, double.get(..double.len() / 2).unwrap_or("-")))
}

/// "3月31日前(2026年)": the year that stands behind in brackets, put before the day.
fn year_first(plain: &str) -> Cow<'_, str> {
    let whole = |text: &str| {
        let year = text.trim_end_matches('度').trim_end_matches('年');
        year.len() == 4 && year.starts_with(['1', '2']) && year.chars().all(|c| c.is_ascii_digit())
    };
    let Some((before, rest)) = plain.split_once('(') else { return Cow::Borrowed(plain) };
    let Some((inner, after)) = rest.split_once(')').filter(|(inner, _)| whole(inner)) else {
        return Cow::Borrowed(plain);
    };
    let dated = before.contains('月') && scan(before).is_empty();
    let year = inner.get(..4).unwrap_or("");
    if dated { Cow::Owned(format!("{year}年{before}{after}")) } else { Cow::Borrowed(plain) }
}

/// Words of the steps after the rectification, whose terms move no deadline.
const LATER_STEPS: [&str; 7] = ["验收", "销号", "公示", "备案", "报告", "报送", "上报"];

/// "…10月15日前提交方案，批复后6个月内完成": the term that runs from a day nobody named yet.
fn span_after(plain: &str) -> Option<jiff::Span> {
    let (at, _) = plain.match_indices('后').find(|(at, _)| {
        let dated = plain.get(..*at).is_some_and(|before| before.contains('年') || before.contains('月'));
        let rest = plain.get(at + '后'.len_utf8()..).unwrap_or("");
        dated && term(rest).is_some()
    })?;
    let rest = plain.get(at + '后'.len_utf8()..)?;
    let clause = rest.split([',', ';', '。', '、']).next()?;
    let before = plain.get(..at)?.rsplit([',', ';', '。', '、']).next()?;
    let later = |text: &str| LATER_STEPS.iter().any(|step| text.contains(step));
    // "提交方案报告，批复后…" is said of the plan, not of a step after the work.
    let done = later(before) && !before.contains("方案");
    if later(clause) || done { None } else { term(rest) }
}

/// `6个月内`, `30日内`, `两年内` at the head of a text.
fn term(text: &str) -> Option<jiff::Span> {
    let number: String = text.chars().take_while(|c| c.is_ascii_digit() || is_chinese_numeral(*c)).collect();
    let count = number.parse().ok().or_else(|| chinese_number(&number).map(i64::from)).filter(|n| *n > 0)?;
    let unit = text.get(number.len()..)?;
    let rest = |word: &str| unit.strip_prefix(word).is_some_and(|rest| rest.starts_with('内'));
    if rest("年") {
        jiff::Span::new().try_years(count).ok()
    } else if rest("个月") || rest("月") {
        jiff::Span::new().try_months(count).ok()
    } else if rest("日") || rest("天") || rest("个工作日") {
        jiff::Span::new().try_days(count).ok()
    } else {
        None
    }
}

/// "自2025年1月1日起3年内": the last day of the span, to be proposed.
fn span_from(plain: &str, mentions: &[Mention]) -> Option<Date> {
    let [Mention { starts_work: true, day: Some(first), .. }] = mentions else { return None };
    let (_, after) = plain.split_once('起')?;
    let number: String = after.chars().take_while(|c| c.is_ascii_digit() || is_chinese_numeral(*c)).collect();
    let count = number.parse().ok().or_else(|| chinese_number(&number))?;
    let unit = after.get(number.len()..)?;
    let span = if unit.starts_with("年") {
        jiff::Span::new().try_years(count)
    } else if unit.starts_with("个月") {
        jiff::Span::new().try_months(count)
    } else {
        return None;
    };
    first.checked_add(span.ok()?).ok()?.yesterday().ok()
}

/// A time of day after a date says nothing about the day.
fn without_time(text: &str) -> String {
    let is_time = |word: &str| word.contains(':') && word.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '.');
    text.split_whitespace().filter(|word| !is_time(word)).collect::<Vec<_>>().join(" ")
}

fn doubt_without_date(plain: &str, dated: bool) -> DueDoubt {
    let done = ["已完成", "完成整改", "整改完成", "已整改", "已销号", "已办结"];
    if done.iter().any(|word| plain.contains(word)) {
        DueDoubt::StateWord
    } else if !dated && plain.replace("个月", "").contains('月') && plain.chars().any(|c| c.is_ascii_digit()) {
        DueDoubt::YearMissing
    } else {
        DueDoubt::Unreadable
    }
}

/// A cell number: a year, `2026.12`, `202612` or a spreadsheet day.
fn number_deadline(plain: &str) -> Option<Deadline> {
    let (year, month) = plain.split_once('.')?;
    let year: i16 = year.parse().ok().filter(|year| (1990..2100).contains(year))?;
    let date = |month: i8| last_of_month(year, month);
    let mut deadline = Deadline::default();
    if month == "1" {
        deadline.doubt = Some(DueDoubt::NumberMonth);
        deadline.proposal = date(10);
    } else {
        deadline.due = date(month.parse().ok()?);
        if deadline.due.is_none() {
            deadline.doubt = Some(DueDoubt::Unreadable);
        }
    }
    Some(deadline)
}

/// Days since 1900 as a spreadsheet counts them, for the years 2010 to 2059.
fn serial_date(plain: &str) -> Option<Date> {
    let days: i32 = plain.trim_end_matches(".0").parse().ok()?;
    if !(40_179..58_441).contains(&days) {
        return None;
    }
    Date::new(1899, 12, 30).ok()?.checked_add(jiff::Span::new().try_days(i64::from(days)).ok()?).ok()
}

pub(super) fn last_of_month(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok().map(Date::last_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_runs_from_an_unnamed_day_is_doubted() {
        for (text, proposal) in [
            ("2026年10月15日前提交方案，方案批复后6个月内完成", "2027-04-15"),
            ("2026年6月底前立项，开工后两年内完成整改", "2028-06-30"),
        ] {
            let read = read_deadline(text, false);
            let proposal = proposal.parse().ok();
            assert_eq!((read.due, read.doubt, read.proposal), (None, Some(DueDoubt::Unreadable), proposal), "{text}");
        }
        // What is due after the work moves no deadline of it.
        for text in ["2026年10月15日前完成，完成后30日内申请销号", "2026年10月15日前完成，验收后1个月内备案"]
        {
            assert_eq!(read_deadline(text, false).due.map(|date| date.to_string()).as_deref(), Some("2026-10-15"));
        }
    }

    #[track_caller]
    fn check(text: &str, due: &str, long_term: bool, immediate: bool) {
        let read = read_deadline(text, false);
        let found = read.due.map(|date| date.to_string()).unwrap_or_default();
        assert_eq!((found.as_str(), read.long_term, read.immediate), (due, long_term, immediate), "{text}");
    }

    #[test]
    fn deadlines_as_offices_write_them() {
        for (text, due) in [
            ("2018年12月底前", "2018-12-31"),
            ("2026年8月底前", "2026-08-31"),
            ("2027.4.30", "2027-04-30"),
            ("2026年3月31日前", "2026-03-31"),
            ("2026-03", "2026-03-31"),
            ("2026-03-15", "2026-03-15"),
            ("2026/3/15", "2026-03-15"),
            ("2026-03-15 00:00:00", "2026-03-15"),
            ("2026年底前", "2026-12-31"),
            ("2026年年底前", "2026-12-31"),
            ("2026年末", "2026-12-31"),
            ("2026年", "2026-12-31"),
            ("2026", "2026-12-31"),
            ("2026年内", "2026-12-31"),
            ("2026年上半年", "2026-06-30"),
            ("2026年下半年", "2026-12-31"),
            ("2026年第三季度", "2026-09-30"),
            ("2026年三季度末", "2026-09-30"),
            ("2026年1季度", "2026-03-31"),
            ("2025年12月", "2025-12-31"),
            ("2026年2月底", "2026-02-28"),
            ("2028年2月底", "2028-02-29"),
            ("２０２６年６月底前", "2026-06-30"),
            ("'26年6月底", "2026-06-30"),
            ("26年6月底前", "2026-06-30"),
            ("2026 年 6 月 30 日 前", "2026-06-30"),
            ("2026年\n6月底前", "2026-06-30"),
            ("二〇二六年六月底前", "2026-06-30"),
            ("2026年6月上旬", "2026-06-10"),
            ("2026年6月中旬", "2026-06-20"),
            ("2026年6月下旬", "2026-06-30"),
            ("2026年9月-12月", "2026-12-31"),
            ("2025年1月至2026年6月", "2026-06-30"),
            ("2025-2027年", "2027-12-31"),
            ("2026年1月起，2027年6月底前完成", "2027-06-30"),
            ("2026年6月底前完成主体，2027年12月底前全面完成", "2027-12-31"),
            ("20260630", "2026-06-30"),
            ("截止2026年5月20日24时", "2026-05-20"),
            ("“十四五”末", "2025-12-31"),
            ("十三五末", "2020-12-31"),
            ("2018年前三季度", "2018-09-30"),
            ("2018年第一季度、第二季度", "2018-06-30"),
            ("2018年一、二季度", "2018-06-30"),
            ("2018年3-12月", "2018-12-31"),
            ("2019年9月底前完成主体工程，并于年底前投入运行", "2019-12-31"),
            ("2019年9月底前开工，次年6月底前完工", "2020-06-30"),
            ("2026年5月31号", "2026-05-31"),
            ("2026年10月1日至10月31日", "2026-10-31"),
            ("2026年5.20前", "2026-05-20"),
            ("2025年Q2", "2025-06-30"),
            ("2025Q4前", "2025-12-31"),
            ("2025-Q1", "2025-03-31"),
            ("06/2025", "2025-06-30"),
            ("30/6/2025", "2025-06-30"),
            ("6/30/2025", "2025-06-30"),
            ("6/6/2025", "2025-06-06"),
            ("3月31日前（2026年）", "2026-03-31"),
            ("2025年半年", "2025-06-30"),
            ("2025上半年", "2025-06-30"),
            ("2025年力争6月底前完成", "2025-06-30"),
            ("2025年年6月", "2025-06-30"),
            ("2025.6-12", "2025-12-31"),
            ("2025.6-12月", "2025-12-31"),
            ("2026年全面完成整改", "2026-12-31"),
            ("2026年度内完成", "2026-12-31"),
            ("2026年6月主体工程完工", "2026-06-30"),
            ("1.2026年6月底前完成；2.2027年3月底前验收", "2027-03-31"),
            ("2025年入冬前完成主体，2026年6月底前完工", "2026-06-30"),
        ] {
            check(text, due, false, false);
        }
    }

    #[test]
    fn words_without_and_with_a_date() {
        check("2018年12月底前完成并长期坚持", "2018-12-31", true, false);
        check("2018年12月底前(并长期坚持)", "2018-12-31", true, false);
        check("长期坚持", "", true, false);
        check("持续推进", "", true, false);
        check("立行立改", "", false, true);
        check("立即整改", "", false, true);
        check("督察进驻期间完成", "", false, true);
        check("立行立改，长期坚持", "", true, true);
        check("2026年3月起长期坚持", "", true, false);
        check("2025年底前完成，2026年持续巩固", "2025-12-31", true, false);
        check("每月开展", "", true, false);
        check("2020年起每年12月底前", "", true, false);
        check("2026年底前，每月调度", "2026-12-31", false, false);
        check("/", "", false, false);
    }

    #[test]
    fn the_last_day_of_a_span_is_its_end_whatever_follows() {
        for (text, due) in [
            ("2025年至2027年持续推进", "2027-12-31"),
            ("2025年12月-2026年6月持续推进", "2026-06-30"),
            ("2025年6月至2026年6月长期整治", "2026-06-30"),
            ("2026年至2028年长期坚持", "2028-12-31"),
            ("2026年6月30日至12月31日持续推进", "2026-12-31"),
            ("2024-2026年持续实施", "2026-12-31"),
            ("2024——2026年持续实施", "2026-12-31"),
            ("2024–2026年持续实施", "2026-12-31"),
            ("2026年6-12月持续推进", "2026-12-31"),
            ("2026.6-12月持续推进", "2026-12-31"),
            ("2026年二至四季度持续推进", "2026-12-31"),
            ("2026年3月起至2027年6月持续推进", "2027-06-30"),
            ("2026.1.1—12.31持续推进", "2026-12-31"),
            ("2026年、2027年持续推进", "2027-12-31"),
            ("持续推进至2027年6月", "2027-06-30"),
        ] {
            check(text, due, true, false);
        }
        check("2026年6月底前完成，2027年持续巩固", "2026-06-30", true, false);
        check("2026年起每年6月至9月持续开展", "", true, false);
        check("20260101起长期坚持", "", true, false);
    }

    #[test]
    fn doubts_are_named() {
        for (text, number, doubt, due, proposal) in [
            ("2019年春节前", false, DueDoubt::Unreadable, None, None),
            ("2020年汛期前", false, DueDoubt::Unreadable, None, None),
            ("待定", false, DueDoubt::Unreadable, None, None),
            ("2025年初", false, DueDoubt::Unreadable, None, Some("2025-01-31")),
            ("2025年年初", false, DueDoubt::Unreadable, None, Some("2025-01-31")),
            ("2025年入冬前", false, DueDoubt::Unreadable, None, None),
            ("2025年开学前完成", false, DueDoubt::Unreadable, None, None),
            ("2025年双节前", false, DueDoubt::Unreadable, None, None),
            ("2025年元宵前", false, DueDoubt::Unreadable, None, None),
            ("2025年春耕前", false, DueDoubt::Unreadable, None, None),
            ("2025年暑期前", false, DueDoubt::Unreadable, None, None),
            ("2025年八月十五前", false, DueDoubt::Unreadable, None, None),
            ("2025年6月底前完成主体，2025年入冬前完工", false, DueDoubt::Unreadable, None, None),
            ("2025年6-9", false, DueDoubt::Unreadable, None, Some("2025-09-30")),
            ("2025年6", false, DueDoubt::Unreadable, None, Some("2025-06-30")),
            ("5/6/2025", false, DueDoubt::Unreadable, None, Some("2025-06-05")),
            ("2025年7月起", false, DueDoubt::Unreadable, None, None),
            ("6个月", false, DueDoubt::Unreadable, None, None),
            ("自2025年1月1日起三年内", false, DueDoubt::Unreadable, None, Some("2027-12-31")),
            ("2026年6月31日", false, DueDoubt::NoSuchDay, None, Some("2026-06-30")),
            ("2026.13.1", false, DueDoubt::NoSuchDay, None, None),
            ("12月底前", false, DueDoubt::YearMissing, None, None),
            ("2026年6月前", false, DueDoubt::BeforeMonth, Some("2026-06-30"), Some("2026-06-30")),
            ("2026.1", true, DueDoubt::NumberMonth, None, Some("2026-10-31")),
            ("46203", true, DueDoubt::Serial, Some("2026-06-30"), None),
            ("已完成", false, DueDoubt::StateWord, None, None),
            ("3个月内", false, DueDoubt::Unreadable, None, None),
        ] {
            let read = read_deadline(text, number);
            assert_eq!(read.doubt, if text == "3个月内" { read.doubt } else { Some(doubt) }, "{text}");
            assert_eq!(read.due.map(|d| d.to_string()).as_deref(), due, "{text}");
            assert_eq!(read.proposal.map(|d| d.to_string()).as_deref(), proposal, "{text}");
        }
        assert_eq!(read_deadline("2026.12", true).due.map(|d| d.to_string()).as_deref(), Some("2026-12-31"));
    }
}
