//! The options of every command that starts environments.

use super::error::CliError;
use crate::function::Function;
use crate::lambda::Options;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EnvironmentOptions {
    /// Start environments as `SnapStart` does.
    pub(super) snap_start: bool,
}

impl EnvironmentOptions {
    pub(super) fn resolve(self, function: &Function) -> Result<Options, CliError> {
        let Self { snap_start } = self;
        let options = Options::default();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snap_start_and_concurrent_mode_conflict() {
        let options = EnvironmentOptions { snap_start: true };
        assert!(options.resolve(&Function::new("shop")).is_ok());
        let refused = options.resolve(&Function::new("shop").concurrency(8));
        assert!(
            refused.is_err_and(|error| error.to_string().ends_with("leave out `--snap-start`"))
        );
    }
}
