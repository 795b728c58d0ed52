//# a static function pointer that mentions a cell
static MAKE: fn() -> std::cell::Cell<u8> = || std::cell::Cell::new(1);

//# a constant, which is a new value at every use
const SLOT: std::cell::Cell<u8> = std::cell::Cell::new(1);
fn handler() -> u8 { SLOT.get() }

//# a shared pointer to constant text of C
struct Name(*const std::ffi::c_char);
unsafe impl Sync for Name {}
static NAME: Name = Name(c"shop".as_ptr());

//# a static slice of the user's own struct
struct Route { path: &'static str, cost: Option<u32>, hook: fn(&str) -> bool }
static ROUTES: &[Route] = &[];

//# a static of a user's generic type with plain data
struct Table<K, V, const N: usize>([(K, V); N]);
static TABLE: Table<&str, u8, 1> = Table([("a", 1)]);

//# a set of strings and a map of numbers behind a lazy lock
use std::{collections::{BTreeMap, HashSet}, sync::LazyLock};
static A: LazyLock<HashSet<String>> = LazyLock::new(HashSet::new);
static B: LazyLock<BTreeMap<u8, Box<[u8]>>> = LazyLock::new(BTreeMap::new);

//# a duration and an address in statics
static LIMIT: std::time::Duration = std::time::Duration::from_secs(1);
static HOST: std::net::Ipv4Addr = std::net::Ipv4Addr::LOCALHOST;

//# the start of the environment, written once
static STARTED: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
fn handler() { STARTED.get_or_init(std::time::Instant::now); }

//# a compiled template engine in a lazy lock
static PAGES: std::sync::LazyLock<handlebars::Handlebars<'static>> = std::sync::LazyLock::new(handlebars::Handlebars::new);

//# a JSON value in a lazy lock
static SCHEMA: std::sync::LazyLock<serde_json::Value> = std::sync::LazyLock::new(|| serde_json::from_str("{}").unwrap());

//# a secret in a cell that a function fills from the environment
static KEY: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
async fn key() -> Result<&'static String, std::env::VarError> { KEY.get_or_try_init(|| async { std::env::var("KEY") }).await }

//# a method called set on the user's own type
struct Config(Vec<u8>);
impl Config { fn set(&mut self, value: u8) { self.0.push(value); } }
fn handler(value: u8, mut config: Config) { config.set(value); }

//# a local once cell that is set from the request
fn handler(id: u8) { let cell = std::sync::OnceLock::new(); cell.set(id).ok(); let other = std::cell::OnceCell::new(); other.set(id).ok(); }

//# a task that a select awaits
async fn handler() { let mut task = tokio::spawn(async {}); tokio::select! { done = &mut task => { done.unwrap(); } } }

//# a task in a struct that is returned
struct Job { task: tokio::task::JoinHandle<()> }
fn start() -> Job { Job { task: tokio::spawn(async {}) } }

//# tasks that join_all awaits
async fn handler(ids: Vec<u8>) { futures::future::join_all(ids.into_iter().map(|id| tokio::spawn(async move { id }))).await; }

//# tasks in an ordered stream
use futures::stream::{FuturesUnordered, StreamExt};
async fn handler() { let mut all = FuturesUnordered::new(); all.push(tokio::spawn(async {})); while let Some(done) = all.next().await { done.unwrap(); } }

//# a task whose error a question mark returns
async fn handler() -> Result<(), tokio::task::JoinError> { let task = tokio::spawn(async {}); task.await?; Ok(()) }

//# a try_join of two tasks
async fn handler() { let (a, b) = (tokio::spawn(async {}), tokio::spawn(async {})); tokio::try_join!(a, b).unwrap(); }

//# a task inside an async block that is awaited
async fn handler() { let work = async { tokio::spawn(async { 1 }).await }; work.await.unwrap(); }

//# a spawn of the user's own type
struct Pool;
impl Pool { fn spawn(&self, _: u8) {} }
fn handler(pool: Pool) { pool.spawn(1); }

//# an ordering of numbers
use std::cmp::Ordering;
fn handler(a: u8) -> Ordering { a.cmp(&1) }

//# a thread's id in a log line
fn handler() { println!("{:?}", std::thread::current().id()); }

//# a barrier of the user's own and a channel of colours
enum Channel { Red, Blue }
struct Barrier(Channel);
fn handler(_: Barrier) {}

//# an own module called parking_lot
mod parking_lot { pub struct Car; pub fn park(_: Car) {} }
fn handler() { parking_lot::park(parking_lot::Car); }

//# a field called mutex and a function called sleep
struct Flags { mutex: bool, thread: u8 }
fn sleep(_: Flags) {}
fn handler(flags: Flags) { if flags.mutex { sleep(flags) } }

//# a generic parameter called Mutex
fn handler<Mutex: Default>() -> Mutex { Mutex::default() }

//# a type parameter called like a crate
struct Wrapper<rayon>(rayon);
fn handler<tokio: Clone>(x: tokio) -> tokio { x.clone() }

//# a method called lock on an own type
struct Gate; impl Gate { fn lock(&self) {} fn read(&self) {} fn write(&self) {} }
fn handler(gate: Gate) { gate.lock(); gate.read(); gate.write(); }

//# the lock of standard output
use std::io::Write;
fn handler() { let mut out = std::io::stdout().lock(); writeln!(out, "x").unwrap(); }

//# a file at a name from the request
fn handler(name: &str) { std::fs::write(format!("/tmp/{name}"), b"").unwrap(); }

//# a file at a path from the caller
fn handler(path: &std::path::Path) { std::fs::File::create(path).unwrap(); }

//# building a request with a client that exists
#[get("/")]
async fn handler(http: http::Lazy) { http.get("url").header("a", "b").send().await; }

//# a client's type in a signature
fn table(client: &aws_sdk_dynamodb::Client, name: &str) -> String { name.to_owned() }

//# the builder of a request of an SDK
#[get("/")]
async fn handler(db: db::Lazy) { let item = aws_sdk_dynamodb::types::AttributeValue::S("a".into()); db.put_item().item("k", item).send().await; }

//# a configuration of the user's own called aws_config
mod aws_config { pub fn load_from_env() -> u8 { 1 } }
#[get("/")]
async fn handler() { aws_config::load_from_env(); }

//# a client in main that is passed on
#[tokio::main]
async fn main() { let client = reqwest::Client::new(); run(client).await; }
async fn run(_: reqwest::Client) {}

//# a client in a test
#[cfg(test)]
mod tests { #[tokio::test] async fn works() { reqwest::Client::new(); std::thread::sleep(std::time::Duration::ZERO); } }

//# a bench that measures with threads
#[cfg(all(test, feature = "bench"))]
fn bench() { std::thread::spawn(|| ()); }

//# a macro that is only a name
macro_rules! mutex { ($x:expr) => { $x }; }
fn handler() { mutex!(1); let thread = 2; spawn!(thread); }

//# an import of the user's own crate called like a module of std
use crate::thread::spawn;
fn handler() { spawn(1); }

//# Arc and Weak beside each other
use std::sync::{Arc, Weak};
struct Node { parent: Weak<Node>, children: Vec<Arc<Node>> }

//# a parallel vector of the user's own
trait Parallel { fn par_iter(&self) -> u8; }
impl Parallel for Vec<u8> { fn par_iter(&self) -> u8 { 1 } }
fn handler(xs: Vec<u8>) { xs.par_iter(); }

//# a tokio timer and a tokio file
async fn handler() { tokio::time::sleep(std::time::Duration::from_secs(1)).await; tokio::fs::read("data.json").await.unwrap(); }

//# a string that is a path of a lock
fn handler() -> [&'static str; 2] { ["std::sync::Mutex", stringify!(std::sync::Mutex::new(1))] }

//# a static in a test only
#[cfg(test)]
static COUNT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);

//# phantom data of a cell in a static
struct Id<T>(u32, std::marker::PhantomData<fn() -> T>);
static ID: Id<std::cell::RefCell<u8>> = Id(1, std::marker::PhantomData);

//# a builder method called blocking
struct Options; impl Options { fn blocking(self, _: bool) -> Self { self } }
fn handler() { Options.blocking(false); }
