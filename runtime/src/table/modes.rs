//! Modes: whether a function serves one invocation at a time or several, and that all its handlers agree.

use super::message::Message;

/// The mode of an interface, and a module of each mode among those that were merged into it.
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

    /// With an interface that is merged, known by the module of its first handler.
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

    /// What is said when `module` and one that it merges disagree; nothing when all are of one mode.
    pub(super) const fn refusal(&self, module: &str) -> Option<Message> {
        let message = Message::new().text("`").text(module);
        let message = match (self.is_concurrent, self.merged_single, self.merged_concurrent) {
            (true, Some(single), _) => message
                .text("` is concurrent, and `")
                .text(single)
                .text("`, which it merges, is not\nhelp: write `#[dispatch(concurrent)]` on `")
                .text(single)
                .text("` too"),
            (false, _, Some(concurrent)) => message
                .text("` merges `")
                .text(concurrent)
                .text("`, which is concurrent, and is not concurrent itself\nhelp: write `#[dispatch(concurrent, …)]` here too, or leave `concurrent` out in `")
                .text(concurrent)
                .text("`"),
            _ => return None,
        };
        Some(message.text("\nnote: a concurrent function moves its invocations between threads, so the future of every handler has to be `Send`, which is checked where the handler stands"))
    }
}
