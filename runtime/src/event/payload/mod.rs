//! Payloads of AWS services, with the fields that handlers commonly read. Use them as parameter types.
//!
//! They nest like the services: `Message<Sns<S3>>` is a message of a queue that is subscribed to a topic to which a bucket
//! sends its notifications.

mod appsync;
mod attribute_value;
mod decimal;
mod dynamodb;
mod eventbridge;
mod gzip;
mod json_string;
mod logs;
mod s3;
mod sns;
mod websocket;

pub use appsync::AppSync;
pub use dynamodb::{Change, DynamoDb, UserIdentity};
pub use eventbridge::EventBridge;
pub use gzip::Gzip;
pub use json_string::JsonString;
pub use logs::{LogEvent, Logs};
pub use s3::{S3, S3Object};
pub use sns::Sns;
pub use websocket::WebSocket;
