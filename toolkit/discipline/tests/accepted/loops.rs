//# endless loops that the guard can interrupt
#[get("/")]
async fn home() { loop { step() } }
#[lambda_handler]
async fn hello() { while true { step() } }
#[gatewright::guarded]
fn parse() { let f = || loop { step() }; async { loop {} }; }
impl Queue {
    #[guarded]
    fn drain(&self) { loop { self.step() } }
}

//# loops with an exit
fn a() { loop { if done() { break } } }
fn b() -> u8 { loop { if done() { return 1 } } }
fn c() -> Option<u8> { loop { step()?; } }
fn d(deadline: Deadline) -> Result<(), Error> { loop { deadline.check()?; } }
fn e(deadline: &Deadline) { while true { if deadline.is_near() { break } } }
fn f() { 'outer: loop { loop { break 'outer } } }
//# continue of the outer loop
fn g(items: &[u8]) { 'items: for item in items { loop { continue 'items } } }

//# loops that await
async fn a() { loop { step().await } }
async fn b() { loop { for x in y { x.await; } } }
async fn c() { loop { tokio::select! { x = y => {} } } }

//# loops that end with a panic or with the process
fn a() { loop { panic!("no") } }
fn b() { loop { assert!(step()) } }
fn c() { loop { std::process::exit(1) } }
fn d() { loop { unreachable!() } }
fn e() { loop { std::panic::resume_unwind(x) } }

//# loops with an end
fn a() { while step() {} }
fn b() { for x in 0.. { step() } }
fn c() { while let Some(x) = next() {} }

//# unknown macros, and variables of a macro
fn a() { loop { bail_if_done!(x) } }
macro_rules! repeat {
    ($body:block, $step:expr) => { loop { $body } };
    ($step:expr) => { loop { step($step) } };
    ($($line:stmt;)*) => { loop { $($line;)* } };
}

//# loops that are evaluated at compile time
const A: u8 = { let mut n = 0; loop { n += 1; if n == 3 { break n } } };
const B: u8 = loop {};

//# exempted
#[exempt(timeout, reason = "the vendor's loop is left by a signal")]
fn a() { loop { step() } }

//# tests
#[cfg(test)]
mod tests {
    fn a() { loop {} }
}
