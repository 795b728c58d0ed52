//! `middleware(timing, auth)`: paths of middleware functions.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprPath, Meta};

use super::form;
use crate::options::pieces;
use crate::report::Message;

/// The paths of middleware functions, from the outermost.
#[derive(Debug)]
pub(crate) struct Layers {
    pub(crate) paths: Vec<ExprPath>,
    /// The option as written.
    pub(crate) written: TokenStream,
}

impl FromMeta for Layers {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(expected().in_option(item));
        };
        let paths = pieces::paths(list.tokens.clone(), read)?;
        if paths.is_empty() {
            return Err(expected().in_option(item));
        }
        Ok(Self {
            paths,
            written: item.to_token_stream(),
        })
    }
}

fn expected() -> Message {
    Message::new("`middleware` takes paths of functions").help(form("middleware"))
}

fn read(piece: &TokenStream) -> darling::Result<ExprPath> {
    match syn::parse2::<Expr>(piece.clone()) {
        Ok(Expr::Path(path)) if path.qself.is_none() => Ok(path),
        Ok(Expr::Call(call)) => {
            let function = call.func.to_token_stream().to_string().replace(' ', "");
            Err(Message::new("`middleware` takes functions, not calls")
                .help(format!("middleware({function})"))
                .note("the table is constant; a middleware takes its settings from a lazy module, or has them as constant arguments: `max_body::<65536>`")
                .in_option(piece))
        }
        Ok(Expr::Lit(_)) => Err(expected()
            .note("a path is written without quotes")
            .in_option(piece)),
        _ => Err(expected().in_option(piece)),
    }
}
