//! Messages of const assertions.

/// The capacity of a message in bytes. A longer one is truncated.
const CAPACITY: usize = 1024;

/// A text composed in a constant. `panic!` accepts only a whole `&str` there, no format arguments.
pub(crate) struct Message {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }

    /// Appends `text`.
    pub(crate) const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() && self.length < CAPACITY {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
        self
    }

    /// Appends `number` in decimal.
    pub(crate) const fn number(self, number: usize) -> Self {
        let message = if number >= 10 {
            self.number(number / 10)
        } else {
            self
        };
        let digit = [b"0123456789"[number % 10]];
        match std::str::from_utf8(&digit) {
            Ok(digit) => message.text(digit),
            Err(_) => message,
        }
    }

    pub(crate) const fn as_str(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            // Truncated within a character.
            Err(_) => "the message of this error is too long to show",
        }
    }
}
