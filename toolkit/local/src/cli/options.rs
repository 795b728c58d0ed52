//! The options of every command that starts environments.

use super::dotenv;
use super::error::CliError;
use super::trigger::TriggerOptions;
use crate::environment::is_reserved;
use crate::function::Function;
use crate::lambda::Options;
use crate::quote::quoted;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EnvironmentOptions {
    /// Start environments as `SnapStart` does.
    pub(super) snap_start: bool,
    /// How many invocations run at a time.
    pub(super) concurrency: Option<u32>,
    /// Files with variables. The last value of a variable counts.
    pub(super) env_files: Vec<PathBuf>,
    /// `NAME` or `NAME=VALUE`. They replace those of files.
    pub(super) env: Vec<OsString>,
    /// Do not inherit the variables of this process.
    pub(super) clean_env: bool,
    pub(super) trigger: TriggerOptions,
}

impl EnvironmentOptions {
    pub(super) fn resolve(self, function: &Function) -> Result<Options, CliError> {
        let Self {
            snap_start,
            concurrency,
            env_files,
            env,
            clean_env,
            trigger,
        } = self;
        let mut options = Options::default();
        if let Some(concurrency) = concurrency {
            options = options.max_environments(concurrency);
        }
        if let Some((trigger, waits)) = trigger.resolve(function)? {
            options = options.trigger(trigger);
            if let Some(limit) = waits {
                options = options.integration_limit(limit);
            }
        }
        if clean_env {
            options = options.clean_environment();
        }
        for file in env_files {
            for variable in dotenv::read(&file)? {
                if is_reserved(&variable.name) {
                    return Err(reserved(&variable.name).at(&file, variable.line));
                }
                options = options.variable(variable.name, variable.value);
            }
        }
        for argument in env {
            let (name, value) = named(&argument)?;
            options = options.variable(name, value);
        }
        if !snap_start {
            return Ok(options);
        }
        if function.concurrency > 1 {
            return Err(CliError::new(format!(
                "`--snap-start` cannot be used with `{}`: it runs in concurrent mode, and Lambda Managed Instances take no snapshots",
                function.name
            ))
            .help("leave out `--snap-start`"));
        }
        Ok(options.snap_start())
    }
}

/// Returns the variable of `--env`. A name alone takes its value from this process.
fn named(argument: &OsString) -> Result<(String, OsString), CliError> {
    let wrong = |found: &str| {
        CliError::new(format!(
            "`--env` takes NAME or NAME=VALUE, found {}",
            quoted(found)
        ))
        .help("a name has letters, digits and underscores, and does not start with a digit")
    };
    // A value that is not Unicode can be inherited by its name.
    let Some(text) = argument.to_str() else {
        return Err(wrong(&argument.to_string_lossy()));
    };
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    if !dotenv::is_name(name) {
        return Err(wrong(name));
    }
    if is_reserved(name) {
        return Err(reserved(name));
    }
    let value = match value {
        Some(value) => Some(value.into()),
        None => std::env::var_os(name),
    };
    let value = value.ok_or_else(|| {
        CliError::new(format!(
            "`--env {}` names a variable that is not set",
            quoted(name).replace('`', "")
        ))
        .help("set it, or write its value: `--env NAME=VALUE`")
    })?;
    Ok((name.to_owned(), value))
}

fn reserved(name: &str) -> CliError {
    CliError::new(format!(
        "`{name}` is a variable that Lambda sets, so it cannot have another value"
    ))
    .help("leave it out; the options of `#[lambda_handler]` set what it stands for")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snap_start_and_concurrent_mode_conflict() {
        let options = EnvironmentOptions {
            snap_start: true,
            ..EnvironmentOptions::default()
        };
        assert!(options.clone().resolve(&Function::new("shop")).is_ok());
        let refused = options.resolve(&Function::new("shop").concurrency(8));
        assert!(
            refused.is_err_and(|error| error.to_string().ends_with("leave out `--snap-start`"))
        );
    }

    #[test]
    fn variable_has_a_name_and_perhaps_a_value() {
        let of = |argument: &str| named(&argument.into()).map_err(|error| error.to_string());
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.into()));
        assert_eq!(of("A=b=c"), pair("A", "b=c"));
        assert_eq!(of("A="), pair("A", ""));
        let path = std::env::var("PATH").expect("a path");
        assert_eq!(of("PATH"), pair("PATH", &path));
        for (wrong, headline) in [
            ("=a", "`--env` takes NAME or NAME=VALUE, found ``"),
            ("1A=x", "`--env` takes NAME or NAME=VALUE, found `1A`"),
            (
                "NO_SUCH_VARIABLE",
                "`--env NO_SUCH_VARIABLE` names a variable that is not set",
            ),
            (
                "AWS_LAMBDA_RUNTIME_API=x",
                "`AWS_LAMBDA_RUNTIME_API` is a variable that Lambda sets, so it cannot have another value",
            ),
        ] {
            let error = of(wrong).expect_err(wrong);
            assert_eq!(error.lines().next(), Some(headline));
            assert!(error.contains("help: "), "{error}");
        }
    }
}
