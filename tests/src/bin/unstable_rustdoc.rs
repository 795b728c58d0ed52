//! The toolchain's rustdoc with its unstable options, of which the tests need the output as JSON.
//!
//! `RUSTC_BOOTSTRAP` in cargo's own environment would build most dependencies again: their build scripts read it.

use std::env;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let cargo = env::var_os("CARGO").map(PathBuf::from);
    let beside =
        cargo.map(|cargo| cargo.with_file_name(format!("rustdoc{}", env::consts::EXE_SUFFIX)));
    let rustdoc = beside.filter(|rustdoc| rustdoc.is_file());
    let status = Command::new(rustdoc.unwrap_or_else(|| "rustdoc".into()))
        .args(env::args_os().skip(1))
        .env("RUSTC_BOOTSTRAP", "1")
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("could not start rustdoc: {error}");
            ExitCode::FAILURE
        }
    }
}
