//! From the options as written to the settings of the module.

use super::args::Args;
use crate::krate::Krate;
use crate::report::Errors;
use crate::values::{Restore, Start};

/// How the module's value lives.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) start: Start,
    /// Milliseconds; nothing keeps the value.
    pub(super) ttl: Option<u64>,
    /// Milliseconds.
    pub(super) budget: Option<u64>,
    pub(super) restore: Restore,
    pub(super) krate: Krate,
}

impl Settings {
    /// Takes every option, reporting those that are wrong; the default stands in for them.
    /// Variables are read in the INIT phase unless something else is said: what is wrong with them is then known before any request.
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
