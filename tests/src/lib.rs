//! Drivers for end-to-end tests: functions on real emulators, called by real clients.
//!
//! | module | drives |
//! |---|---|
//! | [`rie`] | the AWS Lambda Runtime Interface Emulator (Linux) |
//! | [`cargo_lambda`] | the emulator of `cargo lambda watch` |
//! | [`local`] | the local Lambda that is part of every debug build |
//! | [`scripted_api`] | a Runtime API that follows a script, for cases that no emulator produces |
//! | [`stream_service`] | a Runtime API that records streamed responses in detail |
//! | [`aws_api`] | DynamoDB and other services, emulated by moto |
//! | [`management_api`] | a stand-in of the management API of WebSocket connections |
//! | [`boto3`] | the AWS SDK for Python, as a client of an Invoke API |
//! | [`browser`] | pages in a headless Chromium, by keyboard |
//! | [`service_model`] | the limits in the AWS SDK for Python |
//!
//! A test builds a function with [`cargo_build`], starts it on one of these, invokes it, and compares whole
//! [answers](answer::Answer). External tools come from [`tools`], which installs them on first use. Every wait has a limit,
//! and every child process is ended through its own handle. Failures are [`anyhow::Error`]s, which a test returns with `?`.
//! Their messages name the attempted action and the remedy.

pub mod answer;
pub mod aws_api;
pub mod boto3;
#[cfg(unix)]
pub mod browser;
pub mod cargo_build;
pub mod cargo_lambda;
pub mod cases;
pub mod command;
pub mod http;
pub mod local;
pub mod management_api;
pub mod mix;
#[cfg(target_os = "linux")]
pub mod overruns;
mod ports;
pub mod process;
#[cfg(target_os = "linux")]
pub mod rie;
pub mod scripted_api;
pub mod service_model;
pub mod stream_service;
pub mod target_dir;
pub mod tools;
