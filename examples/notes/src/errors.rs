//! The error type of the API.

use std::fmt;

use gatewright::Rejection;
use gatewright::prelude::*;

use crate::notebook::NoteId;

/// A request that cannot be fulfilled.
#[derive(Debug, Problem)]
pub(crate) enum NotesError {
    /// The request has no session, or one that has expired.
    #[problem(status = UNAUTHORIZED, header = "www-authenticate: Cookie")]
    SignedOut,
    /// There is no account with this name and this password.
    #[problem(status = UNAUTHORIZED, header = "www-authenticate: Cookie")]
    WrongPassword,
    /// An account has this name already.
    #[problem(status = CONFLICT)]
    NameTaken(#[problem(extend = "name")] String),
    /// The request changes something and does not have the header of this API's clients.
    #[problem(status = FORBIDDEN)]
    NoClientHeader,
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

impl fmt::Display for NotesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("sign in first"),
            Self::WrongPassword => f.write_str("the name or the password is wrong"),
            Self::NameTaken(name) => write!(f, "an account with the name `{name}` exists"),
            Self::NoClientHeader => f.write_str("changes need the header `x-notes-client`"),
            Self::UnknownNote(id) => write!(f, "there is no note `{id}`"),
            Self::NoFile(id) => write!(f, "the note `{id}` has no file"),
            Self::ChangedMeanwhile(id) => {
                write!(f, "the note `{id}` was changed meanwhile: load it again")
            }
            // Not in the response, which is that of the rejection.
            Self::Rejected(_) => f.write_str("the request is rejected"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<Rejection> for NotesError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Error> for NotesError {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
