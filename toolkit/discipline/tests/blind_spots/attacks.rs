//# a trait object whose only implementor holds a cell
trait Store: Send + Sync { fn put(&self); }
struct Memory(std::cell::RefCell<Vec<u8>>);
unsafe impl Sync for Memory {}
impl Store for Memory { fn put(&self) { self.0.borrow_mut().push(1); } }
static STORE: std::sync::OnceLock<Box<dyn Store>> = std::sync::OnceLock::new();

//# a cell that a function fills for its caller
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn fill(cell: &std::sync::OnceLock<String>, tenant: String) { cell.set(tenant).ok(); }
fn handler(tenant: String) { fill(&TENANT, tenant); }

//# a cell filled by a function taken as a value
static TENANT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(tenant: String) { let put = std::sync::OnceLock::set; put(&TENANT, tenant).ok(); }

//# a file through two variables and a buffer
fn handler() {
    let mut path = std::path::PathBuf::from("/tmp");
    path.push("db.json");
    let file = std::fs::File::create(&path);
}

//# a task in a vector that is never read
async fn handler() { let mut all = Vec::new(); all.push(tokio::spawn(async {})); }

//# a task assigned to an unused variable
async fn handler() { let task; task = tokio::spawn(async {}); }

//# a task passed to an own function that drops it
fn ignore<T>(_: T) {}
async fn handler() { ignore(tokio::spawn(async {})); }

//# a client in a trait's implementation that a handler calls
trait Connect { fn connect() -> Self; }
struct Repo(reqwest::Client);
impl Connect for Repo { fn connect() -> Self { Repo(reqwest::Client::new()) } }
#[get("/")]
async fn handler() { let repo: Repo = Connect::connect(); }

//# a client in a macro of the crate
macro_rules! client { () => { reqwest::Client::new() }; }
#[get("/")]
async fn handler() { let c = client!(); }
