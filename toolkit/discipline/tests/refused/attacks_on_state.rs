//# a static hidden in a function body
fn handler() -> u32 {
    static HITS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
//               ^ shared_state: static `HITS` keeps state between invocations: its type holds `std::sync::atomic::AtomicU32`
    HITS.load(core::cmp::Ordering::Less as _)
}

//# a lock deep inside the generic arguments of a static
static CACHE: std::sync::OnceLock<std::collections::HashMap<String, Vec<std::cell::RefCell<u8>>>> = std::sync::OnceLock::new();
//                                                                      ^ shared_state: static `CACHE` keeps state between invocations: its type holds `std::cell::RefCell`

//# a lock in the field of a struct behind a lazy cell
struct Config { cache: tokio::sync::OnceCell<Inner> }
struct Inner(Box<[std::cell::Cell<u8>]>);
static CONFIG: std::sync::LazyLock<Config> = std::sync::LazyLock::new(load);
//                                 ^ shared_state: static `CONFIG` keeps state between invocations: its type holds `std::cell::Cell`

//# an alias between the static and the interior mutability
type Slot = Option<std::cell::UnsafeCell<u8>>;
static SLOT: Slot = None;
//           ^ shared_state: static `SLOT` keeps state between invocations: its type holds `std::cell::UnsafeCell`

//# an associated static written as a mutable one in an impl's function
struct Shop;
impl Shop {
    fn hits() -> u32 {
        static mut N: u32 = 0;
//                 ^ shared_state: `static mut N` is written by one invocation and read by the next
        0
    }
}

//# a cell filled from the request
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) {
    let _ = TENANT.set(tenant);
//          ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a cell whose initialiser captures a parameter
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: &str) -> &'static str {
    TENANT.get_or_init(|| tenant.to_owned())
//  ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a cell whose initialiser captures through a format string
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: &str) -> &'static str {
    TENANT.get_or_init(|| format!("tenant {tenant}"))
//  ^ shared_state: `TENANT` keeps data of one request for later requests
}

//# a file in tmp used as a database
fn handler(body: &[u8]) {
    let _ = std::fs::write("/tmp/db.json", body);
//          ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read
}

//# the path of the file in a constant
const DB: &str = "/tmp/db.json";
fn handler() {
    let _ = std::fs::File::create(DB);
//          ^ shared_state: `std::fs::File::create` writes `/tmp/db.json`, which later invocations can read
}

//# an environment variable set
fn handler() {
    unsafe { std::env::set_var("TENANT", "a") };
//           ^ shared_state: `std::env::set_var` changes the process for later invocations
}
