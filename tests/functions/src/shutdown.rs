//! A function with a shutdown hook. The environment variable `ON_SHUTDOWN` selects what the hook does.

use std::time::{Duration, Instant};

use gatewright::prelude::*;

#[lazy_module]
mod gathered {
    pub fn init() -> String {
        "used value".to_owned()
    }
}

#[lazy_module]
mod unused {
    pub fn init() -> String {
        println!("unused module started");
        String::new()
    }
}

#[lambda_handler(name = "shutdown")]
#[dispatch]
mod shutdown {
    use super::*;

    #[operation]
    pub async fn gather(text: String, gathered: gathered::Lazy) -> Result<usize, Error> {
        Ok(text.len() + gathered.len())
    }

    #[operation]
    pub async fn other(unused: unused::Lazy) -> Result<usize, Error> {
        Ok(unused.len())
    }

    #[on_shutdown]
    #[exempt(blocking, reason = "a hook that computes is tested")]
    async fn flush(
        gathered: Option<gathered::Lazy>,
        unused: Option<unused::Lazy>,
        deadline: Deadline,
    ) -> Result<(), Error> {
        metric!("Shutdowns", 1, Count);
        println!(
            "shutdown: {:?}, {:?}, {} of 500 ms",
            gathered.as_deref(),
            unused.as_deref(),
            if deadline.remaining() > Duration::from_millis(300) {
                "most"
            } else {
                "little"
            }
        );
        match std::env::var("ON_SHUTDOWN").as_deref() {
            Ok("awaits") => tokio::time::sleep(Duration::from_secs(60)).await,
            Ok("computes") => {
                let end = Instant::now() + Duration::from_secs(60);
                while Instant::now() < end {}
            }
            Ok("panics") => panic!("in the hook"),
            Ok("fails") => return Err(Error::msg("the collector is down")),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        println!("flushed");
        Ok(())
    }
}
