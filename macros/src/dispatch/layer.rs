//! `layer = "core"`.

use darling::FromMeta;
use syn::{LitStr, Meta};

use crate::report::Message;
use crate::values::Name;

/// The layer that a module belongs to: one of ours, or one of the package's own, which only the crate's judge knows.
#[derive(Debug)]
pub(super) struct Layer(pub(super) LitStr);

/// Gatewright's own layers, top first.
const OURS: [&str; 3] = ["gateway", "interface", "core"];

/// How alike (Jaro-Winkler, 0 to 1) a name has to be to one of ours to be a slip of the finger and no name of its own: `gatway`,
/// `interfaces` and `cor` are, `gate` is not.
const SLIP: f64 = 0.93;

impl FromMeta for Layer {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Name(text) = Name::from_meta(item)?;
        let name = text.value();
        let alike = |ours: &&str| strsim::jaro_winkler(ours, &name.to_lowercase()) >= SLIP;
        match OURS.into_iter().find(alike) {
            Some(meant) if meant != name => Err(Message::new(format!("there is no layer `{name}`"))
                .help(format!("layer = \"{meant}\""))
                .note("the layers are `gateway`, `interface` and `core`, and those that `layers` of `[package.metadata.gatewright]` names; a name of your own must not look like one of these three")
                .in_option(text)),
            _ => Ok(Self(text)),
        }
    }
}
