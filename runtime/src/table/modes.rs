//! Modes: whether a function serves one invocation at a time or several. All its handlers must have the same mode.

use super::message::Message;

/// The mode of an interface, with one merged module of each mode.
#[derive(Clone, Copy)]
pub(super) struct Modes {
    is_concurrent: bool,
    merged_single: Option<&'static str>,
    merged_concurrent: Option<&'static str>,
}

impl Modes {
    pub(super) const SINGLE: Self = Self {
        is_concurrent: false,
        merged_single: None,
        merged_concurrent: None,
    };

    pub(super) const fn is_concurrent(&self) -> bool {
        self.is_concurrent
    }

    pub(super) const fn concurrent(mut self) -> Self {
        self.is_concurrent = true;
        self
    }

    /// Adds a merged interface, identified by the module of its first handler.
    pub(super) const fn merging(
        mut self,
        module: Option<&'static str>,
        is_concurrent: bool,
    ) -> Self {
        if is_concurrent {
            self.merged_concurrent = module;
        } else {
            self.merged_single = module;
        }
        self
    }

    /// Returns the error message if `module` and a module that it merges have different modes.
    pub(super) const fn refusal(&self, module: &str) -> Option<Message> {
        let message = Message::new().text("`").text(module);
        let message = match (self.is_concurrent, self.merged_single, self.merged_concurrent) {
            (true, Some(single), _) => message
                .text("` is concurrent but merges `")
                .text(single)
                .text("`, which is not\nhelp: add `concurrent` to `#[dispatch(…)]` of `")
                .text(single)
                .text("`"),
            (false, _, Some(concurrent)) => message
                .text("` merges `")
                .text(concurrent)
                .text("`, which is concurrent, but is not concurrent itself\nhelp: add `concurrent` to `#[dispatch(…)]` here, or remove it from `")
                .text(concurrent)
                .text("`"),
            _ => return None,
        };
        Some(message.text("\nnote: a concurrent function moves its invocations between threads, so the future of every handler must be `Send`; this is checked where the handler is defined"))
    }
}
