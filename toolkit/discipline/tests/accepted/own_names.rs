//# a struct called Mutex
struct Mutex<T>(T);
impl<T> Mutex<T> { fn new(value: T) -> Self { Self(value) } }
static STATE: Mutex<u8> = Mutex(1);
fn handler() { let _ = Mutex::new(1); }

//# a struct called Mutex beside a glob of std::sync
use std::sync::*;
struct Mutex<T>(T);
fn handler() { let _ = (Mutex(1), Arc::new(2)); }

//# a module called thread
mod thread { pub fn spawn(_: impl FnOnce()) {} }
fn handler() { thread::spawn(|| ()); }

//# a module called thread in the parent
mod thread { pub fn spawn(_: impl FnOnce()) {} }
mod shop {
    use super::thread;
    fn handler() { thread::spawn(|| ()); }
}

//# a module called rayon
mod rayon { pub fn join() {} }
fn handler() { rayon::join(); self::rayon::join(); }

//# names imported from the crate
use crate::sync::{Mutex, thread};
use crate::tokio::spawn_blocking;
fn handler() { let _ = Mutex::new(1); thread::spawn(); spawn_blocking(); }

//# a method called par_iter of the user's own
struct Golf;
impl Golf { fn par_iter(&self) -> u8 { 72 } fn block_on(&self, _: u8) {} }
fn handler(course: Golf) { course.par_iter(); course.block_on(1); }

//# a variant called like a crate
enum Strategy { Rayon }
impl Strategy { fn rayon() -> Self { Self::Rayon } fn tokio(_: u8) {} }
fn handler() { let _ = Strategy::rayon(); Strategy::tokio(1); }

//# a strategy whose definition is not visible
fn handler() { let _ = Strategy::rayon(); other::rayon(); }

//# words in strings and comments
// std::thread::spawn
fn handler() -> &'static str { /* Mutex */ "std::sync::Mutex::new, tokio::spawn(f);" }

//# a documentation comment with code
/// `std::thread::spawn(|| ())`
#[doc = "std::sync::Mutex"]
fn handler() {}

//# stringify
fn handler() -> &'static str { stringify!(std::thread::spawn(|| ())) }

//# a field and a method called like a rule's name
struct Order { mutex: u8, spawn: u8 }
fn handler(order: Order) -> u8 { order.mutex + order.spawn }

//# a variable called like an import
use tokio::spawn;
fn handler() { let spawn = |_: u8| (); spawn(1); }

//# a parameter called like an import
use tokio::spawn;
fn handler(spawn: fn(u8)) { spawn(1); }

//# an own macro called thread_local
macro_rules! thread_local { ($($t:tt)*) => {}; }
thread_local! { anything }

//# an own set method on a static
struct Registry;
impl Registry { fn set(&self, _: u8) {} }
static REGISTRY: Registry = Registry;
fn handler(id: u8) { REGISTRY.set(id); }

//# a struct that shadows the glob of an inner module
mod inner { pub use std::sync::Arc; }
use inner::*;
struct RwLock;
fn handler() { let _ = (RwLock, Arc::new(1)); }

//# a generic macro over variants
macro_rules! all { ($($ty:ident :: $variant:ident),*) => { [$($ty::$variant),*] }; }
fn handler() { let _ = all!(Mode::Fast, Mode::Slow); }

//# a macro that turns code into text
macro_rules! quoted { ($($code:tt)*) => { stringify!($($code)*) }; }
fn handler() -> &'static str { quoted!(std::thread::spawn(|| loop {})) }
