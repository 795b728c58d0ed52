//! `cargo gatewright` as users run it. `check` runs on the crates with seeded mistakes in `tests/checked` of the repository.

mod budget;
mod command_line;
mod explain;
mod findings;
mod iam;
mod init;
mod layers;
mod messages;
mod new;
mod openapi;
mod outputs;
mod package;
mod platform;
mod report;
mod size;
mod sizes;
mod support;
mod template;
mod template_check;
