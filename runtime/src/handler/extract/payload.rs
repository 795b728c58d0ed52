//! Payloads, and the whole events or records that carry them.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;

use super::argument::{Extract, FromEvent, FromPayload, How, Kind};
use super::rejection::Rejection;
use crate::event::content::Content;

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Extract<FromPayload> for T {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| {
        if let Some(record) = incoming.record {
            return record.read();
        }
        let content = match incoming.sent {
            Some(sent) => Content::sent(Some(sent)),
            None => Content::json(incoming.payload).around(incoming.message.map(str::as_bytes)),
        };
        content
            .part_of(incoming.is_part.then_some(incoming.event))
            .read()
            .map_err(|error| Rejection::invalid(format!("payload: {error}")))
    });
}

/// A whole event, as the service sent it. For a record of a batch it is the whole record.
///
/// `T` is any type that implements `Deserialize`, such as one of `aws_lambda_events`. A parameter without this wrapper is only the
/// payload: the `detail` of an EventBridge event, the body of a message.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct OrderPlaced {
///     account: String,
///     detail: Order,
/// }
///
/// #[derive(Deserialize)]
/// struct Order {
///     id: u64,
/// }
///
/// #[lambda_handler(main = false)]
/// #[eventbridge(detail_type = "OrderPlaced")]
/// async fn order_placed(Event(event): Event<OrderPlaced>) -> Result<(), Error> {
///     println!("order {} of account {}", event.detail.id, event.account);
///     Ok(())
/// }
/// # fn main() {}
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<T>(pub T);

impl<T> Deref for Event<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Event<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: DeserializeOwned> Extract<FromEvent> for Event<T> {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| {
        serde_json::from_str(incoming.event)
            .map(Self)
            .map_err(|error| Rejection::invalid(format!("event: {error}")))
    });
}
