//! How the function is run, whatever the command.

use super::Wrong;
use crate::function::Function;
use crate::lambda::Options;

#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct How {
    /// Make environments as SnapStart does: INIT, the pause in which a snapshot would be taken, the restore
    #[arg(long)]
    snap_start: bool,
}

impl How {
    pub(super) fn options(self, function: &Function) -> Result<Options, Wrong> {
        let Self { snap_start } = self;
        let options = Options::default();
        if !snap_start {
            return Ok(options);
        }
        if function.concurrency > 1 {
            return Err(format!(
                "`{}` runs in the concurrent mode, on Lambda Managed Instances, which take no snapshots: leave out --snap-start",
                function.name
            ));
        }
        Ok(options.snap_start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_no_snapshots_of_managed_instances() {
        let how = How { snap_start: true };
        assert!(how.options(&Function::new("shop")).is_ok());
        let refused = how.options(&Function::new("shop").concurrency(8));
        assert!(refused.is_err_and(|wrong| wrong.contains("leave out --snap-start")));
    }
}
