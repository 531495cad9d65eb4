//! Characters and pairs of characters that stand in many texts: the rows that hold one.
//!
//! Of a rare one the index of the database names the rows in no time; of one that stands in every
//! twentieth text it names fifty thousand in a million, one by one. Which are frequent is guessed from
//! the first rows: a wrong guess costs time, never a hit.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::text;

/// Frequent is what stands in one of so many texts.
const ONE_IN: usize = 64;
/// At most so many are kept: some 60 MB with a million rows, if each stood in every second text.
const KEPT: usize = if cfg!(test) { 12 } else { 512 };
/// Of fewer texts than this the database names all that hold a word in no time.
const MANY: usize = if cfg!(test) { 1 } else { 1_000 };

/// Rows by frequent character or pair.
#[derive(Default)]
pub(super) struct Grams {
    rows: HashMap<Box<str>, RoaringBitmap>,
}

impl Grams {
    /// What is frequent in some texts, still without rows.
    pub(super) fn guess<'a>(needles: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut texts = 0;
        for needle in needles {
            texts += 1;
            for word in text::words(needle).split(' ').filter(|w| !w.is_empty()) {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        if texts < MANY {
            return Self::default();
        }
        let mut frequent: Vec<(usize, String)> =
            counts.into_iter().filter(|(_, n)| n * ONE_IN >= texts).map(|(word, n)| (n, word)).collect();
        frequent.sort_unstable_by(|a, b| b.cmp(a));
        let kept = frequent.into_iter().take(KEPT);
        Self { rows: kept.map(|(_, word)| (word.into_boxed_str(), RoaringBitmap::new())).collect() }
    }

    pub(super) fn put(&mut self, row: u32, needle: &str) {
        let mut before = None;
        for (at, c) in needle.char_indices() {
            let end = at + c.len_utf8();
            // A character alone, and with the one before it.
            for from in [Some(at), before].into_iter().flatten() {
                if let Some(rows) = needle.get(from..end).and_then(|word| self.rows.get_mut(word)) {
                    rows.insert(row);
                }
            }
            before = Some(at);
        }
    }

    pub(super) fn remove(&mut self, row: u32) {
        for rows in self.rows.values_mut() {
            rows.remove(row);
        }
    }

    /// The rows that hold a word; `None` where the database must be asked.
    pub(super) fn rows(&self, word: &str) -> Option<&RoaringBitmap> {
        self.rows.get(word)
    }
}
