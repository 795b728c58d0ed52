//! Payloads of AWS services, with the fields that handlers commonly read. Use them as parameter types.
//!
//! They nest like the services: `Message<Sns<S3>>` is a message of a queue that is subscribed to a topic to which a bucket
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
