//# a static that counts
use std::sync::atomic::{AtomicU32, Ordering};
//                      ^ locking: `std::sync::atomic::AtomicU32` is an atomic, but no second thread uses it
static HITS: AtomicU32 = AtomicU32::new(0);
//           ^ shared_state: static `HITS` keeps state between invocations: its type holds `std::sync::atomic::AtomicU32`
fn handler() -> u32 { HITS.fetch_add(1, Ordering::Relaxed) }

//# a cache of locks in a lazy lock
static CACHE: std::sync::LazyLock<std::sync::RwLock<Vec<u8>>> = std::sync::LazyLock::new(Default::default);
//                                ^ shared_state: static `CACHE` keeps state between invocations: its type holds `std::sync::RwLock`

//# a lock in an Arc in a once cell
use once_cell::sync::OnceCell;
use tokio::sync::Mutex as Guarded;
//               ^ locking: `tokio::sync::Mutex` locks a value that no other thread uses
static POOL: OnceCell<std::sync::Arc<Guarded<Vec<u8>>>> = OnceCell::new();
//                                   ^ shared_state: static `POOL` keeps state between invocations: its type holds `tokio::sync::Mutex`

//# a sender in a static
static SENDER: std::sync::OnceLock<tokio::sync::mpsc::Sender<u8>> = std::sync::OnceLock::new();
//                                 ^ shared_state: static `SENDER` keeps state between invocations: its type holds `tokio::sync::mpsc`

//# a swap in a static
static CONFIG: once_cell::sync::Lazy<arc_swap::ArcSwap<u8>> = once_cell::sync::Lazy::new(Default::default);
//                                   ^ shared_state: static `CONFIG` keeps state between invocations: its type holds `arc_swap::ArcSwap`

//# a recursive type that holds a cell in the end
struct Node { next: Option<Box<Node>>, seen: std::cell::Cell<bool> }
static ROOT: std::sync::OnceLock<Node> = std::sync::OnceLock::new();
//                               ^ shared_state: static `ROOT` keeps state between invocations: its type holds `std::cell::Cell`

//# a mutable static with a type of plain data
static mut LAST: Option<String> = None;
//         ^ shared_state: `static mut LAST` is written by one invocation and read by the next

//# thread_local
    thread_local! { static ID: u8 = 1; }
//  ^ shared_state: `thread_local!` keeps state between invocations

//# a tokio cell filled from a parameter inside an async block
static TENANT: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
async fn handler(tenant: String) -> &'static String {
    TENANT.get_or_init(|| async move { tenant }).await
//  ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a cell filled through the type's own function
use std::sync::OnceLock;
static TENANT: OnceLock<String> = OnceLock::new();
fn handler(tenant: String) {
    let _ = OnceLock::set(&TENANT, tenant);
//                         ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a cell of an alias's type
type Once<T> = std::sync::OnceLock<T>;
static TENANT: Once<String> = Once::new();
fn handler(tenant: String) { TENANT.set(tenant).ok(); }
//                           ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell that is not visible, with a capturing initialiser
fn handler(tenant: &str) { crate::state::TENANT.get_or_init(|| tenant.to_owned()); }
//                         ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell filled by a closure in a variable
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) {
    let make = move || tenant;
    TENANT.get_or_init(make);
//  ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# an environment variable removed through an import
use std::env::{self, remove_var};
//                   ^ shared_state: `std::env::remove_var` changes the process for later invocations
fn handler() {
    unsafe { remove_var("A"); env::set_var("B", "c") };
//                            ^ shared_state: `std::env::set_var` changes the process for later invocations
}

//# a file opened for appending
use std::fs::OpenOptions;
fn handler() {
    let _ = OpenOptions::new().append(true).create(true).open("/tmp/audit.log");
//                                                       ^ shared_state: `open` writes `/tmp/audit.log`, which later invocations can read
}

//# a file whose path is joined from constants
use std::path::Path;
async fn handler() {
    tokio::fs::write(Path::new("/tmp").join("db.json"), b"").await.unwrap();
//  ^ shared_state: `tokio::fs::write` writes `/tmp/db.json`, which later invocations can read
}

//# a file that another one is copied to
fn handler(from: &str) { std::fs::copy(from, "/tmp/last").unwrap(); }
//                       ^ shared_state: `std::fs::copy` writes `/tmp/last`, which later invocations can read

//# a handler that captures a variable
use lambda_runtime::service_fn;
fn start(client: Client) { let _ = service_fn(|event| handle(&client, event)); }
//                                            ^ shared_state: the handler is a closure that captures `client`, which all invocations share

//# a handler method with an exclusive receiver
struct Shop { hits: u32 }
impl Shop {
    #[gatewright::get("/hits")]
    async fn hits(&mut self) -> u32 { self.hits += 1; self.hits }
//                ^ shared_state: handler `hits` takes `&mut self`, so later invocations see its changes
}

//# a task in a variable that is dropped later
async fn handler() {
    let task = tokio::spawn(async {});
//             ^ detached_task: the task started by `tokio::spawn` is never awaited
    println!("started");
    drop(task);
}

//# a task that is forgotten
async fn handler() {
    std::mem::forget(tokio::spawn(async {}));
//                   ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a task on a handle in a variable
use tokio::runtime::Handle;
async fn handler() {
    let handle = Handle::current();
    handle.spawn(async {});
//  ^ detached_task: the task started by `tokio::runtime::Handle::spawn` is never awaited
}

//# a task in the branch of an if without semicolon
async fn handler(c: bool) {
    let _ = if c { tokio::spawn(async {}) } else { return };
//                 ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a task in a closure's statement
async fn handler(ids: Vec<u8>) {
    ids.into_iter().for_each(|id| { tokio::spawn(async move { id }); });
//                                  ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a task of which only the id is read
async fn handler() {
    let _ = tokio::spawn(async {}).id();
//          ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# smol's detach
fn handler() { smol::spawn(async {}).detach(); }
//             ^ detached_task: the task started by `smol::spawn` is never awaited

//# a join set that is detached
use tokio::task::JoinSet;
async fn handler(mut tasks: JoinSet<u8>) { tasks.detach_all(); }
//                                               ^ detached_task: `detach_all` detaches tasks that may still be running
