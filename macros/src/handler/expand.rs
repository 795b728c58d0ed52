//! The entries of handlers in a module's table, and the value of its `Interface`. An entry is built from constants only,
//! without a function body, and handlers share constants where possible: see `docs/decisions/0003-tables-are-constants.md`.

use gatewright_tables::SourceKind;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{LitStr, Path};

use super::model::{Answers, Handler, OperationName};
use super::shared::{Shared, Typed, optional_method};
use crate::around::{self, Surround};
use crate::assets::{self, AssetRoute, Assets};
use crate::crate_path::CratePath;
use crate::{idempotent, names};

/// The constant that `#[dispatch]` adds to a module.
pub(crate) const INTERFACE: &str = "INTERFACE";

/// A block that evaluates to the interface. The compiler counts the entries, because a handler may have a `cfg`.
pub(crate) fn interface<'a>(
    handlers: impl IntoIterator<Item = &'a Handler>,
    assets: Option<&Assets>,
    authorizer: Option<&TokenStream>,
    surround: &Surround<'_>,
    krate: &CratePath,
) -> TokenStream {
    let private = krate.private();
    let Entries {
        constants,
        elements,
        arounds,
    } = entries(handlers, assets, authorizer, surround, krate);
    let is_needed = arounds.is_some() || !surround.module.is_empty();
    let (tables, surrounded) = is_needed
        .then(|| surround.tables(&quote!(ENTRIES), arounds.as_ref(), None, &private))
        .unzip();
    quote! {
        {
            #constants
            static ENTRIES: &[#private::Entry] = &[#elements];
            static TARGETS: [#private::Target; ENTRIES.len()] = #private::Target::of(ENTRIES);
            const SIZE: #private::Size = #private::Size::of(ENTRIES);
            static TABLES: #private::Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> = #private::Tables::build(ENTRIES);
            #tables
            #krate::Interface::new(ENTRIES, &TARGETS, TABLES.view()) #surrounded
        }
    }
}

/// A block that evaluates to the interface of the handlers and of other modules together.
///
/// The paths of other modules are resolved in a block with the names of the parent module, where the attribute is, whether or not
/// the module has `use super::*`.
pub(crate) fn merged_interface<'a>(
    handlers: impl IntoIterator<Item = &'a Handler>,
    assets: Option<&Assets>,
    authorizer: Option<&TokenStream>,
    prefix: Option<&LitStr>,
    paths: &[Path],
    surround: &Surround<'_>,
    krate: &CratePath,
) -> TokenStream {
    let private = krate.private();
    let Entries {
        constants,
        elements,
        arounds,
    } = entries(handlers, assets, authorizer, surround, krate);
    let (own, interfaces) = (quote!(OWN), quote!(INTERFACES));
    let (tables, surrounded) = surround.tables(&own, arounds.as_ref(), Some(&interfaces), &private);
    let authorized = authorizer.map(|_| quote!(.authorized_by(AUTHORIZER)));
    let prefix = match prefix {
        Some(prefix) => quote!(#prefix),
        None => quote!(""),
    };
    // With this span, a module without the constant is underlined where the user named it.
    let paths = paths.iter().map(|path| {
        let place = path
            .segments
            .last()
            .map_or_else(Span::call_site, |last| last.ident.span());
        let name = Ident::new(INTERFACE, Span::call_site().located_at(place));
        quote!(#path::#name)
    });
    quote! {
        {
            #constants
            const OWN: &[#private::Entry] = &[#elements];
            const INTERFACES: &[#krate::Interface] = {
                #[allow(unused_imports)]
                use super::*;
                &[#(#paths),*]
            };
            const MERGE: #private::Merge = #private::Merge::new(#prefix, OWN, INTERFACES) #authorized;
            static TEXT: [u8; MERGE.text_len()] = MERGE.text();
            static ENTRIES: [#private::Entry; MERGE.count()] = MERGE.merged(&TEXT);
            static TARGETS: [#private::Target; MERGE.count()] = #private::Target::of(&ENTRIES);
            const SIZE: #private::Size = #private::Size::of(&ENTRIES);
            static TABLES: #private::Tables<{ SIZE.operations }, { SIZE.nodes }, { SIZE.edges }> = #private::Tables::build_merged(&ENTRIES, &MERGE);
            #tables
            #krate::Interface::new(&ENTRIES, &TARGETS, TABLES.view()).inheriting(&MERGE) #surrounded
        }
    }
}

/// The entries of some handlers.
pub(crate) struct Entries {
    /// The constants that the entries refer to.
    constants: TokenStream,
    /// The elements of an array of entries.
    elements: TokenStream,
    /// The elements of an array with what surrounds each entry; `None` if nothing does.
    arounds: Option<TokenStream>,
}

/// The entries of these handlers, which are in one module, and of its assets.
fn entries<'a>(
    handlers: impl IntoIterator<Item = &'a Handler>,
    assets: Option<&Assets>,
    authorizer: Option<&TokenStream>,
    surround: &Surround<'_>,
    krate: &CratePath,
) -> Entries {
    let private = krate.private();
    let mut shared = Shared::new(&private);
    let mut elements = TokenStream::new();
    let mut place = None;
    let mut stores = Vec::new();
    let (mut arounds, mut surrounding) = (TokenStream::new(), TokenStream::new());
    let mut is_surrounded = false;
    for (index, handler) in handlers.into_iter().enumerate() {
        place.get_or_insert_with(|| place_at(handler.function.span(), &private));
        let typed = shared.typed(handler);
        let store = handler.idempotent.as_ref().map(|idempotent| {
            let name = format_ident!("STORE_{}", stores.len(), span = Span::mixed_site());
            let (cfgs, store) = (
                &handler.cfgs,
                idempotent::store(idempotent, &name, &private),
            );
            stores.push(quote!(#(#cfgs)* #store));
            name
        });
        let context = Context {
            is_authorized: authorizer.is_some(),
            store,
            krate,
            private: &private,
        };
        elements.extend(entry(&typed, &context));
        let (constants, around) = around::of_handler(
            &handler.around,
            &handler.cfgs,
            index,
            surround.is_concurrent,
            &private,
        );
        surrounding.extend(constants);
        arounds.extend(around);
        is_surrounded |= !handler.around.is_empty();
    }
    if let Some(assets) = assets {
        place.get_or_insert_with(|| place_at(assets.span(), &private));
        let is_authorized = authorizer.is_some();
        surrounding.extend(assets::table(assets, &private));
        for route in assets::routes(assets) {
            elements.extend(asset_entry(&route, assets.span(), is_authorized, &private));
            let none = quote!(::core::option::Option::None);
            arounds.extend(quote!(#private::Around { chain: #none, cors: #none },));
        }
    }
    let shared = shared.into_constants();
    let authorizer = authorizer
        .map(|authorizer| quote!(const AUTHORIZER: &#private::Authorizer = &#authorizer;));
    Entries {
        constants: quote!(#place #authorizer #shared #(#stores)* #surrounding),
        elements,
        arounds: is_surrounded.then_some(arounds),
    }
}

/// The entry of a route of embedded files. It has no function, so its handler is the table of the files.
fn asset_entry(
    route: &AssetRoute,
    span: Span,
    is_authorized: bool,
    private: &TokenStream,
) -> TokenStream {
    let AssetRoute {
        template,
        function,
        docs,
    } = route;
    let line = quote_spanned!(span=> ::core::line!());
    let authorizer = authorizer_of_route(is_authorized);
    quote! {
        #private::Entry {
            key: #private::Key::Route(::core::option::Option::Some(#private::Method::Get), #template),
            handler: &ASSETS,
            calling: #private::Calling::DEFAULT,
            origin: #private::Origin {
                function: #function,
                place: MODULE,
                line: #line,
                docs: #docs,
                signature: "Response",
                #authorizer
                described: #private::Assets::DESCRIBED,
                ..#private::Origin::NONE
            },
        },
    }
}

/// The authorizer of a route, if its module declares one.
fn authorizer_of_route(is_authorized: bool) -> Option<TokenStream> {
    is_authorized.then(|| quote!(authorizer: ::core::option::Option::Some(AUTHORIZER),))
}

/// The module's path and file. `file!` reports the place of the outermost expansion, so it gets the span of a function.
fn place_at(span: Span, private: &TokenStream) -> TokenStream {
    let file = quote_spanned!(span=> ::core::file!());
    quote! {
        const MODULE: &#private::Place = &#private::Place {
            module: ::core::module_path!(),
            file: #file,
        };
    }
}

/// What an entry refers to.
struct Context<'a> {
    /// Whether the module declares an authorizer, which is a constant.
    is_authorized: bool,
    /// The constant with the store of `#[idempotent]`.
    store: Option<Ident>,
    krate: &'a CratePath,
    private: &'a TokenStream,
}

/// `Entry { … },`
fn entry(typed: &Typed<'_>, context: &Context<'_>) -> TokenStream {
    let &Context { krate, private, .. } = context;
    let handler = typed.handler;
    let cfgs = &handler.cfgs;
    let key = key(handler, krate, private);
    let answering = match handler.idempotent.as_ref().zip(context.store.as_ref()) {
        None => {
            let endpoint = endpoint(typed, private);
            quote!(&#endpoint)
        }
        Some((found, store)) => {
            let plain = endpoint(typed, private);
            idempotent::handler(
                found,
                &handler.function,
                &plain,
                &typed.arguments,
                &typed.kinds(),
                store,
                private,
            )
        }
    };
    let calling = calling(typed, private);
    let origin = origin(typed, context);
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

fn key(handler: &Handler, krate: &CratePath, private: &TokenStream) -> TokenStream {
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
            match &source.variable {
                Some(variable) => {
                    let variable = variable_key(variable, private);
                    quote!(#private::Key::Variable(#constant, #variable))
                }
                None => quote!(#private::Key::Source(#constant, #name)),
            }
        }
        Answers::WholeEvent => quote!(#private::Key::WholeEvent),
    }
}

/// An environment variable with the cell for the name in it. A constant cannot refer to a cell itself, so a function does.
fn variable_key(name: &str, private: &TokenStream) -> TokenStream {
    quote! {
        &#private::Variable {
            name: #name,
            cell: || {
                static CELL: #private::VariableCell = #private::VariableCell::new();
                &CELL
            },
        }
    }
}

/// The user's function with its shared constants. In concurrent mode its future must be `Send`, which the name of the checking
/// function tells the user.
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
        Answers::Source(source)
            if source.kind.takes_records() || source.kind == SourceKind::Field =>
        {
            let kinds = typed.kinds();
            let concurrently = source.concurrency.map(|concurrency| {
                let number = concurrency.number;
                quote!(.concurrently(#number))
            });
            let whole = source.fails_whole.then(|| quote!(.failing_whole()));
            quote!(#private::Calling::with(#kinds) #concurrently #whole)
        }
        Answers::Operation(..) | Answers::WholeEvent => {
            let reply = &typed.reply;
            let schema = match &typed.handler.answers {
                Answers::Operation(_, Some(schema)) => {
                    let number = schema.0;
                    Some(quote!(schema: #number,))
                }
                _ => None,
            };
            quote! {
                #private::Calling {
                    continues: #reply.continues,
                    #schema
                    ..#private::Calling::DEFAULT
                }
            }
        }
        _ => quote!(#private::Calling::DEFAULT),
    }
}

/// The handler's place in the source. `line!` reports the place of the outermost expansion, so it gets the function's own span; with
/// the macro's span it would be the line of `#[dispatch]`.
fn origin(typed: &Typed<'_>, context: &Context<'_>) -> TokenStream {
    let (handler, private) = (typed.handler, context.private);
    let function = names::plain(&handler.function);
    let (docs, signature) = (&handler.docs, &typed.signature);
    let line = quote_spanned!(handler.function.span()=> ::core::line!());
    let settings = match &handler.answers {
        Answers::Source(source) if !source.settings.is_empty() => {
            let settings = source.settings.value(private);
            Some(quote!(settings: #settings,))
        }
        _ => None,
    };
    let idempotency = handler.idempotent.as_ref().zip(context.store.as_ref());
    let idempotency = idempotency.map(|(idempotent, store)| {
        let described = idempotent::described(idempotent, store, private);
        quote!(idempotency: #described,)
    });
    let is_authorized = context.is_authorized && matches!(handler.answers, Answers::Route(..));
    let authorizer = authorizer_of_route(is_authorized);
    let described = described(typed, private);
    quote! {
        #private::Origin {
            function: #function,
            place: MODULE,
            line: #line,
            docs: #docs,
            signature: #signature,
            #settings
            #authorizer
            #idempotency
            #described
            ..#private::Origin::NONE
        }
    }
}

/// What the types of a route describe.
fn described(typed: &Typed<'_>, private: &TokenStream) -> Option<TokenStream> {
    let (parts, responses) = typed.described.as_ref()?;
    Some(quote! {
        described: #private::Described {
            parameters: #parts,
            responses: ::core::option::Option::Some(#responses),
            ..#private::Described::NOTHING
        },
    })
}

fn operation_name(name: &OperationName, krate: &CratePath) -> TokenStream {
    match name {
        OperationName::Given(name) => name.to_token_stream(),
        OperationName::Derived(name) => name.to_token_stream(),
        OperationName::AfterParent(function) => {
            quote!(#krate::__operation_name!(::core::module_path!(), #function))
        }
    }
}
