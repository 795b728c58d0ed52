//! Items of an owner by name, in DynamoDB or in a folder.

#[cfg(debug_assertions)]
pub(crate) mod desk;
mod table;

use gatewright::Bytes;
use gatewright::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

#[cfg(debug_assertions)]
use desk::Desk;
use table::Table;

use crate::services::dynamodb;
use crate::settings;

/// The storage: the table, or a folder on a desk.
#[lazy_module]
pub(crate) mod store {
    use super::*;

    pub fn init(settings: settings::Lazy, dynamodb: dynamodb::Lazy) -> Store {
        #[cfg(debug_assertions)]
        if desk::is_needed() {
            return Store::Desk(Desk::new());
        }
        Store::Table(Table::new(&dynamodb, &settings.notes_table))
    }
}

/// An item as it is stored under an owner and a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Random, and different after each write.
    pub version: String,
    pub json: String,
    pub bytes: Option<Bytes>,
}

/// What must be there before a write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected<'a> {
    Anything,
    Nothing,
    Version(&'a str),
}

/// Where items are stored.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    Table(Table),
    #[cfg(debug_assertions)]
    Desk(Desk),
}

impl Item {
    /// Creates an item with a new version.
    pub(crate) fn new(value: &impl Serialize, bytes: Option<Bytes>) -> Result<Self, Error> {
        Ok(Self {
            version: random_id()?,
            json: serde_json::to_string(value)?,
            bytes,
        })
    }

    pub(crate) fn value<T: DeserializeOwned>(&self) -> Result<T, Error> {
        Ok(serde_json::from_str(&self.json)?)
    }
}

impl Store {
    /// Returns an item.
    pub(crate) async fn get(&self, owner: &str, name: &str) -> Result<Option<Item>, Error> {
        match self {
            Self::Table(table) => table.get(owner, name).await,
            #[cfg(debug_assertions)]
            Self::Desk(desk) => desk.get(owner, name),
        }
    }

    /// Returns the items whose names begin with `prefix`, in the order of their names.
    pub(crate) async fn list(
        &self,
        owner: &str,
        prefix: &str,
    ) -> Result<Vec<(String, Item)>, Error> {
        match self {
            Self::Table(table) => table.list(owner, prefix).await,
            #[cfg(debug_assertions)]
            Self::Desk(desk) => desk.list(owner, prefix),
        }
    }

    /// Writes an item, and returns whether what was expected was there. Otherwise nothing is written.
    pub(crate) async fn put(
        &self,
        owner: &str,
        name: &str,
        item: &Item,
        expected: Expected<'_>,
    ) -> Result<bool, Error> {
        match self {
            Self::Table(table) => table.put(owner, name, item, expected).await,
            #[cfg(debug_assertions)]
            Self::Desk(desk) => desk.put(owner, name, item, expected),
        }
    }

    /// Removes an item, and returns whether what was expected was there. Otherwise nothing is removed.
    pub(crate) async fn remove(
        &self,
        owner: &str,
        name: &str,
        expected: Expected<'_>,
    ) -> Result<bool, Error> {
        match self {
            Self::Table(table) => table.remove(owner, name, expected).await,
            #[cfg(debug_assertions)]
            Self::Desk(desk) => desk.remove(owner, name, expected),
        }
    }
}

/// Returns 128 random bits in hexadecimal.
pub(crate) fn random_id() -> Result<String, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
