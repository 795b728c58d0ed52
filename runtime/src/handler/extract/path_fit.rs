//! Whether a handler's `Path` fits its route's template: checked when the function is compiled.

use super::argument::Kind;
use super::path::Path;
use crate::table::{Message, parameter_at, parameter_count, same};

/// The path parameters that a `Path<T>` expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathShape {
    /// The handler's parameter is not a `Path`.
    NotAPath,
    /// This many parameters, in order.
    Count(usize),
    /// Parameters of these names.
    Names(&'static [&'static str]),
    /// Not known, because the derive has already reported an error.
    Unknown,
}

/// A type that takes several path parameters.
///
/// Tuples take them in the template's order. Structs with `#[derive(PathParams)]` take them by name.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, PathParams)]
/// struct OrderLine {
///     order: String,
///     line: u32,
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{order}/lines/{line}")]
/// async fn order_line(Path(OrderLine { order, line }): Path<OrderLine>) -> String {
///     format!("{order}:{line}")
/// }
/// # fn main() {}
/// ```
pub trait PathParams {
    /// The parameters that it expects.
    const SHAPE: PathShape;
}

macro_rules! tuples_take_parameters {
    ($($count:literal: $($type:ident)*;)*) => {$(
        impl<$($type),*> PathParams for ($($type,)*) {
            const SHAPE: PathShape = PathShape::Count($count);
        }
    )*};
}

tuples_take_parameters! {
    1: A; 2: A B; 3: A B C; 4: A B C D; 5: A B C D E; 6: A B C D E F; 7: A B C D E F G; 8: A B C D E F G H;
}

/// Looks up the path parameters that a handler's parameter expects: `<Fits<P>>::SHAPE`.
///
/// An inherent constant takes precedence over the one of [`AnyFits`].
pub struct Fits<P>(std::marker::PhantomData<fn() -> P>);

impl<T: PathParams> Fits<Path<T>> {
    /// The shape of a tuple or of a struct that names its parameters.
    pub const SHAPE: PathShape = T::SHAPE;
}

impl<T: PathParams> Fits<Option<Path<T>>> {
    /// The shape of a tuple or of a struct that names its parameters.
    pub const SHAPE: PathShape = T::SHAPE;
}

/// Gives [`Fits`] a shape for every other type.
pub trait AnyFits {
    /// Not a path.
    const SHAPE: PathShape = PathShape::NotAPath;
}

impl<P> AnyFits for Fits<P> {}

/// Checks that a handler's `Path` fits its route's template. `kinds` and `shapes` are those of the handler's parameters.
///
/// # Panics
///
/// At compile time, if it does not.
#[track_caller]
pub const fn path_fits(template: &'static str, kinds: &[Kind], shapes: &[PathShape]) {
    if let Some(message) = misfit(template, kinds, shapes) {
        panic!("{}", message.as_str());
    }
}

const fn misfit(template: &'static str, kinds: &[Kind], shapes: &[PathShape]) -> Option<Message> {
    let declared = parameter_count(template);
    let mut at = 0;
    while at < kinds.len() {
        let is_path = match kinds[at] {
            Kind::Path => true,
            Kind::OptionalPath => declared != 0,
            _ => false,
        };
        if is_path {
            let found = match shapes[at] {
                // A single value: neither a tuple nor a struct with `PathParams`.
                PathShape::NotAPath => check_count(template, declared, 1),
                PathShape::Count(count) => check_count(template, declared, count),
                PathShape::Names(names) => misnamed(template, names),
                PathShape::Unknown => None,
            };
            if found.is_some() {
                return found;
            }
        }
        at += 1;
    }
    None
}

const fn check_count(template: &'static str, declared: usize, expected: usize) -> Option<Message> {
    if expected == declared {
        None
    } else {
        Some(wrong_count(template, declared, expected))
    }
}

const fn wrong_count(template: &'static str, declared: usize, expected: usize) -> Message {
    let message = Message::new().text("`").text(template).text("` has ");
    let message = count(message, declared)
        .text(", but this handler's `Path` takes ")
        .number(expected);
    let message = match declared {
        0 => message.text("\nhelp: remove the `Path`, or add `{name}` to the template"),
        1 => message.text("\nhelp: take one value: `Path(name): Path<T>`"),
        2 => message
            .text("\nhelp: take a tuple in the template's order: `Path((a, b)): Path<(A, B)>`, or a struct with `#[derive(PathParams)]` by name"),
        _ => message.text(
            "\nhelp: take a tuple with one element for each parameter, in the template's order, or a struct with `#[derive(PathParams)]` by name",
        ),
    };
    message.text("\nnote: the compiler matches `Path` against the template, so a parameter cannot be missing at run time")
}

