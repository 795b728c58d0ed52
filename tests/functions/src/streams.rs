//! Handlers with streamed responses, for a function URL and a REST API that stream and an HTTP API that does not.

use std::time::Duration;

use futures_util::stream::{self, Stream};
use gatewright::Bytes;
use gatewright::prelude::*;

/// Longer than the function's timeout.
const TOO_LONG: Duration = Duration::from_secs(60);

#[lambda_handler(name = "streams", timeout = "2s", memory = 256)]
#[dispatch(triggers(function_url(streaming), rest_api(streaming), http_api))]
mod streams {
    use super::*;

    /// Sends the first line immediately and each other line after a pause.
    #[get("/ticks/{count}")]
    pub async fn ticks(Path(count): Path<u32>) -> Result<(StatusCode, Headers, StreamBody), Error> {
        let mut headers = Headers::default();
        headers.insert("content-type", "text/event-stream".parse()?);
        headers.append("set-cookie", "a=1".parse()?);
        headers.append("set-cookie", "b=2".parse()?);
        let lines = stream::unfold(0, move |tick| async move {
            if tick == count {
                return None;
            }
            if tick > 0 {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            Some((Ok::<_, Error>(format!("tick {tick}\n")), tick + 1))
        });
        Ok((StatusCode::CREATED, headers, StreamBody::new(lines)))
    }

    /// Sends this number of megabytes of binary data.
    #[get("/megabytes/{count}")]
    pub async fn megabytes(Path(count): Path<usize>) -> StreamBody {
        let megabyte = Bytes::from(vec![0xfe; 1024 * 1024]);
        let megabytes = std::iter::repeat_n(megabyte, count);
        StreamBody::new(stream::iter(megabytes.map(Ok::<_, Error>)))
    }

    #[get("/fails")]
    pub async fn fails() -> StreamBody {
        begun_and_then(async { Err(Error::with_type("OutOfPaper", "the tray is empty")) })
    }

    #[get("/panics")]
    pub async fn panics() -> StreamBody {
        begun_and_then(async { panic!("no more") })
    }

    #[get("/waits")]
    pub async fn waits() -> StreamBody {
        begun_and_then(async {
            tokio::time::sleep(TOO_LONG).await;
            Ok(Bytes::new())
        })
    }

    #[get("/computes")]
    pub async fn computes() -> StreamBody {
        begun_and_then(async {
            let mut sum = 1_u64;
            while sum != 0 {
                sum = std::hint::black_box(sum.rotate_left(7) | 1);
            }
            Ok(Bytes::new())
        })
    }

    #[get("/blocks")]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks() -> StreamBody {
        begun_and_then(async {
            std::thread::sleep(TOO_LONG);
            Ok(Bytes::new())
        })
    }

    /// Blocks before it returns a response.
    #[get("/blocks-at-once")]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks_at_once() -> String {
        std::thread::sleep(TOO_LONG);
        String::new()
    }

    /// Returns a response that is not streamed.
    #[get("/plain")]
    pub async fn plain() -> Json<[u8; 2]> {
        Json([1, 2])
    }

    #[operation]
    pub async fn echo(payload: String) -> String {
        payload
    }
}

/// Sends `begun` and then the result of `rest`.
fn begun_and_then(rest: impl Future<Output = Result<Bytes, Error>> + Send + 'static) -> StreamBody {
    StreamBody::new(chunks(rest))
}

fn chunks(
    rest: impl Future<Output = Result<Bytes, Error>> + Send + 'static,
) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    use futures_util::StreamExt as _;

    stream::once(async { Ok(Bytes::from_static(b"begun\n")) }).chain(stream::once(rest))
}
