//! Fixture events of every kind, damaged.

use gatewright::testing::{block_on, invoke_bytes};
use gatewright_fuzz::{kinds, readers, routes};
use serde_json::Value;

use super::choices::Choices;
use super::{damage, no_panic, seeds};

/// The number of damaged events of each fixture.
const DAMAGED: usize = 3;

/// What AWS takes as the error of an invocation, in bytes.
const LARGEST_ERROR: usize = 6_291_556;

mod fixtures {
    use std::sync::LazyLock;

    use super::{Value, seeds};

    /// As bytes, and as JSON.
    pub(super) static ALL: LazyLock<Vec<(Vec<u8>, Value)>> = LazyLock::new(|| {
        let all = seeds::fixtures().into_iter().chain(seeds::documented());
        all.map(|(name, bytes)| match serde_json::from_slice(&bytes) {
            Ok(value) => (bytes, value),
            Err(error) => panic!("{name}: {error}"),
        })
        .collect()
    });
}

pub(super) fn check(random: &mut Choices<'_>) -> Result<u64, String> {
    let (bytes, value) = &fixtures::ALL[random.usize(..fixtures::ALL.len())];
    let mut events = Vec::new();
    for _ in 0..DAMAGED {
        events.push(damage::damaged(value, random));
        let mut bytes = bytes.clone();
        damage::bytes(&mut bytes, random);
        events.push(bytes);
    }
    answered(&events)
}

/// Sends events, each to every gateway, and returns the number of answers.
pub(super) fn answered(events: &[Vec<u8>]) -> Result<u64, String> {
    let mut answers = 0;
    for event in events {
        for gateway in [&kinds::GATEWAY, &readers::GATEWAY, &routes::GATEWAY] {
            let reply = block_on(invoke_bytes(gateway, event));
            answers += 1;
            no_panic(&String::from_utf8_lossy(event))?;
            if let Err(error) = reply
                && error.message.len() > LARGEST_ERROR
            {
                return Err(format!("an error of {} bytes", error.message.len()));
            }
        }
    }
    Ok(answers)
}
