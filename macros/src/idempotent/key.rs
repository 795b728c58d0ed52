//! `key = "customer.id"` and `key = "header:Idempotency-Key"`.

use darling::FromMeta;
use proc_macro2::{Ident, Span};
use syn::{Expr, LitStr, Member, Meta};

use crate::names;
use crate::report::Message;
use crate::values::text;

/// Where the key of an event is.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    /// A field of the payload, by the names that lead to it. They are those of the payload's Rust type, so that rustc finds them.
    Field(String, Vec<Ident>),
    /// A header of an HTTP request, with its name in lower case.
    Header(LitStr, String),
}

impl Key {
    /// Where it was written.
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Field(_, names) => names.last().map_or_else(Span::call_site, Ident::span),
            Self::Header(literal, _) => literal.span(),
        }
    }
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

/// `key = customer.id`: what rustc suggests when it finds a field that was likely meant.
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
    Err(Message::new(format!("`{name}` is no name of a header"))
        .help("key = \"header:Idempotency-Key\"")
        .in_option(literal))
}

/// What the name of a header consists of (RFC 9110, 5.6.2).
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
        None => Err(Message::new("`key` is the path to a field of the payload, as Rust names it")
            .help(meant(value))
            .note("the path goes through the fields of the payload's type: `key = \"customer.id\"` is `payload.customer.id`. A header is `key = \"header:Idempotency-Key\"`")
            .in_option(literal)),
    }
}

/// A field's name; a keyword is one with `r#`, as in the struct.
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

/// What a `JSONPath`, a JSON pointer or the names of a JSON document most likely mean here.
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
