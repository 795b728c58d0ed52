//! The description of a setting: its name, its form and its values.

use gatewright_tables::naming::Naming;

use crate::options::Known;
use crate::report::Message;

/// A setting that an attribute takes.
#[derive(Debug)]
pub(crate) struct Property {
    /// Its name and form.
    pub(crate) known: Known,
    /// Its values.
    pub(super) takes: Takes,
    /// What AWS says about the values, for messages. Empty if the headline says it all.
    pub(super) note: &'static str,
    is_required: bool,
}

/// The values of a setting.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// One of these words, in quotes.
    Word(&'static [&'static str]),
    /// A number from the first to the second, and its unit in the plural, or an empty string.
    Number(u32, u32, &'static str),
    /// One of these numbers, in ascending order.
    OneOf(&'static [u32]),
    /// `true` or `false`.
    Flag,
    /// A text that the function does not refuse.
    Text(fn(&str) -> Option<Message>),
    /// At most so many texts, each of which the function does not refuse. Two that are the same are refused.
    Texts(usize, fn(&str) -> Option<Message>),
    /// The name of a resource.
    Name(&'static Naming),
    /// Further settings in parentheses.
    Map(&'static [Property]),
    /// A queue, topic or other receiver, `type = "SQS", name = "failed"`, of one of these types.
    Target(&'static [&'static str]),
}

impl Takes {
    /// The maximum of a number for which AWS has none: that of its integers.
    pub(crate) const OPEN: u32 = i32::MAX.unsigned_abs();
}

impl Property {
    /// A setting that is not required. `also` has names that others use for it.
    pub(crate) const fn new(
        name: &'static str,
        form: &'static str,
        also: &'static [&'static str],
        takes: Takes,
        note: &'static str,
    ) -> Self {
        Self {
            known: Known::new(name, form, also),
            takes,
            note,
            is_required: false,
        }
    }

    /// The setting as one that its list needs.
    pub(crate) const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// Whether the list that it is in needs it.
    pub(crate) fn is_required(&self) -> bool {
        self.is_required
    }

    /// The message with the note, unless it has one.
    pub(super) fn noted(&self, message: Message) -> Message {
        if self.note.is_empty() || message.has_note() {
            message
        } else {
            message.note(self.note)
        }
    }
}
