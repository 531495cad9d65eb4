//! dugai-app
