//! `other::get().await` inside of `init`: a need that stands in no signature, so that no cycle through it is seen.

use gatewright_discipline::Rule;
use syn::visit::{self, Visit};
use syn::{Expr, ExprAwait, ExprCall, ExprPath, ItemFn};

use crate::report::{Errors, Message};

/// Reports every such call that is awaited where it stands.
pub(super) fn report(init: &ItemFn, errors: &mut Errors) {
    Search { errors }.visit_block(&init.block);
}

struct Search<'a> {
    errors: &'a mut Errors,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_await(&mut self, awaited: &'ast ExprAwait) {
        if let Expr::Call(ExprCall { func, args, .. }) = &*awaited.base
            && let Expr::Path(path) = &**func
            && args.is_empty()
        {
            self.judge(path);
        }
        visit::visit_expr_await(self, awaited);
    }
}

impl Search<'_> {
    /// A path that ends in `module::get`, where a module is told from a type by its small initial.
    fn judge(&mut self, path: &ExprPath) {
        let segments: Vec<_> = path
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        match segments.as_slice() {
            [get] if get == "get" => self.own(path),
            [own, get] if own == "self" && get == "get" => self.own(path),
            [.., module, get]
                if get == "get" && module.starts_with(|c: char| c.is_lowercase() || c == '_') =>
            {
                self.other(path, module);
            }
            _ => {}
        }
    }

    fn own(&mut self, path: &ExprPath) {
        self.errors.push(
            Message::new(
                "`init` waits for its own module: `get` here is the one that `#[lazy_module]` adds",
            )
            .help("make the value here, and return it")
            .at(path),
        );
    }

    fn other(&mut self, path: &ExprPath, module: &str) {
        let parameter = if module == "super" || module == "crate" {
            "other"
        } else {
            module
        };
        let parent: Vec<_> = path
            .path
            .segments
            .iter()
            .rev()
            .skip(1)
            .map(|segment| segment.ident.to_string())
            .collect();
        let parent: Vec<_> = parent.into_iter().rev().collect();
        self.errors.push(
            Message::new(format!("`init` needs `{}` in its body, where no cycle can be seen", parent.join("::")))
                .help(format!("take its handle: pub async fn init({parameter}: {}::Lazy) -> …", parent.join("::")))
                .rule(Rule::Layering, "two modules that start each other wait for ever; those in the signature are checked by the compiler")
                .at(path),
        );
    }
}
