//! The bodies of `macro_rules!`: `$name` becomes a unique identifier, so that the body parses.

use super::Judge;
use crate::known;
use crate::scope::{Place, Space};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt as _;

/// The prefix of a macro variable's identifier.
pub(super) const VARIABLE: &str = "__gatewright_variable_";

/// Replaces `$name` with an identifier, `$crate` with `crate`, and `$(…),*` with one repetition.
pub(super) fn fill(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.into_iter().peekable();
    let mut filled = Vec::new();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => match trees.next() {
                Some(TokenTree::Ident(name)) if name == "crate" => {
                    filled.push(TokenTree::Ident(name));
                }
                Some(TokenTree::Ident(name)) => {
                    let stand_in =
                        Ident::new(&format!("{VARIABLE}{}", name.unraw()), dollar.span());
                    filled.push(TokenTree::Ident(stand_in));
                }
                Some(TokenTree::Group(repeated)) => {
                    filled.extend(fill(repeated.stream()));
                    // The separator, if any, and `*`, `+` or `?`.
                    let is_count = |tree: &TokenTree| matches!(tree, TokenTree::Punct(p) if matches!(p.as_char(), '*' | '+' | '?'));
                    for tree in trees.by_ref() {
                        if is_count(&tree) {
                            break;
                        }
                        // Statements need their separator; one after the last repetition does no harm.
                        if matches!(&tree, TokenTree::Punct(p) if p.as_char() == ';') {
                            filled.push(tree);
                        }
                    }
                }
                Some(other) => filled.push(other),
                None => {}
            },
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), fill(group.stream()));
                inner.set_span(group.span());
                filled.push(TokenTree::Group(inner));
            }
            tree => filled.push(tree),
        }
    }
    filled.into_iter().collect()
}

/// Whether the identifier is the placeholder of a macro's variable.
pub(super) fn is_variable(name: &Ident) -> bool {
    name.to_string().starts_with(VARIABLE)
}

/// A name as the user wrote it: `$name` for a macro's variable.
pub(super) fn display(name: &Ident) -> String {
    shown(&name.to_string())
}

fn shown(name: &str) -> String {
    match name.strip_prefix(VARIABLE) {
        Some(variable) => format!("${variable}"),
        None => name.to_owned(),
    }
}

impl Judge {
    /// Judges a path with a macro's variable. Returns `false` if it has none.
    pub(super) fn template_path(
        &mut self,
        idents: &[&Ident],
        names: &[String],
        absolute: bool,
    ) -> bool {
        let Some(variable) = names.iter().position(|name| name.starts_with(VARIABLE)) else {
            return false;
        };
        let refused = if variable == 0 {
            if names.len() < 3 || names[1..].iter().any(|name| name.starts_with(VARIABLE)) {
                return true;
            }
            known::refused_with_tail(&names[1..])
        } else {
            match self
                .cx
                .scopes
                .resolve(self.cx.at, &names[..variable], absolute, Space::Types)
            {
                Place::Foreign { path, seen: false } => {
                    // Below a refused path everything is refused. Above one, the caller may complete the path.
                    match known::lookup(&path) {
                        Some(found) => {
                            let ends = (idents[0].span(), idents[variable - 1].span());
                            self.refuse(found.known, &found.name(&path), ends);
                            None
                        }
                        None => known::refused_below(&path),
                    }
                }
                _ => None,
            }
        };
        if let Some(rule) = refused.and_then(known::KnownPath::rule) {
            let whole: Vec<String> = names.iter().map(|name| shown(name)).collect();
            self.report(
                rule,
                (idents[0].span(), idents[idents.len() - 1].span()),
                format!(
                    "`{}` is completed by the caller of the macro, so it cannot be checked",
                    whole.join("::")
                ),
                "write the full path in the macro's body, or take it as `$path:path`",
            );
        }
        true
    }
}
