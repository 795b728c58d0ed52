//! The imports of a function's file: `use gatewright::prelude::*;`

pub use crate::{
    Batch, Body, Checkpoint, Cookies, Deadline, Error, Event, Failures, Gateway, Headers,
    IntoProblem, Invocation, Json, Message, Path, PathParams, Problem, Progress, Query, StatusCode,
    StreamBody, any, appsync, authorizer, cognito, delete, dispatch, dynamodb, event, eventbridge,
    exempt, fallback, gather, get, guard, guarded, head, idempotent, kafka, kinesis,
    lambda_handler, lazy_module, logs, on_shutdown, operation, options, patch, post, put, s3,
    schedule, sns, sqs, websocket,
};
