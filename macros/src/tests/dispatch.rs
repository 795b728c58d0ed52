use super::{expanded, headlines};
use crate::dispatch::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn a_module_publishes_its_routes_and_operations() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod shop {
                use super::*;

                /// One order.
                ///
                /// From the table of orders.
                #[get("/orders/{id}")]
                pub async fn get_order(Path(id): Path<OrderId>, catalog: catalog::Lazy) -> Result<Json<Order>, ApiError> {
                    catalog.order(id)
                }

                #[operation]
                #[tracing::instrument]
                async fn reindex(job: Reindex) -> Report {
                    helper(job)
                }

                fn helper(job: Reindex) -> Report {
                    Report
                }
            }
        },
    ));
}

#[test]
fn a_module_of_a_layer_says_so_and_asks_what_it_merges() {
    assert_snapshot!(expanded(
        attribute,
        quote!(layer = "interface", interfaces(store)),
        quote! {
            mod orders {}
        },
    ));
}

#[test]
fn names_that_look_like_a_layer_of_ours_are_slips_and_others_are_the_teams_own() {
    let found = |name: &str| {
        let module = quote! {
            mod shop {
                #[operation]
                async fn ping() {}
            }
        };
        headlines(attribute, quote!(layer = #name), module)
    };
    for slip in [
        "gatway",
        "Gateway",
        "interfaces",
        "cor",
        "CORE",
        "intreface",
    ] {
        assert_eq!(found(slip), [format!("there is no layer `{slip}`")]);
    }
    for own in [
        "gateway",
        "interface",
        "core",
        "gate",
        "web",
        "adapters",
        "domain",
        "store",
    ] {
        assert_eq!(found(own), [""; 0], "{own}");
    }
    assert_eq!(found("two words"), ["a name must not have ' ' in it"]);
}

#[test]
fn every_method_has_its_entry() {
    assert_snapshot!(expanded(
        attribute,
        quote!(name = "people"),
        quote! {
            pub mod users {
                #[post("/users")]
                pub async fn create() {}
                #[put("/users/{id}")]
                pub async fn replace() {}
                #[patch("/users/{id}")]
                pub async fn change() {}
                #[delete("/users/{id}")]
                pub async fn remove() {}
                #[head("/users/{id}")]
                pub async fn probe() {}
                #[options("/users")]
                pub async fn methods() {}
                #[any("/users/{rest+}")]
                pub async fn other() {}
                #[operation]
                pub async fn count() {}
                #[operation("users.purge")]
                pub async fn r#loop() {}
            }
        },
    ));
}

#[test]
fn a_module_called_api_leaves_the_name_of_its_operations_to_the_compiler() {
    assert_snapshot!(expanded(
        attribute,
        quote!(crate = ::renamed::gatewright),
        quote! {
            pub mod api {
                #[cfg(feature = "admin")]
                #[operation]
                pub async fn reindex() {}
            }
        },
    ));
}

#[test]
fn a_module_merges_the_tables_of_others_behind_a_prefix_and_declares_its_triggers() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            interfaces(orders::api, super::users, crate::admin, ::billing::api),
            prefix = "/v1/",
            triggers(http_api, rest_api(max = "60s"))
        ),
        quote! {
            mod gateway {
                #[get("/")]
                async fn root() {}
            }
        },
    ));
}

#[test]
fn triggers_can_be_declared_to_stream() {
    assert_snapshot!(expanded(
        attribute,
        quote!(triggers(
            function_url(streaming),
            rest_api(streaming, max = "5m"),
            alb
        )),
        quote! {
            mod gateway {
                #[get("/")]
                async fn root() {}
            }
        },
    ));
}

#[test]
fn a_rest_api_that_streams_waits_for_15_minutes() {
    let expanded = expanded(
        attribute,
        quote!(triggers(rest_api(streaming))),
        quote! {
            mod gateway {
                #[get("/")]
                async fn root() {}
            }
        },
    );
    assert!(expanded.contains("and_rest_api(900000u64)"), "{expanded}");
}

