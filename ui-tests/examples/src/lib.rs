//! Mistakes in the examples, with the message that a user gets for each.
//!
//! A mistake is a file `examples/EXAMPLE/mistakes/MISTAKE.toml`: a search and a replacement in one file of the example, with a
//! sentence on why it is a mistake. `MISTAKE.stderr` beside it holds the message, and the example's README shows both.
//!
//! The test copies the example under `target/`, makes the replacement and hands the copy to trybuild. One command writes the
//! messages and the README sections again:
//!
//! ```sh
//! TRYBUILD=overwrite cargo test -p gatewright-example-mistakes
//! ```
//!
//! One example alone, or one mistake:
//!
//! ```sh
//! cargo test -p gatewright-example-mistakes -- mistakes_are_refused trybuild=shop/route-twice
//! ```
