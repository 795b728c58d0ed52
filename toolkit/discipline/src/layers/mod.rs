//! Layers: finds uses that violate the order of the layers.
//!
//! While a crate is judged, its modules and their uses are recorded ([`records`]). They form a graph of modules ([`map`]), which is
//! then judged ([`verdict`]). Names are followed to the module that holds them, so a re-export, a glob or a renamed crate root hides
//! nothing. A name that an interface re-exports is used through the interface.

mod digraph;
mod map;
mod records;
mod verdict;

pub(crate) use map::{Map, Node};
pub(crate) use records::{Call, CodePlace, Module, NamedItem, Need, Records, Use};
pub(crate) use verdict::{Kind, Verdict, Violation};
