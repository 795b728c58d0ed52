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
//! The rules are enforced in rings, and each has its blind side. What one cannot see another often can; what none of them can is
//! said here, and kept in `tests/out_of_sight/` where it came from an attack.
//!
//! ## The tokens of an attribute ([`judge_item`], [`judge_fn`])
//!
//! - Names that come from outside of the item: `use super::*`, a helper in the next module, another file. The whole crate has them.
//! - A `static` of a type that is defined outside: rustc's look at the type has it, and the whole crate.
//!
//! ## rustc's look at the type of a static (a constant that the attributes put beside it, E0492)
//!
//! - Statics outside of the items that carry an attribute: only their own module can name their types. The whole crate has them.
//! - State behind a pointer: `Box`, `Arc`, `Vec`, `&`, `dyn`. The structural walk over the crate's own types has it.
//! - The content of a cell that is called `OnceLock`, `LazyLock`, `OnceCell` or `Lazy`: the walk judges it.
//! - It speaks rustc's words, and refuses shared text of other crates that counts its owners inside the value; `Bytes` and the
//!   types of `http` are told apart, others need an `#[exempt]`.
//!
//! ## The whole crate ([`judge_crate`], [`judge_crates`])
//!
//! - What a procedural macro or another crate's `macro_rules!` expands to; the arguments of a macro are read.
//! - Types that only inference knows: a lock that another crate's function returns, a method whose receiver hides what
//!   it is. Methods are judged by name where no other library has one of that name and the crate defines none.
//! - State behind `dyn Trait`, and in the fields of other crates' types. A type in a static whose crate is not among the usual
//!   ones is refused, unless a macro or a glob may have brought it.
//! - A cell that a function fills through its parameter, or through `OnceLock::set` taken as a value.
//! - A task's handle that is stored, assigned later or handed to a function that drops it, or that a function in a file without
//!   any telling word drops.
//! - A client that a macro's body or a trait's associated function builds, when the handler calls it by the macro or the trait.
//! - A file written at a path that is computed but always the same.
//! - That a layer is used by a method of a value whose type nothing names, by an attribute's text (`#[serde(with = "…")]`), or
//!   by what a derive writes. `use super::*` is no use by itself; the names that it brings are.
//! - The features of a path dependency: of its conditions both sides are read. Of a dependency's own dependencies, those that
//!   are optional are not read.
//! - A dependency that `Cargo.toml` renames (`pool = { package = "rayon" }`), unless it is a path dependency.
//! - Packages whose source is not at hand. [`judge_crates`] reads path dependencies with the crate that uses them.

mod attributes;
mod cfg;
mod crate_source;
mod finding;
mod graph;
mod ids;
mod judge;
mod known;
mod layer_order;
mod layers;
mod manifest;
mod rule;
mod scope;
mod whole_crate;

pub use cfg::CfgSet;
pub use crate_source::{CrateOptions, CrateSource, Exemption, Suppression, may_break_a_rule};
pub use finding::Finding;
pub use graph::{Module, ModuleGraph, ModuleUse, Place, Violation};
pub use judge::{judge_fn, judge_item};
pub use known::{PathKind, RefusedPath, refused_crate, refused_paths};
pub use layer_order::{Layer, Layers};
pub use manifest::{Allowed, Dependency, Manifest, ManifestError, Settings, Target};
pub use rule::{Rule, UnknownRule};
pub use whole_crate::{Located, Survey, crate_mentions, judge_crate, judge_crates, survey_crates};
