//! A function whose layers know each other the wrong way.

mod api;
mod orders;
mod store;

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(api::handle));
}
