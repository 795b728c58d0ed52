//! Syntax elements as text.

use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{Expr, Pat};

/// The name of a variable: `x` of `x`, `mut x` and `x: T`.
pub(super) fn variable(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(name) => Some(name.ident.to_string()),
        Pat::Type(typed) => variable(&typed.pat),
        _ => None,
    }
}

pub(super) fn pattern_name(pattern: &Pat) -> String {
    variable(pattern).unwrap_or_else(|| text(pattern))
}

/// The type of `Type::new(…)`, also behind `?`, `.await` and `&`.
pub(super) fn built_type(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let mut segments: Vec<String> = path.path.segments.iter().map(text).collect();
                segments.pop();
                let is_type = segments
                    .last()
                    .is_some_and(|last| last.starts_with(char::is_uppercase));
                is_type.then(|| segments.join("::"))
            }
            _ => None,
        },
        Expr::Try(inner) => built_type(&inner.expr),
        Expr::Await(inner) => built_type(&inner.base),
        Expr::Reference(inner) => built_type(&inner.expr),
        _ => None,
    }
}

/// The source text of a syntax element, on one line.
pub(super) fn text(element: &impl ToTokens) -> String {
    let tokens = element.to_token_stream();
    match tokens.span().source_text() {
        Some(written) => written.split_whitespace().collect::<Vec<_>>().join(" "),
        None => compact(&tokens.to_string()),
    }
}

/// Removes spaces that tokens are printed with.
pub(super) fn compact(text: &str) -> String {
    let mut compact = text
        .replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" ::", "::");
    for sign in ["<", ">", "(", ")", ".", ",", ";", "!", "&", "?"] {
        compact = compact.replace(&format!(" {sign}"), sign);
        if ![",", ";", ">"].contains(&sign) {
            compact = compact.replace(&format!("{sign} "), sign);
        }
    }
    compact
}
