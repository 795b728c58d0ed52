//! The way of Gatewright's lines to the subscriber.

use super::fields::Fields;
use super::invocation::Invocation;
use super::line::{Constants, Line, Message};
use super::settings::Format;
use super::{OWN_TARGET, OwnLine, Severity, subscriber, write};

/// Writes a line with our subscriber, or gives it to that of the user.
pub(super) fn write_line(line: &OwnLine<'_>) {
    match subscriber::ours() {
        Some(logger) => logger.own_line(line),
        None if is_taken(line) => {}
        None => write_without_subscriber(line),
    }
}

/// Sends an event to the user's subscriber. Returns whether its filter lets the event pass.
fn is_taken(line: &OwnLine<'_>) -> bool {
    let OwnLine {
        request_id,
        error_type,
        module,
        message,
        ..
    } = *line;
    match line.severity {
        Severity::Error => {
            let is_taken = tracing::enabled!(target: OWN_TARGET, tracing::Level::ERROR);
            if is_taken {
                tracing::error!(
                    target: OWN_TARGET,
                    function_request_id = request_id,
                    exception_name = error_type,
                    "{message}"
                );
            }
            is_taken
        }
        Severity::Warning => {
            let is_taken = tracing::enabled!(target: OWN_TARGET, tracing::Level::WARN);
            if is_taken {
                tracing::warn!(target: OWN_TARGET, module, "{message}");
            }
            is_taken
        }
    }
}

/// Without a subscriber, or with one that drops the event, the line must not be lost.
fn write_without_subscriber(line: &OwnLine<'_>) {
    let mut fields = Fields::default();
    let members = [
        ("function_request_id", line.request_id),
        ("exception_name", line.error_type),
        ("module", line.module),
    ];
    for (name, value) in members {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            fields.push_text(name, value);
        }
    }
    let constants = Constants::read(&|name| std::env::var(name).ok(), None);
    let line = Line {
        level: match line.severity {
            Severity::Warning => tracing::Level::WARN,
            Severity::Error => tracing::Level::ERROR,
        },
        place: None,
        message: Message::Text(line.message),
        fields: &fields,
        constants: &constants,
    };
    let mut out = Vec::new();
    line.write(Format::Json, &mut Invocation::default(), &mut out);
    write(&out);
}
