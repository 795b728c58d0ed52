//! The error types of the API. Each lists what its handlers refuse, and the OpenAPI document repeats it.

use std::fmt;

use gatewright::Rejection;
use gatewright::prelude::*;

use crate::notebook::NoteId;

/// A request that does not reach its handler.
#[derive(Debug, Problem)]
pub(crate) enum Refusal {
    /// The request has no session, or one that has expired.
    #[problem(status = UNAUTHORIZED, header = "www-authenticate: Cookie")]
    SignedOut,
    /// The request changes something and does not have the header of this API's clients.
    #[problem(status = FORBIDDEN)]
    NoClientHeader,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SignedOut => "sign in first",
            Self::NoClientHeader => "changes need the header `x-notes-client`",
        })
    }
}

/// An account that cannot be created, or a user who cannot sign in.
#[derive(Debug, Problem)]
pub(crate) enum AccountError {
    /// An account has this name already.
    #[problem(status = CONFLICT)]
    NameTaken(#[problem(extend = "name")] String),
    /// There is no account with this name and this password.
    #[problem(status = UNAUTHORIZED, header = "www-authenticate: Cookie")]
    WrongPassword,
    /// A call of a service failed. The details are logged and not sent to the client.
    #[problem(transparent)]
    Failed(Error),
}

impl fmt::Display for AccountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameTaken(name) => write!(f, "an account with the name `{name}` exists"),
            Self::WrongPassword => f.write_str("the name or the password is wrong"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<Error> for AccountError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A note that cannot be shown or changed.
#[derive(Debug, Problem)]
pub(crate) enum NoteError {
    /// The user has no note with this id.
    #[problem(status = NOT_FOUND)]
    UnknownNote(#[problem(extend = "id")] NoteId),
    /// The note has no file.
    #[problem(status = NOT_FOUND)]
    NoFile(#[problem(extend = "id")] NoteId),
    /// Another request changed the note at the same time.
    #[problem(status = CONFLICT)]
    ChangedMeanwhile(#[problem(extend = "id")] NoteId),
    /// A precondition failed, or a field of a form is missing.
    #[problem(transparent)]
    Rejected(Rejection),
    /// A call of a service failed. The details are logged and not sent to the client.
    #[problem(transparent)]
    Failed(Error),
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownNote(id) => write!(f, "there is no note `{id}`"),
            Self::NoFile(id) => write!(f, "the note `{id}` has no file"),
            Self::ChangedMeanwhile(id) => {
                write!(f, "the note `{id}` was changed meanwhile: load it again")
            }
            Self::Rejected(rejection) => rejection.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<Rejection> for NoteError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Error> for NoteError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
