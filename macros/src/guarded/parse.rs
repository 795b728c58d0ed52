//! From tokens to the model of `#[guarded]`.

use proc_macro2::{Span, TokenStream};
use syn::{Item, ItemFn};

use super::args::Args;
use super::model::Guarded;
use super::{loops, off};
use crate::expansion::Parsed;
use crate::report::{Errors, Message};
use crate::{item, options};

/// What is expected.
const FORM: &str = "#[guarded]\nfn parse(page: &str) -> Vec<Order> { … }";

pub(super) fn parse(
    args: TokenStream,
    tokens: TokenStream,
    errors: &mut Errors,
) -> Parsed<Guarded> {
    let Args { krate } = options::read(args, errors);
    let krate = krate
        .and_then(|krate| errors.take(krate))
        .unwrap_or_default();
    let Ok(mut function) = syn::parse2::<ItemFn>(tokens.clone()) else {
        errors.push(refusal(&tokens));
        return Parsed::Refused(tokens);
    };
    let is_off = off::take(&mut function.attrs, errors);
    if is_off {
        errors.push(
            Message::new("`#[guarded]` and `#[guard(off)]` say the opposite of each other")
                .help("keep one of them; `#[guard(off)]` can stand on a single loop")
                .at(&function.sig.ident),
        );
    }
    let is_possible = report_impossible(&function, errors);
    loops::instrument(&mut function.block, is_off || !is_possible, &krate, errors);
    Parsed::Model(Guarded { function })
}

/// What runs while the program is compiled has no deadline, and what foreign code calls must not unwind into it.
fn report_impossible(function: &ItemFn, errors: &mut Errors) -> bool {
    let name = &function.sig.ident;
    if let Some(constness) = &function.sig.constness {
        errors.push(
            Message::new(format!("`{name}` is a `const fn`, whose loops cannot be interrupted"))
                .help("remove `#[guarded]`, or `const`")
                .note("the check at the head of a loop reads what the runtime sets while an invocation runs, which a constant cannot")
                .at(constness),
        );
        return false;
    }
    if let Some(abi) = &function.sig.abi
        && abi
            .name
            .as_ref()
            .is_none_or(|name| name.value() != "Rust" && !name.value().ends_with("-unwind"))
    {
        errors.push(
            Message::new(format!("foreign code calls `{name}`, so its loops cannot be left"))
                .help("remove `#[guarded]`, or write `extern \"C-unwind\"` if the caller lets Rust unwind through it")
                .note("a loop is left by unwinding, which ends the process at the edge of an `extern` function")
                .at(abi),
        );
        return false;
    }
    true
}

fn refusal(tokens: &TokenStream) -> syn::Error {
    let form = |headline: &str| {
        Message::new(headline)
            .help(FORM)
            .note("each function is marked by itself, methods too; handlers are guarded without it")
    };
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Verbatim(_)) | Err(_) => {
            form("`#[guarded]` belongs on a function with a body").at_span(Span::call_site())
        }
        Ok(other) => form(&format!(
            "`#[guarded]` belongs on a function with a body, not on {}",
            item::described(&other)
        ))
        .at(item::head(&other)),
    }
}
