//! `cors(origins("https://app.example.com"), credentials)`: a CORS policy.

use darling::FromMeta;
use gatewright_tables::origin::{self, Flaw, flaw};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Lit, LitStr, Meta};

use super::form;
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::CorsMaxAge;

/// A CORS policy.
#[derive(Debug)]
pub(crate) struct Cors {
    origins: Origins,
    methods: Option<Words>,
    headers: Option<Words>,
    expose: Option<Words>,
    credentials: bool,
    max_age: Option<u64>,
}

#[derive(Debug)]
enum Origins {
    Any,
    List(Vec<LitStr>),
    /// An environment variable, and the value that stands for it where it is not set.
    Variable(LitStr, Option<LitStr>),
}

/// Names, or every name.
#[derive(Debug)]
enum Words {
    Any(TokenStream),
    List(Vec<String>),
}

impl Words {
    /// The value of the header.
    fn value(&self) -> String {
        match self {
            Self::Any(_) => "*".to_owned(),
            Self::List(words) => words.join(","),
        }
    }
}

#[derive(FromMeta)]
struct Args {
    origins: Option<darling::Result<OriginsArg>>,
    methods: Option<darling::Result<Methods>>,
    headers: Option<darling::Result<HeaderNames>>,
    expose: Option<darling::Result<HeaderNames>>,
    credentials: Option<darling::Result<Flag>>,
    max_age: Option<darling::Result<CorsMaxAge>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "cors";
    const KNOWN: &'static [Known] = &[
        Known::new(
            "origins",
            "origins(\"https://app.example.com\")",
            &[
                "origin",
                "allow_origins",
                "allow_origin",
                "allowed_origins",
                "domains",
                "hosts",
            ],
        ),
        Known::new(
            "methods",
            "methods(GET, POST)",
            &["method", "allow_methods", "allowed_methods", "verbs"],
        ),
        Known::new(
            "headers",
            "headers(\"authorization\", \"content-type\")",
            &[
                "header",
                "allow_headers",
                "allowed_headers",
                "request_headers",
            ],
        ),
        Known::new(
            "expose",
            "expose(\"x-request-id\")",
            &[
                "expose_headers",
                "exposed",
                "exposed_headers",
                "response_headers",
            ],
        ),
        Known::new(
            "credentials",
            "credentials",
            &["allow_credentials", "cookies", "with_credentials"],
        ),
        Known::new(
            "max_age",
            "max_age = \"1h\"",
            &["age", "ttl", "cache", "maxage"],
        ),
    ];

    fn shown() -> String {
        "cors(…)".to_owned()
    }
}

impl FromMeta for Cors {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(Message::new("`cors` takes options in parentheses")
                .help(form("cors"))
                .in_option(item));
        };
        let mut errors = Errors::default();
        let cors = read(item, list.tokens.clone(), &mut errors);
        match (cors, errors.into_result()) {
            (Some(cors), Ok(())) => Ok(cors),
            (_, Err(error)) => Err(darling::Error::multiple(
                error.into_iter().map(darling::Error::from).collect(),
            )),
            (None, Ok(())) => Err(no_origins().in_option(item)),
        }
    }
}

fn no_origins() -> Message {
    Message::new("`cors` needs `origins`")
        .help(form("cors"))
        .note("the origins are those of the pages that may read responses; `origins(any)` allows every page")
}

