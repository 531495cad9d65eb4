//! Checks what was sent against the description of the form: every fault, in words that say
//! what was expected. Nothing a browser could be made to send gets past here unseen.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;

use jiff::civil::Date;

use super::spec::{FieldFault, FieldKind, FieldSpec};
use super::values::{Row, Sent, Values, YES};
use crate::words::W;

/// Characters in a line.
pub(super) const LINE_MAX: usize = 200;
/// Characters in a text.
pub(super) const AREA_MAX: usize = 5000;
/// Lines in a list, rows in a block.
const LIST_MAX: usize = 100;
/// Years that a form may name: the first inspections to far ahead.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;
/// The most money a measure can name, in 万元.
const MONEY_MAX: u64 = 100_000_000;
/// Fen in 1 万元.
const FEN_DIGITS: usize = 6;

/// What was sent, by name.
pub(super) struct Pairs<'a>(HashMap<&'a str, Vec<&'a str>>, Vec<&'a str>);

impl<'a> Pairs<'a> {
    pub(super) fn new(pairs: &'a [(String, String)]) -> Self {
        let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in pairs {
            by_name.entry(name).or_default().push(value);
        }
        Self(by_name, pairs.iter().map(|(name, _)| name.as_str()).collect())
    }

    /// Every value of a name; `None` if the name was not sent.
    pub(super) fn of(&self, name: &str) -> Option<&[&'a str]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// The row indexes of a block, in the order in which they stand on the page.
    pub(super) fn indexes(&self, block: &str) -> Vec<u32> {
        let mut seen = std::collections::HashSet::new();
        self.1.iter().filter_map(|name| index(name, block)).filter(|i| seen.insert(*i)).collect()
    }
}

/// `measures[3].due` is row 3 of `measures`. Only the digits a page would write.
fn index(name: &str, block: &str) -> Option<u32> {
    let (digits, rest) = name.strip_prefix(block)?.strip_prefix('[')?.split_once(']')?;
    let plain = rest.starts_with('.') && (digits == "0" || !digits.starts_with('0'));
    if plain && digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
}

/// The prefix of the names of a row.
pub(super) fn row_at(block: &str, i: impl Display) -> String {
    format!("{block}[{i}].")
}

/// Checks a whole form.
pub(super) fn check(specs: &[FieldSpec], pairs: &[(String, String)], w: W) -> Sent {
    let pairs = Pairs::new(pairs);
    let mut sent = Sent { w, v: Values::default(), rows: BTreeMap::new(), faults: Vec::new() };
    for spec in specs {
        if let FieldKind::Rows { min, fields, rows } = &spec.kind {
            let read = block(spec, (*min, fields, rows), &pairs, &mut sent);
            sent.rows.insert(spec.name.clone(), read);
        } else {
            let (value, fault) = field(spec, &pairs, "", w);
            sent.v.set(&spec.name, value);
            sent.faults.extend(fault);
        }
    }
    sent
}

/// A fresh row, and the rows that stood there.
type Block<'s> = (usize, &'s [FieldSpec], &'s [Vec<FieldSpec>]);

fn block(spec: &FieldSpec, known: Block<'_>, pairs: &Pairs<'_>, sent: &mut Sent) -> Vec<Row> {
    let (min, fields, preset) = known;
    let mut read = Vec::new();
    let indexes = pairs.indexes(&spec.name);
    if indexes.len() > LIST_MAX {
        let message = sent.w.fill("form.fault.rows_max", &[("n", &LIST_MAX)]);
        sent.faults.push(FieldFault { field: spec.name.clone(), message });
        return read;
    }
    for i in indexes {
        let at = row_at(&spec.name, i);
        if untouched(&at, fields, preset, pairs) {
            continue;
        }
        let mut v = Values::default();
        for f in fields {
            let (value, fault) = field(f, pairs, &at, sent.w);
            v.set(&f.name, value);
            sent.faults.extend(fault);
        }
        read.push(Row { at, v });
    }
    if read.len() < min {
        let message = sent.w.fill("form.fault.rows_min", &[("n", &min)]);
        sent.faults.push(FieldFault { field: spec.name.clone(), message });
    }
    read
}

/// Nobody wrote in the row: its texts are empty, and the rest is as the page had offered it.
fn untouched(at: &str, fields: &[FieldSpec], preset: &[Vec<FieldSpec>], pairs: &Pairs<'_>) -> bool {
    fields.iter().all(|f| {
        let values = pairs.of(&format!("{at}{}", f.name)).unwrap_or_default();
        let typed = matches!(f.kind, FieldKind::Line | FieldKind::Area | FieldKind::Lines | FieldKind::Money);
        values.iter().all(|value| {
            let offered = |spec: &FieldSpec| spec.name == f.name && spec.value.iter().any(|v| v == value);
            value.trim().is_empty() || (!typed && (offered(f) || preset.iter().flatten().any(offered)))
        })
    })
}

/// One field: its sound values, or what is wrong.
fn field(spec: &FieldSpec, pairs: &Pairs<'_>, at: &str, w: W) -> (Vec<String>, Option<FieldFault>) {
    let name = format!("{at}{}", spec.name);
    let raw = pairs.of(&name).unwrap_or_default();
    let read = match read(spec, raw, w) {
        Ok(values) if spec.required && values.is_empty() => Err(missing(spec, w).to_owned()),
        other => other,
    };
    match read {
        Ok(values) => (values, None),
        Err(message) => (Vec::new(), Some(FieldFault { field: name, message })),
    }
}

fn missing(spec: &FieldSpec, w: W) -> &'static str {
    match spec.kind {
        FieldKind::Choice(_) | FieldKind::Fixed(_) => w.t("form.fault.choose"),
        FieldKind::Many(_) | FieldKind::Pick { .. } => w.t("form.fault.choose_some"),
        FieldKind::Evidence(_) => w.t("form.fault.evidence"),
        FieldKind::Date { .. } => w.t("form.fault.date_missing"),
        FieldKind::Number { .. } | FieldKind::Money => w.t("form.fault.number_missing"),
        FieldKind::Check => w.t("form.fault.tick"),
        FieldKind::Lines => w.t("form.fault.line_missing"),
        FieldKind::Line | FieldKind::Area | FieldKind::Rows { .. } => w.t("form.fault.missing"),
    }
}

