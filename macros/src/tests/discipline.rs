//! Each item is checked once, by the outermost attribute on it or around it.

use super::{expanded, headlines};
use crate::{dispatch, lambda_handler, lazy_module};
use quote::quote;

#[test]
fn dispatch_checks_a_module_and_lambda_handler_does_not() {
    let item = || {
        quote! {
            #[dispatch]
            mod shop {
                #[get("/")]
                async fn wait() {
                    std::thread::sleep(MOMENT);
                }
            }
        }
    };
    assert_eq!(
        headlines(lambda_handler::attribute, quote!(), item()),
        [""; 0]
    );
    assert_eq!(headlines(dispatch::attribute, quote!(), item()).len(), 1);
}

#[test]
fn nested_lazy_module_is_marked_as_checked() {
    let item = quote! {
        mod shop {
            #[get("/")]
            async fn home() {}

            #[lazy_module]
            mod catalog {
                pub fn init() -> u8 {
                    std::thread::sleep(MOMENT);
                    0
                }
            }
        }
    };
    assert_eq!(
        headlines(dispatch::attribute, quote!(), item.clone()).len(),
        1
    );
    assert!(
        expanded(dispatch::attribute, quote!(), item)
            .contains("#[cfg_attr(any(), gatewright_checked)]")
    );
    let marked = quote! {
        #[cfg_attr(any(), gatewright_checked)]
        mod catalog {
            pub fn init() -> u8 {
                std::thread::sleep(MOMENT);
                0
            }
        }
    };
    assert_eq!(
        headlines(lazy_module::attribute, quote!(), marked.clone()),
        [""; 0]
    );
    assert!(!expanded(lazy_module::attribute, quote!(), marked).contains("gatewright_checked"));
}

#[test]
fn exemptions_apply_and_are_removed() {
    let item = quote! {
        mod shop {
            #[exempt(blocking, reason = "it is short")]
            #[get("/")]
            async fn wait() {
                std::thread::sleep(MOMENT);
            }
        }
    };
    assert_eq!(
        headlines(dispatch::attribute, quote!(), item.clone()),
        [""; 0]
    );
    assert!(!expanded(dispatch::attribute, quote!(), item).contains("exempt"));
}

#[test]
fn free_function_is_checked() {
    let found = headlines(
        lambda_handler::attribute,
        quote!(),
        quote!(
            async fn wait() {
                std::thread::sleep(MOMENT);
            }
        ),
    );
    assert_eq!(found.len(), 1);
}
