//! Amazon EventBridge.
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>

use super::schedule::with_detail;
use super::{Found, Name, Peek, Source};
use crate::event::raw_text;

/// Events of a bus. The name is made of `source` and `detail-type`, and the payload is the `detail`.
pub const EVENTBRIDGE: &Source = &Source {
    find,
    ..Source::of("eventbridge")
};

/// Separates the parts of a name. The macro uses the same text.
const SEPARATOR: &str = " / ";

fn find<'a>(peek: &Peek<'a>) -> Option<Found<'a>> {
    let shape = peek.shape;
    let detail_type = raw_text(shape.detail_type?)?;
    let source = raw_text(shape.source?)?;
    let name = Name::Pair(source, SEPARATOR, detail_type);
    Some(Found::One(with_detail(name, peek)))
}
