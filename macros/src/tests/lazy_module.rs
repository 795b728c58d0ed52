use super::{expanded, headlines};
use crate::lazy_module::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn sync_init_allows_needless_pass_by_value() {
    let expansion = expanded(
        attribute,
        quote!(),
        quote! {
            mod catalog {
                pub fn init(settings: settings::Lazy) -> Catalog {
                    Catalog::of(&settings)
                }
            }
        },
    );
    let (_, init) = expansion
        .split_once("#[allow(clippy::needless_pass_by_value)]")
        .expect("the lint is allowed");
    assert!(init.trim_start().starts_with("pub fn init("), "{init}");
}

#[test]
fn async_init_with_a_need_and_a_result() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote! {
            mod catalog {
                use super::*;

                pub async fn init(settings: settings::Lazy) -> Result<Catalog, Error> {
                    Catalog::load(&settings.path).await
                }
            }
        },
    ));
}

#[test]
fn every_option_becomes_a_setting() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            start = "init",
            ttl = "5m",
            budget = "800ms",
            restore = "reset"
        ),
        quote! {
            mod token {
                pub async fn init() -> Token {
                    Token::fetch().await
                }
            }
        },
    ));
}

#[test]
fn sync_init_that_returns_its_value() {
    assert_snapshot!(expanded(
        attribute,
        quote!(crate = ::renamed),
        quote! {
            pub mod settings {
                pub fn init() -> Settings {
                    Settings
                }
            }
        },
    ));
}

#[test]
fn module_without_init_still_has_its_names() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote!(
            mod catalog {
                fn helper() {}
            }
        )
    ));
}

#[test]
fn module_with_reserved_names_is_unchanged() {
    assert_snapshot!(expanded(
        attribute,
        quote!(),
        quote!(
            mod catalog {
                pub struct Lazy;
                pub fn init() -> u8 {
                    0
                }
            }
        )
    ));
}

#[test]
fn every_mistake_in_init_is_reported() {
    let found = headlines(
        attribute,
        quote!(
            ttl = 5,
            start = "lazily",
            budget = "0s",
            restore = reset,
            lazy = true,
            crate = gatewright
        ),
        quote! {
            mod catalog {
                unsafe fn init<T>(self, config: &Config, more: impl Trait) -> impl Trait {
                    super::settings::get().await;
                    get().await;
                    Client::get().await;
                    client.get().await;
                    reqwest::get(url).await;
                    clock::get();
                }
                pub fn init() {}
            }
        },
    );
    assert_eq!(
        found,
        [
            "`#[lazy_module]` has no option `lazy`",
            "`start` must be \"first_use\" or \"init\", in quotes",
            "`ttl` must be a duration in quotes, with `ms`, `s` or `m`",
            "`budget` must be longer than 0",
            "`restore` must be \"reset\" or \"keep\", in quotes",
            "`crate` must be the absolute path of the crate `gatewright`",
            "a lazy module has one `init`, but this one has several",
            "a lazy module has one `init`, but this one has several",
            "`init` must be `pub`",
            "`init` cannot be generic: the module has one value",
            "`init` cannot be `unsafe`",
            "`init` cannot take `self`: it creates the value",
            "the parameters of `init` must be `Lazy` handles of other lazy modules",
            "the parameters of `init` must be `Lazy` handles of other lazy modules",
            "the return type of `init` cannot be `impl Trait`",
            "`init` uses `super::settings` in its body instead of its signature",
            "`init` waits for its own module: this `get` is the one that `#[lazy_module]` adds",
        ]
    );
}

#[test]
fn init_takes_at_most_eight_handles() {
    let found = headlines(
        attribute,
        quote!(),
        quote!(
            mod catalog {
                pub fn init(
                    a: a::Lazy,
                    b: b::Lazy,
                    c: c::Lazy,
                    d: d::Lazy,
                    e: e::Lazy,
                    f: f::Lazy,
                    g: g::Lazy,
                    h: h::Lazy,
                    i: i::Lazy,
                ) -> u8 {
                    0
                }
            }
        ),
    );
    assert_eq!(found, ["`init` takes at most 8 handles"]);
}

#[test]
fn init_without_return_value_is_refused() {
    assert_eq!(
        headlines(
            attribute,
            quote!(),
            quote!(
                mod catalog {
                    pub async fn init() {}
                }
            )
        ),
        ["`init` must return the module's value"]
    );
}

#[test]
fn other_items_are_refused() {
    assert_eq!(
        headlines(
            attribute,
            quote!(),
            quote!(
                mod catalog;
            )
        ),
        ["`#[lazy_module]` cannot read `mod catalog;`, whose items are in another file"]
    );
    assert_eq!(
        headlines(
            attribute,
            quote!(),
            quote!(
                static CATALOG: Catalog = x;
            )
        ),
        ["`#[lazy_module]` must be on an inline module, not on a static"]
    );
}

#[test]
fn struct_is_read_from_the_environment() {
    assert_snapshot!(expanded(
        attribute,
        quote!(env, budget = "10ms"),
        quote! {
            /// What the function is told.
            #[derive(Debug)]
            pub struct HttpSettings {
                /// Where orders are kept.
                table_name: String,
                #[env(default = 20)]
                page_size: u32,
                #[env(name = "LOG_LEVEL", default = "info")]
                level: Level,
                #[cfg(test)]
                #[env(name = "AWS_ENDPOINT_URL")]
                endpoint: Option<String>,
            }
        },
    ));
}

#[test]
fn every_mistake_in_a_struct_is_reported() {
    let found = headlines(
        attribute,
        quote!(env, ttl = "x"),
        quote! {
            struct Settings {
                #[env]
                a: String,
                #[env(name = "1 b", defualt = 3)]
                b: String,
                #[env(default)]
                c: u8,
            }
        },
    );
    assert_eq!(
        found,
        [
            "`ttl` must be a duration in quotes, with `ms`, `s` or `m`",
            "the options of `#[env]` must be in parentheses",
            "`#[env]` has no option `defualt`",
            "an environment variable's name must be letters, digits and `_`, and cannot start with a digit",
            "`default` needs a value",
        ]
    );
}

#[test]
fn unsupported_structs_are_refused() {
    let of = |args, item| headlines(attribute, args, item);
    assert_eq!(
        of(
            quote!(env),
            quote!(
                struct Settings;
            )
        ),
        ["`Settings` has no named fields"]
    );
    assert_eq!(
        of(
            quote!(env),
            quote!(
                struct Settings<T> {
                    a: T,
                }
            )
        ),
        ["`Settings` cannot be generic: a lazy module has one value"]
    );
    assert_eq!(
        of(
            quote!(),
            quote!(
                struct Settings {
                    a: u8,
                }
            )
        ),
        ["`#[lazy_module]` on a struct needs `env`"]
    );
    assert_eq!(
        of(
            quote!(env),
            quote!(
                mod settings {
                    pub fn init() -> u8 {
                        0
                    }
                }
            )
        ),
        ["`env` must be on a struct, but `settings` is a module"]
    );
}
