//! `#[problem(…)]`, as written.

use darling::FromMeta;
use darling::util::Flag;

use crate::crate_path::CratePath;
use crate::options::{Known, Options};
use crate::values::{HeaderLines, Phrase, Status};

/// On a variant, a struct or an enum; `parse` checks which option belongs where.
#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) status: Option<darling::Result<Status>>,
    #[darling(rename = "type")]
    pub(super) kind: Option<darling::Result<Phrase>>,
    pub(super) title: Option<darling::Result<Phrase>>,
    pub(super) header: Option<darling::Result<HeaderLines>>,
    pub(super) transparent: Flag,
    #[darling(rename = "crate")]
    pub(super) krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "problem";
    const KNOWN: &'static [Known] = &[
        Known::new("status", "status = 404", &["code", "status_code"]),
        Known::new("type", "type = \"https://…\"", &["kind", "uri"]),
        Known::new("title", "title = \"…\"", &["name"]),
        Known::new("header", "header = \"retry-after: 5\"", &["headers"]),
        Known::new("transparent", "transparent", &["from", "source"]),
        Known::new("crate", "crate = ::gatewright", &["krate"]),
    ];
}
