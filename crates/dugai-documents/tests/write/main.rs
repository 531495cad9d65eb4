//! Everything this crate writes, from outside.

mod bundle;
mod failed;
mod kit;
mod paper;
mod register;
