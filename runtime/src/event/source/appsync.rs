//! AWS AppSync resolvers: direct resolvers, and those whose mapping template sends `typeName` and `fieldName`. A resolver that
//! invokes in batches sends an array of contexts, and expects as many results in the same order.
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html>
//! <https://docs.aws.amazon.com/appsync/latest/devguide/tutorial-lambda-resolvers.html#advanced-use-case-batching>

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::records::Records;
use super::{Found, Name, Peek, Single, Source};
use crate::event::{Members, Text, raw_text};

/// Fields of a GraphQL schema. The name is `Type.field`, and the payload is the arguments of the field.
pub const APPSYNC: &Source = &Source {
    find,
    ..Source::of("appsync")
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info<'a> {
    #[serde(borrow)]
    parent_type_name: Text<'a>,
    #[serde(borrow)]
    field_name: Text<'a>,
}

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let Some(array) = peek.array else {
        let shape = peek.shape;
        let context = Context {
            arguments: shape.arguments,
            info: shape.info,
            type_name: shape.type_name,
            field_name: shape.field_name,
        };
        return Some(Found::One(context.single(peek.event)?));
    };
    let contexts = Records::<Context<'a>>::of(array).map(|context| {
        let (context, event) = context.ok()?;
        context.single(event)
    });
    let contexts: Option<Vec<_>> = contexts.collect();
    contexts
        .filter(|contexts| !contexts.is_empty())
        .map(Found::Several)
}

/// The members of a context that name its field.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow)]
    info: Option<&'a RawValue>,
    #[serde(borrow)]
    type_name: Option<&'a RawValue>,
    #[serde(borrow)]
    field_name: Option<&'a RawValue>,
}

impl<'a> Context<'a> {
    fn single(&self, event: &'a str) -> Option<Single<'a>> {
        let (of, field) = match self.info {
            Some(info) => {
                let info: Info<'a> = serde_json::from_str(info.get()).ok()?;
                (info.parent_type_name.0, info.field_name.0)
            }
            None => (raw_text(self.type_name?)?, raw_text(self.field_name?)?),
        };
        let name = Name::Pair(of, ".", field);
        Some(Single::new(
            name,
            Cow::Borrowed(self.arguments.map_or("null", RawValue::get)),
            event,
        ))
    }
}

/// Returns the JSON of the arguments in a context.
pub(super) fn arguments(event: &str) -> &str {
    Members::of(event.trim_ascii_start())
        .value_of("arguments")
        .unwrap_or("null")
}