fn read(spec: &FieldSpec, raw: &[&str], w: W) -> Result<Vec<String>, String> {
    let one = raw.first().map(|r| r.trim()).unwrap_or_default();
    let value = match &spec.kind {
        FieldKind::Line => text(&one.replace(['\r', '\n'], " "), LINE_MAX, w)?,
        FieldKind::Area => text(&one.replace("\r\n", "\n").replace('\r', "\n"), AREA_MAX, w)?,
        FieldKind::Check => if one.is_empty() { "" } else { YES }.to_owned(),
        FieldKind::Lines => return lines(raw, w),
        FieldKind::Many(options) | FieldKind::Evidence(options) | FieldKind::Pick { options, .. } => {
            return many(options, raw, w);
        }
        FieldKind::Rows { .. } => String::new(),
        _ if one.is_empty() => String::new(),
        FieldKind::Choice(options) | FieldKind::Fixed(options) => known(options, one, w)?,
        FieldKind::Date { min, max } => date(one, *min, *max, w)?.to_string(),
        FieldKind::Number { min, max, .. } => number(one, *min, *max, w)?.to_string(),
        FieldKind::Money => money(one, w)?.to_string(),
    };
    Ok(if value.is_empty() { Vec::new() } else { vec![value] })
}

/// A text no longer than can be read, and without characters that cannot be stored.
fn text(value: &str, max: usize, w: W) -> Result<String, String> {
    // A character has at most four bytes: a far too long text need not be counted.
    let n = if value.len() > max.saturating_mul(4) { max + 1 } else { value.chars().count() };
    if n > max {
        return Err(w.fill("form.fault.long", &[("n", &max)]));
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(w.t("form.fault.characters").to_owned());
    }
    Ok(value.to_owned())
}

fn lines(raw: &[&str], w: W) -> Result<Vec<String>, String> {
    let found: Vec<&str> = raw.iter().flat_map(|r| r.lines()).map(str::trim).filter(|l| !l.is_empty()).collect();
    if found.len() > LIST_MAX {
        return Err(w.fill("form.fault.lines_max", &[("n", &LIST_MAX)]));
    }
    found.into_iter().map(|line| text(line, LINE_MAX, w)).collect()
}

fn known(options: &[(String, String)], value: &str, w: W) -> Result<String, String> {
    if options.iter().any(|(v, _)| v == value) {
        Ok(value.to_owned())
    } else {
        Err(w.t("form.fault.unknown").to_owned())
    }
}

/// In the order in which they are offered, each once.
fn many(options: &[(String, String)], raw: &[&str], w: W) -> Result<Vec<String>, String> {
    let sent: std::collections::HashSet<&str> = raw.iter().map(|r| r.trim()).filter(|r| !r.is_empty()).collect();
    let found: Vec<String> = options.iter().map(|(v, _)| v).filter(|v| sent.contains(v.as_str())).cloned().collect();
    if found.len() == sent.len() { Ok(found) } else { Err(w.t("form.fault.unknown").to_owned()) }
}

/// `2026-11-24`; also with the digits of a Chinese keyboard.
fn date(value: &str, min: Option<Date>, max: Option<Date>, w: W) -> Result<Date, String> {
    let value = narrow(value);
    let shaped = value.len() == 10
        && value.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    let day = value.parse::<Date>().ok().filter(|d| shaped && YEARS.contains(&d.year()));
    let day = day.ok_or_else(|| w.t("form.fault.date").to_owned())?;
    if let Some(min) = min.filter(|min| day < *min) {
        return Err(w.fill("form.fault.date_min", &[("day", &min)]));
    }
    if let Some(max) = max.filter(|max| day > *max) {
        return Err(w.fill("form.fault.date_max", &[("day", &max)]));
    }
    Ok(day)
}

fn number(value: &str, min: i64, max: i64, w: W) -> Result<i64, String> {
    let number = narrow(value).parse::<i64>().ok().filter(|n| (min..=max).contains(n));
    number.ok_or_else(|| w.fill("form.fault.number", &[("min", &min), ("max", &max)]))
}

/// 万元 with up to six decimals, to fen.
fn money(value: &str, w: W) -> Result<i64, String> {
    let value = narrow(value).replace(',', "");
    let (whole, part) = value.split_once('.').unwrap_or((&value, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let sound = !whole.is_empty() && digits(whole) && digits(part) && part.len() <= FEN_DIGITS;
    let whole = whole.parse::<u64>().ok().filter(|n| sound && *n <= MONEY_MAX);
    let part = format!("{part:0<FEN_DIGITS$}").parse::<i64>().ok();
    match (whole.and_then(|n| i64::try_from(n).ok()), part) {
        (Some(whole), Some(part)) => Ok(whole * 1_000_000 + part),
        _ => Err(w.t("form.fault.money").to_owned()),
    }
}

/// Fen as 万元, as a person would type it.
pub(super) fn money_text(fen: i64) -> String {
    let text = format!("{}.{:06}", fen / 1_000_000, (fen % 1_000_000).abs());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Digits and signs as a Chinese keyboard may write them, as plain ones.
fn narrow(value: &str) -> String {
    value
        .chars()
        .map(|c| match c {
            '０'..='９' | '．' | '，' | '－' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect()
}
