//! Waiting messages, in the order in which they are delivered.

use std::collections::{BTreeSet, HashMap, VecDeque};

/// The sequence numbers of the waiting messages.
#[derive(Debug)]
pub(super) enum WaitingMessages {
    Standard(VecDeque<u64>),
    Fifo(Groups),
}

#[derive(Debug, Default)]
pub(super) struct Groups {
    by_name: HashMap<String, Group>,
    /// Groups with a message that can be delivered.
    ready: VecDeque<String>,
    /// The number of messages in `ready` groups, and in all groups.
    ready_messages: usize,
    waiting: usize,
}

#[derive(Debug, Default)]
struct Group {
    waiting: BTreeSet<u64>,
    /// While this is not 0, the other messages of the group wait.
    in_flight: usize,
}

impl WaitingMessages {
    pub(super) fn new(is_fifo: bool) -> Self {
        if is_fifo {
            Self::Fifo(Groups::default())
        } else {
            Self::Standard(VecDeque::new())
        }
    }

    /// Returns the number of messages that can be delivered now.
    pub(super) fn ready(&self) -> usize {
        match self {
            Self::Standard(waiting) => waiting.len(),
            Self::Fifo(groups) => groups.ready_messages,
        }
    }

    /// Returns the number of waiting messages, including those behind others of their group.
    pub(super) fn waiting(&self) -> usize {
        match self {
            Self::Standard(waiting) => waiting.len(),
            Self::Fifo(groups) => groups.waiting,
        }
    }

    /// Adds a new message.
    pub(super) fn put(&mut self, sequence: u64, group: Option<&str>) {
        match self {
            Self::Standard(waiting) => waiting.push_back(sequence),
            Self::Fifo(groups) => groups.put(sequence, group.unwrap_or_default()),
        }
    }

    /// Takes up to `most` messages, which are then in flight.
    pub(super) fn take(&mut self, most: usize) -> Vec<u64> {
        match self {
            Self::Standard(waiting) => waiting.drain(..most.min(waiting.len())).collect(),
            Self::Fifo(groups) => groups.take(most),
        }
    }

    /// Ends the flight of a message, which is deleted or waits again.
    pub(super) fn end_flight(&mut self, sequence: u64, group: Option<&str>, waits_again: bool) {
        match self {
            Self::Standard(waiting) if waits_again => waiting.push_back(sequence),
            Self::Standard(_) => {}
            Self::Fifo(groups) => {
                groups.end_flight(sequence, group.unwrap_or_default(), waits_again);
            }
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

    /// Takes all messages of one group before those of the next.
    fn take(&mut self, most: usize) -> Vec<u64> {
        let mut taken = Vec::new();
        while taken.len() < most
            && let Some(name) = self.ready.pop_front()
            && let Some(group) = self.by_name.get_mut(&name)
        {
            // The rest of the group waits for the messages that are taken.
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

    fn end_flight(&mut self, sequence: u64, name: &str, waits_again: bool) {
        let Some(group) = self.by_name.get_mut(name) else {
            return;
        };
        group.in_flight -= 1;
        if waits_again {
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
