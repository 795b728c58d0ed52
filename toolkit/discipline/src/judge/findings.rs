//! The findings, and the conditions that suppress one.

use super::Judge;
use super::attributes::Exemption;
use super::call_graph::Once;
use crate::finding::Finding;
use crate::ids::FileId;
use crate::known::{KnownPath, Meaning};
use crate::layers::CodePlace;
use crate::rule::Rule;
use proc_macro2::Span;
use std::collections::HashSet;

/// A finding, and the row of the table that it came from.
pub(super) struct Hit {
    pub(super) finding: Finding,
    /// The family of the row: reported only if no finding of this family is.
    only_without: Option<&'static str>,
    path: &'static str,
    pub(super) file: FileId,
}

/// The findings, and the state of the walk that decides about them.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) hits: Vec<Hit>,
    /// Headlines by statement: a name that occurs twice in a statement is one mistake.
    said: HashSet<(u32, String)>,
    statement: u32,
    statements: u32,
    /// The exemptions around the code that is being walked.
    pub(super) exemptions: Vec<Exemption>,
    pub(super) exemptions_read: usize,
    /// How many names led out of sight: an exemption there may be needed although nothing was found.
    pub(super) unseen: usize,
    /// Inside a static that is refused: its locks are part of that mistake.
    pub(super) in_refused_static: bool,
    /// Walking code only for its calls: nothing is reported.
    pub(super) muted: bool,
}

impl Findings {
    /// Begins a statement, and returns the enclosing one for [`leave_statement`](Self::leave_statement).
    pub(super) fn enter_statement(&mut self) -> u32 {
        self.statements += 1;
        std::mem::replace(&mut self.statement, self.statements)
    }

    pub(super) fn leave_statement(&mut self, outer: u32) {
        self.statement = outer;
    }

    /// Returns the findings to report.
    pub(super) fn into_hits(self) -> impl Iterator<Item = Hit> {
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

    /// Whether an enclosing exemption silences `rule`; it then counts as used.
    pub(super) fn is_exempt(&mut self, rule: Rule) -> bool {
        let mut exemptions = self.exemptions.iter_mut().rev();
        let exemption = exemptions.find(|exemption| exemption.rule == rule);
        exemption.map(|exemption| exemption.used = true).is_some()
    }
}

/// A lock is the only way to change a value that a lazy module holds, so advice against the lock does not help.
const LOCK_IN_LAZY_MODULE: &str = "return the value without the lock: requests share it through `Lazy` handles; for a cache that they change, limit its \
                                   size, make the tenant a part of its keys, and write `#[exempt(locking, reason = \"a bounded cache, keyed by tenant\")]` \
                                   above `#[lazy_module]`";

impl Judge {
    /// Walks a statement: a name that occurs twice in it is one mistake.
    pub(super) fn as_statement(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.findings.enter_statement();
        walk(self);
        self.findings.leave_statement(outer);
    }

    /// Reports a finding at tokens of the file that is being walked.
    pub(super) fn report(
        &mut self,
        rule: Rule,
        (span, end): (Span, Span),
        headline: String,
        help: impl Into<String>,
    ) {
        self.hit(rule, (span, end), headline, help.into(), None, "");
    }

    pub(super) fn hit(
        &mut self,
        rule: Rule,
        (span, end): (Span, Span),
        headline: String,
        help: String,
        only_without: Option<&'static str>,
        path: &'static str,
    ) {
        if self.findings.muted || (self.findings.in_refused_static && rule == Rule::Locking) {
            return;
        }
        if !self
            .findings
            .said
            .insert((self.findings.statement, headline.clone()))
            || self.findings.is_exempt(rule)
        {
            return;
        }
        let help = if rule == Rule::Locking && self.calls.once == Once::Lazy {
            LOCK_IN_LAZY_MODULE.to_owned()
        } else {
            rule.with_exemption(help)
        };
        let finding = Finding {
            rule,
            span,
            end,
            headline,
            help,
        };
        self.findings.hits.push(Hit {
            finding,
            only_without,
            path,
            file: self.cx.file,
        });
    }

    /// Reports a path that the table refuses.
    pub(super) fn refuse(&mut self, known: &'static KnownPath, name: &str, at: (Span, Span)) {
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

    /// Reports a finding after the walk; exemptions do not apply.
    pub(super) fn report_at(&mut self, rule: Rule, at: CodePlace, headline: String, help: String) {
        self.findings.hits.push(Hit {
            finding: Finding {
                rule,
                span: at.span,
                end: at.end,
                headline,
                help,
            },
            only_without: None,
            path: "",
            file: at.file,
        });
    }
}
