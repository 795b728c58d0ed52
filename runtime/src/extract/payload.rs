//! The payload of an operation: any type that deserialises.

use serde::de::DeserializeOwned;

use super::{Extract, FromPayload, How, Kind, Rejection};

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Extract<FromPayload> for T {
    const KIND: Kind = Kind::Payload;
    const HOW: How<Self> = How::Now(|incoming| {
        serde_json::from_str(incoming.payload)
            .map_err(|error| Rejection::invalid(format!("payload: {error}")))
    });
}
