//! The values of options, as types with their unit, range and notation.

mod duration;
mod header;
mod metrics;
mod numbers;
mod path;
mod status;
mod text;
mod words;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Lit, Meta};

pub(crate) use self::duration::{
    AssetMaxAge, Budget, CorsMaxAge, Guard, Keep, RestMax, TIMEOUT_RANGE, Timeout, Ttl, spell,
};
pub(crate) use self::header::{HeaderLines, header_name};
pub(crate) use self::metrics::{Metrics, Record};
pub(crate) use self::numbers::{Concurrency, MEMORY_RANGE, Memory, Schema, Tmp};
pub(crate) use self::path::FunctionPath;
pub(crate) use self::status::Status;
pub(crate) use self::text::{
    Description, EventText, FunctionName, Name, Phrase, ResourceVariable, VariableName, text,
};
#[cfg(test)]
pub(crate) use self::words::missing_feature;
pub(crate) use self::words::{
    Concurrent, Mode, OutcomeUnknown, Restore, Start, Streaming, Switch, mode_is_there,
};

/// The literal in `name = literal`, without the invisible groups that `macro_rules!` adds around its arguments.
pub(crate) fn literal(item: &Meta) -> Option<&Lit> {
    let Meta::NameValue(pair) = item else {
        return None;
    };
    let mut value = &pair.value;
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    match value {
        Expr::Lit(literal) => Some(&literal.lit),
        _ => None,
    }
}

/// The tokens of the value, or of the whole item if it has none: the underlined part in a message about a bad value.
pub(crate) fn value_tokens(item: &Meta) -> TokenStream {
    match item {
        Meta::NameValue(pair) => pair.value.to_token_stream(),
        item => item.to_token_stream(),
    }
}
