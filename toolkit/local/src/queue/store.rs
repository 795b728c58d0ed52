//! The queue itself.

use super::message::{Delivery, LARGEST, Message, NewMessage, SendError};
use super::settings::Settings;
use super::waiting::WaitingMessages;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

/// How long a FIFO queue recognises a duplicate (SQS developer guide, "Exactly-once processing").
const DEDUPLICATION: Duration = Duration::from_secs(5 * 60);

/// A queue, standard or FIFO.
#[derive(Debug)]
pub struct Queue {
    settings: Settings,
    messages: HashMap<u64, Stored>,
    waiting: WaitingMessages,
    /// The times at which messages in flight are shown again. Deleted messages stay here until then.
    hidden: BinaryHeap<Reverse<(Duration, u64, u32)>>,
    dead: Vec<Message>,
    sent: u64,
    /// The message ids of the last five minutes, by deduplication id.
    recent: HashMap<String, String>,
    recent_until: VecDeque<(Duration, String)>,
}

#[derive(Debug)]
struct Stored {
    message: Message,
    is_in_flight: bool,
}

impl Queue {
    /// Creates a queue without messages.
    pub fn new(settings: Settings) -> Self {
        Self {
            waiting: WaitingMessages::new(settings.is_fifo()),
            settings,
            messages: HashMap::new(),
            hidden: BinaryHeap::new(),
            dead: Vec::new(),
            sent: 0,
            recent: HashMap::new(),
            recent_until: VecDeque::new(),
        }
    }

    /// Returns the settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Accepts a message and returns its id. If a FIFO queue accepted one with the same deduplication id within five minutes, it
    /// returns that message's id and does not accept a second one.
    pub fn send(&mut self, now: Duration, message: NewMessage) -> Result<String, SendError> {
        if message.body.is_empty() || message.body.len() > LARGEST {
            return Err(SendError::Size);
        }
        let deduplication_key = self.deduplication_key(&message)?;
        self.forget(now);
        if let Some(id) = deduplication_key
            .as_ref()
            .and_then(|key| self.recent.get(key))
        {
            return Ok(id.clone());
        }
        self.sent += 1;
        let sequence = self.sent;
        let id = format!(
            "{:08x}-0000-4000-8000-{:012x}",
            sequence >> 48,
            sequence & 0xffff_ffff_ffff
        );
        if let Some(key) = deduplication_key {
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
        self.waiting.put(message.sequence, message.group.as_deref());
        let stored = Stored {
            message,
            is_in_flight: false,
        };
        self.messages.insert(stored.message.sequence, stored);
    }

    fn deduplication_key(&self, message: &NewMessage) -> Result<Option<String>, SendError> {
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

    /// Removes deduplication ids that are older than five minutes.
    fn forget(&mut self, now: Duration) {
        while let Some((until, _)) = self.recent_until.front()
            && *until <= now
            && let Some((_, key)) = self.recent_until.pop_front()
        {
            self.recent.remove(&key);
        }
    }

    /// Delivers up to `most` messages and hides them. A message that has reached its maximum receive count becomes a dead letter instead.
    pub fn receive(&mut self, now: Duration, most: usize) -> Vec<Delivery> {
        self.show_again(now);
        let mut deliveries = Vec::new();
        while deliveries.len() < most {
            let taken = self.waiting.take(most - deliveries.len());
            if taken.is_empty() {
                break;
            }
            for sequence in taken {
                deliveries.extend(self.deliver(now, sequence));
            }
        }
        deliveries
    }

    fn deliver(&mut self, now: Duration, sequence: u64) -> Option<Delivery> {
        let stored = self.messages.get_mut(&sequence)?;
        let message = &mut stored.message;
        if self
            .settings
            .max_receive_count
            .is_some_and(|most| message.receive_count >= most)
        {
            let message = self.messages.remove(&sequence)?.message;
            self.waiting
                .end_flight(sequence, message.group.as_deref(), false);
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

    /// Returns the delivered message, if it is still hidden for this delivery.
    pub fn message(&self, delivery: Delivery) -> Option<&Message> {
        let stored = self.messages.get(&delivery.sequence)?;
        let is_current =
            stored.is_in_flight && stored.message.receive_count == delivery.receive_count;
        is_current.then_some(&stored.message)
    }

    /// Deletes a delivered message. Returns false if it was shown again meanwhile: then it will be delivered again.
    pub fn delete(&mut self, now: Duration, delivery: Delivery) -> bool {
        self.show_again(now);
        if self.message(delivery).is_none() {
            return false;
        }
        if let Some(stored) = self.messages.remove(&delivery.sequence) {
            let group = stored.message.group.as_deref();
            self.waiting.end_flight(delivery.sequence, group, false);
        }
        true
    }

    /// Shows messages again after their visibility timeout.
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
                self.waiting.end_flight(sequence, group, true);
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

    /// Returns the number of messages that can be delivered.
    pub fn ready(&mut self, now: Duration) -> usize {
        self.show_again(now);
        self.waiting.ready()
    }

    /// Returns the time at which the next message in flight is shown again.
    pub fn next_shown(&mut self, now: Duration) -> Option<Duration> {
        self.show_again(now);
        self.hidden.peek().map(|Reverse((until, ..))| *until)
    }

    /// Returns the numbers of waiting messages and of messages in flight: `ApproximateNumberOfMessages` and `…NotVisible`.
    pub fn counts(&self) -> (usize, usize) {
        let waiting = self.waiting.waiting();
        (waiting, self.messages.len() - waiting)
    }

    /// Returns the dead letters, oldest first.
    pub fn dead_letters(&self) -> &[Message] {
        &self.dead
    }

    /// Moves the dead letters back into the queue and resets their receive counts, as "redrive to source" of a dead-letter queue does.
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
