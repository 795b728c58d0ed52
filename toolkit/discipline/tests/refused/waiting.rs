//# a loop that spins until time has passed
fn handler() {
    let start = std::time::Instant::now();
    while start.elapsed() < std::time::Duration::from_millis(5) {}
//  ^ blocking: this loop spins until time has passed, and blocks the thread
}

//# a loop that leaves when the clock says so
use std::time::Instant;
fn handler(end: Instant) {
    loop {
//  ^ blocking: this loop spins until time has passed, and blocks the thread
        if Instant::now() >= end { break; }
    }
}

//# a loop that counts until time has passed
fn handler(end: std::time::Instant) {
    let mut ticks = 0;
    while std::time::Instant::now() < end { ticks += 1; }
//  ^ blocking: this loop spins until time has passed, and blocks the thread
}

//# a loop that waits for a flag
fn wait(flag: &std::cell::Cell<bool>) {
    while !flag.get() {}
//  ^ timeout: this loop spins: nothing in it changes its condition
}

//# a loop in a handler that waits for a file
#[get("/")]
async fn handler() {
    while !std::path::Path::new("/tmp/ready").exists() { continue; }
//  ^ blocking: this loop spins: nothing in it changes its condition
}

//# a loop that asks a task whether it is finished
async fn handler(task: tokio::task::JoinHandle<()>) {
    while !task.is_finished() { std::hint::black_box(()); }
//  ^ timeout: this loop spins: nothing in it changes its condition
    task.await.unwrap();
}

//# a connection of the standard library
fn handler(host: &str) { let stream = std::net::TcpStream::connect(host); }
//                                    ^ blocking: `std::net::TcpStream::connect` blocks the thread while it waits for the network

//# a connection through the type of an impl
trait Dial: Sized { fn dial(host: &str) -> std::io::Result<Self>; }
impl Dial for std::net::TcpStream {
    fn dial(host: &str) -> std::io::Result<Self> { Self::connect(host) }
//                                                 ^ blocking: `std::net::TcpStream::connect` blocks the thread while it waits for the network
}

//# a connection through a qualified type
use std::net::TcpStream as Stream;
fn handler(host: &str) { let stream = <Stream>::connect(host); }
//                                              ^ blocking: `std::net::TcpStream::connect` blocks the thread while it waits for the network

//# a socket that waits for a datagram
fn handler(buffer: &mut [u8]) -> std::io::Result<usize> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0")?;
    socket.recv(buffer)
//         ^ blocking: `std::net::UdpSocket::recv` blocks the thread while it waits for the network
}

//# a name that is resolved in place
use std::net::ToSocketAddrs;
fn handler(host: &str) { let all = host.to_socket_addrs(); }
//                                      ^ blocking: `to_socket_addrs` blocks the thread until it completes

//# the standard input
fn handler() -> std::io::Result<String> { std::io::read_to_string(std::io::stdin()) }
//                                                                ^ blocking: `std::io::stdin` reads the standard input, which Lambda does not use

//# a lock on a file
fn handler(path: &str) -> std::io::Result<()> {
    let file = std::fs::File::open(path)?;
    file.lock()
//       ^ blocking: `std::fs::File::lock` blocks the thread until another process unlocks the file
}

//# a lock on a file that a parameter brings
fn handler(file: &std::fs::File) -> std::io::Result<()> { file.lock_shared() }
//                                                             ^ blocking: `std::fs::File::lock_shared` blocks the thread until another process unlocks the file

//# a foreign sleep
unsafe extern "C" { fn usleep(microseconds: u32) -> i32; }
//                     ^ blocking: `usleep` blocks the thread
fn handler() { unsafe { usleep(1000) }; }

//# a foreign sleep under another name
unsafe extern "C" {
    #[link_name = "sleep"]
    fn rest(seconds: u32) -> u32;
//     ^ blocking: `sleep` blocks the thread
}
fn handler() { unsafe { rest(1) }; }

//# a sleep of libc
fn handler() { unsafe { libc::usleep(1000) }; }
//                      ^ blocking: `libc::usleep` blocks the thread

//# an endless loop that a macro makes of its argument
macro_rules! forever { ($body:block) => { loop { $body } }; }
fn handler(mut n: u64) { forever!({ n += 1; }) }
//                       ^ timeout: `forever!` makes a loop of its arguments that never exits

//# an endless loop in a lazy static
static SEED: std::sync::LazyLock<u64> = std::sync::LazyLock::new(|| { let mut n = 1; loop { n += 1; } });
//                                                                                   ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the initialiser of a static is not `#[guarded]`

//# a sum over numbers without an end
fn handler() -> u64 { (0_u64..).map(|n| n * 2).sum() }
//                                             ^ timeout: `sum` never returns: the iterator has no end

//# a cycle that is counted
fn handler(items: &[u8]) -> usize { items.iter().cycle().filter(|item| **item > 1).count() }
//                                                                                 ^ timeout: `count` never returns: the iterator has no end

//# work for each item that is repeated without an end
fn handler() { std::iter::repeat(1).for_each(|n| println!("{n}")); }
//                                  ^ timeout: `for_each` never returns: the iterator has no end

//# a for loop over a repeated value
fn handler() { for _ in std::iter::repeat_with(|| 1) { work(); } }
//             ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`

//# a for loop over a cycle
fn handler(items: &[u8]) { for item in items.iter().cycle() { work(item); } }
//                         ^ timeout: this loop never exits, and the timeout guard cannot interrupt it: the function is not `#[guarded]`

//# successors that never end
fn handler(first: u64) -> usize { std::iter::successors(Some(first), |n| Some(n + 1)).filter(|n| n % 2 == 0).count() }
//                                                                                                           ^ timeout: `count` never returns: the iterator has no end

//# a loop that counts its looks at a task
fn wait<T>(job: &tokio::task::JoinHandle<T>) -> u64 {
    let mut looks = 0;
    while !job.is_finished() { looks += 1; }
//  ^ timeout: this loop spins: nothing in it changes its condition
    looks
}

//# a future that is polled in a loop
use std::task::{Context, Poll, Waker};
fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
//  ^ threading: this loop polls a future until it is ready, and blocks the thread
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) { return value; }
    }
}

//# a command of tokio that becomes one of the standard library
fn handler(mut command: tokio::process::Command) { command.as_std_mut().output().unwrap(); }
//                                                         ^ blocking: `output` of the standard library blocks the thread while another process runs

//# a wait for a cell that another task fills
fn handler() -> u8 { let answer = std::sync::Arc::new(std::sync::OnceLock::new()); *answer.wait() }
//                                                                                         ^ blocking: `std::sync::OnceLock::wait` blocks the thread until another thread fills the cell
