//! Batches of messages from the queue.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Ledger, entry};

fn batch(ledger: &Ledger, transfers: &[Value]) -> Result<Value> {
    let records: Vec<Value> = transfers
        .iter()
        .enumerate()
        .map(|(at, transfer)| {
            json!({
                "messageId": format!("m-{at}"),
                "body": transfer.to_string(),
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:transfers",
            })
        })
        .collect();
    let event = json!({"Records": records}).to_string();
    let reply = ledger.reply(event.as_bytes())?;
    Ok(reply["batchItemFailures"].clone())
}

fn transfer(id: &str, cents: u32) -> Value {
    json!({"transfer_id": id, "from": "ada", "to": "bob", "cents": cents})
}

#[test]
fn repeated_transfer_succeeds_and_moves_nothing() -> Result<()> {
    let ledger = Ledger::start()?;
    ledger.post("ada", &entry("e-1", 1_000))?;
    let too_much = [transfer("t-1", 300), transfer("t-2", 5_000)];
    let failed = json!([{"itemIdentifier": "m-1"}]);
    assert_eq!(batch(&ledger, &too_much)?, failed);
    assert_eq!(batch(&ledger, &too_much)?, failed);
    ledger.post("ada", &entry("e-2", 5_000))?;
    assert_eq!(batch(&ledger, &too_much)?, json!([]));
    assert_eq!(batch(&ledger, &too_much)?, json!([]));
    assert_eq!(ledger.balance("ada")?, 700);
    assert_eq!(ledger.balance("bob")?, 5_300);
    Ok(())
}
