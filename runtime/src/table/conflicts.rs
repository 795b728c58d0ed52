//! Two handlers for one key: the message.

use super::bytes::same;
use super::entry::{Entry, Key, Origin};
use super::message::Message;
use crate::handler::shutdown::Shutdown;

/// What is said of two entries that answer the same thing.
pub(super) const fn message(earlier: &Entry, later: &Entry) -> Message {
    if same_handler(&earlier.origin, &later.origin) {
        return merged_twice(earlier);
    }
    let message = Message::new().text("two handlers answer ");
    let message = key(message, &later.key).text(": ");
    let message = place(message, &earlier.origin).text(" and ");
    let message = place(message, &later.origin);
    let message = match (&earlier.key, &later.key) {
        (Key::Route(_, one), Key::Route(_, other)) if !same(one.as_bytes(), other.as_bytes()) => {
            message.text("\nhelp: `").text(one).text("` and `").text(other).text("` differ only in the names of their parameters; give one of them another path or method")
        }
        (Key::Route(..), _) => message.text("\nhelp: give one of them another path or method"),
        (Key::Operation(_), _) => message.text("\nhelp: name one of them with `#[operation(\"another.name\")]`"),
        (Key::Source(..), _) => message.text("\nhelp: keep one of them, or give one another name"),
        (Key::WholeEvent, _) => message.text("\nhelp: keep one of them"),
    };
    message.text("\nnote: the table of a function is made at compile time and holds one handler for each key")
}

/// What is said of one handler that comes by two ways, as an interface of two interfaces that are merged.
const fn merged_twice(entry: &Entry) -> Message {
    let message = key(Message::new(), &entry.key).text(" is in the table twice: ");
    place(message, &entry.origin)
        .text("\nhelp: name the interface once; where another one brings it along, leave it out here")
        .text("\nnote: `interfaces(…)` merges everything that an interface answers, also what it was itself merged from")
}

/// What is said of a route that two others leave nothing.
pub(super) const fn unreached(route: &Entry, one_segment: &Entry, several: &Entry) -> Message {
    let message =
        key(Message::new(), &route.key).text(" is never reached, but by an empty segment: ");
    let message = place(message, &route.origin).text("\nhelp: remove it; ");
    let message = key(message, &one_segment.key).text(", ");
    let message = place(message, &one_segment.origin).text(", and ");
    let message = key(message, &several.key).text(", ");
    place(message, &several.origin)
        .text(", take all its other paths")
        .text("\nnote: segment by segment, a literal goes before a parameter and a parameter before a remainder")
}

/// What is said of a function with two things to do at its end.
pub(super) const fn two_shutdowns(one: &Shutdown, other: &Shutdown) -> Message {
    Message::new()
        .text("a function has one `#[on_shutdown]`, and this one has two: `")
        .text(one.module)
        .text("::")
        .text(one.function)
        .text("` and `")
        .text(other.module)
        .text("::")
        .text(other.function)
        .text("`\nhelp: keep one of them, and let it call the other: `tokio::join!(first(), second());`")
        .text("\nnote: all of it has to be done within 500 ms, so one function says what is done in which order")
}

/// What is said of a route where no declared trigger brings requests.
pub(super) const fn behind_no_trigger(route: &Entry) -> Message {
    let message = key(Message::new(), &route.key)
        .text(" is never reached: no trigger in `triggers(…)` brings HTTP requests: ");
    place(message, &route.origin)
        .text("\nhelp: add the trigger: triggers(http_api, websocket)")
        .text("\nnote: HTTP requests come through `http_api`, `rest_api`, `function_url`, `alb` and `vpc_lattice`")
}

const fn same_handler(left: &Origin, right: &Origin) -> bool {
    left.line == right.line
        && same(left.place.file.as_bytes(), right.place.file.as_bytes())
        && same(left.place.module.as_bytes(), right.place.module.as_bytes())
        && same(left.function.as_bytes(), right.function.as_bytes())
}

const fn key(message: Message, key: &Key) -> Message {
    match key {
        Key::Route(method, template) => {
            let method = match method {
                Some(method) => method.as_str(),
                None => "every method on",
            };
            message
                .text("`")
                .text(method)
                .text(" ")
                .text(template)
                .text("`")
        }
        Key::Operation(name) => message.text("the operation `").text(name).text("`"),
        Key::Source(source, name) if name.is_empty() => {
            message.text("`#[").text(source.attribute).text("]`")
        }
        Key::Source(source, name) => message
            .text("`#[")
            .text(source.attribute)
            .text("]` of `")
            .text(name)
            .text("`"),
        Key::WholeEvent => message.text("every event"),
    }
}

const fn place(message: Message, origin: &Origin) -> Message {
    message
        .text("`")
        .text(origin.place.module)
        .text("::")
        .text(origin.function)
        .text("` (")
        .text(origin.place.file)
        .text(":")
        .number(origin.line as usize)
        .text(")")
}
