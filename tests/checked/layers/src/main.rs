//! A function whose layers depend on each other in the wrong direction.

mod api;
mod orders;
mod store;

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(api::handle));
}
