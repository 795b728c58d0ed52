//! The layer between `lambda_runtime` and the gateway that hands over the event's bytes.
//!
//! `lambda_runtime` deserialises an event before it calls the handler, through a wrapper that records paths and costs more
//! than a third on large typed payloads; an event that is no JSON it answers itself, with an error type of its own. Here the
//! bytes are taken out before that, and `lambda_runtime` reads nothing in their place, so the handler parses them once, into what it
//! needs.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use lambda_runtime::LambdaInvocation;
use serde::{Deserialize, Deserializer};
use tower::{Layer, Service};

/// Tells invocations apart that have one request id, so that a late answer does not reach the wrong one.
const INVOCATION_ID: &str = "lambda-runtime-invocation-id";

/// A look at each of the few headers is a quarter of what the map's search costs, which hashes the name.
fn invocation_id(headers: &HeaderMap) -> Option<HeaderValue> {
    let mut headers = headers.iter();
    headers
        .find(|(name, _)| name.as_str() == INVOCATION_ID)
        .map(|(_, value)| value.clone())
}

/// What `lambda_runtime` makes of the event, without looking: it has been taken out.
pub(super) struct IgnoredEvent;

impl<'de> Deserialize<'de> for IgnoredEvent {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Ok(Self)
    }
}

/// Where an event is between the layer and the handler.
pub(super) trait Events: Clone {
    /// Keeps it until the handler is called.
    fn put(&self, taken: Taken);
}

/// The event that is being handled. One at a time: the runtime polls for the next event when this one is answered.
#[derive(Clone, Default)]
pub(super) struct OneAtATime(Rc<RefCell<Taken>>);

impl OneAtATime {
    pub(super) fn take(&self) -> Taken {
        self.0.take()
    }
}

impl Events for OneAtATime {
    fn put(&self, taken: Taken) {
        self.0.replace(taken);
    }
}

/// What is taken out of an invocation.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) event: Bytes,
    /// The header `Lambda-Runtime-Invocation-Id`, which `lambda_runtime` keeps to itself.
    pub(super) invocation_id: Option<HeaderValue>,
}

#[cfg(feature = "concurrent")]
impl Taken {
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
            // `lambda_runtime` searches the map for it as well. It has no other use for the headers, and among none it is soon done.
            *headers = HeaderMap::default();
        }
        self.events.put(Taken {
            event,
            invocation_id,
        });
        self.inner.call(invocation)
    }
}
