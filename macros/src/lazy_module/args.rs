//! The options of `#[lazy_module]`, as written.

use darling::FromMeta;

use crate::krate::Krate;
use crate::options::{Known, Options};

#[derive(FromMeta)]
pub(super) struct Args {
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "lazy_module";
    const KNOWN: &'static [Known] = &[Known {
        name: "crate",
        form: "crate = ::gatewright",
        also: &["krate"],
    }];
}
