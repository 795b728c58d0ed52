use insta::assert_snapshot;
use proc_macro2::TokenStream;
use quote::quote;

use crate::metric::expand;

/// The expansion as the body of a function.
fn expanded(input: TokenStream) -> String {
    let call = expand(input);
    let file = syn::parse2(quote!(fn user() { #call; })).expect("an expansion is an expression");
    prettyplease::unparse(&file)
}

#[test]
fn value_is_added_with_its_names_as_constants() {
    assert_snapshot!(expanded(quote! {
        "OrdersPlaced", orders.len(), Count, tenant = &order.tenant, plan, "shop.region" = region(), r#type = 7, large = orders.len() > 10
    }));
}

#[test]
fn value_with_a_unit_of_time_is_converted() {
    assert_snapshot!(expanded(quote! {
        "Latency", begun.elapsed(), Milliseconds, high_resolution, crate = ::renamed
    }));
}

#[test]
fn units_are_those_of_cloudwatch_under_either_name() {
    for (unit, spelling) in gatewright_tables::metrics::UNITS {
        let name: TokenStream = unit.parse().expect("an identifier");
        for unit in [name.clone(), quote!(#spelling), quote!(Unit::#name)] {
            let expanded = expanded(quote!("A", 1, #unit));
            assert!(
                expanded.contains(&format!("unit: \"{spelling}\"")),
                "{expanded}"
            );
        }
    }
}

#[test]
fn every_mistake_is_reported_and_values_count_as_used() {
    assert_snapshot!(expanded(quote! {
        "Größe", size, Milisecond, tenant = &tenant, tenant, outcome = 1, ":colon" = 2
    }));
}
