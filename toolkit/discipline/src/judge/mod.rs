//! The walk over the code that finds violations.

mod attributes;
mod call_graph;
mod calls;
mod clients;
mod configuration;
mod constant_paths;
mod context;
mod files;
mod findings;
mod flows;
mod handles;
mod imports;
mod layer_modules;
mod layer_records;
mod layering;
mod lazy_values;
mod loops;
mod macros;
mod made;
mod paths;
mod spins;
mod statics;
mod streams;
mod tasks;
mod templates;
mod types;
mod uses;
mod value_types;
mod variables;
mod visit;

use crate::crate_source::{Content, CrateSource, Files, Included};
use crate::finding::Finding;
use crate::ids::{FileId, ScopeId};
use crate::layers::{Map, Records, Violation};
use crate::rule::Rule;
use crate::scope::Scopes;
use call_graph::CallGraph;
use clients::Clients;
use configuration::Configuration;
use context::Context;
use findings::Findings;
use flows::Flows;
use handles::Handles;
use loops::{LoopChecks, MacroLoops};
use proc_macro2::{Span, TokenStream};
use std::collections::HashSet;
use std::path::Path;
use std::rc::Rc;
use syn::visit::Visit as _;
use types::Known;

const UNREADABLE: &str =
    "write the path as a string literal, or put the code in a module: `mod name;`";

const NOT_BUILT: &str = "run the build script first: `cargo check`; then run `cargo gatewright check` without `--offline-engine`, which knows \
                         its output directory; if the file is not Rust code, write `#[exempt(unreadable, reason = \"…\")]`";

/// Judges the item that an attribute is on: every path, static, macro and nested item in its tokens.
///
/// Names that are bound outside the tokens are not judged, unless they are names of known crates.
///
/// ```
/// let item = syn::parse_str("mod shop { use std::sync::Mutex; }")?;
/// let findings = gatewright_discipline::judge_item(&item);
/// assert_eq!(findings[0].headline, "`std::sync::Mutex` locks a value that no other thread uses");
/// # Ok::<(), syn::Error>(())
/// ```
pub fn judge_item(item: &syn::Item) -> Vec<Finding> {
    let mut judge = Judge::new(Scopes::new());
    judge.cx.scopes.collect([item], Scopes::OUTSIDE);
    judge.visit_item(item);
    judge.finish()
}

/// Judges a handler as [`judge_item`] does, and refuses `&mut self`.
pub fn judge_fn(item: &syn::ItemFn) -> Vec<Finding> {
    let mut judge = Judge::new(Scopes::new());
    judge.check_receiver(&item.sig);
    // Requests call the function that the attribute is on.
    judge.with_attributes(&item.attrs, |judge| {
        judge.within(Vec::new(), false, |judge| judge.handler(item));
    });
    judge.finish()
}

/// The result of a walk over crates.
pub(crate) struct CrateWalk {
    /// The findings with their files.
    pub(crate) found: Vec<(Finding, FileId)>,
    /// The skipped files that are needed to follow a name.
    pub(crate) wanted: HashSet<FileId>,
    pub(crate) files: Files,
    /// The modules and uses, and the violations of the layers; empty if no module has a layer.
    pub(crate) map: Map,
    pub(crate) violations: Vec<Violation>,
}

/// Walks code and judges it. Each rule has its own file, and its own state if it needs any.
pub(crate) struct Judge {
    cx: Context,
    findings: Findings,
    /// Which functions call which, for [`clients`].
    calls: CallGraph,
    clients: Clients,
    /// Values that are the same in every invocation.
    configuration: Configuration,
    /// Imports that only unjudged code uses, and test doubles that only tests use, by their scope.
    spared: HashSet<(ScopeId, String)>,
    doubles: HashSet<(ScopeId, String)>,
    /// Whether the walked code runs many times in an invocation.
    repeated: bool,
    /// Whether loops here can be interrupted.
    loop_checks: LoopChecks,
    macro_loops: MacroLoops,
    /// Stored tasks, for [`handles`].
    handles: Handles,
    /// Arguments of the user's own functions, for [`flows`].
    flows: Flows,
    /// Which modules use which, for [`layering`].
    records: Records,
    /// The type of the first parameter of the closure that is walked next.
    closure_parameter: Option<Known>,
}

impl Judge {
    fn new(scopes: Scopes) -> Self {
        Self {
            cx: Context::new(scopes),
            findings: Findings::default(),
            calls: CallGraph::default(),
            clients: Clients::default(),
            configuration: Configuration::default(),
            spared: HashSet::new(),
            doubles: HashSet::new(),
            repeated: false,
            loop_checks: LoopChecks::default(),
            macro_loops: MacroLoops::default(),
            handles: Handles::default(),
            flows: Flows::default(),
            records: Records::default(),
            closure_parameter: None,
        }
    }

    /// Creates a judge of whole crates. `all_uses` records uses even if no file mentions a `layer`.
    pub(crate) fn of_crates(
        crates: &[CrateSource],
        files: &Files,
        clients: &[String],
        all_uses: bool,
    ) -> Self {
        let mut judge = Self::new(Scopes::of_crates(crates, files));
        judge.clients.listed = clients.to_vec();
        judge.records = Records::of(crates);
        judge.records.wanted = all_uses || files.mention("layer");
        judge
    }

