//# a cell behind a reference
static SLOT: &std::cell::UnsafeCell<u8> = &std::cell::UnsafeCell::new(1);
//            ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::UnsafeCell`

//# a cell as the default of a type parameter
struct Slot<T = std::cell::RefCell<u8>>(T);
static SLOT: std::sync::OnceLock<Slot> = std::sync::OnceLock::new();
//                               ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::RefCell`

//# a union in a static
union Slot { cell: std::mem::ManuallyDrop<std::cell::UnsafeCell<u8>>, plain: u8 }
unsafe impl Sync for Slot {}
static SLOT: Slot = Slot { plain: 0 };
//           ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::UnsafeCell`

//# a mutable raw pointer
struct Pointer(*mut u8);
unsafe impl Sync for Pointer {}
static SLOT: Pointer = Pointer(std::ptr::null_mut());
//           ^ shared_state: static `SLOT` keeps state between invocations: its type holds `*mut`

//# a static of a foreign block
unsafe extern "C" { static mut errno_of_shop: i32; }
//                             ^ shared_state: `static mut errno_of_shop` is written by one invocation and read by the next

//# an own generic wrapper
struct Sharing<T>(T);
unsafe impl<T> Sync for Sharing<T> {}
static SLOT: Sharing<Sharing<std::cell::Cell<u8>>> = Sharing(Sharing(std::cell::Cell::new(1)));
//                           ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::Cell`

//# a static in the block of an array length
fn handler() -> usize { [0u8; { static mut N: usize = 3; 3 }].len() }
//                                         ^ shared_state: `static mut N` is written by one invocation and read by the next

//# a static in a discriminant
enum Kind { First = { static mut N: isize = 3; 3 } }
//                               ^ shared_state: `static mut N` is written by one invocation and read by the next

//# a cell that is filled through a reference
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) { let cell = &TENANT; cell.set(tenant).ok(); }
//                                               ^ shared_state: `cell` keeps data of one request for later requests

//# a cell filled from a field of self
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
struct Request { tenant: String }
impl Request { fn keep(&self) { TENANT.get_or_init(|| self.tenant.clone()); } }
//                              ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell filled from a name that a pattern binds
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(event: Option<String>) {
    if let Some(tenant) = event { TENANT.get_or_init(move || tenant); }
//                                ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a cell filled in a loop over the records
static LAST: once_cell::sync::OnceCell<String> = once_cell::sync::OnceCell::new();
fn handler(records: Vec<String>) { for record in records { LAST.try_insert(record).ok(); } }
//                                                         ^ shared_state: `LAST` keeps data of one request for later requests

//# a cell filled by a path to its function
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) { std::sync::OnceLock::get_or_init(&TENANT, || tenant); }
//                                                             ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell in a struct in a static filled by a method
struct State { tenant: std::sync::OnceLock<String> }
static STATE: State = State { tenant: std::sync::OnceLock::new() };
fn handler(tenant: String) { STATE.tenant.set(tenant).ok(); }
//                           ^ shared_state: `STATE` keeps data of one request for later requests

//# a cell in an array filled by its index
static SLOTS: [std::sync::OnceLock<String>; 2] = [const { std::sync::OnceLock::new() }; 2];
fn handler(tenant: String) { SLOTS[0].set(tenant).ok(); }
//                           ^ shared_state: `SLOTS` keeps data of one request for later requests

//# a cell in an imported module of the crate
mod state { pub static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new(); }
use state::*;
fn handler(tenant: String) { TENANT.set(tenant).ok(); }
//                           ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell imported under another name
mod state { pub static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new(); }
use state::TENANT as T;
fn handler(tenant: String) { T.get_or_init(|| tenant); }
//                           ^ shared_state: `T` keeps data of one request for later requests

//# a cell filled inside of a macro's arguments
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) { assert!(TENANT.set(tenant).is_ok()); }
//                                   ^ shared_state: `TENANT` keeps data of one request for later requests

//# a file whose name a format without arguments makes
fn handler() { std::fs::write(format!("/tmp/db.json"), b"").unwrap(); }
//             ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read

