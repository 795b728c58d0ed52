//! Why an event is not handled, in words and as a status.

use http::StatusCode;

use crate::error::Error;
use crate::handler::extract::Rejection;
use crate::handler::reply::Problem;

pub(super) fn key_missing(wanted: &str) -> Rejection {
    let detail = format!("{wanted}, and this one has none, or an empty one");
    Rejection::new(StatusCode::BAD_REQUEST, "IdempotencyKeyMissing", detail)
}

pub(super) fn key_too_long(length: usize, longest: usize) -> Rejection {
    let detail = format!("the key has {length} bytes; at most {longest} are taken");
    Rejection::new(StatusCode::BAD_REQUEST, "IdempotencyKeyTooLong", detail)
}

pub(super) fn in_progress() -> Rejection {
    let detail = "one with the same key is being handled; its reply will be there when it is done";
    Rejection::new(StatusCode::CONFLICT, "IdempotencyInProgress", detail)
}

pub(super) fn payload_changed() -> Rejection {
    let detail = "the key was used before, with another payload";
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Rejection::new(status, "IdempotencyPayloadChanged", detail)
}

/// The reason is the log's: it may name tables and accounts.
pub(super) fn store_failed(error: &Error) -> Rejection {
    let error = Error::with_type(STORE_FAILED, error);
    Rejection::of(Problem::new(StatusCode::SERVICE_UNAVAILABLE).logged_error(error))
}

/// How it is logged that the store could not take a note of what has happened.
pub(super) const STORE_FAILED: &str = "IdempotencyStoreFailed";
