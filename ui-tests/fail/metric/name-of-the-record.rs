use gatewright::prelude::*;

fn main() {
    metric!("_aws", 1, Count);
    metric!("duration_ms", 1, Milliseconds);
    metric!("Orders", 1, Count, handler = "place");
    metric!("Orders", 1, Count, function_request_id = "8476a536");
}
