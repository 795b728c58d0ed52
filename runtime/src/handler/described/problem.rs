//! The problem documents of errors with `#[derive(Problem)]`, and those of the runtime's own errors.

use std::marker::PhantomData;

use super::schema::SchemaOf;
use crate::error::Error;
use crate::handler::extract::Rejection;
use crate::handler::reply::IntoProblem;
use crate::lazy::InitError;

/// A problem document that an error can become.
#[derive(Clone, Copy, Debug)]
pub enum ProblemCase {
    /// A document of its own.
    Own {
        /// The status.
        status: u16,
        /// The `type`. `None` stands for `about:blank`.
        kind: Option<&'static str>,
        /// The `title`. `None` stands for the reason phrase.
        title: Option<&'static str>,
        /// The documentation of the case.
        docs: &'static str,
        /// Extension members with the schemas of their values.
        members: &'static [(&'static str, Option<SchemaOf>)],
    },
    /// The documents of another error. `None` if they are not known.
    Inner(Option<&'static [Self]>),
}

/// An error whose problem documents are known.
pub trait Problems {
    /// One for each case.
    const CASES: &'static [ProblemCase];
}

impl ProblemCase {
    /// A document with this status.
    pub(crate) const fn without_detail(status: u16, docs: &'static str) -> Self {
        Self::Own {
            status,
            kind: None,
            title: None,
            docs,
            members: &[],
        }
    }
}

/// Responses of the runtime's own that are not problem documents alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownReplies {
    /// None.
    None,
    /// Those to conditional requests and to ranges: 304, 206, 412 and 416.
    Conditional,
}

impl Problems for Error {
    const CASES: &'static [ProblemCase] =
        &[ProblemCase::without_detail(500, "The function failed.")];
}

impl Problems for http::Error {
    const CASES: &'static [ProblemCase] =
        &[ProblemCase::without_detail(500, "The function failed.")];
}

impl Problems for InitError {
    const CASES: &'static [ProblemCase] = &[ProblemCase::without_detail(
        503,
        "A part of the function could not start.",
    )];
}

impl Problems for std::convert::Infallible {
    const CASES: &'static [ProblemCase] = &[];
}

impl Problems for Rejection {
    const CASES: &'static [ProblemCase] = &[ProblemCase::Inner(None)];
}

/// Looks up what is known of the error in a return type: `<OfError<R>>::CASES`.
pub struct OfError<R>(PhantomData<fn() -> R>);

impl<T, E> OfError<Result<T, E>> {
    /// Whether the handler returns a `Result`.
    pub const IS_RESULT: bool = true;
}

impl<T, E: IntoProblem> OfError<Result<T, E>> {
    /// Whether its error becomes a problem document.
    pub const IS_PROBLEM: bool = true;
}

impl<T, E: Problems> OfError<Result<T, E>> {
    /// The documents.
    pub const CASES: Option<&'static [ProblemCase]> = Some(E::CASES);
}

/// Gives [`OfError`] its constants for every other type.
pub trait AnyError {
    /// Not a `Result`.
    const IS_RESULT: bool = false;
    /// Not known to be a problem document.
    const IS_PROBLEM: bool = false;
    /// Not known.
    const CASES: Option<&'static [ProblemCase]> = None;
}

impl<R> AnyError for OfError<R> {}