    fn finish(mut self) -> Vec<Finding> {
        self.report_later();
        let hits = self.findings.into_hits();
        hits.map(|hit| hit.finding).collect()
    }

    /// Judges crates from their root files, in the order of the list that the scopes were made for.
    pub(crate) fn crate_roots(mut self, files: Files, roots: &[FileId]) -> CrateWalk {
        self.cx.files = files;
        let parsed: Vec<_> = roots
            .iter()
            .enumerate()
            .filter_map(|(krate, root)| match &self.cx.files.all[*root].content {
                Content::Parsed(file) => Some((krate, *root, Rc::clone(file))),
                _ => None,
            })
            .collect();
        // All names are bound before any code is judged.
        for (krate, _, file) in &parsed {
            let scope = self.cx.scopes.enter(*krate);
            self.cx.scopes.collect(&file.items, scope);
        }
        for (krate, root, file) in &parsed {
            self.cx.files.enter(*krate);
            self.cx.at = self.cx.scopes.enter(*krate);
            self.record_root(*krate, *root);
            self.in_file(*root, file);
        }
        // A file that was skipped may read a field, or do something with an argument.
        let wants_all = self.handles.any_in_fields() || self.flows.any() || self.cx.returns_tasks();
        let all_reached = self.report_later() && !wants_all;
        let (map, violations) = self.report_layering();
        let mut wanted = self.cx.scopes.take_wanted();
        if !all_reached || self.records.any_layer() {
            // A skipped file may contain the call that leads there, or the use that violates a layer.
            let skipped = |id: &FileId| matches!(self.cx.files.all[*id].content, Content::Skipped);
            wanted.extend((0..self.cx.files.all.len()).filter(skipped));
        }
        let files = std::mem::take(&mut self.cx.files);
        let found = self
            .findings
            .into_hits()
            .map(|hit| (hit.finding, hit.file))
            .collect();
        CrateWalk {
            found,
            wanted,
            files,
            map,
            violations,
        }
    }

    /// Reports what only the whole code shows. Returns `false` if there are clients that nothing visible calls.
    fn report_later(&mut self) -> bool {
        self.report_filled();
        self.report_fields();
        self.report_flows();
        self.report_macro_loops();
        self.report_clients()
    }

    /// Walks code in `scope`.
    fn inside(&mut self, scope: ScopeId, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.cx.at, scope);
        walk(self);
        self.cx.at = outer;
    }
}

/// Code in other files: `mod x;` and `include!`.
impl Judge {
    /// Walks the items of a file.
    pub(super) fn in_file(&mut self, id: FileId, file: &syn::File) {
        let outer = std::mem::replace(&mut self.cx.file, id);
        self.with_attributes(&file.attrs, |judge| {
            judge.spare_imports(&file.items);
            for item in &file.items {
                judge.visit_item(item);
            }
        });
        self.cx.file = outer;
    }

    /// Walks the file of an item; `what` names the item if the file cannot be read.
    pub(super) fn walk_file_of(
        &mut self,
        part: Option<(FileId, Content)>,
        what: &str,
        at: (Span, Span),
    ) {
        match part {
            Some((id, Content::Parsed(file))) if !self.cx.open_files.contains(&id) => {
                self.cx.open_files.push(id);
                self.in_file(id, &file);
                self.cx.open_files.pop();
            }
            Some((id, Content::Unreadable(why))) => {
                let path = self.cx.files.all[id].path.display();
                let headline = format!("{what} cannot be read: {path}: {why}");
                self.report(Rule::Unreadable, at, headline, UNREADABLE);
            }
            _ => {}
        }
    }

    /// Judges the file that an `include!` in an expression names.
    pub(super) fn included(&mut self, tokens: &TokenStream, at: (Span, Span)) {
        if !self.cx.scopes.is_whole() {
            return;
        }
        let here = self.cx.files.all[self.cx.file]
            .path
            .parent()
            .unwrap_or(Path::new(""))
            .to_owned();
        let path = match self.cx.files.included(tokens, &here) {
            Included::File(path) => path,
            Included::Generated(name) => {
                let headline = format!(
                    "`{name}` of the build script's output is missing, so it cannot be checked"
                );
                return self.report(Rule::Unreadable, at, headline, NOT_BUILT);
            }
            Included::Computed => {
                let headline =
                    "the path in `include!` is not constant, so the file cannot be checked"
                        .to_owned();
                return self.report(Rule::Unreadable, at, headline, UNREADABLE);
            }
        };
        let id = self.cx.files.load_included(path);
        let source = &self.cx.files.all[id];
        let parsed = match &source.content {
            Content::Unreadable(why) => Err(why.clone()),
            _ => source
                .text
                .parse::<TokenStream>()
                .map_err(|error| error.to_string()),
        };
        match parsed {
            Ok(tokens) if !self.cx.open_files.contains(&id) => {
                let outer = std::mem::replace(&mut self.cx.file, id);
                self.cx.open_files.push(id);
                self.tokens(tokens);
                self.cx.open_files.pop();
                self.cx.file = outer;
            }
            Ok(_) => {}
            Err(why) => self.walk_file_of(Some((id, Content::Unreadable(why))), "`include!`", at),
        }
    }
}
