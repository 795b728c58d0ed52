//! The refused rows as full paths for tools that resolve names: `cargo gatewright check` passes them to clippy.
//!
//! clippy takes neither `*` nor modules nor crates, so their members are listed here. Code that only calls a method of a type
//! does not name the type. For such types, the important methods are listed too.

use super::{KnownPath, Meaning, tables};
use crate::rule::Rule;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The kind of item that a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A function, a method, or a method of a trait.
    Function,
    /// A type or a trait.
    Type,
}

/// A path that a rule refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedPath {
    /// The full path: `std::sync::Mutex`.
    pub path: &'static str,
    /// Whether it names a function or a type.
    pub kind: PathKind,
    /// The row of the table that covers it: `std::sync::atomic::Atomic*`.
    pub row: &'static str,
    /// The rule that refuses it.
    pub rule: Rule,
    /// Its effect, as a clause after the path: `starts a thread`.
    pub does: &'static str,
    /// The code to write instead.
    pub help: &'static str,
}

/// Returns every path that is refused everywhere.
pub fn refused_paths() -> Vec<RefusedPath> {
    let mut paths = Vec::new();
    for known in tables() {
        let Some((rule, does, help)) = refusal(known) else {
            continue;
        };
        let itself = (!is_family(known.path)).then_some(known.path);
        for path in itself.into_iter().chain(listed(known.path)) {
            paths.push(RefusedPath {
                path,
                kind: kind_of(path),
                row: known.path,
                rule,
                does,
                help,
            });
        }
    }
    paths
}

/// Returns the rule, the effect and the help if a whole crate is refused: `rayon`, `crossbeam-channel`.
pub fn refused_crate(package: &str) -> Option<(Rule, &'static str, &'static str)> {
    let found = super::lookup(&[package.replace('-', "_")])?;
    refusal(found.known)
}

/// Methods of refused types that collections have too.
const COMMON: [&str; 6] = ["execute", "get", "insert", "new", "set", "with"];

/// Whether a refused type has a method of this name: the receiver's type may be one that is not visible here.
pub(crate) fn is_method(name: &str) -> bool {
    METHODS.contains(name)
}

static METHODS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let methods = MEMBERS.iter().flat_map(|(_, members)| *members);
    let methods = methods.filter_map(|path| {
        let (owner, method) = path.rsplit_once("::")?;
        let is_method = kind_of(owner) == PathKind::Type && kind_of(path) == PathKind::Function;
        (is_method && !COMMON.contains(&method)).then_some(method)
    });
    methods.collect()
});

fn refusal(known: &KnownPath) -> Option<(Rule, &'static str, &'static str)> {
    match known.meaning {
        Meaning::Refused { rule, does, help } => Some((rule, does, help)),
        _ => None,
    }
}

/// Names of types begin with a capital letter.
fn kind_of(path: &str) -> PathKind {
    let last = path.rsplit("::").next().unwrap_or(path);
    if last.starts_with(char::is_uppercase) {
        PathKind::Type
    } else {
        PathKind::Function
    }
}

/// Whether a row covers several paths: a module, a crate, or a `*`.
fn is_family(row: &str) -> bool {
    row.contains('*') || !row.contains("::") || MODULES.contains(&row)
}

fn listed(row: &str) -> impl Iterator<Item = &'static str> {
    let found = MEMBERS.iter().find(|(name, _)| *name == row);
    found
        .map_or(&[][..], |(_, members)| members)
        .iter()
        .copied()
}

const MODULES: [&str; 9] = [
    "std::sync::mpsc",
    "std::sync::mpmc",
    "std::sync::nonpoison",
    "std::sync::poison",
    "futures::lock",
    "futures_util::lock",
    "spin::mutex",
    "spin::rwlock",
    "reqwest::blocking",
];

