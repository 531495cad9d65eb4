//! Finds the header of a list wherever it stands, in one to three rows.
//!
//! What single words mean is in `field`; rows below the header are not looked at here.

use crate::read::Sheet;

use super::chosen::ColumnChoice;
use super::field::{Field, HEADER_CHARS, Level, Sure, recognise, recognise_pair};
use super::numbers::named_numbers;
use super::progress::{ProgressWord, read_progress};
use super::text::{squash, tidy, whole_number};

/// As many words that only contain known ones are a header too.
const LIKELY_MIN: usize = 5;
/// So many known words are a header whatever stands beside them.
const EXACT_MIN: usize = 5;
/// Numbers looked at below a column without a header.
const NUMBERS_SEEN: usize = 5;
/// Words of a column that tells a problem in full.
const DETAIL_WORDS: [&str; 6] = ["简述", "内容", "描述", "表述", "具体", "详情"];
/// Words of the column that names who answers for a problem, whatever other units stand beside it.
const UNITS_WORDS: [&str; 2] = ["责任单位", "整改责任单位"];
/// Cells looked at to tell words from states.
const STATES_SEEN: usize = 200;
/// Most rows a header may span.
const HEIGHT_MAX: usize = 3;

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// 1-based position.
    pub index: usize,
    /// Header text, line breaks removed; upper and lower rows are joined with `/`.
    pub header: String,
    /// Its meaning, when one was found.
    pub field: Option<Field>,
}

/// The header of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// First row.
    pub top: usize,
    /// Last row.
    pub bottom: usize,
    /// Columns with any header text.
    pub columns: Vec<Column>,
    /// Columns whose meaning another column already has: (kept, given up).
    pub doubles: Vec<(usize, usize)>,
    /// Columns of units or leaders that stand beside one of the same meaning: (kept, joined to it).
    pub joined: Vec<(usize, usize)>,
    /// Columns that are ticked when the state in their header is reached.
    pub ticks: Vec<(usize, ProgressWord)>,
    /// Level whose numbers the number column holds, where its header says so.
    pub own_level: Option<Level>,
    /// First column of a second list beside this one.
    pub beside: Option<usize>,
}

impl Header {
    /// The column of a meaning.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().find(|column| column.field == Some(field)).map(|column| column.index)
    }

    /// The column at a position.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<&Column> {
        self.columns.iter().find(|column| column.index == index)
    }

    /// The words of its columns.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.header.as_str()).collect()
    }

    /// Every upper number column with its level.
    pub(crate) fn upper_columns(&self) -> Vec<(Level, usize)> {
        let upper = |column: &Column| match column.field {
            Some(Field::UpperNo(level)) => Some((level, column.index)),
            _ => None,
        };
        self.columns.iter().filter_map(upper).collect()
    }

    /// Takes a column without a header whose cells count upwards as the numbers of the tasks.
    pub(crate) fn add_unnamed_number(&mut self, sheet: &Sheet) {
        if self.column(Field::No).is_some() {
            return;
        }
        let numbers = |column: usize| -> Option<Vec<i64>> {
            let below = (self.bottom + 1..=sheet.row_count()).map(|row| sheet.cell(row, column));
            below.filter(|cell| !cell.is_blank()).take(NUMBERS_SEEN).map(|cell| whole_number(&cell.text)).collect()
        };
        let counts = |column: &usize| {
            let found = numbers(*column).unwrap_or_default();
            found.len() > 1 && found.first() == Some(&1) && found.windows(2).all(|pair| pair.first() < pair.last())
        };
        let first = self.columns.first().map_or(1, |column| column.index);
        let unnamed = (1..=first).rev().filter(|column| self.at(*column).is_none()).find(counts);
        if let Some(index) = unnamed {
            self.columns.insert(0, Column { index, header: String::new(), field: Some(Field::No) });
        }
    }

    fn known(&self) -> usize {
        self.columns.iter().filter(|column| column.field.is_some_and(|field| field != Field::Other)).count()
    }

    /// Whether a row repeats this header, as on every printed page.
    pub(crate) fn repeats_at(&self, sheet: &Sheet, row: usize) -> bool {
        let same = |top: usize| {
            let texts = self.columns.iter().filter(|column| !sheet.cell(top, column.index).is_blank());
            texts.fold((0usize, 0usize), |(all, same), column| {
                let equal = squash(&sheet.cell(top, column.index).text) == squash(&sheet.cell(row, column.index).text);
                (all + 1, same + usize::from(equal))
            })
        };
        (self.top..=self.bottom).any(|top| {
            let (all, same) = same(top);
            all >= 2 && same * 5 >= all * 3 && same >= 2
        })
    }
}

