//! Changes in DynamoDB tables.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Number;

use super::attribute_value::Item;

/// A change of an item: the payload of a `#[dynamodb]` handler. `T` is the type of the item, `K` that of its keys.
///
/// The stream's `StreamViewType` determines which images it has.
///
/// The fields of `T` determine the types of attributes. A number of any length is any type of number, or a `String`; binary values are
/// `Vec<u8>`, [`Body`](crate::Body), a type of `serde_bytes`, or base64 in a `String`; sets are `Vec`, `HashSet` or `BTreeSet`.
/// Types that take any type, such as `serde_json::Value`, `#[serde(flatten)]` and `#[serde(untagged)]`, get a number that is not
/// exact in 64 bits as text, and binary values in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DynamoDb<T, K = serde_json::Value> {
    /// The kind of change.
    pub change: Change,
    /// The item's keys.
    pub keys: K,
    /// The item after the change.
    pub new_image: Option<T>,
    /// The item before the change.
    pub old_image: Option<T>,
    /// Who made the change, if it was not a request: DynamoDB deletes items whose time to live has expired.
    pub user_identity: Option<UserIdentity>,
    /// The event's id.
    pub event_id: String,
    /// The approximate time of the change, in whole seconds since the Unix epoch. From a Kinesis data stream, it is in milliseconds or
    /// microseconds.
    pub created_at: Option<u64>,
}

/// Who made a change that was not a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct UserIdentity {
    /// The kind of identity: `Service`.
    #[serde(rename = "type", alias = "Type", default)]
    pub kind: String,
    /// The service: `dynamodb.amazonaws.com`.
    #[serde(rename = "principalId", alias = "PrincipalId", default)]
    pub principal_id: String,
}

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Change {
    /// The item was created.
    Insert,
    /// The item's attributes were changed.
    Modify,
    /// The item was deleted.
    Remove,
}

impl<T, K> DynamoDb<T, K> {
    /// Creates a change without images, for a test.
    pub fn new(change: Change, keys: K) -> Self {
        Self {
            change,
            keys,
            new_image: None,
            old_image: None,
            user_identity: None,
            event_id: String::new(),
            created_at: None,
        }
    }

    /// Returns whether DynamoDB deleted the item because its [time to live][ttl] expired.
    ///
    /// [ttl]: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
    pub fn is_expired(&self) -> bool {
        self.change == Change::Remove
            && self.user_identity.as_ref().is_some_and(|identity| {
                identity.kind == "Service" && identity.principal_id == "dynamodb.amazonaws.com"
            })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound(deserialize = "T: DeserializeOwned, K: DeserializeOwned"))]
struct Record<T, K> {
    event_name: Change,
    dynamodb: Images<T, K>,
    user_identity: Option<UserIdentity>,
    #[serde(rename = "eventID")]
    event_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[serde(bound(deserialize = "T: DeserializeOwned, K: DeserializeOwned"))]
struct Images<T, K> {
    keys: Item<K>,
    new_image: Option<Item<T>>,
    old_image: Option<Item<T>>,
    approximate_creation_date_time: Option<Number>,
}

/// Streams of a table have seconds, with a fraction in some events.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time after 1970, whose fraction is left out"
)]
fn whole(number: &Number) -> Option<u64> {
    number
        .as_u64()
        .or_else(|| number.as_f64().map(|seconds| seconds as u64))
}

impl<'de, T: DeserializeOwned, K: DeserializeOwned> Deserialize<'de> for DynamoDb<T, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = Record::<T, K>::deserialize(deserializer)?;
        Ok(Self {
            change: record.event_name,
            keys: record.dynamodb.keys.0,
            new_image: record.dynamodb.new_image.map(|item| item.0),
            old_image: record.dynamodb.old_image.map(|item| item.0),
            user_identity: record.user_identity,
            event_id: record.event_id.unwrap_or_default(),
            created_at: record
                .dynamodb
                .approximate_creation_date_time
                .as_ref()
                .and_then(whole),
        })
    }
}
