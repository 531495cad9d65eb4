//! Row numbers in the order of a list, in pieces, so that a row changes its place without moving all
//! that stand behind it.

use std::cmp::Ordering;

/// A piece is cut in two when it holds more.
const PIECE: usize = 1_024;

/// Row numbers in order.
#[derive(Default)]
pub(super) struct Order {
    pieces: Vec<Vec<u32>>,
}

impl Order {
    /// Of rows that stand in order.
    pub(super) fn of(sorted: &[u32]) -> Self {
        Self { pieces: sorted.chunks(PIECE / 2).map(<[u32]>::to_vec).collect() }
    }

    /// Puts a row in; `place` says how another row stands to it.
    pub(super) fn insert(&mut self, row: u32, place: impl Fn(u32) -> Ordering) {
        let (piece, at) = self.find(&place);
        let Some(rows) = self.pieces.get_mut(piece) else {
            self.pieces.push(vec![row]);
            return;
        };
        rows.insert(at, row);
        if rows.len() > PIECE {
            let rest = rows.split_off(PIECE / 2);
            self.pieces.insert(piece + 1, rest);
        }
    }

    /// Takes a row out that stands where `place` says.
    pub(super) fn remove(&mut self, row: u32, place: impl Fn(u32) -> Ordering) {
        let (piece, at) = self.find(&place);
        if let Some(rows) = self.pieces.get_mut(piece)
            && rows.get(at) == Some(&row)
        {
            rows.remove(at);
            if rows.is_empty() {
                self.pieces.remove(piece);
            }
        }
    }

    /// The place of the first row that does not stand before: piece, and place in it. A place behind
    /// the last row of a piece is given as such only for the last piece.
    fn find(&self, place: &impl Fn(u32) -> Ordering) -> (usize, usize) {
        let piece = self.pieces.partition_point(|p| p.last().is_some_and(|r| place(*r) == Ordering::Less));
        match self.pieces.get(piece) {
            Some(rows) => (piece, rows.partition_point(|r| place(*r) == Ordering::Less)),
            None => (piece.saturating_sub(1), self.pieces.last().map_or(0, Vec::len)),
        }
    }

    /// Rows from the first that does not stand before, upwards.
    pub(super) fn up(&self, before: &impl Fn(u32) -> Ordering) -> impl Iterator<Item = u32> {
        let (piece, at) = self.find(before);
        let first = self.pieces.get(piece).and_then(|p| p.get(at..)).unwrap_or_default();
        first.iter().chain(self.pieces.iter().skip(piece + 1).flatten()).copied()
    }

    /// Rows before the first that does not stand before, downwards.
    pub(super) fn down(&self, before: &impl Fn(u32) -> Ordering) -> impl Iterator<Item = u32> {
        let (piece, at) = self.find(before);
        let first = self.pieces.get(piece).and_then(|p| p.get(..at)).unwrap_or_default();
        let rest = self.pieces.get(..piece).unwrap_or_default();
        first.iter().rev().chain(rest.iter().rev().flat_map(|p| p.iter().rev())).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    #[test]
    fn rows_change_their_places_and_stay_in_order() {
        let mut order = Order::default();
        let mut plain: Vec<u32> = Vec::new();
        let mut n = 12_345_u32;
        for _ in 0..20_000 {
            n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let row = n >> 19;
            match plain.binary_search(&row) {
                Ok(at) => {
                    plain.remove(at);
                    order.remove(row, |o| o.cmp(&row));
                }
                Err(at) => {
                    plain.insert(at, row);
                    order.insert(row, |o| o.cmp(&row));
                }
            }
        }
        assert!(plain.len() > 2_048, "several pieces: {}", plain.len());
        assert_eq!(order.up(&|o| o.cmp(&0)).collect::<Vec<_>>(), plain);
        for cut in [0, 1, plain[500], plain[500] + 1, plain[3_000], 9_000] {
            let at = plain.partition_point(|r| *r < cut);
            assert_eq!(order.up(&|o| o.cmp(&cut)).collect::<Vec<_>>(), plain[at..], "up from {cut}");
            let below: Vec<u32> = plain[..at].iter().rev().copied().collect();
            assert_eq!(order.down(&|o| o.cmp(&cut)).collect::<Vec<_>>(), below, "down from {cut}");
        }
    }
}
