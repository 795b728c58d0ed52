//! Two handlers of one key within the module, reported where they stand.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::handler::{Answers, Handler, OperationName};
use crate::report::{Errors, Message};

/// Keeps the first handler of each key and reports the others, at both places. Handlers with a `cfg` may exclude each other;
/// the compiler, which knows, judges them by the table.
pub(super) fn without_duplicates(handlers: Vec<Handler>, errors: &mut Errors) -> Vec<Handler> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Handler> = Vec::new();
    for handler in handlers {
        let identity = handler.answers.identity();
        match first.get(&identity) {
            Some(&index) if handler.cfgs.is_empty() => report_pair(&kept[index], &handler, errors),
            Some(_) => kept.push(handler),
            None => {
                if handler.cfgs.is_empty() {
                    first.insert(identity, kept.len());
                }
                kept.push(handler);
            }
        }
    }
    kept
}

fn report_pair(one: &Handler, other: &Handler, errors: &mut Errors) {
    let (what, theirs) = (other.answers.described(), one.answers.described());
    for (here, there, answers) in [(one, other, &theirs), (other, one, &what)] {
        let message = Message::new(format!(
            "{answers} has two handlers: `{}` and `{}`",
            here.function, there.function
        ));
        let message = match (&here.answers, &there.answers) {
            (Answers::Route(..), Answers::Route(..)) if theirs != what => message
                .help("give one of them another path or method")
                .note(format!("{theirs} and {what} match the same requests: the names of parameters and a `/` at the end make no difference")),
            (Answers::Route(..), _) => message.help("give one of them another path or method"),
            (Answers::Source(source), _) => message.help(match source.attribute {
                "event" | "fallback" => "keep one of them",
                _ => "keep one of them, or give one another name: the one with a name goes first",
            }),
            _ => message.help("name one of them: #[operation(\"another.name\")]"),
        };
        errors.push(message.at(place(here)));
    }
}

/// What a message about the handler's key underlines: the literal that the user wrote, or the function's name.
fn place(handler: &Handler) -> TokenStream {
    match &handler.answers {
        Answers::Route(_, template) => template.literal().to_token_stream(),
        Answers::Operation(OperationName::Given(name), _) => name.to_token_stream(),
        Answers::Source(source) => match &source.written {
            Some(written) => written.clone(),
            None => handler.function.to_token_stream(),
        },
        _ => handler.function.to_token_stream(),
    }
}
