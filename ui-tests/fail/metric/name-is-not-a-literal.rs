use gatewright::prelude::*;

const NAME: &str = "OrdersPlaced";

fn main() {
    metric!(NAME, 1, Count);
}
