//! Programs that must not compile, with what the user is told (`fail/ATTRIBUTE/WHAT-IS-WRONG.rs`, `.stderr`), and programs that
//! must (`pass/`). The compiler is pinned in `rust-toolchain.toml`, because its own words are part of the expected output.
