//! The parameter that an event's key is read from, found by what it takes and not by how it is spelt.

use crate::handler::extract::{Arg, Kind};

/// One of a handler's parameters, by its place.
pub trait Nth<const AT: usize> {
    /// The parameter's type.
    type Value;

    /// How it is taken.
    fn nth(&self) -> Arg<Self::Value>;
}

macro_rules! tuples {
    ($($($name:ident . $place:tt)+;)*) => { $(each! { ($($name)+) $($name $place)+ })* };
}

macro_rules! each {
    ($all:tt $name:ident $place:tt $($rest:tt)*) => {
        nth! { $all $name $place }
        each! { $all $($rest)* }
    };
    ($all:tt) => {};
}

macro_rules! nth {
    (($($all:ident)+) $name:ident $place:tt) => {
        impl<$($all),+> Nth<$place> for ($(Arg<$all>,)+) {
            type Value = $name;

            fn nth(&self) -> Arg<$name> {
                self.$place
            }
        }
    };
}

tuples! {
    A.0;
    A.0 B.1;
    A.0 B.1 C.2;
    A.0 B.1 C.2 D.3;
    A.0 B.1 C.2 D.3 E.4;
    A.0 B.1 C.2 D.3 E.4 F.5;
    A.0 B.1 C.2 D.3 E.4 F.5 G.6;
    A.0 B.1 C.2 D.3 E.4 F.5 G.6 H.7;
    A.0 B.1 C.2 D.3 E.4 F.5 G.6 H.7 I.8;
    A.0 B.1 C.2 D.3 E.4 F.5 G.6 H.7 I.8 J.9;
    A.0 B.1 C.2 D.3 E.4 F.5 G.6 H.7 I.8 J.9 K.10;
    A.0 B.1 C.2 D.3 E.4 F.5 G.6 H.7 I.8 J.9 K.10 L.11;
}

/// The place of the parameter that is read from the payload or the body.
///
/// # Panics
///
/// While the function is compiled, if there is none.
#[track_caller]
pub const fn payload_place(kinds: &[Kind]) -> usize {
    let mut at = 0;
    while at < kinds.len() {
        match kinds[at] {
            Kind::Body | Kind::Payload => return at,
            Kind::Batch => panic!(
                "this handler takes all records at once, and each record of a batch has a key of its own\nhelp: take one record, a `Message<T>`; `concurrency = 8` beside the source handles several at a time\nnote: a record that was handled before is done, and the others of its batch are not"
            ),
            Kind::Context | Kind::Checkpoint | Kind::Path | Kind::OptionalPath | Kind::Request => {
                at += 1;
            }
        }
    }
    panic!(
        "the key is a field of the payload, and no parameter of this handler reads one\nhelp: take the payload: `Json<T>` in a route, `Message<T>` of a queue, `T` in an operation\nnote: of an HTTP request the key may be in a header: `key = \"header:Idempotency-Key\"`"
    )
}
