//! The nodes of the tree of path segments.

use super::bytes::{last_eight, same};
use super::words::{Words, first_sixteen, last_sixteen};
use crate::event::Method;

/// A node of the tree of path segments. Node 0 is the root.
#[derive(Clone, Copy)]
pub struct Node {
    /// The literal segment that leads here.
    pub(super) segment: Literal,
    /// The key of [`Branch::Key`]; 0 otherwise.
    pub(super) key: u64,
    /// The only literal child, or a larger number for several. 0 for none, because the root is never a child.
    pub(super) literal: u32,
    /// The index of this node.
    pub(super) id: u16,
    /// The child for a parameter; 0 for none.
    pub(super) parameter: u16,
    /// The child for a remainder; 0 for none.
    pub(super) remainder: u16,
    /// The entries by [`Method`], counted from 1; 0 for none. The last one is for every method.
    pub(super) entries: [u32; Method::COUNT + 1],
}

/// How the literal children of a node are found.
#[derive(Clone, Copy)]
pub(super) enum Branch {
    /// There is at most one.
    Lone,
    /// By these bits of the first word. All children are long enough to have them.
    Key(u64),
    /// By the first 16 bytes.
    Prefix,
    /// By the length and all words.
    Whole,
}

impl Node {
    pub(super) const PREFIX: u32 = u32::MAX - 1;
    const WHOLE: u32 = u32::MAX;

    pub(super) const EMPTY: Self = Self {
        segment: Literal::NONE,
        key: 0,
        literal: 0,
        id: 0,
        parameter: 0,
        remainder: 0,
        entries: [0; Method::COUNT + 1],
    };

    pub(super) const fn branch(&self) -> Branch {
        match self.literal {
            Self::PREFIX if self.key != 0 => Branch::Key(self.key),
            Self::PREFIX => Branch::Prefix,
            Self::WHOLE => Branch::Whole,
            _ => Branch::Lone,
        }
    }

    /// Adds a literal child.
    pub(super) const fn add_literal(&mut self, child: u16) {
        if self.literal == 0 {
            self.literal = child as u32;
        } else {
            self.literal = Self::PREFIX;
            self.key = u64::MAX;
        }
    }

    /// Limits the key to the bits of a child.
    pub(super) const fn narrow_key(&mut self, mask: u64) {
        if self.literal == Self::PREFIX {
            self.key &= mask;
        }
    }

    /// Replaces the branch by the next one, which distinguishes more segments.
    pub(super) const fn hash_more(&mut self) {
        if self.key == 0 {
            self.literal = Self::WHOLE;
        }
        self.key = 0;
    }

    /// Returns the entry for `method`. A GET route also takes HEAD. A route for every method comes last.
    pub(super) fn entry(&self, method: Method) -> Option<usize> {
        let any = self.entries[Method::COUNT];
        let exact = self.entries[method as usize];
        let found = match (exact, method) {
            (0, Method::Head) if self.entries[Method::Get as usize] != 0 => {
                self.entries[Method::Get as usize]
            }
            (0, _) => any,
            (exact, _) => exact,
        };
        (found != 0).then(|| found as usize - 1)
    }
}

/// A literal segment.
#[derive(Clone, Copy)]
pub(super) struct Literal {
    words: [u64; 4],
    /// The bits of the first word that belong to the segment.
    pub(super) mask: u64,
    /// The text, if it is longer than the words. Empty otherwise, because a pointer would be relocated at start-up.
    name: &'static str,
    length: u32,
    /// The node whose child this is.
    pub(super) parent: u16,
    /// The previous literal in the same bucket of the table of edges; 0 for none.
    pub(super) next: u16,
}

impl Literal {
    /// No literal. It equals no segment, because its mask lacks the bit in its first word.
    const NONE: Self = Self {
        words: [1, 0, 0, 0],
        mask: 0,
        name: "",
        length: 0,
        parent: 0,
        next: 0,
    };

    /// Makes a literal with these words. `name` is its text if it is longer than the words, and empty otherwise.
    pub(super) const fn new(words: &Words, name: &'static str) -> Self {
        let length = words.length();
        Self {
            words: words.words,
            mask: if length < 8 {
                (1 << (8 * length)) - 1
            } else {
                u64::MAX
            },
            name,
            length,
            parent: words.of(),
            next: 0,
        }
    }

    pub(super) const fn is_some(&self) -> bool {
        self.words[0] & !self.mask == 0
    }

    pub(super) const fn words(&self) -> Words {
        Words::new(self.parent as u32, self.length as usize, self.words)
    }

    /// Whether it is this segment with these words.
    pub(super) const fn is(&self, words: &Words, segment: &[u8]) -> bool {
        self.words().eq(words) && (!words.is_truncated() || same(self.name.as_bytes(), segment))
    }

    /// Returns the length of the segment at the beginning of `left`, whose first bytes are in `word`, if it is this literal.
    #[inline]
    pub(super) fn starts(&self, left: &[u8], word: u64) -> Option<usize> {
        if word & self.mask != self.words[0] {
            return None;
        }
        let length = self.length as usize;
        if length > 8 && !self.ends(left.get(..length)?) {
            return None;
        }
        match left.get(length) {
            Some(byte) => *byte == b'/',
            // The padding of the word may equal zeros in the literal.
            None => length == left.len(),
        }
        .then_some(length)
    }

    /// Whether `text`, which has the same length and the same first eight bytes, is this literal.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "each half of the bytes is a word"
    )]
    #[inline]
    fn ends(&self, text: &[u8]) -> bool {
        let [_, second, third, fourth] = self.words;
        if let (Some(first), Some(last)) = (first_sixteen(text), last_sixteen(text)) {
            second == (first >> 64) as u64
                && third == last as u64
                && fourth == (last >> 64) as u64
                && (text.len() <= Words::LONGEST || same(text, self.name.as_bytes()))
        } else {
            last_eight(text) == Some(second)
        }
    }
}
