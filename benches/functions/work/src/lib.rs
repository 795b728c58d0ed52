//! The business logic of the compared functions: their types, and the replies that they make.

pub mod operations;
pub mod records;
