use super::messages;
use crate::lambda_handler::attribute;
use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

/// Each argument list with its messages.
fn messages_for<const N: usize>(lists: [TokenStream; N]) -> String {
    let each = lists.map(|args| {
        let messages = messages(
            attribute,
            args.clone(),
            quote!(
                async fn hello() {}
            ),
        );
        format!("#[lambda_handler({args})]\n{}\n", messages.join("\n"))
    });
    each.join("\n")
}

#[test]
fn unknown_option_suggests_the_nearest() {
    assert_snapshot!(messages_for([
        quote!(timout = "29s"),
        quote!(memory_size = 1024),
        quote!(colour = "red")
    ]));
}

#[test]
fn repeated_option_is_reported_at_each_place() {
    assert_snapshot!(messages_for([quote!(
        memory = 128,
        timeout = "1s",
        memory = 256,
        memory = 512
    )]));
}

#[test]
fn names_of_other_tools_suggest_the_deployment_option() {
    let suggested = |args: TokenStream| {
        let item = quote!(
            async fn hello() {}
        );
        let messages = messages(attribute, args, item);
        let help = messages[0]
            .lines()
            .find_map(|line| line.strip_prefix("help: "));
        help.and_then(|help| help.split(['(', ' ']).next())
            .unwrap_or_default()
            .to_owned()
    };
    let names = [
        (quote!(architecture = "arm64"), "architectures"),
        (quote!(arch = "arm64"), "architectures"),
        (quote!(env("STAGE")), "environment"),
        (quote!(dlq = "failed"), "dead_letter_queue"),
        (quote!(dead_letter_config = "failed"), "dead_letter_queue"),
        (quote!(log_retention = 14), "logging_config"),
        (
            quote!(provisioned_concurrency = 2),
            "provisioned_concurrency_config",
        ),
        (
            quote!(reserved_concurrency = 2),
            "reserved_concurrent_executions",
        ),
        (quote!(snapstart = true), "snap_start"),
        (quote!(xray = true), "tracing"),
        (quote!(layer("otel")), "layers"),
        (quote!(alias = "live"), "auto_publish_alias"),
        (quote!(maximum_retry_attempts = 1), "event_invoke_config"),
        (
            quote!(capacity_provider = "shared"),
            "capacity_provider_config",
        ),
        (
            quote!(tenant_isolation_mode = "PER_TENANT"),
            "tenancy_config",
        ),
        (quote!(auth_type = "NONE"), "function_url_config"),
    ];
    for (args, option) in names {
        assert_eq!(suggested(args.clone()), option, "{args}");
    }
}

#[test]
fn malformed_options_are_reported_with_the_others() {
    assert_snapshot!(messages_for([
        quote!("29s", timeout: "29s", memory = "1769",)
    ]));
}

#[test]
fn invalid_values_are_answered_with_a_valid_one() {
    assert_snapshot!(messages_for([
        quote!(timeout = 29),
        quote!(timeout = 29s),
        quote!(timeout = TIMEOUT),
        quote!(timeout("29s")),
        quote!(timeout),
        quote!(timeout = "5 minutes"),
        quote!(timeout = "1500ms"),
        quote!(timeout = "91m"),
        quote!(guard = 500),
        quote!(guard = "3s"),
        quote!(memory = "2 GB"),
        quote!(memory = -5),
        quote!(memory = 64),
        quote!(memory = 99999999999999999999),
        quote!(tmp = 10),
        quote!(main),
        quote!(name = "my shop"),
        quote!(name = ""),
        quote!(description = 5),
        quote!(crate = "gatewright"),
        quote!(crate = renamed),
    ]));
}
