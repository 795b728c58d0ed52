//! The subscriber that the generated `main` installs.

use std::cell::Cell;
use std::env;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
#[cfg(feature = "otlp")]
use std::time::Instant;

use crate::platform::context::Context;
use bytes::Bytes;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_core::span::Current;

use super::fields::{Fields, Recorder};
use super::invocation::{CURRENT, Invocation};
use super::line::{Constants, Line, Message, Place};
#[cfg(feature = "otlp")]
use super::otlp::{Ended, Exporter, Recorded, SpanTrace};
use super::settings::Settings;
use super::spans::{self, SharedInvocation, Span, Spans, lock};
#[cfg(feature = "otlp")]
use super::trace_context::TraceContext;
#[cfg(feature = "otlp")]
use super::write_documents;
use super::{OWN_TARGET, OwnLine, Severity, timestamp, warning, write};

/// Our subscriber, if it is the global default.
static OURS: OnceLock<&Logger> = OnceLock::new();

/// Returns our subscriber, unless the user has set another one.
pub(super) fn ours() -> Option<&'static Logger> {
    OURS.get().copied()
}

/// Installs our subscriber, unless the user has installed a subscriber of `tracing` or a logger of `log`, which gets the events of
/// `tracing` too.
pub(crate) fn install() {
    if tracing::dispatcher::has_been_set() || log::max_level() != log::LevelFilter::Off {
        return;
    }
    let logger: &'static Logger = Box::leak(Box::new(Logger::new(Settings::read(&variable))));
    if set_global_default(Handle(logger)).is_ok() && OURS.set(logger).is_ok() {
        for fault in &logger.settings.faults {
            warning(fault);
        }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

thread_local! {
    /// The invocation whose span is being made.
    static BEGINNING: Cell<Option<SharedInvocation>> = const { Cell::new(None) };
    /// The memory of the last line. A line that is logged while another is formatted has memory of its own.
    static SCRATCH: Cell<Option<Scratch>> = const { Cell::new(None) };
}

/// The memory in which a line is made.
#[derive(Default)]
struct Scratch {
    fields: Fields,
    message: String,
    line: Vec<u8>,
}

/// Lines longer than this do not keep their memory.
const KEPT: usize = 64 * 1_024;

impl Scratch {
    fn take() -> Self {
        // A thread that is ending has no memory of the last line.
        let last = SCRATCH.try_with(Cell::take).ok().flatten();
        last.unwrap_or_default()
    }

    fn keep(mut self) {
        if self.line.capacity() > KEPT || self.message.capacity() > KEPT {
            return;
        }
        self.fields.clear();
        self.message.clear();
        self.line.clear();
        let _ = SCRATCH.try_with(|last| last.set(Some(self)));
    }
}

/// Begins an invocation of a function with one invocation at a time.
pub(super) fn begin(logger: &Logger, context: &Context, event: &Bytes, cold_start: bool) {
    let is_sampled = logger.is_sampled();
    logger.samples_current.store(is_sampled, Ordering::Relaxed);
    let mut current = lock(&CURRENT);
    current.begin(context, event, cold_start);
    current.is_sampled = is_sampled;
    #[cfg(feature = "otlp")]
    logger.exporter.begin(&mut current);
    if logger.settings.logs_events {
        logger.log_event(event, &mut current);
    }
}

/// Returns the request id of the invocation whose span this thread is in, if our subscriber is installed.
#[cfg(feature = "concurrent")]
pub(crate) fn request_id_of_span() -> Option<String> {
    let invocation = ours()?.spans.invocation()?;
    let id = lock(&invocation).request_id.clone();
    Some(id)
}

/// Returns an invocation of the concurrent mode, and its span.
pub(super) fn span_of(
    logger: &Logger,
    context: &Context,
    event: &Bytes,
    cold_start: bool,
) -> (tracing::Span, SharedInvocation) {
    let mut invocation = Invocation::default();
    invocation.begin(context, event, cold_start);
    invocation.is_sampled = logger.is_sampled();
    #[cfg(feature = "otlp")]
    logger.exporter.begin(&mut invocation);
    if logger.settings.logs_events {
        logger.log_event(event, &mut invocation);
    }
    let invocation = Arc::new(Mutex::new(invocation));
    BEGINNING.set(Some(invocation.clone()));
    // The level is the last that a filter drops.
    let span = tracing::error_span!(target: OWN_TARGET, "invocation");
    (span, invocation)
}

pub(super) struct Logger {
    settings: Settings,
    constants: OnceLock<Constants>,
    spans: Spans,
    samples_current: AtomicBool,
    #[cfg(feature = "otlp")]
    exporter: Exporter,
}

impl Logger {
    fn new(settings: Settings) -> Self {
        #[cfg(feature = "otlp")]
        let mut settings = settings;
        Self {
            #[cfg(feature = "otlp")]
            exporter: Exporter::read(variable, write_documents, &mut settings.faults),
            settings,
            constants: OnceLock::new(),
            spans: Spans::new(),
            samples_current: AtomicBool::new(false),
        }
    }

    fn most_verbose(&self) -> LevelFilter {
        let most = self.settings.filter.max(self.is_sampling());
        #[cfg(feature = "otlp")]
        let most = most.max(LevelFilter::INFO);
        most
    }

    /// Whether events and spans of this kind are taken in every invocation.
    fn takes(&self, metadata: &Metadata<'_>) -> bool {
        let filter = &self.settings.filter;
        let is_taken = is_own_span(metadata) || filter.lets_pass(metadata, false);
        #[cfg(feature = "otlp")]
        let is_taken = is_taken || filter.traces(metadata);
        is_taken
    }

    /// Returns the invocation to which this thread's events belong, in concurrent mode.
    pub(super) fn invocation(&self) -> Option<SharedInvocation> {
        spans::current().and_then(|_| self.spans.invocation())
    }

    fn is_sampling(&self) -> bool {
        self.settings.sample_rate.is_some()
    }

    /// Decides whether an invocation is sampled.
    fn is_sampled(&self) -> bool {
        // The keys of a `RandomState` are random. Environments that are restored from one snapshot share them, but not the time.
        self.settings.sample_rate.as_ref().is_some_and(|rate| {
            let mut hasher = RandomState::new().build_hasher();
            hasher.write(&timestamp::now());
            rate.samples(hasher.finish())
        })
    }

    /// Whether the invocation to which this thread's events belong is sampled.
    fn samples_now(&self) -> bool {
        match self.invocation() {
            Some(invocation) => lock(&invocation).is_sampled,
            None => self.samples_current.load(Ordering::Relaxed),
        }
    }

    fn write_line(
        &self,
        scratch: &mut Scratch,
        level: Level,
        place: Option<Place<'_>>,
        invocation: Option<&SharedInvocation>,
    ) {
        let line = Line {
            level,
            place,
            message: Message::Text(&scratch.message),
            fields: &scratch.fields,
            constants: self.constants(),
        };
        let invocation = invocation.map_or(&CURRENT, |invocation| &**invocation);
        line.write(
            self.settings.format,
            &mut lock(invocation),
            &mut scratch.line,
        );
        write(&scratch.line);
    }

    fn constants(&self) -> &Constants {
        self.constants
            .get_or_init(|| Constants::read(&variable, self.settings.sample_rate.as_ref()))
    }

    /// Logs an event of Lambda's, as Powertools does with `POWERTOOLS_LOGGER_LOG_EVENT`.
    #[cold]
    fn log_event(&self, event: &[u8], invocation: &mut Invocation) {
        if !self.settings.filter.allows(OWN_TARGET, Level::INFO, false) {
            return;
        }
        let text = String::from_utf8_lossy(event);
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        let line = Line {
            level: Level::INFO,
            place: None,
            message: if is_json {
                Message::Json(&text)
            } else {
                Message::Text(&text)
            },
            fields: &Fields::default(),
            constants: self.constants(),
        };
        let mut out = Vec::new();
        line.write(self.settings.format, invocation, &mut out);
        write(&out);
    }

    /// Writes a line of Gatewright.
    pub(super) fn own_line(&self, own: &OwnLine<'_>) {
        let level = match own.severity {
            Severity::Warning => Level::WARN,
            Severity::Error => Level::ERROR,
        };
        if !self.settings.filter.allows(OWN_TARGET, level, false) {
            return;
        }
        let mut scratch = Scratch::take();
        let invocation =
            spans::current().and_then(|id| self.spans.collect(&id, &mut scratch.fields));
        // The watchdog logs on a thread of its own, and the loop after the invocation's span.
        if let Some(id) = own.request_id.filter(|id| !id.is_empty()) {
            let current = invocation
                .as_ref()
                .map_or(&CURRENT, |invocation| &**invocation);
            if lock(current).request_id != id {
                scratch.fields.push_text("function_request_id", id);
            }
        }
        if let Some(error_type) = own.error_type {
            scratch.fields.push_text("exception_name", error_type);
        }
        if let Some(module) = own.module {
            scratch.fields.push_text("module", module);
        }
        #[cfg(feature = "otlp")]
        if let Some(error_type) = own.error_type {
            let current = spans::current();
            let context = self.record(current.as_ref(), invocation.as_ref(), |recorded| {
                recorded.exception(error_type, own.message);
            });
            scratch.fields.push_trace(context);
        }
        scratch.message.push_str(own.message);
        self.write_line(&mut scratch, level, None, invocation.as_ref());
        scratch.keep();
    }
}

#[cfg(feature = "otlp")]
impl Logger {
    /// Begins the trace of a span.
    fn begin_span(&self, parent: Option<&Id>) -> Option<Box<SpanTrace>> {
        let of_parent = parent.and_then(|id| {
            self.spans.with(id, |span| {
                let position = span.trace.as_ref().map(|trace| trace.position());
                (position, span.invocation.clone())
            })
        });
        let (position, invocation) = of_parent.unwrap_or_default();
        let invocation = invocation.or_else(|| self.invocation());
        let invocation = lock(invocation.as_deref().unwrap_or(&CURRENT));
        SpanTrace::begin(position, &invocation.trace)
    }

    /// Ends spans, the innermost first.
    fn end_spans(&self, closed: &[Span]) {
        for span in closed {
            let Some(trace) = &span.trace else {
                continue;
            };
            let ended = Ended {
                metadata: span.metadata,
                fields: &span.fields,
                trace,
            };
            let lines = {
                let mut invocation = lock(span.invocation.as_deref().unwrap_or(&CURRENT));
                self.exporter.end(&ended, &mut invocation.trace)
            };
            self.exporter.write(&lines, None);
        }
    }

    /// Adds an event to the trace of a span, or else to that of the invocation. Returns the position of its line.
    fn record(
        &self,
        span: Option<&Id>,
        invocation: Option<&SharedInvocation>,
        record: impl FnOnce(&mut Recorded),
    ) -> Option<TraceContext> {
        let mut record = Some(record);
        let of_span = span.and_then(|id| {
            self.spans.with(id, |span| {
                let trace = span.trace.as_mut()?;
                if let Some(record) = record.take() {
                    record(&mut trace.recorded);
                }
                Some(trace.context)
            })
        });
        of_span.flatten().or_else(|| {
            let mut invocation = lock(invocation.map_or(&CURRENT, |invocation| &**invocation));
            let record = record.take()?;
            invocation.trace.record(record)
        })
    }

    /// Returns the current span.
    pub(super) fn position(&self) -> Option<TraceContext> {
        let id = spans::current()?;
        self.spans
            .with(&id, |span| Some(span.trace.as_ref()?.context))?
    }

    /// Ends the trace of an invocation and writes it.
    pub(super) fn finish(&self, invocation: &Mutex<Invocation>) {
        let lines = self.exporter.finish(&mut lock(invocation));
        self.exporter.write(&lines, None);
    }

    /// Ends the trace of the invocation with this request id with an error, and writes it. Gives up at `until`.
    pub(super) fn fail(&self, request_id: &str, error_type: &str, message: &str, until: Instant) {
        #[cfg(feature = "concurrent")]
        let invocation = self.spans.invocation_with(request_id);
        #[cfg(not(feature = "concurrent"))]
        let invocation: Option<SharedInvocation> = None;
        let lines = {
            let mut invocation = lock(invocation.as_deref().unwrap_or(&CURRENT));
            if invocation.request_id != request_id {
                return;
            }
            invocation
                .trace
                .record(|recorded| recorded.exception(error_type, message));
            self.exporter.finish(&mut invocation)
        };
        self.exporter.write(&lines, Some(until));
    }
}

/// The subscriber, which is a reference to the logger.
pub(super) struct Handle(pub(super) &'static Logger);

/// Whether this is the span of an invocation or of a record, which lines need whatever `RUST_LOG` says.
fn is_own_span(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.target() == OWN_TARGET
}

impl Subscriber for Handle {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let filter = &self.0.settings.filter;
        if self.0.takes(metadata) {
            Interest::always()
        } else if self.0.is_sampling() && filter.lets_pass(metadata, true) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let filter = &self.0.settings.filter;
        self.0.takes(metadata)
            || (self.0.is_sampling() && filter.lets_pass(metadata, true) && self.0.samples_now())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.0.most_verbose())
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::default();
        attributes.record(&mut Recorder {
            fields: &mut fields,
            message: None,
        });
        let parent = if attributes.is_contextual() {
            spans::current()
        } else {
            attributes.parent().cloned()
        };
        let mut span = Span::new(attributes.metadata(), fields);
        span.invocation = BEGINNING.try_with(Cell::take).ok().flatten();
        #[cfg(feature = "otlp")]
        if span.invocation.is_none() {
            span.trace = self.0.begin_span(parent.as_ref());
        }
        self.0.spans.open(span, parent)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        // Formatted before the span is locked, because the formatting of a value may log.
        let mut fields = Fields::default();
        values.record(&mut Recorder {
            fields: &mut fields,
            message: None,
        });
        self.0.spans.with(id, |span| span.fields.append(&fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut scratch = Scratch::take();
        let parent = if event.is_contextual() {
            spans::current()
        } else {
            event.parent().cloned()
        };
        let invocation = match &parent {
            Some(id) => self.0.spans.collect(id, &mut scratch.fields),
            None => self.0.invocation(),
        };
        let metadata = event.metadata();
        #[cfg(feature = "otlp")]
        let own = scratch.fields.len();
        let Scratch {
            fields, message, ..
        } = &mut scratch;
        event.record(&mut Recorder {
            fields,
            message: Some(message),
        });
        #[cfg(feature = "otlp")]
        {
            let (fields, message) = (&scratch.fields, &scratch.message);
            let context = self
                .0
                .record(parent.as_ref(), invocation.as_ref(), |recorded| {
                    recorded.event(metadata, message, fields, own);
                });
            scratch.fields.push_trace(context);
        }
        self.0.write_line(
            &mut scratch,
            *metadata.level(),
            Some(metadata.into()),
            invocation.as_ref(),
        );
        scratch.keep();
    }

    fn enter(&self, id: &Id) {
        spans::enter(id);
    }

    fn exit(&self, id: &Id) {
        spans::leave(id);
    }

    fn clone_span(&self, id: &Id) -> Id {
        self.0.spans.share(id);
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let closed = self.0.spans.release(&id);
        #[cfg(feature = "otlp")]
        self.0.end_spans(&closed);
        !closed.is_empty()
    }

    fn current_span(&self) -> Current {
        let current = spans::current()
            .and_then(|id| Some((self.0.spans.with(&id, |span| span.metadata)?, id)));
        match current {
            Some((metadata, id)) => Current::new(id, metadata),
            None => Current::none(),
        }
    }
}
