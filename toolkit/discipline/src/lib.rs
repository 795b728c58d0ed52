//! The rules of Gatewright: finds Rust code that does not work well on AWS Lambda, and explains what to write instead.
//!
//! A rule ([`Rule`]) refuses functions, types and patterns. A violation is a [`Finding`] with its place, a headline and a help. The
//! attribute macros and `cargo gatewright check` both use this crate. Each rule has a page: [`Rule::page`].
//!
//! Names are resolved, not guessed. A path counts as `std::thread::spawn` if it leads there through imports, renames, globs, aliases
//! and re-exports that can be read. A type of the user's own with the name `Mutex` is accepted. [`judge_item`] and [`judge_fn`] see the
//! tokens of the item that an attribute is on, and do not judge names that are bound outside. [`judge_crate`] reads every file of a
//! crate.
//!
//! # Layers
//!
//! `#[dispatch(layer = "core")]` puts a module into a layer. [`Layers`] can list further modules, such as those in their own files.
//! Modules below a module belong to its layer. The rule `layering` follows the uses between modules, item by item, also through
//! modules without a layer. It refuses uses of a higher layer, uses that skip a layer, and cycles within a layer. A name that a layer
//! re-exports is used through that layer. [`ModuleGraph`] is the graph of modules and uses, and draws it.
//!
//! # Adding a rule
//!
//! A rule has a row in the table of `rule.rs`, a page in `rules/`, and its code in `judge/` (or a row in `known/`, if it only refuses
//! paths). A test renders `docs/rules.md` from the pages.
//!
//! # Limits
//!
//! The rules are enforced in three rings. Each has limits, and the others cover many of them. `tests/blind_spots/` has examples of
//! violations that no ring finds.
//!
//! ## The tokens of an attribute ([`judge_item`], [`judge_fn`])
//!
//! - Names that are bound outside the item are not judged: `use super::*`, a helper in another module or file. The third ring sees them.
//! - The type of a `static` may be defined outside. The second and third rings see it.
//!
//! ## The compiler's check of statics (error E0492 at a constant that the attributes generate)
//!
//! - It does not reach statics outside items with an attribute. The third ring does.
//! - It does not see state behind a pointer: `Box`, `Arc`, `Vec`, `&`, `dyn`. The third ring follows types of the crate.
//! - It does not see the content of a cell named `OnceLock`, `LazyLock`, `OnceCell` or `Lazy`. The third ring judges it.
//! - The message is the compiler's. It also refuses shared strings of other crates that count their owners inside the value. `Bytes`
//!   and the types of `http` are accepted; others need an `#[exempt]`.
//!
//! ## The whole crate ([`judge_crate`], [`judge_crates`])
//!
//! - The expansion of procedural macros and of other crates' `macro_rules!` is not read; the arguments of macros are.
//! - Types are known as far as names show them: annotations, parameters, constructors, fields, and the signatures of the crate's own functions.
//!   A method of a receiver whose type is not known is judged by name if no other library has one of that name and the crate defines none.
//! - State behind `dyn Trait` and in the fields of other crates' types is not seen. A static of a type from an unknown crate is
//!   refused only if the name of the type or of the crate says that it can change.
//! - A function that drops the handle of a task is not seen in a file without keywords. A handle is not followed through a variable of
//!   a pattern, or through a reference.
//! - A client is not seen if only inference chooses the type that makes it: `let repo = config.into();`.
//! - A file path is not followed through a function with parameters that returns it, or through a field.
//! - A layer may be used by a method of a value of an inferred type, by an attribute's text (`#[serde(with = "…")]`), or by generated
//!   code. Those uses are not seen. `use super::*` alone is not a use; the names that it binds are.
//! - The features of a path dependency are those that the manifests of the packages above it ask for. Features that only other members of the
//!   workspace turn on are not known. Other conditions that a build script sets are undecided, so code under both sides is read.
//! - A renamed dependency (`pool = { package = "rayon" }`) is recognised where the manifest is read: by `#[lambda_handler]` and by
//!   `cargo gatewright check`.
//! - Packages without local source are not read. [`judge_crates`] reads path dependencies together with the crate.

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
pub use manifest::{
    Allowed, Dependency, Enabled, Features, Manifest, ManifestError, Settings, Target,
};
pub use rule::{Rule, UnknownRule};
pub use whole_crate::{
    Located, Survey, Unreached, attributes_report, crate_mentions, judge_crate, judge_crates,
    survey_crates, unreached_modules,
};
