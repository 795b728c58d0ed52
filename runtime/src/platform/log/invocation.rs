//! The invocation to which lines belong.

use std::mem;

use bytes::Bytes;
use lambda_runtime::Context;

use super::correlation;

/// What a line needs to know about its invocation.
#[derive(Default)]
pub(super) struct Invocation {
    /// Empty outside of an invocation.
    pub(super) request_id: String,
    pub(super) function_arn: String,
    /// The X-Ray trace header, or empty.
    trace_header: String,
    pub(super) cold_start: bool,
    /// Whether this invocation logs `DEBUG` as well.
    pub(super) is_sampled: bool,
    correlation: Correlation,
}

/// The correlation id. The event is read for the first line, and not at all without one.
#[derive(Default)]
enum Correlation {
    #[default]
    None,
    Unread(Bytes),
    Read(String),
}

impl Invocation {
    pub(super) const NONE: Self = Self {
        request_id: String::new(),
        function_arn: String::new(),
        trace_header: String::new(),
        cold_start: false,
        is_sampled: false,
        correlation: Correlation::None,
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
        self.correlation = Correlation::Unread(event.clone());
    }

    /// Releases the event. The ids stay, for the lines of the shutdown hook.
    pub(super) fn end(&mut self) {
        if let Correlation::Unread(_) = self.correlation {
            self.correlation = Correlation::None;
        }
    }

    pub(super) fn correlation_id(&mut self) -> Option<&str> {
        if let Correlation::Unread(event) = &mut self.correlation {
            let event = mem::take(event);
            self.correlation =
                correlation::id_of(&event).map_or(Correlation::None, Correlation::Read);
        }
        match &self.correlation {
            Correlation::Read(id) => Some(id),
            Correlation::None | Correlation::Unread(_) => None,
        }
    }

    /// Returns the trace id, which is the part `Root` of the header, as in Powertools.
    pub(super) fn trace_id(&self) -> Option<&str> {
        self.trace_header
            .split(';')
            .find_map(|part| part.trim().strip_prefix("Root="))
    }
}
