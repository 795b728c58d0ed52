//! Exit statuses in Lambda's words, which are those of Go's `os.ProcessState`: "exit status 1", "signal: killed".

use std::process::ExitStatus;

/// Returns the text after "Error: " in the message of `Runtime.ExitError`. `None` is an unknown exit status.
pub(super) fn reason(status: Option<ExitStatus>) -> String {
    let Some(status) = status.filter(|status| !status.success()) else {
        return "Runtime exited without providing a reason".to_owned();
    };
    format!("Runtime exited with error: {}", state(status))
}

#[cfg(unix)]
fn state(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(signal) => {
            let core = if status.core_dumped() {
                " (core dumped)"
            } else {
                ""
            };
            format!("signal: {}{core}", signal_name(signal))
        }
        None => exit_code(status),
    }
}

#[cfg(not(unix))]
fn state(status: ExitStatus) -> String {
    exit_code(status)
}

fn exit_code(status: ExitStatus) -> String {
    format!("exit status {}", status.code().unwrap_or(-1))
}

/// The signals that have the same number on every Unix, with Go's names.
#[cfg(unix)]
fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        6 => "aborted",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        other => return format!("signal {other}"),
    };
    name.to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::reason;
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    #[test]
    fn wait_status_reads_as_lambda_writes_it() {
        let of = |raw| reason(Some(ExitStatus::from_raw(raw)));
        assert_eq!(of(0), "Runtime exited without providing a reason");
        assert_eq!(of(1 << 8), "Runtime exited with error: exit status 1");
        assert_eq!(of(101 << 8), "Runtime exited with error: exit status 101");
        assert_eq!(of(9), "Runtime exited with error: signal: killed");
        assert_eq!(
            of(6 | 0x80),
            "Runtime exited with error: signal: aborted (core dumped)"
        );
    }
}
