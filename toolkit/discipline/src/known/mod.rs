//! What is known about the paths of the standard library and of well-known crates: one table, as data.
//!
//! A row's path covers everything below it (`std::sync::Mutex` covers `std::sync::Mutex::new`); a `*` in a segment stands
//! for anything. `core` and `alloc` are written `std`.

mod concurrency;
mod constructors;
mod methods;
mod resolved_paths;
mod state;
mod stateless_crates;

pub(crate) use methods::METHODS;
pub(crate) use resolved_paths::is_method;
pub use resolved_paths::{PathKind, RefusedPath, refused_crate, refused_paths};
pub(crate) use stateless_crates::is_known_stateless;

use crate::rule::Rule;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What it means that a path leads to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Refused wherever it stands: `` `path` does ``, and what to write instead.
    Refused {
        rule: Rule,
        does: &'static str,
        help: &'static str,
    },
    /// Belongs to a refused family and is harmless alone: reported only when nothing else of its rule is.
    Companion {
        rule: Rule,
        does: &'static str,
        help: &'static str,
    },
    /// A type with interior mutability: fine in a function, refused in a static.
    InteriorMutable,
    /// A cell that is written once: in a static, its content decides.
    WriteOnce,
    /// Builds a client, or loads its configuration.
    Client { config: bool },
    /// Makes something that takes long to make: `` `path` does ``.
    Heavy { does: &'static str },
    /// Starts a task and returns its handle.
    Spawns,
    /// The handle of a task.
    TaskHandle,
    /// Takes a handle and lets go of it.
    Drops,
    /// Writes the file that the argument with this index names.
    WritesFile(usize),
    /// Opens the database in the file that the first argument names.
    OpensDatabase,
    /// The builder whose `open` writes a file.
    OpensFile,
    /// Takes the function's handler as a closure.
    TakesHandler,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) path: &'static str,
    pub(crate) meaning: Meaning,
}

impl Known {
    /// The rule that refuses this path anywhere, if one does.
    pub(crate) fn rule(&self) -> Option<Rule> {
        match self.meaning {
            Meaning::Refused { rule, .. } | Meaning::Companion { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// Whether a value of this type in a static is state that invocations share.
    pub(crate) fn is_state(&self) -> bool {
        matches!(
            self.meaning,
            Meaning::InteriorMutable
                | Meaning::Refused {
                    rule: Rule::Locking,
                    ..
                }
        )
    }
}

pub(crate) const fn refuse(
    rule: Rule,
    path: &'static str,
    does: &'static str,
    help: &'static str,
) -> Known {
    Known {
        path,
        meaning: Meaning::Refused { rule, does, help },
    }
}

pub(crate) const fn is(meaning: Meaning, path: &'static str) -> Known {
    Known { path, meaning }
}

/// A row that a path leads to, and how many of its segments name the row itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) known: &'static Known,
    from: usize,
    to: usize,
}

impl Match {
    /// The row's name as this path spells it: `std::sync::atomic::AtomicU8` for the row `…::Atomic*`.
    pub(crate) fn name(&self, path: &[String]) -> String {
        path[self.from..self.to].join("::")
    }
}

struct Row {
    segments: Vec<&'static str>,
    known: &'static Known,
}

struct Index {
    /// By the crate's name, which is the path's first segment.
    crates: HashMap<&'static str, Vec<Row>>,
    /// Rows whose crate is a family: `crossbeam*`.
    families: Vec<Row>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index {
        crates: HashMap::new(),
        families: Vec::new(),
    };
    for known in tables() {
        let row = Row {
            segments: known.path.split("::").collect(),
            known,
        };
        if row.segments[0].ends_with('*') {
            index.families.push(row);
        } else {
            index.crates.entry(row.segments[0]).or_default().push(row);
        }
    }
    index
});

/// Every row.
fn tables() -> impl Iterator<Item = &'static Known> {
    let tables = [
        concurrency::THREADS,
        concurrency::LOCKS,
        concurrency::BLOCKING,
        state::ROWS,
        concurrency::TASKS,
        constructors::CLIENTS,
        constructors::HEAVY,
    ];
    tables.into_iter().flatten()
}

