//! The environment variables that Lambda sets.
//!
//! Source: Lambda developer guide, "Defined runtime environment variables". Credentials and `PATH` stay the user's;
//! `AWS_EXECUTION_ENV` is not defined for OS-only runtimes; `LAMBDA_RUNTIME_DIR` and the X-Ray daemon name things that
//! do not exist here.

use crate::function::{Function, region};
use crate::{front_door, identity};
use std::net::SocketAddr;

pub(super) fn of(function: &Function, runtime_api: SocketAddr) -> Vec<(&'static str, String)> {
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
            initialization_type(function).to_owned(),
        ),
        ("AWS_REGION", region()),
        ("AWS_DEFAULT_REGION", region()),
        // Cargo and Lambda both call an OS-only function's executable `bootstrap`; its handler's name is free.
        ("_HANDLER", "bootstrap".to_owned()),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned()),
        ("TZ", ":UTC".to_owned()),
        // Not Lambda's: a debug build writes its cold-start report for people when it finds this.
        ("GATEWRIGHT_LOCAL", "true".to_owned()),
    ];
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

/// Only managed instances have environments that take several invocations at a time.
fn initialization_type(function: &Function) -> &'static str {
    if function.concurrency > 1 {
        "lambda-managed-instances"
    } else {
        "on-demand"
    }
}

/// `2026/11/23/[$LATEST]` and 32 hexadecimal digits.
fn log_stream() -> String {
    let date = front_door::time::Utc::at(identity::epoch());
    let (year, month, day) = date.date();
    format!(
        "{year:04}/{month:02}/{day:02}/[$LATEST]{}",
        identity::log_stream_suffix()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_finds_what_lambda_would_have_set() {
        let function = Function::new("shop").memory_mb(512);
        let variables = of(&function, ([127, 0, 0, 1], 4000).into());
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
