//# plain data and a client in lazy modules
#[lazy_module]
mod rates { pub struct Rates { pub table: std::collections::HashMap<String, f64> } pub async fn init() -> Result<Rates, Error> { load().await } }
#[lazy_module]
mod http { pub fn init() -> reqwest::Client { reqwest::Client::builder().cookie_store(false).build().unwrap() } }

//# a cache of a lazy module with a bound
#[lazy_module]
mod pictures { pub fn init() -> moka::sync::Cache<String, Vec<u8>> { moka::sync::Cache::builder().max_capacity(100).build() } }

//# a receiver of data that the module refreshes
#[lazy_module]
mod rates { pub fn init() -> tokio::sync::watch::Receiver<u8> { refreshed() } }

//# a semaphore of a lazy module
#[lazy_module]
mod limit { pub fn init() -> tokio::sync::Semaphore { tokio::sync::Semaphore::new(4) } }

//# a cell in the value of a lazy module that the module fills
pub struct Directory { name: std::sync::OnceLock<String> }
impl Directory { fn name(&self) -> &String { self.name.get_or_init(|| std::env::var("NAME").unwrap()) } }
#[lazy_module]
mod directory { pub fn init() -> super::Directory { super::Directory { name: Default::default() } } }
#[get("/")]
async fn handler(directory: directory::Lazy) { directory.name(); }

//# a trait object whose implementors are plain data
trait Price: Send + Sync { fn of(&self, id: u8) -> u8; }
struct Table([u8; 4]);
impl Price for Table { fn of(&self, id: u8) -> u8 { self.0[id as usize] } }
static PRICES: std::sync::LazyLock<Box<dyn Price>> = std::sync::LazyLock::new(|| Box::new(Table([1; 4])));

//# a trait object with an implementor for tests
trait Price: Send + Sync { fn of(&self, id: u8) -> u8; }
struct Table([u8; 4]);
struct Fake(std::cell::RefCell<Vec<u8>>);
impl Price for Table { fn of(&self, id: u8) -> u8 { self.0[id as usize] } }
impl Price for Fake { fn of(&self, id: u8) -> u8 { id } }
static PRICES: std::sync::LazyLock<Box<dyn Price>> = std::sync::LazyLock::new(|| Box::new(Table([1; 4])));

//# a hook of panics that captures the hook before it
fn install() { let previous = std::panic::take_hook(); std::panic::set_hook(Box::new(move |info| { eprintln!("a panic"); previous(info); })); }

//# a method called cookie_store of the user's own
struct Builder; impl Builder { fn cookie_store(self, _: bool) -> Self { self } }
fn handler() { Builder.cookie_store(true); }

//# a path in the field of a struct that a request chooses
struct Export { path: std::path::PathBuf }
impl Export {
    fn new(id: &str) -> Self { Self { path: std::env::temp_dir().join(id) } }
    fn save(&self) { std::fs::write(&self.path, b"").unwrap(); }
}

//# a path in a field that is assigned
struct Export { path: std::path::PathBuf }
impl Export {
    fn new() -> Self { Self { path: std::env::temp_dir().join("x") } }
    fn of(&mut self, id: &str) { self.path = std::env::temp_dir().join(id); }
    fn save(&self) { std::fs::write(&self.path, b"").unwrap(); }
}

//# the await of a request whose client is shared
struct Notify<'c>(&'c reqwest::Client, String);
impl<'c> IntoFuture for Notify<'c> {
    type Output = ();
    type IntoFuture = std::pin::Pin<Box<dyn Future<Output = ()> + 'c>>;
    fn into_future(self) -> Self::IntoFuture { Box::pin(async move { self.0.post(self.1).send().await; }) }
}
#[sqs("alerts")]
async fn alert(url: String, http: http::Lazy) { Notify(&http, url).await; }

//# aliases of each other
type A = B;
type B = A;
static X: A = x();
fn start() -> A { A::default() }
fn handler(a: A) { a.go(); X.set(1); start(); let b: A = Default::default(); }
