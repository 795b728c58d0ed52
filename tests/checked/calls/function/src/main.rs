//! A function that calls AWS in every form. The expected policy is in `tests/check/iam.rs` of `cargo-gatewright`.

mod names;

use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use dynamo::Client;
use dynamo::client::Waiters as _;
use dynamo::operation::delete_item::DeleteItemInput;
use dynamo::types::{ConditionCheck, Put};
use std::sync::LazyLock;

static CUSTOMERS: LazyLock<String> = LazyLock::new(|| std::env::var("CUSTOMERS_TABLE").unwrap_or_default());
const SELECT: &str = "SELECT * FROM \"Music\" WHERE Artist = 'Acme'";

/// A call behind a trait.
trait Store {
    fn store(&self, table: &str);
}

impl Store for Client {
    fn store(&self, table: &str) {
        self.put_item().table_name(table).send();
    }
}

/// A call behind a generic parameter.
fn save<S: Store>(store: &S) {
    store.store(names::ORDERS);
}

struct Repository {
    client: Client,
    table: String,
}

impl Repository {
    fn new(client: Client, table: impl Into<String>) -> Self {
        Self {
            client,
            table: table.into(),
        }
    }

    fn read(&self) {
        self.client.get_item().table_name(&self.table).send();
    }
}

/// Not the repository that makes the request.
struct Other;

impl Other {
    fn new(_: Client, _: &str) -> Self {
        Self
    }
}

macro_rules! both {
    ($($call:expr),*) => {
        $($call;)*
    };
}

fn pages(client: &Client, dated: bool) {
    let mut request = client.query().table_name(names::ORDERS);
    if dated {
        request = request.index_name(names::INDEX);
    }
    request.into_paginator().send();
    client.wait_until_table_exists().table_name("made").send();
}

fn forms(client: &Client) {
    Client::scan(client).table_name(&*CUSTOMERS).send();
    let update = |client: &Client| client.update_item().set_table_name(Some("closed".to_owned())).send();
    update(client);
    DeleteItemInput::builder().table_name("inputs").send_with(client);
    both!(client.get_item().table_name("first").send(), client.get_item().table_name("second").send());
    client.batch_write_item().request_items("batches", Vec::new()).send();
    client
        .transact_write_items()
        .transact_items(Put::builder().table_name("entries").build())
        .transact_items(ConditionCheck::builder().table_name("accounts").build())
        .send();
    client.execute_statement().statement(SELECT).send();
}

fn unresolved(client: &Client, table: String) {
    client.delete_item().table_name(table).send();
    client.guess_item().send();
}

fn buckets(s3: &aws_sdk_s3::Client, key: &str) {
    let bucket = std::env::var("REPORTS").unwrap();
    let link = s3.get_object().bucket(&bucket).key(key).presigned();
    s3.get_object().bucket(&bucket).key(link).version_id("1").send();
    s3.list_objects_v2().bucket(bucket.clone()).send();
    s3.copy_object().bucket("copies").copy_source(format!("{bucket}/{key}")).send();
    s3.head_bucket().bucket("copies").send();
    s3.list_buckets().send();
}

fn events(bridge: &aws_sdk_eventbridge::Client) {
    let entry = PutEventsRequestEntry::builder().event_bus_name("orders-bus").source("orders").build();
    bridge.put_events().entries(entry).send();
}

fn main() {
    let client = Client::new();
    save(&client);
    Repository::new(client.clone(), "repository").read();
    Other::new(client.clone(), "other");
    pages(&client, true);
    forms(&client);
    unresolved(&client, std::env::args().nth(1).unwrap());
    let s3 = aws_sdk_s3::Client;
    buckets(&s3, "a");
    archive::store(&s3);
    events(&aws_sdk_eventbridge::Client);
    helper::send(&helper::client());
    lambda_runtime::run(lambda_runtime::service_fn(()));
}

#[cfg(test)]
mod tests {
    #[test]
    fn writes() {
        dynamo::Client::new().put_item().table_name("tests").send();
    }
}
