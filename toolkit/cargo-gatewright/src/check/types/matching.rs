//! Which of clippy's hits the engine has not said already.

use gatewright_discipline::{Located, RefusedPath, Suppression};
use std::path::PathBuf;

/// A place where clippy found a refused path.
#[derive(Clone, Debug)]
pub(in crate::check) struct Hit {
    pub(in crate::check) refused: &'static RefusedPath,
    pub(in crate::check) file: PathBuf,
    pub(in crate::check) line: usize,
    pub(in crate::check) column: usize,
    pub(in crate::check) end_line: usize,
    pub(in crate::check) end_column: usize,
}

/// The hits that are news: not where rules are silent, and not what the engine reports where the name comes in.
pub(in crate::check) fn new_hits(
    hits: &[Hit],
    said: &[Located],
    silent: &[Suppression],
) -> Vec<Hit> {
    let mut news: Vec<Hit> = Vec::new();
    for hit in hits {
        let again = news.iter().any(|other| {
            (&other.file, other.line, other.refused.row) == (&hit.file, hit.line, hit.refused.row)
        });
        if !again && !is_silent(hit, silent) && !said.iter().any(|one| says(one, hit)) {
            news.push(hit.clone());
        }
    }
    news
}

fn is_silent(hit: &Hit, silent: &[Suppression]) -> bool {
    silent.iter().any(|silent| {
        silent.file == hit.file
            && silent.lines.contains(&hit.line)
            && silent.rule.is_none_or(|rule| rule == hit.refused.rule)
    })
}

/// Whether the engine's finding is the same mistake: on the same line, or where the name that this is about comes into the crate,
/// from where on the engine is silent about it.
fn says(finding: &Located, hit: &Hit) -> bool {
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
    // A method of a type that is refused somewhere is part of that mistake.
    let is_member = hit.refused.path != hit.refused.row && !hit.refused.row.ends_with('*');
    is_member || brings_in(&finding.snippet)
}

/// Whether a line is an import or an alias; one that ends with a comma may be a leaf of an import over several lines.
fn brings_in(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.any(|word| matches!(word, "use" | "type" | "extern")) || line.trim_end().ends_with(',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use gatewright_discipline::{CrateSource, Survey, refused_paths, survey_crates};
    use std::fs;

    /// What the engine says of a crate, and a place on `line` of it where clippy found each of `paths`.
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

    /// The paths that are news.
    fn news(text: &str, paths: &[&str], line: usize) -> Vec<&'static str> {
        let (survey, hits) = survey(text, paths, line);
        let news = new_hits(&hits, &survey.findings, &survey.suppressions);
        news.iter().map(|hit| hit.refused.path).collect()
    }

    const MUTEX: &str = "std::sync::Mutex";
    const LOCK: &str = "std::sync::Mutex::lock";
    const NONE: [&str; 0] = [];

    #[test]
    fn what_the_engine_reported_at_the_import_is_no_news_at_the_use() {
        for import in [
            "use std::sync::Mutex;",
            "type Shared = std::sync::Mutex<u8>;",
            "use std::sync::{\n    Arc,\n    Mutex,\n};",
        ] {
            assert_eq!(news(import, &[MUTEX, LOCK], 7), NONE, "{import}");
        }
    }

    #[test]
    fn what_the_engine_reported_elsewhere_is_news_here_but_for_its_methods() {
        let text = "fn f() { std::sync::Mutex::new(1); }";
        assert_eq!(news(text, &[MUTEX], 7), [MUTEX]);
        assert_eq!(news(text, &[LOCK], 7), NONE);
        assert_eq!(news(text, &[MUTEX], 1), NONE);
    }

    #[test]
    fn what_nobody_reported_is_news_once_a_line() {
        assert_eq!(news("fn f() {}", &[LOCK, LOCK], 1), [LOCK]);
    }

    #[test]
    fn where_a_rule_is_silent_only_that_rule_is() {
        let exempt = |rule: &str| {
            format!("#[exempt({rule}, reason = \"r\")]\nfn f(a: &A) {{\n    a.lock();\n}}\n")
        };
        assert_eq!(news(&exempt("locking"), &[LOCK], 3), NONE);
        assert_eq!(news(&exempt("blocking"), &[LOCK], 3), [LOCK]);
        assert_eq!(news("fn main() {\n    a.lock();\n}\n", &[LOCK], 2), NONE);
    }
}
