//! Changes in DynamoDB tables.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};

use super::attribute_value::Item;

/// A change of an item: the payload of a `#[dynamodb]` handler. `T` is the type of the item, `K` that of its keys.
///
/// The stream's `StreamViewType` determines which images it has.
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
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound(deserialize = "T: DeserializeOwned, K: DeserializeOwned"))]
struct Record<T, K> {
    event_name: Change,
    dynamodb: Images<T, K>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[serde(bound(deserialize = "T: DeserializeOwned, K: DeserializeOwned"))]
struct Images<T, K> {
    keys: Item<K>,
    new_image: Option<Item<T>>,
    old_image: Option<Item<T>>,
}

impl<'de, T: DeserializeOwned, K: DeserializeOwned> Deserialize<'de> for DynamoDb<T, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = Record::<T, K>::deserialize(deserializer)?;
        Ok(Self {
            change: record.event_name,
            keys: record.dynamodb.keys.0,
            new_image: record.dynamodb.new_image.map(|item| item.0),
            old_image: record.dynamodb.old_image.map(|item| item.0),
        })
    }
}
