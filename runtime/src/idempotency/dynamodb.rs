//! The store in a DynamoDB table.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use super::record::{Claim, OutcomeUnknown, Record};
use super::store::Store;
use crate::error::Error;
use crate::table::StoreKind;

/// A [`Store`] in a DynamoDB table, with one item for each key. Needs the feature `dynamodb-store`.
///
/// ```no_run
/// # mod function {
/// use gatewright::idempotency::DynamoDbStore;
/// use gatewright::prelude::*;
///
/// #[lazy_module]
/// mod orders_done {
///     use super::*;
///
///     pub async fn init(dynamodb: dynamodb::Lazy) -> DynamoDbStore {
///         DynamoDbStore::new(&dynamodb, "orders-done")
///     }
/// }
/// # #[lazy_module]
/// # mod dynamodb {
/// #     pub fn init() -> aws_sdk_dynamodb::Client {
/// #         aws_sdk_dynamodb::Client::from_conf(aws_sdk_dynamodb::Config::builder().build())
/// #     }
/// # }
/// # }
/// ```
///
/// The table has the partition key `id`, a string, and no sort key. Switch on its time to live for `expiration`, so that DynamoDB
/// deletes expired items. Expired items that it has not deleted yet are ignored.
///
/// | attribute | type | meaning |
/// |---|---|---|
/// | `id` | S | the handler's path and the event's key: `ledger::entries::book#e-17` |
/// | `status` | S | `INPROGRESS` or `COMPLETED` |
/// | `expiration` | N | expiry of the item, in seconds since 1970 |
/// | `in_progress_expiration` | N | end of `INPROGRESS`, in milliseconds since 1970 |
/// | `validation` | S | the SHA-256 of the payload, in hexadecimal digits |
/// | `owner` | S | the call that holds the key |
/// | `data` | S | the stored reply, if there is one |
///
/// All names except `owner` are those of Powertools for AWS Lambda, so a table made for it can be used. Neither reads the other's
/// records. The function needs `dynamodb:PutItem`, `dynamodb:UpdateItem` and `dynamodb:DeleteItem` on the table.
///
/// A claim is one request, and storing the reply is another. A reply that makes the item larger than 400 KB is sent but not stored;
/// the log says so.
#[derive(Clone, Debug)]
pub struct DynamoDbStore {
    client: Client,
    table: String,
}

/// The names of the attributes, several of which are reserved words in expressions.
const NAMES: [(&str, &str); 7] = [
    ("#id", "id"),
    ("#status", "status"),
    ("#expiration", "expiration"),
    ("#until", "in_progress_expiration"),
    ("#hash", "validation"),
    ("#owner", "owner"),
    ("#reply", "data"),
];

const IN_PROGRESS: &str = "INPROGRESS";
const COMPLETED: &str = "COMPLETED";

const CLAIMABLE: &str = "attribute_not_exists(#id) OR #owner = :owner OR #expiration <= :now";
const CLAIMABLE_IF_UNKNOWN: &str = "attribute_not_exists(#id) OR #owner = :owner OR #expiration <= :now OR (#status = :in_progress AND #until <= :now_ms)";
const OURS: &str = "#owner = :owner";
const OURS_IN_PROGRESS: &str = "#owner = :owner AND #status = :in_progress";

type Item = HashMap<String, AttributeValue>;

impl DynamoDbStore {
    /// Creates a store in this table.
    pub fn new(client: &Client, table: impl Into<String>) -> Self {
        Self {
            client: client.clone(),
            table: table.into(),
        }
    }
}

impl Store for DynamoDbStore {
    const KIND: StoreKind = StoreKind::DynamoDb;

