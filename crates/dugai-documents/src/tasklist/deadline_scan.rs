//! Finds every date mentioned in a text and the last day each one covers.
//!
//! Which of them is the deadline is decided in `deadline`.

use jiff::civil::Date;

use super::deadline::last_of_month;
use super::deadline_rest::{follows_month, follows_year, season};

/// One date found in a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mention {
    /// The last day covered.
    pub(super) last_day: Option<Date>,
    /// The named day does not exist.
    pub(super) no_such_day: bool,
    /// The nearest day that does exist.
    pub(super) nearest: Option<Date>,
    /// "…起": work begins then.
    pub(super) starts_work: bool,
    /// "6月前" or "2026年前", which can be read two ways.
    pub(super) before_period: bool,
    /// Words stand behind it that are not understood: it names no certain day, at most this one.
    pub(super) unclear: Option<Date>,
    /// The very day named, where one is.
    pub(super) day: Option<Date>,
}

/// A reading position over the characters.
struct Scanner {
    chars: Vec<char>,
    at: usize,
    year: Option<i16>,
    month: Option<i8>,
    /// The date being read ends a span: "至", "到" or a dash joins it with what stands before.
    joined: bool,
}

/// Signs and words between the first and the last day of a span, or between days of a list.
const SPAN: [char; 8] = ['至', '到', '-', '—', '~', '、', '和', '与'];

/// All mentions in order; the text has no blanks and half-width digits.
pub(super) fn scan(text: &str) -> Vec<Mention> {
    let mut scanner = Scanner { chars: text.chars().collect(), at: 0, year: None, month: None, joined: false };
    let mut mentions = Vec::new();
    while scanner.at < scanner.chars.len() {
        match scanner.mention() {
            Some(mention) => mentions.push(mention),
            None => scanner.at += 1,
        }
    }
    mentions
}

impl Scanner {
    fn rest_starts(&self, words: &[&str]) -> Option<usize> {
        words.iter().find_map(|word| {
            let wanted: Vec<char> = word.chars().collect();
            let found = self.chars.get(self.at..self.at + wanted.len())?;
            (found == wanted.as_slice()).then_some(wanted.len())
        })
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let len = self.rest_starts(words).unwrap_or(0);
        self.at += len;
        len > 0
    }

    /// A run of digits of at most `most` characters; leaves the position when there is none.
    fn digits(&mut self, most: usize) -> Option<(i32, usize)> {
        let run: String = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        if run.is_empty() || run.len() > most {
            return None;
        }
        self.at += run.len();
        run.parse().ok().map(|value| (value, run.len()))
    }