/// The next header at or below a row.
#[must_use]
pub fn find_header(sheet: &Sheet, from: usize, choice: &ColumnChoice) -> Option<Header> {
    (from..=sheet.row_count()).find_map(|row| header_at(sheet, row, choice))
}

/// The header that begins in a row, if one does.
pub(crate) fn header_at(sheet: &Sheet, top: usize, choice: &ColumnChoice) -> Option<Header> {
    if !promising(sheet, top, choice) {
        return None;
    }
    let mut best: Option<Header> = None;
    for bottom in top..=(top + HEIGHT_MAX - 1).min(sheet.row_count()) {
        if bottom > top && !continues(sheet, top, bottom) {
            break;
        }
        let header = block(sheet, (top, bottom), choice);
        if best.as_ref().is_none_or(|best| header.known() > best.known() || spans_down(sheet, best, bottom)) {
            best = Some(header);
        }
    }
    best.filter(good_enough)
}

/// A vertically merged header cell carries the header down to its last row.
fn spans_down(sheet: &Sheet, best: &Header, bottom: usize) -> bool {
    best.columns
        .iter()
        .filter_map(|column| sheet.merge_at(best.top, column.index))
        .any(|merge| merge.top == best.top && merge.bottom >= bottom)
}

/// A cheap look at one row before the thorough one.
fn promising(sheet: &Sheet, row: usize, choice: &ColumnChoice) -> bool {
    let (mut known, mut exact, mut filled) = (0usize, 0usize, 0usize);
    for column in 1..=sheet.rows.get(row - 1).map_or(0, Vec::len) {
        let cell = sheet.cell(row, column);
        if cell.is_blank() {
            continue;
        }
        filled += 1;
        let given = choice.of(&cell.text, column).map(|field| (field, Sure::Exact));
        match given.or_else(|| recognise(&cell.text)) {
            Some((_, Sure::Exact)) => {
                known += 1;
                exact += 1;
            }
            Some(_) => known += 1,
            None => {}
        }
    }
    // In a list whose lower row names most columns the upper row may know only two of them.
    known >= 2 && (exact >= 1 || known >= LIKELY_MIN) && (known * 2 >= filled || exact >= EXACT_MIN)
}

/// Whether a row still belongs to the header above it.
fn continues(sheet: &Sheet, top: usize, row: usize) -> bool {
    let mut known = 0usize;
    for column in 1..=sheet.column_count() {
        let cell = sheet.cell(row, column);
        if cell.is_blank() {
            continue;
        }
        let text = squash(&cell.text);
        if text.chars().count() > HEADER_CHARS || text.contains(['。', ';']) || whole_number(&text).is_some() {
            return false;
        }
        let upper = &sheet.shown(top, column).text;
        let upper = if upper.trim().is_empty() { left_parent(sheet, top, column) } else { upper.clone() };
        if recognise(&text).is_some()
            || read_progress(&text).is_some()
            || recognise_pair(&upper, &text) != recognise(&upper)
        {
            known += 1;
        } else if sheet.merge_at(top, column).is_none_or(|merge| merge.width() < 2) {
            return false;
        }
    }
    known > 0
}

/// In files without merges a wide header stands only above its first column.
fn left_parent(sheet: &Sheet, top: usize, column: usize) -> String {
    (1..column)
        .rev()
        .map(|left| sheet.shown(top, left))
        .find(|cell| !cell.is_blank())
        .map(|cell| cell.text.clone())
        .unwrap_or_default()
}

