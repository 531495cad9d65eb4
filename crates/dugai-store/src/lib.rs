//! dugai-store
