//! `triggers(http_api, rest_api(max = "60s"), function_url(streaming))`.

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Meta;

use crate::options::{self, Known, Options, Renamed, pieces};
use crate::report::{Errors, Message};
use crate::values::{RestMax, Streaming};

/// The triggers of the function.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// Variants of the runtime's `TriggerKind`.
    plain: Vec<&'static str>,
    rest_api: Option<RestApi>,
    function_url: Option<FunctionUrl>,
}

/// A REST API.
#[derive(Debug)]
struct RestApi {
    /// How long it waits, in milliseconds.
    ms: u64,
    streams: bool,
}

/// A function URL.
#[derive(Debug)]
struct FunctionUrl {
    streams: bool,
}

/// Names as written, and the runtime's variants.
const PLAIN: [(&str, &str); 4] = [
    ("http_api", "HttpApi"),
    ("alb", "Alb"),
    ("vpc_lattice", "VpcLattice"),
    ("websocket", "Websocket"),
];

/// Every trigger, for suggestions.
const KNOWN: &[Known] = &[
    Known::new(
        "http_api",
        "triggers(http_api)",
        &["httpapi", "api_gateway", "apigw", "http", "http_v2", "v2"],
    ),
    Known::new(
        "rest_api",
        "triggers(rest_api)",
        &["restapi", "rest", "rest_v1", "v1"],
    ),
    Known::new(
        "function_url",
        "triggers(function_url)",
        &["url", "lambda_url"],
    ),
    Known::new(
        "alb",
        "triggers(alb)",
        &["load_balancer", "elb", "application_load_balancer"],
    ),
    Known::new("vpc_lattice", "triggers(vpc_lattice)", &[]),
    Known::new(
        "websocket",
        "triggers(websocket)",
        &["web_socket", "websockets", "websocket_api", "ws"],
    ),
];

/// The options of `rest_api(…)`.
#[derive(FromMeta)]
struct RestApiArgs {
    max: Option<darling::Result<RestMax>>,
    streaming: Option<darling::Result<Streaming>>,
}

impl Options for RestApiArgs {
    const ATTRIBUTE: &'static str = "rest_api";

    fn shown() -> String {
        "rest_api(…)".to_owned()
    }

    const KNOWN: &'static [Known] = &[
        Known::new("max", "max = \"60s\"", &["timeout", "limit", "maximum"]),
        STREAMING,
    ];
}

/// The option of `function_url(…)`.
#[derive(FromMeta)]
struct FunctionUrlArgs {
    streaming: Option<darling::Result<Streaming>>,
}

impl Options for FunctionUrlArgs {
    const ATTRIBUTE: &'static str = "function_url";

    fn shown() -> String {
        "function_url(…)".to_owned()
    }

    const KNOWN: &'static [Known] = &[STREAMING];
}

/// Former names of triggers.
const RENAMED: &[Renamed] = &[Renamed {
    old: "lattice",
    new: "vpc_lattice",
}];

const STREAMING: Known = Known::new(
    "streaming",
    "streaming",
    &[
        "stream",
        "streams",
        "response_stream",
        "invoke_mode",
        "response_transfer_mode",
    ],
);

impl FromMeta for Triggers {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(form().in_option(item));
        };
        let mut triggers = Self::default();
        let mut errors = Vec::new();
        let pieces = pieces::split(list.tokens.clone());
        if pieces.is_empty() {
            return Err(form().in_option(item));
        }
        for piece in pieces {
            if let Err(error) = triggers.add(&piece) {
                errors.extend(error.into_iter().map(darling::Error::from));
            }
        }
        if errors.is_empty() {
            Ok(triggers)
        } else {
            Err(darling::Error::multiple(errors))
        }
    }
}

