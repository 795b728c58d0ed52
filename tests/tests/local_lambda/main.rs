//! The local Lambda as its users meet it: pages in a browser, and the lines on standard error.
#![cfg(test)]

#[cfg(target_os = "linux")]
mod browser;
#[cfg(target_os = "linux")]
mod killed;
#[cfg(unix)]
mod restarts;
mod samples;
mod triggers;
