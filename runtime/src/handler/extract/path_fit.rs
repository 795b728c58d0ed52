//! Whether a handler's `Path` fits its route's template: checked when the function is compiled.

mod names;

use super::{Kind, Path};
use crate::table::{Message, parameter_count};

/// What a `Path<T>` expects of its template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathShape {
    /// The parameter is no `Path`.
    NotAPath,
    /// As many parameters, in order.
    Count(usize),
    /// Parameters of these names.
    Names(&'static [&'static str]),
    /// Something is wrong with the type, which its derive has said.
    Unknown,
}

/// A type that takes several path parameters. Tuples do, in the template's order; structs do with `#[derive(PathParams)]`, by name.
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
    /// What it expects of the template.
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

/// Asks what a handler's parameter expects of the template: `<Fits<P>>::SHAPE`.
///
/// An inherent constant goes before one of a trait, and the traits before each other by how much they know.
pub struct Fits<P>(std::marker::PhantomData<fn() -> P>);

impl<T: PathParams> Fits<Path<T>> {
    /// The shape of a tuple or of a struct that names its parameters.
    pub const SHAPE: PathShape = T::SHAPE;
}

impl<T: PathParams> Fits<Option<Path<T>>> {
    /// The shape of a tuple or of a struct that names its parameters.
    pub const SHAPE: PathShape = T::SHAPE;
}

/// Gives [`Fits`] a shape for every other parameter.
pub trait AnyFits {
    /// Not a path.
    const SHAPE: PathShape = PathShape::NotAPath;
}

impl<P> AnyFits for Fits<P> {}

/// Fails to compile when a handler's `Path` does not fit its route's template. `kinds` and `shapes` are
/// those of its parameters.
///
/// # Panics
///
/// While the function is compiled.
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
                // A single value: not a tuple, and no struct that says otherwise.
                PathShape::NotAPath => check_count(template, declared, 1),
                PathShape::Count(count) => check_count(template, declared, count),
                PathShape::Names(names) => names::misnamed(template, names),
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
        .text(", and this handler's `Path` takes ")
        .number(expected);
    let message = match declared {
        0 => message.text("\nhelp: leave the `Path` out, or add `{name}` to the template"),
        1 => message.text("\nhelp: take one value: `Path(name): Path<T>`"),
        2 => message
            .text("\nhelp: take a tuple in the template's order: `Path((a, b)): Path<(A, B)>`, or a struct with `#[derive(PathParams)]` by name"),
        _ => message.text(
            "\nhelp: take a tuple with one element for each parameter, in the template's order, or a struct with `#[derive(PathParams)]` by name",
        ),
    };
    message.text("\nnote: a path's parameters and their types are matched when the function is compiled, so that no request can find them missing")
}

const fn count(message: Message, count: usize) -> Message {
    match count {
        0 => message.text("no parameter"),
        1 => message.text("1 parameter"),
        _ => message.number(count).text(" parameters"),
    }
}
