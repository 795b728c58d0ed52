//! The handlers' lines in the table: constants only, no function body (a thousand bodies cost seconds of a compile), and no constant
//! of a handler's own where one can be shared.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::model::{Answers, Handler, OperationName};
use super::shared::{Shared, Typed, optional_method};
use crate::idempotent;
use crate::krate::Krate;
use crate::names;

/// The lines of some handlers.
pub(crate) struct Lines {
    /// What the lines refer to.
    pub(crate) constants: TokenStream,
    /// The elements of an array of entries.
    pub(crate) elements: TokenStream,
}

/// The lines of these handlers, which stand in one module.
pub(crate) fn lines<'a>(handlers: impl IntoIterator<Item = &'a Handler>, krate: &Krate) -> Lines {
    let private = krate.private();
    let mut shared = Shared::new(&private);
    let mut elements = TokenStream::new();
    let mut place = None;
    for handler in handlers {
        place.get_or_insert_with(|| place_at(&handler.function, &private));
        let typed = shared.typed(handler);
        elements.extend(element(&typed, krate, &private));
    }
    let shared = shared.into_constants();
    Lines {
        constants: quote!(#place #shared),
        elements,
    }
}

/// Where the module is. `file!` takes the place of the outermost expansion that it comes from, so it gets a function's own span.
fn place_at(function: &Ident, private: &TokenStream) -> TokenStream {
    let file = quote_spanned!(function.span()=> ::core::file!());
    quote! {
        const MODULE: &#private::Place = &#private::Place {
            module: ::core::module_path!(),
            file: #file,
        };
    }
}

/// `Entry { … },`
fn element(typed: &Typed<'_>, krate: &Krate, private: &TokenStream) -> TokenStream {
    let handler = typed.handler;
    let cfgs = &handler.cfgs;
    let key = key(handler, krate, private);
    let answering = match &handler.idempotent {
        None => {
            let endpoint = endpoint(typed, private);
            quote!(&#endpoint)
        }
        Some(found) => {
            let plain = endpoint(typed, private);
            idempotent::handler(
                found,
                &handler.function,
                &plain,
                &typed.arguments,
                &typed.kinds(),
                private,
            )
        }
    };
    let calling = calling(typed, private);
    let origin = origin(typed, private);
    quote! {
        #(#cfgs)*
        #private::Entry {
            key: #key,
            handler: #answering,
            calling: #calling,
            origin: #origin,
        },
    }
}

fn key(handler: &Handler, krate: &Krate, private: &TokenStream) -> TokenStream {
    match &handler.answers {
        Answers::Route(method, template) => {
            let method = optional_method(*method, private);
            let template = template.literal();
            quote!(#private::Key::Route(#method, #template))
        }
        Answers::Operation(name, _) => {
            let name = operation_name(name, krate);
            quote!(#private::Key::Operation(#name))
        }
        Answers::Source(source) => {
            let (constant, name) = (source.constant(private), &source.name);
            quote!(#private::Key::Source(#constant, #name))
        }
        Answers::WholeEvent => quote!(#private::Key::WholeEvent),
    }
}

/// The user's function with what it shares. One that serves several invocations at a time has a future that is `Send`, which is said
/// by the name of the function that puts it together.
fn endpoint(typed: &Typed<'_>, private: &TokenStream) -> TokenStream {
    let Typed {
        handler,
        arguments,
        reply,
        ..
    } = typed;
    let function = &handler.function;
    if handler.is_concurrent {
        return quote! {
            #private::handler_future_must_be_send_in_concurrent_mode(#function, #arguments, #reply)
        };
    }
    quote! {
        #private::Endpoint {
            function: #function,
            arguments: #arguments,
            reply: #reply,
        }
    }
}

fn calling(typed: &Typed<'_>, private: &TokenStream) -> TokenStream {
    match &typed.handler.answers {
        Answers::Source(source) if source.kind.takes_records() => {
            let kinds = typed.kinds();
            let concurrently = source.concurrency.map(|concurrency| {
                let number = concurrency.number;
                quote!(.concurrently(#number))
            });
            let whole = source.fails_whole.then(|| quote!(.failing_whole()));
            quote!(#private::Calling::with(#kinds) #concurrently #whole)
        }
        Answers::Operation(_, Some(schema)) => {
            let number = schema.0;
            quote!(#private::Calling::DEFAULT.schema(#number))
        }
        _ => quote!(#private::Calling::DEFAULT),
    }
}

/// Where the handler stands. `line!` takes the place of the outermost expansion that it comes from, so it gets the function's own
/// span; with the macro's it would be the line of `#[dispatch]`.
fn origin(typed: &Typed<'_>, private: &TokenStream) -> TokenStream {
    let handler = typed.handler;
    let function = names::plain(&handler.function);
    let (docs, signature) = (&handler.docs, &typed.signature);
    let line = quote_spanned!(handler.function.span()=> ::core::line!());
    quote! {
        #private::Origin {
            function: #function,
            place: MODULE,
            line: #line,
            docs: #docs,
            signature: #signature,
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
