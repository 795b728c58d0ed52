use super::{expanded, headlines, messages};
use crate::dispatch::attribute;
use crate::helpers::HELPERS;
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

#[test]
fn every_kind_of_source_has_an_entry() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod worker {
                #[sqs("orders")]
                pub async fn fulfil(order: Message<Order>, catalog: catalog::Lazy) -> Result<(), Error> {
                    catalog.take(order)
                }

                #[kinesis("clicks", concurrency = 8)]
                pub async fn count(click: Click) -> Result<(), Error> {
                    Ok(())
                }

                #[kafka("orders", report_batch_item_failures = false)]
                pub async fn order(order: Message<Option<Order>>) -> Result<(), Error> {
                    Ok(())
                }

                #[logs("/aws/lambda/shop")]
                pub async fn read(events: Logs) {}

                #[eventbridge(source = "shop.orders")]
                pub async fn watch(order: Order) {}

                #[websocket("$connect")]
                pub async fn connect() -> StatusCode {
                    StatusCode::OK
                }
            }
        },
    ));
}

#[test]
fn window_and_batch_of_contexts_are_checked_by_type() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod worker {
                #[kinesis("clicks")]
                pub async fn count(clicks: Batch<Click>, window: Window<Clicks>) -> Result<Window<Clicks>, Error> {
                    Ok(window)
                }

                #[appsync("Product.comments")]
                pub async fn comments(products: Batch<AppSync<(), Product>>) -> Vec<Comments> {
                    products.iter().map(Comments::of).collect()
                }
            }
        },
    ));
}

#[test]
fn transformation_and_whole_batch_have_their_own_replies() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod worker {
                #[firehose("clicks", concurrency = 8)]
                pub async fn clean(click: Message<Click>) -> Result<Transformed, Error> {
                    Transformed::json_line(&*click)
                }

                #[mq("orders")]
                pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {
                    Ok(())
                }
            }
        },
    ));
}

/// The source and name in the table for these attributes.
fn name_of(attributes: &TokenStream) -> String {
    let expansion = expanded(
        attribute,
        quote!(),
        quote!(
            mod worker {
                #attributes
                async fn f() {}
            }
        ),
    );
    let (_, key) = expansion
        .split_once("Key::Source(")
        .expect("the key of a source");
    let (key, _) = key.split_once(')').expect("the end of the key");
    let (source, name) = key.split_once(',').expect("the source and its name");
    let source = source.rsplit("::").next().unwrap_or_default();
    format!(
        "{source} {}",
        name.trim_end_matches([',', '\n', ' ']).trim()
    )
}

