//! Many requests of one key at once.

use std::thread;

use anyhow::Result;
use gatewright_tests::http::Response;
use serde_json::Value;

use super::{Ledger, entry, insist};

/// As many clients as this send one entry at the same time.
pub(crate) const CLIENTS: usize = 100;

/// Lets every client insist, and returns what each was told in the end. `meanwhile` runs beside them.
pub(crate) fn all_insist(
    ledger: &Ledger,
    entry: &Value,
    meanwhile: impl FnOnce() -> Result<()>,
) -> Result<Vec<Response>> {
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| scope.spawn(|| insist(ledger, "ada", entry)))
            .collect();
        meanwhile()?;
        let told = clients.into_iter().map(|client| {
            let told = client.join();
            told.unwrap_or_else(|_| anyhow::bail!("a client panicked"))
        });
        told.collect()
    })
}

#[test]
fn a_hundred_at_once_are_one_entry_and_all_are_told_the_same() -> Result<()> {
    let ledger = Ledger::start()?;
    let told = all_insist(&ledger, &entry("e-1", 1_200), || Ok(()))?;
    assert_eq!(told.len(), CLIENTS);
    for response in &told {
        assert_eq!(response.text(), told[0].text());
    }
    assert_eq!(ledger.entries("ada")?, 1);
    assert_eq!(ledger.balance("ada")?, 1_200);
    Ok(())
}