impl Triggers {
    fn add(&mut self, piece: &TokenStream) -> syn::Result<()> {
        let Ok(trigger) = syn::parse2::<Meta>(piece.clone()) else {
            return Err(form().at(piece));
        };
        let path = trigger.path();
        if path.is_ident("rest_api") {
            let again = self.rest_api.replace(RestApi::of(&trigger)?);
            return again.map_or(Ok(()), |_| Err(twice("rest_api").at(piece)));
        }
        if path.is_ident("function_url") {
            let again = self.function_url.replace(FunctionUrl::of(&trigger)?);
            return again.map_or(Ok(()), |_| Err(twice("function_url").at(piece)));
        }
        let Some((name, kind)) = PLAIN.iter().find(|(name, _)| path.is_ident(name)) else {
            if let Some(renamed) = options::renamed(RENAMED, path) {
                return Err(renamed
                    .message(&format!("triggers({})", renamed.new))
                    .at(path));
            }
            return Err(options::unknown_name("triggers", "trigger", KNOWN, path).at(path));
        };
        if !matches!(trigger, Meta::Path(_)) {
            return Err(Message::new(format!("the trigger `{name}` does not take options"))
                .help(format!("triggers({name})"))
                .note("only `rest_api(max = \"60s\", streaming)` and `function_url(streaming)` take options")
                .at(piece));
        }
        if self.plain.contains(kind) {
            return Err(twice(name).at(piece));
        }
        self.plain.push(kind);
        Ok(())
    }

    /// Whether an Application Load Balancer is among them.
    pub(super) fn have_load_balancer(&self) -> bool {
        self.plain.contains(&"Alb")
    }

    /// The runtime's `Triggers`.
    pub(super) fn value(&self, private: &TokenStream) -> TokenStream {
        let plain = self.plain.iter().map(|kind| {
            let kind = Ident::new(kind, Span::call_site());
            quote!(.and(#private::TriggerKind::#kind))
        });
        let streaming = |streams: bool, kind: TokenStream| {
            streams.then(|| quote!(.streaming(#private::TriggerKind::#kind)))
        };
        let rest_api = self.rest_api.as_ref().map(|RestApi { ms, streams }| {
            let streaming = streaming(*streams, quote!(RestApi));
            quote!(.and_rest_api(#ms) #streaming)
        });
        let function_url = self.function_url.as_ref().map(|FunctionUrl { streams }| {
            let streaming = streaming(*streams, quote!(FunctionUrl));
            quote!(.and(#private::TriggerKind::FunctionUrl) #streaming)
        });
        quote!(#private::Triggers::NONE #(#plain)* #rest_api #function_url)
    }
}

impl RestApi {
    /// `rest_api`, or `rest_api(max = "60s", streaming)`.
    fn of(trigger: &Meta) -> syn::Result<Self> {
        let RestApiArgs { max, streaming } = options_of(trigger, "rest_api(max = \"60s\")")?;
        let mut errors = Errors::default();
        let max = max.and_then(|max| errors.take(max));
        let streams = streaming.and_then(|streaming| errors.take(streaming));
        errors.into_result()?;
        let default = match streams {
            None => RestMax::DEFAULT,
            Some(Streaming) => RestMax::STREAMING,
        };
        Ok(Self {
            ms: max.unwrap_or(default).0,
            streams: streams.is_some(),
        })
    }
}

impl FunctionUrl {
    /// `function_url`, or `function_url(streaming)`.
    fn of(trigger: &Meta) -> syn::Result<Self> {
        let FunctionUrlArgs { streaming } = options_of(trigger, "function_url(streaming)")?;
        let mut errors = Errors::default();
        let streaming = streaming.and_then(|streaming| errors.take(streaming));
        errors.into_result()?;
        Ok(Self {
            streams: streaming.is_some(),
        })
    }
}

/// The options in a trigger's parentheses.
fn options_of<T: Options>(trigger: &Meta, form: &str) -> syn::Result<T> {
    let tokens = match trigger {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            let name = T::ATTRIBUTE;
            return Err(
                Message::new(format!("the options of `{name}` must be in parentheses"))
                    .help(format!("triggers({form})"))
                    .at(trigger),
            );
        }
    };
    let mut errors = Errors::default();
    let options = options::read(tokens, &mut errors);
    errors.into_result()?;
    Ok(options)
}

fn form() -> Message {
    Message::new("`triggers` takes a list of the services that invoke the function")
        .help("triggers(http_api, rest_api(max = \"60s\"), function_url(streaming), alb, vpc_lattice, websocket)")
}

fn twice(name: &str) -> Message {
    Message::new(format!("the trigger `{name}` is declared twice")).help("remove one of them")
}
