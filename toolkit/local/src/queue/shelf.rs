//! Where messages wait, in the order in which they are handed out.

use std::collections::{BTreeSet, HashMap, VecDeque};

/// The sequence numbers of the messages that wait.
#[derive(Debug)]
pub(super) enum Shelf {
    Standard(VecDeque<u64>),
    Fifo(Groups),
}

#[derive(Debug, Default)]
pub(super) struct Groups {
    by_name: HashMap<String, Group>,
    /// Those with a message to hand out.
    ready: VecDeque<String>,
    /// How many messages these have, and how many all have.
    ready_messages: usize,
    waiting: usize,
}

#[derive(Debug, Default)]
struct Group {
    waiting: BTreeSet<u64>,
    /// While there are any, the others of the group wait.
    in_flight: usize,
}

impl Shelf {
    pub(super) fn new(is_fifo: bool) -> Self {
        if is_fifo {
            Self::Fifo(Groups::default())
        } else {
            Self::Standard(VecDeque::new())
        }
    }

    /// How many could be handed out now.
    pub(super) fn ready(&self) -> usize {
        match self {
            Self::Standard(waiting) => waiting.len(),
            Self::Fifo(groups) => groups.ready_messages,
        }
    }

    /// How many wait, those behind others of their group too.
    pub(super) fn waiting(&self) -> usize {
        match self {
            Self::Standard(waiting) => waiting.len(),
            Self::Fifo(groups) => groups.waiting,
        }
    }

    /// Puts one there that was sent.
    pub(super) fn put(&mut self, sequence: u64, group: Option<&str>) {
        match self {
            Self::Standard(waiting) => waiting.push_back(sequence),
            Self::Fifo(groups) => groups.put(sequence, group.unwrap_or_default()),
        }
    }

    /// Takes out up to so many; they are in flight now.
    pub(super) fn take(&mut self, most: usize) -> Vec<u64> {
        match self {
            Self::Standard(waiting) => waiting.drain(..most.min(waiting.len())).collect(),
            Self::Fifo(groups) => groups.take(most),
        }
    }

    /// One that was in flight is gone, or comes back.
    pub(super) fn landed(&mut self, sequence: u64, group: Option<&str>, comes_back: bool) {
        match self {
            Self::Standard(waiting) if comes_back => waiting.push_back(sequence),
            Self::Standard(_) => {}
            Self::Fifo(groups) => groups.landed(sequence, group.unwrap_or_default(), comes_back),
        }
    }
}

impl Groups {
    fn put(&mut self, sequence: u64, name: &str) {
        if !self.by_name.contains_key(name) {
            self.by_name.insert(name.to_owned(), Group::default());
        }
        let Some(group) = self.by_name.get_mut(name) else {
            return;
        };
        group.waiting.insert(sequence);
        self.waiting += 1;
        if group.in_flight == 0 {
            self.ready_messages += 1;
            if group.waiting.len() == 1 {
                self.ready.push_back(name.to_owned());
            }
        }
    }

    /// As many of one group as there are, then of the next.
    fn take(&mut self, most: usize) -> Vec<u64> {
        let mut taken = Vec::new();
        while taken.len() < most
            && let Some(name) = self.ready.pop_front()
            && let Some(group) = self.by_name.get_mut(&name)
        {
            // What is left of it waits behind what is taken.
            self.ready_messages -= group.waiting.len();
            while taken.len() < most
                && let Some(sequence) = group.waiting.pop_first()
            {
                group.in_flight += 1;
                self.waiting -= 1;
                taken.push(sequence);
            }
        }
        taken
    }

    fn landed(&mut self, sequence: u64, name: &str, comes_back: bool) {
        let Some(group) = self.by_name.get_mut(name) else {
            return;
        };
        group.in_flight -= 1;
        if comes_back {
            group.waiting.insert(sequence);
            self.waiting += 1;
        }
        if group.in_flight > 0 {
            return;
        }
        if group.waiting.is_empty() {
            self.by_name.remove(name);
        } else {
            self.ready_messages += group.waiting.len();
            self.ready.push_back(name.to_owned());
        }
    }
}