#[test]
fn a_module_of_interfaces_needs_no_handler() {
    let found = headlines(
        attribute,
        quote!(interfaces(orders::api)),
        quote!(
            mod gateway {}
        ),
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_mistake_in_the_list_of_interfaces_is_reported_and_none_adds_that_the_module_is_empty() {
    let found = headlines(
        attribute,
        quote!(interfaces(
            orders::api,
            "users",
            orders::api,
            crate::admin::INTERFACE
        )),
        quote!(
            mod gateway {}
        ),
    );
    assert_eq!(
        found,
        [
            "`interfaces` takes the paths of `#[dispatch]` modules",
            "`orders::api` is merged already",
            "`interfaces` takes the module, whose `INTERFACE` it finds itself",
        ]
    );
    for empty in [
        quote!(interfaces()),
        quote!(interfaces),
        quote!(interfaces = api),
    ] {
        assert_eq!(
            headlines(
                attribute,
                empty,
                quote!(
                    mod gateway {}
                )
            ),
            ["`interfaces` takes the paths of `#[dispatch]` modules"]
        );
    }
}

#[test]
fn a_prefix_is_a_path_of_literals() {
    for (prefix, headline) in [
        ("v1", "a path template starts with `/`"),
        ("/", "the prefix `/` adds nothing"),
        (
            "/tenants/{tenant}",
            "a prefix has no parameters, and `{tenant}` is one",
        ),
        ("/v1//x", "`/v1//x` has an empty segment"),
    ] {
        let found = headlines(
            attribute,
            quote!(prefix = #prefix),
            quote!(
                mod shop {
                    #[get("/x")]
                    async fn x() {}
                }
            ),
        );
        assert_eq!(found, [headline]);
    }
}

#[test]
fn every_mistake_in_the_list_of_triggers_is_reported() {
    let found = headlines(
        attribute,
        quote!(triggers(
            http_ap,
            alb(max = "60s"),
            rest_api(max = "29"),
            rest_api(min = "1s"),
            vpc_lattice,
            vpc_lattice,
            3,
            rest_api = "60s"
        )),
        quote!(
            mod shop {
                #[get("/x")]
                async fn x() {}
            }
        ),
    );
    assert_eq!(
        found,
        [
            "`triggers` has no trigger `http_ap`",
            "the trigger `alb` takes no options",
            "`max` is a duration in quotes, with `ms`, `s` or `m`",
            "`rest_api(…)` has no option `min`",
            "the trigger `vpc_lattice` is declared twice",
            "`triggers` takes the services that the function stands behind",
            "`rest_api` takes its options in parentheses",
        ]
    );
}

#[test]
fn a_template_has_at_most_eight_parameters() {
    let found = headlines(
        attribute,
        quote!(),
        quote!(
            mod shop {
                #[get("/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i+}")]
                async fn x() {}
            }
        ),
    );
    assert_eq!(
        found,
        [
            "`/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i+}` has 9 parameters, and a path template has at most 8"
        ]
    );
}

#[test]
fn a_handler_that_is_wrong_is_emitted_and_left_out_of_the_table() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod shop {
                #[get("/orders")]
                pub fn list() {}
                #[get("/orders/{id}")]
                pub async fn one() {}
            }
        },
    ));
}

#[test]
fn two_handlers_of_one_key_are_reported_at_both() {
    let found = headlines(
        attribute,
        quote!(),
        quote! {
            mod shop {
                #[get("/orders/{id}")]
                async fn a() {}
                #[get("/orders/{order}/")]
                async fn b() {}
                #[operation("shop.d")]
                async fn c() {}
                #[operation]
                async fn d() {}
                #[post("/orders/{id}")]
                async fn e() {}
            }
        },
    );
    assert_eq!(
        found,
        [
            "`GET /orders/{id}` has two handlers: `a` and `b`",
            "`GET /orders/{order}/` has two handlers: `b` and `a`",
            "the operation `shop.d` has two handlers: `c` and `d`",
            "the operation `shop.d` has two handlers: `d` and `c`",
        ]
    );
}

#[test]
fn handlers_with_a_cfg_are_left_to_the_compiler() {
    let found = headlines(
        attribute,
        quote!(),
        quote! {
            mod shop {
                #[cfg(unix)]
                #[get("/orders")]
                async fn a() {}
                #[cfg(not(unix))]
                #[get("/orders")]
                async fn a() {}
                #[get("/orders")]
                async fn b() {}
            }
        },
    );
    assert_eq!(found, [""; 0]);
}

