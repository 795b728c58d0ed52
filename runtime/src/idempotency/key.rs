//! The key of an event: a field of its payload, or a header of the request.

use std::fmt::Display;

use http::StatusCode;

use super::canonical::canonical;
use crate::handler::extract::{Arg, Kind, Message, Rejection};
use crate::handler::input::HandlerInput;
use crate::handler::reply::Json;

/// The length of the longest key, in bytes. With the handler's path it fits a DynamoDB partition key, which has at most 2048 bytes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const LONGEST: usize = 1_024;

/// Reads the key of an event.
pub trait KeySource: Sync {
    /// The key, or the rejection of an event without one.
    fn key(&self, incoming: &HandlerInput<'_>) -> Result<String, Rejection>;
}

/// A field of the payload, read through the handler's own type.
pub struct PayloadKey<Arguments: 'static, Payload> {
    written: &'static str,
    arguments: &'static Arguments,
    argument: fn(&Arguments) -> Arg<Payload>,
    read: fn(&Payload) -> Option<String>,
}

/// The key in the parameter at the place `AT`. The parameter's type determines that of `read`, so rustc reports a missing field.
pub const fn payload_key<const AT: usize, Arguments: Nth<AT> + 'static>(
    written: &'static str,
    arguments: &'static Arguments,
    read: fn(&Arguments::Value) -> Option<String>,
) -> PayloadKey<Arguments, Arguments::Value> {
    PayloadKey {
        written,
        arguments,
        argument: Arguments::nth,
        read,
    }
}

impl<Arguments: Sync, Payload> KeySource for PayloadKey<Arguments, Payload> {
    fn key(&self, incoming: &HandlerInput<'_>) -> Result<String, Rejection> {
        // The payload is parsed again for the handler, after the claim. That takes microseconds; the store takes milliseconds.
        let payload = (self.argument)(self.arguments).payload(incoming)?;
        let key = payload.as_ref().and_then(self.read).map(of_json);
        present(key, || {
            format!("expected the key in `{}` of the payload", self.written)
        })
    }
}

/// A header of the request.
pub struct HeaderKey(&'static str);

/// The key in the header `name`, which is in lower case.
pub const fn header_key(name: &'static str) -> HeaderKey {
    HeaderKey(name)
}

impl KeySource for HeaderKey {
    fn key(&self, incoming: &HandlerInput<'_>) -> Result<String, Rejection> {
        let key = incoming.request()?.header(self.0);
        let key = key.map(|key| key.trim().to_owned());
        present(key, || {
            format!("expected the key in the header `{}`", self.0)
        })
    }
}

/// Returns the canonical form of a key that is a JSON object or array: of a `Value` or a `RawValue`, whose members are in any order.
fn of_json(key: String) -> String {
    match key.as_bytes().first() {
        Some(b'{' | b'[') => canonical(key.as_bytes()).unwrap_or(key),
        _ => key,
    }
}

fn present(key: Option<String>, wanted: impl FnOnce() -> String) -> Result<String, Rejection> {
    match key {
        Some(key) if key.len() > LONGEST => Err(key_too_long(key.len())),
        Some(key) if !key.is_empty() => Ok(key),
        _ => Err(key_missing(&wanted())),
    }
}

/// A field that can be a key.
///
/// `M` keeps the implementations apart. It is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an event",
    label = "this type does not implement `Display`",
    note = "a key is a field that implements `Display`: a `String`, a number, a `Uuid`, or an `Option` of one",
    note = "name a field further inside: `key = \"customer.id\"`"
)]
pub trait KeyText<M> {
    /// The key, or `None` if it is absent.
    fn key_text(&self) -> Option<String>;
}

/// A marker of [`KeyText`].
pub struct Shown;
/// A marker of [`KeyText`].
pub struct Maybe;

#[diagnostic::do_not_recommend]
impl<T: Display> KeyText<Shown> for T {
    fn key_text(&self) -> Option<String> {
        Some(self.to_string())
    }
}

#[diagnostic::do_not_recommend]
impl<T: Display> KeyText<Maybe> for Option<T> {
    fn key_text(&self) -> Option<String> {
        self.as_ref().map(ToString::to_string)
    }
}

/// The text of a field.
pub fn key_text<T: KeyText<M>, M>(field: &T) -> Option<String> {
    field.key_text()
}

