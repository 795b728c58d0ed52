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
            "`#[sns]` takes nothing, or a name in quotes",
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
            "`#[logs]` takes nothing, or a name in quotes",
        ),
        (quote!(#[event("x")]), "`#[event]` takes no arguments"),
        (
            quote!(#[eventbridge(detailType = "x")]),
            "`#[eventbridge]` has no option `detailType`",
        ),
        (
            quote!(#[eventbridge(source = "")]),
            "the text must be 1 to 256 characters, not 0",
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
