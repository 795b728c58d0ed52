//! Options that are one word: a choice in quotes, `true` or `false`, or a name without a value.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::{Errors, Message};

/// `start = "first_use"` or `"init"`: when a lazy module is initialised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    FirstUse,
    Init,
}

/// `restore = "keep"` or `"reset"`: whether a lazy module's value is part of the SnapStart snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restore {
    Keep,
    Reset,
}

/// `outcome_unknown = "refuse"` or `"run_again"`: what happens to an event whose key stayed in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutcomeUnknown {
    Refuse,
    RunAgain,
}

impl FromMeta for OutcomeUnknown {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "an environment that is killed leaves its key in progress: \"refuse\" refuses events with the key until `ttl` has passed, \"run_again\" runs the handler again, whose effect must then be idempotent";
        choose(
            item,
            [("refuse", Self::Refuse), ("run_again", Self::RunAgain)],
            NOTE,
        )
    }
}

impl FromMeta for Start {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "\"first_use\" initialises the value when a request needs it, \"init\" in the INIT phase, before any request";
        choose(
            item,
            [("first_use", Self::FirstUse), ("init", Self::Init)],
            NOTE,
        )
    }
}

impl FromMeta for Restore {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "\"reset\" drops the value before SnapStart takes its snapshot, \"keep\" keeps it in the snapshot";
        choose(item, [("reset", Self::Reset), ("keep", Self::Keep)], NOTE)
    }
}

/// Reads one of the words. Messages show the first choice as an example.
fn choose<T: Copy>(item: &Meta, choices: [(&str, T); 2], note: &str) -> darling::Result<T> {
    let text = match literal(item) {
        Some(Lit::Str(text)) => text.value(),
        _ => String::new(),
    };
    if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
        return Ok(*choice);
    }
    let name = item
        .path()
        .get_ident()
        .map_or_else(String::new, ToString::to_string);
    let [(one, _), (other, _)] = choices;
    let meant = meant(&text, [one, other]);
    Err(Message::new(format!(
        "`{name}` must be \"{one}\" or \"{other}\", in quotes"
    ))
    .help(format!("{name} = \"{meant}\""))
    .note(note)
    .in_option(value_tokens(item)))
}

/// The choice most similar to the text.
fn meant<'a>(text: &str, words: [&'a str; 2]) -> &'a str {
    let [one, other] = words;
    let near = |word| strsim::jaro_winkler(&text.to_lowercase(), word);
    if near(other) > near(one) { other } else { one }
}

/// `mode = "single"` or `"concurrent"`: whether an environment serves one invocation at a time or several.
#[derive(Debug, Clone)]
pub(crate) struct Mode {
    pub(crate) is_concurrent: bool,
    /// The value.
    pub(crate) tokens: TokenStream,
}

impl FromMeta for Mode {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "\"single\" serves one invocation at a time, \"concurrent\" serves several in one environment, on Lambda Managed Instances";
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
    /// The option's name.
    pub(crate) tokens: TokenStream,
}

impl FromMeta for Concurrent {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(path) => Ok(Self {
                tokens: path.to_token_stream(),
            }),
            _ => Err(Message::new("`concurrent` takes no value")
                .help("#[dispatch(concurrent)]")
                .note("without it, the handlers serve one invocation at a time")
                .in_option(value_tokens(item))),
        }
    }
}

/// Whether concurrent mode, which is used at `place`, is available. If not, that is reported.
pub(crate) fn mode_is_there(place: &TokenStream, errors: &mut Errors) -> bool {
    let is_there = cfg!(any(feature = "concurrent", test));
    if !is_there {
        errors.push(missing_feature().at(place));
    }
    is_there
}

/// The message if the feature is not enabled.
pub(crate) fn missing_feature() -> Message {
    Message::new("concurrent mode needs the feature `concurrent` of `gatewright`")
        .help("in Cargo.toml: gatewright = { version = \"…\", features = [\"concurrent\"] }")
        .note("a function that serves one invocation at a time does not link this code")
}

/// `streaming`: the trigger passes on a response while it is being made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Streaming;

impl FromMeta for Streaming {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(_) => Ok(Self),
            _ => Err(Message::new("`streaming` takes no value")
                .help("triggers(function_url(streaming))")
                .note("it declares that the function URL has the invoke mode RESPONSE_STREAM, or the REST API the response transfer mode STREAM; without it the trigger waits for the whole response")
                .in_option(value_tokens(item))),
        }
    }
}

/// `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Switch(pub(crate) bool);

impl FromMeta for Switch {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match literal(item) {
            Some(Lit::Bool(value)) => Ok(Self(value.value)),
            _ => {
                let name = item
                    .path()
                    .get_ident()
                    .map_or_else(String::new, ToString::to_string);
                Err(Message::new(format!(
                    "`{name}` must be `true` or `false`, without quotes"
                ))
                .help(format!("{name} = false"))
                .in_option(value_tokens(item)))
            }
        }
    }
}
