use super::{expanded, headlines, messages};
use crate::dispatch::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn module_publishes_its_routes_and_operations() {
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
fn authorizer_is_a_constant_of_routes_and_merged_modules() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            interfaces(orders),
            authorizer(jwt(name = "Customers", audience("shop")))
        ),
        quote! {
            mod gateway {
                #[get("/")]
                async fn home() {}

                #[operation("count")]
                async fn count() {}
            }
        },
    ));
}

#[test]
fn base_paths_replace_those_of_interfaces() {
    assert_snapshot!(expanded(
        attribute,
        quote!(base_path("/v1", "/shop/"), interfaces(store)),
        quote! {
            mod orders {}
        },
    ));
}

#[test]
fn layer_is_recorded_and_checked_against_interfaces() {
    assert_snapshot!(expanded(
        attribute,
        quote!(layer = "interface", interfaces(store)),
        quote! {
            mod orders {}
        },
    ));
}

#[test]
fn misspelt_built_in_layers_are_refused() {
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
        assert_eq!(found(slip), [format!("unknown layer `{slip}`")]);
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
    assert_eq!(found("two words"), ["a name cannot contain ' '"]);
}

#[test]
fn every_method_has_an_entry() {
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
fn operations_in_api_are_named_by_the_compiler() {
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
fn interfaces_are_merged_with_prefix_and_triggers() {
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
fn triggers_can_stream() {
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
fn streaming_rest_api_waits_15_minutes() {
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
fn module_with_interfaces_needs_no_handler() {
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
fn every_mistake_in_interfaces_is_reported_once() {
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
            "`interfaces` takes paths of `#[dispatch]` modules",
            "`orders::api` is listed twice",
            "`interfaces` takes the module, not its `INTERFACE` constant",
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
            ["`interfaces` takes paths of `#[dispatch]` modules"]
        );
    }
}

#[test]
fn prefix_is_a_path_of_literals() {
    for (prefix, headline) in [
        ("v1", "a path template must start with `/`"),
        ("/", "the prefix `/` has no effect"),
        (
            "/tenants/{tenant}",
            "a prefix cannot have parameters, and `{tenant}` is one",
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
fn every_mistake_in_triggers_is_reported() {
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
            "the trigger `alb` does not take options",
            "`max` must be a duration in quotes, with `ms`, `s` or `m`",
            "`rest_api(…)` has no option `min`",
            "the trigger `vpc_lattice` is declared twice",
            "`triggers` takes a list of the services that invoke the function",
            "the options of `rest_api` must be in parentheses",
        ]
    );
}

#[test]
fn template_has_at_most_eight_parameters() {
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
            "`/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i+}` has 9 parameters, but a path template has at most 8"
        ]
    );
}

#[test]
fn invalid_handler_is_emitted_but_not_in_the_table() {
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
fn duplicate_keys_are_reported_at_both_handlers() {
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
fn every_mistake_in_a_module_is_reported() {
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
            "`INTERFACE` is reserved: `#[dispatch]` adds a constant of this name",
            "a path template must start with `/`",
            "`a` must be an `async fn`",
            "`a` cannot be generic: the table needs concrete types",
            "`a` cannot take `self`",
            "a handler's parameter cannot borrow",
            "the return type of `a` cannot be `impl Trait`",
            "`#[post]` must be on an `async fn`, not on a struct",
            "`#[lambda_handler]` must be on the whole module, not on a function in it",
            "`#[get]` takes a path template in quotes",
            "`#[operation]` takes a name in quotes, or `schema`, or both, or nothing",
            "`#[get]` cannot be inside a `cfg_attr`",
            "a handler's parameter cannot have a `cfg`",
            "a handler's parameter cannot have an `impl Trait` type",
            "a handler's parameter cannot borrow",
            "`g` must be an `async fn`",
            "`g` cannot be `unsafe`",
            "`g` cannot be `extern`",
        ]
    );
}

#[test]
fn operation_schema_is_recorded() {
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
    let number = "`schema` must be a number from 1 to 4294967295, without quotes";
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
fn direct_invocation_members_can_be_renamed() {
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
fn key_and_payload_must_differ() {
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
                "`{name}` cannot be both the operation's key and its payload"
            )]
        );
    }
    assert_eq!(wrong(quote!(payload = "")), ["a name cannot be empty"]);
    for args in [
        quote!(key = "continuation"),
        quote!(payload = "continuation"),
    ] {
        assert_eq!(
            wrong(args),
            ["`continuation` is reserved for continuation tokens"]
        );
    }
}

#[test]
fn concurrent_module_checks_each_handler() {
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
fn shutdown_hook_is_part_of_the_interface() {
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

#[test]
fn renamed_options_are_answered_with_the_new_name() {
    let found = |args| {
        let module = quote!(
            mod shop {
                #[get("/")]
                async fn home() {}
            }
        );
        messages(attribute, args, module)
    };
    assert_eq!(
        found(quote!(
            doors(http_api, rest_api(max = "60s")),
            prefix = "/v1"
        )),
        ["`doors` is now called `triggers`\nhelp: triggers(http_api, rest_api(max = \"60s\"))"]
    );
    assert_eq!(
        found(quote!(triggers(lattice, alb))),
        ["`lattice` is now called `vpc_lattice`\nhelp: triggers(vpc_lattice)"]
    );
}
