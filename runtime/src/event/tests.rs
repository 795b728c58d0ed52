//! Reading the events of all triggers as requests, and writing responses in their formats.

mod reading;
mod writing;
