//! A handler's parameter: the trait that makes one, and the parameter as data.

use super::rejection::Rejection;
use crate::handler::input::HandlerInput;
use crate::handler::middleware::ExtensionId;
use crate::lazy::AnyModule;
use crate::platform::threads::Boxed;

/// A type that can be a handler's parameter.
///
/// This trait is sealed. For a parameter type of your own, implement [`FromRequest`](crate::FromRequest), or
/// `serde::Deserialize` for a payload.
///
/// `M` is a marker. It keeps the implementations apart for the compiler, and says which handlers may take the parameter: a
/// [`Path`](crate::Path) needs a route, a bare payload an operation or an event. It is always inferred.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Order {
///     id: u64,
/// }
///
/// #[lambda_handler(main = false)]
/// async fn reserve(order: Order, deadline: Deadline, invocation: Invocation) -> String {
///     format!("{} of {}, {:?} left", order.id, invocation.request_id(), deadline.remaining())
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a handler parameter",
    label = "expected a type that implements `serde::Deserialize`, or an extractor of one",
    note = "HTTP handlers take `Path<T>`, `Query<T>`, `Json<T>`, `Body`, `Headers` and `Cookies`; operations take one payload, any `T: serde::Deserialize`, and `Checkpoint<T>`; handlers of events take a payload, `Message<T>`, `Batch<T>` or `Event<T>`; all take `Deadline`, `Invocation`, `module::Lazy`, and `Option` of these",
    note = "for a payload write `#[derive(serde::Deserialize)]` on the type; for the body of an HTTP request take `Json<T>`",
    note = "instead of `lambda_runtime::LambdaEvent<T>`, take two parameters: the payload, a `T`, and an `Invocation`",
    note = "`Message<T>`, `Batch<T>`, `Event<T>` and `Json<T>` are parameters if their `T` implements `serde::Deserialize`; for a payload that is not JSON, `T` is `Text` or `Body`"
)]
pub trait Extract<M>: Sealed<M> {
    /// The part of the event that the parameter takes.
    #[doc(hidden)]
    const KIND: Kind;
    /// How the parameter is made.
    #[doc(hidden)]
    const HOW: How<Self>;
    /// The type that a middleware must provide.
    #[doc(hidden)]
    const EXTENSION: Option<ExtensionId> = None;
}

/// Seals [`Extract`] and [`ExtractHttp`](super::ExtractHttp): `M` must be one of the [markers](Marker), which other crates cannot
/// name.
#[diagnostic::on_unimplemented(
    message = "`Extract` and `ExtractHttp` cannot be implemented for `{Self}`: they are sealed",
    label = "expected an implementation of `gatewright::FromRequest`",
    note = "for a parameter of HTTP handlers write `impl gatewright::FromRequest for {Self}`",
    note = "for a payload write `#[derive(serde::Deserialize)]` on the type"
)]
pub trait Sealed<M>: Sized {}

#[diagnostic::do_not_recommend]
impl<P, M: Marker> Sealed<M> for P {}

/// The markers of parameters.
pub trait Marker {}

macro_rules! markers {
    ($($(#[$doc:meta])* $marker:ident)*) => {$(
        $(#[$doc])*
        pub struct $marker;
        impl Marker for $marker {}
    )*};
}

markers! {
    /// Marks extractors that every handler may take.
    Anywhere
    /// Marks handles of lazy modules.
    FromLazy
    /// Marks extractors of HTTP requests.
    FromHttp
    /// Marks the user's own extractors.
    FromUser
    /// Marks payloads.
    FromPayload
    /// Marks extractors that only operations may take.
    FromOperation
    /// Marks records of a batch.
    FromRecord
    /// Marks all records of an event at once.
    FromBatch
    /// Marks the window of a stream.
    FromWindow
    /// Marks whole events.
    FromEvent
    /// Marks the context of a request.
    FromRequestContext
    /// Marks the handle that posts to WebSocket clients.
    #[cfg_attr(
        not(feature = "connections"),
        expect(dead_code, reason = "a list of markers that does not depend on features")
    )]
    FromClient
}

/// Marks an `Option` of an extractor.
pub struct Optional<M>(M);
impl<M: Marker> Marker for Optional<M> {}

/// Markers of the parameters that operations may take.
#[diagnostic::on_unimplemented(
    message = "an operation cannot take a part of an HTTP request",
    label = "a direct invocation has no path, query, headers or body",
    note = "operations take one payload, any `T: serde::Deserialize`, `Checkpoint<T>`, `Deadline`, `Invocation` and `module::Lazy`",
    note = "take the payload's type itself, without a wrapper"
)]
pub trait ForOperation {}
impl ForOperation for Anywhere {}
impl ForOperation for FromLazy {}
impl ForOperation for FromPayload {}
impl ForOperation for FromOperation {}
impl ForOperation for FromEvent {}
impl<M: ForOperation> ForOperation for Optional<M> {}

