//! `#[lazy_module(env)]` on a struct: its fields are environment variables, and a lazy module holds the value.

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Expr, ExprLit, Field, Fields, ItemStruct, Lit, Meta, Type, parse_quote};

use super::args::Settings;
use super::expand;
use super::model::{Call, Default, Environment, Init, LazyModule, Value, Variable};
use crate::names::generated;
use crate::options::{Known, Options};
use crate::report::{Errors, Message};
use crate::spans::Place;
use crate::type_to_string::tokens_to_string;
use crate::values::VariableName;
use crate::{attributes, item, names, options};

#[derive(FromMeta)]
struct Args {
    name: Option<darling::Result<VariableName>>,
    default: Option<darling::Result<Written>>,
}

/// An expression as written. darling would parse a string as code.
struct Written(Expr);

impl FromMeta for Written {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::NameValue(pair) => Ok(Self(pair.value.clone())),
            item => Err(Message::new("`default` needs a value")
                .help("default = 20")
                .note("it is the value of a variable that is not set")
                .in_option(item)),
        }
    }
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "env";
    const KNOWN: &'static [Known] = &[
        Known::new(
            "name",
            "name = \"TABLE_NAME\"",
            &["rename", "var", "variable", "key"],
        ),
        Known::new("default", "default = 20", &["or", "fallback", "otherwise"]),
    ];
}

/// The expected form.
const FORM: &str = "#[lazy_module(env)]\npub struct Settings {\n    table_name: String,\n    #[env(default = 20)]\n    page_size: u32,\n}";

/// Parses the struct, or returns it if it cannot be read from the environment.
pub(super) fn parse(
    mut item: ItemStruct,
    settings: Settings,
    errors: &mut Errors,
) -> Result<Environment, Box<ItemStruct>> {
    let variables = match &mut item.fields {
        Fields::Named(fields) => fields
            .named
            .iter_mut()
            .map(|field| variable(field, errors))
            .collect(),
        Fields::Unnamed(_) | Fields::Unit => Vec::new(),
    };
    if variables.is_empty() {
        errors.push(
            Message::new(format!("`{}` has no named fields", item.ident))
                .help(FORM)
                .note("each field is read from the environment variable of its name")
                .at(&item.ident),
        );
        return Err(Box::new(item));
    }
    if !item.generics.params.is_empty() {
        errors.push(
            Message::new(format!(
                "`{}` cannot be generic: a lazy module has one value",
                item.ident
            ))
            .help(FORM)
            .at(&item.generics),
        );
        return Err(Box::new(item));
    }
    Ok(Environment {
        module: module(&item, settings),
        item,
        variables,
    })
}

fn variable(field: &mut Field, errors: &mut Errors) -> Variable {
    let Args { name, default } = args(&mut field.attrs, errors);
    let ident = field
        .ident
        .clone()
        .unwrap_or_else(|| Ident::new("field", Span::call_site()));
    let name = name
        .and_then(|name| errors.take(name))
        .map_or_else(|| names::plain(&ident).to_uppercase(), |name| name.0);
    let default = match default.and_then(|default| errors.take(default)) {
        None => Default::Nothing,
        Some(Written(Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }))) => Default::Text(text),
        Some(Written(value)) => Default::Value(Box::new(value)),
    };
    Variable {
        ty: field.ty.clone(),
        cfgs: attributes::cfgs(&field.attrs),
        field: ident,
        name,
        default,
    }
}

