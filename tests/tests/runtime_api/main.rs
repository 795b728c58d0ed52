//! Functions on a scripted Runtime API, which sends what no emulator does.

mod faults;
mod unusual_events;
