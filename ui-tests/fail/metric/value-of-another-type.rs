use gatewright::prelude::*;

fn main() {
    metric!("Orders", "1", Count);
    metric!("Latency", std::time::Duration::from_millis(1), Count);
    metric!("Latency", std::time::Instant::now(), Milliseconds);
}
