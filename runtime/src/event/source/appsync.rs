//! AWS AppSync resolvers: direct resolvers, and those whose mapping template sends `typeName` and `fieldName`. Batches, which are
//! arrays of such events, are not supported; resolvers send them only if configured to.
//! <https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html>

use std::borrow::Cow;

use serde::Deserialize;

use super::{Found, Name, Peek, Source};
use crate::event::{Text, raw_text};

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
    let shape = peek.shape;
    let (of, field) = match shape.info {
        Some(info) => {
            let info: Info<'a> = serde_json::from_str(info.get()).ok()?;
            (info.parent_type_name.0, info.field_name.0)
        }
        None => (raw_text(shape.type_name?)?, raw_text(shape.field_name?)?),
    };
    Some(Found::One {
        name: Name::Pair(of, ".", field),
        payload: Cow::Borrowed(shape.arguments.map_or("null", |arguments| arguments.get())),
    })
}
