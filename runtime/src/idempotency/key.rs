//! Where an event's key is.

use std::fmt::Display;

use super::{Nth, refusal};
use crate::handler::extract::{Arg, Rejection};
use crate::handler::input::HandlerInput;

/// The longest key, in bytes. With the handler's path before it, it fits a partition key of DynamoDB, which has at most 2048 bytes.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const LONGEST: usize = 1_024;

/// Reads the key of an event.
pub trait KeySource: Sync {
    /// The key, or the refusal of an event that has none.
    fn key(&self, incoming: &HandlerInput<'_>) -> Result<String, Rejection>;
}

/// A field of the payload, as it is in the handler's own type.
pub struct PayloadKey<Arguments: 'static, Payload> {
    written: &'static str,
    arguments: &'static Arguments,
    argument: fn(&Arguments) -> Arg<Payload>,
    read: fn(&Payload) -> Option<String>,
}

/// The key in the parameter at the place `AT`. The types of `read` follow from those of the parameters, so that rustc itself says
/// which field is not there.
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
        // The handler's parameters are taken after the key is claimed, so that this payload is read once more then: some
        // microseconds beside the milliseconds of a store.
        let payload = (self.argument)(self.arguments).now(incoming)?;
        let key = payload.as_ref().and_then(self.read);
        present(key, || {
            format!("`{}` of the payload is its key", self.written)
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
        present(key, || format!("the header `{}` is its key", self.0))
    }
}

fn present(key: Option<String>, wanted: impl FnOnce() -> String) -> Result<String, Rejection> {
    match key {
        Some(key) if key.len() > LONGEST => Err(refusal::key_too_long(key.len(), LONGEST)),
        Some(key) if !key.is_empty() => Ok(key),
        _ => Err(refusal::key_missing(&wanted())),
    }
}

/// A field that can be a key.
///
/// `M` only keeps the implementations apart; it is always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an event",
    label = "this field has no text of its own",
    note = "a key is a field that implements `Display`: a `String`, a number, a `Uuid`, or an `Option` of one",
    note = "name a field further inside: `key = \"customer.id\"`"
)]
pub trait KeyText<M> {
    /// The key; `None` where it is absent.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_numbers_and_options_of_them_are_keys() {
        assert_eq!(key_text(&"e-1").as_deref(), Some("e-1"));
        assert_eq!(key_text(&17_u64).as_deref(), Some("17"));
        assert_eq!(key_text(&Some("e-1".to_owned())).as_deref(), Some("e-1"));
        assert_eq!(key_text(&None::<u64>), None);
    }

    #[test]
    fn an_empty_key_is_none_and_a_long_one_is_refused() {
        let told = |key: Option<&str>| {
            let key = present(key.map(str::to_owned), || "`id` is its key".to_owned());
            key.map_err(Rejection::into_function_error)
        };
        assert_eq!(told(Some("e-1")).unwrap(), "e-1");
        for absent in [None, Some("")] {
            let error = told(absent).unwrap_err();
            assert_eq!(error.error_type, "IdempotencyKeyMissing");
            assert!(error.message.contains("`id` is its key"), "{error:?}");
        }
        assert!(told(Some(&"k".repeat(1_024))).is_ok());
        let error = told(Some(&"k".repeat(1_025))).unwrap_err();
        assert_eq!(error.error_type, "IdempotencyKeyTooLong");
    }
}
