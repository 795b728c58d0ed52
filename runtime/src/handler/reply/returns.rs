//! Whether a handler returns a `Result` or a plain value, told by its type: an alias of `Result` works as `Result` does.
//!
//! An inherent constant goes before one of a trait. `Returns<R>::SHAPE` is the inherent one when `R` is a `Result`, and the
//! one of [`AnyReturn`] for every other type; their types differ, and so do the methods that generated code calls on them.

use std::marker::PhantomData;

use http::StatusCode;

use crate::continuation::Progress;
use crate::gateway::stream::StreamBody;
use crate::gateway::{StepSide, Steps};
use crate::handler::extract::Headers;

use super::{
    IntoProblem, IntoResponse, OperationError, OperationReply, Outcome, Refusal, Reply, ReplyFn,
};

/// Asks for the shape of a return type: `<Returns<R>>::SHAPE`.
pub struct Returns<R>(PhantomData<fn() -> R>);

/// A handler that may fail.
pub struct Fallible<T, E>(PhantomData<fn() -> (T, E)>);

/// A handler that always succeeds.
pub struct Plain<T>(PhantomData<fn() -> T>);

impl<T, E> Fallible<T, E> {
    pub(crate) const SHAPE: Self = Self(PhantomData);
}

impl<T> Plain<T> {
    pub(crate) const SHAPE: Self = Self(PhantomData);
}

impl<S, T> Returns<Progress<S, T>> {
    /// The work may take several invocations.
    pub const CONTINUES: bool = true;
}

impl<S, T, E> Returns<Result<Progress<S, T>, E>> {
    /// The work may take several invocations.
    pub const CONTINUES: bool = true;
}

/// The replies that are made while they are sent, so that nothing is left of them to be kept.
macro_rules! streams {
    ($($reply:ty),*) => {$(
        impl Returns<$reply> {
            /// It is made while it is sent.
            pub const STREAMS: bool = true;
        }

        impl<E> Returns<Result<$reply, E>> {
            /// It is made while it is sent.
            pub const STREAMS: bool = true;
        }
    )*};
}

streams!(
    StreamBody,
    (StatusCode, StreamBody),
    (StatusCode, Headers, StreamBody)
);

impl<T, E> Returns<Result<T, E>> {
    /// The shape of a `Result`.
    pub const SHAPE: Fallible<T, E> = Fallible::SHAPE;
}

/// Gives [`Returns`] a shape for types other than `Result`.
pub trait AnyReturn {
    /// The type itself.
    type Value;
    /// The shape of a plain value.
    const SHAPE: Plain<Self::Value>;
    /// The work ends in its one invocation.
    const CONTINUES: bool = false;
    /// It is there before it is sent.
    const STREAMS: bool = false;
}

impl<R> AnyReturn for Returns<R> {
    type Value = R;
    const SHAPE: Plain<R> = Plain::SHAPE;
}

#[expect(
    clippy::unused_self,
    reason = "`self` is what the compiler finds the method by; it carries only types"
)]
impl<T, E> Fallible<T, E> {
    /// How an HTTP handler's return value becomes a response.
    pub const fn http<M>(self) -> ReplyFn<Result<T, E>>
    where
        T: IntoResponse<M>,
        E: IntoProblem,
    {
        ReplyFn::new(|returned| {
            Ok(Reply::Http(match returned {
                Ok(value) => value.into_response(),
                Err(error) => error.into_problem().into_response(),
            }))
        })
    }

    /// How the return value of an operation becomes JSON.
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
            steps: steps::<T>(),
        }
    }
}

#[expect(
    clippy::unused_self,
    reason = "`self` is what the compiler finds the method by; it carries only types"
)]
impl<T> Plain<T> {
    /// How an HTTP handler's return value becomes a response.
    pub const fn http<M>(self) -> ReplyFn<T>
    where
        T: IntoResponse<M>,
    {
        ReplyFn::new(|value| Ok(Reply::Http(value.into_response())))
    }

    /// How the return value of an operation becomes JSON.
    pub const fn operation(self) -> ReplyFn<T>
    where
        T: OperationReply,
    {
        ReplyFn {
            make: operation_outcome,
            steps: steps::<T>(),
        }
    }
}

const fn steps<T: OperationReply>() -> Option<&'static dyn StepSide> {
    if T::CONTINUES { Some(&Steps) } else { None }
}

fn operation_outcome<T: OperationReply>(value: T) -> Outcome {
    value
        .into_reply()
        .map_err(|error| Refusal::Failed(error.into()))
}