fn read(item: &Meta, tokens: TokenStream, errors: &mut Errors) -> Option<Cors> {
    let before = errors.count();
    let Args {
        origins,
        methods,
        headers,
        expose,
        credentials,
        max_age,
    } = options::read(tokens, errors);
    if origins.is_none() && errors.count() == before {
        errors.push(no_origins().at(item));
    }
    let origins = origins.and_then(|origins| errors.take(origins));
    let mut is_valid = true;
    let methods = valid(methods, |methods| methods.0, &mut is_valid, errors);
    let headers = valid(headers, |headers| headers.0, &mut is_valid, errors);
    let expose = valid(expose, |expose| expose.0, &mut is_valid, errors);
    let credentials = credentials.and_then(|credentials| errors.take(credentials));
    let max_age = valid(max_age, |max_age| max_age.0, &mut is_valid, errors);
    if credentials.is_some() {
        if let Some(OriginsArg {
            origins,
            any: Some(any),
        }) = &origins
        {
            let message = match origins {
                Origins::Variable(..) => any_with_credentials(
                    "default = \"*\"",
                    "default = \"https://app.example.com\", or remove `credentials`",
                ),
                _ => any_with_credentials(
                    "origins(any)",
                    "origins(\"https://app.example.com\"), credentials",
                ),
            };
            errors.push(message.at(any));
        }
        for (name, words, listed) in [
            ("methods", &methods, "methods(GET, POST)"),
            ("headers", &headers, "headers(\"authorization\")"),
            ("expose", &expose, "expose(\"x-request-id\")"),
        ] {
            if let Some(Words::Any(any)) = words {
                let help = format!("{listed}, credentials");
                errors.push(any_with_credentials(&format!("{name}(any)"), &help).at(any));
            }
        }
    }
    let origins = origins?.origins;
    is_valid.then_some(Cors {
        origins,
        methods,
        headers,
        expose,
        credentials: credentials.is_some(),
        max_age,
    })
}

/// The value of an option. One that is invalid is reported.
fn valid<A, T>(
    option: Option<darling::Result<A>>,
    value: fn(A) -> T,
    is_valid: &mut bool,
    errors: &mut Errors,
) -> Option<T> {
    let read = errors.take(option?);
    *is_valid &= read.is_some();
    read.map(value)
}

/// The message for `credentials` beside an option that allows everything, as written.
fn any_with_credentials(written: &str, help: &str) -> Message {
    Message::new(format!("`{written}` and `credentials` exclude each other"))
        .help(help)
        .note("browsers take `*` literally for a request with credentials, and refuse the response (Fetch standard, 3.2.5)")
}

struct OriginsArg {
    origins: Origins,
    /// The word `any`, if it is there.
    any: Option<TokenStream>,
}

impl FromMeta for OriginsArg {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let expected = || {
            Message::new("`origins` takes origins in quotes, `any`, or an environment variable").help(
                "origins(\"https://app.example.com\"), origins(any) or origins(env = \"ALLOWED_ORIGINS\")",
            )
        };
        let Meta::List(list) = item else {
            return Err(expected().in_option(item));
        };
        let pieces = pieces::split(list.tokens.clone());
        if let [only] = pieces.as_slice()
            && syn::parse2::<Ident>(only.clone()).is_ok_and(|word| word == "any")
        {
            return Ok(Self {
                origins: Origins::Any,
                any: Some(only.clone()),
            });
        }
        let is_pair =
            |piece: &TokenStream| matches!(syn::parse2(piece.clone()), Ok(Meta::NameValue(_)));
        if pieces.iter().any(is_pair) {
            return from_variable(item, &pieces);
        }
        let mut origins: Vec<LitStr> = Vec::new();
        let mut errors = Vec::new();
        for piece in pieces {
            match syn::parse2::<LitStr>(piece.clone()) {
                Ok(text) if text.value() == "*" => errors.push(
                    Message::new("every origin is written `any`")
                        .help("origins(any)")
                        .in_option(piece),
                ),
                Ok(text) => match flaw(&text.value()) {
                    None if origins.iter().any(|other| other.value() == text.value()) => {
                        errors.push(
                            Message::new(format!("`{}` is listed twice", text.value()))
                                .help("remove one of them")
                                .in_option(piece),
                        );
                    }
                    None => origins.push(text),
                    Some(flaw) => {
                        errors.push(refusal(&text.value(), flaw, "origins").in_option(piece));
                    }
                },
                Err(_) if syn::parse2::<Ident>(piece.clone()).is_ok_and(|word| word == "any") => {
                    errors.push(
                        Message::new("`any` stands alone: it allows the listed origins too")
                            .help("origins(any)")
                            .in_option(piece),
                    );
                }
                Err(_) => errors.push(expected().in_option(piece)),
            }
        }
        if origins.is_empty() && errors.is_empty() {
            return Err(expected().in_option(item));
        }
        if errors.is_empty() {
            Ok(Self {
                origins: Origins::List(origins),
                any: None,
            })
        } else {
            Err(darling::Error::multiple(errors))
        }
    }
}

