//! `doors(http_api, rest_api(max = "60s"))`.

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Meta;

use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::RestMax;

/// What the function stands behind.
#[derive(Debug, Default)]
pub(super) struct Doors {
    /// Variants of the runtime's `DoorKind`.
    plain: Vec<&'static str>,
    /// How long a REST API waits, in milliseconds.
    rest_api: Option<u64>,
}

/// Names as written, and the runtime's.
const PLAIN: [(&str, &str); 5] = [
    ("http_api", "HttpApi"),
    ("function_url", "FunctionUrl"),
    ("alb", "Alb"),
    ("lattice", "Lattice"),
    ("websocket", "Websocket"),
];

/// Every door, for the suggestion of the nearest.
const KNOWN: &[Known] = &[
    Known {
        name: "http_api",
        form: "doors(http_api)",
        also: &["httpapi", "api_gateway", "apigw", "http", "http_v2", "v2"],
    },
    Known {
        name: "rest_api",
        form: "doors(rest_api)",
        also: &["restapi", "rest", "rest_v1", "v1"],
    },
    Known {
        name: "function_url",
        form: "doors(function_url)",
        also: &["url", "lambda_url"],
    },
    Known {
        name: "alb",
        form: "doors(alb)",
        also: &["load_balancer", "elb", "application_load_balancer"],
    },
    Known {
        name: "lattice",
        form: "doors(lattice)",
        also: &["vpc_lattice"],
    },
    Known {
        name: "websocket",
        form: "doors(websocket)",
        also: &["web_socket", "websockets", "websocket_api", "ws"],
    },
];

/// The option of `rest_api(…)`.
#[derive(FromMeta)]
struct RestApi {
    max: Option<darling::Result<RestMax>>,
}

impl Options for RestApi {
    const ATTRIBUTE: &'static str = "rest_api";

    fn shown() -> String {
        "rest_api(…)".to_owned()
    }

    const KNOWN: &'static [Known] = &[Known {
        name: "max",
        form: "max = \"60s\"",
        also: &["timeout", "limit", "maximum"],
    }];
}

impl FromMeta for Doors {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(form().in_option(item));
        };
        let mut doors = Self::default();
        let mut errors = Vec::new();
        let pieces = pieces::split(list.tokens.clone());
        if pieces.is_empty() {
            return Err(form().in_option(item));
        }
        for piece in pieces {
            if let Err(error) = doors.add(&piece) {
                errors.push(error.into());
            }
        }
        if errors.is_empty() {
            Ok(doors)
        } else {
            Err(darling::Error::multiple(errors))
        }
    }
}

impl Doors {
    fn add(&mut self, piece: &TokenStream) -> syn::Result<()> {
        let Ok(door) = syn::parse2::<Meta>(piece.clone()) else {
            return Err(form().at(piece));
        };
        let path = door.path();
        if path.is_ident("rest_api") {
            let again = self.rest_api.is_some();
            self.rest_api = Some(rest_api(&door)?);
            return if again {
                Err(twice("rest_api").at(piece))
            } else {
                Ok(())
            };
        }
        let Some((name, kind)) = PLAIN.iter().find(|(name, _)| path.is_ident(name)) else {
            return Err(options::unknown_name("doors", "door", KNOWN, path).at(path));
        };
        if !matches!(door, Meta::Path(_)) {
            return Err(Message::new(format!("the door `{name}` takes no options"))
                .help(format!("doors({name})"))
                .note("only a REST API can be given longer than it waits by itself: rest_api(max = \"60s\")")
                .at(piece));
        }
        if self.plain.contains(kind) {
            return Err(twice(name).at(piece));
        }
        self.plain.push(kind);
        Ok(())
    }

    /// The value of the runtime's `Doors`.
    pub(super) fn value(&self, private: &TokenStream) -> TokenStream {
        let plain = self.plain.iter().map(|kind| {
            let kind = Ident::new(kind, Span::call_site());
            quote!(.and(#private::DoorKind::#kind))
        });
        let rest_api = self.rest_api.map(|ms| quote!(.and_rest_api(#ms)));
        quote!(#private::Doors::NONE #(#plain)* #rest_api)
    }
}

/// `rest_api`, or `rest_api(max = "60s")`, in milliseconds.
fn rest_api(door: &Meta) -> syn::Result<u64> {
    let tokens = match door {
        Meta::Path(_) => return Ok(RestMax::DEFAULT.0),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => {
            return Err(Message::new("`rest_api` takes its option in parentheses")
                .help("doors(rest_api(max = \"60s\"))")
                .at(door));
        }
    };
    let mut errors = Errors::default();
    let RestApi { max } = options::read(tokens, &mut errors);
    let max = max.and_then(|max| errors.take(max));
    errors.into_result()?;
    Ok(max.unwrap_or(RestMax::DEFAULT).0)
}

fn form() -> Message {
    Message::new("`doors` takes the services that the function stands behind")
        .help("doors(http_api, rest_api(max = \"60s\"), function_url, alb, lattice, websocket)")
}

fn twice(name: &str) -> Message {
    Message::new(format!("the door `{name}` is declared twice")).help("keep one of them")
}
