//! The attribute macros of [Gatewright](https://docs.rs/gatewright), which re-exports them. Depend on that crate, not on this one.
//!
//! Each attribute is a folder, or one file if it is small, with the same steps. `args` holds the options, as written and validated.
//! `parse` reads arguments and item, collects every error, and makes a validated `model`. `expand` turns the model into tokens and
//! cannot fail.
//!
//! Invalid parts are left out of the model. The user's item is emitted in any case, and so are the names that other code refers to, so
//! that one mistake gives one error.
//!
//! The documentation of each attribute is a file in `docs`.

mod around;
mod assets;
mod attributes;
mod crate_path;
mod discipline;
mod dispatch;
mod exempt;
mod expansion;
mod extension;
mod guarded;
mod handler;
mod helpers;
mod idempotent;
mod item;
mod lambda_handler;
mod lazy_module;
mod metric;
mod names;
mod on_shutdown;
mod options;
mod path_params;
mod problem;
mod report;
mod settings;
mod spans;
mod template;
#[cfg(test)]
mod tests;
mod type_to_string;
mod values;

use proc_macro::TokenStream;

#[doc = include_str!("../docs/lambda_handler.md")]
#[proc_macro_attribute]
pub fn lambda_handler(args: TokenStream, item: TokenStream) -> TokenStream {
    lambda_handler::attribute(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/dispatch.md")]
#[proc_macro_attribute]
pub fn dispatch(args: TokenStream, item: TokenStream) -> TokenStream {
    dispatch::attribute(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/lazy_module.md")]
#[proc_macro_attribute]
pub fn lazy_module(args: TokenStream, item: TokenStream) -> TokenStream {
    lazy_module::attribute(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/problem.md")]
#[proc_macro_derive(Problem, attributes(problem))]
pub fn problem(item: TokenStream) -> TokenStream {
    problem::derive(item.into()).into()
}

#[doc = include_str!("../docs/path_params.md")]
#[proc_macro_derive(PathParams, attributes(path_params))]
pub fn path_params(item: TokenStream) -> TokenStream {
    path_params::derive(item.into()).into()
}

#[doc = include_str!("../docs/extension.md")]
#[proc_macro_derive(Extension, attributes(extension))]
pub fn extension(item: TokenStream) -> TokenStream {
    extension::derive(item.into()).into()
}

#[doc = include_str!("../docs/middleware.md")]
#[proc_macro_attribute]
pub fn middleware(args: TokenStream, item: TokenStream) -> TokenStream {
    around::misplaced("middleware", args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/cors.md")]
#[proc_macro_attribute]
pub fn cors(args: TokenStream, item: TokenStream) -> TokenStream {
    around::misplaced("cors", args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/exempt.md")]
#[proc_macro_attribute]
pub fn exempt(args: TokenStream, item: TokenStream) -> TokenStream {
    exempt::attribute(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/guarded.md")]
#[proc_macro_attribute]
pub fn guarded(args: TokenStream, item: TokenStream) -> TokenStream {
    guarded::attribute(args.into(), item.into()).into()
}

#[doc = include_str!("../docs/guard.md")]
#[proc_macro_attribute]
pub fn guard(args: TokenStream, item: TokenStream) -> TokenStream {
    guarded::guard_attribute(args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/metric.md")]
#[proc_macro]
pub fn metric(input: TokenStream) -> TokenStream {
    metric::expand(input.into()).into()
}

#[doc = include_str!("../docs/on_shutdown.md")]
#[proc_macro_attribute]
pub fn on_shutdown(args: TokenStream, item: TokenStream) -> TokenStream {
    on_shutdown::misplaced(&args.into(), &item.into()).into()
}

#[doc = include_str!("../docs/idempotent.md")]
#[proc_macro_attribute]
pub fn idempotent(args: TokenStream, item: TokenStream) -> TokenStream {
    idempotent::misplaced(args.into(), &item.into()).into()
}

/// Declares handler attributes. The documentation of each is `docs/<attribute>.md`.
macro_rules! handler_attributes {
    ($($attribute:ident)*) => {$(
        #[doc = include_str!(concat!("../docs/", stringify!($attribute), ".md"))]
        #[proc_macro_attribute]
        pub fn $attribute(args: TokenStream, item: TokenStream) -> TokenStream {
            helpers::misplaced(stringify!($attribute), args.into(), &item.into()).into()
        }
    )*};
}

handler_attributes!(operation get post put patch delete head options any);
gatewright_tables::for_each_event_source!(handler_attributes);
