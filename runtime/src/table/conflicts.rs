//! The messages of the const assertions on handlers: conflicting keys, unreachable routes and a second shutdown hook.

use super::bytes::same;
use super::entry::{Entry, Key, Origin};
use super::message::Message;
use crate::handler::shutdown::Shutdown;

/// The message for two entries with the same key.
pub(super) const fn message(earlier: &Entry, later: &Entry) -> Message {
    if same_handler(&earlier.origin, &later.origin) {
        return merged_twice(earlier);
    }
    let message = Message::new().text("two handlers for ");
    let message = key(message, &later.key).text(": ");
    let message = place(message, &earlier.origin).text(" and ");
    let message = place(message, &later.origin);
    let message = match (&earlier.key, &later.key) {
        (Key::Route(_, one), Key::Route(_, other)) if !same(one.as_bytes(), other.as_bytes()) => {
            message
                .text("\nhelp: change the path or the method of one of them: `")
                .text(one)
                .text("` and `")
                .text(other)
                .text("` differ only in the names of their parameters")
        }
        (Key::Route(..), _) => message.text("\nhelp: change the path or the method of one of them"),
        (Key::Operation(_), _) => {
            message.text("\nhelp: rename one of them: #[operation(\"another.name\")]")
        }
        (Key::Variable(..), _) => {
            message.text("\nhelp: remove one of them, or give it another environment variable")
        }
        (Key::Source(..), _) => message.text("\nhelp: remove one of them, or give it another name"),
        (Key::WholeEvent, _) => message.text("\nhelp: remove one of them"),
    };
    message.text("\nnote: the table of a function is built at compile time and holds one handler for each key")
}

/// The message for one handler that is merged by two routes, such as an interface of two merged interfaces.
const fn merged_twice(entry: &Entry) -> Message {
    let message = key(Message::new(), &entry.key).text(" is in the table twice: ");
    place(message, &entry.origin)
        .text("\nhelp: list its interface once: remove it from `interfaces(…)` here if another listed interface already merges it")
        .text("\nnote: `interfaces(…)` merges all handlers of an interface, including those that it merged itself")
}

/// The message for a route whose paths are all taken by two other routes.
pub(super) const fn unreached(route: &Entry, one_segment: &Entry, several: &Entry) -> Message {
    let message =
        key(Message::new(), &route.key).text(" can be reached only by an empty segment: ");
    let message = place(message, &route.origin).text("\nhelp: remove it; ");
    let message = key(message, &one_segment.key).text(", ");
    let message = place(message, &one_segment.origin).text(", and ");
    let message = key(message, &several.key).text(", ");
    place(message, &several.origin)
        .text(", match all its other paths")
        .text("\nnote: in each segment, a literal takes precedence over a parameter, and a parameter over a remainder")
}

/// The message for a function with two shutdown hooks.
pub(super) const fn two_shutdowns(one: &Shutdown, other: &Shutdown) -> Message {
    Message::new()
        .text("a function has at most one `#[on_shutdown]`, found two: `")
        .text(one.module)
        .text("::")
        .text(one.function)
        .text("` and `")
        .text(other.module)
        .text("::")
        .text(other.function)
        .text("`\nhelp: keep one of them and call the other from it: tokio::join!(first(), second());")
        .text("\nnote: the whole shutdown must end within 500 ms, so one function decides the order of its steps")
}

/// The message for a route in a function whose declared triggers send no HTTP requests.
pub(super) const fn no_http_trigger(route: &Entry) -> Message {
    let message = key(Message::new(), &route.key)
        .text(" can never be reached: no trigger in `triggers(…)` sends HTTP requests: ");
    place(message, &route.origin)
        .text("\nhelp: add the trigger: triggers(http_api, websocket)")
        .text("\nnote: the triggers that send HTTP requests are `http_api`, `rest_api`, `function_url`, `alb` and `vpc_lattice`")
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
        Key::Variable(source, variable) => message
            .text("`#[")
            .text(source.attribute)
            .text("]` of the environment variable `")
            .text(variable.name)
            .text("`"),
        Key::WholeEvent => message.text("every event"),
    }
}

pub(super) const fn place(message: Message, origin: &Origin) -> Message {
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