/// One of a handler's parameters, by its place.
pub trait Nth<const AT: usize> {
    /// The parameter's type.
    type Value;

    /// The parameter.
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
/// At compile time, if there is none.
#[track_caller]
pub const fn payload_place(kinds: &[Kind]) -> usize {
    let mut at = 0;
    while at < kinds.len() {
        match kinds[at] {
            Kind::Body | Kind::Payload => return at,
            Kind::Batch => panic!(
                "this handler takes all records at once, but each record of a batch has its own key\nhelp: take one record, a `Message<T>`; `concurrency = 8` beside the source handles several at a time\nnote: a record that was handled before is skipped, and the others of its batch are not"
            ),
            Kind::Context
            | Kind::Checkpoint
            | Kind::Path
            | Kind::OptionalPath
            | Kind::Request
            | Kind::Window => {
                at += 1;
            }
        }
    }
    panic!(
        "the key is a field of the payload, but no parameter of this handler reads a payload\nhelp: take the payload: `Json<T>` in a route, `Message<T>` of a queue, `T` in an operation\nnote: for an HTTP request the key may be in a header: `key = \"header:Idempotency-Key\"`"
    )
}

/// The payload inside a parameter's wrapper: `Within(&parameter).payload()`.
///
/// rustc's error about a missing field then names the payload's type. An inherent function takes precedence over one of a trait.
pub struct Within<P>(pub P);

impl<'a, T> Within<&'a Json<T>> {
    /// The payload.
    pub fn payload(self) -> &'a T {
        &self.0.0
    }
}

impl<'a, T> Within<&'a Message<T>> {
    /// The payload.
    pub fn payload(self) -> &'a T {
        self.0.body()
    }
}

/// Handles every other parameter, which is the payload itself or dereferences to it.
pub trait AnyWithin {
    /// The payload.
    type Payload;

    /// The payload.
    fn payload(self) -> Self::Payload;
}

impl<P> AnyWithin for Within<P> {
    type Payload = P;

    fn payload(self) -> P {
        self.0
    }
}

fn key_missing(wanted: &str) -> Rejection {
    let detail = format!("{wanted}, but it is missing or empty");
    Rejection::new(StatusCode::BAD_REQUEST, "IdempotencyKeyMissing", detail)
}

fn key_too_long(length: usize) -> Rejection {
    let detail = format!("the key has {length} bytes, but the limit is {LONGEST}");
    Rejection::new(StatusCode::BAD_REQUEST, "IdempotencyKeyTooLong", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_numbers_and_options_are_keys() {
        assert_eq!(key_text(&"e-1").as_deref(), Some("e-1"));
        assert_eq!(key_text(&17_u64).as_deref(), Some("17"));
        assert_eq!(key_text(&Some("e-1".to_owned())).as_deref(), Some("e-1"));
        assert_eq!(key_text(&None::<u64>), None);
    }

    #[test]
    fn keys_that_are_json_have_one_form() {
        let [one, other] = [r#"{"b":1,"a":[ 2 ]}"#, r#"{"a":[2.0],"b":1}"#].map(|json| {
            let raw: Box<serde_json::value::RawValue> = serde_json::from_str(json).unwrap();
            of_json(key_text(&raw).unwrap())
        });
        assert_eq!((&*one, &*other), (r#"{"a":[2],"b":1}"#, &*one));
        for text in ["{order}", "[1", "e-1", " {}"] {
            assert_eq!(of_json(text.to_owned()), text);
        }
    }

    #[test]
    fn empty_or_long_keys_are_rejected() {
        let told = |key: Option<&str>| {
            let key = present(key.map(str::to_owned), || {
                "expected the key in `id`".to_owned()
            });
            key.map_err(Rejection::into_function_error)
        };
        assert_eq!(told(Some("e-1")).unwrap(), "e-1");
        for absent in [None, Some("")] {
            let error = told(absent).unwrap_err();
            assert_eq!(error.error_type, "IdempotencyKeyMissing");
            assert!(
                error.message.contains("expected the key in `id`"),
                "{error:?}"
            );
        }
        assert!(told(Some(&"k".repeat(1_024))).is_ok());
        let error = told(Some(&"k".repeat(1_025))).unwrap_err();
        assert_eq!(error.error_type, "IdempotencyKeyTooLong");
    }
}
