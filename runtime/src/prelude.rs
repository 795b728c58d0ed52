//! The imports of a function's file: `use gatewright::prelude::*;`

#[cfg(feature = "multipart")]
pub use crate::Multipart;
#[cfg(feature = "validate")]
pub use crate::Valid;
pub use crate::{
    Batch, Body, Checkpoint, Cookie, Cookies, Deadline, Error, Event, Extension, Failures, Form,
    Gateway, Header, Headers, Html, IntoProblem, Invocation, Json, Message, NoContent, Path,
    PathParams, Problem, Progress, Query, Redirect, SameSite, StatusCode, StreamBody, Text,
    Transformed, Window,
};
// Not from `crate`: private modules of the same names would come too, and rustdoc's JSON lists their items.
pub use crate::gather::gather;
pub use gatewright_macros::{
    any, cors, delete, dispatch, exempt, get, guard, guarded, head, idempotent, lambda_handler,
    lazy_module, metric, middleware, on_shutdown, operation, options, patch, post, put,
};
#[cfg(feature = "tracing")]
pub use tracing;

macro_rules! event_source_attributes {
    ($($attribute:ident)*) => {
        pub use gatewright_macros::{$($attribute),*};
    };
}
gatewright_tables::for_each_event_source!(event_source_attributes);
