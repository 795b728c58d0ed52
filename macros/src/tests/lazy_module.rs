use super::{expanded, headlines};
use crate::lazy_module::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn a_plain_init_with_a_need_takes_it_by_value_without_a_word_of_clippy() {
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
        .expect("it is allowed");
    assert!(init.trim_start().starts_with("pub fn init("), "{init}");
}

#[test]
fn an_async_init_with_a_need_and_a_result() {
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
fn every_option_is_a_setting() {
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
fn a_plain_init_that_is_not_async() {
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
fn a_module_without_init_still_has_its_names() {
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
fn a_module_that_uses_the_generated_names_is_left_as_it_is() {
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
fn every_mistake_of_an_init_is_reported() {
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
            "`start` is \"first_use\" or \"init\", in quotes",
            "`ttl` is a duration in quotes, with `ms`, `s` or `m`",
            "`budget` must be longer than 0",
            "`restore` is \"reset\" or \"keep\", in quotes",
            "`crate` is the absolute path of the crate `gatewright`",
            "a lazy module has one `init`, and this one has several",
            "a lazy module has one `init`, and this one has several",
            "`init` must be `pub`",
            "`init` must not be generic: the module has one value",
            "`init` must not be `unsafe`",
            "`init` must not take `self`: it makes the value",
            "`init` takes the `Lazy` handles of other lazy modules, and nothing else",
            "`init` takes the `Lazy` handles of other lazy modules, and nothing else",
            "the return type of `init` must have a name, which `impl` has not",
            "`init` needs `super::settings` in its body, where no cycle can be seen",
            "`init` waits for its own module: `get` here is the one that `#[lazy_module]` adds",
        ]
    );
}

#[test]
fn nine_handles_are_one_too_many() {
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
fn an_init_that_returns_nothing_is_refused() {
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
fn what_is_no_inline_module_is_refused() {
    assert_eq!(
        headlines(
            attribute,
            quote!(),
            quote!(
                mod catalog;
            )
        ),
        ["`#[lazy_module]` cannot see into `mod catalog;`"]
    );
    assert_eq!(
        headlines(
            attribute,
            quote!(),
            quote!(
                static CATALOG: Catalog = x;
            )
        ),
        ["`#[lazy_module]` belongs on an inline module, not on a static"]
    );
}

#[test]
fn a_struct_is_read_from_the_environment() {
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
fn every_mistake_of_a_struct_is_reported() {
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
            "`ttl` is a duration in quotes, with `ms`, `s` or `m`",
            "`#[env]` has its options in parentheses",
            "`#[env]` has no option `defualt`",
            "an environment variable's name is letters, digits and `_`, and begins with no digit",
            "`default` is the value of a variable that is not set",
        ]
    );
}

#[test]
fn what_cannot_be_read_from_the_environment_is_refused() {
    let of = |args, item| headlines(attribute, args, item);
    assert_eq!(
        of(
            quote!(env),
            quote!(
                struct Settings;
            )
        ),
        ["`Settings` has no fields with names"]
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
        ["`Settings` must not be generic: a lazy module has one value"]
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
        ["`env` reads a struct from the environment, and `settings` is a module"]
    );
}