    async fn claim(&self, record: &Record) -> Result<Claim, Error> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item(record)))
            .expression_attribute_values(":owner", text(&record.owner))
            .expression_attribute_values(":now", number(record.claimed_at_ms / 1_000));
        let (put, condition) = match record.outcome_unknown {
            OutcomeUnknown::Refuse => (put, CLAIMABLE),
            OutcomeUnknown::RunAgain => (
                put.expression_attribute_values(":in_progress", text(IN_PROGRESS))
                    .expression_attribute_values(":now_ms", number(record.claimed_at_ms)),
                CLAIMABLE_IF_UNKNOWN,
            ),
        };
        let put = put
            .condition_expression(condition)
            .set_expression_attribute_names(Some(names(condition)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match put {
            Ok(_) => Ok(Claim::Granted),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(held)) => {
                    let held = held
                        .item()
                        .and_then(|item| claim_of(item, record.claimed_at_ms));
                    held.ok_or_else(|| {
                        Error::msg(format_args!(
                            "the item `{}` was not written by this store",
                            record.id
                        ))
                    })
                }
                _ => Err(error.into()),
            },
        }
    }

    async fn complete(&self, record: &Record, reply: &str) -> Result<(), Error> {
        const SET: &str = "SET #status = :completed, #reply = :reply";
        self.client
            .update_item()
            .table_name(&self.table)
            .key("id", text(&record.id))
            .update_expression(SET)
            .condition_expression(OURS)
            .set_expression_attribute_names(Some(names(&[SET, OURS].concat())))
            .expression_attribute_values(":owner", text(&record.owner))
            .expression_attribute_values(":completed", text(COMPLETED))
            .expression_attribute_values(":reply", text(reply))
            .send()
            .await?;
        Ok(())
    }

    async fn release(&self, record: &Record) -> Result<(), Error> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key("id", text(&record.id))
            .condition_expression(OURS_IN_PROGRESS)
            .set_expression_attribute_names(Some(names(OURS_IN_PROGRESS)))
            .expression_attribute_values(":owner", text(&record.owner))
            .expression_attribute_values(":in_progress", text(IN_PROGRESS))
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(error.into()),
            },
        }
    }
}

fn item(record: &Record) -> Item {
    [
        ("id", text(&record.id)),
        ("status", text(IN_PROGRESS)),
        ("expiration", number(record.expires_at)),
        (
            "in_progress_expiration",
            number(record.in_progress_until_ms),
        ),
        ("validation", text(&record.payload_hash)),
        ("owner", text(&record.owner)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The claim in an existing item. `None` if this store did not write the item.
fn claim_of(item: &Item, now_ms: u64) -> Option<Claim> {
    let text = |name: &str| item.get(name)?.as_s().ok().cloned();
    let payload_hash = text("validation")?;
    // Powertools writes an item without it if a function has no deadline.
    let until = || {
        item.get("in_progress_expiration")?
            .as_n()
            .ok()?
            .parse()
            .ok()
    };
    match &*text("status")? {
        IN_PROGRESS if until().is_some_and(|until: u64| until <= now_ms) => {
            Some(Claim::OutcomeUnknown { payload_hash })
        }
        IN_PROGRESS => Some(Claim::InProgress { payload_hash }),
        COMPLETED => Some(Claim::Complete {
            payload_hash,
            reply: text("data")?,
        }),
        _ => None,
    }
}

/// The names that an expression uses. The service rejects unused ones.
fn names(expression: &str) -> HashMap<String, String> {
    let used = NAMES.iter().filter(|(alias, _)| expression.contains(alias));
    used.map(|(alias, name)| ((*alias).to_owned(), (*name).to_owned()))
        .collect()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expression_has_only_the_names_it_uses() {
        let names = names(OURS_IN_PROGRESS);
        let expected = [("#owner", "owner"), ("#status", "status")];
        assert_eq!(names, expected.map(|(a, b)| (a.into(), b.into())).into());
    }

    #[test]
    fn items_are_read_by_status() {
        let item = |pairs: &[(&str, &str)]| -> Item {
            let pairs = pairs.iter();
            pairs
                .map(|(name, value)| ((*name).to_owned(), text(value)))
                .collect()
        };
        let in_progress = item(&[("status", IN_PROGRESS), ("validation", "h")]);
        let payload_hash = "h".to_owned();
        assert_eq!(
            claim_of(&in_progress, 5),
            Some(Claim::InProgress {
                payload_hash: payload_hash.clone()
            })
        );
        let mut over = in_progress;
        over.insert("in_progress_expiration".to_owned(), number(5));
        assert_eq!(
            claim_of(&over, 5),
            Some(Claim::OutcomeUnknown {
                payload_hash: payload_hash.clone()
            })
        );
        let completed = [("status", COMPLETED), ("validation", "h"), ("data", "{}")];
        assert_eq!(
            claim_of(&item(&completed), 5),
            Some(Claim::Complete {
                payload_hash,
                reply: "{}".to_owned()
            })
        );
        assert_eq!(claim_of(&item(&completed[..2]), 5), None);
        assert_eq!(claim_of(&item(&[("status", "EXPIRED")]), 5), None);
    }
}
