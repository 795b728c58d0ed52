//! What an environment runs.

use super::process::Process;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The executable, with what the user adds to its environment.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    pub(crate) variables: Vec<(OsString, OsString)>,
}

impl Program {
    /// Starts a process whose output comes through pipes and which dies with its handle.
    pub(super) fn start(&self, variables: &[(&'static str, String)]) -> io::Result<Process> {
        let mut command = Command::new(&self.path);
        command
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // A Ctrl-C at the terminal is for the service, which ends its environments itself: without a group of its own,
        // the function would be interrupted in the middle of an invocation that is still being answered.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Process::start(command)
    }
}
