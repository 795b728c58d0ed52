//! Known paths of the standard library and of other crates, as one table.
//!
//! A row covers everything below its path: `std::sync::Mutex` covers `std::sync::Mutex::new`. A `*` in a segment matches any
//! characters. `core` and `alloc` are written `std`.

mod concurrency;
mod constructors;
mod methods;
mod resolved_paths;
mod state;
mod stateless_crates;

pub(crate) use methods::{COOKIES, METHODS};
pub(crate) use resolved_paths::is_method;
pub use resolved_paths::{PathKind, RefusedPath, refused_crate, refused_paths};
pub(crate) use stateless_crates::{is_for_shared_state, is_known_stateless, sounds_mutable};

use crate::rule::Rule;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The meaning of a path that leads to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Refused everywhere: `` `path` does ``, and what to write instead.
    Refused {
        rule: Rule,
        does: &'static str,
        help: &'static str,
    },
    /// Harmless alone, but part of a refused family: reported only if nothing else of the family is.
    Companion {
        rule: Rule,
        does: &'static str,
        help: &'static str,
    },
    /// A type with interior mutability: accepted in a function, refused in a static.
    InteriorMutable,
    /// A cell that is written once: in a static, its content decides.
    WriteOnce,
    /// Builds a client, or loads the configuration of one.
    Client { config: bool },
    /// Creates an expensive value: `` `path` does ``.
    Heavy { does: &'static str },
    /// Spawns a task and returns its handle.
    Spawns,
    /// The handle of a task.
    TaskHandle,
    /// Drops its argument.
    Drops,
    /// Writes the file that the argument with this index names.
    WritesFile(usize),
    /// Opens the database in the file that the argument with this index names.
    OpensDatabase(usize),
    /// The builder whose `open` writes a file.
    OpensFile,
    /// Takes the handler of the function.
    TakesHandler,
    /// Reads the clock.
    Clock,
    /// Makes an iterator without an end: always, or if its last argument always returns `Some`.
    Endless { from_closure: bool },
    /// A set of tasks that goes on when it is dropped.
    Tracker,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct KnownPath {
    pub(crate) path: &'static str,
    pub(crate) meaning: Meaning,
}

impl KnownPath {
    /// The rule that refuses this path everywhere, if one does.
    pub(crate) fn rule(&self) -> Option<Rule> {
        match self.meaning {
            Meaning::Refused { rule, .. } | Meaning::Companion { rule, .. } => Some(rule),
            _ => None,
        }
    }

    /// Whether a value of this type in a static is shared state.
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
) -> KnownPath {
    KnownPath {
        path,
        meaning: Meaning::Refused { rule, does, help },
    }
}

pub(crate) const fn row(meaning: Meaning, path: &'static str) -> KnownPath {
    KnownPath { path, meaning }
}

/// A row that a path leads to, and which segments of the path name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) known: &'static KnownPath,
    from: usize,
    to: usize,
}

impl Match {
    /// The name of the row as this path spells it: `std::sync::atomic::AtomicU8` for the row `…::Atomic*`.
    pub(crate) fn name(&self, path: &[String]) -> String {
        path[self.from..self.to].join("::")
    }
}

struct Row {
    segments: Vec<&'static str>,
    known: &'static KnownPath,
}

struct Index {
    /// By the name of the crate, which is the first segment.
    crates: HashMap<&'static str, Vec<Row>>,
    /// Rows for several crates: `crossbeam*`.
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
fn tables() -> impl Iterator<Item = &'static KnownPath> {
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

/// Whether the table has a row for a crate of this name.
pub(crate) fn is_crate(name: &str) -> bool {
    rows_of(name).next().is_some()
}

/// Whether a row refuses a method of this name and accepts its type: `std::fs::File::lock`.
pub(crate) fn is_method_row(name: &str) -> bool {
    METHOD_ROWS.contains(name)
}

static METHOD_ROWS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let refused = tables().filter(|known| known.rule().is_some());
    let methods = refused.filter_map(|known| {
        let (owner, method) = known.path.rsplit_once("::")?;
        let owner = owner.rsplit("::").next()?;
        let is_method =
            owner.starts_with(char::is_uppercase) && method.starts_with(char::is_lowercase);
        is_method.then_some(method)
    });
    methods.collect()
});

/// Returns the most specific row that covers `path`, whose first segment is a crate's name.
///
/// An unknown crate may re-export a known one: `lambda_runtime::tokio::spawn`.
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
    // A last segment is not a re-exported crate: `Strategy::rayon` and `client::rayon` are names of the user's own.
    (1..modules.min(path.len() - 1).max(1))
        .find(|&at| is_crate(&path[at]))
        .and_then(within)
}

/// The keywords of the table: a file in which a row leads to a finding holds the row's last name.
///
/// Constructors have common names such as `new` and `get`; the keywords of those are their crate and type.
pub(crate) fn keywords() -> impl Iterator<Item = &'static str> {
    let rows = INDEX.crates.values().flatten().chain(&INDEX.families);
    rows.flat_map(|row| {
        let names = row.segments.as_slice();
        let words = match row.known.meaning {
            Meaning::InteriorMutable
            | Meaning::WriteOnce
            | Meaning::Drops
            | Meaning::Clock
            | Meaning::TaskHandle => [None, None],
            // The last names of these are common words.
            Meaning::Refused {
                rule: Rule::Blocking,
                ..
            } if OF_TYPE.iter().any(|path| row.known.path.starts_with(path)) => {
                [names.iter().rev().nth(1), None]
            }
            Meaning::Refused { .. } if matches!(names[0], "libc" | "nix" | "rustix") => {
                [names.first(), None]
            }
            Meaning::Client { .. } | Meaning::Heavy { .. } => [
                names.first(),
                names.iter().rev().nth(1).filter(|_| names.len() > 2),
            ],
            _ => [names.last(), None],
        };
        words.into_iter().flatten().copied()
    })
}

/// Rows whose keyword is the name of the type.
const OF_TYPE: [&str; 3] = ["std::net::", "std::os::", "std::sync::OnceLock::"];

/// Whether a row is below `path`.
pub(crate) fn begins(path: &[String]) -> bool {
    path.first().is_some_and(|krate| {
        rows_of(krate).any(|row| {
            row.segments.len() > path.len()
                && row
                    .segments
                    .iter()
                    .zip(path)
                    .all(|(pattern, segment)| segment_matches(pattern, segment))
        })
    })
}

/// A refused row below `path`: a glob of `path`, or a name that completes it, could reach it.
pub(crate) fn refused_below(path: &[String]) -> Option<&'static KnownPath> {
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

/// A refused row whose path ends with `tail`: `["thread", "spawn"]`.
pub(crate) fn refused_with_tail(tail: &[String]) -> Option<&'static KnownPath> {
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
