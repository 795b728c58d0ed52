//! The end of a process whose thread cannot be stopped.

use std::env;
#[cfg(unix)]
use std::ffi::{CString, OsString};
use std::process;

use crate::platform::log;

/// The process ends because of an error.
const EXIT_CODE: i32 = 1;

/// Set in a run that replaced another.
const STARTED_ANEW: &str = "GATEWRIGHT_STARTED_ANEW";

/// Whether this is a new run of a process. The service waits for it to ask for its next event, as the end of the invocation that the
/// old run has answered, and until its deadline only: so nothing starts in this INIT that can start later.
pub(crate) fn was_reexecuted() -> bool {
    env::var_os(STARTED_ANEW).is_some()
}

/// Ends what runs, for the benefit of the next invocation.
///
/// Where that is possible the process is replaced by a new run of its program. To Lambda it is still the same process, which has
/// answered and asks for its next event: the invocation is over as it should be. For a process that exits
/// after its answer the emulator of AWS reports `Runtime.ExitError` all the same.
///
/// Not under `SnapStart`: there a new run would wait for a restore that has been.
pub(super) fn reexec(request_id: &str) -> ! {
    #[cfg(unix)]
    if env::var_os("AWS_LAMBDA_INITIALIZATION_TYPE").is_none_or(|kind| kind != "snap-start") {
        let why = replaced();
        log::error_of(
            request_id,
            "Runtime.ExitError",
            &format!("the process could not be started anew, and ends: {why}"),
        );
    }
    end()
}

/// Ends the process.
pub(super) fn end() -> ! {
    process::exit(EXIT_CODE)
}

/// Returns only if it did not work. (`std::process::Command` can do it too, and brings with it all that starts a child.)
#[cfg(unix)]
fn replaced() -> std::io::Error {
    let run = || {
        let program = c_string(env::current_exe()?.into())?;
        let arguments: Vec<_> = env::args_os().map(c_string).collect::<Result<_, _>>()?;
        let variables: Vec<_> = env::vars_os()
            .filter(|(name, _)| name != STARTED_ANEW)
            .chain([(STARTED_ANEW.into(), "1".into())])
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

#[cfg(unix)]
fn c_string(text: OsString) -> std::io::Result<CString> {
    use std::os::unix::ffi::OsStringExt as _;

    Ok(CString::new(text.into_vec())?)
}
