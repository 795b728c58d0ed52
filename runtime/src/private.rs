//! The items that generated code uses. They are not covered by semantic versioning.

pub use crate::engine::{SubscriberResult, run_with_subscriber};
pub use crate::event::source::*;
pub use crate::event::{Envelope, Method};
pub use crate::gateway::Options;
pub use crate::guard::chunked_loop::{AnyIterator, ChunkedLoop, NoIterator, chunked_loop};
pub use crate::guard::interrupt::tick;
pub use crate::handler::assets::{Asset, Assets, Encoded};
pub use crate::handler::described::{
    AnyError, AnyParameter, AnyReply, Described, OfError, OfOk, OfParameter, OfReply, Part,
    ProblemCase, Problems, Responses,
};
#[cfg(feature = "concurrent")]
pub use crate::handler::endpoint::handler_future_must_be_send_in_concurrent_mode;
pub use crate::handler::endpoint::{Endpoint, Handler};
#[cfg(feature = "concurrent")]
pub use crate::handler::extract::{
    AnyExtractor, UserExtractor, extractor_future_must_be_send_in_concurrent_mode,
};
pub use crate::handler::extract::{
    AnyFits, AnyMarker, Arg, Bodies, Fits, Kind, MarkerOf, PathShape,
    argument_fits_bodiless_method, argument_is_only_body, arguments_fit_concurrency,
    arguments_fit_event, arguments_fit_operation, arguments_fit_transformation,
    arguments_fit_window, arguments_have_no_window, arguments_have_window, client_arg, event_arg,
    field_arg, http_arg, marked_arg, operation_arg, path_fits, record_arg, stream_arg,
};
#[cfg(feature = "concurrent")]
pub use crate::handler::middleware::middleware_future_must_be_send_in_concurrent_mode;
pub use crate::handler::middleware::{
    Chain, ExtensionId, MiddlewareLayer, layer as middleware_layer,
};
pub use crate::handler::reply::{
    AnyReturn, ReplyFn, Returns, detail, problem, record_reply, transformation_reply,
};
pub use crate::handler::shutdown::{
    Hook, Make, Shutdown, ShutdownParameter, ShutdownResult, awaited, plain, shutdown_arg,
    shutdown_returns,
};
pub use crate::idempotency::{
    AnyWithin, KeySource, Storing, Within, header_key, idempotent, key_text, payload_key,
    payload_place, reply_can_be_kept, storing,
};
pub use crate::lazy::environment::{
    AnyPresence, EnvironmentVariable, FromVariable, Presence, Variables,
};
pub use crate::lazy::{
    AnyModule, Handle, InitFuture, InitOutput, LazyCell, LazySettings, Module, Need,
    assert_no_cycle, get, need, try_get,
};
pub use crate::platform::metrics::{
    MetricKey, MetricNumber, MetricTime, Recording, metric, metric_number, metric_time,
};
pub use crate::table::statics::{AnyStatic, Plain, Static, value_of};
pub use crate::table::{
    Around, Authorizer, AuthorizerKind, Calling, Cors, Entry, Idempotency, Key, Layer, Merge,
    Origin, Origins, Place, Setting, SettingValue, Size, Surround, Surroundings, Tables, Target,
    TriggerKind, Triggers, Variable, VariableCell, View, joined, operation_module,
};
// For the benches, which compare the lookups with those of other crates.
pub use crate::table::{Captures, RouteMatch, Routes};
