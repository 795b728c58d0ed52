//! The options of `#[lazy_module]`, as written and validated.

use darling::FromMeta;
use darling::util::Flag;

use crate::crate_path::CratePath;
use crate::options::{Known, Options};
use crate::report::Errors;
use crate::values::{Budget, Restore, Start, Ttl};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) env: Flag,
    pub(super) start: Option<darling::Result<Start>>,
    pub(super) ttl: Option<darling::Result<Ttl>>,
    pub(super) budget: Option<darling::Result<Budget>>,
    pub(super) restore: Option<darling::Result<Restore>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "lazy_module";
    const KNOWN: &'static [Known] = &[
        Known::new("env", "env", &["environment", "variables", "config"]),
        Known::new("start", "start = \"init\"", &["when", "eager", "phase"]),
        Known::new(
            "ttl",
            "ttl = \"5m\"",
            &["max_age", "refresh", "expires", "cache"],
        ),
        Known::new(
            "budget",
            "budget = \"800ms\"",
            &["max_init", "timeout", "limit"],
        ),
        Known::new("restore", "restore = \"reset\"", &["snapstart", "snapshot"]),
        Known::new("crate", "crate = ::gatewright", &["krate"]),
    ];
}

/// How the module's value is created and kept.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) start: Start,
    /// Milliseconds; `None` keeps the value.
    pub(super) ttl: Option<u64>,
    /// Milliseconds.
    pub(super) budget: Option<u64>,
    pub(super) restore: Restore,
    pub(super) krate: CratePath,
}

impl Settings {
    /// Takes every option and reports the invalid ones, which get their default. Environment variables are read in the INIT phase by
    /// default, so that faults are known before any request.
    pub(super) fn of(args: Args, errors: &mut Errors) -> Self {
        let Args {
            env,
            start,
            ttl,
            budget,
            restore,
            krate,
        } = args;
        Self {
            start: start
                .and_then(|start| errors.take(start))
                .unwrap_or(if env.is_present() {
                    Start::Init
                } else {
                    Start::FirstUse
                }),
            ttl: ttl.and_then(|ttl| errors.take(ttl)).map(|ttl| ttl.0),
            budget: budget
                .and_then(|budget| errors.take(budget))
                .map(|budget| budget.0),
            restore: restore
                .and_then(|restore| errors.take(restore))
                .unwrap_or(Restore::Keep),
            krate: krate
                .and_then(|krate| errors.take(krate))
                .unwrap_or_default(),
        }
    }
}
