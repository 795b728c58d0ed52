//! The table of the ledger: one item for each entry and one for each account's balance.
//!
//! | `account` | `item` | further attributes |
//! |---|---|---|
//! | `ada` | `entry#e-17` | `cents`, `text` |
//! | `ada` | `balance` | `cents` |
//!
//! An entry and the balance change in one transaction, which DynamoDB cancels as a whole if the entry exists already. An entry
//! therefore counts once, even if the function is killed after the transaction and runs again. `#[idempotent]` alone cannot
//! ensure this: it stores the reply after the transaction.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use gatewright::Error;

use super::{Account, Balance, Booked, Entry, Transfer};
use crate::errors::LedgerError;

type Item = HashMap<String, AttributeValue>;

/// The accounts in a DynamoDB table.
#[derive(Debug, Clone)]
pub(crate) struct Accounts {
    client: Client,
    table: String,
}

impl Accounts {
    pub(crate) fn new(client: &Client, table: &str) -> Self {
        Self {
            client: client.clone(),
            table: table.to_owned(),
        }
    }

    /// Books an entry. Booking the same entry again changes nothing.
    pub(crate) async fn book(&self, account: Account, entry: Entry) -> Result<Booked, LedgerError> {
        self.write(&[(&account, &entry)]).await?;
        Ok(Booked {
            account,
            entry_id: entry.id,
            cents: entry.cents,
        })
    }

    /// Books an entry on each of two accounts, or on neither.
    pub(crate) async fn transfer(&self, transfer: Transfer) -> Result<(), LedgerError> {
        let entry = |cents: i64, text: String| Entry {
            id: transfer.id.clone(),
            cents,
            text,
        };
        let cents = i64::from(transfer.cents);
        let out = entry(-cents, format!("to {}", transfer.to));
        let into = entry(cents, format!("from {}", transfer.from));
        self.write(&[(&transfer.from, &out), (&transfer.to, &into)])
            .await
    }

    /// Returns the balance of an account.
    pub(crate) async fn balance(&self, account: Account) -> Result<Balance, LedgerError> {
        let found = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key(&account, BALANCE)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| LedgerError::Table(error.into()))?;
        match found.item().and_then(cents_of) {
            Some(cents) => Ok(Balance { account, cents }),
            None => Err(LedgerError::UnknownAccount(account)),
        }
    }

    /// Writes entries and balances, all or none.
    async fn write(&self, entries: &[(&Account, &Entry)]) -> Result<(), LedgerError> {
        let writes = entries.iter().flat_map(|(account, entry)| {
            [
                self.new_entry(account, entry),
                self.balance_change(account, entry.cents),
            ]
        });
        let written = self
            .client
            .transact_write_items()
            .set_transact_items(Some(writes.collect()))
            .send()
            .await;
        match written {
            Ok(_) => Ok(()),
            Err(error) => explain_cancellation(error, entries),
        }
    }

    /// Puts the entry's item, on the condition that it does not exist.
    fn new_entry(&self, account: &str, entry: &Entry) -> TransactWriteItem {
        let mut item = key(account, &format!("entry#{}", entry.id));
        item.insert("cents".to_owned(), number(entry.cents));
        item.insert("text".to_owned(), text(&entry.text));
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(account)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        TransactWriteItem::builder()
            .put(put.build().expect("it has a table and an item"))
            .build()
    }

    /// Changes the balance, on the condition that it does not become negative.
    fn balance_change(&self, account: &str, cents: i64) -> TransactWriteItem {
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(account, BALANCE)))
            .update_expression("ADD cents :cents")
            .expression_attribute_values(":cents", number(cents));
        if cents < 0 {
            update = update
                .condition_expression("cents >= :needed")
                .expression_attribute_values(":needed", number(-cents));
        }
        let update = update
            .build()
            .expect("it has a table, a key and an expression");
        TransactWriteItem::builder().update(update).build()
    }
}

const BALANCE: &str = "balance";

/// Turns a cancelled transaction into the reason of its first entry that could not be booked.
///
/// DynamoDB gives two reasons for each entry, in the order of its two writes.
fn explain_cancellation(
    error: SdkError<TransactWriteItemsError>,
    entries: &[(&Account, &Entry)],
) -> Result<(), LedgerError> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return Err(LedgerError::Table(error.into()));
    };
    let reasons = cancelled.cancellation_reasons().chunks(2);
    for ((account, entry), reasons) in entries.iter().zip(reasons) {
        let failed = |at: usize| {
            let reason = reasons.get(at);
            reason.filter(|reason| reason.code() == Some("ConditionalCheckFailed"))
        };
        if let Some(existing) = failed(0) {
            let cents = existing.item().and_then(cents_of);
            if cents.is_some_and(|cents| cents != entry.cents) {
                return Err(LedgerError::AnotherEntry(entry.id.clone()));
            }
            // An earlier invocation booked it, and was killed before its reply was stored.
            return Ok(());
        }
        if failed(1).is_some() {
            return Err(LedgerError::InsufficientFunds((*account).clone()));
        }
    }
    Err(LedgerError::Table(Error::from(error)))
}

fn key(account: &str, item: &str) -> Item {
    [("account", account), ("item", item)]
        .map(|(name, value)| (name.to_owned(), text(value)))
        .into()
}

fn cents_of(item: &Item) -> Option<i64> {
    item.get("cents")?.as_n().ok()?.parse().ok()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn number(number: i64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}
