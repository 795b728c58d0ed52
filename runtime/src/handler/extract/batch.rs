//! All records of an event at once.

use std::ops::Deref;

use serde::de::DeserializeOwned;

use super::{Extract, FromRecord, How, Kind, Message, Rejection};

/// The records of one event, for a handler that works on all of them together. One that cannot be read is not among them: it is
/// reported as failed. In a FIFO queue those after it in its message group are not among them either, nor those of Kafka after it in
/// its partition.
///
/// The handler returns [`Failures`](crate::Failures), or a `Result` whose error stands for every record.
#[derive(Clone, Debug, Default)]
pub struct Batch<T>(pub Vec<Message<T>>);

impl<T> Deref for Batch<T> {
    type Target = [Message<T>];

    fn deref(&self) -> &[Message<T>] {
        &self.0
    }
}

impl<T> IntoIterator for Batch<T> {
    type Item = Message<T>;
    type IntoIter = std::vec::IntoIter<Message<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Batch<T> {
    type Item = &'a Message<T>;
    type IntoIter = std::slice::Iter<'a, Message<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> FromIterator<Message<T>> for Batch<T> {
    fn from_iter<I: IntoIterator<Item = Message<T>>>(messages: I) -> Self {
        Self(messages.into_iter().collect())
    }
}

impl<T: DeserializeOwned> Extract<FromRecord> for Batch<T> {
    const KIND: Kind = Kind::Batch;
    const HOW: How<Self> = How::Now(|incoming| {
        let batch = incoming
            .batch
            .ok_or_else(|| Rejection::invalid("the event is no batch"))?;
        let mut messages = Vec::with_capacity(batch.records.len());
        let mut held_back = vec![false; batch.records.len()];
        for (index, record) in batch.records.iter().enumerate() {
            if !held_back[index] {
                match Message::read(record) {
                    Ok(message) => {
                        messages.push(message);
                        continue;
                    }
                    Err(rejection) => {
                        batch
                            .unread
                            .change(|unread| unread.push((index, rejection)));
                    }
                }
            }
            if let Some(next) = batch.order.following(index) {
                held_back[next] = true;
            }
        }
        Ok(Self(messages))
    });
}
