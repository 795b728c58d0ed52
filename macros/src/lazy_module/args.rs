//! The options of `#[lazy_module]`, as written.

use darling::FromMeta;
use darling::util::Flag;

use crate::krate::Krate;
use crate::options::{Known, Options};
use crate::values::{Budget, Restore, Start, Ttl};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) env: Flag,
    pub(super) start: Option<darling::Result<Start>>,
    pub(super) ttl: Option<darling::Result<Ttl>>,
    pub(super) budget: Option<darling::Result<Budget>>,
    pub(super) restore: Option<darling::Result<Restore>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "lazy_module";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "env",
            form: "env",
            also: &["environment", "variables", "config"],
        },
        Known {
            name: "start",
            form: "start = \"init\"",
            also: &["when", "eager", "phase"],
        },
        Known {
            name: "ttl",
            form: "ttl = \"5m\"",
            also: &["max_age", "refresh", "expires", "cache"],
        },
        Known {
            name: "budget",
            form: "budget = \"800ms\"",
            also: &["max_init", "timeout", "limit"],
        },
        Known {
            name: "restore",
            form: "restore = \"reset\"",
            also: &["snapstart", "snapshot"],
        },
        Known {
            name: "crate",
            form: "crate = ::gatewright",
            also: &["krate"],
        },
    ];
}
