//! The walk over the tokens: finds what the rules refuse.

mod attributes;
mod calls;
mod captures;
mod clients;
mod exempt;
mod files;
mod imports;
mod layering;
mod locals;
mod loops;
mod macros;
mod methods;
mod paths;
mod statics;
mod tasks;
mod templates;
mod visit;

use crate::finding::Finding;
use crate::known::Known;
use crate::krate::{Content, FileId, Files};
use crate::layers::{Map, Offence, Records};
use crate::rule::Rule;
use crate::scope::{ScopeId, Scopes};
use clients::{Callee, Calls, Once};
use exempt::Exemption;
pub(crate) use layering::template_prefix;
use locals::Locals;
use loops::Heads;
pub(crate) use methods::names as method_names;
use proc_macro2::Span;
use std::collections::HashSet;
use std::rc::Rc;
use syn::visit::Visit as _;

/// Judges the item that an attribute stands on: every path, static, macro and nested item in its tokens.
///
/// Names that the tokens do not bind and that are no crate's are left unjudged.
///
/// ```
/// let item = syn::parse_str("mod shop { use std::sync::Mutex; }")?;
/// let findings = gatewright_discipline::judge_item(&item);
/// assert_eq!(findings[0].headline, "`std::sync::Mutex` locks a value that no other thread uses");
/// # Ok::<(), syn::Error>(())
/// ```
pub fn judge_item(item: &syn::Item) -> Vec<Finding> {
    let mut judge = Judge::new(Scopes::new());
    judge.scopes.collect([item], Scopes::OUTSIDE);
    judge.visit_item(item);
    judge.finish()
}

/// Judges a handler: what [`judge_item`] judges, and that it takes no `&mut self`.
pub fn judge_fn(item: &syn::ItemFn) -> Vec<Finding> {
    let mut judge = Judge::new(Scopes::new());
    judge.handler_receiver(&item.sig);
    // What carries the attribute is a handler: requests call it.
    judge.with_attributes(&item.attrs, |judge| {
        judge.within(Vec::new(), false, |judge| judge.handler(item));
    });
    judge.finish()
}

/// A finding, and the row of the table that it came from.
struct Hit {
    finding: Finding,
    /// Reported only when nothing of this family is, because it then only repeats what is said already.
    only_without: Option<&'static str>,
    path: &'static str,
    file: FileId,
}

/// What a walk over a crate has brought.
pub(crate) struct Walked {
    /// The findings with their files.
    pub(crate) found: Vec<(Finding, FileId)>,
    /// The skipped files that are needed to follow a name.
    pub(crate) wanted: HashSet<FileId>,
    pub(crate) files: Files,
    /// What uses what, and what of it goes the wrong way; empty where no module has a layer.
    pub(crate) map: Map,
    pub(crate) offences: Vec<Offence>,
}

pub(crate) struct Judge {
    pub(crate) scopes: Scopes,
    pub(crate) at: ScopeId,
    locals: Locals,
    exemptions: Vec<Exemption>,
    exemptions_read: usize,
    hits: Vec<Hit>,
    /// What was said already, so that a name that stands twice in one statement is one mistake.
    said: HashSet<(u32, String)>,
    statement: u32,
    statements: u32,
    /// Inside a static that is refused itself: its locks are part of that one mistake.
    in_refused_static: bool,
    /// Names that led out of what can be read: there an exemption may be needed although nothing was found.
    unseen: usize,
    /// The crate's files, when a whole crate is judged, and the one that is being read.
    files: Files,
    pub(crate) file: FileId,
    /// Files that are being walked: one that leads back to itself is not walked again.
    reading: Vec<FileId>,
    calls: Calls,
    /// The definition that the `impl` being walked is for.
    owner: Option<usize>,
    /// Walking what is not judged, for what it calls alone.
    only_calls: bool,
    /// Whether loops here can be interrupted.
    heads: Heads,
    /// The user's own constructors of clients.
    pub(crate) clients: Vec<String>,
    /// What uses what, for the layers.
    pub(crate) records: Records,
}

impl Judge {
    pub(crate) fn new(scopes: Scopes) -> Self {
        Self {
            scopes,
            at: Scopes::OUTSIDE,
            locals: Locals::default(),
            exemptions: Vec::new(),
            exemptions_read: 0,
            hits: Vec::new(),
            said: HashSet::new(),
            statement: 0,
            statements: 0,
            in_refused_static: false,
            unseen: 0,
            files: Files::default(),
            file: 0,
            reading: Vec::new(),
            calls: Calls::default(),
            owner: None,
            only_calls: false,
            heads: Heads::default(),
            clients: Vec::new(),
            records: Records::default(),
        }
    }

