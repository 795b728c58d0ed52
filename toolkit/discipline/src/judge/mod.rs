//! The walk over the tokens: finds what the rules refuse.

mod attributes;
mod calls;
mod captures;
mod exempt;
mod imports;
mod locals;
mod macros;
mod methods;
mod paths;
mod statics;
mod tasks;
mod templates;
mod visit;

use crate::finding::Finding;
use crate::known::Known;
use crate::rule::Rule;
use crate::scope::{ScopeId, Scopes};
use exempt::Exemption;
use locals::Locals;
use proc_macro2::Span;
use std::collections::HashSet;
use syn::visit::Visit as _;

/// Judges the item that an attribute stands on: every path, static, macro and nested item in its tokens.
///
/// Names that the tokens do not bind and that are no crate's are left unjudged.
///
/// ```
/// let item = syn::parse_str("mod shop { use std::sync::Mutex; }")?;
/// let findings = gatewright_discipline::judge_item(&item);
/// assert_eq!(findings[0].headline, "`std::sync::Mutex` locks what nothing else can reach");
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
    judge.with_attributes(&item.attrs, |judge| judge.visit_item_fn(item));
    judge.finish()
}

/// A finding, and the row of the table that it came from.
struct Hit {
    finding: Finding,
    /// Reported only when nothing of this family is, because it then only repeats what is said already.
    only_without: Option<&'static str>,
    path: &'static str,
}

struct Judge {
    scopes: Scopes,
    at: ScopeId,
    locals: Locals,
    exemptions: Vec<Exemption>,
    hits: Vec<Hit>,
    /// What was said already, so that a name that stands twice in one statement is one mistake.
    said: HashSet<(u32, String)>,
    statement: u32,
    statements: u32,
    /// Inside a static that is refused itself: its locks are part of that one mistake.
    in_refused_static: bool,
    /// Names that led out of what can be read: there an exemption may be needed although nothing was found.
    unseen: usize,
}

impl Judge {
    fn new(scopes: Scopes) -> Self {
        Self {
            scopes,
            at: Scopes::OUTSIDE,
            locals: Locals::default(),
            exemptions: Vec::new(),
            hits: Vec::new(),
            said: HashSet::new(),
            statement: 0,
            statements: 0,
            in_refused_static: false,
            unseen: 0,
        }
    }

    fn finish(self) -> Vec<Finding> {
        let paths: Vec<&str> = self
            .hits
            .iter()
            .filter(|hit| hit.only_without.is_none())
            .map(|hit| hit.path)
            .collect();
        let repeats = |family: &str| paths.iter().any(|path| path.starts_with(family));
        self.hits
            .into_iter()
            .filter(|hit| !hit.only_without.is_some_and(repeats))
            .map(|hit| hit.finding)
            .collect()
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

    fn report(
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
        if self.in_refused_static && rule == Rule::Locking {
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
