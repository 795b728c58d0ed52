//! What generated code calls. It changes without notice.

pub use crate::endpoint::{Endpoint, Handler, endpoint};
pub use crate::event::Method;
pub use crate::extract::{
    AnyFits, Arg, Fits, Kind, PathShape, arguments_fit_event, arguments_fit_method,
    arguments_fit_operation, event_arg, http_arg, operation_arg, path_fits, record_arg,
};
pub use crate::gateway::Options;
pub use crate::lazy::{Handle, InitFuture, InitOutput, LazyCell, assert_no_cycle, get};
pub use crate::reply::{AnyReturn, Returns, detail, problem, record_reply};
pub use crate::source::{
    APPSYNC, DYNAMODB, EVENT, EVENTBRIDGE, FALLBACK, KINESIS, S3, SCHEDULE, SNS, SQS, Source,
    WEBSOCKET,
};
pub use crate::statics::{AnyStatic, Plain, Static, value_of};
pub use crate::table::{
    DoorKind, Doors, Entry, Key, Merge, Origin, Size, Tables, View, joined, operation_module,
};