const fn count(message: Message, count: usize) -> Message {
    match count {
        0 => message.text("no parameters"),
        1 => message.text("1 parameter"),
        _ => message.number(count).text(" parameters"),
    }
}

/// Returns the mismatch between the struct's names and the template's, if there is one.
const fn misnamed(template: &'static str, names: &'static [&'static str]) -> Option<Message> {
    let declared = parameter_count(template);
    let mut at = 0;
    while at < names.len() {
        if !has_parameter(template, declared, names[at]) {
            return Some(missing(template, declared, names, names[at]));
        }
        at += 1;
    }
    let mut at = 0;
    while at < declared {
        let parameter = parameter_at(template, at);
        if !contains(names, parameter) {
            return Some(untaken(template, parameter));
        }
        at += 1;
    }
    None
}

/// The template lacks a parameter that the struct takes. It suggests the nearest parameter that no field takes.
const fn missing(
    template: &'static str,
    declared: usize,
    names: &'static [&'static str],
    name: &'static str,
) -> Message {
    let message = Message::new()
        .text("`")
        .text(template)
        .text("` has no parameter `")
        .text(name)
        .text("`, but this handler's `Path` takes one\nhelp: ");
    let (mut nearest, mut distance, mut at) = ("", usize::MAX, 0);
    while at < declared {
        let parameter = parameter_at(template, at);
        let this = edits(parameter, name);
        if !contains(names, parameter) && this < distance {
            (nearest, distance) = (parameter, this);
        }
        at += 1;
    }
    let message = if nearest.is_empty() {
        message
            .text("add `{")
            .text(name)
            .text("}` to the template, or remove the field")
    } else {
        message
            .text("the template names a parameter `")
            .text(nearest)
            .text("`: give both the same name")
    };
    message.text("\nnote: the fields of a struct with `#[derive(PathParams)]` are matched with the template's parameters by their serde names")
}

const fn untaken(template: &'static str, parameter: &'static str) -> Message {
    Message::new()
        .text("this handler's `Path` does not take the parameter `")
        .text(parameter)
        .text("` of `")
        .text(template)
        .text("`\nhelp: add a field `")
        .text(parameter)
        .text("` to the struct\nnote: the fields of a struct with `#[derive(PathParams)]` are matched with the template's parameters by their serde names")
}

const fn has_parameter(template: &'static str, declared: usize, name: &str) -> bool {
    let mut at = 0;
    while at < declared {
        if same(parameter_at(template, at).as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if same(names[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

/// The length of the longest name that is compared letter by letter, in bytes.
const LONGEST: usize = 63;

/// The Levenshtein distance between two names.
const fn edits(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    if from.len() > LONGEST || to.len() > LONGEST {
        return LONGEST;
    }
    let mut row = [0; LONGEST + 1];
    let mut column = 0;
    while column <= to.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 1;
    while line <= from.len() {
        let mut diagonal = row[0];
        row[0] = line;
        let mut column = 1;
        while column <= to.len() {
            let changed = if from[line - 1] == to[column - 1] {
                diagonal
            } else {
                diagonal + 1
            };
            diagonal = row[column];
            let (added, dropped) = (row[column - 1] + 1, row[column] + 1);
            let least = if added < dropped { added } else { dropped };
            row[column] = if changed < least { changed } else { least };
            column += 1;
        }
        line += 1;
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(template: &'static str, names: &'static [&'static str]) -> Option<String> {
        let message = misnamed(template, names)?;
        message
            .as_str()
            .lines()
            .take(2)
            .map(str::to_owned)
            .reduce(|a, b| format!("{a} | {b}"))
    }

    #[test]
    fn names_fit_in_any_order() {
        assert_eq!(
            report("/orders/{order}/lines/{line+}", &["line", "order"]),
            None
        );
        assert_eq!(report("/orders", &[]), None);
    }

    #[test]
    fn missing_name_suggests_nearest() {
        assert_eq!(
            report("/orders/{order}/lines/{lineno}", &["order", "line_no"]).unwrap(),
            "`/orders/{order}/lines/{lineno}` has no parameter `line_no`, but this handler's `Path` takes one | help: the template names a parameter `lineno`: give both the same name"
        );
        assert_eq!(
            report("/orders/{order}", &["order", "line"]).unwrap(),
            "`/orders/{order}` has no parameter `line`, but this handler's `Path` takes one | help: add `{line}` to the template, or remove the field"
        );
        assert_eq!(
            report("/orders/{order}/{line}", &["order"]).unwrap(),
            "this handler's `Path` does not take the parameter `line` of `/orders/{order}/{line}` | help: add a field `line` to the struct"
        );
    }

    #[test]
    fn edits_are_counted() {
        for (from, to, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("order", "order", 0),
            ("lineno", "line_no", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edits(from, to), expected, "{from} {to}");
        }
    }
}
