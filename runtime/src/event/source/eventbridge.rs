//! Amazon EventBridge.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use std::borrow::Cow;

use super::{Found, Name, Peek, Source};
use crate::event::raw_text;

/// Events of a bus; the name is of their `source` and `detail-type`, and the payload their `detail`.
pub const EVENTBRIDGE: &Source = &Source {
    find,
    ..Source::of("eventbridge")
};

/// What stands between the parts of a name; the macro writes the same.
const BETWEEN: &str = " / ";

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let shape = peek.shape;
    let detail_type = raw_text(shape.detail_type?)?;
    let source = raw_text(shape.source?)?;
    Some(Found::One {
        name: Name::Pair(source, BETWEEN, detail_type),
        payload: Cow::Borrowed(shape.detail.map_or("null", |detail| detail.get())),
    })
}
