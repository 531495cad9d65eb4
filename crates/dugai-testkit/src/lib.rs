//! dugai-testkit
