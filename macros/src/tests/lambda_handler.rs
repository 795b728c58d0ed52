use super::{expanded, headlines};
use crate::lambda_handler::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn function_alone_takes_the_whole_event() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            /// Says hello.
            async fn hello(event: Greeting) -> Result<Reply, Error> {
                Ok(Reply)
            }
        },
    ));
}

#[test]
fn function_with_a_route_and_every_option() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            timeout = "29s",
            guard = "500ms",
            watchdog = false,
            memory = 1769,
            tmp = 1024,
            name = "orders",
            description = "Answers for orders.",
            main = false,
            crate = ::renamed,
        ),
        quote! {
            #[cfg(unix)]
            #[allow(clippy::unused_async)]
            #[get("/orders/{id}")]
            pub(crate) async fn get_order(Path(id): Path<u32>) -> Json<Order> {
                Json(Order)
            }
        },
    ));
}

#[test]
fn main_calls_the_function_of_subscriber() {
    assert_snapshot!(expanded(
        attribute,
        quote!(subscriber = logs::init, crate = ::renamed),
        quote! {
            async fn hello(event: Greeting) -> Reply {
                Reply
            }
        },
    ));
}

#[test]
fn deployment_options_become_constants_of_the_manifest() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            main = false,
            environment("STAGE"),
            tracing = "Active",
            reserved_concurrent_executions = 5,
            layers("otel", "insights"),
            event_invoke_config(
                maximum_retry_attempts = 1,
                destination_config(on_failure(name = "failed", type = "SQS")),
            ),
        ),
        quote! {
            async fn hello(event: Greeting) {}
        },
    ));
}

#[test]
fn deployment_of_a_module_is_checked_with_its_interface() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            main = false,
            memory = 2048,
            capacity_provider_config(name = "shared"),
            function_url_config(auth_type = "NONE"),
        ),
        quote! {
            #[dispatch(concurrent)]
            mod shop {
                #[get("/")]
                async fn home() {}
            }
        },
    ));
}

#[test]
fn operation_is_named_after_the_function() {
    assert_snapshot!(expanded(
        attribute,
        quote!(main = false),
        quote! {
            #[operation]
            async fn reindex(job: Job) {}
        },
    ));
}

#[test]
fn dispatch_module_gets_gateway_and_main() {
    assert_snapshot!(expanded(
        attribute,
        quote!(timeout = "5m"),
        quote! {
            #[cfg(feature = "shop")]
            #[dispatch]
            mod shop {
                #[get("/")]
                async fn home() {}
            }
        },
    ));
}

#[test]
fn dispatch_above_is_recognised_by_its_constant() {
    let found = headlines(
        attribute,
        quote!(),
        quote!(
            mod shop {
                pub const INTERFACE: Interface = x;
            }
        ),
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn missing_dispatch_is_reported_once_and_added() {
    assert_snapshot!(expanded(
        attribute,
        quote!(main = false, crate = ::renamed),
        quote! {
            mod shop {
                #[get("/")]
                async fn home() {}
            }
        },
    ));
}

#[test]
fn invalid_function_is_emitted_with_gateway_and_main() {
    assert_snapshot!(expanded(
        attribute,
        quote!(timeout = 29),
        quote! {
            fn hello(event: Greeting) -> Reply {
                Reply
            }
        },
    ));
}

#[test]
fn handler_called_main_is_renamed() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            #[tokio::main]
            async fn main(event: Greeting) -> Reply {
                Reply
            }
        },
    ));
}

#[test]
fn other_items_are_refused_and_emitted() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote!(
            #[get("/")]
            struct Shop;
        )
    ));
}

#[test]
fn method_is_refused_and_emitted() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote!(
            async fn answer(&mut self, event: Greeting) -> Reply {
                Reply
            }
        )
    ));
}

#[test]
fn every_option_out_of_range_is_reported() {
    let found = headlines(
        attribute,
        quote!(
            timeout = "91m",
            memory = 64,
            tmp = 20_480,
            guard = "0s",
            name = "my shop",
            watchdog = "off",
            main = "no"
        ),
        quote!(
            async fn hello() {}
        ),
    );
    assert_eq!(
        found,
        [
            "`timeout` must be 1s to 30m, or to 90m in concurrent mode, not 91m",
            "`guard` must be longer than 0",
            "`watchdog` must be `true` or `false`, without quotes",
            "`memory` must be 128 to 10240 (MB), or to 32768 in concurrent mode",
            "`tmp` must be 512 to 10240 (MB)",
            "`name` must be 1 to 64 letters, digits, `-` or `_`",
            "`main` must be `true` or `false`, without quotes",
        ]
        .map(ToOwned::to_owned)
        .to_vec()
    );
}

/// The limits of both modes: botocore 1.44.8, `CreateFunction`.
#[test]
fn long_timeouts_and_large_memory_need_concurrent_mode() {
    let item = || {
        quote!(
            async fn hello() {}
        )
    };
    let of = |args| headlines(attribute, args, item());
    assert_eq!(of(quote!(timeout = "30m", memory = 10_240)), [""; 0]);
    assert_eq!(
        of(quote!(timeout = "31m", memory = 10_241)),
        [
            "`timeout` must be 1s to 30m in a function with one invocation at a time, not 31m",
            "`memory` must be 128 to 10240 (MB) in a function with one invocation at a time, not 10241",
        ]
    );
    assert_eq!(
        of(quote!(timeout = "31m", mode = "single")),
        ["`timeout` must be 1s to 30m in a function with one invocation at a time, not 31m"]
    );
    // A mode that is invalid is the only mistake that is certain.
    assert_eq!(
        of(quote!(timeout = "31m", mode = "several")),
        ["`mode` must be \"single\" or \"concurrent\", in quotes"]
    );
}

#[test]
fn guard_as_long_as_the_timeout_is_refused() {
    let item = || {
        quote!(
            async fn hello() {}
        )
    };
    assert_eq!(
        headlines(attribute, quote!(guard = "3s"), item()),
        ["`guard` must be shorter than the timeout, which is 3s"]
    );
    assert_eq!(
        headlines(attribute, quote!(guard = "3s", timeout = "4s"), item()),
        [""; 0]
    );
    assert_eq!(
        headlines(attribute, quote!(guard = "3s", timeout = "100h"), item()),
        ["`timeout` must be a duration in quotes, with `ms`, `s` or `m`"]
    );
}

#[test]
fn concurrent_function_requires_a_send_future() {
    assert_snapshot!(expanded(
        attribute,
        quote!(mode = "concurrent", main = false),
        quote! {
            async fn hello(event: Greeting) -> Result<Reply, Error> {
                Ok(Reply)
            }
        },
    ));
}

#[test]
fn concurrent_mode_needs_its_feature() {
    let error = crate::values::missing_feature().at(quote!(x));
    assert_snapshot!(error.to_string());
}
