//! Checks of `main`: the generated one is the program's only one, and it alone starts a runtime.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ItemFn;

use super::args::Settings;
use crate::discipline::{self, Main, Needing};
use crate::report::{Errors, Message};
use crate::{attributes, names};

/// Checks that the program has one `main`, and corrects the settings, so that one mistake gives one error.
pub(super) fn check(item: &Ident, is_module: bool, settings: &mut Settings, errors: &mut Errors) {
    if item == "main" {
        return;
    }
    let gateway = if is_module {
        format!("{}::GATEWAY", names::plain(item))
    } else {
        names::constant(item).to_string()
    };
    let run = |path: &str| {
        format!("fn main() -> std::process::ExitCode {{\n    gatewright::run(&{path})\n}}")
    };
    let found = if settings.main {
        match discipline::second_main(item) {
            Main::Fine => discipline::missing_main(item, Needing::MainInModule),
            second => second,
        }
    } else {
        match discipline::missing_main(item, Needing::MainFalse) {
            Main::Fine => discipline::main_in_runtime(item),
            missing => missing,
        }
    };
    let message = match found {
        Main::Fine => return,
        Main::ByHand(runtime) => {
            settings.main = false;
            let beside = runtime.map_or_else(
                || "`fn main`".to_owned(),
                |runtime| format!("`{runtime} async fn main`"),
            );
            Message::new(format!("`#[lambda_handler]` generates `main`, but this file has {beside} as well"))
                .help(format!(
                    "remove {beside}; or keep a `main` of your own, and write\n#[lambda_handler(main = false)]\nabove `{item}`, and\n{}",
                    run(&gateway)
                ))
                .note("the generated `main` starts the runtime and handles the invocations; clients and configuration that `main` prepared belong in a `#[lazy_module]`")
        }
        Main::Generated { by, is_first } => {
            settings.main = is_first;
            let others: Vec<_> = by.iter().map(|name| format!("`{name}`")).collect();
            Message::new(format!(
                "`{item}` and {} have `#[lambda_handler]`, but a program has one `main`",
                others.join(", ")
            ))
            .help("move the handlers into one module\n#[lambda_handler]\n#[dispatch]\nmod handlers {\n    use super::*;\n    …\n}\nand give each of them a handler attribute, such as `#[get(\"/\")]` or `#[operation]`")
            .note("a Lambda function is one program; for two functions, write two programs: `src/bin/a.rs` and `src/bin/b.rs`")
        }
        Main::InRuntime { runtime, is_here } => {
            let message = Message::new(format!(
                "`{runtime} async fn main` cannot call `gatewright::run`, which starts a runtime itself"
            ));
            let message = if is_here {
                message.help(format!("replace it with\n{}", run(&gateway)))
            } else {
                message
                    .help(format!("in the root file, usually `src/main.rs`, replace it with\n{}", run(&format!("…::{gateway}"))))
                    .note("the path of the gateway, such as `crate::shop::GATEWAY`, takes the place of `…`; each item on it must be `pub`")
            };
            message.note("clients and configuration that `main` prepared belong in a `#[lazy_module]`")
        }
        Main::Missing => {
            settings.main = true;
            Message::new("this program has no `main`: `main = false` leaves it to you")
                .help(format!("remove `main = false`, or write\n{}", run(&gateway)))
        }
        Main::MissingAbove => Message::new(format!(
            "`#[lambda_handler]` generates `main` beside `{item}`, but the `main` of a program is in its root file"
        ))
        .help(format!(
            "#[lambda_handler(main = false)]\nhere, and in the root file, usually `src/main.rs`,\n{}",
            run(&format!("…::{gateway}"))
        ))
        .note("the path of the gateway, such as `crate::shop::GATEWAY`, takes the place of `…`; each item on it must be `pub`"),
    };
    errors.push(message.at(item));
}

/// Refuses the attribute of another runtime, such as `#[tokio::main]`. Returns whether it was above `#[lambda_handler]`, expanded first,
/// and left a function that is not a handler.
pub(super) fn refuse_other_runtime(function: &mut ItemFn, errors: &mut Errors) -> bool {
    let name = function.sig.ident.clone();
    let form = format!(
        "#[lambda_handler]\nasync fn {name}(event: Greeting) -> Result<Reply, Error> {{ … }}"
    );
    let note = "the generated `main` starts the runtime, so neither `#[tokio::main]` nor `lambda_runtime::run` is needed";
    // A handler called `main` has its own message, which says the same.
    if name != "main"
        && let Some(at) = function
            .attrs
            .iter()
            .position(|attribute| attributes::is_named(attribute, "main"))
    {
        let attribute = function.attrs.remove(at);
        errors.push(
            Message::new(format!(
                "`{}` cannot be beside `#[lambda_handler]`, which starts the runtime itself",
                discipline::spelt(&attribute)
            ))
            .help(&form)
            .note(note)
            .at(&attribute.meta),
        );
        return false;
    }
    if function.sig.asyncness.is_some() {
        return false;
    }
    let body = function.block.to_token_stream().to_string();
    if !body.contains("block_on") {
        return false;
    }
    // The text of `expect` in what `#[tokio::main]` generates.
    let by_tokio = body.contains("Failed building the Runtime");
    let headline = if by_tokio {
        format!(
            "`#[tokio::main]` above `#[lambda_handler]` expands first, and `{name}` is not `async` any more"
        )
    } else {
        format!("`{name}` must be an `async fn`, but it calls `block_on` of a runtime of its own")
    };
    let form = if name == "main" {
        form.replace("async fn main", "async fn hello")
    } else {
        form
    };
    errors.push(
        Message::new(headline)
            .help(format!(
                "remove the attribute or the call that starts the runtime:\n{form}"
            ))
            .note(note)
            .at(&name),
    );
    take_name(function);
    true
}

/// Renames a function called `main`, whose name the attribute needs, and removes its `#[tokio::main]`.
pub(super) fn rename(function: &mut ItemFn, errors: &mut Errors) -> bool {
    let is_main = function.sig.ident == "main";
    if is_main {
        errors.push(
            Message::new("the handler cannot be called `main`, because `#[lambda_handler]` generates `main`")
                .help("#[lambda_handler]\nasync fn hello(event: Greeting) -> Result<Reply, Error> { … }")
                .note("the generated `main` starts the runtime and handles the invocations, so neither `#[tokio::main]` nor `lambda_runtime::run` is needed")
                .at(&function.sig.ident),
        );
        take_name(function);
        function
            .attrs
            .retain(|attribute| !attributes::is_named(attribute, "main"));
    }
    is_main
}

/// Gives a function called `main` another name.
fn take_name(function: &mut ItemFn) {
    if function.sig.ident == "main" {
        function.sig.ident = Ident::new(
            "handler_called_main",
            names::generated(function.sig.ident.span()),
        );
    }
}
