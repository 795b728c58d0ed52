//! SnapStart: what must not be in the snapshot that all later environments start from.

use lambda_runtime::{BoxFuture, Error, SnapStartResource};

use super::module::AnyModule;
use super::start;

/// Drops the values of modules with `restore = "reset"`, and of those that need them, before the snapshot is taken. Each restored
/// environment makes its own when a request first needs them.
pub(crate) struct ResetBeforeSnapshot;

impl SnapStartResource for ResetBeforeSnapshot {
    fn before_snapshot(&self) -> BoxFuture<'_, Result<(), Error>> {
        for start in start::so_far() {
            if resets(start.module) {
                start.module.reset();
            }
        }
        Box::pin(async { Ok(()) })
    }
}

fn resets(module: &dyn AnyModule) -> bool {
    module.settings().resets_before_snapshot || module.needs().iter().any(|need| resets(*need))
}
