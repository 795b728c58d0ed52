//! Statics that are initialised on first use, or hold state.

use super::scan::Scan;
use super::step::Kind;
use super::text::{compact, text};
use proc_macro2::{Span, TokenTree};
use syn::{ItemMacro, ItemStatic, StaticMutability};

/// Types of values that are initialised on first use.
const LAZY: &[&str] = &[
    "Lazy", "LazyCell", "LazyLock", "OnceCell", "OnceLock", "SyncLazy",
];

/// Types of state between invocations.
const STATE: &[&str] = &["Mutex", "RwLock", "DashMap", "RefCell"];

impl Scan<'_> {
    /// A static that is initialised on first use, or holds state.
    fn lazy_static(&mut self, at: Span, name: &str, ty: &str, is_state: bool) {
        let module = name.to_lowercase();
        let held = ty
            .split_once('<')
            .and_then(|(_, rest)| rest.rsplit_once('>'))
            .map_or(ty, |(held, _)| held)
            .trim();
        let held = if is_state { ty } else { held };
        let mut todo = format!(
            "`#[lazy_module] mod {module} {{ pub fn init() -> {held} {{ … }} }}` (or `async fn init`), and the parameter `{module}: \
             {module}::Lazy` of each handler that uses it"
        );
        if is_state {
            todo.push_str(". `cargo gatewright check` names state that invocations share");
        }
        self.step(at, Kind::Static, format!("static {name}: {ty}"), todo);
    }

    /// `static ref NAME: Type` and `static NAME: Type` in macros that define statics.
    pub(super) fn statics_of_macro(&mut self, item: &ItemMacro) {
        let is_one = item
            .mac
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "lazy_static" || last.ident == "thread_local");
        if !is_one {
            return;
        }
        let mut tokens = item.mac.tokens.clone().into_iter().peekable();
        while let Some(token) = tokens.next() {
            if !matches!(&token, TokenTree::Ident(word) if word == "static") {
                continue;
            }
            if matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == "ref") {
                tokens.next();
            }
            let Some(TokenTree::Ident(name)) = tokens.next() else {
                continue;
            };
            let ty: Vec<TokenTree> = tokens
                .by_ref()
                .skip(1)
                .take_while(
                    |token| !matches!(token, TokenTree::Punct(sign) if sign.as_char() == '='),
                )
                .collect();
            let ty = compact(
                &ty.into_iter()
                    .collect::<proc_macro2::TokenStream>()
                    .to_string(),
            );
            let at = name.span();
            self.lazy_static(at, &name.to_string(), &ty, true);
        }
    }

    pub(super) fn static_item(&mut self, item: &ItemStatic) {
        let ty = text(&*item.ty);
        let words: Vec<&str> = ty
            .split(|one: char| !one.is_alphanumeric() && one != '_')
            .collect();
        let is_lazy = LAZY.iter().any(|lazy| words.contains(lazy));
        let is_state = matches!(item.mutability, StaticMutability::Mut(_))
            || STATE.iter().any(|state| words.contains(state))
            || words.iter().any(|word| word.starts_with("Atomic"));
        if is_lazy || is_state {
            let at = item.static_token.span;
            self.lazy_static(at, &item.ident.to_string(), &ty, !is_lazy);
        }
    }
}
