//! Accounts in DynamoDB as one Lambda function: entries over HTTP, transfers from a queue, each booked once, however often it arrives.

mod accounts;
mod clients;
mod errors;

use gatewright::idempotency::DynamoDbStore;
use gatewright::prelude::*;

use accounts::{Account, Accounts, Balance, Booked, Entry, Transfer};
use clients::dynamodb;
use errors::LedgerError;

/// What the environment says: the variables `LEDGER_TABLE` and `BOOKINGS_TABLE`.
#[lazy_module(env)]
struct Settings {
    /// The table of entries and balances: partition key `account`, sort key `item`.
    ledger_table: String,
    /// The table of what was booked: partition key `id`, time to live on `expiration`.
    bookings_table: String,
}

/// The accounts, in their table.
#[lazy_module]
mod accounts_in_table {
    use super::*;

    pub fn init(settings: settings::Lazy, dynamodb: dynamodb::Lazy) -> Accounts {
        Accounts::new(&dynamodb, &settings.ledger_table)
    }
}

/// What was booked, so that it is not booked again.
#[lazy_module]
mod bookings {
    use super::*;

    pub fn init(settings: settings::Lazy, dynamodb: dynamodb::Lazy) -> DynamoDbStore {
        DynamoDbStore::new(&dynamodb, &settings.bookings_table)
    }
}

#[lambda_handler(timeout = "3s", memory = 256)]
#[dispatch]
mod ledger {
    use super::*;

    /// Books an entry. A client that heard no answer sends it again, with the same `entry_id`, and gets the first one's reply.
    #[post("/accounts/{account}/entries")]
    #[idempotent(key = "id", ttl = "24h", store = bookings)]
    pub async fn book(
        Path(account): Path<Account>,
        Json(entry): Json<Entry>,
        accounts: accounts_in_table::Lazy,
    ) -> Result<(StatusCode, Json<Booked>), LedgerError> {
        let booked = accounts.book(account, entry).await?;
        Ok((StatusCode::CREATED, Json(booked)))
    }

    /// What is on an account.
    #[get("/accounts/{account}")]
    pub async fn balance(
        Path(account): Path<Account>,
        accounts: accounts_in_table::Lazy,
    ) -> Result<Json<Balance>, LedgerError> {
        Ok(Json(accounts.balance(account).await?))
    }

    /// Moves cents from one account to another. The queue hands a message out again when it heard no answer, and at times for no
    /// reason: it keeps one for four days.
    #[sqs("transfers", concurrency = 4)]
    #[idempotent(key = "id", ttl = "4d", store = bookings)]
    pub async fn transfer(
        transfer: Message<Transfer>,
        accounts: accounts_in_table::Lazy,
    ) -> Result<(), LedgerError> {
        accounts.transfer(transfer.into_body()).await
    }
}
