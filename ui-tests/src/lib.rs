//! Programs that must not compile, with their error messages (`fail/ATTRIBUTE/WHAT-IS-WRONG.rs` and `.stderr`), and programs
//! that must compile (`pass/`).
//!
//! The compiler is pinned in `rust-toolchain.toml`, because the expected output contains its messages.
