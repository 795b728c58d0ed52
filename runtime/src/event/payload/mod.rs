//! What services put into their events, as types for payload parameters: each holds what handlers commonly read.
//!
//! They nest as the services do: `Message<Sns<S3>>` is a message of a queue that has subscribed to a topic to which a bucket
//! sends its notifications.

mod attribute_value;
mod dynamodb;
mod eventbridge;
mod logs;
mod s3;
mod sns;

pub use dynamodb::{Change, DynamoDb};
pub use eventbridge::EventBridge;
pub use logs::{LogEvent, Logs};
pub use s3::{S3, S3Object};
pub use sns::Sns;
