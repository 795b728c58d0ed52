//! A function with one call of a type that it does not name.

fn main() {
    helper::client().send_message().queue_url("https://sqs.eu-west-1.amazonaws.com/123456789012/jobs").send();
    lambda_runtime::run(lambda_runtime::service_fn(()));
}
