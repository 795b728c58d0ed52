//! What a function answers, as constants.
//!
//! A `#[dispatch]` module publishes an [`Interface`](crate::Interface): a static slice of [`Entry`]s, each a key (a route, an
//! operation) with a `&'static dyn Handler`, and the [`Tables`] that find them, which constant evaluation fills when the module
//! is compiled. A [`Manifest`](crate::Manifest) is an interface with the options of its function, and a
//! [`Gateway`](crate::Gateway) is what the running function needs of it. Nothing is built when the function starts, and a lookup
//! allocates nothing.
//!
//! Why this shape:
//!
//! - **A static table of `&dyn Handler`, not a `match`.** An `async fn` that matches over all handlers has a future as large
//!   as the largest of them, and is quadratic to type-check: 1,000 handlers took 17.7 s, the static table 0.9 s, where the bare
//!   functions alone take 0.5 s. The one box an invocation that the table costs is about 170 instructions.
//! - **No function body per handler.** What is particular to a handler is data: function pointers of its extractors and of its
//!   reply, held in an `Endpoint`. The compiler checks and generates them only where they differ by type.
//! - **Nothing for each handler that depends on its types alone.** Constants are not free: rustc infers, evaluates and validates each
//!   of them, and with four of its own a handler cost a compile three times what it does now. Handlers with the same parameters share the
//!   constant that makes them, and so with replies and checks; what is left is one element of one array.
//! - **One hash table of names**, filled in constants, for operations and for the edges of the route tree alike.
//!   Names of event sources are in it too, told apart by the source's id.
//!   The hash looks at the length and at four words of the name; of names that differ in them fifteen in sixteen are found at the first
//!   look, and the cost of a lookup does not grow with the table or the name.
//! - **A tree of path segments** for routes. A segment is one lookup among the edges, however many routes there are.
//!   Precedence falls out of the walk: literal, then parameter, then remainder, with backtracking.
//! - **Keys are data in `const`s**, so tables of other modules and crates merge in a constant, and conflicts between them are
//!   const assertions which name both handlers.

mod bytes;
mod conflicts;
mod entry;
mod fill;
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
mod sources;
pub(crate) mod statics;
mod tables;
mod triggers;
mod words;

pub(crate) use bytes::same;
pub use entry::{Calling, Entry, Key, Origin, Place, Target};
pub use interface::{Interface, Merge};
pub use layer::Layer;
pub(crate) use message::Message;
pub use names::{joined, operation_module};
pub use routes::{Captures, RouteMatch, Routes};
pub(crate) use segments::{parameter_at, parameter_count, parameter_names, percent_decoded};
pub(crate) use tables::Table;
pub use tables::{Size, Tables, View};
pub use triggers::{TriggerKind, Triggers};

#[cfg(test)]
mod tests;
