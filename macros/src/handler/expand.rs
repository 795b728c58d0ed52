//! A handler's line in the table: constants only, no function body (a thousand bodies cost seconds of a compile).

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use super::model::{Answers, Handler, OperationName};
use super::written::written;
use crate::helpers::{Manner, Method};
use crate::idempotent::{self, Idempotent};
use crate::krate::Krate;
use crate::names::{self, generated};
use crate::spans::{self, Place};
use crate::template::Template;

/// `const GET_ORDER_ENTRY: Entry = …;`
pub(crate) fn constant(handler: &Handler, krate: &Krate) -> TokenStream {
    let private = krate.private();
    let cfgs = &handler.cfgs;
    let name = names::entry(&handler.function);
    let arguments = arguments(handler, &private);
    let checks = checks(handler, &private);
    let name_of_handler = match handler.idempotent {
        None => quote!(HANDLER),
        Some(_) => quote!(PLAIN),
    };
    let answering = answering(handler, &name_of_handler, &private);
    let idempotent = handler.idempotent.as_ref().map(|idempotent| {
        let kept = reply_can_be_kept(handler, idempotent, &private);
        let claim = idempotent::constants(idempotent, &handler.function, &kinds(handler), &private);
        quote!(#kept #claim)
    });
    let entry = entry(handler, krate);
    quote! {
        #(#cfgs)*
        const #name: #private::Entry = {
            #arguments
            #checks
            #answering
            #idempotent
            #entry
        };
    }
}

