//! What goes over the wire.

use serde::{Deserialize, Serialize};

/// The name of an account.
pub(crate) type Account = String;

/// An entry, as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Entry {
    /// The client's own id: what makes two entries the same.
    #[serde(rename = "entry_id")]
    pub id: String,
    /// What comes in, or goes out if it is negative.
    pub cents: i64,
    /// What it is for.
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

/// What is on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Balance {
    pub account: Account,
    pub cents: i64,
}

/// A message of the queue `transfers`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Transfer {
    /// The sender's own id: what makes two transfers the same.
    #[serde(rename = "transfer_id")]
    pub id: String,
    pub from: Account,
    pub to: Account,
    /// How much, in cents.
    pub cents: u32,
}
