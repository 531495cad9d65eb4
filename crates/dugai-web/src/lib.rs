//! dugai-web
