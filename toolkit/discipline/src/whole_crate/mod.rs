//! Judges whole crates: all files that their roots lead to.

mod at_attribute;
mod located;
mod unreached;

pub use at_attribute::attributes_report;
pub use located::Located;
pub use unreached::{Unreached, unreached_modules};

use crate::cfg::CfgSet;
use crate::crate_source::{
    Content, CrateOptions, CrateSource, Exemption, Files, Suppression, suppressions_of_crate,
};
use crate::ids::FileId;
use crate::judge::{CrateWalk, Judge};
use crate::layer_order::Layers;
use crate::rule::Rule;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// After this many rounds of parsing files that names lead into, every file is parsed.
const ROUNDS: usize = 3;

/// Judges the crate with the root file `root`: all modules under the conditions `cfg`.
///
/// Findings are in the order of the modules. A file that cannot be read is a finding. `fn main` is not judged, because it runs
/// once, before the first invocation.
///
/// A procedural macro may call this function: it does not touch the compiler's own tokens.
pub fn judge_crate(root: &Path, cfg: &CfgSet, options: &CrateOptions) -> Vec<Located> {
    let source = CrateSource::alone(root, cfg, options);
    judge_crates(&[source], &options.clients)
}

/// Judges a function's crate together with its path dependencies.
///
/// Names are followed from one crate into another. `orders_core::CACHE` is the static that it names, and a client that a
/// dependency builds for a handler is found.
///
/// Each crate is judged as [`judge_crate`] does. `clients` is [`CrateOptions::clients`] for all of them. A file that two crates
/// share is judged for each, and a finding of both is returned once.
pub fn judge_crates(crates: &[CrateSource], clients: &[String]) -> Vec<Located> {
    let _own_tokens = OwnTokens::new();
    judged(crates, clients).0
}

/// The findings of crates, and the files that were read.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// The violations.
    pub findings: Vec<Located>,
    /// Every `#[exempt(…)]`.
    pub exemptions: Vec<Exemption>,
    /// Where rules are suppressed.
    pub suppressions: Vec<Suppression>,
    /// The files that were read: the path, the number of lines, and the index of the first crate that has the file.
    pub files: Vec<(PathBuf, usize, usize)>,
}

/// Judges crates as [`judge_crates`] does, and returns the files that were read too.
pub fn survey_crates(crates: &[CrateSource], clients: &[String]) -> Survey {
    let _own_tokens = OwnTokens::new();
    let (findings, files, roots) = judged(crates, clients);
    let mut survey = Survey {
        findings,
        ..Survey::default()
    };
    let mut seen = HashSet::new();
    for (krate, root) in roots.into_iter().enumerate() {
        let (exemptions, suppressions) = suppressions_of_crate(&files, root, &crates[krate].cfg);
        survey.suppressions.extend(suppressions);
        let new = |one: &Exemption| !survey.exemptions.contains(one);
        let new: Vec<Exemption> = exemptions.into_iter().filter(new).collect();
        survey.exemptions.extend(new);
    }
    for source in &files.all {
        if seen.insert(&source.path) {
            let lines = source.text.lines().count();
            survey
                .files
                .push((source.path.clone(), lines, source.krate));
        }
    }
    survey
}

/// Returns whether any file of a crate contains one of these words, such as the name of another crate.
pub fn crate_mentions(krate: &CrateSource, words: &[String]) -> bool {
    let _own_tokens = OwnTokens::new();
    let mut files = Files::new(std::slice::from_ref(krate));
    files.load_roots();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    files.all.iter().any(|source| {
        let mut found = source.text.split(|c| !is_word(c));
        found.any(|word| words.iter().any(|wanted| wanted == word))
    })
}

/// Returns the findings, with the files and the root of each crate.
fn judged(crates: &[CrateSource], clients: &[String]) -> (Vec<Located>, Files, Vec<FileId>) {
    let (CrateWalk { found, files, .. }, roots) = walk(crates, clients, false);
    let unreadable = roots.iter().filter_map(|root| unreadable(&files, *root));
    let found = found.iter().map(|(finding, file)| {
        let source = &files.all[*file];
        Located::new(finding, source.path.clone(), &source.text)
    });
    let mut said = HashSet::new();
    let mut found: Vec<Located> = unreadable
        .chain(found)
        .filter(|one| said.insert(one.clone()))
        .collect();
    at_attribute::mark(&mut found, &files);
    (found, files, roots)
}

/// Walks a single crate and records all uses between its modules, even if none has a layer.
pub(crate) fn mapped(source: CrateSource) -> Result<CrateWalk, Box<Located>> {
    let _own_tokens = OwnTokens::new();
    let (walked, roots) = walk(&[source], &[], true);
    match unreadable(&walked.files, roots[0]) {
        Some(unreadable) => Err(Box::new(unreadable)),
        None => Ok(walked),
    }
}

/// Walks crates until every file that a name leads into is parsed. Uses are recorded if a module has a layer or if `all_uses` is
/// set.
fn walk(crates: &[CrateSource], clients: &[String], all_uses: bool) -> (CrateWalk, Vec<FileId>) {
    let mut files = Files::new(crates);
    let roots = files.load_roots();
    let layers = crates.iter().filter_map(|krate| krate.layers.as_ref());
    let all_uses = all_uses || layers.flat_map(Layers::listed).next().is_some();
    // Uses of modules have no keywords.
    if all_uses {
        files.parse_wanted([], true);
    }
    let mut round = 0;
    loop {
        let judge = Judge::of_crates(crates, &files, clients, all_uses);
        let walked = judge.crate_roots(files, &roots);
        if walked.wanted.is_empty() {
            return (walked, roots);
        }
        files = walked.files;
        files.parse_wanted(walked.wanted, round >= ROUNDS);
        round += 1;
    }
}

/// Returns the finding on a root file that cannot be read.
fn unreadable(files: &Files, root: FileId) -> Option<Located> {
    let source = &files.all[root];
    let Content::Unreadable(why) = &source.content else {
        return None;
    };
    let headline = format!("the crate root cannot be read: {why}");
    let help = HELP.to_owned();
    Some(Located::at_start(
        source.path.clone(),
        Rule::Unreadable,
        headline,
        help,
    ))
}

const HELP: &str = "make the file readable: the rules can only check code that they can read";

/// Makes proc-macro2 use its own tokens, which have line numbers, until it is dropped.
struct OwnTokens;

impl OwnTokens {
    fn new() -> Self {
        proc_macro2::fallback::force();
        Self
    }
}

impl Drop for OwnTokens {
    fn drop(&mut self) {
        proc_macro2::fallback::unforce();
    }
}
