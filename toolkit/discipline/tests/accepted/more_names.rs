//# a test double that shadows a glob only in tests
use std::sync::*;
#[cfg(test)]
struct Arc;
fn handler() { let _ = Arc::new(1); }

//# an associated type that holds plain data
trait Store { type Cell; }
struct Memory;
impl Store for Memory { type Cell = Vec<u8>; }
static SLOT: std::sync::OnceLock<<Memory as Store>::Cell> = std::sync::OnceLock::new();

//# an attribute that a condition adds in tests only
#[cfg_attr(test, tokio::main)]
async fn handler() {}

//# a task that a function returns and its caller awaits
fn start() -> tokio::task::JoinHandle<()> { tokio::spawn(async {}) }
async fn handler() { start().await.unwrap(); let task = start(); task.await.unwrap(); }

//# a process that is started and awaited
async fn handler() { let child = tokio::process::Command::new("x").spawn().unwrap(); child.wait().await.unwrap(); }

//# main with tokio's attribute
#[tokio::main]
async fn main() {}

//# a macro that is given a crate's name as a word
fn handler() { let _ = json!({ tokio: 1, "std": rayon_count }); features!(tokio); }

//# a macro variable as the type of a call
macro_rules! make { ($ty:ty, $krate:ident) => { <$ty>::spawn($krate::build()) }; }
fn handler() { make!(Shop, shop); }

//# a capture that the initialiser shadows
static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(name: &str) -> bool {
    NAME.get_or_init(|| { let name = "shop"; name.to_owned() }) == name
}

//# escaped braces in a format string
static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
fn handler(name: &str) -> &'static str {
    let _ = name;
    NAME.get_or_init(|| format!("{{name}} {}", 1))
}

//# phantom data of a lock-free marker
static MARK: std::marker::PhantomData<std::cell::Cell<u8>> = std::marker::PhantomData;

//# a recursive type of plain data
struct Node { next: Option<Box<Node>>, name: String }
static ROOT: std::sync::OnceLock<Node> = std::sync::OnceLock::new();

//# imports of each other
use self::b as a;
use self::a as b;
use self::c::*;
mod c { pub use super::*; }
fn handler() { a::spawn(); c::x::y(); }
