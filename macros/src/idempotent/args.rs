//! The options of `#[idempotent]`, as written.

use darling::FromMeta;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, Lit, LitStr, Member, Meta, Path};

use super::NAME;
use super::model::Key;
use crate::names;
use crate::options::{Known, Options};
use crate::report::Message;
use crate::values::{Keep, OutcomeUnknown, text};

#[derive(FromMeta)]
pub(super) struct Args {
    pub(super) key: Option<darling::Result<Key>>,
    pub(super) ttl: Option<darling::Result<Keep>>,
    pub(super) store: Option<darling::Result<Store>>,
    pub(super) outcome_unknown: Option<darling::Result<OutcomeUnknown>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = NAME;
    const KNOWN: &'static [Known] = &[
        Known::new(
            "key",
            "key = \"order_id\"",
            &["id", "field", "path", "event_key", "idempotency_key"],
        ),
        Known::new(
            "ttl",
            "ttl = \"1h\"",
            &["expires", "expires_after", "keep", "window", "expiry"],
        ),
        Known::new(
            "store",
            "store = orders_done",
            &["table", "persistence", "persistence_store", "backend"],
        ),
        Known::new(
            "outcome_unknown",
            "outcome_unknown = \"run_again\"",
            &["unknown", "on_unknown", "in_progress_expired", "on_expired"],
        ),
    ];
}

const HEADER: &str = "header:";

impl FromMeta for Key {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        if let Some(key) = unquoted(item) {
            return Ok(key);
        }
        let literal = text(item)?;
        let value = literal.value();
        match value.strip_prefix(HEADER) {
            Some(name) => header(&literal, name.trim()),
            None => field(&literal, &value),
        }
    }
}

/// `key = customer.id`, the form rustc suggests when it finds a similar field.
fn unquoted(item: &Meta) -> Option<Key> {
    let Meta::NameValue(pair) = item else {
        return None;
    };
    let mut path = Vec::new();
    let mut value = &pair.value;
    loop {
        match value {
            Expr::Group(group) => value = &group.expr,
            Expr::Field(field) => {
                let Member::Named(name) = &field.member else {
                    return None;
                };
                path.push(name.clone());
                value = &field.base;
            }
            Expr::Path(name) => {
                path.push(name.path.get_ident()?.clone());
                break;
            }
            _ => return None,
        }
    }
    path.reverse();
    let written: Vec<_> = path.iter().map(names::plain).collect();
    Some(Key::Field(written.join("."), path))
}

fn header(literal: &LitStr, name: &str) -> darling::Result<Key> {
    if !name.is_empty() && name.bytes().all(is_token) {
        return Ok(Key::Header(literal.clone(), name.to_ascii_lowercase()));
    }
    Err(Message::new(format!("`{name}` is not a valid header name"))
        .help("key = \"header:Idempotency-Key\"")
        .in_option(literal))
}

/// Whether a header name can contain the byte (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn field(literal: &LitStr, value: &str) -> darling::Result<Key> {
    let names: Option<Vec<Ident>> = value
        .split('.')
        .map(|name| identifier(name, literal))
        .collect();
    match names {
        Some(names) => Ok(Key::Field(value.to_owned(), names)),
        None => Err(Message::new("`key` must be the path of a field in the payload, with Rust field names")
            .help(meant(value))
            .note("`key = \"customer.id\"` reads `payload.customer.id`; `key = \"header:Idempotency-Key\"` reads a header")
            .in_option(literal)),
    }
}

/// A field name; a keyword becomes a raw identifier, as in the struct.
fn identifier(name: &str, literal: &LitStr) -> Option<Ident> {
    let is_word = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_word {
        return None;
    }
    let span = literal.span();
    match syn::parse_str::<Ident>(name) {
        Ok(_) => Some(Ident::new(name, span)),
        Err(_) => syn::parse_str::<Ident>(&format!("r#{name}"))
            .ok()
            .map(|_| Ident::new_raw(name, span)),
    }
}

/// The likely meaning of a `JSONPath`, a JSON pointer or JSON field names.
fn meant(value: &str) -> String {
    let path = value.trim().trim_start_matches(['$', '.', '/']);
    let path: String = path
        .chars()
        .map(|c| match c {
            '/' => '.',
            '-' => '_',
            c => c,
        })
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
        .collect();
    let is_path = !path.is_empty()
        && path
            .split('.')
            .all(|name| syn::parse_str::<Ident>(name).is_ok());
    if is_path {
        format!("key = \"{path}\"")
    } else {
        "key = \"order_id\"".to_owned()
    }
}

/// The path of a lazy module.
#[derive(Debug, Clone)]
pub(super) struct Store(pub(super) Path);

impl FromMeta for Store {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let wrong = |help: &str| {
            Message::new("`store` must be the path of a lazy module")
                .help(format!("store = {help}"))
                .note("the value that its `init` returns is the store, such as a `DynamoDbStore`")
        };
        let Meta::NameValue(pair) = item else {
            return Err(wrong("orders_done").in_option(item));
        };
        let mut value = &pair.value;
        while let Expr::Group(group) = value {
            value = &group.expr;
        }
        match value {
            Expr::Path(path) if path.qself.is_none() && !names_handle(&path.path) => {
                Ok(Self(path.path.clone()))
            }
            Expr::Path(path) if path.qself.is_none() && path.path.segments.len() > 1 => {
                let mut module = path.path.clone();
                module.segments.pop();
                module.segments.pop_punct();
                let module = module.to_token_stream().to_string().replace(' ', "");
                Err(wrong(&module).in_option(value))
            }
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) if syn::parse_str::<Path>(&text.value()).is_ok() => {
                    Err(wrong(&text.value()).in_option(value))
                }
                _ => Err(wrong("orders_done").in_option(value)),
            },
            _ => Err(wrong("orders_done").in_option(value)),
        }
    }
}

/// Whether the path is a handle, as in a parameter: `orders_done::Lazy`.
fn names_handle(path: &Path) -> bool {
    path.segments
        .last()
        .is_some_and(|last| last.ident == "Lazy" || !last.arguments.is_none())
}
