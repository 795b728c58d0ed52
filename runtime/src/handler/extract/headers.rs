//! Request headers.

use std::ops::{Deref, DerefMut};

use http::header::HeaderMap;

use super::{Extract, FromHttp, How, Kind};

/// All headers: of a request as a parameter, of a response as part of a reply.
///
/// Names are case-insensitive. The cookies that HTTP API triggers keep apart from the headers are in `cookie` again.
#[derive(Clone, Debug, Default)]
pub struct Headers(pub HeaderMap);

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.0
    }
}

impl DerefMut for Headers {
    fn deref_mut(&mut self) -> &mut HeaderMap {
        &mut self.0
    }
}

impl Extract<FromHttp> for Headers {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| Ok(Self(incoming.request()?.header_map())));
}