#[test]
fn every_mistake_of_a_module_is_reported() {
    let found = headlines(
        attribute,
        quote!(nam = "x"),
        quote! {
            mod shop {
                #[get("orders")]
                pub fn a<T>(self, b: &str) -> impl Serialize {}
                #[post("/x")]
                struct NotAFunction;
                #[lambda_handler]
                #[get("/b")]
                async fn b() {}
                #[get]
                async fn c() {}
                #[operation(name = "x")]
                async fn d() {}
                #[cfg_attr(unix, get("/e"))]
                async fn e() {}
                #[get("/f")]
                async fn f(#[cfg(unix)] a: A, b: impl Trait, c: Json<Order<'_>>) {}
                #[get("/g")]
                unsafe extern "C" fn g() {}
                const INTERFACE: u8 = 0;
            }
        },
    );
    assert_eq!(
        found,
        [
            "`#[dispatch]` has no option `nam`",
            "`INTERFACE` is the name of the constant in which `#[dispatch]` publishes the table",
            "a path template starts with `/`",
            "`a` must be an `async fn`",
            "`a` must not be generic: the table calls it with types that are known",
            "`a` must not take `self`",
            "a handler's parameter owns its value: it must not borrow",
            "the return type of `a` must have a name, which `impl` has not",
            "`#[post]` belongs on an `async fn`, not on a struct",
            "`#[lambda_handler]` stands on the whole module, not on a function in it",
            "`#[get]` takes a path template in quotes",
            "`#[operation]` takes a name in quotes, or `schema`, or both, or nothing",
            "`#[get]` cannot stand in a `cfg_attr`",
            "a handler's parameter cannot have a `cfg`",
            "a handler's parameter must have a type with a name, which `impl` has not",
            "a handler's parameter owns its value: it must not borrow",
            "`g` must be an `async fn`",
            "`g` must not be `unsafe`",
            "`g` must not be `extern`",
        ]
    );
}

#[test]
fn an_operation_says_which_schema_its_state_has() {
    let module = |attribute: proc_macro2::TokenStream| {
        quote! {
            mod shop {
                #attribute
                async fn reindex(job: Reindex) -> Progress<Reindex, Report> {
                    Progress::Continue(job)
                }
            }
        }
    };
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        module(quote!(#[operation("orders.reindex", schema = 2)])),
    ));
    let wrong = |attribute_of| headlines(attribute, quote!(), module(attribute_of));
    let form = "`#[operation]` takes a name in quotes, or `schema`, or both, or nothing";
    let number = "`schema` is a number from 1 to 4294967295, without quotes";
    assert_eq!(wrong(quote!(#[operation(schema = 0)])), [number]);
    assert_eq!(wrong(quote!(#[operation(schema = "2")])), [number]);
    assert_eq!(
        wrong(quote!(#[operation("a", schema = 4294967296)])),
        [number]
    );
    assert_eq!(wrong(quote!(#[operation(name = "a")])), [form]);
    assert_eq!(wrong(quote!(#[operation(2)])), [form]);
    assert_eq!(
        wrong(quote!(#[operation("a", version = 2)])),
        ["`#[operation]` has no option `version`"]
    );
}

#[test]
fn the_members_of_direct_invocations_have_the_names_that_are_given() {
    assert_snapshot!(expanded(
        attribute,
        quote!(key = "action"),
        quote! {
            mod shop {
                #[operation]
                async fn price() {}
            }
        },
    ));
}

#[test]
fn one_member_cannot_be_both_key_and_payload() {
    let wrong = |args| {
        headlines(
            attribute,
            args,
            quote!(
                mod shop {
                    #[operation]
                    async fn price() {}
                }
            ),
        )
    };
    for args in [quote!(key = "payload"), quote!(key = "a", payload = "a")] {
        let name = if args.to_string().contains("payload =") {
            "a"
        } else {
            "payload"
        };
        assert_eq!(
            wrong(args),
            [format!(
                "`{name}` cannot be both the operation's name and its payload"
            )]
        );
    }
    assert_eq!(wrong(quote!(payload = "")), ["a name must not be empty"]);
    for args in [
        quote!(key = "continuation"),
        quote!(payload = "continuation"),
    ] {
        assert_eq!(
            wrong(args),
            ["`continuation` is the member with which work goes on that takes several invocations"]
        );
    }
}

#[test]
fn a_concurrent_module_says_so_for_each_handler_and_of_itself() {
    assert_snapshot!(expanded(
        attribute,
        quote!(concurrent),
        quote! {
            mod shop {
                #[get("/orders/{id}")]
                pub async fn get_order(Path(id): Path<u64>) -> Json<Order> {}

                #[sqs]
                pub async fn fulfil(order: Message<Order>) -> Result<(), Error> {}
            }
        },
    ));
}

#[test]
fn what_is_done_at_the_end_is_a_constant_of_the_interface() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod shop {
                #[operation]
                pub async fn echo(id: u64) -> u64 {}

                #[on_shutdown]
                async fn flush(metrics: Option<metrics::Lazy>, deadline: Deadline) -> Result<(), Error> {}
            }
        },
    ));
}
