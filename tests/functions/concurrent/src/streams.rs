//! A function in concurrent mode, with streamed responses, some of which are aborted.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use gatewright::Bytes;
use gatewright::prelude::*;

/// Longer than the function's timeout.
const TOO_LONG: Duration = Duration::from_secs(60);

#[lambda_handler(name = "concurrent-streams", timeout = "3s", memory = 256)]
#[dispatch(concurrent, triggers(function_url(streaming)))]
mod streams {
    use super::*;

    /// Sends the first line immediately and each other line after a pause.
    #[get("/ticks/{count}")]
    pub async fn ticks(Path(count): Path<u32>) -> StreamBody {
        let lines = stream::unfold(0, move |tick| async move {
            if tick == count {
                return None;
            }
            if tick > 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Some((Ok::<_, Error>(format!("tick {tick}\n")), tick + 1))
        });
        StreamBody::new(lines)
    }

    #[get("/waits")]
    pub async fn waits() -> StreamBody {
        begun_and_then(async {
            tokio::time::sleep(TOO_LONG).await;
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
}

/// Sends `begun` and then the result of `rest`.
fn begun_and_then(rest: impl Future<Output = Result<Bytes, Error>> + Send + 'static) -> StreamBody {
    let begun = stream::once(async { Ok(Bytes::from_static(b"begun\n")) });
    StreamBody::new(begun.chain(stream::once(rest)))
}
