//! What acts on a problem carry: one struct an act, used by its command and,
//! where nothing is added, by its event. Recorded for ever, so fields are only
//! ever added, with a default; a change of meaning is a new event.

mod listing;
mod work;
mod closing;
mod beside;

pub use beside::*;
pub use closing::*;
pub use listing::*;
pub use work::*;
