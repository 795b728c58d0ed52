//! Many concurrent requests with the same key.

use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Result;
use gatewright_tests::http::Response;
use serde_json::Value;

use super::{Ledger, entry, post_with_retries};

/// The number of clients that send the same entry concurrently. Each has an environment of its own, and all environments must start within the
/// function's timeout.
pub(crate) const CLIENTS: usize = 40;

/// Serialises the tests with so many environments.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Lets every client retry until it succeeds, and returns their final responses. `meanwhile` runs concurrently.
pub(crate) fn post_from_all_clients(
    ledger: &Ledger,
    entry: &Value,
    meanwhile: impl FnOnce() -> Result<()>,
) -> Result<Vec<Response>> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| post_with_retries(ledger, "ada", entry)))
            .collect();
        meanwhile()?;
        let responses = clients.into_iter().map(|client| {
            let response = client.join();
            response.unwrap_or_else(|_| anyhow::bail!("a client panicked"))
        });
        responses.collect()
    })
}

#[test]
fn concurrent_duplicates_book_one_entry_and_get_one_reply() -> Result<()> {
    let ledger = Ledger::start()?;
    let responses = post_from_all_clients(&ledger, &entry("e-1", 1_200), || Ok(()))?;
    assert_eq!(responses.len(), CLIENTS);
    for response in &responses {
        assert_eq!(response.text(), responses[0].text());
    }
    assert_eq!(ledger.entries("ada")?, 1);
    assert_eq!(ledger.balance("ada")?, 1_200);
    Ok(())
}
