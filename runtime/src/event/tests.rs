//! Each trigger's events are read as one request, and one response is written in each trigger's form.

mod reading;
mod writing;
