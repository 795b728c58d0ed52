//! `streaming` of a trigger.

use darling::FromMeta;
use syn::Meta;

use super::value_tokens;
use crate::report::Message;

/// `streaming`, without a value: the trigger takes responses as they are made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streaming;

impl FromMeta for Streaming {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(_) => Ok(Self),
            _ => Err(Message::new("`streaming` is written without a value")
                .help("triggers(function_url(streaming))")
                .note("it says that the function URL has the invoke mode RESPONSE_STREAM, or the REST API the response transfer mode STREAM; without it the trigger waits for the whole response")
                .in_option(value_tokens(item))),
        }
    }
}
