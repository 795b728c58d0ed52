//! The call that adds the value.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::model::Metric;
use crate::names::generated;
use crate::report::Errors;

/// Emits the call, or the errors beside the user's expressions, which count as used.
pub(super) fn expand(metric: &Metric, errors: &Errors) -> TokenStream {
    let (Some(name), Some(value), Some(unit), 0) =
        (&metric.name, &metric.value, metric.unit, errors.count())
    else {
        let values = metric.dimensions.iter().map(|dimension| &dimension.value);
        let values = metric.value.iter().chain(values);
        let values = values.map(referenced);
        return quote!({ #(let _ = #values;)* #errors });
    };
    let private = metric.krate.private();
    let is_high_resolution = metric.is_high_resolution;
    let names = metric.dimensions.iter().map(|dimension| &dimension.name);
    let value = match metric.in_a_second() {
        Some(in_a_second) => quote!(#private::metric_time(#value, #in_a_second)),
        None => quote!(#private::metric_number(#value)),
    };
    let values = metric.dimensions.iter();
    let values = values.map(|dimension| referenced(&dimension.value));
    quote! {
        #private::metric(
            &#private::MetricKey {
                name: #name,
                unit: #unit,
                is_high_resolution: #is_high_resolution,
                dimensions: &[#(#names),*],
            },
            #value,
            &[#(#values),*],
        )
    }
}

/// `&value`, in parentheses where `&` would belong to its first part alone.
fn referenced(value: &Expr) -> TokenStream {
    let reference = quote_spanned!(generated(value.span())=> &);
    match value {
        Expr::Assign(_)
        | Expr::Binary(_)
        | Expr::Cast(_)
        | Expr::Closure(_)
        | Expr::Range(_)
        | Expr::Let(_) => quote!(#reference (#value)),
        _ => quote!(#reference #value),
    }
}
