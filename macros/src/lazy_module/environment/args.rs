//! `#[env(…)]` on a field, as written.

use darling::FromMeta;
use syn::{Expr, Meta};

use crate::options::{Known, Options};
use crate::report::Message;
use crate::values::VariableName;

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) name: Option<darling::Result<VariableName>>,
    pub(super) default: Option<darling::Result<Written>>,
}

/// An expression as it was written. darling would read a string as code.
pub(super) struct Written(pub(super) Expr);

impl FromMeta for Written {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::NameValue(pair) => Ok(Self(pair.value.clone())),
            item => Err(
                Message::new("`default` is the value of a variable that is not set")
                    .help("default = 20, or default = \"info\"")
                    .in_option(item),
            ),
        }
    }
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "env";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "name",
            form: "name = \"TABLE_NAME\"",
            also: &["rename", "var", "variable", "key"],
        },
        Known {
            name: "default",
            form: "default = 20",
            also: &["or", "fallback", "otherwise"],
        },
    ];
}
