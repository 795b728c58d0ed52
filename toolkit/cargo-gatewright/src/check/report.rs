//! What `check` found and what it looked at: the one model that every output prints.

use super::sizes::Sizes;
use gatewright_discipline::Rule;
use serde::{Serialize, Serializer};

/// The version of the JSON document. It changes when a field changes its meaning or goes; new fields may come at any time.
pub(super) const JSON_VERSION: u32 = 1;

/// Everything that there is to say. Its JSON is the document that `--json` prints.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The version of this shape: [`JSON_VERSION`].
    pub(super) version: u32,
    /// `cargo-gatewright` and its version.
    pub(super) tool: Tool,
    /// The folder that the files of this document are relative to.
    pub(super) root: String,
    /// What breaks a rule, and notes beside it.
    pub(super) findings: Vec<Finding>,
    /// Everything that is exempt from a rule.
    pub(super) exemptions: Vec<Exemption>,
    /// What the functions' binaries consist of, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sizes: Vec<Sizes>,
    /// What was read.
    pub(super) looked_at: LookedAt,
}

#[derive(Debug, Serialize)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// Breaks a rule: exit code 1.
    Error,
    /// Worth knowing, and no mistake by itself.
    Note,
}

/// Which look found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Pass {
    /// The rules engine, in the source.
    Source,
    /// clippy, by resolved types.
    Types,
    /// The tree of dependencies.
    Dependencies,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    #[serde(serialize_with = "rule_id")]
    pub(super) rule: Rule,
    pub(super) level: Level,
    pub(super) pass: Pass,
    /// The package whose code or manifest it is.
    pub(super) package: String,
    #[serde(flatten)]
    pub(super) place: Place,
    /// What is wrong.
    pub(super) headline: String,
    /// What to write instead.
    pub(super) help: String,
    /// The rule and its reason.
    pub(super) note: String,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    /// Relative to the report's root where it lies below, with `/`.
    pub(super) file: String,
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
    pub(super) end_line: usize,
    /// Behind the last character.
    pub(super) end_column: usize,
    /// The source line that `line` names.
    pub(super) snippet: String,
}

/// An `#[exempt]`, or a dependency that the manifest allows.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Exemption {
    /// The rules that it silences.
    #[serde(serialize_with = "rule_ids")]
    pub(super) rules: Vec<Rule>,
    pub(super) reason: String,
    pub(super) file: String,
    pub(super) line: usize,
}

/// What was read.
#[derive(Debug, Serialize)]
pub(super) struct LookedAt {
    /// The crates that were judged, the functions' own first.
    pub(super) crates: Vec<Crate>,
    pub(super) files: usize,
    pub(super) lines: usize,
    /// Whether types were resolved, and why not when they were not.
    pub(super) types: Types,
    /// Packages in the trees of the functions; only the direct ones when the tree was not resolved.
    pub(super) dependencies: usize,
    /// Packages and targets that were not judged.
    pub(super) not_judged: Vec<NotJudged>,
}

#[derive(Debug, Serialize)]
pub(super) struct Crate {
    pub(super) package: String,
    pub(super) version: String,
    pub(super) target: String,
    /// `bin` or `lib`.
    pub(super) kind: &'static str,
    /// The root file.
    pub(super) root: String,
    /// The package of the function that reaches it; none for a function's own crates.
    pub(super) reached_from: Option<String>,
    pub(super) files: usize,
    pub(super) lines: usize,
}

/// What became of the type-resolved pass.
#[derive(Debug, Serialize)]
#[serde(tag = "status", content = "why", rename_all = "snake_case")]
pub(super) enum Types {
    /// clippy looked at every crate of the workspace among those that were judged.
    Resolved,
    /// It was not asked for.
    NotAsked(String),
    /// The crates do not compile, so it stopped.
    Stopped(String),
}

#[derive(Debug, Serialize)]
pub(super) struct NotJudged {
    pub(super) what: String,
    pub(super) why: String,
}

impl Report {
    /// Findings that break a rule.
    pub(super) fn errors(&self) -> usize {
        let errors = self.findings.iter();
        errors.filter(|one| one.level == Level::Error).count()
    }
}

// serde hands fields over by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn rule_id<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id())
}

fn rule_ids<S: Serializer>(rules: &[Rule], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(rules.iter().map(|rule| rule.id()))
}
