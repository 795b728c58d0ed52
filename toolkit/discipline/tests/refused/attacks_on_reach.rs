//# an absolute group import
use ::{std::thread::spawn as begin, std::sync::Arc};
//                  ^ threading: `std::thread::spawn` starts a thread
fn handler() { begin(|| ()); let _ = Arc::new(1); }

//# modules renamed in one public import
pub(crate) use std::{sync as s, thread as t};
fn handler() { t::park(); let _ = s::Mutex::new(1); }
//             ^ threading: `std::thread::park` parks the thread
//                                ^ locking: `std::sync::Mutex` locks a value that no other thread uses

//# a parent's import through the glob of an inner module
use std::thread;
mod inner {
    use super::*;
    pub fn go() { thread::spawn(|| ()); }
//                ^ threading: `std::thread::spawn` starts a thread
}

//# a path passed to a macro as tokens
macro_rules! call { ($($t:tt)*) => { $($t)*(|| ()) }; }
fn handler() { call!(std::thread::spawn); }
//                   ^ threading: `std::thread::spawn` starts a thread

//# a path whose pieces a macro joins
macro_rules! join { ($a:ident, $b:ident, $c:ident) => { $a::$b::$c(|| ()) }; }
fn handler() { join!(std, thread, spawn); }
//                   ^ threading: `std` is passed to a macro that builds a path from it, so the path cannot be checked

//# a generic alias in a static
type Locked<T> = std::sync::Mutex<T>;
//               ^ locking: `std::sync::Mutex` locks a value that no other thread uses
static SLOT: Locked<u8> = Locked::new(1);
//           ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::sync::Mutex`

//# a wrapper of the user's own around a cell
struct Wrapper<T>(Inner<T>);
enum Inner<T> { Empty, Full { value: std::cell::RefCell<T> } }
static SLOT: std::sync::OnceLock<Wrapper<u8>> = std::sync::OnceLock::new();
//                               ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::RefCell`

//# an associated type of a trait in a static
trait Store { type Cell; }
struct Memory;
impl Store for Memory { type Cell = std::cell::RefCell<u8>; }
static SLOT: std::sync::OnceLock<<Memory as Store>::Cell> = std::sync::OnceLock::new();
//                                ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::RefCell`

//# a cell in a function's own static
fn handler(tenant: String) -> &'static str {
    static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    TENANT.get_or_init(|| tenant)
//  ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a cell filled by a struct with a shorthand field
struct Session { tenant: String }
static SESSION: std::sync::OnceLock<Session> = std::sync::OnceLock::new();
fn handler(tenant: String) { SESSION.get_or_init(|| Session { tenant }); }
//                           ^ shared_state: `SESSION` keeps data of one request for later requests

//# a static mut in a conditional macro
cfg_if::cfg_if! {
    if #[cfg(unix)] {
        static mut LAST: u8 = 0;
//                 ^ shared_state: `static mut LAST` is written by one invocation and read by the next
    }
}

//# a handle that an if-let finds
async fn handler() {
    if let Ok(handle) = tokio::runtime::Handle::try_current() {
        handle.spawn(async {});
//      ^ detached_task: the task started by `tokio::runtime::Handle::spawn` is never awaited
    }
}

//# a handle that is a typed parameter
use tokio::runtime::Handle;
async fn handler(handle: &Handle) {
    handle.spawn(async {});
//  ^ detached_task: the task started by `tokio::runtime::Handle::spawn` is never awaited
}

//# a task that a function of the crate starts and its caller drops
fn start() -> tokio::task::JoinHandle<()> { tokio::spawn(async {}) }
async fn handler() {
    start();
//  ^ detached_task: the task started by `start` is never awaited
}

//# a memoizing attribute of another crate
use cached::proc_macro::cached;
//                      ^ shared_state: `cached` keeps a cache between invocations
#[cached]
fn price(sku: String) -> u32 { sku.len() as u32 }

//# an import only for its trait
use rayon::iter::ParallelIterator as _;
//               ^ threading: `rayon` runs work on a thread pool
fn handler() {}

//# a runtime attribute behind a condition
#[cfg_attr(unix, tokio::main)]
//               ^ threading: `tokio::main` starts a second async runtime
async fn handler() {}

//# an alias of a module's alias in a function's signature
mod a { pub mod b { pub type Lock = std::sync::RwLock<u8>; } }
//                                  ^ locking: `std::sync::RwLock` locks a value that no other thread uses
mod c { pub use super::a::b as d; }
static SLOT: c::d::Lock = c::d::Lock::new(1);
//           ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::sync::RwLock`

//# a closure bound to a constant
const GO: fn() = || { std::thread::spawn(|| ()); };
//                    ^ threading: `std::thread::spawn` starts a thread

//# a static whose type comes in a macro's argument
macro_rules! cell { ($name:ident: $ty:ty) => { static $name: $ty = <$ty>::new(0); }; }
cell!(HITS: std::sync::atomic::AtomicU8);
//          ^ locking: `std::sync::atomic::AtomicU8` is an atomic, but no second thread uses it

//# a task whose handle is mapped and dropped
use futures::FutureExt as _;
async fn handler() {
    let _ = tokio::spawn(async {}).map(|_| ());
//          ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a path over several lines with comments
fn handler() {
    std:: /* the usual one */
//  ^ threading: `std::thread::spawn` starts a thread
        thread::
        spawn(|| ());
}
