//! A survey: the findings, with the files, exemptions and suppressions.

use super::{Located, judged};
use crate::crate_source::{CrateSource, Exemption, Files, Suppression, suppressions_of_crate};
use std::collections::HashSet;
use std::path::PathBuf;

/// The findings of crates, and what was looked at.
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

/// Judges crates as [`judge_crates`](super::judge_crates) does, and returns what was looked at too.
pub fn survey_crates(crates: &[CrateSource], clients: &[String]) -> Survey {
    let _own_tokens = super::OwnTokens::new();
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
    let _own_tokens = super::OwnTokens::new();
    let mut files = Files::new(std::slice::from_ref(krate));
    files.load_roots();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    files.all.iter().any(|source| {
        let mut found = source.text.split(|c| !is_word(c));
        found.any(|word| words.iter().any(|wanted| wanted == word))
    })
}
