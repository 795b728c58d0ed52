//! Says something to the rules that they do not know.

fn main() {
    lambda_runtime::run(lambda_runtime::service_fn(|| 1));
}
