//! What a function's file imports: `use gatewright::prelude::*;`

pub use crate::{
    Body, Cookies, Deadline, Error, Gateway, Headers, IntoProblem, Invocation, Json, Path,
    PathParams, Problem, Query, StatusCode, any, delete, dispatch, exempt, get, head,
    lambda_handler, lazy_module, operation, options, patch, post, put,
};