/// The paths to list in place of a row, or beside it.
const MEMBERS: &[(&str, &[&str])] = &[
    (
        "std::sync::Mutex",
        &["std::sync::Mutex::lock", "std::sync::Mutex::try_lock"],
    ),
    (
        "std::sync::RwLock",
        &[
            "std::sync::RwLock::read",
            "std::sync::RwLock::write",
            "std::sync::RwLock::try_read",
            "std::sync::RwLock::try_write",
        ],
    ),
    ("std::sync::Condvar", &["std::sync::Condvar::wait"]),
    ("std::sync::Barrier", &["std::sync::Barrier::wait"]),
    (
        "std::sync::mpsc",
        &[
            "std::sync::mpsc::channel",
            "std::sync::mpsc::sync_channel",
            "std::sync::mpsc::Sender",
            "std::sync::mpsc::SyncSender",
            "std::sync::mpsc::Receiver",
            "std::sync::mpsc::Receiver::recv",
        ],
    ),
    (
        "std::sync::mpmc",
        &["std::sync::mpmc::channel", "std::sync::mpmc::sync_channel"],
    ),
    // It has the types of `std::sync` again, under the names that `std::sync` re-exports.
    ("std::sync::poison", &[]),
    (
        "std::sync::nonpoison",
        &[
            "std::sync::nonpoison::Mutex",
            "std::sync::nonpoison::RwLock",
        ],
    ),
    (
        "std::sync::atomic::Atomic*",
        &[
            "std::sync::atomic::AtomicBool",
            "std::sync::atomic::AtomicI8",
            "std::sync::atomic::AtomicI16",
            "std::sync::atomic::AtomicI32",
            "std::sync::atomic::AtomicI64",
            "std::sync::atomic::AtomicIsize",
            "std::sync::atomic::AtomicU8",
            "std::sync::atomic::AtomicU16",
            "std::sync::atomic::AtomicU32",
            "std::sync::atomic::AtomicU64",
            "std::sync::atomic::AtomicUsize",
            "std::sync::atomic::AtomicPtr",
        ],
    ),
    (
        "portable_atomic::Atomic*",
        &[
            "portable_atomic::AtomicBool",
            "portable_atomic::AtomicU64",
            "portable_atomic::AtomicUsize",
        ],
    ),
    ("std::thread::scope", &["std::thread::Scope::spawn"]),
    ("std::thread::Builder", &["std::thread::Builder::spawn"]),
    (
        "std::thread::LocalKey",
        &["std::thread::LocalKey::with", "std::thread::LocalKey::set"],
    ),
    (
        "tokio::runtime::Runtime",
        &[
            "tokio::runtime::Runtime::block_on",
            "tokio::runtime::Runtime::spawn_blocking",
        ],
    ),
    (
        "rayon",
        &[
            "rayon::spawn",
            "rayon::join",
            "rayon::scope",
            "rayon::ThreadPoolBuilder",
            "rayon::iter::IntoParallelIterator",
            "rayon::iter::IntoParallelIterator::into_par_iter",
            "rayon::iter::IntoParallelRefIterator::par_iter",
            "rayon::iter::IntoParallelRefMutIterator::par_iter_mut",
            "rayon::iter::ParallelBridge::par_bridge",
            "rayon::slice::ParallelSlice::par_chunks",
            "rayon::slice::ParallelSliceMut::par_sort",
            "rayon::slice::ParallelSliceMut::par_sort_unstable",
        ],
    ),
    (
        "rayon_core",
        &[
            "rayon_core::spawn",
            "rayon_core::join",
            "rayon_core::ThreadPool",
        ],
    ),
    ("tokio_rayon", &["tokio_rayon::spawn"]),
    (
        "threadpool",
        &["threadpool::ThreadPool", "threadpool::ThreadPool::execute"],
    ),
    ("scoped_threadpool", &["scoped_threadpool::Pool"]),
    ("rusty_pool", &["rusty_pool::ThreadPool"]),
    (
        "crossbeam*",
        &[
            "crossbeam::scope",
            "crossbeam::thread::scope",
            "crossbeam_utils::thread::scope",
            "crossbeam_channel::unbounded",
            "crossbeam_channel::bounded",
            "crossbeam_channel::Sender",
            "crossbeam_channel::Receiver",
            "crossbeam_channel::Receiver::recv",
        ],
    ),
    (
        "futures_executor",
        &["futures_executor::block_on", "futures_executor::LocalPool"],
    ),
    (
        "pollster",
        &["pollster::block_on", "pollster::FutureExt::block_on"],
    ),
    (
        "futures::lock",
        &[
            "futures_util::lock::Mutex",
            "futures_util::lock::Mutex::lock",
        ],
    ),
    ("futures_util::lock", &[]),
    (
        "tokio::sync::Mutex",
        &[
            "tokio::sync::Mutex::lock",
            "tokio::sync::Mutex::blocking_lock",
        ],
    ),
    (
        "tokio::sync::RwLock*",
        &[
            "tokio::sync::RwLock",
            "tokio::sync::RwLock::read",
            "tokio::sync::RwLock::write",
        ],
    ),
    (
        "tokio::sync::OwnedRwLock*",
        &["tokio::sync::OwnedRwLockWriteGuard"],
    ),
    // Aliases of types of `lock_api`: a resolved name leads to the row of `lock_api`.
    ("parking_lot::Mutex*", &["parking_lot::Mutex"]),
    ("parking_lot::RwLock*", &["parking_lot::RwLock"]),
    ("parking_lot::FairMutex*", &["parking_lot::FairMutex"]),
    (
        "parking_lot::ReentrantMutex*",
        &["parking_lot::ReentrantMutex"],
    ),
    (
        "parking_lot::const_*",
        &["parking_lot::const_mutex", "parking_lot::const_rwlock"],
    ),
    (
        "parking_lot_core",
        &["parking_lot_core::park", "parking_lot_core::SpinWait"],
    ),
    (
        "lock_api",
        &[
            "lock_api::Mutex",
            "lock_api::RwLock",
            "lock_api::mutex::Mutex::lock",
            "lock_api::rwlock::RwLock::read",
            "lock_api::rwlock::RwLock::write",
        ],
    ),
    ("spin::Mutex*", &["spin::mutex::Mutex::lock"]),
    (
        "spin::RwLock*",
        &["spin::rwlock::RwLock::read", "spin::rwlock::RwLock::write"],
    ),
    ("spin::mutex", &["spin::mutex::Mutex"]),
    ("spin::rwlock", &["spin::rwlock::RwLock"]),
    (
        "async_lock::Mutex*",
        &["async_lock::Mutex", "async_lock::Mutex::lock"],
    ),
    ("async_lock::RwLock*", &["async_lock::RwLock"]),
    ("async_lock::Barrier*", &["async_lock::Barrier"]),
    // Re-exports of `async_lock`.
    ("async_std::sync::Mutex*", &[]),
    ("async_std::sync::RwLock*", &[]),
    ("async_std::sync::Barrier*", &["async_std::sync::Barrier"]),
    ("smol::lock::Mutex*", &[]),
    ("smol::lock::RwLock*", &[]),
    (
        "dashmap",
        &[
            "dashmap::DashMap",
            "dashmap::DashSet",
            "dashmap::DashMap::insert",
            "dashmap::DashMap::get",
        ],
    ),
    ("scc", &["scc::HashMap", "scc::HashIndex", "scc::HashSet"]),
    ("flurry", &["flurry::HashMap", "flurry::HashSet"]),
    ("evmap", &["evmap::new", "evmap::WriteHandle"]),
    (
        "spin_sleep",
        &["spin_sleep::sleep", "spin_sleep::SpinSleeper"],
    ),
    (
        "reqwest::blocking",
        &[
            "reqwest::blocking::get",
            "reqwest::blocking::Client",
            "reqwest::blocking::Client::new",
        ],
    ),
    (
        "ureq",
        &["ureq::get", "ureq::post", "ureq::agent", "ureq::Agent"],
    ),
    (
        "attohttpc",
        &["attohttpc::get", "attohttpc::post", "attohttpc::Session"],
    ),
    (
        "minreq",
        &["minreq::get", "minreq::post", "minreq::Request"],
    ),
    // Attribute macros: lints do not see their expansion, so only their types are listed.
    (
        "cached",
        &[
            "cached::UnboundCache",
            "cached::SizedCache",
            "cached::TimedCache",
        ],
    ),
    ("memoize", &[]),
    ("static_init", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_for_several_paths_has_members() {
        for known in tables().filter(|known| refusal(known).is_some() && is_family(known.path)) {
            assert!(
                MEMBERS.iter().any(|(row, _)| *row == known.path),
                "{} needs its members",
                known.path
            );
        }
    }

    #[test]
    fn every_member_belongs_to_a_refused_row() {
        for (row, _) in MEMBERS {
            assert!(
                tables().any(|known| known.path == *row && refusal(known).is_some()),
                "{row} is not a refused row"
            );
        }
    }

    #[test]
    fn paths_are_unique_and_without_star() {
        let mut paths: Vec<&str> = refused_paths().iter().map(|one| one.path).collect();
        assert!(paths.iter().all(|path| !path.contains('*')));
        let all = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), all);
    }

    #[test]
    fn only_distinctive_methods_of_types_count() {
        assert!(is_method("lock"));
        assert!(is_method("into_par_iter"));
        assert!(!is_method("get"));
        assert!(!is_method("bounded"));
    }

    #[test]
    fn crates_are_refused_by_package_name() {
        let rule = |package| refused_crate(package).map(|(rule, ..)| rule);
        assert_eq!(rule("rayon"), Some(Rule::Threading));
        assert_eq!(rule("crossbeam-channel"), Some(Rule::Threading));
        assert_eq!(rule("dashmap"), Some(Rule::Locking));
        assert_eq!(rule("tokio"), None);
        assert_eq!(rule("parking_lot"), None);
    }
}
