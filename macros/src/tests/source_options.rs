//! The options of event sources that describe the deployment.

use super::{expanded, headlines, messages};
use crate::dispatch::attribute;
use gatewright_tables::{OptionValues, SOURCES, SourceOption};
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

fn worker(attributes: &TokenStream) -> TokenStream {
    quote!(
        mod worker {
            #attributes
            async fn f() {}
        }
    )
}

#[test]
fn options_become_settings_of_the_origin() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod worker {
                #[sqs(
                    "orders",
                    concurrency = 8,
                    batch_size = 50,
                    maximum_batching_window_in_seconds = 5,
                    filter_criteria("{\"body\": {\"status\": [\"paid\"]}}")
                )]
                pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
                    Ok(())
                }

                #[kinesis("clicks", tumbling_window_in_seconds = 60, destination_config(on_failure(type = "SQS", name = "failed")))]
                pub async fn count(clicks: Batch<Click>, window: Window<Clicks>) -> Result<Window<Clicks>, Error> {
                    Ok(window)
                }

                #[dynamodb("stock", starting_position = "LATEST")]
                #[idempotent(key = "id", ttl = "1h", store = stock_done)]
                pub async fn watch(change: Change) -> Result<(), Error> {
                    Ok(())
                }
            }
        },
    ));
}

/// The attribute with one option, written as its form says.
fn with_option(source: &str, option: &SourceOption) -> TokenStream {
    let form = option.form;
    let others = match option.name {
        "filter_policy_scope" => ", filter_policy = \"{\\\"event\\\": [1]}\"",
        "schedule_expression_timezone" => ", schedule_expression = \"rate(1 day)\"",
        "maximum_retry_attempts"
        | "maximum_record_age_in_seconds"
        | "bisect_batch_on_function_error"
            if source == "kafka" =>
        {
            ", provisioned_poller_config(minimum_pollers = 1)"
        }
        _ => "",
    };
    let attribute = format!("#[{source}({form}{others})]");
    attribute.parse().expect("the form is Rust")
}

/// A form is the help of a message, so it must be accepted itself.
#[test]
fn every_form_is_accepted() {
    for source in SOURCES {
        for option in source.options() {
            let attribute_with = with_option(source.attribute, option);
            let found = messages(attribute, quote!(), worker(&attribute_with));
            assert!(found.is_empty(), "{attribute_with}: {found:?}");
        }
    }
}

/// Every number outside of its range is refused, and the message offers one that is accepted.
#[test]
fn every_range_is_checked_at_both_ends() {
    fn check(source: &str, options: &'static [SourceOption], wrap: &dyn Fn(String) -> String) {
        for option in options {
            match option.values {
                OptionValues::Object(inner) => {
                    let name = option.name;
                    check(source, inner, &|text| wrap(format!("{name}({text})")));
                }
                OptionValues::Number(min, max, _) => {
                    for (number, near) in [
                        (i64::from(min) - 1, min),
                        (i64::from(max) + 1, max),
                        (i64::MIN + 1, min),
                    ] {
                        let written = wrap(format!("{} = {number}", option.name));
                        let tokens: TokenStream =
                            format!("#[{source}({written})]").parse().unwrap();
                        let found = messages(attribute, quote!(), worker(&tokens));
                        let [message] = found.as_slice() else {
                            panic!("{tokens}: {found:?}");
                        };
                        let help = format!("help: {} = {near}", option.name);
                        assert!(
                            message.lines().any(|line| line == help),
                            "{tokens}: {message}"
                        );
                    }
                }
                _ => {}
            }
        }
    }
    for source in SOURCES {
        check(source.attribute, source.options(), &|text| text);
    }
}

