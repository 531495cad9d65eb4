//! Everything this crate reads, from outside.

mod columns;
mod documents;
mod examples;
mod formats;
mod grids;
mod grids_more;
mod hostile;
mod kit;
mod offices;
mod paragraphs;
mod unseen;
