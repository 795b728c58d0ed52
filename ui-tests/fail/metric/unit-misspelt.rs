use gatewright::prelude::*;

fn main() {
    let time = std::time::Duration::from_millis(1);
    metric!("Latency", time, Millisecond);
    metric!("Latency", time, ms);
    metric!("Size", 7, Bytes / Second);
    metric!("Size", 7, "bytes");
    metric!("Size", 7, Furlongs);
}
