//! That each item is judged once, by the outermost attribute that stands on it or around it.

use super::{expanded, headlines};
use crate::{dispatch, lambda_handler, lazy_module};
use quote::quote;

#[test]
fn a_module_is_judged_by_dispatch_and_not_by_lambda_handler() {
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
fn a_lazy_module_in_a_dispatch_module_is_marked_as_judged() {
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
            .contains("#[cfg_attr(any(), gatewright_has_judged)]")
    );
    let marked = quote! {
        #[cfg_attr(any(), gatewright_has_judged)]
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
    assert!(!expanded(lazy_module::attribute, quote!(), marked).contains("gatewright_has_judged"));
}

#[test]
fn exemptions_are_heard_and_taken_off_what_was_judged() {
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
fn a_function_on_its_own_is_judged() {
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
