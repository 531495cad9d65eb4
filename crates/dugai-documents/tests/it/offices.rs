//! Forms that offices send, one test a kind.
