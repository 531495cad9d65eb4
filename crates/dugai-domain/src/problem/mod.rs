//! The life of a rectification problem, from the list to struck off and after.
//!
//! Read in this order: [`payload`] (what acts carry) · [`action`] (every act, who may
//! do it, in which [`stage`]; [`named`]: what it names) · [`event`] (what is recorded) · [`state`] (what is known) ·
//! [`apply`] (events to state; never fails; [`given`]: measures of the list as words) · [`check`] (every reason against an act) ·
//! [`decide`] (command to events, or all reasons) · [`clocks`] (due dates, computed) ·
//! [`notice`] (the days of a public notice) · [`printed`] (the day of the whole in words) · [`index`] (the columns lists filter by) · [`tell`] (who is told of what) ·
//! [`turn`] (whose move it is) · [`outward`] (what an enterprise is shown of its own case).
//! How a problem stands on a day, how it stood in an earlier round and what sent it back last are beside its state,
//! in `standing.rs` and `rounds.rs`.

pub mod payload;
pub mod action;
pub mod named;
pub mod event;
pub mod stage;
pub mod state;
mod standing;
pub mod rounds;
pub mod apply;
pub mod given;
pub mod check;
pub mod decide;
pub mod clocks;
pub mod index;
pub mod notice;
pub mod printed;
pub mod tell;
pub mod turn;
pub mod outward;

pub use action::{Action, Command};
pub use check::{Context, allowed};
pub use decide::decide;
pub use event::{Event, Recorded};
pub use payload::*;
pub use state::{Mark, Problem, Stage};