/// Reads `env = "ALLOWED_ORIGINS", default = "https://app.example.com"`.
fn from_variable(item: &Meta, pieces: &[TokenStream]) -> darling::Result<OriginsArg> {
    const FORM: &str = "origins(env = \"ALLOWED_ORIGINS\", default = \"https://app.example.com\")";
    let (mut name, mut default) = (None, None);
    let mut errors = Vec::new();
    for piece in pieces {
        let expected = match syn::parse2::<Meta>(piece.clone()) {
            Ok(Meta::NameValue(pair)) if pair.path.is_ident("env") && name.is_none() => {
                name = Some(variable(&pair.value));
                continue;
            }
            Ok(Meta::NameValue(pair)) if pair.path.is_ident("default") && default.is_none() => {
                default = Some(default_origins(&pair.value));
                continue;
            }
            Ok(Meta::NameValue(pair))
                if pair.path.is_ident("env") || pair.path.is_ident("default") =>
            {
                let key = pair.path.to_token_stream();
                Message::new(format!("`{key}` is given twice")).help("remove one of them")
            }
            _ => Message::new("`origins` takes `default` beside `env`, and nothing else")
                .help(FORM)
                .note("the value of the variable lists all origins, separated by commas"),
        };
        errors.push(expected.in_option(piece));
    }
    if name.is_none() && errors.is_empty() {
        errors.push(
            Message::new("`default` needs `env`, the environment variable that it stands for")
                .help(FORM)
                .in_option(item),
        );
    }
    let mut valid = |error| errors.push(error);
    let name = name.and_then(|name| name.map_err(&mut valid).ok());
    let default = default.and_then(|default| default.map_err(&mut valid).ok());
    match name {
        Some(name) if errors.is_empty() => Ok(OriginsArg {
            any: default
                .as_ref()
                .filter(|default| default.value().trim() == "*")
                .map(ToTokens::to_token_stream),
            origins: Origins::Variable(name, default),
        }),
        _ => Err(darling::Error::multiple(errors)),
    }
}

/// The value for a variable that is not set. It has the form of the variable's value.
fn default_origins(value: &Expr) -> darling::Result<LitStr> {
    let Expr::Lit(syn::ExprLit {
        lit: Lit::Str(text),
        ..
    }) = value
    else {
        return Err(
            Message::new("`default` takes origins in quotes, separated by commas")
                .help("default = \"https://app.example.com\"")
                .note("`default = \"\"` allows no other origin, and `default = \"*\"` every origin")
                .in_option(value),
        );
    };
    let listed = text.value();
    let listed: Vec<&str> = origin::listed(&listed).collect();
    if listed == ["*"] {
        return Ok(text.clone());
    }
    let wrong = listed
        .iter()
        .find_map(|one| flaw(one).map(|flaw| (*one, flaw)));
    match wrong {
        None => Ok(text.clone()),
        Some((_, Flaw::Wildcard)) if listed.contains(&"*") => Err(Message::new(
            "`*` stands alone: it allows the listed origins too",
        )
        .help("default = \"*\"")
        .in_option(text)),
        Some((one, flaw)) => Err(refusal(one, flaw, "default").in_option(text)),
    }
}

