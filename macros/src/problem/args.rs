//! `#[problem(…)]`, as written.

use darling::FromMeta;
use darling::util::Flag;

use crate::krate::Krate;
use crate::options::{Known, Options};
use crate::values::{Phrase, Status};

/// On a variant, a struct or an enum; `parse` says which option belongs where.
#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) status: Option<darling::Result<Status>>,
    #[darling(rename = "type")]
    pub(super) kind: Option<darling::Result<Phrase>>,
    pub(super) title: Option<darling::Result<Phrase>>,
    pub(super) transparent: Flag,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<Krate>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "problem";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "status",
            form: "status = 404",
            also: &["code", "status_code"],
        },
        Known {
            name: "type",
            form: "type = \"https://…\"",
            also: &["kind", "uri"],
        },
        Known {
            name: "title",
            form: "title = \"…\"",
            also: &["name"],
        },
        Known {
            name: "transparent",
            form: "transparent",
            also: &["from", "source"],
        },
        Known {
            name: "crate",
            form: "crate = ::gatewright",
            also: &["krate"],
        },
    ];
}
