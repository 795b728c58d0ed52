//! Headers of responses: `header = "retry-after: 5"`, and names of headers.

use darling::FromMeta;
use syn::{Expr, ExprLit, Lit, LitStr, Meta};

use super::value_tokens;
use crate::report::Message;

/// Headers with their values: one text, or a list of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeaderLines(pub(crate) Vec<(String, String)>);

impl FromMeta for HeaderLines {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::NameValue(pair) = item else {
            return Err(form().in_option(value_tokens(item)));
        };
        let lines: Vec<&Expr> = match ungrouped(&pair.value) {
            Expr::Array(array) => array.elems.iter().collect(),
            other => vec![other],
        };
        let read = lines.into_iter().map(line).collect::<Result<_, _>>()?;
        Ok(Self(read))
    }
}

/// The expression without the invisible groups that `macro_rules!` adds around its arguments.
fn ungrouped(mut value: &Expr) -> &Expr {
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    value
}

fn form() -> Message {
    Message::new("`header` must be a name and a value, in quotes").help(
        "header = \"retry-after: 5\", header = (\"retry-after\", 5), or a list of them in `[…]`",
    )
}

/// Reads `"retry-after: 5"` or `("retry-after", 5)`.
fn line(line: &Expr) -> darling::Result<(String, String)> {
    let line = ungrouped(line);
    let (name, value, at) = match (line, literal(line)) {
        (_, Some(Lit::Str(text))) => {
            let line = text.value();
            let Some((name, value)) = line.split_once(':') else {
                return Err(form().in_option(text));
            };
            (name.to_owned(), value.to_owned(), text.clone())
        }
        (Expr::Tuple(pair), _) if pair.elems.len() == 2 => {
            let (Some(Lit::Str(name)), Some(value)) =
                (literal(&pair.elems[0]), literal(&pair.elems[1]))
            else {
                return Err(form().in_option(pair));
            };
            let value = match value {
                Lit::Str(text) => text.value(),
                Lit::Int(number) => number.base10_digits().to_owned(),
                other => return Err(form().in_option(other)),
            };
            (name.value(), value, name.clone())
        }
        (other, _) => return Err(form().in_option(other)),
    };
    let value = value.trim_matches([' ', '\t']);
    let is_control = |found: &char| found.is_control() && *found != '\t';
    if let Some(found) = value.chars().find(is_control) {
        return Err(
            Message::new(format!("the value of a header cannot contain {found:?}"))
                .help("write the value on one line")
                .note("a line break would begin another header (RFC 9110, 5.5)")
                .in_option(line),
        );
    }
    Ok((header_name(&name, &at)?, value.to_owned()))
}

/// The literal that the expression is.
fn literal(value: &Expr) -> Option<&Lit> {
    match ungrouped(value) {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        _ => None,
    }
}

/// Checks the name of a header, and returns it in lower case.
pub(crate) fn header_name(name: &str, at: &LitStr) -> syn::Result<String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !name.is_empty() && name.bytes().all(is_token) {
        return Ok(name.to_ascii_lowercase());
    }
    Err(
        Message::new(format!("`{name}` is not the name of a header"))
            .help("`retry-after`, `www-authenticate` and the like")
            .note("a name has letters, digits and `-` (RFC 9110, 5.1)")
            .at(at),
    )
}
