//! The options of `#[dispatch]`, as written.

use darling::FromMeta;

use crate::krate::Krate;
use crate::options::{Known, Options};
use crate::values::Name;

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) name: Option<darling::Result<Name>>,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "dispatch";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "name",
            form: "name = \"orders\"",
            also: &["module", "prefix_name", "namespace"],
        },
        Known {
            name: "crate",
            form: "crate = ::gatewright",
            also: &["krate", "path"],
        },
    ];
}
