//! `SECURITY.md` names a test for each promise, and the tests are there.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

#[test]
fn each_promise_names_tests_that_exist() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs::read_to_string(root.join("SECURITY.md"))?;
    let (_, table) = text
        .split_once("| promise | test |\n|---|---|\n")
        .context("expected the table of promises")?;
    let rows: Vec<&str> = table
        .lines()
        .take_while(|row| row.starts_with('|'))
        .collect();
    ensure!(rows.len() >= 8, "{} promises", rows.len());
    for row in rows {
        let tests = row.split('|').nth(2).with_context(|| row.to_owned())?;
        let mut names = tests.split('`').skip(1).step_by(2);
        let file = names.next().with_context(|| row.to_owned())?;
        let code = fs::read_to_string(root.join(file))
            .with_context(|| format!("{row}: could not read {file}"))?;
        let code = code.replace("#[tokio::test]", "#[test]");
        let names: Vec<&str> = names.collect();
        ensure!(!names.is_empty(), "expected the name of a test: {row}");
        for name in names {
            let function = format!("fn {name}(");
            let is_test = code.split("#[test]").skip(1).any(|after| {
                after
                    .split_inclusive('{')
                    .next()
                    .is_some_and(|head| head.contains(&function))
            });
            ensure!(is_test, "expected the test `{name}` in {file}");
        }
    }
    Ok(())
}
