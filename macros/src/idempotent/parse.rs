//! Taking `#[idempotent]` off a function.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Meta};

use super::args::Args;
use super::model::Idempotent;
use super::{FORM, NAME, key::Key};
use crate::attributes;
use crate::handler::Answers;
use crate::options;
use crate::report::{Errors, Message};

/// An hour, in milliseconds.
const DEFAULT_TTL: u64 = 60 * 60 * 1_000;

/// The attribute that stood on a function.
pub(crate) struct Found {
    /// Where.
    pub(crate) span: Span,
    model: Option<Idempotent>,
}

impl Found {
    /// What it says of a handler that answers this; nothing if something is wrong with it, which has been reported.
    pub(crate) fn of(self, answers: &Answers, errors: &mut Errors) -> Option<Idempotent> {
        let model = self.model?;
        match (&model.key, answers) {
            (Key::Field(..), _) | (Key::Header(..), Answers::Route(..)) => Some(model),
            (Key::Header(literal, _), _) => {
                let answered = answers.described();
                errors.push(
                    Message::new(format!("{answered} comes without headers"))
                        .help("key = \"order_id\"")
                        .note("only an HTTP request has headers; of all else the key is a field of the payload")
                        .at(literal),
                );
                None
            }
        }
    }
}

/// Takes the attribute off, and reads it. A second one is reported at both places.
pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Option<Found> {
    report_conditional(attrs, errors);
    let (ours, others) = std::mem::take(attrs)
        .into_iter()
        .partition::<Vec<_>, _>(|attribute| attributes::is_named(attribute, NAME));
    *attrs = others;
    let first = ours.first()?;
    let span = first.path().span();
    if ours.len() > 1 {
        for attribute in &ours {
            errors.push(
                Message::new("`#[idempotent]` is given more than once")
                    .help("keep one of them")
                    .at(&attribute.meta),
            );
        }
        return Some(Found { span, model: None });
    }
    let model = read(first, errors);
    Some(Found { span, model })
}

/// Takes the attribute off what it cannot stand on, without a word.
pub(crate) fn taken_off(attrs: &mut Vec<Attribute>) {
    attrs.retain(|attribute| !attributes::is_named(attribute, NAME));
}

/// Takes the attribute off an item that is no function, and reports it.
pub(crate) fn refuse_on(what: &str, attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    if let Some(attribute) = attrs
        .iter()
        .find(|attribute| attributes::is_named(attribute, NAME))
    {
        errors.push(on_no_function(what).at(&attribute.meta));
    }
    taken_off(attrs);
}

pub(super) fn on_no_function(what: &str) -> Message {
    Message::new(format!(
        "`#[{NAME}]` belongs on an `async fn` that handles something, not on {what}"
    ))
    .help(format!(
        "#[post(\"/orders\")]\n{FORM}\npub async fn create_order(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError>"
    ))
}

fn read(attribute: &Attribute, errors: &mut Errors) -> Option<Idempotent> {
    let before = errors.count();
    let args = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) => proc_macro2::TokenStream::new(),
        Meta::NameValue(_) => {
            errors.push(
                Message::new("`#[idempotent]` takes options of the form `name = value`")
                    .help(FORM)
                    .at(&attribute.meta),
            );
            return None;
        }
    };
    let Args { key, ttl, store } = options::read(args, errors);
    let missing = |name: &str, why: &str| {
        Message::new(format!("`#[idempotent]` needs `{name}`"))
            .help(FORM)
            .note(why)
            .at(&attribute.meta)
    };
    if key.is_none() && errors.count() == before {
        errors.push(missing(
            "key",
            "the key says which events are the same: a field of the payload, or a header",
        ));
    }
    if store.is_none() && errors.count() == before {
        errors.push(missing(
            "store",
            "a lazy module makes the store, in which keys and replies are kept",
        ));
    }
    let key = key.and_then(|key| errors.take(key));
    let ttl = ttl.map_or(Some(DEFAULT_TTL), |ttl| errors.take(ttl).map(|ttl| ttl.0));
    let store = store.and_then(|store| errors.take(store));
    Some(Idempotent {
        attribute: attribute.path().span(),
        key: key?,
        ttl: ttl?,
        store: store?.0,
    })
}

/// `#[cfg_attr(…, idempotent(…))]` is not resolved yet when a macro sees it.
fn report_conditional(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        let is_ours = attributes::conditional(attribute)
            .iter()
            .any(|meta| attributes::ends_in(meta.path(), NAME));
        if is_ours {
            errors.push(
                Message::new("`#[idempotent]` cannot stand in a `cfg_attr`")
                    .help("write the handler twice, each under its `#[cfg(…)]`, once with the attribute and once without")
                    .note("the table is made before `cfg_attr` is resolved")
                    .at(&attribute.meta),
            );
        }
        !is_ours
    });
}
