//! The handlers of a function as constant tables.
//!
//! A `#[dispatch]` module publishes an [`Interface`](crate::Interface): a static slice of [`Entry`]s with the [`Tables`] that
//! find them. Each entry is a key, such as a route or an operation, with a `&'static dyn Handler`. Constant evaluation fills the
//! tables when the module is compiled. A [`Manifest`](crate::Manifest) is an interface with the options of its function. A
//! [`Gateway`](crate::Gateway) is the part that the running function needs. Nothing is built when the function starts, and a
//! lookup does not allocate. For the reasons, see `docs/decisions/0003-tables-are-constants.md`.
//!
//! The structures:
//!
//! - **One hash table of names**, filled in constants, for operations and event sources. The id of a source distinguishes its names.
//!   The hash covers the length and four words of a name. The first probe finds seven of eight names that differ in them, and the
//!   cost of a lookup does not grow with the table or the name.
//! - **A tree of path segments** for routes. A segment is one lookup among the children of a node, however many routes there are. A
//!   single literal child is compared as text. Several are in one hash table with those of all other nodes, by as few of their bytes
//!   as tell them apart. The order of the walk gives the precedence: literal, then parameter, then remainder, with backtracking.
//! - **A new array of entries** for merged modules and crates. Conflicts between them are const assertions that name both handlers.

mod authorizer;
mod bytes;
mod conflicts;
mod cors;
mod edges;
mod entry;
mod fill;
mod function;
mod hash;
mod interface;
mod layer;
mod message;
mod modes;
mod names;
mod node;
mod reach;
mod routes;
mod segments;
mod setting;
mod size;
mod sources;
pub(crate) mod statics;
mod surroundings;
mod tables;
mod triggers;
mod variable;
mod variables;
mod words;

pub use authorizer::{Authorizer, AuthorizerKind};
pub(crate) use bytes::same;
pub(crate) use cors::CorsOfRequest;
pub use cors::{Cors, Origins};
pub use entry::{
    Calling, DescribedStore, Entry, Idempotency, Key, Origin, Place, StoreKind, Target,
};
pub(crate) use function::Table;
pub use interface::{Interface, Merge};
pub use layer::Layer;
pub(crate) use message::Message;
pub use names::{joined, operation_module};
pub use routes::{Captures, RouteMatch, Routes};
pub(crate) use segments::{parameter_at, parameter_count, parameter_names, percent_decoded};
pub use setting::{Setting, SettingValue};
pub use surroundings::{Around, Surround, Surroundings};
pub use tables::{Size, Tables, View};
pub use triggers::{TriggerKind, Triggers};
pub use variable::{Variable, VariableCell};
pub(crate) use variables::{FromEnvironment, NOT_SET, ReadVariable, WithOrigins};

#[cfg(test)]
mod tests;