/// Markers of the parameters that handlers of records (`#[sqs]`, `#[kafka]` and the like) may take.
#[diagnostic::on_unimplemented(
    message = "a handler of records cannot take a part of an HTTP request or a `Checkpoint`",
    label = "a record has no path, query, headers or body, and is handled in one step",
    note = "handlers of records take `Message<T>` or one payload, any `T: serde::Deserialize`, for one record at a time; `Batch<T>` for all records at once; `Deadline`, `Invocation` and `module::Lazy`",
    note = "take the payload's type itself, or `Message<T>`"
)]
pub trait ForRecord {}
impl ForRecord for Anywhere {}
impl ForRecord for FromLazy {}
impl ForRecord for FromPayload {}
impl ForRecord for FromRecord {}
impl ForRecord for FromBatch {}
impl ForRecord for FromEvent {}
impl<M: ForRecord> ForRecord for Optional<M> {}

/// Markers of the parameters that handlers of a stream (`#[kinesis]`, `#[dynamodb]`) may take.
#[diagnostic::on_unimplemented(
    message = "a handler of records cannot take a part of an HTTP request or a `Checkpoint`",
    label = "a record has no path, query, headers or body, and is handled in one step",
    note = "handlers of a stream take `Message<T>` or one payload, any `T: serde::Deserialize`, for one record at a time; `Batch<T>` for all records at once, with a `Window<S>` if the mapping has tumbling windows; `Deadline`, `Invocation` and `module::Lazy`",
    note = "take the payload's type itself, or `Message<T>`"
)]
pub trait ForStream {}
#[diagnostic::do_not_recommend]
impl<M: ForRecord> ForStream for M {}
impl ForStream for FromWindow {}

/// Markers of the parameters that handlers of a field (`#[appsync]`) may take.
#[diagnostic::on_unimplemented(
    message = "a handler of a field cannot take a `Message`, a part of an HTTP request or a `Checkpoint`",
    label = "a field is resolved from one JSON document, in one step",
    note = "handlers of fields take one payload, any `T: serde::Deserialize`, or `Event<T>` for the whole context; `Batch<T>` for all contexts of a batch; `Deadline`, `Invocation` and `module::Lazy`",
    note = "take the payload's type itself, or `payload::AppSync<A, S>` for the arguments with the parent object"
)]
pub trait ForField {}
#[diagnostic::do_not_recommend]
impl<M: ForEvent> ForField for M {}
impl ForField for FromBatch {}

/// Markers of the parameters that handlers of other events may take.
#[diagnostic::on_unimplemented(
    message = "a handler of events cannot take a record of a batch, a part of an HTTP request or a `Checkpoint`",
    label = "this event is one JSON document, and is handled in one step",
    note = "handlers of events take one payload, any `T: serde::Deserialize`, or `Event<T>` for the whole event; `Deadline`, `Invocation` and `module::Lazy`",
    note = "take the payload's type itself, or `Event<T>`"
)]
pub trait ForEvent {}
impl ForEvent for Anywhere {}
impl ForEvent for FromLazy {}
impl ForEvent for FromPayload {}
impl ForEvent for FromEvent {}
impl<M: ForEvent> ForEvent for Optional<M> {}

/// Markers of the parameters that handlers of WebSocket messages may take.
#[diagnostic::on_unimplemented(
    message = "a handler of `#[websocket]` cannot take a record of a batch, a part of an HTTP request or a `Checkpoint`",
    label = "a message of a WebSocket client has no path, query or headers, and is handled in one step",
    note = "handlers of `#[websocket]` take one payload, any `T: serde::Deserialize`, or `Event<T>` for the whole event; `RequestContext`, `Connections`, `Deadline`, `Invocation` and `module::Lazy`",
    note = "take the payload's type itself, or `Event<T>`"
)]
pub trait ForClient {}
impl ForClient for Anywhere {}
impl ForClient for FromLazy {}
impl ForClient for FromPayload {}
impl ForClient for FromEvent {}
impl ForClient for FromRequestContext {}
impl ForClient for FromClient {}
impl<M: ForClient> ForClient for Optional<M> {}

/// The part of the event that a parameter takes, for checks across the parameters of one handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing of the event itself.
    Context,
    /// The path's parameters.
    Path,
    /// The path's parameters, if the template has any.
    OptionalPath,
    /// The query or the headers.
    Request,
    /// The body.
    Body,
    /// The payload of an operation, an event or a record.
    Payload,
    /// All records of an event.
    Batch,
    /// The window of a stream.
    Window,
    /// Where the operation saves its state.
    Checkpoint,
}

/// How a parameter is made.
pub enum How<P> {
    /// At once, from the request line, the headers or the event.
    Now(ExtractFn<P>),
    /// By the user's own extractor, after the parameters that are made at once.
    Own(WaitFn<P>),
    /// From the body of a request, after the user's own extractors: a request without credentials is not parsed.
    Body(ExtractFn<P>),
    /// After the others, so that a rejected request never pays for it.
    Later {
        /// The lazy module whose handle it is.
        module: &'static dyn AnyModule,
        /// Returns it if the module has started.
        ready: fn() -> Option<P>,
        /// Waits for the module to start.
        wait: WaitFn<P>,
    },
}

