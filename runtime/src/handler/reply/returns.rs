//! Distinguishes handlers that return a `Result` from those that return a plain value, by type. An alias of `Result` works too.
//!
//! An inherent constant takes precedence over a constant of a trait. `Returns<R>::SHAPE` is the inherent one if `R` is a
//! `Result`, and that of
//! [`AnyReturn`] for every other type. The two constants have different types with different methods, which generated code calls.

use std::marker::PhantomData;

use super::http_error::HttpError;
use super::stream::StreamBody;
use crate::continuation::Progress;
use crate::handler::extract::Window;

use super::{
    Failures, IntoResponse, OperationError, OperationReply, Outcome, Refusal, Reply, ReplyFn,
};

/// Selects the shape of a return type: `<Returns<R>>::SHAPE`.
pub struct Returns<R>(PhantomData<fn() -> R>);

/// The shape of a handler that can fail.
pub struct Fallible<T, E>(PhantomData<fn() -> (T, E)>);

/// The shape of an HTTP handler that can fail, with an error that is a response. `N` tells how it becomes one.
pub struct FallibleHttp<T, E, N>(PhantomData<Fallible<T, E>>, PhantomData<fn() -> N>);

/// How an error becomes a response, from the side of the marker.
///
/// If an error does not implement [`HttpError`], its marker is not known, and the compiler does not report a second error about it.
pub trait ErrorMarker<E> {
    /// Returns the response of the error.
    fn into_response(error: E) -> crate::handler::reply::Response;
}

impl<E: HttpError<N>, N> ErrorMarker<E> for N {
    fn into_response(error: E) -> crate::handler::reply::Response {
        error.into_error_response()
    }
}

/// The shape of a handler that always succeeds.
pub struct Plain<T>(PhantomData<fn() -> T>);

impl<T, E> Fallible<T, E> {
    pub(crate) const SHAPE: Self = Self(PhantomData);
}

impl<T> Plain<T> {
    pub(crate) const SHAPE: Self = Self(PhantomData);
}

impl<S, T> Returns<Progress<S, T>> {
    /// Whether the work may take several invocations.
    pub const CONTINUES: bool = true;
}

impl<S, T, E> Returns<Result<Progress<S, T>, E>> {
    /// Whether the work may take several invocations.
    pub const CONTINUES: bool = true;
}

/// The replies that are produced while they are sent, and therefore cannot be stored for idempotency.
macro_rules! streams {
    ($($reply:ty $(, $parameter:ident)*);*) => {$(
        impl<$($parameter),*> Returns<$reply> {
            /// Whether the reply is produced while it is sent.
            pub const STREAMS: bool = true;
        }

        impl<$($parameter,)* E> Returns<Result<$reply, E>> {
            /// Whether the reply is produced while it is sent.
            pub const STREAMS: bool = true;
        }
    )*};
}

streams!(
    StreamBody;
    http::Response<StreamBody>;
    (A, StreamBody), A;
    (A, B, StreamBody), A, B;
    (A, B, C, StreamBody), A, B, C;
    (A, B, C, D, StreamBody), A, B, C, D
);

/// The replies that carry the state of a tumbling window.
macro_rules! windows {
    ($($reply:ty),*) => {$(
        impl<S> Returns<$reply> {
            /// Whether the reply has the state of a tumbling window.
            pub const WINDOW: bool = true;
        }

        impl<S, E> Returns<Result<$reply, E>> {
            /// Whether the reply has the state of a tumbling window.
            pub const WINDOW: bool = true;
        }
    )*};
}

windows!(Window<S>, (Window<S>, Failures));

impl<T, E> Returns<Result<T, E>> {
    /// The shape of a `Result`.
    pub const SHAPE: Fallible<T, E> = Fallible::SHAPE;
}

/// How a reply could be misread.
#[derive(Clone, Copy)]
pub enum Ambiguity {
    /// A number where a status is expected.
    NumberAsStatus,
    /// A collection of names and values where headers are expected.
    CollectionAsHeaders,
}

