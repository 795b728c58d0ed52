//# a client that inference alone chooses
struct Repo(reqwest::Client);
impl From<u8> for Repo { fn from(_: u8) -> Self { Repo(reqwest::Client::new()) } }
fn use_it(repo: &Repo) {}
#[get("/")]
async fn handler(id: u8) { let repo = id.into(); use_it(&repo); }

//# a file whose path a function with a parameter makes
fn path(name: &str) -> String { format!("/tmp/{name}") }
fn handler() { std::fs::write(path("db"), b"").unwrap(); }

//# a trait object in a static with one implementor that holds a cell and one that does not
trait Store: Send + Sync {}
struct Memory(std::cell::RefCell<Vec<u8>>);
unsafe impl Sync for Memory {}
struct Remote;
impl Store for Memory {}
impl Store for Remote {}
static STORE: std::sync::LazyLock<Box<dyn Store>> = std::sync::LazyLock::new(|| Box::new(Memory(Default::default())));

//# a handle that a pattern takes out of a structure
struct Job { id: u8, task: tokio::task::JoinHandle<()> }
async fn handler(job: Job) { let Job { id, task: _ } = job; println!("{id}"); }

//# a loop in a macro with a way out that is never taken
macro_rules! until { ($done:expr, $body:block) => { loop { $body if $done { break; } } }; }
fn handler(mut n: u64) { until!(n == 1, { n = n / 2; }); }
