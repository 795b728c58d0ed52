//! The rules of Gatewright: reads Rust source, judges it, explains.
//!
//! What Lambda cannot run should not compile. This crate knows which functions, types and patterns that is
//! ([`Rule`]), finds them in source that syn has parsed, and says what to write instead ([`Finding`]). It is an
//! ordinary library: the attribute macros and `cargo gatewright check` use it alike.
//!
//! Names are followed, never guessed: a path counts as `std::thread::spawn` when it leads there through the `use`
//! declarations, renames, globs, aliases and re-exports that can be read, and a type of the user's own that happens to
//! be called `Mutex` does not. [`judge_item`] and [`judge_fn`] see the tokens that an attribute stands on; what those
//! tokens do not show (an import outside of them) they do not judge. [`judge_crate`] reads every file of a crate and
//! misses nothing that its own source shows.

mod cfg;
mod finding;
mod items;
mod judge;
mod known;
mod krate;
mod rule;
mod scope;

pub use cfg::CfgSet;
pub use finding::Finding;
pub use judge::{judge_fn, judge_item};
pub use krate::{CrateOptions, Located, judge_crate};
pub use rule::Rule;
