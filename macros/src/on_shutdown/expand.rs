//! The hook as a constant.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::model::Hook;
use crate::krate::Krate;
use crate::names;
use crate::spans::Place;

/// A block that evaluates to the hook.
pub(crate) fn value(hook: &Hook, krate: &Krate) -> TokenStream {
    let private = krate.private();
    let function = &hook.function;
    let name = names::plain(function);
    let types = hook.arguments.iter().map(|ty| quote!(#private::Make<#ty>,));
    // The bound on a parameter's type stands here and nowhere else, as in the table's lines.
    let values = hook.arguments.iter().map(|ty| {
        let place = Place::of(ty);
        let start = place.start(quote!(#private::shutdown_arg::<));
        let end = place.end(quote!(>()));
        quote!(#start #ty #end,)
    });
    let put_together = Ident::new(
        if hook.is_async { "awaited" } else { "plain" },
        Span::call_site(),
    );
    let returns = match &hook.returns {
        Some(ty) => {
            let place = Place::of(ty);
            let start = place.start(quote!(#private::shutdown_returns::<));
            let end = place.end(quote!(>()));
            quote!(#start #ty #end)
        }
        None => quote!(#private::shutdown_returns::<()>()),
    };
    quote! {
        {
            const ARGUMENTS: (#(#types)*) = (#(#values)*);
            const HOOK: &dyn #private::Hook = &#private::#put_together(#function, ARGUMENTS, #returns);
            #private::Shutdown::new(HOOK, ::core::module_path!(), #name)
        }
    }
}
