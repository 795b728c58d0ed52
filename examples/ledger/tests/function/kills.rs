//! Environments that are killed while many requests of one key are under way.

use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::duplicates::{CLIENTS, all_insist};
use super::{Ledger, entry};

/// Each kill hits the environments at another moment of what they do.
const KILLS: u32 = 12;

#[test]
fn a_hundred_at_once_are_one_entry_whatever_is_killed() -> Result<()> {
    let ledger = Ledger::start()?;
    let mut killed = 0;
    for round in 1..=2_u32 {
        let id = format!("e-{round}");
        let told = all_insist(&ledger, &entry(&id, 1_200), || {
            for kill in 0..KILLS {
                thread::sleep(Duration::from_millis((7 * kill + 3 * round).into()));
                killed += ledger.local.process.kill_children()?;
            }
            Ok(())
        })?;
        assert_eq!(told.len(), CLIENTS);
        for response in &told {
            assert_eq!(response.text(), told[0].text());
        }
        assert_eq!(ledger.entries("ada")?, round as usize);
        assert_eq!(ledger.balance("ada")?, i64::from(round) * 1_200);
    }
    ensure!(killed > 0, "no environment was there to be killed");
    Ok(())
}