fn block(sheet: &Sheet, (top, bottom): (usize, usize), choice: &ColumnChoice) -> Header {
    let (mut columns, mut ticks) = (Vec::new(), Vec::new());
    for index in 1..=sheet.column_count() {
        let mut parts: Vec<String> = Vec::new();
        for row in top..=bottom {
            let shown = &sheet.shown(row, index).text;
            let text = if shown.trim().is_empty() && row == top && bottom > top && !sheet.cell(bottom, index).is_blank()
            {
                left_parent(sheet, top, index)
            } else {
                shown.clone()
            };
            let text: String = tidy(&text).split_whitespace().collect();
            if !text.is_empty() && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        let field = match parts.as_slice() {
            [] => continue,
            [one] => recognise(one),
            [upper, .., lower] => recognise_pair(upper, lower),
        };
        if let Some(word) = parts.last().and_then(|last| read_progress(last)) {
            ticks.push((index, word));
            columns.push(Column { index, header: parts.join("/"), field: Some(Field::Other) });
            continue;
        }
        columns.push(Column { index, header: parts.join("/"), field: field.map(|(field, _)| field) });
    }
    let mut header =
        Header { top, bottom, columns, doubles: Vec::new(), joined: Vec::new(), ticks, own_level: None, beside: None };
    choice.apply(&mut header);
    header.beside = second_list(&header);
    if let Some(cut) = header.beside {
        header.columns.retain(|column| column.index < cut);
        header.ticks.retain(|(index, _)| *index < cut);
    }
    // One such word alone is a column of its own kind, not a row of boxes.
    if header.ticks.len() < 2 {
        header.ticks.clear();
    }
    settle(&mut header);
    settle_problem(sheet, &mut header);
    settle_progress(sheet, &mut header);
    settle_running(sheet, &mut header);
    header
}

/// Of two columns of numbers the one in which each names its level (市9 县8) numbers the tasks; the other
/// counts the rows of the file.
fn settle_running(sheet: &Sheet, header: &mut Header) {
    let Some(first) = header.column(Field::No) else { return };
    let named = |column: usize| {
        let below = (header.bottom + 1..=sheet.row_count()).map(|row| sheet.cell(row, column));
        let mut filled = below.filter(|cell| !cell.is_blank()).take(NUMBERS_SEEN).peekable();
        filled.peek().is_some() && filled.all(|cell| named_numbers(&cell.text).is_some())
    };
    let own = header.doubles.iter().position(|(kept, other)| *kept == first && !named(first) && named(*other));
    let Some((_, own)) = own.map(|at| header.doubles.remove(at)) else { return };
    for column in &mut header.columns {
        if column.index == first {
            column.field = Some(Field::Other);
        } else if column.index == own {
            column.field = Some(Field::No);
        }
    }
}

/// Of two columns of progress, without one of states, the one that mostly holds official words is
/// the state, and the other its words.
fn settle_progress(sheet: &Sheet, header: &mut Header) {
    let Some(first) = header.column(Field::Progress) else { return };
    let others = header.doubles.iter().filter(|(kept, _)| *kept == first).map(|(_, other)| *other);
    let columns: Vec<usize> = std::iter::once(first).chain(others).collect();
    if columns.len() < 2 || header.column(Field::Status).is_some() || !header.ticks.is_empty() {
        return;
    }
    let mostly_states = |column: &&usize| {
        let below = (header.bottom + 1..=sheet.row_count()).map(|row| sheet.cell(row, **column));
        let filled = below.filter(|cell| !cell.is_blank()).take(STATES_SEEN);
        let (all, known) = filled.fold((0usize, 0usize), |(all, known), cell| {
            (all + 1, known + usize::from(read_progress(&cell.text).is_some()))
        });
        known * 2 > all
    };
    let states: Vec<usize> = columns.iter().filter(mostly_states).copied().collect();
    let [state] = states.as_slice() else { return };
    let Some(words) = columns.iter().find(|column| *column != state).copied() else { return };
    for column in &mut header.columns {
        if column.index == *state {
            column.field = Some(Field::Status);
        } else if column.index == words {
            column.field = Some(Field::Progress);
        }
    }
    header.doubles.retain(|(_, other)| other != state && *other != words);
    for double in header.doubles.iter_mut().filter(|(kept, _)| *kept == first) {
        double.0 = words;
    }
}

/// Of two columns of problems the one that tells more counts; where the other spans several rows,
/// each of its rows tells a part of it.
fn settle_problem(sheet: &Sheet, header: &mut Header) {
    let tells = |header: &Header, index: usize| {
        header.at(index).is_some_and(|column| DETAIL_WORDS.iter().any(|word| column.header.contains(word)))
    };
    let of_problem = |header: &Header, index: usize| header.column(Field::Problem) == Some(index);
    let double = header
        .doubles
        .iter()
        .position(|(kept, other)| of_problem(header, *kept) && tells(header, *other) && !tells(header, *kept));
    let Some((at, (kept, other))) = double.and_then(|at| Some((at, header.doubles.get(at).copied()?))) else { return };
    let several = (header.bottom + 1..=sheet.row_count())
        .any(|row| sheet.cell(row, kept).is_blank() && !sheet.cell(row, other).is_blank());
    let mut give = |index: usize, field: Option<Field>| {
        if let Some(column) = header.columns.iter_mut().find(|column| column.index == index) {
            column.field = field;
        }
    };
    if several {
        give(other, Some(Field::Detail));
        header.doubles.remove(at);
    } else {
        give(other, Some(Field::Problem));
        give(kept, None);
        if let Some(double) = header.doubles.get_mut(at) {
            *double = (other, kept);
        }
    }
}

/// A number column after which problems stand once more begins a second list.
fn second_list(header: &Header) -> Option<usize> {
    let mut numbers = header.columns.iter().filter(|column| column.field == Some(Field::No));
    let first = numbers.next()?;
    let told = |column: &&Column| !matches!(column.field, None | Some(Field::No | Field::Other));
    let again = |cut: usize| {
        let (before, after): (Vec<&Column>, Vec<&Column>) =
            header.columns.iter().filter(told).partition(|column| column.index < cut);
        let twins: Vec<Field> = before
            .iter()
            .filter(|one| after.iter().any(|other| other.field == one.field))
            .filter_map(|one| one.field)
            .collect();
        twins.len() >= 2 && twins.iter().any(|field| matches!(field, Field::Problem | Field::Task))
    };
    numbers.find(|second| second.header == first.header && again(second.index)).map(|second| second.index)
}

/// Gives every meaning to one column only.
fn settle(header: &mut Header) {
    settle_numbers(header);
    settle_split_due(header);
    settle_due(header);
    let has = |header: &Header, field| header.column(field).is_some();
    // "整改任务" is the problem itself unless a problem stands beside it.
    let stand_in = if !has(header, Field::Problem) {
        Field::Problem
    } else if !has(header, Field::Measures) {
        Field::Measures
    } else if !has(header, Field::Goal) {
        Field::Goal
    } else {
        Field::Other
    };
    if let Some(column) = header.columns.iter_mut().find(|column| column.field == Some(Field::Task)) {
        column.field = Some(stand_in);
    }
    settle_parts(header);
    let mut seen: Vec<(Field, usize)> = named_units(header).map(|index| (Field::Units, index)).into_iter().collect();
    for at in 0..header.columns.len() {
        let Some((field, index)) =
            header.columns.get(at).and_then(|column| column.field.map(|field| (field, column.index)))
        else {
            continue;
        };
        // Of these there may be several.
        if matches!(field, Field::Other | Field::DuePart | Field::StatusPart | Field::MeasuresPart) {
            continue;
        }
        let kept = seen.iter().find(|(known, _)| *known == field).map(|(_, kept)| *kept);
        match kept {
            None => seen.push((field, index)),
            Some(kept) if kept == index => {}
            // 市级责任单位 beside 县级责任单位 is one field in two columns.
            Some(kept) if field == Field::Leader || (field == Field::Units && says_units(header, at)) => {
                header.joined.push((kept, index));
            }
            Some(kept) => {
                header.doubles.push((kept, index));
                if let Some(column) = header.columns.get_mut(at) {
                    column.field = None;
                }
            }
        }
    }
}

/// Whether a column of units is one of 责任单位 itself, not of the place (属地) or the owner (责任主体) beside it.
fn says_units(header: &Header, at: usize) -> bool {
    header.columns.get(at).is_some_and(|column| squash(&column.header).contains("责任单位"))
}

/// The column headed 责任单位 and nothing else.
fn named_units(header: &Header) -> Option<usize> {
    let literal = |column: &&Column| {
        let word = squash(column.header.rsplit('/').next().unwrap_or(""));
        column.field == Some(Field::Units) && UNITS_WORDS.contains(&word.split('(').next().unwrap_or(""))
    };
    header.columns.iter().find(literal).map(|column| column.index)
}

/// Several columns that ask whether a stage is reached tell one state together, and 措施一, 措施二
/// the measures of one problem.
fn settle_parts(header: &mut Header) {
    let asks = |column: &Column| column.field == Some(Field::Status) && column.header.contains("是否");
    let counted = |column: &Column| {
        let number = column.header.trim_start_matches("整改").trim_start_matches("具体").strip_prefix("措施");
        column.field == Some(Field::Measures) && number.and_then(whole_number).is_some()
    };
    let first =
        |header: &Header, field: Field| header.columns.iter().find(|column| column.field == Some(field)).cloned();
    let all_ask = first(header, Field::Status).is_some_and(|column| asks(&column));
    let all_counted = first(header, Field::Measures).is_some_and(|column| counted(&column));
    let mut seen = (false, false);
    for column in &mut header.columns {
        if all_ask && asks(column) && std::mem::replace(&mut seen.0, true) {
            column.field = Some(Field::StatusPart);
        } else if all_counted && counted(column) && std::mem::replace(&mut seen.1, true) {
            column.field = Some(Field::MeasuresPart);
        }
    }
}

/// A second 序号 directly before the measures numbers the measures.
fn settle_numbers(header: &mut Header) {
    let places: Vec<usize> = header
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.field == Some(Field::No))
        .map(|(at, _)| at)
        .collect();
    for at in places.into_iter().skip(1) {
        let next = header.columns.get(at + 1).and_then(|column| column.field);
        if next == Some(Field::Measures)
            && let Some(column) = header.columns.get_mut(at)
        {
            column.field = Some(Field::MeasureNo);
        }
    }
    // A list without a plain number is numbered by its lowest level.
    if header.column(Field::No).is_some() {
        return;
    }
    let lowest = header.upper_columns().into_iter().filter(|(level, _)| *level != Level::Upper).max();
    let lowest = lowest.or_else(|| header.upper_columns().into_iter().next());
    header.own_level = lowest.map(|(level, _)| level).filter(|level| *level != Level::Upper);
    if let Some(column) =
        header.columns.iter_mut().find(|column| lowest.is_some_and(|(_, index)| index == column.index))
    {
        column.field = Some(Field::No);
    }
}

