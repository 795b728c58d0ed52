//! A function whose errors are logged with or without a logger of the user's, in both modes. `LOGS` selects the logger.

use std::process::ExitCode;

use futures_util::stream;
use gatewright::prelude::*;
use tracing_subscriber::EnvFilter;

#[lambda_handler(name = "logs", main = false, timeout = "3s", memory = 256)]
#[dispatch(concurrent, triggers(function_url(streaming)))]
mod logs {
    use super::*;

    #[operation]
    pub async fn fails(message: String) -> Result<(), Error> {
        Err(Error::with_type("OutOfPaper", message))
    }

    #[operation]
    pub async fn panics(message: String) -> Result<(), Error> {
        panic!("{message}")
    }

    #[get("/fails/{message}")]
    pub async fn fails_a_request(Path(message): Path<String>) -> Result<String, Error> {
        Err(Error::with_type("OutOfPaper", message))
    }

    #[get("/breaks-off/{message}")]
    pub async fn fails_in_a_stream(Path(message): Path<String>) -> StreamBody {
        let error = Err::<String, _>(Error::with_type("OutOfPaper", message));
        StreamBody::new(stream::iter([Ok("begun".to_owned()), error]))
    }

    #[sqs("jobs")]
    pub async fn fails_a_record(message: String) -> Result<(), Error> {
        Err(Error::with_type("OutOfPaper", message))
    }
}

/// Writes each record of the crate `log` as a line.
struct Lines;

impl log::Log for Lines {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.level() <= log::Level::Error {
            println!("{} {}: {}", record.level(), record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

fn main() -> ExitCode {
    let subscriber = tracing_subscriber::fmt();
    match std::env::var("LOGS").as_deref() {
        Ok("tracing") => subscriber.init(),
        Ok("json") => subscriber.json().init(),
        Ok("filtered") => subscriber
            .with_env_filter(EnvFilter::new("logs=info"))
            .init(),
        Ok("log") => {
            log::set_logger(&Lines).expect("no other logger");
            log::set_max_level(log::LevelFilter::Error);
        }
        _ => {}
    }
    gatewright::run(&logs::GATEWAY)
}
