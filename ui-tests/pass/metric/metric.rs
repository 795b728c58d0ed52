//! Every form of `metric!`.

use std::time::{Duration, Instant};

use gatewright as renamed;
use gatewright::prelude::*;

macro_rules! count {
    ($name:literal, $value:expr, $unit:ident $(, $dimension:ident)*) => {
        metric!($name, $value, $unit $(, $dimension)*)
    };
}

struct Order {
    tenant: String,
    lines: Vec<u32>,
}

#[lambda_handler(metrics, main = false)]
async fn place(lines: Vec<u32>) -> Result<usize, Error> {
    let order = Order {
        tenant: "acme".to_owned(),
        lines,
    };
    let plan = 'p';
    let r#type = "web";
    metric!("OrdersPlaced", 1, Count);
    metric!("OrdersPlaced", 1, Count,);
    metric!("OrdersPlaced", 1, Count, tenant = &order.tenant, plan, r#type);
    metric!("OrdersPlaced", 1, Count, type = r#type, service = "orders", "tenant.id" = order.tenant);
    metric!("OrderLines", order.lines.len(), Count, large = order.lines.len() > 10);
    metric!("Ratio", 0.5_f32, Percent);
    metric!("Ratio", Vec::<(u8, u8)>::new().len() as u64, "Count/Second");
    metric!("Latency", Instant::now().elapsed(), Seconds, high_resolution);
    metric!("Latency", &Duration::from_millis(7), Microseconds);
    metric!("Latency", 7, Milliseconds, crate = crate::renamed);
    count!("Counted", &3_u8, BytesPerSecond, plan);
    let () = metric!("Value", -1, None);
    Ok(order.lines.len())
}

fn in_any_function(d: u8) {
    let a = d;
    metric!("M", 1, Count, d1 = a, d2 = a, d3 = a, d4 = a, d5 = a, d6 = a, d7 = a, d8 = a, d9 = a, d10 = a, d11 = a, d12 = a, d13 = a,
        d14 = a, d15 = a, d16 = a, d17 = a, d18 = a, d19 = a, d20 = a, d21 = a, d22 = a, d23 = a, d24 = a, d25 = a, d26 = a, d27 = a, d28 = a,
        d29 = a);
}

fn main() {
    in_any_function(1);
    let _ = (PLACE, renamed::testing::block_on(place(vec![1])));
}
