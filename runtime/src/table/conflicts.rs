//! Two handlers for one key: the message.

use super::entry::{Entry, Key, Origin};
use super::message::Message;

/// What is said of two entries that answer the same thing.
pub(super) const fn message(earlier: &Entry, later: &Entry) -> Message {
    let message = Message::new().text("two handlers answer ");
    let message = key(message, &later.key).text(": ");
    let message = place(message, &earlier.origin).text(" and ");
    let message = place(message, &later.origin);
    let message = match (&earlier.key, &later.key) {
        (Key::Route(_, one), Key::Route(_, other)) if !super::hash::same(one.as_bytes(), other.as_bytes()) => {
            message.text("\nhelp: `").text(one).text("` and `").text(other).text("` differ only in the names of their parameters; give one of them another path or method")
        }
        (Key::Route(..), _) => message.text("\nhelp: give one of them another path or method"),
        (Key::Operation(_), _) => message.text("\nhelp: name one of them with `#[operation(\"another.name\")]`"),
        (Key::Source(..), _) => message.text("\nhelp: keep one of them, or give one another name"),
        (Key::WholeEvent, _) => message.text("\nhelp: keep one of them"),
    };
    message.text("\nnote: the table of a function is made at compile time and holds one handler for each key")
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
        .text(origin.module)
        .text("::")
        .text(origin.function)
        .text("` (")
        .text(origin.file)
        .text(":")
        .number(origin.line as usize)
        .text(")")
}
