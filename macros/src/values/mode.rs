//! `mode = "concurrent"` of a function, and `concurrent` of a module.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Meta;

use super::choice::choose;
use super::value_tokens;
use crate::report::{Errors, Message};

/// `mode = "single"` or `"concurrent"`: how many invocations a function serves at a time.
#[derive(Debug, Clone)]
pub(crate) struct Mode {
    pub(crate) is_concurrent: bool,
    /// The value.
    pub(crate) tokens: TokenStream,
}

impl FromMeta for Mode {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "\"single\" serves one invocation at a time, \"concurrent\" several in one environment, on Lambda Managed Instances";
        let choices = [("single", false), ("concurrent", true)];
        Ok(Self {
            is_concurrent: choose(item, choices, NOTE)?,
            tokens: value_tokens(item),
        })
    }
}

/// `concurrent`, without a value.
#[derive(Debug, Clone)]
pub(crate) struct Concurrent {
    /// The word.
    pub(crate) tokens: TokenStream,
}

impl FromMeta for Concurrent {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(path) => Ok(Self {
                tokens: path.to_token_stream(),
            }),
            _ => Err(Message::new("`concurrent` is written without a value")
                .help("#[dispatch(concurrent)]")
                .note("without it the functions of the module serve one invocation at a time")
                .in_option(value_tokens(item))),
        }
    }
}

/// Whether the concurrent mode, which is asked for at `place`, is there; if not, that is reported.
pub(crate) fn mode_is_there(place: &TokenStream, errors: &mut Errors) -> bool {
    let is_there = cfg!(any(feature = "concurrent", test));
    if !is_there {
        errors.push(missing_feature().at(place));
    }
    is_there
}

/// What is said where the feature is not enabled.
pub(crate) fn missing_feature() -> Message {
    Message::new("the concurrent mode needs the feature `concurrent` of `gatewright`")
        .help("in Cargo.toml: gatewright = { version = \"…\", features = [\"concurrent\"] }")
        .note("a function that serves one invocation at a time links nothing of what several need")
}
