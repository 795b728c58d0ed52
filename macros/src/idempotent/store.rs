//! `store = orders_done`.

use darling::FromMeta;
use quote::ToTokens;
use syn::{Expr, Lit, Meta, Path};

use crate::report::Message;

/// The path of a lazy module.
#[derive(Debug, Clone)]
pub(super) struct Store(pub(super) Path);

impl FromMeta for Store {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let wrong = |help: &str| {
            Message::new("`store` is the path of a lazy module")
                .help(format!("store = {help}"))
                .note("the value that its `init` makes is the store, such as a `DynamoDbStore`")
        };
        let Meta::NameValue(pair) = item else {
            return Err(wrong("orders_done").in_option(item));
        };
        let mut value = &pair.value;
        while let Expr::Group(group) = value {
            value = &group.expr;
        }
        match value {
            Expr::Path(path) if path.qself.is_none() && !names_handle(&path.path) => {
                Ok(Self(path.path.clone()))
            }
            Expr::Path(path) if path.qself.is_none() && path.path.segments.len() > 1 => {
                let mut module = path.path.clone();
                module.segments.pop();
                module.segments.pop_punct();
                let module = module.to_token_stream().to_string().replace(' ', "");
                Err(wrong(&module).in_option(value))
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) if syn::parse_str::<Path>(&text.value()).is_ok() => {
                    Err(wrong(&text.value()).in_option(value))
                }
                _ => Err(wrong("orders_done").in_option(value)),
            },
            _ => Err(wrong("orders_done").in_option(value)),
        }
    }
}

/// `orders_done::Lazy`: the handle, as a parameter has it.
fn names_handle(path: &Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| last.ident == "Lazy" || !last.arguments.is_none())
}