/// Names that people know from other tools.
#[test]
fn other_names_are_understood() {
    for (tokens, help) in [
        (
            quote!(#[sqs(window = 5)]),
            "maximum_batching_window_in_seconds = 5",
        ),
        (
            quote!(#[sqs(batch_window = 5)]),
            "maximum_batching_window_in_seconds = 5",
        ),
        (quote!(#[sqs(BatchSize = 5)]), "batch_size = 10"),
        (
            quote!(#[sqs(filter = "{}")]),
            "filter_criteria(r#\"{\"body\": {\"status\": [\"paid\"]}}\"#)",
        ),
        (
            quote!(#[sqs(maximum_concurrency = 5)]),
            "scaling_config(maximum_concurrency = 10)",
        ),
        (
            quote!(#[kinesis(bisect = true)]),
            "bisect_batch_on_function_error = true",
        ),
        (
            quote!(#[kinesis(retries = 2)]),
            "maximum_retry_attempts = 3",
        ),
        (
            quote!(#[kinesis(on_failure(type = "SQS", name = "failed"))]),
            "destination_config(on_failure(type = \"SQS\", name = \"failed\"))",
        ),
        (
            quote!(#[dynamodb(dlq = "failed")]),
            "destination_config(on_failure(type = \"SQS\", name = \"failed\"))",
        ),
        (
            quote!(#[kafka(group_id = "a")]),
            "consumer_group_id = \"shop-orders\"",
        ),
        (
            quote!(#[sns(pattern = "{}")]),
            "filter_policy = r#\"{\"event\": [\"placed\"]}\"#",
        ),
        (
            quote!(#[sns(dlq = "failed")]),
            "dead_letter_config(type = \"SQS\", name = \"orders-failed\")",
        ),
        (
            quote!(#[s3(event = "s3:ObjectCreated:*")]),
            "events(\"s3:ObjectCreated:*\")",
        ),
        (
            quote!(#[schedule(cron = "0 12 * * ? *")]),
            "schedule_expression = \"rate(1 day)\"",
        ),
        (
            quote!(#[schedule(rate = "5 minutes")]),
            "schedule_expression = \"rate(1 day)\"",
        ),
        (
            quote!(#[schedule(timezone = "UTC")]),
            "schedule_expression_timezone = \"Europe/Berlin\"",
        ),
        (
            quote!(#[eventbridge(bus = "orders")]),
            "event_bus_name = \"orders\"",
        ),
        (
            quote!(#[logs(pattern = "ERROR")]),
            "filter_pattern = \"ERROR\"",
        ),
    ] {
        let found = messages(attribute, quote!(), worker(&tokens));
        let [message] = found.as_slice() else {
            panic!("{tokens}: {found:?}");
        };
        assert!(
            message.lines().any(|line| line == format!("help: {help}")),
            "{tokens}: {message}"
        );
    }
}

/// Options that a service does not take together.
#[test]
fn constraints_between_options_are_checked() {
    for (tokens, headline) in [
        (
            quote!(#[sqs("orders", batch_size = 11)]),
            "`batch_size` over 10 needs `maximum_batching_window_in_seconds` of at least 1",
        ),
        (
            quote!(#[kinesis(batch_size = 100, maximum_batching_window_in_seconds = 0)]),
            "`batch_size` over 10 needs `maximum_batching_window_in_seconds` of at least 1",
        ),
        (
            quote!(#[sqs("orders.fifo", batch_size = 11)]),
            "`batch_size` of a FIFO queue must be 1 to 10",
        ),
        (
            quote!(#[sqs("orders.fifo", maximum_batching_window_in_seconds = 1)]),
            "a FIFO queue cannot have a batching window",
        ),
        (
            quote!(#[sqs(scaling_config(maximum_concurrency = 2), provisioned_poller_config(minimum_pollers = 2))]),
            "`provisioned_poller_config` and `scaling_config` cannot be used together",
        ),
        (
            quote!(#[kafka(provisioned_poller_config(minimum_pollers = 20, maximum_pollers = 2))]),
            "`minimum_pollers` must be at most `maximum_pollers`, which is 2",
        ),
        (
            quote!(#[kafka(maximum_retry_attempts = 3)]),
            "`maximum_retry_attempts` of a Kafka topic needs `provisioned_poller_config`",
        ),
        (
            quote!(#[kinesis(parallelization_factor = 2, tumbling_window_in_seconds = 60)]),
            "`parallelization_factor` must be 1 with a tumbling window",
        ),
        (
            quote!(#[kinesis(destination_config(on_failure(type = "SQS", name = "failed.fifo")))]),
            "`failed.fifo` is FIFO, and failed work needs a standard queue or topic",
        ),
        (
            quote!(#[schedule(dead_letter_config(type = "SQS", name = "arn:aws:sqs:eu-west-1:123456789012:failed"))]),
            "expected a name, found an ARN",
        ),
        (
            quote!(#[schedule(dead_letter_config(type = "SQS"))]),
            "`dead_letter_config` needs `name`",
        ),
        (
            quote!(#[eventbridge(event_bus_name = "my bus")]),
            "this name cannot contain ' '",
        ),
        (
            quote!(#[sns(filter_policy_scope = "MessageBody")]),
            "`filter_policy_scope` needs `filter_policy`",
        ),
        (
            quote!(#[sns(filter_policy = r#"{"a": {"b": [1]}}"#)]),
            "`filter_policy` has a field of a field, but message attributes have none",
        ),
        (
            quote!(#[schedule(schedule_expression_timezone = "UTC")]),
            "`schedule_expression_timezone` needs `schedule_expression`",
        ),
        (
            quote!(#[sqs(filter_criteria(r#"{"status": ["paid"]}"#))]),
            "a record of Amazon SQS has no field `status`",
        ),
        (
            quote!(#[sqs(filter_criteria("{\"body\": [1]}", "{\"body\": [1]}"))]),
            "\"{\\\"body\\\": [1]}\" is listed twice",
        ),
    ] {
        assert_eq!(
            headlines(attribute, quote!(), worker(&tokens)),
            [headline],
            "{tokens}"
        );
    }
}

/// What a service takes, although it looks like one of the mistakes above.
#[test]
fn valid_combinations_are_accepted() {
    for tokens in [
        quote!(#[sqs("orders.fifo", batch_size = 10, maximum_batching_window_in_seconds = 0)]),
        quote!(#[sqs(env = "QUEUE", batch_size = 10_000, maximum_batching_window_in_seconds = 300)]),
        // "Related setting: For Kinesis, DynamoDB, and Amazon SQS"
        quote!(#[kafka(batch_size = 10_000)]),
        quote!(#[mq("orders", batch_size = 100)]),
        quote!(#[kinesis(parallelization_factor = 1, tumbling_window_in_seconds = 60)]),
        quote!(#[kafka(provisioned_poller_config(minimum_pollers = 1))]),
        quote!(#[eventbridge(event_bus_name = "aws.partner/example.com/orders")]),
        quote!(#[eventbridge(retry_policy(maximum_retry_attempts = 0), source = "shop")]),
        quote!(#[schedule(schedule_expression = "at(2027-01-31T12:00:00)", schedule_expression_timezone = "UTC")]),
        quote!(#[logs(filter_pattern = "")]),
        quote!(#[s3("invoices", suffix = ".csv")]),
    ] {
        let found = messages(attribute, quote!(), worker(&tokens));
        assert!(found.is_empty(), "{tokens}: {found:?}");
    }
}

#[test]
fn option_of_another_source_is_refused_with_those_it_has() {
    let tokens = quote!(#[sns("orders", batch_size = 10)]);
    let found = messages(attribute, quote!(), worker(&tokens));
    let [message] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(
        message.starts_with("`#[sns]` has no option `batch_size`"),
        "{message}"
    );
    let note =
        "note: its options are `env`, `filter_policy`, `filter_policy_scope`, `dead_letter_config`";
    assert!(message.lines().any(|line| line == note), "{message}");
}

#[test]
fn consumer_group_of_two_handlers_is_reported_at_both() {
    let module = quote! {
        mod worker {
            #[kafka("orders", consumer_group_id = "shop")]
            async fn orders() {}
            #[kafka("returns", consumer_group_id = "shop")]
            async fn returns() {}
        }
    };
    assert_eq!(
        headlines(attribute, quote!(), module),
        [
            "`orders` and `returns` have the same consumer group",
            "`returns` and `orders` have the same consumer group",
        ]
    );
}
