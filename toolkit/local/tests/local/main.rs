//! The local Lambda with a real process that the tests control.

mod access;
mod command_line;
mod environments;
mod faults;
mod features;
mod http_trigger;
mod initialisation;
mod invoke_api;
#[cfg(unix)]
mod output;
#[cfg(target_os = "linux")]
mod processes;
mod program;
mod queue;
#[cfg(target_os = "linux")]
mod rebuilt;
mod restore;
mod runtime_api;
mod support;
mod triggers;