impl Ambiguity {
    /// Refuses the reply at compile time.
    #[track_caller]
    const fn refuse(ambiguity: Option<Self>) {
        match ambiguity {
            None => {}
            Some(Self::NumberAsStatus) => panic!(
                "expected a `StatusCode` in the reply tuple, found `u16`\nhelp: return `(StatusCode, T)`, such as `(StatusCode::NOT_FOUND, \"no such order\")`; convert a number with `StatusCode::from_u16`; for a JSON array, return `Json((number, value))`\nnote: a reply tuple begins with a status or headers, and not every number is a status"
            ),
            Some(Self::CollectionAsHeaders) => panic!(
                "expected headers in the reply tuple, found a collection of names and values\nhelp: return `([(\"x-name\", value)], T)`; if the number of headers varies, fill a `Headers` and return `(Headers, T)`; for a JSON array, return `Json((pairs, value))`\nnote: the headers of a reply tuple are an array, `Headers` or `http::HeaderMap`"
            ),
        }
    }
}

/// Gives [`Returns`] a shape for types other than `Result`.
pub trait AnyReturn {
    /// The type itself.
    type Value;
    /// The shape of a plain value.
    const SHAPE: Plain<Self::Value>;
    /// Whether the work may take several invocations.
    const CONTINUES: bool = false;
    /// Whether the reply is produced while it is sent.
    const STREAMS: bool = false;
    /// How an HTTP reply could be misread.
    const AMBIGUITY: Option<Ambiguity> = None;
    /// Whether the reply has the state of a tumbling window.
    const WINDOW: bool = false;
}

impl<R> AnyReturn for Returns<R> {
    type Value = R;
    const SHAPE: Plain<R> = Plain::SHAPE;
}

#[expect(
    clippy::unused_self,
    reason = "the compiler finds the method by `self`, which carries only types"
)]
impl<T, E, N> FallibleHttp<T, E, N> {
    /// Returns the conversion of an HTTP handler's return value to a response.
    ///
    /// # Panics
    ///
    /// At compile time, if the reply is ambiguous.
    #[track_caller]
    pub const fn http<M>(self, ambiguity: Option<Ambiguity>) -> ReplyFn<Result<T, E>>
    where
        T: IntoResponse<M>,
        N: ErrorMarker<E>,
    {
        Ambiguity::refuse(ambiguity);
        ReplyFn::new(|returned| {
            Ok(Reply::Http(match returned {
                Ok(value) => value.into_response(),
                Err(error) => N::into_response(error),
            }))
        })
    }
}

#[expect(
    clippy::unused_self,
    reason = "the compiler finds the method by `self`, which carries only types"
)]
impl<T, E> Fallible<T, E> {
    /// Checks that the error of an HTTP handler is a response. This method stands at the error's type, so its message underlines it.
    pub const fn http_error<N>(self) -> FallibleHttp<T, E, N>
    where
        E: HttpError<N>,
    {
        FallibleHttp(PhantomData, PhantomData)
    }

    /// Returns the conversion of an operation's return value to JSON.
    pub const fn operation(self) -> ReplyFn<Result<T, E>>
    where
        T: OperationReply,
        E: OperationError,
    {
        ReplyFn {
            make: |returned| match returned {
                Ok(value) => operation_outcome(value),
                Err(error) => Err(Refusal::Failed(error.into_error().into())),
            },
            continues: T::CONTINUES,
        }
    }
}

#[expect(
    clippy::unused_self,
    reason = "the compiler finds the method by `self`, which carries only types"
)]
impl<T> Plain<T> {
    /// Returns the shape itself: a plain value has no error.
    pub const fn http_error(self) -> Self {
        self
    }

    /// Returns the conversion of an HTTP handler's return value to a response.
    ///
    /// # Panics
    ///
    /// At compile time, if the reply is ambiguous.
    #[track_caller]
    pub const fn http<M>(self, ambiguity: Option<Ambiguity>) -> ReplyFn<T>
    where
        T: IntoResponse<M>,
    {
        Ambiguity::refuse(ambiguity);
        ReplyFn::new(|value| Ok(Reply::Http(value.into_response())))
    }

    /// Returns the conversion of an operation's return value to JSON.
    pub const fn operation(self) -> ReplyFn<T>
    where
        T: OperationReply,
    {
        ReplyFn {
            make: operation_outcome,
            continues: T::CONTINUES,
        }
    }
}

fn operation_outcome<T: OperationReply>(value: T) -> Outcome {
    value
        .into_reply()
        .map_err(|error| Refusal::Failed(error.into()))
}
