//! The types of requests, messages and replies.

use serde::{Deserialize, Serialize};

/// The name of an account.
pub(crate) type Account = String;

/// An entry, as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Entry {
    /// The id that the client chose. Entries with the same id are the same entry.
    #[serde(rename = "entry_id")]
    pub id: String,
    /// The amount that is added to the account, or taken from it if negative.
    pub cents: i64,
    /// The purpose.
    #[serde(default)]
    pub text: String,
}

/// An entry that is in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Booked {
    pub account: Account,
    pub entry_id: String,
    pub cents: i64,
}

/// The balance of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Balance {
    pub account: Account,
    pub cents: i64,
}

/// A message of the queue `transfers`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Transfer {
    /// The id that the sender chose. Transfers with the same id are the same transfer.
    #[serde(rename = "transfer_id")]
    pub id: String,
    pub from: Account,
    pub to: Account,
    /// The amount to move.
    pub cents: u32,
}
