//! What was told, as a digest: one line a day with the counts of each kind, opening to its lines.

use dugai_app::desk::ToldDay;
use dugai_domain::time::Timestamp;
use jiff::civil::Date;

use super::inbox::PAGE;
use super::lines::{CopyLine, copies};
use crate::fault::Fault;
use crate::site::Site;
use crate::visitor::{Visitor, address};
use crate::words::W;

/// Days on one page.
const DAYS: usize = 14;

/// One day.
pub struct DigestDay {
    /// The day as addresses write it.
    pub date: String,
    /// The day in words.
    pub day: String,
    /// Its kinds with their counts.
    pub gist: String,
    /// How many of its lines were not read, in words; empty: none.
    pub unread: String,
    /// The newest line, which "mark as read" does not go beyond.
    pub up_to: u64,
    /// Whether its lines are shown at once.
    pub open: bool,
    /// Its lines, or the first of them.
    pub lines: Vec<CopyLine>,
    /// Where all of them are and what leads there, when not all are here.
    pub all: Option<(String, String)>,
}

/// A page of days.
pub struct Digest {
    /// Its days.
    pub days: Vec<DigestDay>,
    /// The newest line told.
    pub up_to: u64,
    /// Lines on the page.
    pub shown: usize,
    /// Lines in all.
    pub total: u64,
    /// Whether earlier days follow.
    pub more: bool,
}

/// What was told: a page of days, or a page of the lines of one day.
///
/// # Errors
/// When the store cannot be read.
pub async fn digest(
    site: &Site,
    visitor: &Visitor,
    of: (Option<Date>, bool),
    page: (u32, u32),
) -> Result<Digest, Fault> {
    let (one, unread_only) = of;
    let told = site.office.told_days(visitor.actor(), unread_only).await?;
    let wanted: Vec<&ToldDay> = match one {
        Some(day) => told.iter().filter(|d| d.day == day).collect(),
        None => told.iter().skip((page.0 as usize - 1) * DAYS).take(DAYS).collect(),
    };
    let last_shown = wanted.last().map(|d| d.day);
    let rows = match (wanted.first(), wanted.last()) {
        (Some(newest), Some(oldest)) => {
            let from = if one.is_some() { page.1 } else { 0 };
            let days = (oldest.day, newest.day);
            site.office.told_on(visitor.actor(), (unread_only, days), (from, PAGE)).await?
        }
        _ => Vec::new(),
    };
    let lines = copies(site, visitor, &rows).await?;
    let shown = lines.len();
    let mut lines = rows.iter().map(|r| Timestamp(r.at).day()).zip(lines).collect::<Vec<_>>();
    let mut days = Vec::new();
    for (place, day) in wanted.iter().enumerate() {
        let (own, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(at, _)| *at == day.day);
        lines = others;
        let own: Vec<CopyLine> = own.into_iter().map(|(_, line)| line).collect();
        let mut drawn = drawn(visitor.w, day, unread_only);
        drawn.open = place == 0;
        if one.is_none() && (own.len() as u64) < day.lines {
            let pairs = [("tab", "copies"), ("day", drawn.date.as_str()), ("unread", "1")];
            let asked = if unread_only { pairs.as_slice() } else { &pairs[..2] };
            let words = visitor.w.t1("inbox.whole_day", visitor.w.number(day.lines));
            drawn.all = Some((address("/inbox", asked.iter().copied()), words));
        }
        drawn.lines = own;
        days.push(drawn);
    }
    Ok(Digest {
        days,
        up_to: wanted.iter().map(|d| d.last).max().unwrap_or_default(),
        shown,
        total: if one.is_some() { wanted.iter().map(|d| d.lines).sum() } else { told.iter().map(|d| d.lines).sum() },
        more: one.is_none() && last_shown != told.last().map(|d| d.day),
    })
}

/// A day without its lines.
fn drawn(w: W, day: &ToldDay, unread_only: bool) -> DigestDay {
    let kind =
        |(event, n): &(String, u64)| w.fill("inbox.kind", &[("what", &w.code("event", event)), ("n", &w.number(*n))]);
    DigestDay {
        date: day.day.to_string(),
        day: w.date_long(day.day),
        gist: w.list(day.kinds.iter().map(kind)),
        unread: if day.unread == 0 || unread_only {
            String::new()
        } else {
            w.t1("inbox.unread_n", w.number(day.unread))
        },
        up_to: if day.unread == 0 { 0 } else { day.last },
        open: false,
        lines: Vec::new(),
        all: None,
    }
}
