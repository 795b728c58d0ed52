//! Whole events.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;

use super::{Extract, FromEvent, How, Kind, Rejection};

/// A whole event, as the service sent it: `T` is any type that deserialises, one of `aws_lambda_events` for example. For a
/// record of a batch it is the record.
///
/// A parameter without this wrapper is only the payload: the `detail` of an EventBridge event, the body of a message.
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
