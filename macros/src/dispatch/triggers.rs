//! `triggers(http_api, rest_api(max = "60s"), function_url(streaming))`.

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Meta;

use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::{RestMax, Streaming};

/// What the function stands behind.
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

/// Names as written, and the runtime's.
const PLAIN: [(&str, &str); 4] = [
    ("http_api", "HttpApi"),
    ("alb", "Alb"),
    ("vpc_lattice", "VpcLattice"),
    ("websocket", "Websocket"),
];

/// Every trigger, for the suggestion of the nearest.
const KNOWN: &[Known] = &[
    Known {
        name: "http_api",
        form: "triggers(http_api)",
        also: &["httpapi", "api_gateway", "apigw", "http", "http_v2", "v2"],
    },
    Known {
        name: "rest_api",
        form: "triggers(rest_api)",
        also: &["restapi", "rest", "rest_v1", "v1"],
    },
    Known {
        name: "function_url",
        form: "triggers(function_url)",
        also: &["url", "lambda_url"],
    },
    Known {
        name: "alb",
        form: "triggers(alb)",
        also: &["load_balancer", "elb", "application_load_balancer"],
    },
    Known {
        name: "vpc_lattice",
        form: "triggers(vpc_lattice)",
        also: &["lattice"],
    },
    Known {
        name: "websocket",
        form: "triggers(websocket)",
        also: &["web_socket", "websockets", "websocket_api", "ws"],
    },
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
        Known {
            name: "max",
            form: "max = \"60s\"",
            also: &["timeout", "limit", "maximum"],
        },
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

const STREAMING: Known = Known {
    name: "streaming",
    form: "streaming",
    also: &[
        "stream",
        "streams",
        "response_stream",
        "invoke_mode",
        "response_transfer_mode",
    ],
};

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
            return Err(options::unknown_name("triggers", "trigger", KNOWN, path).at(path));
        };
        if !matches!(trigger, Meta::Path(_)) {
            return Err(Message::new(format!("the trigger `{name}` takes no options"))
                .help(format!("triggers({name})"))
                .note("only a REST API can be given longer than it waits by itself, rest_api(max = \"60s\"); that and a function URL can stream, function_url(streaming)")
                .at(piece));
        }
        if self.plain.contains(kind) {
            return Err(twice(name).at(piece));
        }
        self.plain.push(kind);
        Ok(())
    }

    /// The value of the runtime's `Triggers`.
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

/// What stands in a trigger's parentheses, if there are any.
fn options_of<T: Options>(trigger: &Meta, form: &str) -> syn::Result<T> {
    let tokens = match trigger {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            let name = T::ATTRIBUTE;
            return Err(
                Message::new(format!("`{name}` takes its options in parentheses"))
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
    Message::new("`triggers` takes the services that the function stands behind")
        .help("triggers(http_api, rest_api(max = \"60s\"), function_url(streaming), alb, vpc_lattice, websocket)")
}

fn twice(name: &str) -> Message {
    Message::new(format!("the trigger `{name}` is declared twice")).help("keep one of them")
}
