//! What the functions of a comparison do beside being called: the types they take and give, and what they make of them.

pub mod operations;
pub mod records;
