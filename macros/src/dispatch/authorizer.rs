//! `authorizer(jwt(name = "Customers", issuer = "https://…"))`: what checks the requests to the routes of a module.

use darling::FromMeta;
use gatewright_tables::{limits, naming};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Meta;

use crate::options::{self, Known, pieces};
use crate::report::{Errors, Message};
use crate::settings::{Property, Settings, Takes};

/// The authorizer of a module.
#[derive(Debug)]
pub(super) struct Authorizer {
    kind: &'static Kind,
    /// The name, if it is not the kind's.
    name: Option<String>,
    settings: Settings,
    /// The option as written.
    pub(super) written: TokenStream,
}

/// A kind of authorizer.
#[derive(Debug)]
struct Kind {
    known: Known,
    /// The runtime's variant, which is the default name too.
    variant: &'static str,
    properties: &'static [Property],
}

const NAME: Property = Property::new(
    "name",
    "name = \"Customers\"",
    &["id", "authorizer_name"],
    Takes::Text(refuse_name),
    "",
);

const SCOPES: Property = Property::new(
    "authorization_scopes",
    "authorization_scopes(\"orders:read\")",
    &["scopes", "scope", "authorization_scope"],
    Takes::Texts(limits::ROUTE_SCOPES, refuse_word),
    "a token needs one of the scopes",
);

const fn identity_source(most: usize) -> Property {
    Property::new(
        "identity_source",
        "identity_source(\"$request.header.Authorization\")",
        &["identity_sources", "identity", "token_source", "header"],
        Takes::Texts(most, refuse_source),
        "it is the part of the request with the credentials",
    )
}

const KINDS: &[Kind] = &[
    Kind {
        known: Known::new(
            "jwt",
            "authorizer(jwt)",
            &["oidc", "oauth", "oauth2", "openid", "token", "bearer"],
        ),
        variant: "Jwt",
        properties: &[
            NAME,
            Property::new(
                "issuer",
                "issuer = \"https://login.example.com\"",
                &["iss", "issuer_url", "authority"],
                Takes::Text(refuse_issuer),
                "without the option, the issuer is a parameter of the template",
            ),
            Property::new(
                "audience",
                "audience(\"shop\")",
                &["aud", "audiences", "client_id"],
                Takes::Texts(limits::AUTHORIZER_AUDIENCES, refuse_word),
                "without the option, the audience is a parameter of the template",
            ),
            SCOPES,
            identity_source(1),
        ],
    },
    Kind {
        known: Known::new(
            "lambda",
            "authorizer(lambda(function = \"check-token\"))",
            &["custom", "request", "function", "lambda_authorizer"],
        ),
        variant: "Lambda",
        properties: &[
            NAME,
            Property::new(
                "function",
                "function = \"check-token\"",
                &["function_name", "function_arn", "arn", "lambda"],
                Takes::Name(&naming::FUNCTION),
                "it is the name of the function that decides, usually one with `#[authorizer]`",
            )
            .required(),
            identity_source(usize::MAX),
        ],
    },
    Kind {
        known: Known::new(
            "cognito_user_pool",
            "authorizer(cognito_user_pool)",
            &["cognito", "user_pool", "cognito_user_pools", "userpool"],
        ),
        variant: "CognitoUserPool",
        properties: &[NAME, SCOPES, identity_source(1)],
    },
    Kind {
        known: Known::new("iam", "authorizer(iam)", &["aws_iam", "sigv4", "signature"]),
        variant: "Iam",
        properties: &[NAME],
    },
    Kind {
        known: Known::new(
            "api_key",
            "authorizer(api_key)",
            &["apikey", "key", "api_keys"],
        ),
        variant: "ApiKey",
        properties: &[NAME],
    },
    Kind {
        known: Known::new(
            "none",
            "authorizer(none)",
            &["public", "off", "open", "no", "anonymous"],
        ),
        variant: "None",
        properties: &[],
    },
];

impl FromMeta for Authorizer {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let mut errors = Errors::default();
        let authorizer = read(item, &mut errors);
        match (authorizer, errors.into_result()) {
            (Some(authorizer), Ok(())) => Ok(authorizer),
            (_, Err(error)) => Err(darling::Error::multiple(
                error.into_iter().map(darling::Error::from).collect(),
            )),
            (None, Ok(())) => Err(form().in_option(item)),
        }
    }
}

