//! Reading bodies that may be larger than they are allowed to be.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;

/// How much of a refused body is read to its end. A client that still writes when the connection closes sees a reset
/// instead of the answer; one that goes on past this has earned it.
const PATIENCE: usize = 64 * 1024 * 1024;

/// A body, or what is known of one that was too large.
pub(crate) enum Collected {
    /// All of it.
    Whole(Bytes),
    /// More than the limit.
    TooLarge,
}

/// Reads `body` to its end, keeping at most `limit` bytes.
pub(crate) async fn collect<B>(mut body: B, limit: usize) -> Result<Collected, B::Error>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut kept = BytesMut::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        size += data.len();
        if size <= limit {
            kept.extend_from_slice(&data);
        } else {
            kept = BytesMut::new();
        }
        if size > limit.saturating_add(PATIENCE) {
            break;
        }
    }
    Ok(if size > limit {
        Collected::TooLarge
    } else {
        Collected::Whole(kept.freeze())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::Full;

    async fn collected(size: usize, limit: usize) -> Option<usize> {
        match collect(Full::new(Bytes::from(vec![b'x'; size])), limit).await {
            Ok(Collected::Whole(body)) => Some(body.len()),
            Ok(Collected::TooLarge) => None,
        }
    }

    #[tokio::test]
    async fn the_limit_itself_is_allowed_and_one_more_is_not() {
        assert_eq!(collected(100, 100).await, Some(100));
        assert_eq!(collected(101, 100).await, None);
        assert_eq!(collected(0, 0).await, Some(0));
    }
}
