//! Code in other files: `mod x;` and `include!`.

use super::Judge;
use crate::krate::{Content, FileId};
use crate::rule::Rule;
use proc_macro2::{Span, TokenStream};
use std::path::Path;
use syn::visit::Visit as _;

const HELP: &str = "write the path as a string literal, or put the code in a module: `mod name;`";

impl Judge {
    /// Walks the items of a file.
    pub(super) fn in_file(&mut self, id: FileId, file: &syn::File) {
        let outer = std::mem::replace(&mut self.file, id);
        self.with_attributes(&file.attrs, |judge| {
            for item in &file.items {
                judge.visit_item(item);
            }
        });
        self.file = outer;
    }

    /// Walks the file behind an item; `what` names the item when the file cannot be read.
    pub(super) fn part(&mut self, part: Option<(FileId, Content)>, what: &str, at: (Span, Span)) {
        match part {
            Some((id, Content::Parsed(file))) if !self.reading.contains(&id) => {
                self.reading.push(id);
                self.in_file(id, &file);
                self.reading.pop();
            }
            Some((id, Content::Unreadable(why))) => {
                let path = self.files.all[id].path.display();
                let headline = format!("{what} cannot be read: {path}: {why}");
                self.report(Rule::Unreadable, at, headline, HELP);
            }
            _ => {}
        }
    }

    /// Judges what an `include!` in an expression brings in.
    pub(super) fn included(&mut self, tokens: &TokenStream, at: (Span, Span)) {
        if !self.scopes.is_whole() {
            return;
        }
        let here = self.files.all[self.file]
            .path
            .parent()
            .unwrap_or(Path::new(""))
            .to_owned();
        let Some(path) = self.files.included(tokens, &here) else {
            let headline =
                "the path in `include!` is not constant, so the file cannot be checked".to_owned();
            return self.report(Rule::Unreadable, at, headline, HELP);
        };
        let id = self.files.load_included(path);
        let source = &self.files.all[id];
        let parsed = match &source.content {
            Content::Unreadable(why) => Err(why.clone()),
            _ => source
                .text
                .parse::<TokenStream>()
                .map_err(|error| error.to_string()),
        };
        match parsed {
            Ok(tokens) if !self.reading.contains(&id) => {
                let outer = std::mem::replace(&mut self.file, id);
                self.reading.push(id);
                self.tokens(tokens);
                self.reading.pop();
                self.file = outer;
            }
            Ok(_) => {}
            Err(why) => self.part(Some((id, Content::Unreadable(why))), "`include!`", at),
        }
    }
}
