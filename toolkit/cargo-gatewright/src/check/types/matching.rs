//! Which of clippy's hits the engine has not said already.

use gatewright_discipline::{Located, Refused, Silent};
use std::path::PathBuf;

/// A place where clippy found a refused path.
#[derive(Clone, Debug)]
pub(in crate::check) struct Hit {
    pub(in crate::check) refused: &'static Refused,
    pub(in crate::check) file: PathBuf,
    pub(in crate::check) line: usize,
    pub(in crate::check) column: usize,
    pub(in crate::check) end_line: usize,
    pub(in crate::check) end_column: usize,
}

/// The hits that are news: not where rules are silent, and not what the engine reports where the name comes in.
pub(in crate::check) fn new_hits(hits: &[Hit], said: &[Located], silent: &[Silent]) -> Vec<Hit> {
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

fn is_silent(hit: &Hit, silent: &[Silent]) -> bool {
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
    use gatewright_discipline::{Rule, refused_paths};

    fn hit(path: &str, line: usize) -> Hit {
        let refused = refused_paths()
            .into_iter()
            .find(|one| one.path == path)
            .expect("a known path");
        Hit {
            refused: Box::leak(Box::new(refused)),
            file: "src/a.rs".into(),
            line,
            column: 5,
            end_line: line,
            end_column: 9,
        }
    }

    fn said(line: usize, headline: &str, snippet: &str) -> Located {
        Located {
            file: "src/b.rs".into(),
            line,
            column: 1,
            end_line: line,
            end_column: 2,
            snippet: snippet.to_owned(),
            rule: Rule::Locking,
            headline: headline.to_owned(),
            help: String::new(),
            at_attribute: false,
        }
    }

    #[test]
    fn what_the_engine_reported_at_the_import_is_no_news_at_the_use() {
        let hits = [hit("std::sync::Mutex", 7), hit("std::sync::Mutex::lock", 9)];
        let headline = "`std::sync::Mutex` locks what nothing else can reach";
        let import = said(1, headline, "pub use std::sync::Mutex;");
        assert!(new_hits(&hits, &[import], &[]).is_empty());
        let elsewhere = said(1, headline, "    let x = std::sync::Mutex::new(1);");
        let news = new_hits(&hits, &[elsewhere], &[]);
        assert_eq!(news.len(), 1);
        assert_eq!(news[0].line, 7);
    }

    #[test]
    fn what_nobody_reported_is_news_once_a_line() {
        let hits = [
            hit("std::sync::Mutex::lock", 9),
            hit("std::sync::Mutex::lock", 9),
        ];
        assert_eq!(new_hits(&hits, &[], &[]).len(), 1);
    }

    #[test]
    fn where_a_rule_is_silent_only_that_rule_is() {
        let silent = |rule| Silent {
            file: "src/a.rs".into(),
            lines: 1..=9,
            rule,
        };
        let hits = [hit("std::sync::Mutex::lock", 9)];
        assert!(new_hits(&hits, &[], &[silent(Some(Rule::Locking))]).is_empty());
        assert!(new_hits(&hits, &[], &[silent(None)]).is_empty());
        assert_eq!(
            new_hits(&hits, &[], &[silent(Some(Rule::Blocking))]).len(),
            1
        );
    }
}