fn rows_of(krate: &str) -> impl Iterator<Item = &'static Row> {
    let own = INDEX
        .crates
        .get(krate)
        .map_or(&[][..], Vec::as_slice)
        .iter();
    own.chain(
        INDEX
            .families
            .iter()
            .filter(move |row| segment_matches(row.segments[0], krate)),
    )
}

fn segment_matches(pattern: &str, segment: &str) -> bool {
    match pattern.split_once('*') {
        Some((beginning, end)) => {
            segment.len() >= beginning.len() + end.len()
                && segment.starts_with(beginning)
                && segment.ends_with(end)
        }
        None => pattern == segment,
    }
}

fn covers(row: &[&str], path: &[String]) -> bool {
    row.len() <= path.len()
        && row
            .iter()
            .zip(path)
            .all(|(pattern, segment)| segment_matches(pattern, segment))
}

/// Whether the table knows a crate of this name.
pub(crate) fn is_crate(name: &str) -> bool {
    rows_of(name).next().is_some()
}

/// The most exact row that covers `path`, whose first segment is a crate's name.
///
/// A crate that the table does not know may re-export one that it knows: `lambda_runtime::tokio::spawn`.
pub(crate) fn lookup(path: &[String]) -> Option<Match> {
    let within = |from: usize| {
        rows_of(&path[from])
            .filter(|row| covers(&row.segments, &path[from..]))
            .max_by_key(|row| row.segments.len())
            .map(|row| Match {
                known: row.known,
                from,
                to: from + row.segments.len(),
            })
    };
    let first = path.first()?;
    if is_crate(first)
        && let Some(found) = within(0)
    {
        return Some(found);
    }
    let modules = path
        .iter()
        .take_while(|segment| segment.starts_with(|c: char| c.is_lowercase() || c == '_'))
        .count();
    // The crate's name alone is no re-export: `Strategy::rayon` and `client::rayon` are names of somebody's own.
    (1..modules.min(path.len() - 1).max(1))
        .find(|&at| is_crate(&path[at]))
        .and_then(within)
}

/// The words of which a file holds at least one where a row leads to a finding: the row's last name.
///
/// A constructor is called `new` or `get`, as much else is: there its crate and its type are the words.
pub(crate) fn keywords() -> impl Iterator<Item = &'static str> {
    let rows = INDEX.crates.values().flatten().chain(&INDEX.families);
    rows.flat_map(|row| {
        let names = row.segments.as_slice();
        let words = match row.known.meaning {
            Meaning::InteriorMutable
            | Meaning::WriteOnce
            | Meaning::Drops
            | Meaning::TaskHandle => [None, None],
            Meaning::Client { .. } | Meaning::Heavy { .. } => [
                names.first(),
                names.iter().rev().nth(1).filter(|_| names.len() > 2),
            ],
            _ => [names.last(), None],
        };
        words.into_iter().flatten().copied()
    })
}

/// A refused row below `path`: what a glob of `path`, or a name that completes it, could reach.
pub(crate) fn refused_below(path: &[String]) -> Option<&'static Known> {
    let rows = rows_of(path.first()?)
        .filter(|row| row.known.rule().is_some() && row.segments.len() > path.len());
    rows.filter(|row| {
        row.segments
            .iter()
            .zip(path)
            .all(|(pattern, segment)| segment_matches(pattern, segment))
    })
    .map(|row| row.known)
    .next()
}

/// A refused row whose path ends with `tail`, whatever its head: `["thread", "spawn"]`.
pub(crate) fn refused_with_tail(tail: &[String]) -> Option<&'static Known> {
    let all = INDEX.crates.values().flatten().chain(&INDEX.families);
    all.filter(|row| row.known.rule().is_some() && row.segments.len() > 1)
        .find(|row| {
            (1..row.segments.len()).any(|head| {
                let rest = &row.segments[head..];
                rest.len() == tail.len().min(rest.len()) && covers(rest, tail)
            })
        })
        .map(|row| row.known)
}