fn read(item: &Meta, errors: &mut Errors) -> Option<Authorizer> {
    let Meta::List(list) = item else {
        return None;
    };
    let mut pieces = pieces::split(list.tokens.clone()).into_iter();
    let (piece, more) = (pieces.next()?, pieces.next());
    if let Some(more) = more {
        errors.push(
            Message::new("a module has one authorizer")
                .help("move the routes of the other one to a `#[dispatch]` module of their own")
                .note("`interfaces(…)` merges modules, and each keeps its authorizer")
                .at(more),
        );
        return None;
    }
    let Ok(meta) = syn::parse2::<Meta>(piece.clone()) else {
        errors.push(form().at(piece));
        return None;
    };
    let path = meta.path();
    let Some(kind) = KINDS.iter().find(|kind| path.is_ident(kind.known.name)) else {
        let known: Vec<_> = KINDS.iter().map(|kind| &kind.known).collect();
        errors.push(options::unknown_name("authorizer(…)", "kind", &known, path).at(path));
        return None;
    };
    let mut settings = settings(kind, &meta, errors)?;
    let name = settings.text("name");
    settings.take("name");
    Some(Authorizer {
        kind,
        name,
        settings,
        written: quote::ToTokens::to_token_stream(item),
    })
}

/// The options in parentheses, which may be left out if none is required.
fn settings(kind: &'static Kind, meta: &Meta, errors: &mut Errors) -> Option<Settings> {
    let name = kind.known.name;
    let is_required = kind.properties.iter().any(Property::is_required);
    match meta {
        Meta::Path(_) if !is_required => Some(Settings::default()),
        Meta::List(_) if kind.properties.is_empty() => {
            let message = Message::new(format!("`{name}` takes no options"));
            errors.push(message.help(kind.known.form).at(meta));
            None
        }
        Meta::List(_) => {
            Settings::in_parentheses(name, kind.known.form, kind.properties, meta, errors)
        }
        _ if is_required => {
            let message = Message::new(format!("`{name}` needs options in parentheses"));
            errors.push(message.help(kind.known.form).at(meta));
            None
        }
        _ => {
            let message = Message::new(format!("the options of `{name}` must be in parentheses"));
            errors.push(message.help(kind.known.form).at(meta));
            None
        }
    }
}

fn form() -> Message {
    Message::new("`authorizer` takes one kind of authorizer in parentheses").help(
        "authorizer(jwt), authorizer(lambda(function = \"check-token\")), authorizer(cognito_user_pool), authorizer(iam), authorizer(api_key) or authorizer(none)",
    )
}

impl Authorizer {
    /// The runtime's `Authorizer`.
    pub(super) fn value(&self, private: &TokenStream) -> TokenStream {
        let variant = self.kind.variant;
        let kind = Ident::new(variant, Span::call_site());
        let name = self.name.as_deref().unwrap_or(variant);
        let settings = self.settings.value(private);
        quote! {
            #private::Authorizer {
                kind: #private::AuthorizerKind::#kind,
                name: #name,
                settings: #settings,
            }
        }
    }
}

/// Refuses the name of an authorizer: it is at most 128 characters (API Gateway, `CreateAuthorizer`), and templates use it in names.
fn refuse_name(value: &str) -> Option<Message> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if (1..=128).contains(&value.len()) && value.chars().all(fits) {
        return None;
    }
    let near: String = value.chars().filter(|c| fits(*c)).take(128).collect();
    let near = if near.is_empty() { "Customers" } else { &near };
    Some(
        Message::new("the name of an authorizer must be 1 to 128 letters, digits, `-` and `_`")
            .help(format!("name = \"{near}\"")),
    )
}

fn refuse_issuer(value: &str) -> Option<Message> {
    let host = value.strip_prefix("https://");
    let is_url = host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace));
    (!is_url).then(|| {
        Message::new("an issuer must be a URL with `https://`")
            .help("issuer = \"https://login.example.com\"")
    })
}

fn refuse_word(value: &str) -> Option<Message> {
    let is_word = !value.is_empty() && !value.contains(char::is_whitespace);
    (!is_word).then(|| {
        Message::new("this value cannot be empty, and cannot contain white space")
            .help("write each value in quotes of its own: \"orders:read\", \"orders:write\"")
    })
}

/// Refuses what is not an identity source of an HTTP API or a REST API.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html>
fn refuse_source(value: &str) -> Option<Message> {
    const BEGINNINGS: [&str; 8] = [
        "$request.header.",
        "$request.querystring.",
        "$context.",
        "$stageVariables.",
        "method.request.header.",
        "method.request.querystring.",
        "context.",
        "stageVariables.",
    ];
    let is_source = BEGINNINGS.iter().any(|beginning| {
        value
            .strip_prefix(beginning)
            .is_some_and(|rest| !rest.is_empty())
    });
    if is_source {
        return None;
    }
    let is_header =
        !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let near = if is_header { value } else { "Authorization" };
    Some(
        Message::new("an identity source must name a part of the request")
            .help(format!("identity_source(\"$request.header.{near}\")"))
            .note("HTTP APIs have `$request.header.NAME`, `$request.querystring.NAME`, `$context.NAME` and `$stageVariables.NAME`, REST APIs `method.request.header.NAME` and so on"),
    )
}
