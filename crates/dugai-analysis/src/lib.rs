//! dugai-analysis
