//! Execution environments killed while many requests with the same key are in progress.

use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::duplicates::{CLIENTS, post_from_all_clients};
use super::{Ledger, entry};

/// Kills per round. The delay before each differs, so that each hits another stage of an invocation.
const KILLS: u32 = 12;

#[test]
fn duplicates_book_one_entry_while_environments_are_killed() -> Result<()> {
    let ledger = Ledger::start()?;
    let mut killed = 0;
    for round in 1..=2_u32 {
        let id = format!("e-{round}");
        let responses = post_from_all_clients(&ledger, &entry(&id, 1_200), || {
            for kill in 0..KILLS {
                thread::sleep(Duration::from_millis((7 * kill + 3 * round).into()));
                killed += ledger.local.process.kill_children()?;
            }
            Ok(())
        })?;
        assert_eq!(responses.len(), CLIENTS);
        for response in &responses {
            assert_eq!(response.text(), responses[0].text());
        }
        assert_eq!(ledger.entries("ada")?, round as usize);
        assert_eq!(ledger.balance("ada")?, i64::from(round) * 1_200);
    }
    ensure!(
        killed > 0,
        "expected at least one execution environment to kill, found none"
    );
    Ok(())
}
