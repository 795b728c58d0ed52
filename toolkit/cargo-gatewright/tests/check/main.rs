//! `cargo gatewright check` over crates with seeded mistakes, in `tests/checked` at the root of the repository.

mod commands;
mod findings;
mod layers;
mod outputs;
mod platform;
mod sizes;
mod support;
