//! The compared structures, each used as its documentation advises.

use std::hint::black_box;

use crate::size::Size;

/// The name of Gatewright's structure, which is always the first.
pub(crate) const OURS: &str = "gatewright";

type Find = Box<dyn Fn(&str) -> Option<u32>>;
type Pass = Box<dyn Fn(&[&str])>;

/// A structure in which names are looked up.
pub(crate) struct Structure {
    pub(crate) name: &'static str,
    pub(crate) find: Find,
    /// Finds each of the names. The loop is compiled for this structure, so that no indirect call is measured.
    pub(crate) pass: Pass,
}

impl Structure {
    fn new(name: &'static str, find: impl Fn(&str) -> Option<u32> + Copy + 'static) -> Self {
        Self {
            name,
            find: Box::new(find),
            pass: Box::new(move |names| {
                for name in names {
                    black_box(find(black_box(name)));
                }
            }),
        }
    }
}

/// Returns all structures with the names of this size. Those built at run time live as long as the program.
pub(crate) fn all(size: &'static Size) -> Vec<Structure> {
    let numbered = || size.names.iter().copied().zip(0..);
    let ours = (size.ours)();
    let std: &_ = Box::leak(Box::new(
        numbered().collect::<std::collections::HashMap<&str, u32>>(),
    ));
    let foldhash: &_ = Box::leak(Box::new(
        numbered().collect::<hashbrown::HashMap<&str, u32>>(),
    ));
    let ahash: &_ = Box::leak(Box::new(numbered().collect::<hashbrown::HashMap<
        &str,
        u32,
        ahash::RandomState,
    >>()));
    let mut structures = vec![
        Structure::new(OURS, move |name| {
            ours.operation(name)
                .map(|entry| u32::try_from(entry).unwrap_or(u32::MAX))
        }),
        Structure::new("phf", |name| size.phf.get(name).copied()),
        Structure::new("foldhash", |name| foldhash.get(name).copied()),
        Structure::new("ahash", |name| ahash.get(name).copied()),
        Structure::new("std", |name| std.get(name).copied()),
        Structure::new("binary-search", |name| {
            let place = size
                .sorted
                .binary_search_by(|(known, _)| (*known).cmp(name));
            place.ok().map(|place| size.sorted[place].1)
        }),
    ];
    if let Some(by_match) = size.by_match {
        structures.push(Structure::new("match", by_match));
    }
    structures
}
