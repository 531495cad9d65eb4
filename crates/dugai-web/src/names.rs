//! Names behind ids and codes, from the setup in force.

use dugai_app::Setup;

use crate::say::Book;

/// The setup as a book of names; a page adds the problems and evidence it has read.
#[must_use]
pub fn book(setup: &Setup) -> Book<'_> {
    let mut book = Book::new(&setup.reference);
    book.units = setup.units.iter().map(|(id, u)| (*id, u.short.clone())).collect();
    book.accounts = setup.accounts.iter().map(|(id, a)| (*id, a.name.clone())).collect();
    book
}
