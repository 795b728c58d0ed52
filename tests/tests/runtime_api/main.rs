//! Functions on a scripted Runtime API, which sends responses that no emulator sends.

mod faults;
mod unusual_events;
