//! Queues that deliver batches to a function, as Amazon SQS and Lambda's event source mapping do.
//!
//! A [`Queue`] hides a message while it is in flight, and shows it again after its visibility timeout. It counts receives, and makes a
//! message that was received too often a dead letter. It keeps FIFO groups in order: while one message of a group is in flight, no other
//! message of the group is delivered. A [`Mapping`] gathers batches, converts them to [`event()`]s, and applies the function's reply.
//!
//! Time is virtual: the caller passes it with each call, counted from any start. It must not go back. Nothing waits, so a test can let
//! days pass at once, and two runs with the same calls give the same result.
//!
//! ```
//! use gatewright_local::queue::{Mapping, NewMessage, Poll, Queue, Settings, event};
//! use std::time::Duration;
//!
//! let mut queue = Queue::new(Settings::new("orders").max_receive_count(2));
//! let mut mapping = Mapping::default();
//! queue.send(Duration::ZERO, NewMessage::new("{\"id\":7}")).unwrap();
//!
//! for seconds in [0, 30] {
//!     let now = Duration::from_secs(seconds);
//!     let Poll::Batch(batch) = mapping.poll(&mut queue, now) else { panic!("a message is waiting") };
//!     assert!(event(&queue, &batch).starts_with("{\"Records\":["));
//!     // A killed function has no reply, so the message is shown again after 30 s.
//!     mapping.settle(&mut queue, now, &batch, None);
//! }
//! assert!(matches!(mapping.poll(&mut queue, Duration::from_secs(60)), Poll::Idle));
//! assert_eq!(queue.dead_letters()[0].body, "{\"id\":7}");
//! ```
//!
//! It does not lose or duplicate messages by itself. Standard queues of SQS deliver "at least once", so a handler must tolerate
//! duplicates. Delays, retention, long polling and access rights are not simulated.
//!
//! Sources: the SQS developer guide ("Visibility timeout", "Dead-letter queues", "FIFO queue delivery logic", "Exactly-once
//! processing") and the Lambda developer guide ("Handling errors for an SQS event source").

mod event;
mod mapping;
mod message;
mod settings;
mod store;
mod waiting;

pub use event::event;
pub use mapping::{Mapping, Poll, Settled};
pub use message::{Delivery, Message, NewMessage, SendError};
pub use settings::Settings;
pub use store::Queue;
