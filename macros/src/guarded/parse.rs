//! Parses `#[guarded]`.

use darling::FromMeta;
use proc_macro2::{Span, TokenStream};
use syn::{Item, ItemFn};

use super::{guard_off, loops};
use crate::crate_path::CratePath;
use crate::expansion::Parsed;
use crate::item;
use crate::options::{self, Known, Options};
use crate::report::{Errors, Message};

#[derive(FromMeta)]
struct Args {
    #[darling(rename = "crate")]
    krate: Option<darling::Result<CratePath>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "guarded";
    const KNOWN: &'static [Known] = &[Known::new("crate", "crate = ::gatewright", &["krate"])];
}

/// The expected form.
const FORM: &str = "#[guarded]\nfn parse(page: &str) -> Vec<Order> { … }";

pub(super) fn parse(args: TokenStream, tokens: TokenStream, errors: &mut Errors) -> Parsed<ItemFn> {
    let Args { krate } = options::read(args, errors);
    let krate = krate
        .and_then(|krate| errors.take(krate))
        .unwrap_or_default();
    let Ok(mut function) = syn::parse2::<ItemFn>(tokens.clone()) else {
        errors.push(refusal(&tokens));
        return Parsed::Refused(tokens);
    };
    let is_off = guard_off::take(&mut function.attrs, errors);
    if is_off {
        errors.push(
            Message::new("`#[guarded]` and `#[guard(off)]` contradict each other")
                .help("remove one of them; `#[guard(off)]` can also be on a single loop")
                .at(&function.sig.ident),
        );
    }
    let is_possible = report_impossible(&function, errors);
    loops::instrument(&mut function.block, is_off || !is_possible, &krate, errors);
    Parsed::Model(function)
}

/// Reports functions whose loops cannot be interrupted. A `const fn` has no deadline, and foreign code must not be unwound into.
fn report_impossible(function: &ItemFn, errors: &mut Errors) -> bool {
    let name = &function.sig.ident;
    if let Some(constness) = &function.sig.constness {
        errors.push(
            Message::new(format!("the loops of `{name}` cannot be interrupted, because it is a `const fn`"))
                .help("remove `#[guarded]` or `const`")
                .note("the check in each loop reads state of the running invocation, which a `const fn` cannot read")
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
            Message::new(format!("the loops of `{name}` cannot be interrupted, because foreign code calls it"))
                .help("remove `#[guarded]`, or write `extern \"C-unwind\"` if the caller lets Rust unwind through it")
                .note("a loop is interrupted by unwinding, which aborts the process at the boundary of an `extern` function")
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
            .note("mark each function or method separately; handlers need no `#[guarded]`")
    };
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Verbatim(_)) | Err(_) => {
            form("`#[guarded]` must be on a function with a body").at_span(Span::call_site())
        }
        Ok(other) => form(&format!(
            "`#[guarded]` must be on a function with a body, not on {}",
            item::described(&other)
        ))
        .at(item::head(&other)),
    }
}
