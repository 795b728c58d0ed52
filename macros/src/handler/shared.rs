//! Constants that handlers share. How parameters are extracted, how a return type becomes a reply and whether both fit the attribute
//! depends on types alone. So it is generated once for each list of types, not for each handler: see
//! `docs/decisions/0003-tables-are-constants.md`.

use std::collections::{HashMap, HashSet};

use gatewright_tables::SourceKind;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type};

use super::described;
use super::model::{Answers, Handler};
use crate::helpers::{Method, Source};
use crate::names::generated;
use crate::spans::{self, Place};
use crate::template::Template;
use crate::type_to_string::type_to_string;

/// The constants generated so far.
pub(super) struct Shared<'a> {
    private: &'a TokenStream,
    /// The names of the constants, by a description of their contents.
    arguments: HashMap<String, Ident>,
    replies: HashMap<String, Ident>,
    parts: HashMap<String, Ident>,
    responses: HashMap<String, Ident>,
    /// Descriptions of the checks made so far.
    checked: HashSet<String>,
    constants: TokenStream,
}

/// A handler with its shared constants.
pub(super) struct Typed<'a> {
    pub(super) handler: &'a Handler,
    /// The types of the parameters and of the return value as written, one per line.
    pub(super) signature: String,
    /// The constant that makes the parameters.
    pub(super) arguments: Ident,
    /// The constant that makes the reply.
    pub(super) reply: Ident,
    /// The constants that describe the parameters and the responses of a route.
    pub(super) described: Option<(Ident, Ident)>,
}

