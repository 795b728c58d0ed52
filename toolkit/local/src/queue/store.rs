//! The queue itself.

use super::message::{Delivery, LARGEST, Message, NewMessage, SendError};
use super::settings::Settings;
use super::shelf::Shelf;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

/// How long a FIFO queue knows a message again (SQS developer guide, "Exactly-once processing").
const DEDUPLICATION: Duration = Duration::from_secs(5 * 60);

/// A queue, standard or FIFO.
#[derive(Debug)]
pub struct Queue {
    settings: Settings,
    messages: HashMap<u64, Stored>,
    shelf: Shelf,
    /// When messages that are in flight are shown again. One that was deleted meanwhile stays here until then.
    hidden: BinaryHeap<Reverse<(Duration, u64, u32)>>,
    dead: Vec<Message>,
    sent: u64,
    /// By deduplication id, the messages of the last five minutes.
    recent: HashMap<String, String>,
    recent_until: VecDeque<(Duration, String)>,
}

#[derive(Debug)]
struct Stored {
    message: Message,
    is_in_flight: bool,
}

impl Queue {
    /// A queue without messages.
    pub fn new(settings: Settings) -> Self {
        Self {
            shelf: Shelf::new(settings.is_fifo()),
            settings,
            messages: HashMap::new(),
            hidden: BinaryHeap::new(),
            dead: Vec::new(),
            sent: 0,
            recent: HashMap::new(),
            recent_until: VecDeque::new(),
        }
    }

    /// What it was created with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes a message, and returns its id. A FIFO queue that took one with the same deduplication id within five minutes returns
    /// that one's id, and takes no second.
    pub fn send(&mut self, now: Duration, message: NewMessage) -> Result<String, SendError> {
        if message.body.is_empty() || message.body.len() > LARGEST {
            return Err(SendError::Size);
        }
        let known_by = self.known_by(&message)?;
        self.forget(now);
        if let Some(id) = known_by.as_ref().and_then(|key| self.recent.get(key)) {
            return Ok(id.clone());
        }
        self.sent += 1;
        let sequence = self.sent;
        let id = format!(
            "{:08x}-0000-4000-8000-{:012x}",
            sequence >> 48,
            sequence & 0xffff_ffff_ffff
        );
        if let Some(key) = known_by {
            self.recent_until
                .push_back((now + DEDUPLICATION, key.clone()));
            self.recent.insert(key, id.clone());
        }
        self.store(Message {
            id: id.clone(),
            body: message.body,
            group: message.group,
            deduplication: message.deduplication,
            attributes: message.attributes,
            sequence,
            sent: now,
            first_received: None,
            receive_count: 0,
        });
        Ok(id)
    }

    fn store(&mut self, message: Message) {
        self.shelf.put(message.sequence, message.group.as_deref());
        let stored = Stored {
            message,
            is_in_flight: false,
        };
        self.messages.insert(stored.message.sequence, stored);
    }

    fn known_by(&self, message: &NewMessage) -> Result<Option<String>, SendError> {
        if !self.settings.is_fifo() {
            return Ok(None);
        }
        if message.group.is_none() {
            return Err(SendError::NoGroup);
        }
        match &message.deduplication {
            Some(id) => Ok(Some(id.clone())),
            None if self.settings.content_based_deduplication => Ok(Some(message.body.clone())),
            None => Err(SendError::NoDeduplication),
        }
    }

    /// Forgets the deduplication ids of more than five minutes ago.
    fn forget(&mut self, now: Duration) {
        while let Some((until, _)) = self.recent_until.front()
            && *until <= now
            && let Some((_, key)) = self.recent_until.pop_front()
        {
            self.recent.remove(&key);
        }
    }

    /// Hands out up to so many messages; they are hidden from now on. One that was handed out as often as it may be is set aside
    /// as dead instead.
    pub fn receive(&mut self, now: Duration, most: usize) -> Vec<Delivery> {
        self.show_again(now);
        let mut deliveries = Vec::new();
        while deliveries.len() < most {
            let taken = self.shelf.take(most - deliveries.len());
            if taken.is_empty() {
                break;
            }
            for sequence in taken {
                deliveries.extend(self.hand_out(now, sequence));
            }
        }
        deliveries
    }

    fn hand_out(&mut self, now: Duration, sequence: u64) -> Option<Delivery> {
        let stored = self.messages.get_mut(&sequence)?;
        let message = &mut stored.message;
        if self
            .settings
            .max_receive_count
            .is_some_and(|most| message.receive_count >= most)
        {
            let message = self.messages.remove(&sequence)?.message;
            self.shelf.landed(sequence, message.group.as_deref(), false);
            self.dead.push(message);
            return None;
        }
        message.receive_count += 1;
        message.first_received.get_or_insert(now);
        stored.is_in_flight = true;
        let until = now + self.settings.visibility_timeout;
        self.hidden
            .push(Reverse((until, sequence, message.receive_count)));
        Some(Delivery {
            sequence,
            receive_count: message.receive_count,
        })
    }

    /// The message that was handed out, if it is still hidden for this delivery.
    pub fn message(&self, delivery: Delivery) -> Option<&Message> {
        let stored = self.messages.get(&delivery.sequence)?;
        let is_current =
            stored.is_in_flight && stored.message.receive_count == delivery.receive_count;
        is_current.then_some(&stored.message)
    }

    /// Deletes a message that was handed out; false if it was shown again meanwhile, so that it comes once more.
    pub fn delete(&mut self, now: Duration, delivery: Delivery) -> bool {
        self.show_again(now);
        if self.message(delivery).is_none() {
            return false;
        }
        if let Some(stored) = self.messages.remove(&delivery.sequence) {
            let group = stored.message.group.as_deref();
            self.shelf.landed(delivery.sequence, group, false);
        }
        true
    }

    /// Shows the messages again whose visibility timeout is over.
    fn show_again(&mut self, now: Duration) {
        while let Some(Reverse((until, sequence, receive_count))) = self.hidden.peek().copied() {
            let is_current = self.is_in_flight(sequence, receive_count);
            if is_current && until > now {
                break;
            }
            self.hidden.pop();
            if is_current && let Some(stored) = self.messages.get_mut(&sequence) {
                stored.is_in_flight = false;
                let group = stored.message.group.as_deref();
                self.shelf.landed(sequence, group, true);
            }
        }
    }

    fn is_in_flight(&self, sequence: u64, receive_count: u32) -> bool {
        let delivery = Delivery {
            sequence,
            receive_count,
        };
        self.message(delivery).is_some()
    }

    /// How many messages could be handed out.
    pub fn ready(&mut self, now: Duration) -> usize {
        self.show_again(now);
        self.shelf.ready()
    }

    /// When the next message is shown again, if one is in flight.
    pub fn next_shown(&mut self, now: Duration) -> Option<Duration> {
        self.show_again(now);
        self.hidden.peek().map(|Reverse((until, ..))| *until)
    }

    /// How many messages wait, and how many are in flight: `ApproximateNumberOfMessages` and `…NotVisible`.
    pub fn counts(&self) -> (usize, usize) {
        let waiting = self.shelf.waiting();
        (waiting, self.messages.len() - waiting)
    }

    /// The messages that were handed out too often, in the order in which they were set aside.
    pub fn dead_letters(&self) -> &[Message] {
        &self.dead
    }

    /// Puts the dead letters back, with new receive counts, as a dead-letter queue's "redrive to source" does.
    pub fn redrive(&mut self) {
        for message in std::mem::take(&mut self.dead) {
            self.store(Message {
                receive_count: 0,
                first_received: None,
                ..message
            });
        }
    }
}
