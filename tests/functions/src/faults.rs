//! Handlers that fail in every possible way, and a few that do not.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use gatewright::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The duration of a wait.
#[derive(Deserialize)]
struct Time {
    milliseconds: u64,
}

/// The length of a reply.
#[derive(Deserialize)]
struct Size {
    bytes: usize,
}

/// The exit code of the process.
#[derive(Deserialize)]
struct Exit {
    code: i32,
}

/// The planned fate of a message.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Job {
    Succeed,
    Fail,
    Exit,
}

/// A map key that cannot be serialised to JSON.
#[derive(PartialEq, Eq, Hash, Serialize)]
struct Point(i32, i32);

/// A lazy module whose `init` always fails.
#[lazy_module]
mod broken {
    use super::*;

    pub fn init() -> Result<String, Error> {
        Err(Error::msg("the configuration is missing"))
    }
}

/// A lazy module whose `init` panics.
#[lazy_module]
mod explosive {
    pub fn init() -> String {
        panic!("while starting")
    }
}

/// A value whose serialisation and deserialisation panic.
struct Explosive;

impl<'de> Deserialize<'de> for Explosive {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("while reading")
    }
}

impl Serialize for Explosive {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        panic!("while writing")
    }
}

#[lambda_handler(
    name = "faults",
    timeout = "2s",
    guard = "500ms",
    watchdog = false,
    memory = 256
)]
#[dispatch]
mod faults {
    use super::*;

    /// Replies with the payload.
    #[operation]
    pub async fn echo(payload: Value) -> Result<Value, Error> {
        Ok(payload)
    }

    /// Replies with the body.
    #[post("/echo")]
    pub async fn echo_body(Json(body): Json<Value>) -> Result<Json<Value>, Error> {
        Ok(Json(body))
    }

    /// Replies with the milliseconds that are left before the deadline.
    #[operation]
    pub async fn remaining(deadline: Deadline) -> Result<u64, Error> {
        Ok(u64::try_from(deadline.remaining().as_millis())?)
    }

    /// Waits without blocking the thread.
    #[operation]
    pub async fn wait(time: Time) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_millis(time.milliseconds)).await;
        Ok(())
    }

    #[get("/wait/{milliseconds}")]
    pub async fn wait_for_response(Path(milliseconds): Path<u64>) -> Result<String, Error> {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok("done".to_owned())
    }

    /// Blocks the thread.
    #[operation]
    pub async fn block(time: Time) -> Result<(), Error> {
        hold_the_processor(Duration::from_millis(time.milliseconds));
        Ok(())
    }

    #[operation]
    pub async fn panic(message: String) -> Result<(), Error> {
        panic!("{message}")
    }

    #[operation]
    pub async fn panic_in_extraction(_: Explosive) -> Result<(), Error> {
        Ok(())
    }

    #[operation]
    pub async fn panic_in_serialisation() -> Result<Explosive, Error> {
        Ok(Explosive)
    }

    #[operation]
    pub async fn panic_in_init(module: explosive::Lazy) -> Result<String, Error> {
        Ok(module.to_uppercase())
    }

    /// Replies with the id of the process.
    #[operation]
    pub async fn pid() -> Result<u32, Error> {
        Ok(std::process::id())
    }

    #[get("/panic")]
    pub async fn panic_in_a_route() -> Result<String, Error> {
        panic!("not for the client")
    }

    /// Replies with a string of the requested length.
    #[operation]
    pub async fn big(size: Size) -> Result<String, Error> {
        Ok("x".repeat(size.bytes))
    }

    #[get("/big/{bytes}")]
    pub async fn big_response(Path(bytes): Path<usize>) -> Result<String, Error> {
        Ok("x".repeat(bytes))
    }

    /// Replies with a value that does not serialise.
    #[operation]
    pub async fn unserialisable() -> Result<HashMap<Point, u8>, Error> {
        Ok(HashMap::from([(Point(0, 0), 1)]))
    }

    #[get("/unserialisable")]
    pub async fn unserialisable_response() -> Result<Json<HashMap<Point, u8>>, Error> {
        Ok(Json(HashMap::from([(Point(0, 0), 1)])))
    }

    #[operation]
    pub async fn needs_the_broken(broken: broken::Lazy) -> Result<String, Error> {
        Ok(broken.to_uppercase())
    }

    #[get("/needs-the-broken")]
    pub async fn route_needs_the_broken(broken: broken::Lazy) -> Result<String, Error> {
        Ok(broken.to_uppercase())
    }

    /// Does what each message says; `exit` only the first time.
    #[sqs("jobs")]
    pub async fn job(job: Message<Job>) -> Result<(), Error> {
        match job.body() {
            Job::Fail => Err(Error::msg("the message asks for a failure")),
            Job::Exit if job.receive_count() == 1 => std::process::exit(3),
            Job::Succeed | Job::Exit => Ok(()),
        }
    }

    /// Ends the process.
    #[operation]
    pub async fn exit(exit: Exit) -> Result<(), Error> {
        std::process::exit(exit.code)
    }
}

/// A long synchronous call, like one into a library that computes.
#[exempt(blocking, reason = "the tests need a blocking call")]
fn hold_the_processor(time: Duration) {
    let end = Instant::now() + time;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
}
