//! Layers of `tower` and `tower-http` as middleware (feature `tower`).
//!
//! A layer gets an `http::Request` with a [`Body`](crate::Body), and a service that answers with a
//! [`ResponseBody`](crate::ResponseBody). Both implement `http_body::Body`.

pub use crate::handler::middleware::service::{Handler, StreamError, through};
