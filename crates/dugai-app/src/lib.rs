//! Use cases: load, decide, append, all in one transaction. Every door (command line, pages,
//! import) comes through here, so no rule can be passed by.
//!
//! [`office`] holds reference data and calendar · [`act`] is the one way to act on a problem ·
//! [`verify`] replays what is recorded and compares.

pub mod office;
pub mod act;
pub mod verify;

pub use act::{ActError, Acted};
pub use office::{Office, OfficeError};
pub use verify::{Verdict, verify};
