//! The invocation to which lines belong.

use std::sync::Mutex;

use crate::platform::context::Context;
use bytes::Bytes;

use super::correlation;
#[cfg(feature = "otlp")]
use super::otlp::Trace;
use super::trace_context;

/// The invocation of a function with one at a time. Spawned tasks and threads see it too.
pub(super) static CURRENT: Mutex<Invocation> = Mutex::new(Invocation::NONE);

/// What a line needs to know about its invocation.
#[derive(Default)]
pub(super) struct Invocation {
    /// Empty outside of an invocation.
    pub(super) request_id: String,
    pub(super) function_arn: String,
    /// The X-Ray trace header, or empty.
    pub(super) trace_header: String,
    pub(super) cold_start: bool,
    pub(super) is_running: bool,
    /// Whether this invocation logs `DEBUG` as well.
    pub(super) is_sampled: bool,
    /// The event, until the invocation ends.
    pub(super) event: Bytes,
    correlation: Correlation,
    #[cfg(feature = "otlp")]
    pub(super) trace: Trace,
}

/// The correlation id. The event is read for the first line, and not at all without one.
#[derive(Default)]
enum Correlation {
    Unread,
    #[default]
    None,
    Read(String),
}

impl Invocation {
    pub(super) const NONE: Self = Self {
        request_id: String::new(),
        function_arn: String::new(),
        trace_header: String::new(),
        cold_start: false,
        is_running: false,
        is_sampled: false,
        event: Bytes::new(),
        correlation: Correlation::None,
        #[cfg(feature = "otlp")]
        trace: Trace::NONE,
    };

    /// Becomes another invocation. The strings are reused, so that an invocation without a line does not allocate.
    pub(super) fn begin(&mut self, context: &Context, event: &Bytes, cold_start: bool) {
        let set = |text: &mut String, value: &str| {
            text.clear();
            text.push_str(value);
        };
        set(&mut self.request_id, &context.request_id);
        set(&mut self.function_arn, &context.invoked_function_arn);
        set(
            &mut self.trace_header,
            context.xray_trace_id.as_deref().unwrap_or_default(),
        );
        self.cold_start = cold_start;
        self.is_running = true;
        self.event = event.clone();
        self.correlation = Correlation::Unread;
    }

    /// Releases the event. The ids stay, for the lines of the shutdown hook.
    pub(super) fn end(&mut self) {
        self.is_running = false;
        self.event = Bytes::new();
        if let Correlation::Unread = self.correlation {
            self.correlation = Correlation::None;
        }
    }

    pub(super) fn correlation_id(&mut self) -> Option<&str> {
        if let Correlation::Unread = self.correlation {
            self.correlation =
                correlation::id_of(&self.event).map_or(Correlation::None, Correlation::Read);
        }
        match &self.correlation {
            Correlation::Read(id) => Some(id),
            Correlation::None | Correlation::Unread => None,
        }
    }

    /// Returns the trace id, which is the part `Root` of the header, as in Powertools.
    pub(super) fn trace_id(&self) -> Option<&str> {
        trace_context::part(&self.trace_header, "Root")
    }
}
