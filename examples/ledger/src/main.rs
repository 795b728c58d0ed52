//! Accounts in DynamoDB as one Lambda function.
//!
//! Entries arrive over HTTP and transfers from a queue. Each is booked once, however often it arrives.

mod accounts;
mod clients;
mod errors;

use gatewright::idempotency::DynamoDbStore;
use gatewright::prelude::*;

use accounts::{Account, Accounts, Balance, Booked, Entry, Transfer};
use clients::dynamodb;
use errors::LedgerError;

/// The environment variables `LEDGER_TABLE` and `BOOKINGS_TABLE`.
#[lazy_module(env)]
struct Settings {
    /// The table of entries and balances: partition key `account`, sort key `item`.
    ledger_table: String,
    /// The table of idempotency records: partition key `id`, time to live on `expiration`.
    bookings_table: String,
}

/// The accounts in their DynamoDB table.
#[lazy_module]
mod accounts_in_table {
    use super::*;

    pub fn init(settings: settings::Lazy, dynamodb: dynamodb::Lazy) -> Accounts {
        Accounts::new(&dynamodb, &settings.ledger_table)
    }
}

/// The idempotency store, which keeps the reply for each entry that was booked.
#[lazy_module]
mod bookings {
    use super::*;

    pub fn init(settings: settings::Lazy, dynamodb: dynamodb::Lazy) -> DynamoDbStore {
        DynamoDbStore::new(&dynamodb, &settings.bookings_table)
    }
}

#[lambda_handler(
    timeout = "3s",
    memory = 256,
    architectures = "arm64",
    tracing = "Active",
    reserved_concurrent_executions = 50,
    logging_config(log_format = "JSON", retention_in_days = 365)
)]
#[dispatch(triggers(http_api), authorizer(iam))]
mod ledger {
    use super::*;

    /// Books an entry. A client that received no reply sends the entry again with the same `entry_id`, and gets the first reply.
    #[post("/accounts/{account}/entries")]
    #[idempotent(key = "id", ttl = "24h", store = bookings, outcome_unknown = "run_again")]
    pub async fn book(
        Path(account): Path<Account>,
        Json(entry): Json<Entry>,
        accounts: accounts_in_table::Lazy,
    ) -> Result<(StatusCode, Json<Booked>), LedgerError> {
        let booked = accounts.book(account, entry).await?;
        Ok((StatusCode::CREATED, Json(booked)))
    }

    /// Returns the balance of an account.
    #[get("/accounts/{account}")]
    pub async fn balance(
        Path(account): Path<Account>,
        accounts: accounts_in_table::Lazy,
    ) -> Result<Json<Balance>, LedgerError> {
        Ok(Json(accounts.balance(account).await?))
    }

    /// Moves cents from one account to another.
    ///
    /// SQS delivers a message at least once. It retains a message for four days by default, and the keys are kept as long.
    #[sqs(
        "transfers",
        concurrency = 4,
        batch_size = 10,
        scaling_config(maximum_concurrency = 5)
    )]
    #[idempotent(key = "id", ttl = "4d", store = bookings, outcome_unknown = "run_again")]
    pub async fn transfer(
        transfer: Message<Transfer>,
        accounts: accounts_in_table::Lazy,
    ) -> Result<(), LedgerError> {
        accounts.transfer(transfer.into_body()).await
    }
}
