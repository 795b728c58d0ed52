//! The options of event sources that describe the deployment: their names and values are in `gatewright-tables`, and what they must
//! have in common is in `constraints`.

mod constraints;
mod json;
mod pattern;
mod schedule;
mod values;

use std::sync::LazyLock;

use gatewright_tables::{BUCKET_EVENTS, EventSource, OptionValues, SOURCES, SourceOption, limits};

pub(super) use self::constraints::check;
use crate::settings::{Property, Takes};

/// The settings that the attribute of each source takes, in the order of the sources.
static PROPERTIES: LazyLock<Vec<&'static [Property]>> = LazyLock::new(|| {
    SOURCES
        .iter()
        .map(|source| properties(source.options()))
        .collect()
});

/// The settings that the attribute takes.
pub(super) fn of(source: &EventSource) -> &'static [Property] {
    PROPERTIES[EventSource::place(source.attribute)]
}

fn properties(options: &'static [SourceOption]) -> &'static [Property] {
    options.iter().map(property).collect::<Vec<_>>().leak()
}

fn property(option: &'static SourceOption) -> Property {
    let takes = match option.values {
        OptionValues::Switch => Takes::Flag,
        OptionValues::Number(min, max, unit) => Takes::Number(min, max, unit),
        OptionValues::Word(words) => Takes::Word(words),
        OptionValues::Name(naming) => Takes::Name(naming),
        OptionValues::Target(types) => Takes::Target(types),
        OptionValues::Object(options) => Takes::Map(properties(options)),
        // `check` knows the fields of a record.
        OptionValues::FilterCriteria(_) => {
            Takes::Texts(limits::FILTERS_MAX, pattern::refuse_criterion)
        }
        OptionValues::FilterPolicy => Takes::Text(pattern::refuse_policy),
        OptionValues::BucketEvents => {
            Takes::Texts(BUCKET_EVENTS.len(), values::refuse_bucket_event)
        }
        OptionValues::KeyPart => Takes::Text(values::refuse_key_part),
        OptionValues::Schedule => Takes::Text(schedule::refuse_expression),
        OptionValues::TimeZone => Takes::Text(schedule::refuse_time_zone),
        OptionValues::LogPattern => Takes::Text(values::refuse_log_pattern),
    };
    Property::new(option.name, option.form, option.also, takes, option.note)
}
