use super::{expanded, headlines, messages};
use crate::exempt::attribute;
use insta::assert_snapshot;
use quote::quote;

#[test]
fn item_alone_is_unchanged() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            blocking,
            reason = "the sensor's library has no async interface"
        ),
        quote! {
            #[inline]
            fn read_sensor() {
                std::thread::sleep(MOMENT);
            }
        },
    ));
}

#[test]
fn exemption_moves_below_a_checking_attribute() {
    assert_snapshot!(expanded(
        attribute,
        quote!(
            blocking,
            reason = "the sensor's library has no async interface"
        ),
        quote! {
            #[lambda_handler(timeout = "5s")]
            #[dispatch]
            mod sensors {}
        },
    ));
}

#[test]
fn arguments_are_checked() {
    let item = || {
        quote!(
            fn wait() {
                std::thread::sleep(MOMENT);
            }
        )
    };
    assert_eq!(
        headlines(attribute, quote!(blocking, reason = "it is short"), item()),
        [""; 0]
    );
    assert_eq!(
        headlines(attribute, quote!(blocking), item()),
        ["`#[exempt]` gives no reason"]
    );
    assert_eq!(
        headlines(attribute, quote!(blocking, reason = " "), item()),
        ["the reason of `#[exempt]` is empty"]
    );
    assert_eq!(
        headlines(attribute, quote!(blokking, reason = "it is short"), item()),
        ["there is no rule `blokking`"]
    );
    assert!(!messages(attribute, quote!(), item()).is_empty());
}
