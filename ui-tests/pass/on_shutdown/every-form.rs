use std::rc::Rc;

use gatewright::prelude::*;

#[lazy_module]
mod metrics {
    pub fn init() -> u64 {
        1
    }
}

#[dispatch]
mod orders {
    use super::*;

    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    /// The future of the hook need not be `Send`.
    #[on_shutdown]
    pub async fn flush(metrics: Option<metrics::Lazy>, deadline: Deadline) -> Result<(), Error> {
        let metrics = Rc::new(metrics);
        let _in_time = deadline.timeout(std::future::ready(())).await;
        match &*metrics {
            Some(_) => Ok(()),
            None => Err(Error::msg("nothing to flush")),
        }
    }
}

/// A gateway uses the hook of an interface that it merges.
#[lambda_handler(main = false)]
#[dispatch(interfaces(orders))]
mod gateway {}

#[dispatch]
mod plain {
    use super::*;

    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    #[on_shutdown]
    fn close() {}
}

fn main() {
    use std::time::Duration;

    let flushed = gatewright::testing::block_on(orders::flush(
        Some(metrics::Lazy::of(1)),
        Deadline::after(Duration::from_millis(500)),
    ));
    assert!(flushed.is_ok());
    let _ = (&gateway::GATEWAY, &plain::INTERFACE);
}
