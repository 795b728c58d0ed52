//! The modules that start in the INIT phase, where Lambda gives a function a full CPU and no request waits.

use super::module::AnyModule;
use super::{InitError, together};
use crate::handler::endpoint::Handler;

/// Starts every module with `start = "init"` that these handlers take, or that what they take needs; all of them concurrently.
///
/// A module that is only reached through `get()` in a function's body stands in no signature: it starts at its first use.
///
/// `None` if there are none.
pub(crate) fn start(
    handlers: &mut dyn Iterator<Item = &dyn Handler>,
) -> Option<impl Future<Output = Result<(), InitError>> + use<>> {
    let mut reached = Reached::default();
    for handler in handlers {
        handler.modules(&mut |module| reached.add(module));
    }
    (!reached.in_init.is_empty()).then(|| together::start(reached.in_init))
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
