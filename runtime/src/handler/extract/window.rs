//! The tumbling window of a stream, with the state that its events pass on.

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::argument::{Extract, FromWindow, How, Kind};
use super::rejection::Rejection;
use crate::event::or_default;

/// A tumbling window of a stream: its time, and the state that its events pass on.
///
/// `#[kinesis]` and `#[dynamodb]` handlers take it beside a [`Batch<T>`](crate::Batch), and return it with the new state.
///
/// The event source mapping declares the windows (`TumblingWindowInSeconds`). Lambda invokes the function for each batch of records in
/// a window, and once more at its end with [`is_final`](Self::is_final), usually without records. The first event of a window has the
/// default state. See [Lambda's guide][guide].
///
/// ```
/// use gatewright::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize)]
/// struct Click {
///     page: String,
/// }
///
/// #[derive(Default, Deserialize, Serialize)]
/// struct Clicks {
///     count: usize,
/// }
///
/// #[lambda_handler(main = false)]
/// #[kinesis("clicks")]
/// async fn count(clicks: Batch<Click>, mut window: Window<Clicks>) -> Result<Window<Clicks>, Error> {
///     window.state.count += clicks.len();
///     if window.is_final {
///         println!("{} to {}: {} clicks", window.start, window.end, window.state.count);
///     }
///     Ok(window)
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # use serde_json::json;
/// # let event = json!({
/// #     "Records": [], "window": {"start": "2020-12-09T07:04:00Z", "end": "2020-12-09T07:06:00Z"}, "state": {"count": 7},
/// #     "shardId": "shardId-000000000006", "eventSourceARN": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
/// #     "isFinalInvokeForWindow": true, "isWindowTerminatedEarly": false,
/// # });
/// # assert_eq!(block_on(invoke(&COUNT, event)), Ok(json!({"state": {"count": 7}, "batchItemFailures": []})));
/// # }
/// ```
///
/// # Failures
///
/// `(Window<S>, Failures)` reports failed records too. After a failure Lambda delivers that record and all later ones again. The returned
/// state should therefore include only the records before the first failed one. A record that cannot be read, and those after it, are
/// left out of the batch and reported.
///
/// If the handler returns an error, panics or runs out of time, the reply does not have a state. Lambda treats that as a failed
/// invocation, and delivers the batch again with the previous state.
///
/// [guide]: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Window<S> {
    /// The state that the previous event of the window returned. It is an object in JSON, of at most 1 MB.
    pub state: S,
    /// The beginning of the window, in RFC 3339 format.
    pub start: String,
    /// The end of the window, in RFC 3339 format.
    pub end: String,
    /// The shard. Each shard has windows of its own.
    pub shard_id: String,
    /// Whether this is the last event of the window.
    pub is_final: bool,
    /// Whether the window ends early, because its state is larger than 1 MB.
    pub is_terminated_early: bool,
}

impl<S> Window<S> {
    /// Creates a window with only a state, for a test.
    pub fn new(state: S) -> Self {
        Self {
            state,
            start: String::new(),
            end: String::new(),
            shard_id: String::new(),
            is_final: false,
            is_terminated_early: false,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    window: Option<Times>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "or_default")]
    shard_id: String,
    #[serde(default, deserialize_with = "or_default")]
    is_final_invoke_for_window: bool,
    #[serde(default, deserialize_with = "or_default")]
    is_window_terminated_early: bool,
}

#[derive(Deserialize)]
struct Times {
    start: String,
    end: String,
}

impl<S: DeserializeOwned + Default> Extract<FromWindow> for Window<S> {
    const KIND: Kind = Kind::Window;
    const HOW: How<Self> = How::Now(|incoming| {
        let unreadable = |error: &dyn fmt::Display| Rejection::invalid(format!("window: {error}"));
        let event: Event<'_> =
            serde_json::from_str(incoming.event).map_err(|error| unreadable(&error))?;
        let times = event.window.ok_or_else(|| {
            unreadable(
                &"expected an event with a window, found none; set `TumblingWindowInSeconds` in the event source mapping",
            )
        })?;
        // The first event of a window has an empty object.
        let state = event
            .state
            .map(RawValue::get)
            .filter(|state| !matches!(*state, "null") && !is_empty(state));
        let state = match state {
            Some(state) => serde_json::from_str(state)
                .map_err(|error| unreadable(&format_args!("state: {error}")))?,
            None => S::default(),
        };
        Ok(Self {
            state,
            start: times.start,
            end: times.end,
            shard_id: event.shard_id,
            is_final: event.is_final_invoke_for_window,
            is_terminated_early: event.is_window_terminated_early,
        })
    });
}

fn is_empty(object: &str) -> bool {
    object
        .strip_prefix('{')
        .is_some_and(|rest| rest.trim_ascii() == "}")
}
