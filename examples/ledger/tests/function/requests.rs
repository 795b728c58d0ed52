//! One request after the other.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::{Ledger, entry};

/// How long a line of the log may take to arrive here.
const LOGGING: Duration = Duration::from_secs(20);

#[test]
fn an_entry_is_booked_and_changes_the_balance_once() -> Result<()> {
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
fn the_record_of_a_booking_is_as_documented() -> Result<()> {
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
    // A day against three seconds, in seconds and milliseconds.
    let apart = expires - until / 1_000;
    assert!((86_390..=86_400).contains(&apart), "{item}");
    Ok(())
}

#[test]
fn another_entry_under_the_same_id_is_refused_whether_or_not_its_key_is_known() -> Result<()> {
    let ledger = Ledger::start()?;
    ledger.post("ada", &entry("e-1", 1_200))?;
    let changed = ledger.post("ada", &entry("e-1", 1_300))?;
    assert_eq!(changed.status, 422, "{}", changed.text());
    // A day later the key is forgotten, and the entry is still there.
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
fn what_is_refused_may_be_tried_again() -> Result<()> {
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
fn without_a_key_or_an_account_there_is_a_problem() -> Result<()> {
    let ledger = Ledger::start()?;
    let missing = ledger.post("ada", &entry("", 1))?;
    assert_eq!(missing.status, 400, "{}", missing.text());
    assert_eq!(ledger.local.get("/accounts/ada")?.status, 404);
    Ok(())
}

#[test]
fn a_table_that_is_not_there_is_an_error_before_any_work_is_done() -> Result<()> {
    let mut ledger = Ledger::start()?;
    let table = json!({"TableName": "bookings"});
    ledger
        .aws
        .call("dynamodb", "DynamoDB_20120810.DeleteTable", &table)?;
    let response = ledger.post("ada", &entry("e-1", 1_200))?;
    assert_eq!(response.status, 503, "{}", response.text());
    assert!(!response.text().contains("bookings"), "{}", response.text());
    assert_eq!(ledger.entries("ada")?, 0);
    // What the client is not told, the log says.
    ledger.local.process.wait_for_line(LOGGING, |line| {
        let is_it = line.contains("IdempotencyStoreFailed");
        (is_it && line.contains("ResourceNotFoundException")).then_some(())
    })
}

#[test]
fn the_event_files_are_answered_as_the_readme_says() -> Result<()> {
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
