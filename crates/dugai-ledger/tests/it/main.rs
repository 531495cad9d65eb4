//! Laws and fixtures of the ledger, seen only through its public face.
//!
//! Roots and proofs are compared with ct-merkle, an independent implementation of RFC 6962.

mod certificates;
mod leaves;
mod notes;
mod proofs;
mod support;
mod tiles;
mod trees;
