//! Official tables and papers from plain typed values: registers, lists of rows that were not
//! taken, letters and reports, and the zip of one case.
//!
//! What a value means and who may see it is decided before it comes here. No clock is read: the
//! same values make the same bytes.

mod clean;
mod error;
mod heights;
mod sheet_name;

pub mod bundle;
pub mod failed_rows;
pub mod paper;
pub mod reference;
pub mod register;

pub use clean::{CutCell, Cuts};
pub use error::WriteError;
