//! Layers: which modules belong to which, what uses what, and what of it goes the wrong way.
//!
//! Recorded while the crate is judged ([`record`]), read as a graph of modules afterwards ([`map`], [`reach`]), and judged
//! ([`verdict`]). Names are followed to the module that holds them, so a `use` that nobody wrote in a higher layer's name (a
//! re-export, a glob, a renamed crate root) is seen for what it is; what an interface re-exports is used through the interface.

mod circle;
mod declared;
mod lazy;
mod map;
mod modules;
mod owners;
mod reach;
mod record;
mod verdict;

pub use declared::{Layer, Layers};
pub(crate) use map::{Map, Node};
pub(crate) use record::{Records, Step};
pub(crate) use verdict::{Kind, Offence, Verdict};
