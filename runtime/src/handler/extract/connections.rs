//! The handle that posts to WebSocket clients, as a parameter and for JSON.

use bytes::Bytes;
use serde::Serialize;

use super::argument::{Extract, FromClient, FromRequestContext, How, Kind, Optional, present};
use super::request_context::RequestContext;
use crate::error::Error;
use crate::handler::input::HandlerInput;
use crate::handler::reply::Json;
use crate::lazy::aws::connections::{Connections, IntoMessage};

impl Extract<FromClient> for Connections {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(|incoming: &HandlerInput<'_>| {
        let How::Now(context) = <RequestContext as Extract<FromRequestContext>>::HOW else {
            return Ok(Self::of_event(None, None, None));
        };
        let context = context(incoming)?;
        Ok(Self::of_event(
            context.domain_name().as_deref(),
            context.api_id().as_deref(),
            context.stage().as_deref(),
        ))
    });
}

/// Always present.
impl Extract<Optional<FromClient>> for Option<Connections> {
    const KIND: Kind = Kind::Context;
    const HOW: How<Self> = How::Now(present);
}

impl<T: Serialize> IntoMessage for Json<T> {
    fn into_message(self) -> Result<Bytes, Error> {
        Ok(serde_json::to_vec(&self.0)?.into())
    }
}
