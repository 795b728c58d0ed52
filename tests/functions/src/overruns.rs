//! Handlers that do not end in time, each in another way, with the default guard.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use gatewright::prelude::*;
use gatewright::{FromRequest, Next, Request, RequestRef, Response};

/// Longer than the function's timeout.
const TOO_LONG: Duration = Duration::from_secs(60);

/// A lazy module whose `init` awaits for too long.
#[lazy_module]
mod slow {
    use super::*;

    pub async fn init() -> Result<u32, Error> {
        tokio::time::sleep(TOO_LONG).await;
        Ok(1)
    }
}

/// A lazy module whose `init` computes for too long.
#[lazy_module]
mod busy {
    use super::*;

    pub fn init() -> u32 {
        hold_the_processor(TOO_LONG);
        1
    }
}

/// A parameter whose extraction takes too long.
struct Slow;

impl FromRequest for Slow {
    type Error = Infallible;

    async fn from_request(_: RequestRef<'_>) -> Result<Self, Infallible> {
        tokio::time::sleep(TOO_LONG).await;
        Ok(Self)
    }
}

/// Tells which status the handler within it has.
async fn marked(request: Request, next: Next<'_>) -> Response {
    let response = next.run(request).await;
    let status = response.status().as_u16();
    response.with_header("x-status", status)
}

#[lambda_handler(name = "overruns", timeout = "2s", memory = 256)]
#[dispatch]
mod overruns {
    use super::*;

    /// Ends in time.
    #[operation]
    pub async fn echo(payload: String) -> Result<String, Error> {
        Ok(payload)
    }

    #[operation]
    pub async fn awaits() -> Result<(), Error> {
        tokio::time::sleep(TOO_LONG).await;
        Ok(())
    }

    /// A loop that computes.
    #[operation]
    pub async fn computes() -> Result<u64, Error> {
        let end = Instant::now() + TOO_LONG;
        let mut sum = 0;
        while Instant::now() < end {
            sum = mixed(sum);
        }
        Ok(sum)
    }

    /// Nested loops that compute.
    #[operation]
    pub async fn computes_in_nested_loops() -> Result<u64, Error> {
        let end = Instant::now() + TOO_LONG;
        let mut sum = 0;
        while Instant::now() < end {
            for outer in 0..10_000 {
                for inner in 0..10_000 {
                    sum = mixed(sum ^ outer ^ inner);
                }
            }
        }
        Ok(sum)
    }

    /// A loop whose first iterations are fast, while later ones take a hundredth of a second each.
    #[operation]
    pub async fn turns_slow() -> Result<u64, Error> {
        let mut sum = 0;
        for round in 0..u64::MAX {
            sum = mixed(sum);
            if round > 100_000_000 {
                hold_the_processor(Duration::from_millis(10));
            }
        }
        Ok(sum)
    }

    /// Starts a process, and replies with its id.
    #[operation]
    #[exempt(blocking, reason = "the test needs a process")]
    pub async fn spawns() -> Result<u32, Error> {
        let process = std::process::Command::new("sleep").arg("600").spawn()?;
        Ok(process.id())
    }

    /// A call that cannot be interrupted.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks() -> Result<(), Error> {
        std::thread::sleep(TOO_LONG);
        Ok(())
    }

    /// Blocks for the requested number of milliseconds.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks_for(milliseconds: u64) -> Result<u64, Error> {
        std::thread::sleep(Duration::from_millis(milliseconds));
        Ok(milliseconds)
    }

    #[get("/blocks")]
    #[cors(origins("https://app.example.com"), credentials)]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks_a_response() -> Result<String, Error> {
        std::thread::sleep(TOO_LONG);
        Ok(String::new())
    }

    /// A loop that computes, within a middleware.
    #[get("/computes")]
    #[middleware(super::marked)]
    pub async fn computes_a_response() -> Result<String, Error> {
        let end = Instant::now() + TOO_LONG;
        let mut sum = 0;
        while Instant::now() < end {
            sum = mixed(sum);
        }
        Ok(sum.to_string())
    }

    #[get("/extracts")]
    pub async fn extracts(_: Slow) -> Result<String, Error> {
        Ok(String::new())
    }

    #[operation]
    pub async fn starts(slow: slow::Lazy) -> Result<u32, Error> {
        Ok(*slow)
    }

    #[operation]
    pub async fn starts_busy(busy: busy::Lazy) -> Result<u32, Error> {
        Ok(*busy)
    }

    /// Waits for the requested time.
    #[sqs("waits")]
    pub async fn waits_for_a_record(milliseconds: u64) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }

    /// Waits for the requested time.
    #[kafka("waits")]
    pub async fn waits_for_a_record_of_kafka(milliseconds: u64) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }

    /// Blocks for the requested time.
    #[kafka]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks_for_a_record_of_kafka(milliseconds: u64) -> Result<(), Error> {
        std::thread::sleep(Duration::from_millis(milliseconds));
        Ok(())
    }

    /// Blocks for the requested time, for an event source mapping that does not report batch item failures.
    #[kafka("whole", report_batch_item_failures = false)]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks_for_a_whole_batch(milliseconds: u64) -> Result<(), Error> {
        std::thread::sleep(Duration::from_millis(milliseconds));
        Ok(())
    }

    /// Blocks for the requested time.
    #[sqs]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    pub async fn blocks_for_a_record(milliseconds: u64) -> Result<(), Error> {
        std::thread::sleep(Duration::from_millis(milliseconds));
        Ok(())
    }
}

/// A computation that the compiler cannot optimise away.
fn mixed(number: u64) -> u64 {
    std::hint::black_box(
        number
            .wrapping_mul(6_364_136_223_846_793_005)
            .rotate_left(17),
    )
}

/// A long synchronous call, like one into a library that computes.
#[exempt(blocking, reason = "the tests need a blocking call")]
fn hold_the_processor(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}
