//! What a handler's parameters are made from.
//!
//! [`Extract<M>`] is implemented for wrappers ([`Path`], [`Query`], [`Json`](crate::Json), [`Headers`], …), for what is the
//! same everywhere ([`Deadline`], [`Invocation`](crate::Invocation), lazy modules), and for every `T: DeserializeOwned`, which
//! is the payload. The marker `M` keeps these apart for the compiler, and says where a parameter may stand: `Path` has no
//! meaning in an operation, a bare payload none in a route.

mod argument;
mod batch;
mod body;
mod common;
mod cookies;
mod event;
mod from_request;
mod headers;
mod http;
mod json;
mod message;
mod option;
mod path;
mod path_fit;
mod payload;
mod query;
mod rejection;
mod request;
mod text;
mod text_body;

pub(crate) use argument::takes_batch;
pub use argument::{
    Arg, How, Kind, arguments_fit_concurrency, arguments_fit_event, arguments_fit_method,
    arguments_fit_operation, arguments_fit_transformation, event_arg, http_arg, operation_arg,
    record_arg,
};
pub use batch::Batch;
pub use body::Body;
pub use cookies::Cookies;
pub use event::Event;
pub use from_request::FromRequest;
pub use headers::Headers;
pub use http::ExtractHttp;
pub use message::Message;
pub use path::Path;
pub use path_fit::{AnyFits, Fits, PathParams, PathShape, path_fits};
pub use query::Query;
pub use rejection::Rejection;
pub use request::Request;
pub use text_body::Text;

use crate::handler::input::HandlerInput;

/// A type that can be a handler's parameter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a handler",
    label = "this type is no extractor",
    note = "parameters of HTTP handlers: `Path<T>`, `Query<T>`, `Json<T>`, `Body`, `Headers`, `Cookies`; of operations: one payload, any `T: serde::Deserialize`, and `Checkpoint<T>`; of event sources: that or `Message<T>`, `Batch<T>`, `Event<T>`; of all: `Deadline`, `Invocation`, `module::Lazy`; and `Option` of these",
    note = "for a payload write `#[derive(serde::Deserialize)]` on the type; for a body in an HTTP handler take `Json<T>`"
)]
pub trait Extract<M>: Sized {
    /// What the parameter takes from the event.
    const KIND: Kind;
    /// How it is taken.
    const HOW: How<Self>;
}

/// Marks extractors that every handler may have.
pub struct Anywhere;
/// Marks handles of lazy modules.
pub struct FromLazy;
/// Marks extractors of HTTP requests.
pub struct FromHttp;
/// Marks extractors of the user's own.
pub struct FromUser;
/// Marks payloads of operations.
pub struct FromPayload;
/// Marks what only an operation has.
pub struct FromOperation;
/// Marks records of a batch.
pub struct FromRecord;
/// Marks records of a batch whose payload is not JSON.
pub struct FromRaw;
/// Marks whole events.
pub struct FromEvent;
/// Marks an `Option` of an extractor.
pub struct Optional<M>(M);

/// Markers of what an operation may take.
#[diagnostic::on_unimplemented(
    message = "an operation cannot take a part of an HTTP request",
    label = "a direct invocation has no path, query, headers or body",
    note = "parameters of operations: one payload, any `T: serde::Deserialize`, `Checkpoint<T>`, `Deadline`, `Invocation`, `module::Lazy`",
    note = "take the payload's type itself, without a wrapper"
)]
pub trait ForOperation {}
impl ForOperation for Anywhere {}
impl ForOperation for FromLazy {}
impl ForOperation for FromPayload {}
impl ForOperation for FromOperation {}
impl ForOperation for FromEvent {}
impl<M: ForOperation> ForOperation for Optional<M> {}

/// Markers of what a handler of records (`#[sqs]`, `#[kinesis]`, `#[dynamodb]`, `#[kafka]`) may take.
#[diagnostic::on_unimplemented(
    message = "a handler of records cannot take a part of an HTTP request or a `Checkpoint`",
    label = "a record has no path, query, headers or body, and is done in one step",
    note = "parameters of handlers of records: `Message<T>` or one payload, any `T: serde::Deserialize`, for one record at a time; `Batch<T>` for all at once; `Deadline`, `Invocation`, `module::Lazy`",
    note = "take the payload's type itself, or `Message<T>`"
)]
pub trait ForRecord {}
impl ForRecord for Anywhere {}
impl ForRecord for FromLazy {}
impl ForRecord for FromPayload {}
impl ForRecord for FromRecord {}
impl ForRecord for FromRaw {}
impl ForRecord for FromEvent {}
impl<M: ForRecord> ForRecord for Optional<M> {}

/// Markers of what a handler of other events may take.
#[diagnostic::on_unimplemented(
    message = "a handler of events cannot take a record of a batch, a part of an HTTP request or a `Checkpoint`",
    label = "this event is one piece of JSON, and is done in one step",
    note = "parameters of handlers of events: one payload, any `T: serde::Deserialize`, or `Event<T>` for the whole event; `Deadline`, `Invocation`, `module::Lazy`",
    note = "take the payload's type itself, or `Event<T>`"
)]
pub trait ForEvent {}
impl ForEvent for Anywhere {}
impl ForEvent for FromLazy {}
impl ForEvent for FromPayload {}
impl ForEvent for FromEvent {}
impl<M: ForEvent> ForEvent for Optional<M> {}

/// Takes a parameter from what came in.
pub(crate) type ExtractFn<P> = fn(&HandlerInput<'_>) -> Result<P, Rejection>;
