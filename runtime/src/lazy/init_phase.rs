//! The modules that start in the INIT phase, where Lambda gives a function a full CPU and no request waits.

use super::module::AnyModule;
use super::{InitError, together};
use crate::endpoint::Handler;

/// Starts every module with `start = "init"` that these handlers take, or that what they take needs; all of them concurrently.
///
/// A module that is only reached through `get()` in a function's body stands in no signature: it starts at its first use.
pub(crate) async fn start<'a>(
    handlers: impl Iterator<Item = &'a dyn Handler>,
) -> Result<(), InitError> {
    let mut reached = Reached::default();
    for handler in handlers {
        handler.modules(&mut |module| reached.add(module));
    }
    together::start(reached.in_init).await
}

#[derive(Default)]
struct Reached {
    names: Vec<&'static str>,
    in_init: Vec<&'static dyn AnyModule>,
}

impl Reached {
    fn add(&mut self, module: &'static dyn AnyModule) {
        if self.names.contains(&module.name()) {
            return;
        }
        self.names.push(module.name());
        if module.settings().starts_in_init {
            self.in_init.push(module);
        }
        for need in module.needs() {
            self.add(*need);
        }
    }
}
