//! The options of `#[idempotent]`, as written.

use darling::FromMeta;

use super::key::Key;
use super::store::Store;
use crate::options::{Known, Options};
use crate::values::Keep;

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) key: Option<darling::Result<Key>>,
    pub(super) ttl: Option<darling::Result<Keep>>,
    pub(super) store: Option<darling::Result<Store>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = super::NAME;
    const KNOWN: &'static [Known] = &[
        Known {
            name: "key",
            form: "key = \"order_id\"",
            also: &["id", "field", "path", "event_key", "idempotency_key"],
        },
        Known {
            name: "ttl",
            form: "ttl = \"1h\"",
            also: &["expires", "expires_after", "keep", "window", "expiry"],
        },
        Known {
            name: "store",
            form: "store = orders_done",
            also: &["table", "persistence", "persistence_store", "backend"],
        },
    ];
}
