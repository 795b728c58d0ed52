//! Findings, exemptions and the list of crates and files that were read: the one model that every output format prints.

use gatewright_discipline::Rule;
use serde::{Serialize, Serializer};

/// The version of the JSON document. It changes when a field is removed or changes its meaning. New fields do not change it.
pub(crate) const JSON_VERSION: u32 = 1;

/// The result of a check. Its JSON is the document that `--json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// [`JSON_VERSION`].
    pub(crate) version: u32,
    /// `cargo-gatewright` and its version.
    pub(crate) tool: Tool,
    /// The directory that the paths of this document are relative to.
    pub(crate) root: String,
    /// Errors, which break a rule, and notes.
    pub(crate) findings: Vec<Finding>,
    /// Code and dependencies that are exempt from a rule.
    pub(crate) exemptions: Vec<Exemption>,
    /// The sizes of the functions' binaries, with `--sizes`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) sizes: Vec<Sizes>,
    /// The crates and files that were read.
    pub(crate) looked_at: LookedAt,
    /// The additions of cargo's format. Other formats leave them out.
    #[serde(skip)]
    pub(crate) cargo: OfCargo,
}

/// The additions of cargo's format.
#[derive(Debug, Default)]
pub(crate) struct OfCargo {
    /// The compiler's own messages, as cargo printed them.
    pub(crate) compiler: Vec<String>,
    /// The target that each finding belongs to.
    pub(crate) targets: Vec<OfTarget>,
}

/// A package and one of its targets, as cargo's messages name them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfTarget {
    pub(crate) package_id: String,
    pub(crate) manifest: String,
    pub(crate) target: serde_json::Value,
}

#[derive(Debug, Serialize)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    /// Breaks a rule: exit code 1.
    Error,
    /// Information that is not a mistake by itself.
    Note,
}

/// The pass that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pass {
    /// `gatewright-discipline`, in the source.
    Source,
    /// clippy, in resolved types.
    Types,
    /// The tree of dependencies.
    Dependencies,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    #[serde(serialize_with = "rule_id")]
    pub(crate) rule: Rule,
    pub(crate) level: Level,
    pub(crate) pass: Pass,
    /// The package that the code or manifest belongs to.
    pub(crate) package: String,
    #[serde(flatten)]
    pub(crate) place: Place,
    /// The mistake.
    pub(crate) headline: String,
    /// The code to write instead.
    pub(crate) help: String,
    /// The rule and its reason.
    pub(crate) note: String,
}

/// A range in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    /// With `/`, and relative to the report's root if it is below the root.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    /// One past the last character.
    pub(crate) end_column: usize,
    /// The text of `line`.
    pub(crate) snippet: String,
}

/// An `#[exempt]`, or a dependency that the manifest allows.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Exemption {
    /// The rules that it silences.
    #[serde(serialize_with = "rule_ids")]
    pub(crate) rules: Vec<Rule>,
    pub(crate) reason: String,
    pub(crate) file: String,
    pub(crate) line: usize,
}

/// The crates and files that were read.
#[derive(Debug, Serialize)]
pub(crate) struct LookedAt {
    /// The crates that were checked, the functions' own first.
    pub(crate) crates: Vec<Crate>,
    pub(crate) files: usize,
    pub(crate) lines: usize,
    /// Whether types were resolved.
    pub(crate) types: Types,
    /// Packages in the functions' dependency trees. Without a resolved tree, only direct dependencies count.
    pub(crate) dependencies: usize,
    /// Packages and targets that were not checked.
    pub(crate) not_judged: Vec<NotJudged>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Crate {
    pub(crate) package: String,
    pub(crate) version: String,
    pub(crate) target: String,
    /// `bin` or `lib`.
    pub(crate) kind: &'static str,
    /// The root file.
    pub(crate) root: String,
    /// The package of the function that reaches it. `None` for a function's own crates.
    pub(crate) reached_from: Option<String>,
    pub(crate) files: usize,
    pub(crate) lines: usize,
}

/// The outcome of the type-resolved pass.
#[derive(Debug, Serialize)]
#[serde(tag = "status", content = "why", rename_all = "snake_case")]
pub(crate) enum Types {
    /// clippy read every checked crate that is a member of the workspace.
    Resolved,
    /// The pass was turned off.
    NotAsked(String),
    /// A crate does not compile, so the pass stopped.
    Stopped(String),
}

#[derive(Debug, Serialize)]
pub(crate) struct NotJudged {
    pub(crate) what: String,
    pub(crate) why: String,
}

/// The sizes of one binary.
#[derive(Debug, Serialize)]
pub(crate) struct Sizes {
    pub(crate) package: String,
    pub(crate) binary: String,
    /// Bytes that are loaded: code, constants and data, without symbols.
    pub(crate) loaded: u64,
    /// Bytes of `loaded` that belong to no symbol.
    pub(crate) nameless: u64,
    /// The direct dependencies, the largest first.
    pub(crate) branches: Vec<Branch>,
    /// Every crate with a symbol, the largest first.
    pub(crate) crates: Vec<CrateSize>,
    /// The modules of the function's own crates, the largest first.
    pub(crate) modules: Vec<ModuleSize>,
    /// The features and lazy modules that bring in crates of their own, the largest first.
    pub(crate) removable: Vec<Removable>,
}

/// The bytes of a module of the function.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ModuleSize {
    /// Its path, such as `shop::catalog`.
    pub(crate) module: String,
    /// The code and data that was written in it.
    pub(crate) own: u64,
    /// Generic code of other crates for its types and functions. It counts for those crates.
    pub(crate) generic: u64,
}

/// A feature or a lazy module that the binary could do without.
#[derive(Debug, Serialize)]
pub(crate) struct Removable {
    pub(crate) kind: RemovableKind,
    pub(crate) name: String,
    /// The package that has the feature, or the file and line of the module.
    pub(crate) place: String,
    /// The bytes that the binary loses without it, at least.
    pub(crate) bytes: u64,
    /// The crates that only it brings in, the largest first.
    pub(crate) crates: Vec<CrateSize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RemovableKind {
    Feature,
    LazyModule,
}

/// A direct dependency with everything that it brings in.
#[derive(Debug, Serialize)]
pub(crate) struct Branch {
    /// The package's name.
    pub(crate) dependency: String,
    /// Bytes of the crates that only this dependency brings in: the binary loses them without it.
    pub(crate) alone: u64,
    /// Bytes of all crates below it, including those that other dependencies bring in too.
    pub(crate) whole: u64,
    /// The largest crates that only this dependency brings in.
    pub(crate) largest: Vec<CrateSize>,
}

/// The bytes of a crate.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CrateSize {
    #[serde(rename = "crate")]
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

impl Report {
    /// Returns the number of findings that break a rule.
    pub(crate) fn errors(&self) -> usize {
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
