//! The local Lambda in front of a real process that does what the tests tell it to.

mod command_line;
mod environments;
mod faults;
mod features;
mod front_door;
mod initialisation;
mod invoke_api;
mod program;
mod queue;
mod restore;
mod runtime_api;
mod support;
