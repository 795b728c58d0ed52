//! From the options as written to those of the table.

use syn::{LitStr, Path};

use super::args::Args;
use super::envelope::Envelope;
use super::triggers::Triggers;
use crate::krate::Krate;
use crate::report::Errors;
use crate::values;

/// The options that are right.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) name: Option<LitStr>,
    pub(super) interfaces: Vec<Path>,
    /// Whether there is a list of interfaces; one that was wrong has left none of them.
    pub(super) names_interfaces: bool,
    pub(super) prefix: Option<LitStr>,
    pub(super) triggers: Option<Triggers>,
    pub(super) envelope: Option<Envelope>,
    pub(super) layer: Option<LitStr>,
    /// Whether the handlers serve several invocations at a time.
    pub(super) is_concurrent: bool,
    pub(super) krate: Krate,
}

impl Settings {
    /// Takes every option, reporting those that are wrong.
    pub(super) fn of(args: Args, errors: &mut Errors) -> Self {
        let Args {
            name,
            interfaces,
            prefix,
            triggers,
            key,
            payload,
            layer,
            concurrent,
            krate,
        } = args;
        Self {
            name: name.and_then(|name| errors.take(name)).map(|name| name.0),
            names_interfaces: interfaces.is_some(),
            interfaces: interfaces
                .and_then(|interfaces| errors.take(interfaces))
                .map_or_else(Vec::new, |interfaces| interfaces.0),
            prefix: prefix
                .and_then(|prefix| errors.take(prefix))
                .map(|prefix| prefix.0),
            triggers: triggers.and_then(|triggers| errors.take(triggers)),
            envelope: Envelope::of(key, payload, errors),
            layer: layer
                .and_then(|layer| errors.take(layer))
                .map(|layer| layer.0),
            is_concurrent: concurrent
                .and_then(|concurrent| errors.take(concurrent))
                .is_some_and(|concurrent| values::mode_is_there(&concurrent.tokens, errors)),
            krate: krate
                .and_then(|krate| errors.take(krate))
                .unwrap_or_default(),
        }
    }
}