/// The handler's place in the array of entries.
pub(crate) fn element(handler: &Handler) -> TokenStream {
    let cfgs = &handler.cfgs;
    let name = names::entry(&handler.function);
    quote!(#(#cfgs)* #name,)
}

/// How each parameter is made. The bound on a parameter's type stands here and nowhere else, and only the type's own
/// tokens have the user's span: a type that is no extractor gives one error, which underlines it.
fn arguments(handler: &Handler, private: &TokenStream) -> TokenStream {
    let make = match &handler.answers {
        Answers::Route(..) => quote!(http_arg),
        Answers::Source(source) if source.manner == Manner::Records => quote!(record_arg),
        Answers::Source(_) => quote!(event_arg),
        Answers::Operation(..) | Answers::WholeEvent => quote!(operation_arg),
    };
    let types = handler
        .arguments
        .iter()
        .map(|ty| quote!(#private::Arg<#ty>,));
    let values = handler.arguments.iter().map(|ty| {
        let place = Place::of(ty);
        let start = place.start(quote!(#private::#make::<));
        let end = place.end(quote!(, _>()));
        quote!(#start #ty #end,)
    });
    quote!(const ARGUMENTS: (#(#types)*) = (#(#values)*);)
}

/// What no trait bound can say: the parameters taken together, and their fit with the attribute. The verdicts are computed in
/// the runtime crate and panic at the attribute, or at the template.
fn checks(handler: &Handler, private: &TokenStream) -> TokenStream {
    let kinds = kinds(handler);
    let attribute = generated(handler.attribute);
    let continues = continues(handler, private);
    match &handler.answers {
        Answers::Route(method, template) => {
            let fits = fits_template(handler, template, private);
            let method = match method_of(*method, private) {
                Some(method) => quote!(::core::option::Option::Some(#method)),
                None => quote!(::core::option::Option::None),
            };
            let check = spans::call(
                attribute,
                quote!(#private::arguments_fit_method),
                quote!(#method, #kinds),
            );
            quote!(#fits const _: () = #check;)
        }
        Answers::Source(source) => {
            let concurrency = source.concurrency.map(|concurrency| {
                let check = quote!(#private::arguments_fit_concurrency);
                let check = spans::call(generated(concurrency.span), check, kinds.clone());
                quote!(const _: () = #check;)
            });
            let check = spans::call(
                attribute,
                quote!(#private::arguments_fit_event),
                quote!(#kinds, #continues),
            );
            quote!(const _: () = { use #private::AnyReturn as _; #check }; #concurrency)
        }
        Answers::Operation(..) | Answers::WholeEvent => {
            let check = spans::call(
                attribute,
                quote!(#private::arguments_fit_operation),
                quote!(#kinds, #continues),
            );
            quote! {
                const _: () = {
                    use #private::AnyReturn as _;
                    #check
                };
            }
        }
    }
}

/// Whether its reply may be that it goes on in another invocation.
fn continues(handler: &Handler, private: &TokenStream) -> TokenStream {
    let returns = returns(handler);
    quote!(<#private::Returns<#returns>>::CONTINUES)
}

/// What is made while it is sent cannot be kept for duplicates. The panic is at the attribute.
fn reply_can_be_kept(
    handler: &Handler,
    idempotent: &Idempotent,
    private: &TokenStream,
) -> TokenStream {
    let returns = returns(handler);
    let check = spans::call(
        generated(idempotent.attribute),
        quote!(#private::reply_can_be_kept),
        quote!(<#private::Returns<#returns>>::STREAMS),
    );
    quote! {
        const _: () = {
            use #private::AnyReturn as _;
            #check
        };
    }
}

fn returns(handler: &Handler) -> TokenStream {
    match &handler.returns {
        Some(ty) => ty.to_token_stream(),
        None => quote!(()),
    }
}

fn kinds(handler: &Handler) -> TokenStream {
    let kinds = (0..handler.arguments.len()).map(|index| {
        let index = syn::Index::from(index);
        quote!(ARGUMENTS.#index.kind())
    });
    quote!(&[#(#kinds),*])
}

fn fits_template(handler: &Handler, template: &Template, private: &TokenStream) -> TokenStream {
    let literal = template.literal();
    let kinds = kinds(handler);
    let shapes = handler
        .arguments
        .iter()
        .map(|ty| quote!(<#private::Fits<#ty>>::SHAPE));
    let check = spans::call(
        generated(literal.span()),
        quote!(#private::path_fits),
        quote!(#literal, #kinds, &[#(#shapes),*]),
    );
    quote! {
        const _: () = {
            use #private::AnyFits as _;
            #check
        };
    }
}

fn entry(handler: &Handler, krate: &Krate) -> TokenStream {
    let private = &krate.private();
    let origin = origin(handler, private);
    match &handler.answers {
        Answers::Route(method, template) => {
            let template = template.literal();
            match method_of(*method, private) {
                Some(method) => {
                    quote!(#private::Entry::route(#method, #template, #origin, HANDLER))
                }
                None => quote!(#private::Entry::any_route(#template, #origin, HANDLER)),
            }
        }
        Answers::Operation(name, schema) => {
            let name = operation_name(name, krate);
            let schema = schema.map(|schema| {
                let number = schema.0;
                quote!(.schema(#number))
            });
            quote!(#private::Entry::operation(#name, #origin, HANDLER) #schema)
        }
        Answers::Source(source) => {
            let (constant, name) = (source.constant(private), &source.name);
            let kinds = kinds(handler);
            let concurrently = source.concurrency.map(|concurrency| {
                let number = concurrency.number;
                quote!(.concurrently(#number))
            });
            quote!(#private::Entry::source(#constant, #name, #origin, HANDLER, #kinds) #concurrently)
        }
        Answers::WholeEvent => quote!(#private::Entry::whole_event(#origin, HANDLER)),
    }
}

/// The function with its arguments and the way its return value becomes a reply; whether that is a `Result` is told by type.
/// A constant of its own, because only the last expression of one lends its temporaries the lifetime of a static.
fn answering(handler: &Handler, name: &TokenStream, private: &TokenStream) -> TokenStream {
    let function = &handler.function;
    let reply = match &handler.answers {
        Answers::Source(source) if source.manner == Manner::Records => {
            return answering_records(handler, name, private);
        }
        Answers::Source(source) if source.manner == Manner::Response => quote!(http),
        Answers::Route(..) => quote!(http),
        Answers::Operation(..) | Answers::WholeEvent | Answers::Source(_) => quote!(operation),
    };
    let shape = match &handler.returns {
        Some(ty) => {
            let place = Place::of(ty);
            let start = place.start(quote!(<#private::Returns<));
            let shape = place.start(quote!(>>::SHAPE.#reply));
            let end = place.end(quote!(()));
            quote!(#start #ty #shape #end)
        }
        None => quote!(<#private::Returns<()>>::SHAPE.#reply()),
    };
    let endpoint = endpoint(handler);
    quote! {
        const #name: &dyn #private::Handler = {
            use #private::AnyReturn as _;
            &#private::#endpoint(#function, ARGUMENTS, #shape)
        };
    }
}

/// The function that puts a handler together. One that serves several invocations at a time has a future that is `Send`, which is
/// said by the name of the function.
fn endpoint(handler: &Handler) -> Ident {
    let name = if handler.is_concurrent {
        "handler_future_must_be_send_in_concurrent_mode"
    } else {
        "endpoint"
    };
    Ident::new(name, Span::call_site())
}

/// A handler of records says by its return type which of them failed; one type is as good as another that does.
fn answering_records(handler: &Handler, name: &TokenStream, private: &TokenStream) -> TokenStream {
    let function = &handler.function;
    let reply = match &handler.returns {
        Some(ty) => {
            let place = Place::of(ty);
            let start = place.start(quote!(#private::record_reply::<));
            let end = place.end(quote!(>()));
            quote!(#start #ty #end)
        }
        None => {
            let nothing = quote_spanned!(generated(handler.function.span())=> ());
            quote!(#private::record_reply::<#nothing>())
        }
    };
    let endpoint = endpoint(handler);
    quote! {
        const #name: &dyn #private::Handler =
            &#private::#endpoint(#function, ARGUMENTS, #reply);
    }
}

/// Where the handler stands. `line!` and `file!` take the place of the outermost expansion they come from, so they get the
/// function's own span; with the macro's they would name the line of `#[dispatch]`.
fn origin(handler: &Handler, private: &TokenStream) -> TokenStream {
    let function = names::plain(&handler.function);
    let docs = &handler.docs;
    let parameters = handler.arguments.iter().map(|ty| parameter(ty, private));
    let reply = handler
        .returns
        .as_ref()
        .map_or_else(|| "()".to_owned(), written);
    let place = handler.function.span();
    let file = quote_spanned!(place=> ::core::file!());
    let line = quote_spanned!(place=> ::core::line!());
    quote! {
        #private::Origin {
            function: #function,
            module: ::core::module_path!(),
            file: #file,
            line: #line,
            docs: #docs,
            parameters: &[#(#parameters),*],
            reply: #reply,
        }
    }
}

/// A parameter as the manifest shows it. Whether it is the value of a lazy module is told by its type.
fn parameter(ty: &Type, private: &TokenStream) -> TokenStream {
    let written = written(ty);
    quote! {
        #private::Parameter {
            written: #written,
            module: {
                use #private::AnyNeed as _;
                <#private::Needed<#ty>>::MODULE
            },
        }
    }
}

fn operation_name(name: &OperationName, krate: &Krate) -> TokenStream {
    match name {
        OperationName::Given(name) => name.to_token_stream(),
        OperationName::Derived(name) => name.to_token_stream(),
        OperationName::AfterParent(function) => {
            quote!(#krate::__operation_name!(::core::module_path!(), #function))
        }
    }
}

/// `None` is every method.
fn method_of(method: Method, private: &TokenStream) -> Option<TokenStream> {
    let variant = match method {
        Method::Any => return None,
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
        Method::Head => "Head",
        Method::Options => "Options",
    };
    let variant = Ident::new(variant, Span::call_site());
    Some(quote!(#private::Method::#variant))
}
