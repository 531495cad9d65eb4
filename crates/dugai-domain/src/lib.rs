//! What Dugai is about, without any IO: units and terms, calendars and clocks,
//! the life of a rectification problem, who may do what, and what the public may see.
//!
//! Nothing here reads a file, a clock or a random number: time, identity and
//! reference data are parameters. What does not belong here: SQL, HTTP, wording
//! of pages (reasons and steps are data; the words are in the message files).

mod numbered;
pub mod ids;
pub mod time;
pub mod calendar;
pub mod org;
pub mod actor;
pub mod reference;
pub mod reason;
pub mod problem;
pub mod admin;
pub mod disclosure;
pub mod figures;
