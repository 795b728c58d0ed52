//! Each door's events are read as one request, and one response is written in each door's form.

mod reading;
mod writing;
