//! Finding the helper attribute on a function.

use proc_macro2::Span;
use syn::Attribute;
use syn::spanned::Spanned;

use crate::attributes;
use crate::helpers::{HELPERS, Helper, Key};
use crate::report::{Errors, Message};

/// A helper attribute that stood on a function.
pub(crate) struct Found {
    /// Which.
    pub(crate) helper: &'static Helper,
    /// Where.
    pub(crate) span: Span,
    /// What it says; nothing if it was reported.
    pub(crate) key: Option<Key>,
}

/// Takes the helper attributes off, and reads the one there may be. A second one is reported at both places.
pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Option<Found> {
    report_conditional(attrs, errors);
    let (helpers, others) = std::mem::take(attrs)
        .into_iter()
        .partition::<Vec<_>, _>(|attribute| Helper::of(attribute).is_some());
    *attrs = others;
    let (first, further) = helpers.split_first()?;
    let helper = Helper::of(first)?;
    if !further.is_empty() {
        for attribute in &helpers {
            errors.push(more_than_one().at(&attribute.meta));
        }
        return Some(Found {
            helper,
            span: first.path().span(),
            key: None,
        });
    }
    Some(Found {
        helper,
        span: first.path().span(),
        key: errors.take(helper.read(first)),
    })
}

fn more_than_one() -> Message {
    Message::new("a function answers one thing: it has more than one of these attributes").help(
        "keep one, and write a function of its own for each of the others; they can call this one",
    )
}

/// `#[cfg_attr(…, get("/"))]` is not resolved yet when a macro sees it.
fn report_conditional(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        let Some(helper) = conditional(attribute) else {
            return true;
        };
        errors.push(
            Message::new(format!("`#[{}]` cannot stand in a `cfg_attr`", helper.name))
                .help(format!("#[cfg(…)]\n{}", helper.form))
                .note("the table is made before `cfg_attr` is resolved")
                .at(&attribute.meta),
        );
        false
    });
}

fn conditional(attribute: &Attribute) -> Option<&'static Helper> {
    attributes::conditional(attribute).iter().find_map(|meta| {
        HELPERS
            .iter()
            .find(|helper| attributes::ends_in(meta.path(), helper.name))
    })
}
