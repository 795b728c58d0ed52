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
//!
//! # Layers
//!
//! A module belongs to a layer because its `#[dispatch(layer = "core")]` says so, or because [`Layers`] list it, which is how
//! modules in files of their own are given one; what is below it belongs to it. The rule `layering` then follows what modules
//! really use, through modules without a layer too, item by item. A use is refused that leads upward, or around a layer in
//! between, and so are modules of a layer that need each other. What a layer re-exports is used through that layer.
//! [`ModuleGraph`] is what it sees, to look at and to draw.
//!
//! # What it cannot see
//!
//! - What a procedural macro or another crate's `macro_rules!` expands to; the arguments of a macro are read.
//! - Types that only inference knows: a lock that another crate's function returns, a method whose receiver hides what
//!   it is. Methods are judged by name where no other library has one of that name and the crate defines none.
//! - State behind other crates' types, unless the table knows them, and behind `dyn Trait`.
//! - A task's handle that is stored and never awaited, or that a function in a file without any telling word drops.
//! - A file written at a path that is computed but always the same.
//! - That a layer is used by a method of a value whose type nothing names, by an attribute's text (`#[serde(with = "…")]`), or
//!   by what a derive writes. `use super::*` is no use by itself; the names that it brings are.
//! - Packages whose source is not at hand. [`judge_crates`] reads path dependencies with the crate that uses them.

mod cfg;
mod finding;
mod graph;
mod items;
mod judge;
mod known;
mod krate;
mod layers;
mod manifest;
mod rule;
mod scope;

pub use cfg::CfgSet;
pub use finding::Finding;
pub use graph::{Module, ModuleGraph, ModuleUse, Offence, Place};
pub use judge::{judge_fn, judge_item};
pub use known::{Kind, Refused, refused_crate, refused_paths};
pub use krate::{
    CrateOptions, CrateSource, Exemption, Located, Silent, Survey, crate_mentions, judge_crate,
    judge_crates, survey_crates,
};
pub use layers::{Layer, Layers};
pub use manifest::{Allowed, Dependency, Manifest, ManifestError, Settings, Target};
pub use rule::Rule;
