//! A survey lists the files that were read, the exemptions, and the lines where rules are suppressed.

use gatewright_discipline::{CfgSet, CrateSource, Survey, crate_mentions, survey_crates};
use std::fs;
use tempfile::TempDir;

fn source(files: &[(&str, &str)]) -> (TempDir, CrateSource) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let source = CrateSource {
        root: folder.path().join(files[0].0),
        cfg: CfgSet::undecided(),
        ..CrateSource::default()
    };
    (folder, source)
}

fn survey(files: &[(&str, &str)]) -> Survey {
    let (_folder, source) = source(files);
    survey_crates(&[source], &[])
}

fn name(path: &std::path::Path) -> String {
    let name = path.file_name().expect("a file");
    name.to_string_lossy().into_owned()
}

#[test]
fn files_are_listed_with_line_counts() {
    let survey = survey(&[
        ("main.rs", "mod a;\nfn main() {}\n"),
        ("a.rs", "pub fn a() {}\n\n\n"),
    ]);
    let files: Vec<(String, usize, usize)> = survey
        .files
        .iter()
        .map(|(path, lines, krate)| (name(path), *lines, *krate))
        .collect();
    assert_eq!(
        files,
        [("main.rs".to_owned(), 2, 0), ("a.rs".to_owned(), 3, 0)]
    );
}

#[test]
fn exemptions_are_listed_with_reasons() {
    let survey = survey(&[
        (
            "main.rs",
            "#[exempt(locking, reason = \" one \")]\nmod a;\n\
             struct S;\nimpl S {\n    #[gatewright::exempt(threading, blocking, reason = \"two\")]\n    fn f() { std::thread::spawn(|| std::thread::sleep(T)); }\n}\n\
             #[cfg(test)]\nmod tests { #[exempt(locking, reason = \"no build has it\")] fn f() {} }\n",
        ),
        (
            "a.rs",
            "use std::sync::Mutex;\npub fn a() {\n    #[exempt(blocking, reason = \"three\")]\n    let x = std::thread::sleep(T);\n}\n",
        ),
    ]);
    let listed: Vec<String> = survey
        .exemptions
        .iter()
        .map(|one| {
            let rules: Vec<&str> = one.rules.iter().map(|rule| rule.id()).collect();
            format!(
                "{}:{} {} {}",
                name(&one.file),
                one.line,
                rules.join("+"),
                one.reason
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            "main.rs:1 locking one",
            "a.rs:3 blocking three",
            "main.rs:5 threading+blocking two"
        ]
    );
    assert!(survey.findings.is_empty(), "{:#?}", survey.findings);
}

#[test]
fn suppressions_cover_main_and_exempted_files() {
    let survey = survey(&[
        (
            "main.rs",
            "fn main() {\n}\n#[exempt(locking, reason = \"r\")]\nmod a;\nmod b {\n    fn main() {}\n}\n",
        ),
        ("a.rs", "use std::sync::Mutex;\n\n"),
    ]);
    let suppressed: Vec<String> = survey
        .suppressions
        .iter()
        .map(|one| {
            let rule = one.rule.map_or("all", |rule| rule.id());
            format!(
                "{}:{}-{} {rule}",
                name(&one.file),
                one.lines.start(),
                one.lines.end()
            )
        })
        .collect();
    assert_eq!(
        suppressed,
        ["main.rs:1-2 all", "main.rs:3-4 locking", "a.rs:1-2 locking"]
    );
}

#[test]
fn crate_mentions_whole_words_in_all_files() {
    let (_folder, source) = source(&[("main.rs", "mod a;"), ("a.rs", "use lambda_runtime::run;")]);
    let mentions = |word: &str| crate_mentions(&source, &[word.to_owned()]);
    assert!(mentions("lambda_runtime"));
    assert!(!mentions("lambda"));
}
