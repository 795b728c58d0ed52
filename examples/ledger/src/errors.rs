//! The error type of the ledger.

use std::fmt;

use gatewright::prelude::*;

use crate::accounts::Account;

/// An entry that cannot be booked, or an account that cannot be shown.
#[derive(Debug, Problem)]
pub(crate) enum LedgerError {
    /// Nothing was ever booked on this account.
    #[problem(status = NOT_FOUND)]
    UnknownAccount(#[problem(extend = "account")] Account),
    /// The account has fewer cents than the entry takes.
    #[problem(status = PAYMENT_REQUIRED)]
    InsufficientFunds(#[problem(extend = "account")] Account),
    /// A different entry has this id already.
    #[problem(status = CONFLICT)]
    AnotherEntry(#[problem(extend = "entry_id")] String),
    /// A call of DynamoDB failed. The details are logged and not sent to the client.
    #[problem(transparent)]
    Table(Error),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownAccount(account) => write!(f, "there is no account `{account}`"),
            Self::InsufficientFunds(account) => {
                write!(f, "account `{account}` has insufficient funds")
            }
            Self::AnotherEntry(id) => write!(f, "`{id}` is the id of another entry"),
            Self::Table(error) => error.fmt(f),
        }
    }
}

/// Needed by the queue's handler: the log shows the type `LedgerError` and the text above.
impl std::error::Error for LedgerError {}
