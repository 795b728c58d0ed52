//# a test module
#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    static LOCK: Mutex<()> = Mutex::new(());
    #[test]
    fn works() { std::thread::sleep(std::time::Duration::from_secs(1)); }
}

//# a test function
#[test]
fn works() { std::thread::spawn(|| ()); }

//# a tokio test
#[tokio::test]
async fn works() { tokio::spawn(async {}); }

//# an import for tests only
#[cfg(test)]
use std::sync::Mutex;
fn handler() {}

//# a cfg with test and something else
#[cfg(all(test, feature = "slow"))]
fn works() { std::thread::spawn(|| ()); }

//# a test-only field and variant
struct Shop { #[cfg(test)] calls: std::sync::Mutex<u8> }
enum Mode { #[cfg(test)] Locked(std::sync::Mutex<u8>), Plain }

//# a test-only statement
fn handler() {
    #[cfg(test)]
    let _lock = std::sync::Mutex::new(1);
    #[cfg(test)]
    { std::thread::park(); }
}

//# a test-only method
struct Shop;
impl Shop { #[cfg(test)] fn wait(&self) { std::thread::park(); } }
