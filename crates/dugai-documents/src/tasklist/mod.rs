//! x
mod deadline; mod deadline_scan; mod measures; mod progress; mod text; mod units;
pub use deadline::*; pub use measures::*; pub use progress::*; pub use units::*;