fn variable(value: &Expr) -> darling::Result<LitStr> {
    let wrong = || {
        Message::new("`env` must be the name of an environment variable, in quotes")
            .help("origins(env = \"ALLOWED_ORIGINS\")")
    };
    let Expr::Lit(literal) = value else {
        return Err(wrong().in_option(value));
    };
    let Lit::Str(text) = &literal.lit else {
        return Err(wrong().in_option(value));
    };
    let name = text.value();
    // The names that Lambda takes.
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_name {
        Ok(text.clone())
    } else {
        Err(wrong()
            .note("a name has letters, digits and `_`, and begins with a letter")
            .in_option(text))
    }
}

/// The message for a text that no browser sends as its origin.
fn refusal(text: &str, flaw: Flaw, option: &str) -> Message {
    let headline = Message::new(format!("`{text}` is not an origin"));
    let origin = |text: &str| match option {
        "default" => format!("default = \"{text}\""),
        _ => format!("origins(\"{text}\")"),
    };
    match flaw {
        Flaw::Null => Message::new("the origin `null` cannot be allowed")
            .help(match option {
                "default" => origin("https://app.example.com"),
                _ => form("cors").to_owned(),
            })
            .note("sandboxed frames and local files of anybody have it"),
        Flaw::Wildcard => headline
            .help(match option {
                "default" => "list every origin, or allow any: default = \"*\"",
                _ => "list every origin, or allow any: origins(any)",
            })
            .note("browsers have no pattern for origins, and a pattern may match more than it seems to"),
        Flaw::Scheme => {
            let host = text.trim_start_matches(['/', ':']);
            let host = if host.is_empty() { "app.example.com" } else { host };
            headline
                .help(origin(&format!("https://{host}")))
                .note("an origin begins with its scheme")
        }
        Flaw::Host => headline
            .help(origin("https://app.example.com"))
            .note("an origin has a host after its scheme"),
        Flaw::Path => {
            let scheme = text.find("://").map_or(0, |at| at + 3);
            let end = text[scheme..]
                .find(['/', '?', '#'])
                .map_or(text.len(), |at| scheme + at);
            headline
                .help(origin(&text[..end]))
                .note("an origin is a scheme, a host and perhaps a port, without a path and without a slash at its end")
        }
        Flaw::UpperCase => headline
            .help(origin(&text.to_ascii_lowercase()))
            .note("browsers send origins in lower case, and they are compared byte by byte"),
        Flaw::Port => headline
            .help(origin("http://localhost:5173"))
            .note("a port is a number up to 65535"),
        Flaw::DefaultPort => {
            let end = text.rfind(':').unwrap_or(text.len());
            headline
                .help(origin(&text[..end]))
                .note("browsers leave out the port of the scheme")
        }
        Flaw::Character(found) => headline
            .help(origin("https://app.example.com"))
            .note(format!("an origin cannot contain {found:?}; browsers send a host that is not ASCII in its form `xn--…`")),
    }
}

/// Returns the pieces of a list, or `any`.
fn words(
    item: &Meta,
    expected: fn() -> Message,
    mut read: impl FnMut(&TokenStream) -> darling::Result<String>,
) -> darling::Result<Words> {
    let Meta::List(list) = item else {
        return Err(expected().in_option(item));
    };
    let pieces = pieces::split(list.tokens.clone());
    if let [only] = pieces.as_slice()
        && syn::parse2::<Ident>(only.clone()).is_ok_and(|word| word == "any")
    {
        return Ok(Words::Any(only.clone()));
    }
    let mut words: Vec<String> = Vec::new();
    let mut errors = Vec::new();
    for piece in pieces {
        match read(&piece) {
            Ok(word) if words.contains(&word) => errors.push(
                Message::new(format!("`{word}` is listed twice"))
                    .help("remove one of them")
                    .in_option(piece),
            ),
            Ok(word) => words.push(word),
            Err(error) => errors.push(error),
        }
    }
    if words.is_empty() && errors.is_empty() {
        return Err(expected().in_option(item));
    }
    if errors.is_empty() {
        Ok(Words::List(words))
    } else {
        Err(darling::Error::multiple(errors))
    }
}

