//! The measures of the list as words that a person can read and correct, one measure a line, and
//! read back: `1. 建沉淀池（时限：2026年6月底前；2026-06-30；长期坚持）`; and every other field of which a
//! correction gives the words. Measures of a plan have none: they change by a new version of it only.
//!
//! These words stand in corrections of the ledger: how they are read is recorded form. What was read stays read
//! as it was (`tests/fixtures/fields.jsonl`); a new way of writing is read beside the old ones.

use jiff::civil::Date;

use super::payload::{Due, Field, GivenMeasure, Number};
use super::state::Problem;

const DUE: &str = "（时限：";
const END: char = '）';
const PART: char = '；';
const KEPT_UP: &str = "长期坚持";

/// Every measure on a line of its own.
#[must_use]
pub fn given_words(given: &[GivenMeasure]) -> String {
    given.iter().map(words).collect::<Vec<_>>().join("\n")
}

/// The measures of such lines; a line without a number follows the one before. None where there is
/// no measure, or one has no words.
#[must_use]
pub fn read_given(text: &str) -> Option<Vec<GivenMeasure>> {
    let mut list: Vec<GivenMeasure> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let next = list.last().map_or(1, |last| last.no.saturating_add(1));
        list.push(read(line, next).filter(|measure| !measure.text.is_empty())?);
    }
    (!list.is_empty()).then_some(list)
}

impl Problem {
    /// Value of a correctable field, as text.
    #[must_use]
    pub fn field(&self, field: Field) -> String {
        match field {
            Field::Text => self.text.clone(),
            Field::Klass => self.klass.clone(),
            Field::Goal => self.goal.clone(),
            Field::Page => self.source.page.clone(),
            Field::Due => self.due.date.map_or_else(|| self.due.text.clone(), |d| d.to_string()),
            Field::Place => self.place.words.clone(),
            Field::County => self.place.county.map(|unit| unit.to_string()).unwrap_or_default(),
            Field::Kind => self.source.kind.code().to_owned(),
            Field::Round => self.source.round.clone(),
            Field::Numbers => self.numbers.iter().map(Number::text).collect::<Vec<_>>().join(" "),
            Field::Given => given_words(&self.given),
            Field::Record => String::new(),
        }
    }
}

fn words(measure: &GivenMeasure) -> String {
    let text = measure.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let due = &measure.due;
    let date = due.date.map(|date| date.to_string());
    let said = due.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = Some(said).filter(|said| !said.is_empty() && said != KEPT_UP && Some(said) != date.as_ref());
    let kept = (due.long_term || due.text.trim() == KEPT_UP).then(|| KEPT_UP.to_owned());
    let parts: Vec<String> = [said, date, kept].into_iter().flatten().collect();
    let due = if parts.is_empty() { String::new() } else { format!("{DUE}{}{END}", parts.join(&PART.to_string())) };
    format!("{}. {text}{due}", measure.no)
}

fn read(line: &str, next: u32) -> Option<GivenMeasure> {
    let (no, rest) = match line.split_once(['.', '．', '、']) {
        Some((digits, rest)) if digits.chars().all(|c| c.is_ascii_digit()) => (digits.parse().ok()?, rest.trim()),
        _ => (next, line),
    };
    let dated = rest.strip_suffix(END).and_then(|rest| rest.rsplit_once(DUE));
    let Some((text, parts)) = dated else {
        return Some(GivenMeasure { no, text: rest.to_owned(), due: Due::default() });
    };
    let mut due = Due::default();
    let mut said: Vec<&str> = Vec::new();
    for part in parts.split(PART).map(str::trim) {
        match part.parse::<Date>() {
            Ok(date) => due.date = Some(date),
            Err(_) if part == KEPT_UP => due.long_term = true,
            Err(_) => said.push(part),
        }
    }
    due.text = said.join(&PART.to_string());
    Some(GivenMeasure { no, text: text.trim().to_owned(), due })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Due, GivenMeasure, given_words, read_given};

    fn measure(no: u32, text: &str, due: Due) -> GivenMeasure {
        GivenMeasure { no, text: text.to_owned(), due }
    }

    #[test]
    fn measures_are_read_back_as_they_were_written() {
        let due = |text: &str, date, long_term| Due { text: text.to_owned(), date, long_term };
        let list = vec![
            measure(1, "建沉淀池（三级）", due("2026年6月底前", Some(date(2026, 6, 30)), false)),
            measure(2, "每月监测3.5公里河段；每季通报", due("", None, true)),
            measure(4, "2027年前完成复绿", Due::default()),
            measure(5, "巡河", due("每月底前", None, false)),
            measure(6, "清运", due("", Some(date(2026, 12, 31)), true)),
        ];
        let words = given_words(&list);
        assert_eq!(words.lines().next(), Some("1. 建沉淀池（三级）（时限：2026年6月底前；2026-06-30）"));
        assert_eq!(read_given(&words), Some(list));
    }

    #[test]
    fn what_a_person_types_is_read_and_nothing_is_no_measure() {
        let typed = read_given("建沉淀池\n\n3、覆土\n 补植（时限：2026-12-31） ").expect("measures");
        let told: Vec<(u32, &str)> = typed.iter().map(|m| (m.no, m.text.as_str())).collect();
        assert_eq!(told, [(1, "建沉淀池"), (3, "覆土"), (4, "补植")]);
        assert_eq!(typed.last().and_then(|m| m.due.date), Some(date(2026, 12, 31)));
        for nothing in ["", " \n", "1. ", "1. （时限：2026-12-31）", "99999999999. 覆土"] {
            assert_eq!(read_given(nothing), None, "{nothing}");
        }
    }
}
