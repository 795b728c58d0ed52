//! `#[sns]`, `#[sns("orders")]` and the other event sources: one line each.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, LitStr, Meta};

use super::{Helper, Key, arguments, resource};
use crate::report::Message;
use crate::values::Concurrency;

/// An event source and the name that its events have to ask for.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The attribute's name; the runtime's constant is the same in capitals.
    pub(crate) attribute: &'static str,
    /// What its handlers take and return.
    pub(crate) manner: Manner,
    /// The name in the table; empty is every name.
    pub(crate) name: String,
    /// What a message about the name underlines: the arguments, where there are any.
    pub(crate) written: Option<TokenStream>,
    /// How many records are handled at a time; `None` is one.
    pub(crate) concurrency: Option<Concurrency>,
    /// Whether a record that fails fails the invocation, because the service does not read which ones failed.
    pub(crate) fails_whole: bool,
}

/// What the handlers of a source take and return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Records, and which of them failed.
    Records,
    /// One event, and its reply as JSON.
    Event,
    /// One event, and an HTTP response.
    Response,
}

impl Source {
    /// The runtime's constant.
    pub(crate) fn constant(&self, private: &TokenStream) -> TokenStream {
        let name = Ident::new(&self.attribute.to_uppercase(), Span::call_site());
        quote!(#private::#name)
    }

    /// As one writes it.
    pub(crate) fn described(&self) -> String {
        match &self.written {
            Some(written) => format!("`#[{}({written})]`", self.attribute),
            None => format!("`#[{}]`", self.attribute),
        }
    }
}

const EVENT: &str = "pub async fn NAME(event: Event<Order>) -> Result<(), Error>";
const PAYLOAD: &str = "pub async fn NAME(order: Order) -> Result<Reply, Error>";

const fn helper(name: &'static str, form: &'static str, signature: &'static str) -> Helper {
    Helper {
        name,
        form,
        signature,
        read: read_named,
    }
}

pub(super) const SNS: Helper = helper(
    "sns",
    "#[sns(\"orders\")]",
    "pub async fn NAME(notification: Sns<Order>) -> Result<(), Error>",
);
pub(super) const S3: Helper = helper(
    "s3",
    "#[s3(\"invoices\")]",
    "pub async fn NAME(notification: S3) -> Result<(), Error>",
);
pub(super) const SCHEDULE: Helper = helper(
    "schedule",
    "#[schedule(\"nightly\")]",
    "pub async fn NAME(deadline: Deadline) -> Result<(), Error>",
);
pub(super) const LOGS: Helper = helper(
    "logs",
    "#[logs(\"/aws/lambda/shop\")]",
    "pub async fn NAME(events: Logs) -> Result<(), Error>",
);
pub(super) const WEBSOCKET: Helper = helper(
    "websocket",
    "#[websocket(\"$connect\")]",
    "pub async fn NAME(event: Event<Connection>) -> Result<StatusCode, ApiError>",
);
pub(super) const APPSYNC: Helper = Helper {
    read: read_field,
    ..helper("appsync", "#[appsync(\"Query.order\")]", PAYLOAD)
};
pub(super) const AUTHORIZER: Helper = Helper {
    read: read_nameless,
    ..helper(
        "authorizer",
        "#[authorizer]",
        "pub async fn NAME(question: Question) -> Result<Policy, Error>",
    )
};
pub(super) const COGNITO: Helper = Helper {
    read: read_trigger,
    ..helper(
        "cognito",
        "#[cognito(\"PreSignUp\")]",
        "pub async fn NAME(event: PreSignUp) -> Result<PreSignUp, Error>",
    )
};
pub(super) const ANY_EVENT: Helper = Helper {
    read: read_nameless,
    ..helper("event", "#[event]", EVENT)
};
pub(super) const FALLBACK: Helper = Helper {
    read: read_nameless,
    ..helper("fallback", "#[fallback]", EVENT)
};

/// The source of an attribute, without a name.
pub(super) fn nameless(helper: &Helper) -> Source {
    Source {
        attribute: helper.name,
        manner: match helper.name {
            "sqs" | "kinesis" | "dynamodb" | "kafka" => Manner::Records,
            "websocket" => Manner::Response,
            _ => Manner::Event,
        },
        name: String::new(),
        written: None,
        concurrency: None,
        fails_whole: false,
    }
}

/// The key of a source's attribute, with the name that its events have to ask for.
pub(super) fn key(helper: &Helper, name: String, written: Option<TokenStream>) -> Key {
    Key::Source(Source {
        name,
        written,
        ..nameless(helper)
    })
}

/// The tokens between the parentheses, if there are any.
pub(super) fn given(attribute: &Attribute, form: &Message) -> syn::Result<Option<TokenStream>> {
    match &attribute.meta {
        Meta::NameValue(_) => Err(form.clone().at(&attribute.meta)),
        _ => Ok(arguments(attribute).filter(|tokens| !tokens.is_empty())),
    }
}

fn read_named(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let form = Message::new(format!(
        "`#[{}]` takes nothing, or a name in quotes",
        helper.name
    ))
    .help(helper.form);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Key::Source(nameless(helper)));
    };
    let literal: LitStr = syn::parse2(arguments.clone()).map_err(|_| form.at(arguments))?;
    Ok(Key::Source(named(helper, literal)?))
}

/// The source of an attribute, with this name.
pub(super) fn named(helper: &Helper, literal: LitStr) -> syn::Result<Source> {
    let name = resource::name(helper, literal)?;
    Ok(Source {
        name: name.value(),
        written: Some(name.to_token_stream()),
        ..nameless(helper)
    })
}

fn read_field(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let read = read_named(helper, attribute)?;
    match &read {
        Key::Source(Source {
            name,
            written: Some(written),
            ..
        }) if name.split('.').filter(|part| !part.is_empty()).count() != 2 => Err(Message::new(
            "`#[appsync]` takes a type and a field of the schema",
        )
        .help(helper.form)
        .at(written)),
        _ => Ok(read),
    }
}

/// `PreSignUp` is every occasion of the trigger.
fn read_trigger(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let mut read = read_named(helper, attribute)?;
    if let Key::Source(Source { name, .. }) = &mut read
        && !name.is_empty()
        && !name.contains('_')
    {
        // As the runtime's `source/cognito.rs` puts an event's name together.
        name.push_str("_*");
    }
    Ok(read)
}

fn read_nameless(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let form = Message::new(format!("`#[{}]` takes no arguments", helper.name)).help(helper.form);
    match given(attribute, &form)? {
        None => Ok(Key::Source(nameless(helper))),
        Some(arguments) => Err(form.at(arguments)),
    }
}
