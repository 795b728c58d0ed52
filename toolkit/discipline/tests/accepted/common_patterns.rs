//# reference counting
use std::rc::Rc;
use std::sync::Arc;
fn handler() { let _ = (Arc::new(1), Rc::new(2), std::sync::Arc::<u8>::default()); }

//# a local RefCell and a local Cell
use std::cell::{Cell, RefCell};
fn handler() { let _ = (RefCell::new(1), Cell::new(2)); }

//# a spawned task that is awaited
async fn handler() {
    tokio::spawn(async {}).await.unwrap();
    let task = tokio::spawn(async {});
    let other = tokio::task::spawn(async { 1 });
    let _ = tokio::join!(task, other);
}

//# a handle in a vector that is joined
async fn handler(ids: Vec<u8>) {
    let tasks: Vec<_> = ids.into_iter().map(|id| tokio::spawn(async move { id })).collect();
    for task in tasks { task.await.unwrap(); }
}

//# a handle that the function returns
use tokio::task::JoinHandle;
fn start() -> JoinHandle<()> { tokio::spawn(async {}) }

//# a handle that is aborted
async fn handler() {
    let task = tokio::spawn(async {});
    task.abort();
}

//# a join set
use tokio::task::JoinSet;
async fn handler() {
    let mut tasks = JoinSet::new();
    tasks.spawn(async {});
    while let Some(done) = tasks.join_next().await { done.unwrap(); }
}

//# tokio channels
use tokio::sync::{broadcast, mpsc, oneshot, watch, Notify, Semaphore};
async fn handler() {
    let (send, mut receive) = mpsc::channel::<u8>(8);
    let _ = (send, receive.recv().await, oneshot::channel::<u8>(), broadcast::channel::<u8>(1), watch::channel(1));
    let _ = (Notify::new(), Semaphore::new(4));
}

//# immutable statics
static NAMES: [&str; 2] = ["a", "b"];
static LIMIT: usize = 10;
static TABLE: &[(&str, fn(u8) -> u8)] = &[("id", std::convert::identity)];

//# a regex in a lazy lock
use regex::Regex;
use std::sync::LazyLock;
static SKU: LazyLock<Regex> = LazyLock::new(|| Regex::new("^[A-Z]-[0-9]+$").unwrap());

//# configuration of plain data read from the environment
use std::sync::LazyLock;
struct Config { table: String, limits: Vec<u32>, mode: Option<Mode> }
enum Mode { Fast, Exact { digits: u8 } }
static CONFIG: LazyLock<Config> = LazyLock::new(|| Config {
    table: std::env::var("TABLE").unwrap_or_default(),
    limits: vec![1, 2],
    mode: None,
});

//# a client in a cell that tokio fills
use aws_sdk_dynamodb::Client;
use tokio::sync::OnceCell;
static CLIENT: OnceCell<Client> = OnceCell::const_new();
async fn client() -> &'static Client {
    CLIENT.get_or_init(|| async { Client::new(&aws_config::load_from_env().await) }).await
}

//# a cell that is filled from another cell and a constant
use std::sync::OnceLock;
const PREFIX: &str = "shop";
static NAME: OnceLock<String> = OnceLock::new();
static STAGE: OnceLock<String> = OnceLock::new();
fn stage() -> &'static str { STAGE.get_or_init(|| std::env::var("STAGE").unwrap()) }
fn name() -> &'static str { NAME.get_or_init(|| { let stage = stage(); format!("{PREFIX}-{stage}") }) }

//# lazy_static with plain data
lazy_static::lazy_static! {
    static ref WORDS: std::collections::HashSet<&'static str> = ["a", "b"].into_iter().collect();
    pub static ref LIMIT: usize = 3;
}

//# a global allocator
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

//# task locals
tokio::task_local! { static REQUEST: String; }

//# a cell inside one function's locals
async fn handler(id: u32) -> u32 {
    let cell = std::cell::OnceCell::new();
    *cell.get_or_init(|| id)
}

//# a scratch file with a random name
async fn handler() -> std::io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    let path = std::env::temp_dir().join(uuid::Uuid::new_v4().to_string());
    std::fs::write(&path, b"scratch")?;
    tokio::fs::write(format!("/tmp/{}", uuid::Uuid::new_v4()), b"scratch").await?;
    std::fs::write(file.path(), b"scratch")
}

//# reading a file at a constant path
fn handler() -> std::io::Result<String> {
    let _ = std::fs::OpenOptions::new().read(true).open("data/catalog.json")?;
    std::fs::read_to_string("data/catalog.json")
}

//# tokio's sleep and timeout
use tokio::time::{sleep, timeout, Duration};
async fn handler() {
    sleep(Duration::from_millis(5)).await;
    let _ = timeout(Duration::from_secs(1), async {}).await;
}

//# queries of the thread module
fn handler() -> bool { std::thread::panicking() || std::thread::available_parallelism().is_ok() }

//# reading the environment
fn handler() -> Option<String> { std::env::var("TABLE").ok() }

//# Once for a subscriber
use std::sync::Once;
static START: Once = Once::new();
fn start() { START.call_once(|| tracing_subscriber::fmt::init()); }
