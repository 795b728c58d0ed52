//! Options that name a function.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Lit, Meta, Path};

use super::value_tokens;
use crate::report::Message;

/// `subscriber = init_logs`: the path of a function.
#[derive(Debug, Clone)]
pub(crate) struct FunctionPath(pub(crate) Path);

impl ToTokens for FunctionPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl FromMeta for FunctionPath {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let mut value = match item {
            Meta::NameValue(pair) => Some(&pair.value),
            _ => None,
        };
        // A `macro_rules!` adds invisible groups around its arguments.
        while let Some(Expr::Group(group)) = value {
            value = Some(&group.expr);
        }
        let meant = match value {
            Some(Expr::Path(path)) if path.qself.is_none() => return Ok(Self(path.path.clone())),
            Some(Expr::Call(call)) => call.func.to_token_stream().to_string().replace(' ', ""),
            Some(Expr::Lit(literal)) => match &literal.lit {
                Lit::Str(text) if syn::parse_str::<Path>(&text.value()).is_ok() => text.value(),
                _ => "init_logs".to_owned(),
            },
            _ => "init_logs".to_owned(),
        };
        let name = item
            .path()
            .get_ident()
            .map_or_else(String::new, ToString::to_string);
        Err(Message::new(format!(
            "`{name}` must be the path of a function, without quotes and without a call"
        ))
        .help(format!("{name} = {meant}"))
        .note("the generated `main` calls the function before anything is logged")
        .in_option(value_tokens(item)))
    }
}