/// Removes all `#[env(…)]` of a field and reads their options.
fn args(attributes: &mut Vec<Attribute>, errors: &mut Errors) -> Args {
    let mut tokens = TokenStream::new();
    attributes.retain(|attribute| {
        if !attribute.path().is_ident("env") {
            return true;
        }
        match &attribute.meta {
            Meta::List(list) => {
                let list = &list.tokens;
                tokens.extend(quote!(#list,));
            }
            other => errors.push(
                Message::new("the options of `#[env]` must be in parentheses")
                    .help("#[env(default = 20)]")
                    .at(other),
            ),
        }
        false
    });
    options::read(tokens, errors)
}

/// The module `settings`, as if the user had written it.
fn module(item: &ItemStruct, settings: Settings) -> LazyModule {
    let krate = settings.krate.clone();
    let (visibility, cfgs) = (&item.vis, attributes::cfgs(&item.attrs));
    let span = item.ident.span();
    let name = snake_case(&item.ident);
    let ident = &item.ident;
    let returns: Type = parse_quote!(
        ::core::result::Result<super::#ident, #krate::EnvironmentError>
    );
    let docs = format!(" [`{ident}`], read from the environment.");
    LazyModule {
        module: parse_quote! {
            #[doc = #docs]
            #(#cfgs)*
            #visibility mod #name {
                /// Reads every variable.
                pub fn init() -> #returns {
                    <super::#ident as #krate::FromEnvironment>::from_environment()
                }
            }
        },
        init: Init {
            value: Value::InResult(returns.clone()),
            call: Some(Call {
                needs: Vec::new(),
                returns,
                is_async: false,
                span,
            }),
        },
        visibility: item::visibility_from_inside(visibility),
        publishes: true,
        reads: Some(parse_quote!(super::#ident)),
        settings,
    }
}

/// Converts `HttpSettings` to `http_settings`. A keyword becomes a raw identifier.
fn snake_case(ident: &Ident) -> Ident {
    let mut name = String::new();
    for letter in names::plain(ident).chars() {
        if letter.is_uppercase() && !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    if syn::parse_str::<Ident>(&name).is_err() {
        return Ident::new_raw(&name, ident.span());
    }
    format_ident!("{name}", span = ident.span())
}

/// Emits the struct with its module.
pub(super) fn expand(environment: &Environment) -> TokenStream {
    let item = &environment.item;
    let reading = reading(environment);
    let module = expand::expand(&environment.module);
    quote!(#item #reading #module)
}

fn reading(environment: &Environment) -> TokenStream {
    let krate = &environment.module.settings.krate;
    let private = krate.private();
    let item = &environment.item;
    let (name, cfgs) = (&item.ident, attributes::cfgs(&item.attrs));
    // Hygienic, so that the user's default values cannot refer to it.
    let variables = Ident::new("variables", Span::mixed_site());
    let takes = environment
        .variables
        .iter()
        .map(|variable| take(variable, &variables, &private));
    let values = environment
        .variables
        .iter()
        .map(|variable| value(variable, &variables));
    let fields = environment.variables.iter().map(|variable| {
        let (cfgs, field, local) = (&variable.cfgs, &variable.field, local(variable));
        quote!(#(#cfgs)* #field: #local,)
    });
    let described = environment
        .variables
        .iter()
        .map(|variable| described(variable, &private));
    quote! {
        #(#cfgs)*
        const _: () = {
            impl #krate::FromEnvironment for #name {
                fn from_variables(
                    get: &dyn ::core::ops::Fn(&str) -> ::core::option::Option<::std::string::String>,
                ) -> ::core::result::Result<Self, #krate::EnvironmentError> {
                    let mut #variables = #private::Variables::of(get);
                    #(#takes)*
                    #(#values)*
                    ::core::result::Result::Ok(Self { #(#fields)* })
                }

                fn variables() -> &'static [#private::EnvironmentVariable] {
                    #[allow(unused_imports)]
                    use #private::AnyPresence as _;
                    &[#(#described)*]
                }
            }
        };
    }
}

/// Every variable is read before the first fault is returned, so that all faults are reported.
fn take(variable: &Variable, variables: &Ident, private: &TokenStream) -> TokenStream {
    let (cfgs, ty, name, local) = (
        &variable.cfgs,
        &variable.ty,
        &variable.name,
        local(variable),
    );
    let place = Place::of(ty);
    let (method, default) = match &variable.default {
        Default::Nothing => (quote!(take), quote!()),
        Default::Text(text) => (quote!(take_or_text), quote!(#text)),
        Default::Value(value) => (quote!(take_or), quote!(|| #value)),
    };
    let start = place.start(quote!(#private::Variables::#method::<));
    let end = place.end(quote!(, _>));
    quote!(#(#cfgs)* let #local = #start #ty #end(&mut #variables, #name, #default);)
}

/// The variable for the manifest.
fn described(variable: &Variable, private: &TokenStream) -> TokenStream {
    let (cfgs, ty, name) = (&variable.cfgs, &variable.ty, &variable.name);
    let default = match &variable.default {
        Default::Nothing => None,
        Default::Text(text) => Some(text.to_token_stream()),
        Default::Value(value) => Some(value.to_token_stream()),
    };
    let (required, default) = match default {
        None => (
            quote!(<#private::Presence<#ty>>::REQUIRED),
            quote!(::core::option::Option::None),
        ),
        Some(default) => {
            let default = tokens_to_string(default);
            (
                quote!(false),
                quote!(::core::option::Option::Some(#default)),
            )
        }
    };
    quote! {
        #(#cfgs)*
        #private::EnvironmentVariable {
            name: #name,
            required: #required,
            default: #default,
        },
    }
}

fn value(variable: &Variable, variables: &Ident) -> TokenStream {
    let (cfgs, local) = (&variable.cfgs, local(variable));
    quote! {
        #(#cfgs)*
        let ::core::option::Option::Some(#local) = #local else {
            return ::core::result::Result::Err(#variables.error());
        };
    }
}

fn local(variable: &Variable) -> Ident {
    format_ident!(
        "field_{}",
        variable.field,
        span = generated(variable.field.span())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_name_is_the_struct_in_snake_case() {
        let of = |name| snake_case(&Ident::new(name, Span::call_site())).to_string();
        assert_eq!(of("Settings"), "settings");
        assert_eq!(of("HttpSettings"), "http_settings");
        assert_eq!(of("Type"), "r#type");
    }
}
