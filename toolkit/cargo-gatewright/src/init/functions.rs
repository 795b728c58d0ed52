//! The functions of a program by name.

use super::scan::is_test_item;
use super::sources::SourceFile;
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::{Item, ItemFn, Signature};

/// The functions of all files by name, with their places.
pub(super) struct Functions {
    by_name: HashMap<String, Vec<(String, usize, Signature)>>,
}

impl Functions {
    pub(super) fn of(files: &[SourceFile], shown: &dyn Fn(&std::path::Path) -> String) -> Self {
        struct Collect {
            file: String,
            by_name: HashMap<String, Vec<(String, usize, Signature)>>,
        }
        impl<'ast> Visit<'ast> for Collect {
            fn visit_item(&mut self, item: &'ast Item) {
                if !is_test_item(item) {
                    visit::visit_item(self, item);
                }
            }
            fn visit_item_fn(&mut self, item: &'ast ItemFn) {
                let line = item.sig.ident.span().start().line;
                let found = (self.file.clone(), line, item.sig.clone());
                self.by_name
                    .entry(item.sig.ident.to_string())
                    .or_default()
                    .push(found);
                visit::visit_item_fn(self, item);
            }
        }
        let mut collect = Collect {
            file: String::new(),
            by_name: HashMap::new(),
        };
        for file in files {
            collect.file = shown(&file.path);
            collect.visit_file(&file.syntax);
        }
        Self {
            by_name: collect.by_name,
        }
    }

    /// The function of a path, if its name is that of one function only: `` `total` (src/main.rs:12) ``.
    pub(super) fn placed(&self, name: &str) -> String {
        match self.by_name.get(name).map(Vec::as_slice) {
            Some([(file, line, _)]) => format!("`{name}` ({file}:{line})"),
            _ => format!("`{name}`"),
        }
    }

    pub(super) fn signature(&self, name: &str) -> Option<&Signature> {
        let found = self.by_name.get(name)?;
        found.first().map(|(_, _, signature)| signature)
    }
}
