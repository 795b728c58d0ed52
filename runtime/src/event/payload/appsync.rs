//! Contexts of AppSync resolvers.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::event::Pairs;
use crate::event::content::read_from_event;

/// The context of a resolver: the parameter of an `#[appsync]` handler, and in a [`Batch`](crate::Batch) of a resolver that invokes
/// in batches. `A` is the type of the arguments, `S` that of the parent object.
/// <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html>
///
/// ```
/// use gatewright::payload::AppSync;
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Product {
///     id: String,
/// }
///
/// #[lambda_handler(main = false)]
/// #[appsync("Product.comments")]
/// async fn comments(context: AppSync<(), Product>) -> Vec<String> {
///     vec![format!("about {}", context.source.id)]
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AppSync<A = Value, S = Value> {
    /// The arguments of the field. A field without arguments has `()`.
    pub arguments: A,
    /// The parent object. The fields of `Query`, `Mutation` and `Subscription` have none: `S` is `()`.
    pub source: S,
    /// The caller, in a form that depends on the authorization mode; `null` with an API key.
    pub identity: Value,
    /// The headers of the request.
    pub headers: BTreeMap<String, String>,
    /// The parent type.
    pub type_name: String,
    /// The field.
    pub field_name: String,
    /// The fields of the result that the query selects.
    pub selection: Vec<String>,
    /// The variables of the query.
    pub variables: Value,
    /// The values that earlier functions of a pipeline resolver stashed.
    pub stash: Value,
    /// The result of the previous function of a pipeline resolver.
    pub prev: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<A, S> {
    arguments: Option<Box<RawValue>>,
    source: Option<Box<RawValue>>,
    #[serde(default)]
    identity: Value,
    request: Option<Request>,
    info: Option<Info>,
    #[serde(default)]
    stash: Value,
    #[serde(default)]
    prev: Value,
    // Of events that a mapping template writes.
    type_name: Option<String>,
    field_name: Option<String>,
    #[serde(skip)]
    of: PhantomData<(A, S)>,
}

#[derive(Deserialize)]
struct Request {
    headers: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    parent_type_name: String,
    field_name: String,
    selection_set_list: Option<Vec<String>>,
    #[serde(default)]
    variables: Value,
}

/// Reads arguments. Without any, AppSync sends an empty object, which is also `()`.
fn arguments<A: DeserializeOwned>(json: &str) -> serde_json::Result<A> {
    match serde_json::from_str(json) {
        Err(error) if json == "{}" => serde_json::from_str("null").map_err(|_| error),
        arguments => arguments,
    }
}

fn json(raw: Option<&RawValue>) -> &str {
    raw.map_or("null", RawValue::get)
}

impl<A: DeserializeOwned, S: DeserializeOwned> TryFrom<Fields<A, S>> for AppSync<A, S> {
    type Error = String;

    fn try_from(context: Fields<A, S>) -> Result<Self, String> {
        let info = context.info.unwrap_or_else(|| Info {
            parent_type_name: context.type_name.unwrap_or_default(),
            field_name: context.field_name.unwrap_or_default(),
            selection_set_list: None,
            variables: Value::Null,
        });
        let headers = context.request.and_then(|request| request.headers);
        Ok(Self {
            arguments: arguments(json(context.arguments.as_deref()))
                .map_err(|error| format!("`arguments`: {error}"))?,
            source: serde_json::from_str(json(context.source.as_deref()))
                .map_err(|error| format!("`source`: {error}"))?,
            identity: context.identity,
            headers: Pairs::new(None, headers.as_deref()).last_values(),
            type_name: info.parent_type_name,
            field_name: info.field_name,
            selection: info.selection_set_list.unwrap_or_default(),
            variables: info.variables,
            stash: context.stash,
            prev: context.prev,
        })
    }
}

read_from_event!(AppSync<A, S> as Fields);