/// The part of a date that a column under one deadline holds: 年, 月 or 日.
pub(super) fn part_of_date(header: &str) -> Option<char> {
    let word = header.rsplit(['/', '（', '(']).next()?.trim_end_matches(['）', ')']);
    let mut chars = word.chars();
    let part = chars.next().filter(|c| matches!(c, '年' | '月' | '日'))?;
    (header.chars().count() > 1 && matches!(chars.as_str(), "" | "份" | "度")).then_some(part)
}

/// A deadline in columns of year, month and day is one deadline.
fn settle_split_due(header: &mut Header) {
    let part = |column: &Column| part_of_date(&column.header).filter(|_| column.field == Some(Field::Due));
    let parts: Vec<Option<char>> = header.columns.iter().map(part).collect();
    let Some(year) = parts.windows(2).position(|pair| pair == [Some('年'), Some('月')]) else { return };
    for (column, part) in header.columns.iter_mut().zip(parts).skip(year + 1).take(2) {
        if matches!(part, Some('月' | '日')) {
            column.field = Some(Field::DuePart);
        }
    }
}

/// Of two deadline columns the one right after the measures is theirs.
fn settle_due(header: &mut Header) {
    let places: Vec<usize> = header
        .columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.field == Some(Field::Due))
        .map(|(at, _)| at)
        .collect();
    if places.len() < 2 || header.column(Field::MeasureDue).is_some() {
        return;
    }
    let after_measures = places.iter().find(|at| {
        at.checked_sub(1)
            .and_then(|left| header.columns.get(left))
            .is_some_and(|left| left.field == Some(Field::Measures))
    });
    if let Some(column) = after_measures.copied().and_then(|at| header.columns.get_mut(at)) {
        column.field = Some(Field::MeasureDue);
    }
}

fn good_enough(header: &Header) -> bool {
    let has = |field| header.column(field).is_some();
    let known = header.known();
    let subject = has(Field::Problem) || has(Field::Measures);
    // A list of letters has problems and goals too, but nobody who must do something by a day.
    let duty = [Field::Measures, Field::Due, Field::MeasureDue, Field::Units, Field::Lead].into_iter().any(has);
    let support = [Field::No, Field::Goal, Field::Measures, Field::Due, Field::Units, Field::Lead]
        .into_iter()
        .filter(|field| has(*field))
        .count();
    // A register of strike-offs has many columns of its own beside those of a list.
    let named = header.columns.iter().filter(|column| column.field.is_some()).count();
    let register = known >= EXACT_MIN
        && has(Field::Problem)
        && [Field::Units, Field::Lead].into_iter().any(has)
        && [Field::Due, Field::MeasureDue].into_iter().any(has);
    known >= 3 && subject && duty && support >= 2 && (named * 2 >= header.columns.len() || register)
}
