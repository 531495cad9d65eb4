//! Use cases: load, check the right, decide, append, all in one transaction. Every door
//! (command line, pages, import) comes through here, so no rule can be passed by.
//!
//! [`tools`] time and randomness · [`setup`] what every decision looks at · [`office`] an office
//! at work · [`act`] the one way to act on a problem · [`index`] its row in the register ·
//! [`register`] asking for rows, counts, what is to do · [`desk`] what waits, was done, was told ·
//! [`text`] what a text may hold · [`admin`] units, people, reference data · [`Founding`] of an office ·
//! [`reference`] as a workbook · [`login`] passwords, sessions, tokens · [`sealed`] personal data · [`keys`] the vault's keys · [`rotate`] a new one ·
//! [`acting`] for whom a deputy signs · [`evidence`] files · [`ledger`] the Merkle
//! ledger · [`jobs`] what the program does by itself · [`public`] what leaves the house · [`verify`] replays and compares ·
//! [`testing`] a clock and entropy for tests.

pub mod tools;
pub mod setup;
pub mod office;
pub mod text;
pub mod index;
pub mod act;
pub mod register;
pub mod reference;
pub mod desk;
pub mod admin;
mod found;
pub mod left;
pub mod acting;
mod clock;
mod throttle;
pub mod login;
mod sealed;
pub mod keys;
pub mod rotate;
pub mod evidence;
pub mod ledger;
pub mod jobs;
pub mod public;
pub mod official;
pub mod export;
pub mod papers;
pub mod import;
pub mod month;
pub mod overview;
pub mod verify;
pub mod testing;

// What pages and commands name of the layers below; they use no other way there.
pub use dugai_ledger::{BundleId, TileId, TilePath, TreeHash, encode_entries};
pub use dugai_store::blobs::{BlobFolder, Blobs, S3, S3Settings, Secret};
pub use dugai_store::desk::ToldRow;
pub use dugai_store::events::EventRow;
pub use dugai_store::register::{Facet, NO_DAY, RegisterRow, Sort, TodoRow};
pub use dugai_store::{Store, StoreError, Target};

pub use act::{ActError, Acted, Kept};
pub use found::Founding;
pub use keys::Hold;
pub use office::{Office, OfficeError};
pub use setup::Setup;
pub use tools::{Entropy, Tools};
pub use verify::{Verdict, verify};
