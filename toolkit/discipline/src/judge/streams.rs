//! Tasks that produce the stream that a function returns: `let (sender, receiver) = channel(8); tokio::spawn(produce(sender));
//! Ok(stream_of(receiver))`.
//!
//! The invocation ends when its stream ends, and the stream ends when the task drops the sender. So the task is waited for although its
//! handle is dropped. The same is true if the function itself receives until all senders are dropped.

use super::context::Context;
use super::variables::bound_by;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Pat, Stmt};

/// Functions that return a sender and its receiver, by their last name.
const CHANNELS: [&str; 6] = [
    "channel",
    "unbounded_channel",
    "bounded",
    "unbounded",
    "duplex",
    "simplex",
];

impl Context {
    /// The variables of a block that hold the sending half of a channel whose receiving half the block returns or drains.
    pub(super) fn feeding(&self, stmts: &[Stmt]) -> Vec<Ident> {
        let mut feeding = Vec::new();
        for (at, stmt) in stmts.iter().enumerate() {
            let Stmt::Local(local) = stmt else { continue };
            let (Pat::Tuple(pair), Some(init)) =
                (super::variables::untyped(&local.pat), &local.init)
            else {
                continue;
            };
            let names = bound_by(&local.pat);
            if pair.elems.len() != 2 || names.len() != 2 || !self.makes_channel(&init.expr) {
                continue;
            }
            // The half that leaves the block is the receiver, whatever the order of the two is.
            for (sender, receiver) in [(0, 1), (1, 0)] {
                if is_given_away(&names[receiver], &stmts[at + 1..])
                    && !is_given_away(&names[sender], &stmts[at + 1..])
                {
                    feeding.extend(derived(&names[sender], &stmts[at + 1..]));
                    break;
                }
            }
        }
        feeding
    }

    fn makes_channel(&self, init: &Expr) -> bool {
        match init {
            Expr::Call(call) => match &*call.func {
                Expr::Path(callee) => {
                    let last = callee.path.segments.last();
                    let named =
                        last.is_some_and(|last| CHANNELS.iter().any(|name| last.ident == name));
                    // The channels of std block the thread, and another rule refuses them.
                    named
                        && self
                            .place_of(&callee.path)
                            .is_none_or(|path| !path.starts_with("std::"))
                }
                _ => false,
            },
            Expr::Try(inner) => self.makes_channel(&inner.expr),
            Expr::Await(inner) => self.makes_channel(&inner.base),
            Expr::Paren(inner) => self.makes_channel(&inner.expr),
            _ => false,
        }
    }
}

/// Whether tokens mention one of these variables.
pub(super) fn mention(tokens: TokenStream, names: &[Ident]) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => names.contains(&ident),
        TokenTree::Group(group) => mention(group.stream(), names),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// A variable and those that later statements derive from it.
fn derived(name: &Ident, rest: &[Stmt]) -> Vec<Ident> {
    let mut all = vec![name.clone()];
    for stmt in rest {
        if let Stmt::Local(local) = stmt
            && let Some(init) = &local.init
            && !starts_task(&init.expr)
            && mention(init.expr.to_token_stream(), &all)
        {
            all.extend(bound_by(&local.pat));
        }
    }
    all
}

/// Whether a variable, or one that is derived from it, is in the value of a block, in a `return`, or in a loop that waits for what it
/// receives.
fn is_given_away(name: &Ident, rest: &[Stmt]) -> bool {
    let all = derived(name, rest);
    let last = rest.len().saturating_sub(1);
    rest.iter().enumerate().any(|(at, stmt)| match stmt {
        Stmt::Expr(expr, semi) if !starts_task(expr) => match expr {
            Expr::While(_) | Expr::Loop(_) => receives(expr.to_token_stream(), &all),
            Expr::Return(_) => mention(expr.to_token_stream(), &all),
            _ => semi.is_none() && at == last && mention(expr.to_token_stream(), &all),
        },
        Stmt::Macro(stmt) if stmt.semi_token.is_none() && at == last => {
            mention(stmt.mac.tokens.clone(), &all)
        }
        _ => false,
    })
}

/// Whether tokens contain `receiver.recv()`, `stream.next()`.
fn receives(tokens: TokenStream, names: &[Ident]) -> bool {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let receives_here = trees.windows(3).any(|window| {
        matches!(window, [TokenTree::Ident(name), TokenTree::Punct(dot), TokenTree::Ident(method)]
            if names.contains(name) && dot.as_char() == '.' && ["recv", "recv_many", "recv_async", "next", "try_next"].iter().any(|one| method == one))
    });
    receives_here
        || trees.into_iter().any(|tree| match tree {
            TokenTree::Group(group) => receives(group.stream(), names),
            _ => false,
        })
}

/// Whether an expression is a call of a function named `spawn…`: the variables in its task do not leave the block.
fn starts_task(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => matches!(&*call.func, Expr::Path(callee)
            if callee.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with("spawn"))),
        Expr::MethodCall(call) => call.method.to_string().starts_with("spawn"),
        Expr::Assign(assign) => starts_task(&assign.right),
        _ => false,
    }
}
