//# a cell filled from a parameter that every caller fills with constants
static REGION: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn set_region(region: &str) { REGION.set(region.to_owned()).ok(); }
fn main() { set_region(&std::env::var("REGION").unwrap()); }
fn for_local_runs() { set_region("eu-west-1"); }

//# a cell filled through two functions from the environment
static CONFIG: std::sync::OnceLock<Config> = std::sync::OnceLock::new();
struct Config { table: String }
impl Config { fn from_env() -> Self { Config { table: std::env::var("TABLE").unwrap() } } }
fn keep(config: Config) { let _ = CONFIG.set(config); }
fn start(config: Config) { keep(config); }
fn main() { let config = Config::from_env(); start(config); }

//# a cell filled from a local value of the environment
static URL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn url() -> &'static str {
    let host = std::env::var("HOST").unwrap_or_default();
    let url = format!("https://{host}");
    URL.get_or_init(|| url)
}
async fn key() -> &'static str { if let Ok(key) = std::env::var("KEY") { URL.set(key).ok(); } URL.get().unwrap() }

//# a cell filled by an associated function that a lazy module calls
static LIMIT: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
struct Limits;
impl Limits { fn keep(limit: u32) { LIMIT.set(limit).ok(); } }
#[gatewright::lazy_module]
mod limits { use super::*; pub fn init() -> u8 { let limit = std::env::var("LIMIT").map_or(9, |limit| limit.len() as u32); Limits::keep(limit); 1 } }

//# a handler that captures a function its caller chose
use lambda_runtime::{run, service_fn, LambdaEvent};
trait Handler { fn answer(&self, event: u8) -> u8; }
async fn serve(service: &dyn Handler) { run(service_fn(async |event: LambdaEvent<u8>| Ok::<_, ()>(service.answer(event.payload)))).await; }
async fn adapt<F: Fn(u8) -> u8>(f: F) { run(service_fn(async |event: LambdaEvent<u8>| Ok::<_, ()>(f(event.payload)))).await; }
async fn wrap(f: impl Fn(u8) -> u8, inner: Box<dyn Handler>) { run(service_fn(async |event: LambdaEvent<u8>| Ok::<_, ()>(f(inner.answer(event.payload))))).await; }
struct Adapter<H>(H);
impl<H: Handler> Adapter<H> { async fn run(handler: H) { run(service_fn(async |event: LambdaEvent<u8>| Ok::<_, ()>(handler.answer(event.payload)))).await; } }