    fn mention(&mut self) -> Option<Mention> {
        if self.at > 0 && self.chars.get(self.at - 1).is_some_and(char::is_ascii_digit) {
            return None;
        }
        for (words, year) in [
            (["“十三五”", "\"十三五\"", "十三五"], 2020),
            (["“十四五”", "\"十四五\"", "十四五"], 2025),
            (["“十五五”", "\"十五五\"", "十五五"], 2030),
        ] {
            if self.eat(&words) {
                return Some(Mention { last_day: last_of_month(year, 12), ..Mention::default() });
            }
        }
        let start = self.at;
        self.joined = self.ends_a_span();
        let found = self.year_last().or_else(|| {
            self.at = start;
            self.with_year()
        });
        let found = found.or_else(|| {
            self.at = start;
            self.month_of_known_year()
        });
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// Whether the date that begins here is joined to one before it: "2025年至", "2025年12月-".
    fn ends_a_span(&self) -> bool {
        let before = self.chars.get(..self.at).unwrap_or(&[]);
        let signs = before.iter().rev().take_while(|c| SPAN.contains(c)).count();
        let (earlier, joint) = before.split_at(before.len() - signs);
        let dated = |c: &char| c.is_ascii_digit() || "年月日号季度底末初中旬半起始”\"".contains(*c);
        signs > 0 && (joint.iter().any(|c| matches!(c, '至' | '到')) || earlier.last().is_some_and(dated))
    }

    fn rest(&self) -> &[char] {
        self.chars.get(self.at..).unwrap_or(&[])
    }

    /// A date whose words behind it are not understood; `nearest` is what a person may mean.
    fn unclear(year: i16, month: i8, nearest: Option<Date>) -> Mention {
        Mention { unclear: last_of_month(year, month), nearest, ..Mention::default() }
    }

    /// `30/6/2025` and `06/2025`, the year last.
    fn year_last(&mut self) -> Option<Mention> {
        let (first, _) = self.digits(2)?;
        let sign = self.chars.get(self.at).copied().filter(|c| matches!(c, '/' | '-' | '.'))?;
        self.at += 1;
        let (second, len) = self.digits(4)?;
        let (day, month, year) = if len == 4 {
            (None, first, second)
        } else {
            self.chars.get(self.at).filter(|c| **c == sign)?;
            self.at += 1;
            (Some(first), second, self.digits(4).filter(|(_, len)| *len == 4)?.0)
        };
        let year = i16::try_from(year).ok().filter(|year| (1990..2100).contains(year))?;
        // "1.2026年…" and "1-2026.6.30" are a number and a date.
        if self.rest().first().is_some_and(|c| matches!(c, '年' | '.' | '-' | '/')) {
            return None;
        }
        self.year = Some(year);
        let month = i8::try_from(month).ok()?;
        let Some(day) = day else { return (1..=12).contains(&month).then(|| self.after_month(year, month)) };
        match (day, month) {
            (day, 1..=12) if day > 12 || day == i32::from(month) => Some(self.day(year, month, day)),
            (1..=12, 13..=31) => Some(self.day(year, i8::try_from(day).ok()?, i32::from(month))),
            // Day and month can be told only when one of them is above twelve.
            (day, 1..=12) => {
                let nearest = Date::new(year, month, i8::try_from(day).ok()?).ok();
                Some(Self::unclear(year, 12, nearest))
            }
            _ => Some(Mention { no_such_day: true, ..Mention::default() }),
        }
    }

    fn with_year(&mut self) -> Option<Mention> {
        let (value, len) = self.digits(8)?;
        if len == 8 || len == 6 {
            return compact(value, len).map(|mention| self.closed(mention));
        }
        let named = self.eat(&["年"]);
        let year = match (len, named) {
            (4, _) => value,
            (2, true) if (10..60).contains(&value) => 2000 + value,
            _ => return None,
        };
        let year = i16::try_from(year).ok().filter(|year| (1990..2100).contains(year))?;
        self.year = Some(year);
        self.month = None;
        if named {
            self.eat(&["度"]);
            return Some(self.after_year(year));
        }
        if let Some(separator) =
            self.chars.get(self.at).copied().filter(|c| matches!(c, '.' | '-' | '/' | '—' | '~' | '至'))
        {
            return self.separated(year, separator);
        }
        // A bare year is a date only when nothing but words follow.
        let alone = self.chars.get(self.at).is_none_or(|c| matches!(c, '底' | '末' | '前' | 'Q' | 'q'))
            || self.rest_starts(&["上半年", "下半年", "第"]).is_some();
        alone.then(|| self.after_year(year))
    }

    /// `2026.4.30`, `2026-03`, or a span of years.
    fn separated(&mut self, year: i16, separator: char) -> Option<Mention> {
        self.at += 1;
        let mark = self.at;
        if let Some(quarter) = self.quarter() {
            return Some(self.closed(Mention { last_day: last_of_month(year, quarter * 3), ..Mention::default() }));
        }
        match self.digits(4)? {
            (_, 4) => {
                // "2025-2027年": the second year is read on its own.
                self.at = mark;
                self.joined = true;
                self.with_year()
            }
            (month, _) => {
                let month = i8::try_from(month).ok()?;
                self.eat(&["月"]);
                let before_day = self.at;
                if self.chars.get(self.at) == Some(&separator) {
                    self.at += 1;
                    if let Some((day, _)) = self.digits(2) {
                        self.eat(&["日", "号"]);
                        return Some(self.day(year, month, day));
                    }
                    self.at = before_day;
                }
                if let Some(last) = self.last_of_span(month) {
                    return Some(self.after_month(year, last));
                }
                Some(self.after_month(year, month))
            }
        }
    }

    fn after_year(&mut self, year: i16) -> Mention {
        let end_of = |month| Mention { last_day: last_of_month(year, month), ..Mention::default() };
        self.eat(&["的"]);
        if self.eat(&["上半年", "前半年", "半年"]) {
            return self.closed(end_of(6));
        }
        if self.eat(&["前三季度", "前3季度"]) {
            return self.closed(end_of(9));
        }
        if self.eat(&["下半年", "后半年"]) {
            return self.closed(end_of(12));
        }
        if let Some(quarter) = self.quarter() {
            return self.closed(end_of(quarter * 3));
        }
        if self.eat(&["年中"]) || self.eat(&["中"]) {
            return self.closed(end_of(6));
        }
        self.eat_before_digits(&["年", "力争于", "力争", "争取", "计划于", "计划", "确保", "预计", "拟于", "拟", "于"]);
        if let Some((month, _)) = self.digits(2) {
            return self.number_of_month(year, i8::try_from(month).unwrap_or(0));
        }
        if let Some(month) = season(self.rest()) {
            return Self::unclear(year, month, None);
        }
        if self.eat(&["年初", "初"]) {
            return Self::unclear(year, 12, last_of_month(year, 1));
        }
        let named_end = self.eat(&["年底", "年末", "年终", "年尾", "年内", "底", "末", "终", "内", "之内", "全年"]);
        if !named_end && !follows_year(self.rest()) {
            return Self::unclear(year, 12, None);
        }
        let before = !named_end && self.rest_starts(&["前", "之前", "以前"]).is_some();
        let mention = self.closed(end_of(12));
        Mention { before_period: before, ..mention }
    }

    /// "2025年力争6月底前": the month is what counts.
    fn eat_before_digits(&mut self, words: &[&str]) {
        let mark = self.at;
        if self.eat(words) && !self.rest().first().is_none_or(char::is_ascii_digit) {
            self.at = mark;
        }
    }

    /// The number behind "2025年": a month, or one of which only a person knows what it means.
    fn number_of_month(&mut self, year: i16, month: i8) -> Mention {
        if self.eat(&["月"]) {
            return self.after_month(year, month);
        }
        let mark = self.at;
        if self.eat(&["-", "—", "~", "至"]) {
            let second = self.digits(2).and_then(|(number, _)| i8::try_from(number).ok());
            if let Some(second) = second.filter(|second| (month..=12).contains(second))
                && self.rest_starts(&["月"]).is_none()
            {
                // "6-9" can be a day of June and the months to September.
                return Self::unclear(year, second, last_of_month(year, second));
            }
            self.at = mark;
        }
        if self.rest_starts(&[".", "-", "/"]).is_some() {
            return self.after_month(year, month);
        }
        Self::unclear(year, if (1..=12).contains(&month) { month } else { 12 }, last_of_month(year, month))
    }

    /// `-12` behind `2025.6`: the months to December, unless another sign goes on with a day.
    fn last_of_span(&mut self, month: i8) -> Option<i8> {
        let mark = self.at;
        let found = self.eat(&["-", "—", "~", "至"]).then(|| self.digits(2)).flatten();
        let last = found.and_then(|(number, _)| i8::try_from(number).ok()).filter(|last| (month..=12).contains(last));
        if last.is_none() || self.rest_starts(&["日", "号"]).is_some() {
            self.at = mark;
            return None;
        }
        self.eat(&["月"]);
        self.joined = true;
        last
    }

    /// "第三季度", "一、二季度": the last quarter named.
    fn quarter(&mut self) -> Option<i8> {
        let start = self.at;
        if self.eat(&["Q", "q"])
            && let Some((number, 1)) = self.digits(1)
            && (1..=4).contains(&number)
        {
            return i8::try_from(number).ok();
        }
        self.at = start;
        let (mut last, mut numbers) = (None, 0);
        loop {
            self.eat(&["第"]);
            let number = match self.chars.get(self.at) {
                Some('1' | '一') => 1,
                Some('2' | '二') => 2,
                Some('3' | '三') => 3,
                Some('4' | '四') => 4,
                _ => break,
            };
            self.at += 1;
            if self.eat(&["季度", "季"]) {
                last = Some((number, self.at));
            }
            if !self.eat(&["、", ",", "和", "至", "到", "-", "—", "~"]) {
                break;
            }
            numbers += 1;
        }
        self.joined |= last.is_some() && numbers > 0;
        self.at = last.map_or(start, |(_, end)| end);
        let (number, _) = last?;
        self.eat(&["末", "底"]);
        Some(number)
    }

    fn after_month(&mut self, year: i16, month: i8) -> Mention {
        self.month = Some(month);
        let Some(last) = last_of_month(year, month) else {
            return Mention { no_such_day: true, ..Mention::default() };
        };
        self.eat(&["份"]);
        let day = |day| Date::new(year, month, day).ok();
        let fixed = [(["上旬", "初"], 10), (["中旬", "中"], 20)]
            .into_iter()
            .find_map(|(words, number)| self.eat(&words).then(|| day(number)).flatten());
        if fixed.is_some() {
            return self.closed(Mention { last_day: fixed, ..Mention::default() });
        }
        let mark = self.at;
        self.eat(&[".", "-", "/"]);
        if let Some((number, _)) = self.digits(2) {
            if self.rest_starts(&["月"]).is_none() {
                self.eat(&["日", "号"]);
                return self.day(year, month, number);
            }
            // "9-12月": the second number is the month that counts.
            self.eat(&["月"]);
            self.joined = true;
            return self.after_month(year, i8::try_from(number).unwrap_or(0));
        }
        self.at = mark;
        let named_end = self.eat(&["月底", "底", "末", "下旬", "内"]);
        if !named_end && !follows_month(self.rest()) {
            return Self::unclear(year, month, None);
        }
        let before = !named_end && self.rest_starts(&["前", "之前", "以前"]).is_some();
        let mention = self.closed(Mention { last_day: Some(last), ..Mention::default() });
        Mention { before_period: before, ..mention }
    }

    fn day(&mut self, year: i16, month: i8, day: i32) -> Mention {
        self.month = Some(month);
        let date = i8::try_from(day).ok().and_then(|day| Date::new(year, month, day).ok());
        let mention = Mention {
            last_day: date,
            no_such_day: date.is_none(),
            nearest: last_of_month(year, month),
            day: date,
            ..Mention::default()
        };
        self.closed(mention)
    }

    /// "至10月31日", "，12月底前": the year was named before.
    fn month_of_known_year(&mut self) -> Option<Mention> {
        let year = self.year?;
        if self.eat(&["次年", "翌年"]) {
            let year = year.checked_add(1)?;
            self.year = Some(year);
            return Some(self.after_year(year));
        }
        // What comes again every year is not the end, neither is the end of a span of every year.
        let span = |c: &&char| c.is_ascii_digit() || SPAN.contains(*c) || "月日号底末初中上下旬".contains(**c);
        let mut before = self.chars.get(..self.at).unwrap_or(&[]).iter().rev().skip_while(span);
        if (before.next(), before.next()) == (Some(&'年'), Some(&'每')) {
            return None;
        }
        let own = self.at.checked_sub(1).and_then(|before| self.chars.get(before)).is_none_or(|c| *c != '每');
        if own && self.eat(&["年底", "年末"]) {
            return Some(self.closed(Mention { last_day: last_of_month(year, 12), ..Mention::default() }));
        }
        let (value, len) = self.digits(2)?;
        let number = i8::try_from(value).ok()?;
        if self.eat(&["月"]) {
            return Some(self.after_month(year, number));
        }
        // "2026.6.30-12.31": the day as it was written before.
        let mark = self.at;
        if self.joined && self.eat(&[".", "/"]) {
            let day = self.digits(2).filter(|_| (1..=12).contains(&number));
            if let Some((day, _)) = day.filter(|_| follows_month(self.rest())) {
                return Some(self.day(year, number, day));
            }
            self.at = mark;
        }
        let joined = self.at > len && matches!(self.chars.get(self.at - len - 1), Some('-' | '至' | '—' | '~' | '到'));
        if joined && self.eat(&["日", "号"]) {
            return Some(self.day(year, self.month?, value));
        }
        None
    }

    /// Looks at what follows a date: "起" makes it a beginning, "持续" what comes after the end. The
    /// last day of a span is its end, whatever follows.
    fn closed(&mut self, mention: Mention) -> Mention {
        let after = ["起", "开始", "启动", "以来", "后", "持续", "长期", "巩固", "常态"];
        let starts_work = !self.joined && self.rest_starts(&after).is_some();
        Mention { starts_work, ..mention }
    }
}

/// `20260630` or `202606`.
fn compact(value: i32, len: usize) -> Option<Mention> {
    let (year, month, day) = if len == 8 {
        (value / 10_000, value / 100 % 100, Some(value % 100))
    } else {
        (value / 100, value % 100, None)
    };
    let year = i16::try_from(year).ok().filter(|year| (1990..2100).contains(year))?;
    let month = i8::try_from(month).ok()?;
    let last = last_of_month(year, month)?;
    let last_day = match day {
        Some(day) => Date::new(year, month, i8::try_from(day).ok()?).ok(),
        None => Some(last),
    };
    Some(Mention { last_day, no_such_day: last_day.is_none(), nearest: Some(last), ..Mention::default() })
}
