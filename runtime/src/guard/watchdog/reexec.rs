//! The end of a process whose thread cannot be stopped: see `docs/decisions/0004-watchdog-reexecutes-the-process.md`.

use std::env;
#[cfg(unix)]
use std::ffi::{CString, OsString};
use std::process;

use crate::platform::log;

/// The process ends because of an error.
const EXIT_CODE: i32 = 1;

/// Set in a process that has re-executed its binary.
const REEXECUTED: &str = "GATEWRIGHT_REEXECUTED";

/// Whether this run of the binary has replaced another one.
///
/// The service waits for such a run to ask for its next event, which ends the invocation that the previous run has answered. It
/// waits until that invocation's deadline only, so this INIT starts nothing that can start later.
pub(crate) fn was_reexecuted() -> bool {
    env::var_os(REEXECUTED).is_some()
}

/// Replaces the process by a new run of its binary (`execve`), or ends it where that is not possible.
///
/// To Lambda it stays the same process, so the invocation ends normally. Under `SnapStart` the process exits instead: a new run
/// would wait for a restore that has already happened.
pub(super) fn reexec(request_id: &str) -> ! {
    if env::var_os("AWS_LAMBDA_INITIALIZATION_TYPE").is_none_or(|kind| kind != "snap-start") {
        let why = execve();
        log::error_of(
            request_id,
            "Runtime.ExitError",
            &format!("could not re-execute the binary, so the process exits: {why}"),
        );
    }
    exit()
}

/// Ends the process.
pub(super) fn exit() -> ! {
    process::exit(EXIT_CODE)
}

/// Returns only on failure. `std::process::Command::exec` would link all the code that starts a child.
#[cfg(unix)]
fn execve() -> std::io::Error {
    let run = || {
        let program = c_string(env::current_exe()?.into())?;
        let arguments: Vec<_> = env::args_os().map(c_string).collect::<Result<_, _>>()?;
        let variables: Vec<_> = env::vars_os()
            .filter(|(name, _)| name != REEXECUTED)
            .chain([(REEXECUTED.into(), "1".into())])
            .map(|(mut name, value)| {
                name.push("=");
                name.push(value);
                c_string(name)
            })
            .collect::<Result<_, _>>()?;
        Ok(nix::unistd::execve(&program, &arguments, &variables)?)
    };
    match run() {
        Ok(never) => match never {},
        Err(error) => error,
    }
}

#[cfg(not(unix))]
fn execve() -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
}

#[cfg(unix)]
fn c_string(text: OsString) -> std::io::Result<CString> {
    use std::os::unix::ffi::OsStringExt as _;

    Ok(CString::new(text.into_vec())?)
}