impl Typed<'_> {
    /// The kinds of the parameters.
    pub(super) fn kinds(&self) -> TokenStream {
        let arguments = &self.arguments;
        let kinds = (0..self.handler.arguments.len()).map(|index| {
            let index = syn::Index::from(index);
            quote!(#arguments.#index.kind())
        });
        quote!(&[#(#kinds),*])
    }
}

impl<'a> Shared<'a> {
    pub(super) fn new(private: &'a TokenStream) -> Self {
        Self {
            private,
            arguments: HashMap::new(),
            replies: HashMap::new(),
            parts: HashMap::new(),
            responses: HashMap::new(),
            checked: HashSet::new(),
            constants: TokenStream::new(),
        }
    }

    pub(super) fn into_constants(self) -> TokenStream {
        self.constants
    }

    /// The handler with its constants. A constant is new only if no handler before had the same types.
    pub(super) fn typed<'h>(&mut self, handler: &'h Handler) -> Typed<'h> {
        let parameters: Vec<_> = handler.arguments.iter().map(type_to_string).collect();
        let reply = handler
            .returns
            .as_ref()
            .map_or_else(|| "()".to_owned(), type_to_string);
        let typed = Typed {
            handler,
            arguments: self.arguments(handler, &parameters),
            reply: self.reply(handler, &reply),
            described: self.described(handler, &parameters, &reply),
            signature: [parameters, vec![reply]].concat().join("\n"),
        };
        self.checks(&typed);
        typed
    }

    /// The extraction of each parameter. The bound on the type is stated here only, and only the type's tokens have the user's span:
    /// a type that is not an extractor gives one error, which underlines it.
    fn arguments(&mut self, handler: &Handler, written: &[String]) -> Ident {
        let make = match &handler.answers {
            Answers::Route(..) => "http_arg",
            Answers::Source(source) => match source.kind {
                SourceKind::Records | SourceKind::WholeBatch | SourceKind::Transformation => {
                    "record_arg"
                }
                SourceKind::Stream => "stream_arg",
                SourceKind::Field => "field_arg",
                SourceKind::Response => "client_arg",
                SourceKind::Event => "event_arg",
            },
            Answers::Operation(..) | Answers::WholeEvent => "operation_arg",
        };
        let words = words(handler, &[make, &written.join("\n")]);
        if let Some(name) = self.arguments.get(&words) {
            return name.clone();
        }
        let name = numbered("ARGUMENTS", self.arguments.len());
        let is_http = make == "http_arg";
        let is_concurrent = handler.is_concurrent && is_http;
        let make = Ident::new(make, Span::call_site());
        let (cfgs, private) = (&handler.cfgs, self.private);
        let types = &handler.arguments;
        let values = types.iter().map(|ty| {
            let place = Place::of(ty);
            let (start, end) = if is_http && may_have_marker(ty) {
                let marker = quote!({
                    #[allow(unused_imports)]
                    use #private::AnyMarker as _;
                    <#private::MarkerOf<#ty>>::MARKER
                });
                let close = place.end(quote!(>()));
                (quote!(#private::marked_arg::<), quote!(, _, #marker #close))
            } else {
                (quote!(#private::#make::<), place.end(quote!(, _>())))
            };
            let start = place.start(start);
            let mode = is_concurrent.then(|| in_concurrent_mode(ty, place, private));
            quote!(#start #ty #end #mode,)
        });
        let mut value = quote!(&(#(#values)*));
        if is_concurrent {
            value = quote! {{
                #[allow(unused_imports)]
                use #private::AnyExtractor as _;
                #value
            }};
        }
        self.constants.extend(quote! {
            #(#cfgs)*
            const #name: &(#(#private::Arg<#types>,)*) = #value;
        });
        self.arguments.insert(words, name.clone());
        name
    }

    /// The conversion of the return value. Whether it is a `Result` is decided by type. For a handler of records, the type says which
    /// records failed.
    fn reply(&mut self, handler: &Handler, written: &str) -> Ident {
        let make = match &handler.answers {
            Answers::Source(source) => match source.kind {
                SourceKind::Records | SourceKind::Stream | SourceKind::WholeBatch => "record_reply",
                SourceKind::Transformation => "transformation_reply",
                SourceKind::Response => "http",
                SourceKind::Event | SourceKind::Field => "operation",
            },
            Answers::Route(..) => "http",
            Answers::Operation(..) | Answers::WholeEvent => "operation",
        };
        let words = words(handler, &[make, written]);
        if let Some(name) = self.replies.get(&words) {
            return name.clone();
        }
        let name = numbered("REPLY", self.replies.len());
        let (cfgs, private) = (&handler.cfgs, self.private);
        let value = match make {
            "record_reply" | "transformation_reply" => {
                reply_by_bound(handler, &Ident::new(make, Span::call_site()), private)
            }
            make => reply_by_shape(handler, &Ident::new(make, Span::call_site()), private),
        };
        let ty = returned(handler);
        self.constants.extend(quote! {
            #(#cfgs)*
            const #name: &#private::ReplyFn<#ty> = {
                use #private::AnyReturn as _;
                &#value
            };
        });
        self.replies.insert(words, name.clone());
        name
    }

    /// What the types of a route describe. Only the manifest reads it.
    fn described(
        &mut self,
        handler: &Handler,
        parameters: &[String],
        reply: &str,
    ) -> Option<(Ident, Ident)> {
        let Answers::Route(..) = &handler.answers else {
            return None;
        };
        let (cfgs, private) = (&handler.cfgs, self.private);
        let (fresh, count) = (&mut self.constants, self.parts.len());
        let parts = self.parts.entry(words(handler, &[&parameters.join("\n")]));
        let parts = parts.or_insert_with(|| {
            let name = numbered("PARTS", count);
            let value = described::parts(&handler.arguments, private);
            fresh.extend(quote!(#(#cfgs)* const #name: &[#private::Part] = #value;));
            name
        });
        let count = self.responses.len();
        let responses = self.responses.entry(words(handler, &[reply]));
        let responses = responses.or_insert_with(|| {
            let name = numbered("RESPONSES", count);
            let value = described::responses(&returned(handler), private);
            fresh.extend(quote!(#(#cfgs)* const #name: &#private::Responses = #value;));
            name
        });
        Some((parts.clone(), responses.clone()))
    }

    /// The checks that no trait bound can express: the combination of parameters, and their fit with the attribute. They are computed
    /// in the runtime crate and panic at the attribute, or at the template, of the first handler with these types.
    fn checks(&mut self, typed: &Typed<'_>) {
        let (handler, kinds, private) = (typed.handler, typed.kinds(), self.private);
        let attribute = generated(handler.attribute);
        match &handler.answers {
            Answers::Route(method, template) => {
                self.check(typed, &template.parameters().join(" "), || {
                    fits_template(handler, template, &kinds, private)
                });
                // Each parameter has a check of its own, because the message underlines the one that reads a body.
                match method {
                    Method::Get | Method::Head => {
                        self.check(typed, method.spelt(), || without_body(typed, private));
                    }
                    _ if handler.arguments.len() > 1 => {
                        self.check(typed, "one body", || with_one_body(typed, &kinds, private));
                    }
                    _ => {}
                }
            }
            Answers::Source(source) => {
                let check = quote!(#private::arguments_fit_event);
                self.check(typed, "event", || {
                    fits_reply(handler, check, &kinds, private)
                });
                if source.kind == SourceKind::Transformation {
                    let check = quote!(#private::arguments_fit_transformation);
                    self.check(typed, "transformation", || {
                        spans::call(attribute, check, kinds.clone())
                    });
                }
                if source.kind == SourceKind::Stream {
                    let at = generated(handler.attribute);
                    let check = quote!(#private::arguments_fit_window);
                    let window = |ty| {
                        let returns = quote!(<#private::Returns<#ty>>::WINDOW);
                        spans::call(at, check, quote!(#kinds, #returns))
                    };
                    self.check(typed, "window", || of_reply(handler, window, private));
                    self.tumbling_window(typed, source, &kinds);
                }
                if let Some(concurrency) = source.concurrency {
                    let check = quote!(#private::arguments_fit_concurrency);
                    self.check(typed, "concurrency", || {
                        spans::call(generated(concurrency.span), check, kinds)
                    });
                }
            }
            Answers::Operation(..) | Answers::WholeEvent => {
                let check = quote!(#private::arguments_fit_operation);
                self.check(typed, "operation", || {
                    fits_reply(handler, check, &kinds, private)
                });
            }
        }
        if let Some(idempotent) = &handler.idempotent {
            let at = generated(idempotent.attribute);
            let check = quote!(#private::reply_can_be_kept);
            self.check(typed, "keeping", || {
                of_reply(
                    handler,
                    |ty| spans::call(at, check, quote!(<#private::Returns<#ty>>::STREAMS)),
                    private,
                )
            });
        }
    }

    /// Checks that a handler takes a window if its mapping has one. A mapping without options may be written elsewhere.
    fn tumbling_window(&mut self, typed: &Typed<'_>, source: &Source, kinds: &TokenStream) {
        let private = self.private;
        if let Some(window) = source.settings.get("tumbling_window_in_seconds") {
            let at = Place::of(&window.written).first();
            let check = quote!(#private::arguments_have_window);
            self.check(typed, "tumbling window", || {
                spans::call(generated(at), check, kinds.clone())
            });
        } else if !source.settings.is_empty() {
            let at = generated(typed.handler.attribute);
            let check = quote!(#private::arguments_have_no_window);
            self.check(typed, "no tumbling window", || {
                spans::call(at, check, kinds.clone())
            });
        }
    }

    /// Adds a check unless the same one was made for the same types.
    fn check(&mut self, typed: &Typed<'_>, asked: &str, check: impl FnOnce() -> TokenStream) {
        let (arguments, reply) = (typed.arguments.to_string(), typed.reply.to_string());
        if self
            .checked
            .insert(format!("{asked} of {arguments} and {reply}"))
        {
            let (cfgs, check) = (&typed.handler.cfgs, check());
            self.constants
                .extend(quote!(#(#cfgs)* const _: () = #check;));
        }
    }
}

/// The description of a constant. Handlers with `cfg`s share it with handlers under the same conditions only. `$crate` differs from
/// macro to macro, so it is not shared.
fn words(handler: &Handler, words: &[&str]) -> String {
    let mut text = words.join(" ");
    if text.contains('$') {
        text.push_str(&handler.function.to_string());
    }
    for cfg in &handler.cfgs {
        text.push_str(&cfg.to_token_stream().to_string());
    }
    text
}

/// How a parameter is made in concurrent mode. Only code that names the type of the user's own extractor can check that its future is
/// `Send`, so each list of types has a function body for it.
fn in_concurrent_mode(ty: &Type, place: Place, private: &TokenStream) -> TokenStream {
    let input = Ident::new("input", Span::mixed_site());
    let check = place.start(quote!(#private::extractor_future_must_be_send_in_concurrent_mode));
    let start = place.start(quote!(#private::UserExtractor::<));
    let end = place.end(quote!(>::extract(#input)));
    quote!(.in_concurrent_mode(|#input| #check(#start #ty #end)))
}

fn numbered(name: &str, number: usize) -> Ident {
    format_ident!("{name}_{number}", span = Span::mixed_site())
}

fn fits_template(
    handler: &Handler,
    template: &Template,
    kinds: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let literal = template.literal();
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
        {
            use #private::AnyFits as _;
            #check
        }
    }
}

/// Checks of each parameter but the first that no parameter before it reads the body too.
fn with_one_body(typed: &Typed<'_>, kinds: &TokenStream, private: &TokenStream) -> TokenStream {
    let arguments = &typed.handler.arguments;
    let bodies = Ident::new(bodies(arguments), Span::call_site());
    let checks = arguments.iter().enumerate().skip(1).map(|(index, ty)| {
        let place = Place::of(ty);
        let check = place.start(quote!(#private::argument_is_only_body));
        let given = quote!(#kinds, #index, #private::Bodies::#bodies);
        let mut given = Group::new(Delimiter::Parenthesis, given);
        given.set_span(place.last());
        quote!(#check #given;)
    });
    quote!({ #(#checks)* })
}

/// The variant of the runtime's `Bodies` for these parameters. Only the advice of an error depends on it.
fn bodies(arguments: &[Type]) -> &'static str {
    let names: Vec<String> = arguments.iter().filter_map(body).collect();
    if names.iter().any(|name| name == "Multipart") {
        "Multipart"
    } else if !names.is_empty() && names.iter().all(|name| name == "Json") {
        "Json"
    } else if !names.is_empty() && names.iter().all(|name| name == "Form") {
        "Form"
    } else {
        "Other"
    }
}

/// The name of an extractor that reads a body, without `Option` and `Valid` around it.
fn body(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    let name = last.ident.to_string();
    match (&*name, &last.arguments) {
        ("Option" | "Valid", PathArguments::AngleBracketed(inner)) => {
            inner.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => body(ty),
                _ => None,
            })
        }
        ("Json" | "Form" | "Multipart" | "Text" | "Body" | "Bytes", _) => Some(name),
        _ => None,
    }
}

/// Checks that no parameter reads a body.
fn without_body(typed: &Typed<'_>, private: &TokenStream) -> TokenStream {
    let arguments = &typed.arguments;
    let checks = typed
        .handler
        .arguments
        .iter()
        .enumerate()
        .map(|(index, ty)| {
            let place = Place::of(ty);
            let index = syn::Index::from(index);
            let check = place.start(quote!(#private::argument_fits_bodiless_method));
            let mut kind = Group::new(Delimiter::Parenthesis, quote!(#arguments.#index.kind()));
            kind.set_span(place.last());
            quote!(#check #kind;)
        });
    quote!({ #(#checks)* })
}

/// Checks the parameters together with a reply that may continue in another invocation.
fn fits_reply(
    handler: &Handler,
    check: TokenStream,
    kinds: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let at = generated(handler.attribute);
    let call = |ty| {
        spans::call(
            at,
            check,
            quote!(#kinds, <#private::Returns<#ty>>::CONTINUES),
        )
    };
    of_reply(handler, call, private)
}

/// A check of the return type.
fn of_reply(
    handler: &Handler,
    check: impl FnOnce(TokenStream) -> TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let check = check(returned(handler));
    quote! {
        {
            use #private::AnyReturn as _;
            #check
        }
    }
}

/// Whether the type is spelled like one whose marker the type says. Only the message of an error depends on it.
fn may_have_marker(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match &last.arguments {
        PathArguments::AngleBracketed(inner) if last.ident == "Option" => {
            let is_marked = |argument: &GenericArgument| matches!(argument, GenericArgument::Type(ty) if may_have_marker(ty));
            inner.args.iter().any(is_marked)
        }
        PathArguments::AngleBracketed(_) => ["Valid", "Header", "Extension"]
            .iter()
            .any(|name| last.ident == name),
        _ => false,
    }
}

/// The conversion of a record handler's return value into its outcome, through the bound of the runtime's function `make`.
fn reply_by_bound(handler: &Handler, make: &Ident, private: &TokenStream) -> TokenStream {
    match &handler.returns {
        Some(ty) => {
            let place = Place::of(ty);
            let start = place.start(quote!(#private::#make::<));
            let end = place.end(quote!(>()));
            quote!(#start #ty #end)
        }
        None => {
            let nothing = quote_spanned!(generated(handler.function.span())=> ());
            quote!(#private::#make::<#nothing>())
        }
    }
}

/// The conversion of a return value into a reply, decided by its type: a `Result` or a plain value. An HTTP reply is refused if its type
/// is ambiguous.
fn reply_by_shape(handler: &Handler, make: &Ident, private: &TokenStream) -> TokenStream {
    let is_http = make == "http";
    match &handler.returns {
        Some(ty) => {
            let place = Place::of(ty);
            let start = place.start(quote!(<#private::Returns<));
            let shape = place.start(quote!(>>::SHAPE));
            // The method that checks the error's type stands at it, so the message underlines it.
            let error = is_http.then(|| {
                let method = Ident::new(
                    "http_error",
                    generated(error_of(ty).unwrap_or(place.first())),
                );
                quote!(.#method())
            });
            let convert = place.start(quote!(.#make));
            let ambiguity = is_http.then(|| {
                let constant = place.end(quote!(>>::AMBIGUITY));
                quote!(#start #ty #constant)
            });
            let mut argument = Group::new(Delimiter::Parenthesis, quote!(#ambiguity));
            argument.set_span(place.last());
            quote!(#start #ty #shape #error #convert #argument)
        }
        None => {
            let ambiguity = is_http.then(|| quote!(::core::option::Option::None));
            let error = is_http.then(|| quote!(.http_error()));
            quote!(<#private::Returns<()>>::SHAPE #error .#make(#ambiguity))
        }
    }
}

/// The name of `E` in `Result<T, E>`, as far as the return type spells it.
fn error_of(returned: &Type) -> Option<Span> {
    let Type::Path(returned) = returned else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &returned.path.segments.last()?.arguments else {
        return None;
    };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    match types.nth(1)? {
        Type::Path(error) => Some(error.path.segments.last()?.ident.span()),
        error => Some(Place::of(error).first()),
    }
}

fn returned(handler: &Handler) -> TokenStream {
    match &handler.returns {
        Some(ty) => ty.to_token_stream(),
        None => quote!(()),
    }
}

/// `None` means every method.
pub(super) fn optional_method(method: Method, private: &TokenStream) -> TokenStream {
    let variant = match method {
        Method::Any => return quote!(::core::option::Option::None),
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
        Method::Head => "Head",
        Method::Options => "Options",
    };
    let variant = Ident::new(variant, Span::call_site());
    quote!(::core::option::Option::Some(#private::Method::#variant))
}