//# a file in the folder for temporary files at a constant name
fn handler() { std::fs::write(std::env::temp_dir().join("db.json"), b"").unwrap(); }
//             ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read

//# a file through a variable
fn handler() { let path = "/tmp/db.json"; std::fs::write(path, b"").unwrap(); }
//                                        ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read

//# a file by concat
fn handler() { let _ = std::fs::File::create(concat!("/tmp/", "db.json")); }
//                     ^ shared_state: `std::fs::File::create` writes `/tmp/db.json`, which later invocations can read

//# a file by its options under an alias
use std::fs::File as F;
fn handler() { let _ = F::options().write(true).open("/tmp/db.json"); }
//                                              ^ shared_state: `open` writes `/tmp/db.json`, which later invocations can read

//# a file that is renamed into place
fn handler(from: &str) { std::fs::rename(from, "/tmp/last").unwrap(); }
//                       ^ shared_state: `std::fs::rename` writes `/tmp/last`, which later invocations can read

//# a database in a file
fn handler() { let _ = rusqlite::Connection::open("/tmp/shop.sqlite"); }
//                     ^ shared_state: `rusqlite::Connection::open` writes `/tmp/shop.sqlite`, which later invocations can read

//# the environment by a function taken as a value
fn handler() { let set = std::env::set_var::<&str, &str>; unsafe { set("A", "b") } }
//                       ^ shared_state: `std::env::set_var` changes the process for later invocations

//# a static with an attribute of another crate
#[static_init::dynamic]
//^ shared_state: `static_init` keeps a cache between invocations
static CACHE: Vec<u8> = Vec::new();

//# a memoizing attribute by its full path
#[memoize::memoize]
//^ shared_state: `memoize` keeps a cache between invocations
fn price(sku: String) -> u32 { 1 }

//# a cache of another crate in a lazy lock
static CACHE: std::sync::LazyLock<moka::sync::Cache<String, String>> = std::sync::LazyLock::new(|| moka::sync::Cache::new(10));
//                                ^ shared_state: static `CACHE` keeps state between invocations: its type holds `moka`

//# a thread local by another crate
static SLOT: std::sync::LazyLock<thread_local::ThreadLocal<u8>> = std::sync::LazyLock::new(thread_local::ThreadLocal::new);
//                               ^ shared_state: static `SLOT` keeps state between invocations: its type holds `thread_local::ThreadLocal`

//# a leaked box in a cell
static SLOT: std::sync::OnceLock<&'static std::cell::UnsafeCell<u8>> = std::sync::OnceLock::new();
//                                        ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::UnsafeCell`

//# a static in a function that returns its cell
fn slot() -> &'static std::cell::UnsafeCell<u8> { struct S(std::cell::UnsafeCell<u8>); unsafe impl Sync for S {} static SLOT: S = S(std::cell::UnsafeCell::new(1)); &SLOT.0 }
//                                                                                                                            ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::UnsafeCell`

//# a static in a trait's provided method
trait Count { fn next(&self) -> u8 { static mut N: u8 = 0; 0 } }
//                                              ^ shared_state: `static mut N` is written by one invocation and read by the next

//# a static in an async block in a closure's default
fn handler() { let f = || async { static mut N: u8 = 0; }; }
//                                           ^ shared_state: `static mut N` is written by one invocation and read by the next

//# a cell as the argument of a generic alias
type Keep<T> = std::sync::OnceLock<Vec<T>>;
static SLOT: Keep<std::cell::RefCell<u8>> = Keep::new();
//                ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::RefCell`

//# an alias in an impl's associated type reached by Self
struct Shop;
trait Has { type Slot; const X: u8; }
impl Has for Shop { type Slot = std::cell::UnsafeCell<u8>; const X: u8 = { static S: <Shop as Has>::Slot = std::cell::UnsafeCell::new(1); 1 }; }
//                                                                                    ^ shared_state: static `S` keeps state between invocations: its type holds `std::cell::UnsafeCell`
