//! The events that `sam local generate-event` makes from the templates in the wheel of `aws-sam-cli`.
#![cfg(test)]

#[cfg(target_os = "linux")]
mod http_triggers;
mod samples;
mod sources;
