//! The options of `#[dispatch]`, as written.

use darling::FromMeta;

use super::interfaces::Interfaces;
use super::layer::Layer;
use super::prefix::Prefix;
use super::triggers::Triggers;
use crate::krate::Krate;
use crate::options::{Known, Options};
use crate::values::{Concurrent, Name};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) name: Option<darling::Result<Name>>,
    pub(super) interfaces: Option<darling::Result<Interfaces>>,
    pub(super) prefix: Option<darling::Result<Prefix>>,
    pub(super) triggers: Option<darling::Result<Triggers>>,
    pub(super) key: Option<darling::Result<Name>>,
    pub(super) payload: Option<darling::Result<Name>>,
    pub(super) layer: Option<darling::Result<Layer>>,
    pub(super) concurrent: Option<darling::Result<Concurrent>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "dispatch";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "name",
            form: "name = \"orders\"",
            also: &["module", "namespace"],
        },
        Known {
            name: "interfaces",
            form: "interfaces(orders::api, users::api)",
            also: &["interface", "modules", "merge", "routes", "nest"],
        },
        Known {
            name: "prefix",
            form: "prefix = \"/v1\"",
            also: &["path", "base", "base_path", "scope", "root"],
        },
        Known {
            name: "triggers",
            form: "triggers(http_api)",
            also: &["trigger", "doors", "door", "gateways"],
        },
        Known {
            name: "key",
            form: "key = \"operation\"",
            also: &["operation", "action", "operation_key"],
        },
        Known {
            name: "payload",
            form: "payload = \"payload\"",
            also: &["data", "arguments", "payload_key"],
        },
        Known {
            name: "layer",
            form: "layer = \"core\"",
            also: &["tier", "level", "ring"],
        },
        Known {
            name: "concurrent",
            form: "concurrent",
            also: &["mode", "concurrency", "max_concurrency"],
        },
        Known {
            name: "crate",
            form: "crate = ::gatewright",
            also: &["krate"],
        },
    ];
}
