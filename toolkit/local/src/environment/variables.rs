//! The environment variables that Lambda sets.
//!
//! Source: Lambda developer guide, "Defined runtime environment variables". Credentials and `PATH` stay those of the user, unless
//! the environment is clean.
//! `AWS_EXECUTION_ENV` is not defined for OS-only runtimes. `LAMBDA_RUNTIME_DIR` and the variables of the X-Ray daemon are not set,
//! because neither exists here.

use super::lifecycle::Initialization;
use crate::function::{Function, region};
use crate::{identity, timestamp};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::net::SocketAddr;

pub(super) fn of(
    function: &Function,
    initialization: Initialization,
    runtime_api: SocketAddr,
) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        (
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            function.memory_mb.to_string(),
        ),
        (
            "AWS_LAMBDA_LOG_GROUP_NAME",
            format!("/aws/lambda/{}", function.name),
        ),
        ("AWS_LAMBDA_LOG_STREAM_NAME", log_stream()),
        (
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            initialization_type(function, initialization).to_owned(),
        ),
        ("AWS_REGION", region()),
        ("AWS_DEFAULT_REGION", region()),
        // The executable of an OS-only function is called `bootstrap`. The name of its handler is free.
        ("_HANDLER", "bootstrap".to_owned()),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned()),
        ("TZ", ":UTC".to_owned()),
        // Not set by Lambda: with it, a debug build writes its cold-start report for people, and ends when this process is killed.
        ("GATEWRIGHT_LOCAL", std::process::id().to_string()),
    ];
    // Not set by Lambda: with it, a debug build writes its log lines for people.
    if std::io::stderr().is_terminal() {
        variables.push(("GATEWRIGHT_TERMINAL", "true".to_owned()));
    }
    if function.concurrency > 1 {
        variables.push((
            "AWS_LAMBDA_MAX_CONCURRENCY",
            function.concurrency.to_string(),
        ));
    }
    if let Some(folder) = std::env::current_exe()
        .ok()
        .as_deref()
        .and_then(std::path::Path::parent)
    {
        variables.push(("LAMBDA_TASK_ROOT", folder.display().to_string()));
    }
    variables
}

/// Returns the variables of an environment that does not inherit any: those of Lambda that are about the system.
pub(super) fn of_clean_environment() -> Vec<(&'static str, OsString)> {
    let lambda = |name, value: &str| (name, OsString::from(value));
    let mut variables = vec![lambda("LANG", "en_US.UTF-8")];
    if cfg!(unix) {
        variables.push(lambda("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"));
    }
    // Without it, a program on Windows cannot open a socket.
    if cfg!(windows)
        && let Some(folder) = std::env::var_os("SystemRoot")
    {
        variables.push(("SystemRoot", folder));
    }
    variables
}

/// Whether the local Lambda sets this variable, and another value would break the function.
pub(crate) fn is_reserved(name: &str) -> bool {
    [
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_MAX_CONCURRENCY",
        "_HANDLER",
    ]
    .contains(&name)
}

/// Only managed instances run several invocations at a time in one environment.
fn initialization_type(function: &Function, initialization: Initialization) -> &'static str {
    match initialization {
        Initialization::OnDemand if function.concurrency > 1 => "lambda-managed-instances",
        other => other.name(),
    }
}

/// `2026/11/23/[$LATEST]` and 32 hexadecimal digits.
fn log_stream() -> String {
    let date = timestamp::log_stream_date(identity::epoch());
    format!("{date}/[$LATEST]{}", identity::log_stream_suffix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_those_of_lambda() {
        let function = Function::new("shop").memory_mb(512);
        let variables = of(
            &function,
            Initialization::OnDemand,
            ([127, 0, 0, 1], 4000).into(),
        );
        let value = |name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        assert_eq!(value("AWS_LAMBDA_RUNTIME_API"), "127.0.0.1:4000");
        assert_eq!(value("AWS_LAMBDA_FUNCTION_NAME"), "shop");
        assert_eq!(value("AWS_LAMBDA_FUNCTION_VERSION"), "$LATEST");
        assert_eq!(value("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), "512");
        assert_eq!(value("AWS_LAMBDA_LOG_GROUP_NAME"), "/aws/lambda/shop");
        assert_eq!(value("AWS_LAMBDA_INITIALIZATION_TYPE"), "on-demand");
        assert_eq!(value("AWS_LAMBDA_MAX_CONCURRENCY"), "");
        assert_eq!(value("TZ"), ":UTC");
        let several = of(
            &function.clone().concurrency(8),
            Initialization::OnDemand,
            ([127, 0, 0, 1], 4000).into(),
        );
        for (name, expected) in [
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances"),
            ("AWS_LAMBDA_MAX_CONCURRENCY", "8"),
        ] {
            assert!(
                several.contains(&(name, expected.to_owned())),
                "{several:?}"
            );
        }
        let stream = value("AWS_LAMBDA_LOG_STREAM_NAME");
        let (date, id) = stream.split_once("[$LATEST]").unwrap_or_default();
        assert_eq!(
            (date.len(), date.matches('/').count(), id.len()),
            (11, 3, 32),
            "{stream}"
        );
    }
}
