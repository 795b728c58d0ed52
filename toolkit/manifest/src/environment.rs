//! Lazy modules and environment variables.

use serde::{Deserialize, Serialize};

/// A lazy module of the function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Module {
    /// Its path, such as `shop::catalog`.
    pub name: String,
    /// The paths of the lazy modules that its `init` takes.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The store of `#[idempotent]` that its value is.
    #[serde(default)]
    pub store: Option<Store>,
}

/// A store of `#[idempotent]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Store {
    /// `DynamoDbStore`: a table with the partition key `id` and the time-to-live attribute `expiration`.
    DynamoDb,
    /// A type of the user's.
    Other,
}

/// An environment variable that the function reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Whether the function fails without it.
    pub required: bool,
    /// The default as Rust code, if the attribute has one.
    #[serde(default)]
    pub default: Option<String>,
    /// The path of the lazy module or handler that reads it. Empty for the option `environment`.
    #[serde(default)]
    pub read_by: String,
}
