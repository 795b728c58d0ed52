//! The store for tests.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::Error;
use crate::idempotency::{Claim, Record, Store};

/// A [`Store`] in memory, for tests.
///
/// Do not use it in a deployed function: each execution environment has its own memory, so duplicates are not detected.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::testing::MemoryStore;
///
/// #[lazy_module]
/// mod orders_done {
///     use super::*;
///
///     pub fn init() -> MemoryStore {
///         MemoryStore::new()
///     }
/// }
///
/// # fn main() {
/// assert!(MemoryStore::new().records().is_empty());
/// # }
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<HashMap<String, Kept>>);

#[derive(Debug)]
struct Kept {
    record: Record,
    reply: Option<String>,
}

impl MemoryStore {
    /// Creates a store without records.
    pub fn new() -> Self {
        Self::default()
    }

    /// The ids of the records in order, each with whether it is complete.
    pub fn records(&self) -> Vec<(String, bool)> {
        let records = self.lock();
        let mut ids: Vec<_> = records
            .iter()
            .map(|(id, kept)| (id.clone(), kept.reply.is_some()))
            .collect();
        ids.sort();
        ids
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    async fn claim(&self, record: &Record) -> Result<Claim, Error> {
        let mut records = self.lock();
        if let Some(kept) = records.get(&record.id)
            && let Some(held) = kept.record.claimed_by(record, kept.reply.as_deref())
        {
            return Ok(held);
        }
        let kept = Kept {
            record: record.clone(),
            reply: None,
        };
        records.insert(record.id.clone(), kept);
        Ok(Claim::Granted)
    }

    async fn complete(&self, record: &Record, reply: &str) -> Result<(), Error> {
        match self.lock().get_mut(&record.id) {
            Some(kept) if kept.record.owner == record.owner => {
                kept.reply = Some(reply.to_owned());
                Ok(())
            }
            _ => Err(Error::msg("the record has another owner by now")),
        }
    }

    async fn release(&self, record: &Record) -> Result<(), Error> {
        let mut records = self.lock();
        let is_ours = records
            .get(&record.id)
            .is_some_and(|kept| kept.record.owner == record.owner && kept.reply.is_none());
        if is_ours {
            records.remove(&record.id);
        }
        Ok(())
    }
}
