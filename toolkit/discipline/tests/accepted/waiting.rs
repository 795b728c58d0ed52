//# work within a time budget
fn handler(mut items: Vec<u8>) { let start = std::time::Instant::now(); while start.elapsed().as_secs() < 5 { items.pop(); } }

//# an iterator that a condition advances
fn handler(mut items: std::vec::IntoIter<u8>) { while items.next().is_some() {} while !step() {} }

//# a loop that awaits between two looks at a flag
async fn handler(flag: &std::cell::Cell<bool>) { while !flag.get() { tokio::task::yield_now().await; } }

//# a loop whose condition its body changes
fn handler(mut n: u8) { while n < 10 { n += 1; } let cell = std::cell::Cell::new(0); while cell.get() < 3 { cell.set(cell.get() + 1); } }

//# a condition that an own method computes
struct Parser;
impl Parser { fn is_empty(&self) -> bool { true } }
fn handler(parser: Parser) { while !parser.is_empty() {} }

//# a connection of tokio
async fn handler(host: &str) -> std::io::Result<()> { let stream = tokio::net::TcpStream::connect(host).await?; Ok(()) }

//# an address of the standard library in a signature
use std::net::{IpAddr, SocketAddr, TcpStream};
fn handler(address: SocketAddr, stream: &TcpStream) -> IpAddr { address.ip() }

//# a socket that sends a metric
fn handler(text: &str) -> std::io::Result<()> { let socket = std::net::UdpSocket::bind("0.0.0.0:0")?; socket.send_to(text.as_bytes(), "127.0.0.1:8125")?; Ok(()) }

//# a bind method of the user's own listener
struct TcpListener; impl TcpListener { fn bind(_: &str) -> Self { Self } }
fn handler() { TcpListener::bind("x"); }

//# a lock of the user's own type and of standard output
struct Door; impl Door { fn open() -> Self { Door } fn lock_shared(&self) {} }
fn handler() { let door = Door::open(); door.lock_shared(); let out = std::io::stdout().lock(); }

//# a foreign function of the user's own library
unsafe extern "C" { fn compress(input: *const u8, length: usize) -> usize; }
fn handler(input: &[u8]) -> usize { unsafe { compress(input.as_ptr(), input.len()) } }

//# a function called sleep that is async
async fn sleep() {}
async fn handler() { sleep().await; }

//# a macro whose argument leaves the loop
macro_rules! forever { ($body:block) => { loop { $body } }; }
fn handler(mut n: u64) -> u64 { forever!({ n += 1; if n > 5 { return n; } }) }

//# a loop in a constant and in a static that the compiler evaluates
static TABLE: [u8; 4] = { let mut table = [0; 4]; let mut at = 0; loop { if at == 4 { break table; } table[at] = 1; at += 1; } };

//# numbers without an end that something stops
fn handler() -> u64 { (0_u64..).take(5).sum::<u64>() + (0_u64..).map(|n| n * n).take_while(|n| *n < 50).count() as u64 }

//# a search over numbers without an end
fn handler() -> Option<u64> { (1_u64..).find(|n| n % 7 == 0) }

//# a zip that ends with its second part
fn handler(items: &[u8]) { for (n, item) in (0..).zip(items) { println!("{n} {item}"); } std::iter::repeat(1).zip(items).for_each(|_| ()); }

//# an open range that a loop leaves, and one that overflows
fn other() { for n in 0_u64.. { println!("{n}"); } }
fn handler(limit: u64) -> u64 { for n in 0.. { if n > limit { return n; } } 0 }

//# a slice with an open range
fn handler(items: &[u8]) -> usize { items[1..].iter().count() }

//# an endless iteration that panics at its end
fn handler() { (0_u8..).for_each(|n| if n > 5 { panic!("enough") }); }

//# a future that polls another future
use std::{pin::Pin, task::{Context, Poll}};
struct Both<F>(Pin<Box<F>>);
impl<F: Future> Future for Both<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> { loop { return self.0.as_mut().poll(context); } }
}

//# a future that is polled once
fn now<F: Future>(future: F) -> bool { let mut context = Context::from_waker(Waker::noop()); std::pin::pin!(future).poll(&mut context).is_ready() }

//# successors that end
fn handler(first: u64) -> usize { std::iter::successors(Some(first), |n| (*n < 9).then_some(n + 1)).count() }

//# a command of tokio whose options are set through the one inside
async fn handler(mut command: tokio::process::Command) { command.as_std_mut().env("A", "b"); command.output().await.unwrap(); }