#[test]
fn source_attributes_become_constants_and_names() {
    for (attributes, expected) in [
        (quote!(#[sqs]), "SQS \"\""),
        (quote!(#[sqs("orders.fifo")]), "SQS \"orders.fifo\""),
        (quote!(#[sqs("orders", concurrency = 8)]), "SQS \"orders\""),
        (quote!(#[sqs(concurrency = 8)]), "SQS \"\""),
        (quote!(#[kinesis("clicks")]), "KINESIS \"clicks\""),
        (quote!(#[dynamodb("stock")]), "DYNAMODB \"stock\""),
        (quote!(#[kafka]), "KAFKA \"\""),
        (quote!(#[kafka("shop.orders-1")]), "KAFKA \"shop.orders-1\""),
        (
            quote!(#[kafka("orders", concurrency = 8)]),
            "KAFKA \"orders\"",
        ),
        (
            quote!(#[kafka(report_batch_item_failures = true)]),
            "KAFKA \"\"",
        ),
        (quote!(#[logs]), "LOGS \"\""),
        (
            quote!(#[logs("/aws/lambda/shop")]),
            "LOGS \"/aws/lambda/shop\"",
        ),
        (quote!(#[sns()]), "SNS \"\""),
        (quote!(#[s3("invoices")]), "S3 \"invoices\""),
        (quote!(#[schedule("nightly")]), "SCHEDULE \"nightly\""),
        (quote!(#[websocket("$default")]), "WEBSOCKET \"$default\""),
        (quote!(#[appsync("Query.order")]), "APPSYNC \"Query.order\""),
        (quote!(#[eventbridge]), "EVENTBRIDGE \"\""),
        (
            quote!(#[eventbridge(source = "a", detail_type = "B C")]),
            "EVENTBRIDGE \"a / B C\"",
        ),
        (
            quote!(#[eventbridge(detail_type = "B C")]),
            "EVENTBRIDGE \"* / B C\"",
        ),
        (quote!(#[cognito]), "COGNITO \"\""),
        (quote!(#[cognito("PreSignUp")]), "COGNITO \"PreSignUp_*\""),
        (
            quote!(#[cognito("PreSignUp_SignUp")]),
            "COGNITO \"PreSignUp_SignUp\"",
        ),
        (quote!(#[authorizer]), "AUTHORIZER \"\""),
        (quote!(#[event]), "EVENT \"\""),
        (quote!(#[fallback]), "FALLBACK \"\""),
    ] {
        assert_eq!(name_of(&attributes), expected);
    }
}

fn worker(attributes: &TokenStream) -> TokenStream {
    quote!(
        mod worker {
            #attributes
            async fn f() -> Result<(), Error> {
                Ok(())
            }
        }
    )
}

#[test]
fn invalid_source_arguments_are_refused() {
    for (attributes, headline) in [
        (
            quote!(#[sqs(orders)]),
            "`#[sqs]` takes nothing, or a name in quotes, and options",
        ),
        (
            quote!(#[dynamodb(concurrency = 0)]),
            "`concurrency` must be 1 to 1000 (records at a time)",
        ),
        (
            quote!(#[sqs("orders", concurrency = 1001)]),
            "`concurrency` must be 1 to 1000 (records at a time)",
        ),
        (
            quote!(#[kinesis("orders", concurrency = "8")]),
            "`concurrency` must be a number of records, without quotes",
        ),
        (
            quote!(#[kinesis("orders", parallel = 8)]),
            "`#[kinesis]` has no option `parallel`",
        ),
        (
            quote!(#[sqs("orders", "returns")]),
            "`#[sqs]` takes options of the form `name = value`",
        ),
        (
            quote!(#[sns = "orders"]),
            "`#[sns]` takes nothing, or a name in quotes, and options",
        ),
        (
            quote!(#[authorizer("token")]),
            "`#[authorizer]` takes no arguments",
        ),
        (quote!(#[kinesis("")]), "a name cannot be empty"),
        (
            quote!(#[sqs("arn:aws:sqs:us-east-1:123456789012:orders")]),
            "`#[sqs]` takes a name, not a whole ARN",
        ),
        (
            quote!(#[appsync("order")]),
            "`#[appsync]` takes a type and a field of the schema",
        ),
        (
            quote!(#[kafka("arn:aws:kafka:us-east-1:1:cluster/shop/fc2f5bdf-2")]),
            "`#[kafka]` takes a name, not a whole ARN",
        ),
        (
            quote!(#[kafka("orders/0")]),
            "the name of a topic cannot contain '/'",
        ),
        (
            quote!(#[kafka("orders", report_batch_item_failures = "no")]),
            "`report_batch_item_failures` must be `true` or `false`, without quotes",
        ),
        (
            quote!(#[kafka("orders", partial = false)]),
            "`#[kafka]` has no option `partial`",
        ),
        (
            quote!(#[kafka("orders", batch = 8)]),
            "`#[kafka]` has no option `batch`",
        ),
        (
            quote!(#[logs("/aws/lambda/*")]),
            "the name of a log group cannot contain '*'",
        ),
        (
            quote!(#[logs(group = "shop")]),
            "`#[logs]` has no option `group`",
        ),
        (quote!(#[event("x")]), "`#[event]` takes no arguments"),
        (
            quote!(#[eventbridge(detailType = "x")]),
            "`#[eventbridge]` has no option `detailType`",
        ),
        (
            quote!(#[eventbridge(source = "")]),
            "`source` must be 1 to 256 characters, not 0",
        ),
        (
            quote!(#[eventbridge("shop")]),
            "`#[eventbridge]` takes options of the form `name = value`",
        ),
    ] {
        assert_eq!(
            headlines(attribute, quote!(), worker(&attributes)),
            [headline]
        );
    }
}

/// Names that no event can have, with the edit that the message offers.
#[test]
fn names_that_match_nothing_are_refused_with_an_edit() {
    for (attributes, headline, help) in [
        (
            quote!(#[sqs("*")]),
            "the name of a queue cannot contain '*'",
            "#[sqs]",
        ),
        (
            quote!(#[sqs("https://sqs.eu-west-1.amazonaws.com/123456789012/orders")]),
            "`#[sqs]` takes a name, not a URL",
            "#[sqs(\"orders\")]",
        ),
        (
            quote!(#[sqs("arn:aws:sns:us-east-1:123456789012:orders")]),
            "`#[sqs]` takes a name, not a whole ARN",
            "#[sns(\"orders\")]",
        ),
        (
            quote!(#[s3("arn:aws:s3:::invoices/2024/*")]),
            "`#[s3]` takes a name, not a whole ARN",
            "#[s3(\"invoices\")]",
        ),
        (
            quote!(#[s3("s3://invoices/2024")]),
            "`#[s3]` takes a name, not a URL",
            "#[s3(\"invoices\")]",
        ),
        (
            quote!(#[dynamodb("ab")]),
            "the name of a table must be 3 to 255 characters, not 2",
            "#[dynamodb]",
        ),
        (
            quote!(#[schedule("rate(5 minutes)")]),
            "`#[schedule]` takes the name of a rule or schedule, not its expression",
            "#[schedule(\"nightly\")]",
        ),
        (
            quote!(#[schedule(" cron (0 12 * * ? *)")]),
            "`#[schedule]` takes the name of a rule or schedule, not its expression",
            "#[schedule]",
        ),
        (
            quote!(#[cognito("PreTokenGeneration")]),
            "Cognito has no trigger `PreTokenGeneration`",
            "#[cognito(\"TokenGeneration\")]",
        ),
        (
            quote!(#[cognito("PreSignup")]),
            "Cognito has no trigger `PreSignup`",
            "#[cognito(\"PreSignUp\")]",
        ),
        (
            quote!(#[cognito("PreSignUp_Signup")]),
            "the trigger `PreSignUp` has no occasion `Signup`",
            "#[cognito(\"PreSignUp_SignUp\")]",
        ),
        (
            quote!(#[websocket("$conect")]),
            "API Gateway has no route key `$conect`",
            "#[websocket(\"$connect\")]",
        ),
        (
            quote!(#[websocket("*")]),
            "no route is called `*`",
            "#[websocket]",
        ),
        (
            quote!(#[appsync("*.*")]),
            "`*.*` is every field",
            "#[appsync]",
        ),
        (
            quote!(#[appsync("Query.all-orders")]),
            "`all-orders` is not a name in a GraphQL schema",
            "#[appsync(\"Query.*\")]",
        ),
        (
            quote!(#[eventbridge(source = "shop.*")]),
            "`source` takes one value, not a pattern",
            "remove `source`",
        ),
        (
            quote!(#[eventbridge(event_bus = "shop")]),
            "`#[eventbridge]` has no option `event_bus`",
            "event_bus_name = \"orders\"",
        ),
        (quote!(#[mq("*")]), "no queue is called `*`", "#[mq]"),
        (
            quote!(#[s3("192.168.5.4")]),
            "no bucket is called `192.168.5.4`",
            "#[s3]",
        ),
    ] {
        let found = messages(attribute, quote!(), worker(&attributes));
        let [message] = found.as_slice() else {
            panic!("{attributes}: {found:?}");
        };
        assert_eq!(message.lines().next(), Some(headline));
        let helped = message.lines().find_map(|line| line.strip_prefix("help: "));
        assert!(helped.is_some_and(|text| text.contains(help)), "{message}");
    }
}

#[test]
fn variable_is_a_key_of_its_own() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod worker {
                #[sqs(env = "ORDERS_QUEUE", concurrency = 8)]
                pub async fn fulfil(order: Order) -> Result<(), Error> {
                    Ok(())
                }

                #[sqs]
                pub async fn others(order: Order) -> Result<(), Error> {
                    Ok(())
                }

                #[sns(env = "ORDERS_TOPIC")]
                pub async fn notified() {}
            }
        },
    ));
}

#[test]
fn variables_are_checked_like_names() {
    for (attributes, headline) in [
        (
            quote!(#[sqs("orders", env = "ORDERS_QUEUE")]),
            "`#[sqs]` takes a name or `env`, not both",
        ),
        (
            quote!(#[sns(env = "arn:aws:sns:us-east-1:1:orders")]),
            "`env` takes the name of an environment variable, not its value",
        ),
        (
            quote!(#[s3(env = "MY BUCKET")]),
            "an environment variable's name must be letters, digits and `_`, and cannot start with a digit",
        ),
        (
            quote!(#[kafka(env = TOPIC)]),
            "`env` must be text in quotes",
        ),
        (
            quote!(#[websocket(env = "ROUTE")]),
            "`#[websocket]` takes nothing, or a name in quotes",
        ),
        (
            quote!(#[eventbridge(env = "BUS")]),
            "`#[eventbridge]` takes no `env`: an event does not name its bus",
        ),
    ] {
        assert_eq!(
            headlines(attribute, quote!(), worker(&attributes)),
            [headline]
        );
    }
    let module = quote! {
        mod worker {
            #[sqs(env = "ORDERS_QUEUE")]
            async fn one(order: Order) -> Result<(), Error> { Ok(()) }
            #[sqs(env = "ORDERS_QUEUE")]
            async fn two(order: Order) -> Result<(), Error> { Ok(()) }
            #[sns(env = "ORDERS_QUEUE")]
            async fn notified(order: Order) {}
        }
    };
    let written = "`#[sqs(env = \"ORDERS_QUEUE\")]`";
    assert_eq!(
        headlines(attribute, quote!(), module),
        [
            format!("{written} has two handlers: `one` and `two`"),
            format!("{written} has two handlers: `two` and `one`"),
        ]
    );
}

#[test]
fn duplicate_sources_are_reported_at_both_handlers() {
    let module = quote! {
        mod worker {
            #[sqs("orders")]
            async fn one(order: Order) -> Result<(), Error> { Ok(()) }
            #[sqs("orders")]
            async fn two(order: Order) -> Result<(), Error> { Ok(()) }
            #[sqs]
            async fn rest(order: Order) -> Result<(), Error> { Ok(()) }
            #[sns("orders")]
            async fn notified(order: Order) {}
        }
    };
    assert_eq!(
        messages(attribute, quote!(), module),
        [
            "`#[sqs(\"orders\")]` has two handlers: `one` and `two`\nhelp: remove one of them, or give one of them a different name",
            "`#[sqs(\"orders\")]` has two handlers: `two` and `one`\nhelp: remove one of them, or give one of them a different name",
        ]
    );
}

/// The forms shown as help must compile.
#[test]
fn forms_in_messages_expand_without_errors() {
    for helper in HELPERS.iter() {
        let function: TokenStream = format!("{} {{ … }}", helper.expected("f"))
            .replace("{ … }", "{ loop {} }")
            .parse()
            .expect("tokens");
        let module = quote!(mod worker { #function });
        assert_eq!(
            headlines(attribute, quote!(), module),
            [""; 0],
            "{}",
            helper.name
        );
    }
}
