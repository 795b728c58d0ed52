//! The options of `#[guarded]`, as written.

use darling::FromMeta;

use crate::krate::Krate;
use crate::options::{Known, Options};

#[derive(FromMeta)]
pub(super) struct Args {
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "guarded";
    const KNOWN: &'static [Known] = &[Known {
        name: "crate",
        form: "crate = ::gatewright",
        also: &["krate"],
    }];
}
