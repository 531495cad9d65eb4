//! The day of the whole as papers and public pages print it: the words of the list while they hold; once the
//! day was moved, the new day, and those words only as what it was before (原时限).

use jiff::civil::Date;

use super::payload::Due;
use super::state::Problem;

const KEPT_UP: &str = "长期坚持";

/// A day in official words: 2026年11月5日.
#[must_use]
pub fn day_zh(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

impl Due {
    /// In words: those of the list where there are any.
    #[must_use]
    pub fn words(&self) -> String {
        let written = self.text.trim();
        // A correction of the day stands there as it was typed.
        let day = written.parse().ok().or(self.date.filter(|_| written.is_empty()));
        self.kept_up(day.map_or_else(|| written.to_owned(), day_zh))
    }

    /// The words, and that it is kept up afterwards where they do not say so.
    fn kept_up(&self, words: String) -> String {
        match words.as_str() {
            _ if !self.long_term || words.contains(KEPT_UP) => words,
            "" => KEPT_UP.to_owned(),
            _ => format!("{words}，{KEPT_UP}"),
        }
    }
}

impl Problem {
    /// Whether the day of the whole was moved since the words of the list were written, and did not come back.
    #[must_use]
    pub fn is_due_moved(&self) -> bool {
        let moved = self.due_moves.last().filter(|last| Some(last.to) == self.due.date);
        let back = self.due_moves.first().is_some_and(|first| first.from == self.due.date);
        moved.is_some_and(|last| !back && self.due.text.trim().parse().ok() != Some(last.to))
    }

    /// By when the whole must be finished, in words: `2027年3月31日（原时限：2026年12月底前）` once it was moved.
    #[must_use]
    pub fn due_words(&self) -> String {
        let Some(day) = self.due.date.filter(|_| self.is_due_moved()) else { return self.due.words() };
        let before = self.due_moves.first().and_then(|first| first.from);
        let before = Due { date: before, long_term: false, ..self.due.clone() }.words();
        let words = self.due.kept_up(day_zh(day));
        // That it is kept up is still so, and said already.
        if before.is_empty() || before == KEPT_UP { words } else { format!("{words}（原时限：{before}）") }
    }
}
