//! How the function is run, whatever the command.

use crate::lambda::Options;

#[derive(Debug, clap::Args)]
pub(super) struct How {
    /// Make environments as SnapStart does: INIT, the pause in which a snapshot would be taken, the restore
    #[arg(long)]
    snap_start: bool,
}

impl How {
    pub(super) fn options(&self) -> Options {
        let Self { snap_start } = *self;
        let options = Options::default();
        if snap_start {
            options.snap_start()
        } else {
            options
        }
    }
}
