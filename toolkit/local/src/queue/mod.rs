//! Queues that deliver batches to a function, as Amazon SQS and Lambda's event source mapping do.
//!
//! A [`Queue`] hides a message while it is in flight and shows it again when its visibility timeout is over, counts receives,
//! sets a message aside as dead once it was received too often, and keeps FIFO groups in order: while one message of a group is in
//! flight, no other is handed out. A [`Mapping`] gathers batches, makes [`event`]s of them, and settles what the function replied.
//!
//! Time is a number that the caller passes (since the epoch, or since anything). It must not go back; nothing waits. So a test can let
//! days go by in a moment, and two runs with the same calls give the same result.
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
//!     // A function that was killed has no reply: the message is shown again after 30 s.
//!     mapping.settle(&mut queue, now, &batch, None);
//! }
//! assert!(matches!(mapping.poll(&mut queue, Duration::from_secs(60)), Poll::Idle));
//! assert_eq!(queue.dead_letters()[0].body, "{\"id\":7}");
//! ```
//!
//! What it does not do: lose or double messages of its own accord (standard queues of the service deliver "at least once", so a
//! handler has to bear a message that comes twice), delays, retention, long polling, access rights.
//!
//! Sources: the SQS developer guide ("Visibility timeout", "Dead-letter queues", "FIFO queue delivery logic", "Exactly-once
//! processing"), and of the Lambda developer guide "Handling errors for an SQS event source".

mod event;
mod mapping;
mod message;
mod settings;
mod shelf;
mod store;

pub use event::event;
pub use mapping::{Mapping, Poll, Settled};
pub use message::{Delivery, Message, NewMessage, SendError};
pub use settings::Settings;
pub use store::Queue;
