//# functions of other targets
#[cfg(windows)]
fn nap() { std::thread::sleep(std::time::Duration::from_secs(1)); }
#[cfg(target_arch = "wasm32")]
mod wasm { pub static LOCK: std::sync::Mutex<u8> = std::sync::Mutex::new(1); }
#[cfg(not(any(target_os = "linux", target_os = "android")))]
use std::sync::Mutex;
#[cfg(any())]
fn never() { std::thread::park(); }

//# statements and expressions of other targets
fn handler() -> u8 {
    #[cfg(target_arch = "wasm32")]
    let n = { std::thread::yield_now(); 0 };
    #[cfg(not(target_arch = "wasm32"))]
    let n = 1;
    #[cfg(windows)]
    std::thread::sleep(std::time::Duration::from_secs(1));
    #[cfg(windows)]
    { std::thread::park(); }
    #[cfg(target_os = "macos")]
    if n > 0 { std::thread::park(); }
    #[cfg(not(unix))]
    return std::thread::yield_now();
    n
}

//# arms, fields and variants of other targets
struct Slot { #[cfg(windows)] handle: std::sync::Mutex<u8>, id: u8 }
enum Wait { #[cfg(target_family = "wasm")] Spin(std::cell::RefCell<u8>), Poll }
static SLOT: Slot = Slot { #[cfg(windows)] handle: std::sync::Mutex::new(1), id: 1 };
static WAIT: Wait = Wait::Poll;
fn handler(wait: &Wait) { match wait { #[cfg(target_family = "wasm")] Wait::Spin(_) => std::hint::spin_loop(), Wait::Poll => {} } }

//# methods and foreign functions of other targets
struct Timer;
impl Timer { #[cfg(windows)] fn wait(&self) { std::thread::sleep(T); } #[cfg(unix)] async fn wait(&self) {} }
trait Wait { #[cfg(windows)] fn wait(&self) { std::thread::sleep(T); } }
unsafe extern "C" { #[cfg(target_os = "macos")] fn fork() -> i32; }

//# a branch that the configuration decides
fn handler() -> u8 {
    if cfg!(windows) { std::thread::park(); } else { tick(); }
    if !cfg!(target_os = "linux") { std::thread::park(); }
    if cfg!(target_os = "macos") && true { std::thread::park(); }
    if cfg!(unix) { 1 } else { std::thread::yield_now(); 2 }
}
fn tick() {}