/// Makes a parameter at once.
pub type ExtractFn<P> = fn(&HandlerInput<'_>) -> Result<P, Rejection>;

/// Makes a parameter by awaiting.
pub type WaitFn<P> = for<'a> fn(&'a HandlerInput<'a>) -> Waiting<'a, P>;

/// A parameter that is being made.
pub type Waiting<'a, P> = Boxed<'a, Result<P, Rejection>>;

impl<P> Clone for How<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for How<P> {}

impl<P> How<P> {
    /// The parameter, awaited if necessary.
    pub(super) async fn take<'a>(&self, incoming: &'a HandlerInput<'a>) -> Result<P, Rejection> {
        match *self {
            Self::Now(extract) | Self::Body(extract) => extract(incoming),
            Self::Own(wait) => wait(incoming).await,
            Self::Later { ready, wait, .. } => match ready() {
                Some(value) => Ok(value),
                None => wait(incoming).await,
            },
        }
    }
}

/// Makes the value of an `Option` that is known to be present.
pub(super) fn present<P: Extract<M>, M>(
    incoming: &HandlerInput<'_>,
) -> Result<Option<P>, Rejection> {
    let (How::Now(extract) | How::Body(extract)): How<P> = P::HOW else {
        return Ok(None);
    };
    let extract: ExtractFn<P> = extract;
    extract(incoming).map(Some)
}

/// A parameter of type `P`. Its marker is forgotten here: only `http_arg` and the like carry a bound, so a wrong
/// parameter is one error.
pub struct Arg<P> {
    kind: Kind,
    how: How<P>,
}

impl<P> Clone for Arg<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Arg<P> {}

impl<P> Arg<P> {
    pub(super) const fn new(kind: Kind, how: How<P>) -> Self {
        Self { kind, how }
    }

    /// The part of the event that the parameter takes.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The same parameter in concurrent mode. If the user's own extractor makes it, it is made by `wait`, whose future is `Send`.
    #[cfg(feature = "concurrent")]
    #[must_use]
    pub const fn in_concurrent_mode(self, wait: WaitFn<P>) -> Self {
        Self {
            kind: self.kind,
            how: match self.how {
                How::Own(_) => How::Own(wait),
                how => how,
            },
        }
    }

    /// The lazy module whose handle the parameter is.
    pub(crate) fn module(&self) -> Option<&'static dyn AnyModule> {
        match self.how {
            How::Now(_) | How::Own(_) | How::Body(_) => None,
            How::Later { module, .. } => Some(module),
        }
    }

    /// The parameter, if it is made at once.
    pub(crate) fn now(&self, incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
        match self.how {
            How::Now(extract) => extract(incoming).map(Some),
            How::Own(_) | How::Body(_) | How::Later { .. } => Ok(None),
        }
    }

    /// The parameter, if it is made from the body.
    pub(crate) fn body(&self, incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
        match self.how {
            How::Body(extract) => extract(incoming).map(Some),
            How::Now(_) | How::Own(_) | How::Later { .. } => Ok(None),
        }
    }

    /// The parameter, if it needs no waiting.
    pub(crate) fn payload(&self, incoming: &HandlerInput<'_>) -> Result<Option<P>, Rejection> {
        match self.how {
            How::Now(extract) | How::Body(extract) => extract(incoming).map(Some),
            How::Own(_) | How::Later { .. } => Ok(None),
        }
    }

    /// The parameter being made, if the user's own extractor makes it.
    pub(crate) fn own<'a>(&self, incoming: &'a HandlerInput<'a>) -> Option<Waiting<'a, P>> {
        match self.how {
            How::Own(wait) => Some(wait(incoming)),
            How::Now(_) | How::Body(_) | How::Later { .. } => None,
        }
    }

    /// The parameter, awaited if necessary.
    pub(crate) async fn take<'a>(&self, incoming: &'a HandlerInput<'a>) -> Result<P, Rejection> {
        self.how.take(incoming).await
    }
}

/// A parameter of an operation.
pub const fn operation_arg<P: Extract<M>, M: ForOperation>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}

/// A parameter of a handler of records.
pub const fn record_arg<P: Extract<M>, M: ForRecord>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}

/// Accepts a parameter of a handler of a stream.
pub const fn stream_arg<P: Extract<M>, M: ForStream>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}

/// Accepts a parameter of a handler of a field.
pub const fn field_arg<P: Extract<M>, M: ForField>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}

/// A parameter of a handler of other events.
pub const fn event_arg<P: Extract<M>, M: ForEvent>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}

/// Accepts a parameter of a handler of WebSocket messages.
pub const fn client_arg<P: Extract<M>, M: ForClient>() -> Arg<P> {
    Arg::new(P::KIND, P::HOW)
}
