//! The values of options, as types that know their unit, their range and how they are written.

mod choice;
mod concurrency;
mod duration;
mod megabytes;
mod mode;
mod phrase;
mod schema;
mod status;
mod streaming;
mod switch;
mod text;
mod variable_name;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Lit, Meta};

pub(crate) use self::choice::{Restore, Start};
pub(crate) use self::concurrency::Concurrency;
pub(crate) use self::duration::{Budget, Guard, Keep, RestMax, Timeout, Ttl, spell};
pub(crate) use self::megabytes::{Memory, Tmp};
#[cfg(test)]
pub(crate) use self::mode::missing_feature;
pub(crate) use self::mode::{Concurrent, Mode, mode_is_there};
pub(crate) use self::phrase::Phrase;
pub(crate) use self::schema::Schema;
pub(crate) use self::status::Status;
pub(crate) use self::streaming::Streaming;
pub(crate) use self::switch::Switch;
pub(crate) use self::text::{Description, EventText, FunctionName, Name, text};
pub(crate) use self::variable_name::VariableName;

/// The literal of `name = literal`, through the invisible groups that `macro_rules!` wraps around its arguments.
fn literal(item: &Meta) -> Option<&Lit> {
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

/// The tokens of the value, or of the whole item when it has none: what a message about a bad value underlines.
fn value_tokens(item: &Meta) -> TokenStream {
    match item {
        Meta::NameValue(pair) => pair.value.to_token_stream(),
        item => item.to_token_stream(),
    }
}