struct Methods(Words);

impl FromMeta for Methods {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let expected = || {
            Message::new("`methods` takes names of methods in capitals, or `any`")
                .help("methods(GET, POST)")
                .note("without the option, a path allows the methods of its routes")
        };
        let words = words(item, expected, |piece| {
            if let Ok(text) = syn::parse2::<LitStr>(piece.clone()) {
                return Err(Message::new("a method is written without quotes")
                    .help(format!("methods({})", text.value().to_uppercase()))
                    .in_option(piece));
            }
            let Ok(word) = syn::parse2::<Ident>(piece.clone()) else {
                return Err(expected().in_option(piece));
            };
            let name = word.to_string();
            let upper = name.to_uppercase();
            if name == upper {
                Ok(name)
            } else {
                Err(Message::new(format!("`{name}` must be in capitals"))
                    .help(format!("methods({upper})"))
                    .note("names of methods are case-sensitive (RFC 9110, 9.1)")
                    .in_option(piece))
            }
        })?;
        Ok(Self(words))
    }
}

struct HeaderNames(Words);

impl FromMeta for HeaderNames {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let expected = || {
            Message::new("expected names of headers in quotes, or `any`")
                .help("headers(\"authorization\", \"content-type\")")
        };
        let words = words(item, expected, |piece| {
            let Ok(text) = syn::parse2::<LitStr>(piece.clone()) else {
                return Err(expected().in_option(piece));
            };
            let name = text.value();
            if !name.is_empty() && name.bytes().all(is_token) && name != "*" {
                Ok(name.to_ascii_lowercase())
            } else if name == "*" {
                let option = item
                    .path()
                    .get_ident()
                    .map_or_else(String::new, Ident::to_string);
                Err(Message::new("every header is written `any`")
                    .help(format!("{option}(any)"))
                    .in_option(piece))
            } else {
                Err(Message::new(format!("`{name}` is not a valid header name"))
                    .help("headers(\"x-request-id\")")
                    .in_option(piece))
            }
        })?;
        Ok(Self(words))
    }
}

/// Whether a header name can contain the byte (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `credentials`.
struct Flag;

impl FromMeta for Flag {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(_) => Ok(Self),
            _ => Err(Message::new("`credentials` takes no value")
                .help("credentials")
                .in_option(item)),
        }
    }
}

fn optional(text: Option<&impl ToTokens>) -> TokenStream {
    match text {
        Some(text) => quote!(::core::option::Option::Some(#text)),
        None => quote!(::core::option::Option::None),
    }
}

impl Cors {
    /// The runtime's `Cors`.
    pub(super) fn value(&self, private: &TokenStream) -> TokenStream {
        let origins = match &self.origins {
            Origins::Any => quote!(Any),
            Origins::List(origins) => quote!(List(&[#(#origins),*])),
            Origins::Variable(name, default) => {
                let default = optional(default.as_ref());
                quote! {
                    Variable(
                        &#private::Variable {
                            name: #name,
                            cell: || {
                                static CELL: #private::VariableCell = #private::VariableCell::new();
                                &CELL
                            },
                        },
                        #default,
                    )
                }
            }
        };
        let text = |text: Option<String>| optional(text.as_ref());
        let methods = text(self.methods.as_ref().map(Words::value));
        let headers = text(self.headers.as_ref().map(Words::value));
        let expose = text(self.expose.as_ref().map(Words::value));
        let credentials = self.credentials;
        let max_age = text(self.max_age.map(|ms| (ms / 1_000).to_string()));
        quote! {
            #private::Cors {
                origins: #private::Origins::#origins,
                methods: #methods,
                headers: #headers,
                expose: #expose,
                credentials: #credentials,
                max_age: #max_age,
            }
        }
    }
}
