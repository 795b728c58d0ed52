//# request data in a channel of a lazy module
#[lazy_module]
mod latest {
    type Latest = tokio::sync::watch::Sender<Option<String>>;
    pub fn init() -> Latest { Latest::new(None) }
//                   ^ shared_state: the value of lazy module `latest` keeps state between invocations: its type holds `tokio::sync::watch::Sender`
}
#[post("/orders")]
async fn place(order: String, latest: latest::Lazy) { latest.send_replace(Some(order)); }

//# a cache of a lazy module without a bound
#[lazy_module]
mod pictures {
    pub fn init() -> Result<moka::sync::Cache<String, Vec<u8>>, Error> { Ok(moka::sync::Cache::builder().build()) }
//                          ^ shared_state: the cache of lazy module `pictures` has no bound: `moka::sync::Cache`
}

//# a cell in the value of a lazy module that a handler fills
#[derive(Default)]
pub struct Directory { tenant: std::sync::OnceLock<String> }
impl Directory { fn tenant(&self, given: String) -> &String { self.tenant.get_or_init(|| given) } }
#[lazy_module]
mod directory { pub fn init() -> super::Directory { super::Directory::default() } }
#[get("/")]
async fn handler(tenant: String, directory: directory::Lazy) { directory.tenant(tenant); }
//                                                             ^ shared_state: `directory` keeps data of one request for later requests

//# a trait object whose only implementor holds a cell
trait Store: Send + Sync { fn put(&self); }
struct Memory(std::cell::RefCell<Vec<u8>>);
unsafe impl Sync for Memory {}
impl Store for Memory { fn put(&self) { self.0.borrow_mut().push(1); } }
static STORE: std::sync::OnceLock<Box<dyn Store>> = std::sync::OnceLock::new();
//                                    ^ shared_state: static `STORE` keeps state between invocations: its type holds `std::cell::RefCell`

//# an open file in a static
use std::{fs::File, sync::LazyLock};
static SPOOL: LazyLock<File> = LazyLock::new(|| tempfile::tempfile().unwrap());
//                     ^ shared_state: static `SPOOL` keeps state between invocations: its type holds `std::fs::File`

//# a hook of panics that keeps a tenant
fn context(tenant: String) {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| { eprintln!("{tenant}"); previous(info); }));
//  ^ shared_state: the panic hook captures `tenant`, and later invocations share the hook
}

//# cookies in a shared client
#[lazy_module]
mod portal { pub fn init() -> reqwest::Client { reqwest::Client::builder().cookie_store(true).build().unwrap() } }
//                                                                         ^ shared_state: `cookie_store` keeps cookies of one request for later requests

//# the environment through libc and through a foreign function
unsafe extern "C" { fn setenv(name: *const i8, value: *const i8, overwrite: i32) -> i32; }
//                     ^ shared_state: `setenv` changes the process for later invocations
fn handler(name: &std::ffi::CStr) { unsafe { libc::unsetenv(name.as_ptr()) }; }
//                                           ^ shared_state: `libc::unsetenv` changes the process for later invocations

//# a constant path in the field of a struct
struct Cursor { path: std::path::PathBuf }
impl Cursor {
    fn new() -> Self { Self { path: std::env::temp_dir().join("sync").with_extension("cursor") } }
    async fn save(&self, at: u64) { tokio::fs::write(&self.path, at.to_string()).await.unwrap(); }
//                                  ^ shared_state: `tokio::fs::write` writes `/tmp/sync.cursor`, which later invocations can read
}

//# a path that the statements of a function put together
fn seen() -> std::path::PathBuf {
    let mut path = std::env::temp_dir();
    path.push("seen");
    path.set_extension("json");
    path
}
async fn handler(body: String) { let file = seen(); tokio::fs::write(&file, body).await.unwrap(); }
//                                                  ^ shared_state: `tokio::fs::write` writes `/tmp/seen.json`, which later invocations can read

//# a client that the await of a request builds
struct Notify(String);
impl IntoFuture for Notify {
    type Output = ();
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = ()>>>;
    fn into_future(self) -> Self::IntoFuture { Box::pin(async move { reqwest::Client::new().post(self.0).send().await; }) }
//                                                                   ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
}
#[sqs("alerts")]
async fn alert(url: String) { Notify(url).await; }

//# an expensive value that a conversion makes
struct Filter(regex::RegexSet);
impl TryFrom<&[String]> for Filter {
    type Error = regex::Error;
    fn try_from(patterns: &[String]) -> Result<Self, regex::Error> { regex::RegexSet::new(patterns).map(Self) }
//                                                                   ^ heavy_dependency: `regex::RegexSet::new` compiles a set of regular expressions outside a lazy module
}
#[get("/")]
async fn handler(patterns: Vec<String>) -> Result<(), regex::Error> { let filter: Filter = patterns.as_slice().try_into()?; Ok(()) }

//# a lock on a file that options open
fn handler(path: &str) -> std::io::Result<()> {
    let file = std::fs::OpenOptions::new().read(true).write(true).open(path)?;
    file.lock()
//       ^ blocking: `std::fs::File::lock` blocks the thread until another process unlocks the file
}
