//! The layer between `lambda_runtime` and the gateway, which passes on the bytes of the event.
//!
//! `lambda_runtime` deserialises an event before it calls the handler. Its wrapper records paths, which costs more than a third
//! for large typed payloads. It also answers an event that is not JSON itself, with its own error type. This layer takes the
//! bytes out first and lets `lambda_runtime` deserialise nothing, so the gateway parses the event once, into the types it needs.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use lambda_runtime::LambdaInvocation;
use serde::{Deserialize, Deserializer};
use tower::{Layer, Service};

/// Distinguishes invocations with the same request id, so that a late answer does not reach the wrong one.
const INVOCATION_ID: &str = "lambda-runtime-invocation-id";

/// Returns the invocation id. Scanning the few headers costs a quarter of a map lookup, which hashes the name.
fn invocation_id(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut headers = headers.iter();
    headers
        .find(|(name, _)| name.as_str() == INVOCATION_ID)
        .map(|(_, value)| value.clone())
}

/// The event type for `lambda_runtime`. It reads nothing, because the event has been taken out.
pub(super) struct IgnoredEvent;

impl<'de> Deserialize<'de> for IgnoredEvent {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Holds an event between the layer and the handler.
pub(super) trait Events: Clone {
    /// Keeps the event until the handler is called.
    fn put(&self, event: RawEvent);
}

/// Holds one event at a time, because the runtime polls for the next one only after this one is answered.
#[derive(Clone, Default)]
pub(super) struct OneAtATime(Rc<RefCell<RawEvent>>);

impl OneAtATime {
    pub(super) fn take(&self) -> RawEvent {
        self.0.take()
    }
}

impl Events for OneAtATime {
    fn put(&self, event: RawEvent) {
        self.0.replace(event);
    }
}

/// The event and the id that the layer takes out of an invocation.
#[derive(Default)]
pub(super) struct RawEvent {
    pub(super) event: Bytes,
    /// The header `Lambda-Runtime-Invocation-Id`, which `lambda_runtime` does not expose.
    pub(super) invocation_id: Option<HeaderValue>,
}

#[cfg(feature = "concurrent")]
impl RawEvent {
    pub(super) const NONE: Self = Self {
        event: Bytes::new(),
        invocation_id: None,
    };
}

/// Takes events out of invocations.
pub(super) struct RawEventLayer<E>(pub(super) E);

impl<S, E: Events> Layer<S> for RawEventLayer<E> {
    type Service = Intake<S, E>;

    fn layer(&self, inner: S) -> Intake<S, E> {
        Intake {
            inner,
            events: self.0.clone(),
        }
    }
}

#[derive(Clone)]
pub(super) struct Intake<S, E> {
    inner: S,
    events: E,
}

impl<S: Service<LambdaInvocation>, E: Events> Service<LambdaInvocation> for Intake<S, E> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut invocation: LambdaInvocation) -> S::Future {
        let event = mem::take(&mut invocation.body);
        let headers = &mut invocation.parts.headers;
        let invocation_id = invocation_id(headers);
        if invocation_id.is_none() {
            // `lambda_runtime` looks the id up in the map too, and needs no other header. An empty map makes that lookup fast.
            *headers = HeaderMap::default();
        }
        self.events.put(RawEvent {
            event,
            invocation_id,
        });
        self.inner.call(invocation)
    }
}
