//! The imports of a function's file: `use gatewright::prelude::*;`

pub use crate::{
    Batch, Body, Checkpoint, Cookies, Deadline, Error, Event, Failures, Gateway, Headers,
    IntoProblem, Invocation, Json, Message, Path, PathParams, Problem, Progress, Query, StatusCode,
    StreamBody, Text, Transformed, Window, any, delete, dispatch, exempt, gather, get, guard,
    guarded, head, idempotent, lambda_handler, lazy_module, on_shutdown, operation, options, patch,
    post, put,
};

macro_rules! event_source_attributes {
    ($($attribute:ident)*) => {
        pub use crate::{$($attribute),*};
    };
}
gatewright_tables::for_each_event_source!(event_source_attributes);
