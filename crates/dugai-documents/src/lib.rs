//! Office files in and out: bytes to typed tables with the position of every error, and back.
//!
//! Reading is in [`read`] (any file to grids of cells) and [`tasklist`] (grids to rectification
//! tasks). What a problem is and what may be done with it does not belong here.

pub mod evidence;
pub mod read;
pub mod tasklist;
pub mod write;