    fn finish(mut self) -> Vec<Finding> {
        self.report_clients();
        self.into_hits().map(|hit| hit.finding).collect()
    }

    /// What is reported in the end.
    fn into_hits(self) -> impl Iterator<Item = Hit> {
        let paths: Vec<&str> = self
            .hits
            .iter()
            .filter(|hit| hit.only_without.is_none())
            .map(|hit| hit.path)
            .collect();
        let repeats = move |family: &str| paths.iter().any(|path| path.starts_with(family));
        self.hits
            .into_iter()
            .filter(move |hit| !hit.only_without.is_some_and(&repeats))
    }

    /// Judges crates from their root files on, in the order of the list that the scopes were made for.
    pub(crate) fn crate_roots(mut self, files: Files, roots: &[FileId]) -> Walked {
        self.files = files;
        let parsed: Vec<_> = roots
            .iter()
            .enumerate()
            .filter_map(|(krate, root)| match &self.files.all[*root].content {
                Content::Parsed(file) => Some((krate, *root, Rc::clone(file))),
                _ => None,
            })
            .collect();
        // The names of all are known before any is judged.
        for (krate, _, file) in &parsed {
            let scope = self.scopes.enter(*krate);
            self.scopes.collect(&file.items, scope);
        }
        for (krate, root, file) in &parsed {
            self.files.enter(*krate);
            self.at = self.scopes.enter(*krate);
            self.record_root(*krate, *root);
            self.in_file(*root, file);
        }
        let all_reached = self.report_clients();
        let (map, offences) = self.report_layering();
        let mut wanted = self.scopes.take_wanted();
        if !all_reached || self.records.any_layer() {
            // A file that was skipped may hold the call that leads there, or the use that a layer must not make.
            let skipped = |id: &FileId| matches!(self.files.all[*id].content, Content::Skipped);
            wanted.extend((0..self.files.all.len()).filter(skipped));
        }
        let files = std::mem::take(&mut self.files);
        let found = self
            .into_hits()
            .map(|hit| (hit.finding, hit.file))
            .collect();
        Walked {
            found,
            wanted,
            files,
            map,
            offences,
        }
    }

    /// Runs `walk` as one statement: the same name twice in it is one mistake.
    fn as_statement(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.statement;
        self.statements += 1;
        self.statement = self.statements;
        walk(self);
        self.statement = outer;
    }

    /// Runs `walk` inside `scope`.
    fn inside(&mut self, scope: ScopeId, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.at, scope);
        walk(self);
        self.at = outer;
    }

    pub(crate) fn report(
        &mut self,
        rule: Rule,
        (span, end): (Span, Span),
        headline: String,
        help: impl Into<String>,
    ) {
        self.hit(rule, (span, end), headline, help.into(), None, "");
    }

    fn hit(
        &mut self,
        rule: Rule,
        (span, end): (Span, Span),
        headline: String,
        help: String,
        only_without: Option<&'static str>,
        path: &'static str,
    ) {
        if self.only_calls || (self.in_refused_static && rule == Rule::Locking) {
            return;
        }
        if !self.said.insert((self.statement, headline.clone())) || self.is_exempt(rule) {
            return;
        }
        let finding = Finding {
            rule,
            span,
            end,
            headline,
            help,
        };
        self.hits.push(Hit {
            finding,
            only_without,
            path,
            file: self.file,
        });
    }

    /// Reports a name that the table refuses.
    fn refuse(&mut self, known: &'static Known, name: &str, at: (Span, Span)) {
        use crate::known::Meaning;
        match known.meaning {
            Meaning::Refused { rule, does, help } => {
                self.hit(
                    rule,
                    at,
                    format!("`{name}` {does}"),
                    help.to_owned(),
                    None,
                    known.path,
                );
            }
            Meaning::Companion { rule, does, help } => {
                let family = known
                    .path
                    .rsplit_once("::")
                    .map_or(known.path, |(family, _)| family);
                self.hit(
                    rule,
                    at,
                    format!("`{name}` {does}"),
                    help.to_owned(),
                    Some(family),
                    known.path,
                );
            }
            _ => {}
        }
    }
}
