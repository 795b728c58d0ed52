//! Only the name of this crate matters.
