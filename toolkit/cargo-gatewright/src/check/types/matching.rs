//! Filters clippy's hits by the findings of the pass over sources.

use gatewright_discipline::{Located, RefusedPath, Suppression};
use std::path::PathBuf;

/// A place where clippy found a refused path.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) refused: &'static RefusedPath,
    pub(crate) file: PathBuf,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// Returns the hits that are new: not in suppressed code, and not the same mistake as a finding in the source.
pub(crate) fn new_hits(hits: &[Hit], found: &[Located], suppressions: &[Suppression]) -> Vec<Hit> {
    let mut new: Vec<Hit> = Vec::new();
    for hit in hits {
        let again = new.iter().any(|other| {
            (&other.file, other.line, other.refused.row) == (&hit.file, hit.line, hit.refused.row)
        });
        if !again
            && !is_suppressed(hit, suppressions)
            && !found.iter().any(|one| is_same_mistake(one, hit))
        {
            new.push(hit.clone());
        }
    }
    new
}

fn is_suppressed(hit: &Hit, suppressions: &[Suppression]) -> bool {
    suppressions.iter().any(|one| {
        one.file == hit.file
            && one.lines.contains(&hit.line)
            && one.rule.is_none_or(|rule| rule == hit.refused.rule)
    })
}

/// Whether a finding is the same mistake as a hit: it is on the same line, or at the import of the name. The pass over sources
/// reports an import once and not its uses.
fn is_same_mistake(finding: &Located, hit: &Hit) -> bool {
    if finding.rule == hit.refused.rule
        && finding.file == hit.file
        && (finding.line..=finding.end_line).contains(&hit.line)
    {
        return true;
    }
    let row = format!("`{}", hit.refused.row.trim_end_matches('*'));
    if !finding.headline.starts_with(&row) {
        return false;
    }
    // A method of a refused type is part of that mistake.
    let is_member = hit.refused.path != hit.refused.row && !hit.refused.row.ends_with('*');
    is_member || brings_in(&finding.snippet)
}

/// Whether a line is an import or an alias. A line that ends with a comma may be part of an import over several lines.
fn brings_in(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.any(|word| matches!(word, "use" | "type" | "extern")) || line.trim_end().ends_with(',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatewright_discipline::{CrateSource, Survey, refused_paths, survey_crates};
    use std::fs;

    /// Surveys a crate, and makes a hit for each of `paths` on `line` of it.
    fn survey(text: &str, paths: &[&str], line: usize) -> (Survey, Vec<Hit>) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("lib.rs");
        fs::write(&root, text).expect("a file");
        let hit = |path: &&str| {
            let refused = refused_paths().into_iter().find(|one| one.path == *path);
            Hit {
                refused: Box::leak(Box::new(refused.expect("a known path"))),
                file: root.clone(),
                line,
                column: 5,
                end_line: line,
                end_column: 9,
            }
        };
        let hits = paths.iter().map(hit).collect();
        let source = CrateSource {
            root: root.clone(),
            ..CrateSource::default()
        };
        (survey_crates(&[source], &[]), hits)
    }

    /// The paths of the new hits.
    fn new_paths(text: &str, paths: &[&str], line: usize) -> Vec<&'static str> {
        let (survey, hits) = survey(text, paths, line);
        let new = new_hits(&hits, &survey.findings, &survey.suppressions);
        new.iter().map(|hit| hit.refused.path).collect()
    }

    const MUTEX: &str = "std::sync::Mutex";
    const LOCK: &str = "std::sync::Mutex::lock";
    const NONE: [&str; 0] = [];

    #[test]
    fn use_of_reported_import_is_not_new() {
        for import in [
            "use std::sync::Mutex;",
            "type Shared = std::sync::Mutex<u8>;",
            "use std::sync::{\n    Arc,\n    Mutex,\n};",
        ] {
            assert_eq!(new_paths(import, &[MUTEX, LOCK], 7), NONE, "{import}");
        }
    }

    #[test]
    fn type_reported_elsewhere_is_new_but_its_methods_are_not() {
        let text = "fn f() { std::sync::Mutex::new(1); }";
        assert_eq!(new_paths(text, &[MUTEX], 7), [MUTEX]);
        assert_eq!(new_paths(text, &[LOCK], 7), NONE);
        assert_eq!(new_paths(text, &[MUTEX], 1), NONE);
    }

    #[test]
    fn unreported_hit_is_new_once_a_line() {
        assert_eq!(new_paths("fn f() {}", &[LOCK, LOCK], 1), [LOCK]);
    }

    #[test]
    fn suppression_covers_its_own_rule_only() {
        let exempt = |rule: &str| {
            format!("#[exempt({rule}, reason = \"r\")]\nfn f(a: &A) {{\n    a.lock();\n}}\n")
        };
        assert_eq!(new_paths(&exempt("locking"), &[LOCK], 3), NONE);
        assert_eq!(new_paths(&exempt("blocking"), &[LOCK], 3), [LOCK]);
        assert_eq!(
            new_paths("fn main() {\n    a.lock();\n}\n", &[LOCK], 2),
            NONE
        );
    }
}
