//! Tests of the whole function: on the local Lambda, with DynamoDB emulated by moto.

mod batches;
mod duplicates;
#[cfg(target_os = "linux")]
mod kills;
mod requests;

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::aws_api::AwsApi;
use gatewright_tests::http::{self, Response};
use gatewright_tests::local::Local;
use serde_json::{Value, json};

/// A running function with its own DynamoDB tables.
struct Ledger {
    local: Local,
    aws: AwsApi,
}

impl Ledger {
    fn start() -> Result<Self> {
        let aws = AwsApi::start()?;
        aws.create_table("ledger", &["account", "item"])?;
        aws.create_table("bookings", &["id"])?;
        let mut command = aws.client(Path::new(env!("CARGO_BIN_EXE_ledger")));
        command
            .env("LEDGER_TABLE", "ledger")
            .env("BOOKINGS_TABLE", "bookings");
        let local = Local::serve_command(&mut command, "ledger")?;
        Ok(Self { local, aws })
    }

    /// Posts an entry and returns the HTTP response.
    fn post(&self, account: &str, entry: &Value) -> Result<Response> {
        let url = format!("{}/accounts/{account}/entries", self.local.endpoint());
        http::post(&url, "application/json", entry.to_string().as_bytes())
    }

    /// Returns the balance of an account in cents.
    fn balance(&self, account: &str) -> Result<i64> {
        let response = self.local.get(&format!("/accounts/{account}"))?;
        ensure!(response.status == 200, "{}", response.text());
        response.json()?["cents"].as_i64().context("cents")
    }

    /// Counts the entries of an account.
    fn entries(&self, account: &str) -> Result<usize> {
        let items = self.aws.items("ledger")?;
        let is_entry = |item: &&Value| {
            let name = item["item"]["S"].as_str().unwrap_or_default();
            item["account"]["S"] == account && name.starts_with("entry#")
        };
        Ok(items.iter().filter(is_entry).count())
    }

    /// Returns the reply to `events/{name}.json`.
    fn event(&self, name: &str) -> Result<Value> {
        let path = format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let event = fs::read(&path).with_context(|| path)?;
        self.reply(&event)
    }

    /// Returns the reply to an event. An invocation that fails is an error.
    fn reply(&self, event: &[u8]) -> Result<Value> {
        let answer = self.local.invoke(event)?;
        ensure!(answer.function_error.is_none(), "{answer:?}");
        Ok(answer.payload)
    }
}

/// Makes an entry over an amount in cents.
fn entry(id: &str, cents: i64) -> Value {
    json!({"entry_id": id, "cents": cents, "text": "coffee"})
}

/// Sends an entry until it is booked, like a client that retries on missing replies and errors.
fn post_with_retries(ledger: &Ledger, account: &str, entry: &Value) -> Result<Response> {
    let mut last = None;
    for _ in 0..1_000 {
        match ledger.post(account, entry) {
            Ok(response) if response.status == 201 => return Ok(response),
            other => last = Some(other),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    anyhow::bail!("the entry was not booked after 1,000 attempts; the last response was {last:?}")
}
