//! Sequential requests.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::{Ledger, entry};

/// The time within which a log line must arrive.
const LOGGING: Duration = Duration::from_secs(20);

#[test]
fn repeated_entry_changes_the_balance_once() -> Result<()> {
    let ledger = Ledger::start()?;
    let first = ledger.post("ada", &entry("e-1", 1_200))?;
    assert_eq!(first.status, 201, "{}", first.text());
    assert_eq!(
        first.text(),
        r#"{"account":"ada","entry_id":"e-1","cents":1200}"#
    );
    let again = ledger.post("ada", &entry("e-1", 1_200))?;
    assert_eq!((again.status, again.body), (201, first.body));
    assert_eq!(ledger.balance("ada")?, 1_200);
    ledger.post("ada", &entry("e-2", -200))?;
    assert_eq!(ledger.balance("ada")?, 1_000);
    assert_eq!(ledger.entries("ada")?, 2);
    Ok(())
}

#[test]
fn idempotency_record_has_the_documented_shape() -> Result<()> {
    let ledger = Ledger::start()?;
    ledger.post("ada", &entry("e-1", 1_200))?;
    let items = ledger.aws.items("bookings")?;
    assert_eq!(items.len(), 1);
    let item = &items[0];
    assert_eq!(item["id"]["S"], "ledger::ledger::book#e-1");
    assert_eq!(item["status"]["S"], "COMPLETED");
    let hash = item["validation"]["S"].as_str().unwrap_or_default();
    assert_eq!(hash.len(), 64, "{item}");
    let number = |name: &str| item[name]["N"].as_str().and_then(|n| n.parse::<u64>().ok());
    let (expires, until) = (number("expiration"), number("in_progress_expiration"));
    let (expires, until) = (expires.unwrap_or(0), until.unwrap_or(0));
    // The record expires after a day, in seconds; its claim after the timeout of three seconds, in milliseconds.
    let apart = expires - until / 1_000;
    assert!((86_390..=86_400).contains(&apart), "{item}");
    Ok(())
}

#[test]
fn changed_entry_is_refused_even_after_its_key_expired() -> Result<()> {
    let ledger = Ledger::start()?;
    ledger.post("ada", &entry("e-1", 1_200))?;
    let changed = ledger.post("ada", &entry("e-1", 1_300))?;
    assert_eq!(changed.status, 422, "{}", changed.text());
    // After a day the key has expired, and the entry is still in the ledger.
    let key = json!({"TableName": "bookings", "Key": {"id": {"S": "ledger::ledger::book#e-1"}}});
    ledger
        .aws
        .call("dynamodb", "DynamoDB_20120810.DeleteItem", &key)?;
    let changed = ledger.post("ada", &entry("e-1", 1_300))?;
    assert_eq!(changed.status, 409, "{}", changed.text());
    assert_eq!(changed.json()?["entry_id"], "e-1");
    assert_eq!(ledger.balance("ada")?, 1_200);
    Ok(())
}

#[test]
fn refused_entry_can_be_retried() -> Result<()> {
    let ledger = Ledger::start()?;
    let out = entry("e-1", -500);
    let refused = ledger.post("ada", &out)?;
    assert_eq!(refused.status, 402, "{}", refused.text());
    assert_eq!(ledger.aws.items("bookings")?, [json!(null); 0]);
    ledger.post("ada", &entry("e-2", 800))?;
    assert_eq!(ledger.post("ada", &out)?.status, 201);
    assert_eq!(ledger.balance("ada")?, 300);
    Ok(())
}

#[test]
fn missing_key_is_400_and_unknown_account_is_404() -> Result<()> {
    let ledger = Ledger::start()?;
    let missing = ledger.post("ada", &entry("", 1))?;
    assert_eq!(missing.status, 400, "{}", missing.text());
    assert_eq!(ledger.local.get("/accounts/ada")?.status, 404);
    Ok(())
}

#[test]
fn missing_idempotency_table_fails_before_the_handler_runs() -> Result<()> {
    let mut ledger = Ledger::start()?;
    let table = json!({"TableName": "bookings"});
    ledger
        .aws
        .call("dynamodb", "DynamoDB_20120810.DeleteTable", &table)?;
    let response = ledger.post("ada", &entry("e-1", 1_200))?;
    assert_eq!(response.status, 503, "{}", response.text());
    assert!(!response.text().contains("bookings"), "{}", response.text());
    assert_eq!(ledger.entries("ada")?, 0);
    // The log holds the details that the client does not get.
    ledger.local.process.wait_for_line(LOGGING, |line| {
        let is_store_error = line.contains("IdempotencyStoreFailed");
        (is_store_error && line.contains("ResourceNotFoundException")).then_some(())
    })
}

#[test]
fn event_files_get_the_documented_replies() -> Result<()> {
    let ledger = Ledger::start()?;
    for _ in 0..2 {
        let reply = ledger.event("http-post-entry")?;
        assert_eq!(reply["statusCode"], 201, "{reply}");
        assert_eq!(
            reply["body"],
            r#"{"account":"ada","entry_id":"e-17","cents":125000}"#
        );
    }
    let reply = ledger.event("http-post-entry-changed")?;
    assert_eq!(reply["statusCode"], 422, "{reply}");
    let reply = ledger.event("http-post-entry-without-id")?;
    assert_eq!(reply["statusCode"], 400, "{reply}");
    let reply = ledger.event("http-get-account")?;
    assert_eq!(reply["body"], r#"{"account":"ada","cents":125000}"#);
    for _ in 0..2 {
        let reply = ledger.event("sqs-transfers")?;
        assert_eq!(
            reply,
            json!({"batchItemFailures": [
                {"itemIdentifier": "2e1424d4-f796-459a-8184-9c92662be6da"},
            ]})
        );
    }
    assert_eq!(ledger.balance("ada")?, 100_000);
    assert_eq!(ledger.balance("bob")?, 25_000);
    Ok(())
}
