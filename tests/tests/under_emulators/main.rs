//! Functions on the emulators that users run them on: AWS's Runtime Interface Emulator, cargo-lambda and the local Lambda.

mod cargo_lambda;
mod local_lambda;
#[cfg(target_os = "linux")]
mod process_faults;
#[cfg(target_os = "linux")]
mod rie;
#[cfg(target_os = "linux")]
mod sources;
