//# a cell that a function fills for its caller
use std::sync::OnceLock;
static TENANT: OnceLock<String> = OnceLock::new();
fn fill(cell: &OnceLock<String>, tenant: String) { cell.set(tenant).ok(); }
fn handler(tenant: String) { fill(&TENANT, tenant); }
//                                 ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell that a function of a function initialises
use std::sync::OnceLock;
static TENANT: OnceLock<String> = OnceLock::new();
fn inner(cell: &OnceLock<String>, tenant: &str) { cell.get_or_init(|| tenant.to_owned()); }
fn outer(cell: &OnceLock<String>, tenant: &str) { inner(cell, tenant); }
fn handler(tenant: String) { outer(&TENANT, &tenant); }
//                                  ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell that an associated function fills
static TENANT: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
struct Tenants;
impl Tenants { fn keep(cell: &tokio::sync::OnceCell<String>, tenant: String) { cell.set(tenant).ok(); } }
fn handler(tenant: String) { Tenants::keep(&TENANT, tenant); }
//                                          ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell in a struct that a method of the struct fills
struct Slot(std::sync::OnceLock<String>);
impl Slot { fn keep(&self, tenant: String) { self.0.set(tenant).ok(); } }
static SLOT: Slot = Slot(std::sync::OnceLock::new());
fn handler(tenant: String) { SLOT.keep(tenant); }
//                           ^ shared_state: `SLOT` keeps data of one request for later requests

//# a cell that a method of a trait fills
trait Keep { fn keep(&self, tenant: String); }
impl Keep for std::sync::OnceLock<String> { fn keep(&self, tenant: String) { self.set(tenant).ok(); } }
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) { TENANT.keep(tenant); }
//                           ^ shared_state: `TENANT` keeps data of one request for later requests

//# a cell filled by a function taken as a value
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) { let put = std::sync::OnceLock::set; put(&TENANT, tenant).ok(); }
//                                                                    ^ shared_state: `TENANT` keeps data of one request for later requests

//# a path that a function returns
fn path() -> &'static str { "/tmp/db.json" }
fn handler() { std::fs::write(path(), b"").unwrap(); }
//             ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read

//# a path that an associated function returns
struct Store;
impl Store { fn path() -> std::path::PathBuf { std::env::temp_dir().join("db.json") } }
fn handler() { std::fs::write(Store::path(), b"").unwrap(); }
//             ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read

//# a path that format puts together of constants
const NAME: &str = "seen";
fn handler(body: String) { std::fs::write(format!("/tmp/{NAME}-{}.json", "all"), body).unwrap(); }
//                         ^ shared_state: `std::fs::write` writes `/tmp/seen-all.json`, which later invocations can read

//# a path that concat puts together
const FILE: &str = concat!("/tmp/", "orders", '.', "db");
fn handler(body: String) { std::fs::write(FILE, body).unwrap(); }
//                         ^ shared_state: `std::fs::write` writes `/tmp/orders.db`, which later invocations can read

//# a path in a lazy static
use std::{path::PathBuf, sync::LazyLock};
static FILE: LazyLock<PathBuf> = LazyLock::new(|| PathBuf::from("/tmp/db.json"));
fn handler(body: String) { std::fs::write(&*FILE, body).unwrap(); }
//                         ^ shared_state: `std::fs::write` writes `/tmp/db.json`, which later invocations can read

//# a path in a static and one in a constant of another constant
static FILE: &str = "/tmp/a";
const ROOT: &str = "/tmp/b";
const OTHER: &str = ROOT;
fn handler(body: &str) {
    std::fs::write(FILE, body).unwrap();
//  ^ shared_state: `std::fs::write` writes `/tmp/a`, which later invocations can read
    std::fs::write(OTHER, body).unwrap();
//  ^ shared_state: `std::fs::write` writes `/tmp/b`, which later invocations can read
}

//# a path in a constant of a type
struct Store;
impl Store {
    const FILE: &str = "/tmp/store";
    fn save(&self, body: &str) { std::fs::write(Self::FILE, body).unwrap(); }
//                               ^ shared_state: `std::fs::write` writes `/tmp/store`, which later invocations can read
}

//# a path that a buffer puts together
fn handler() {
    let mut path = std::path::PathBuf::from("/tmp");
    path.push("db.json");
    let file = std::fs::File::create(&path);
//             ^ shared_state: `std::fs::File::create` writes `/tmp/db.json`, which later invocations can read
}

//# a path that a function writes for its caller
use std::path::Path;
fn save(path: &Path, body: &str) { std::fs::write(path, body).unwrap(); }
fn handler(body: String) { save(Path::new("/tmp/db.json"), &body); }
//                              ^ shared_state: the call writes `/tmp/db.json`, which later invocations can read

//# a temporary file that is kept under a constant name
fn handler(file: tempfile::NamedTempFile) { file.persist("/tmp/report.csv").unwrap(); }
//                                               ^ shared_state: `persist` writes `/tmp/report.csv`, which later invocations can read

//# options in a variable that open a constant path
fn handler() {
    let mut options = std::fs::OpenOptions::new();
    options.append(true);
    options.open("/tmp/log").unwrap();
//          ^ shared_state: `open` writes `/tmp/log`, which later invocations can read
}

//# a database behind a function
fn file() -> String { format!("/tmp/{}", "orders.db") }
fn handler() { rusqlite::Connection::open(file()).unwrap(); }
//             ^ shared_state: `rusqlite::Connection::open` writes `/tmp/orders.db`, which later invocations can read
