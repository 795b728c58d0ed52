//! The records of the crate `log`, with which libraries without `tracing` log.

use log::{LevelFilter, Log, Metadata, Record, set_logger, set_max_level};
use tracing::Level;
use tracing::level_filters::LevelFilter as TracingFilter;

use super::line::Place;
use super::subscriber::ours;

/// Passes records to our subscriber. If there is a logger already, it stays.
pub(super) fn install(most_verbose: TracingFilter) {
    if set_logger(&Bridge).is_ok() {
        set_max_level(match most_verbose {
            TracingFilter::TRACE => LevelFilter::Trace,
            TracingFilter::DEBUG => LevelFilter::Debug,
            TracingFilter::INFO => LevelFilter::Info,
            TracingFilter::WARN => LevelFilter::Warn,
            TracingFilter::ERROR => LevelFilter::Error,
            _ => LevelFilter::Off,
        });
    }
}

struct Bridge;

impl Log for Bridge {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ours().is_some_and(|logger| {
            logger.takes_record(metadata.target(), level_of(metadata.level()))
        })
    }

    fn log(&self, record: &Record<'_>) {
        let (target, level) = (record.target(), level_of(record.level()));
        if let Some(logger) = ours().filter(|logger| logger.takes_record(target, level)) {
            let place = Place {
                target,
                module: record.module_path().unwrap_or(target),
                line: record.line(),
            };
            logger.record_line(level, place, *record.args());
        }
    }

    fn flush(&self) {}
}

fn level_of(level: log::Level) -> Level {
    match level {
        log::Level::Error => Level::ERROR,
        log::Level::Warn => Level::WARN,
        log::Level::Info => Level::INFO,
        log::Level::Debug => Level::DEBUG,
        log::Level::Trace => Level::TRACE,
    }
}
