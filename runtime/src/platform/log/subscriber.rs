//! The subscriber that the generated `main` installs.

use std::cell::Cell;
use std::env;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use lambda_runtime::Context;
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_core::span::Current;

use super::fields::{Fields, Recorder};
use super::invocation::Invocation;
use super::line::{Constants, Line, Message, Place};
use super::settings::Settings;
use super::spans::{self, SharedInvocation, Span, Spans, lock};
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
    let logger: &'static Logger =
        Box::leak(Box::new(Logger::new(Settings::read(&variable), write)));
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
    let mut current = lock(&logger.current);
    current.begin(context, event, cold_start);
    current.is_sampled = is_sampled;
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

/// Ends the current invocation.
pub(super) fn end(logger: &Logger) {
    lock(&logger.current).end();
}

/// Returns the span of an invocation in concurrent mode.
pub(super) fn span_of(
    logger: &Logger,
    context: &Context,
    event: &Bytes,
    cold_start: bool,
) -> tracing::Span {
    let mut invocation = Invocation::default();
    invocation.begin(context, event, cold_start);
    invocation.is_sampled = logger.is_sampled();
    if logger.settings.logs_events {
        logger.log_event(event, &mut invocation);
    }
    BEGINNING.set(Some(Arc::new(Mutex::new(invocation))));
    // The level is the last that a filter drops.
    tracing::error_span!(target: OWN_TARGET, "invocation")
}

pub(super) struct Logger {
    settings: Settings,
    constants: OnceLock<Constants>,
    spans: Spans,
    /// The invocation of a function with one at a time.
    current: Mutex<Invocation>,
    samples_current: AtomicBool,
    write: fn(&[u8]),
}

impl Logger {
    pub(super) fn new(settings: Settings, write: fn(&[u8])) -> Self {
        Self {
            settings,
            constants: OnceLock::new(),
            spans: Spans::new(),
            current: Mutex::new(Invocation::NONE),
            samples_current: AtomicBool::new(false),
            write,
        }
    }

    fn most_verbose(&self) -> LevelFilter {
        self.settings.filter.max(self.is_sampling())
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
        match spans::current().and_then(|_| self.spans.invocation()) {
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
        let invocation = invocation.map_or(&self.current, |invocation| &**invocation);
        line.write(
            self.settings.format,
            &mut lock(invocation),
            &mut scratch.line,
        );
        (self.write)(&scratch.line);
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
        (self.write)(&out);
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
                .map_or(&self.current, |invocation| &**invocation);
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
        scratch.message.push_str(own.message);
        self.write_line(&mut scratch, level, None, invocation.as_ref());
        scratch.keep();
    }
}

/// The subscriber, which is a reference to the logger.
pub(super) struct Handle(pub(super) &'static Logger);

/// Whether this is the event with which `lambda_runtime` logs the error of a function. We log it ourselves, with its type.
fn is_error_of_function(metadata: &Metadata<'_>) -> bool {
    metadata.target() == "lambda_runtime::layers::panic" && metadata.fields().len() == 1
}

/// Whether this is the span of an invocation or of a record, which lines need whatever `RUST_LOG` says.
fn is_own_span(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.target() == OWN_TARGET
}

impl Subscriber for Handle {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let filter = &self.0.settings.filter;
        if is_error_of_function(metadata) {
            Interest::never()
        } else if is_own_span(metadata) || filter.lets_pass(metadata, false) {
            Interest::always()
        } else if self.0.is_sampling() && filter.lets_pass(metadata, true) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let filter = &self.0.settings.filter;
        !is_error_of_function(metadata)
            && (is_own_span(metadata)
                || filter.lets_pass(metadata, false)
                || (self.0.is_sampling()
                    && filter.lets_pass(metadata, true)
                    && self.0.samples_now()))
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
        let invocation = match parent {
            Some(id) => self.0.spans.collect(&id, &mut scratch.fields),
            None => spans::current().and_then(|_| self.0.spans.invocation()),
        };
        let Scratch {
            fields, message, ..
        } = &mut scratch;
        event.record(&mut Recorder {
            fields,
            message: Some(message),
        });
        let metadata = event.metadata();
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
        self.0.spans.release(&id)
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
