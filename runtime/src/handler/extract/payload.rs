//! The payload of an operation, an event or a record: any type that deserialises.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::{Extract, FromPayload, How, Kind, Rejection};

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Extract<FromPayload> for T {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| {
        let (called, payload) = match incoming.record {
            Some(record) => (record.called, record.payload()?),
            None => ("payload", Cow::Borrowed(incoming.payload)),
        };
        serde_json::from_str(&payload)
            .map_err(|error| Rejection::invalid(format!("{called}: {error}")))
    });
}
