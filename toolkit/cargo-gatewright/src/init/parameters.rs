//! `LambdaEvent<T>`, and the request of `lambda_http`.

use super::events;
use super::scan::Scan;
use super::step::Kind;
use super::text::{pattern_name, text};
use syn::spanned::Spanned as _;
use syn::{FnArg, GenericArgument, Pat, PathArguments, Signature, Type};

impl Scan<'_> {
    /// `LambdaEvent<T>`, and the request of `lambda_http`.
    pub(super) fn parameter(&mut self, of: Option<&str>, ty: &Type, pattern: &Pat) {
        let Type::Path(path) = ty else { return };
        let function = of.map_or_else(|| "the closure".to_owned(), |name| format!("`{name}`"));
        if self.names.is(&path.path, &["lambda_runtime::LambdaEvent"]) {
            let payload = path
                .path
                .segments
                .last()
                .and_then(|last| match &last.arguments {
                    PathArguments::AngleBracketed(arguments) => {
                        arguments.args.iter().find_map(|one| match one {
                            GenericArgument::Type(ty) => Some(ty),
                            _ => None,
                        })
                    }
                    _ => None,
                });
            let Some(payload) = payload else { return };
            let known = match payload {
                Type::Path(path) => events::known(&self.names.of_path(&path.path)),
                _ => None,
            };
            let found = format!("{}: {}", pattern_name(pattern), text(ty));
            let todo = match known {
                Some(source) => {
                    if let Some(event) = source.event {
                        self.suggest(event);
                    }
                    format!("`{}` on {function}: {}", source.attribute, source.parameter)
                }
                None => format!(
                    "two parameters of {function}: `payload: {}`, and `invocation: Invocation` where `event.context` is read",
                    text(payload)
                ),
            };
            self.step(ty.span(), Kind::Parameter, found, todo);
        } else if self.names.is(
            &path.path,
            &["lambda_http::Request", "lambda_http::http::Request"],
        ) {
            let found = format!("{}: {}", pattern_name(pattern), text(ty));
            let todo = format!(
                "`#[get(\"/path\")]` or another method on {function}, and what it reads of the request as parameters: `Path`, `Query`, \
                 `Headers`, `Json` or `Body`"
            );
            self.suggest(events::Event::Http("/".to_owned()));
            self.step(ty.span(), Kind::Parameter, found, todo);
        } else if self.names.is(
            &path.path,
            &["lambda_runtime::Context", "lambda_http::Context"],
        ) {
            let found = format!("{}: {}", pattern_name(pattern), text(ty));
            let todo = format!("a parameter `invocation: Invocation` of {function}");
            self.step(ty.span(), Kind::Parameter, found, todo);
        }
    }

    pub(super) fn parameters(&mut self, signature: &Signature) {
        let name = signature.ident.to_string();
        for input in &signature.inputs {
            if let FnArg::Typed(typed) = input {
                self.parameter(Some(&name), &typed.ty, &typed.pat);
            }
        }
    }
}
