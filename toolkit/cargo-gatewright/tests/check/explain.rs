//! `cargo gatewright explain`.

use crate::support::{Ran, gatewright, run};
use gatewright_discipline::Rule;

fn explain(options: &[&str]) -> Ran {
    run(gatewright().arg("explain").args(options))
}

#[test]
fn page_of_a_rule_is_its_markdown() {
    for rule in Rule::all() {
        let ran = explain(&[rule.id()]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert_eq!(ran.stdout.trim_end(), rule.page().trim_end());
    }
}

#[test]
fn styles_can_be_forced() {
    let ran = run(gatewright()
        .args(["explain", "locking"])
        .env("CLICOLOR_FORCE", "1"));
    assert!(ran.stdout.contains("\u{1b}[1m#"), "{:?}", ran.stdout);
}

#[test]
fn list_has_one_line_for_each_rule() {
    let ran = explain(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    for rule in Rule::all() {
        let line = ran.stdout.lines().find(|line| line.starts_with(rule.id()));
        let line = line.unwrap_or_else(|| panic!("{rule}\n{}", ran.stdout));
        assert!(line.ends_with(&format!("  {}", rule.summary())), "{line}");
    }
}

#[test]
fn all_pages_are_one_document() {
    let ran = explain(&["--all"]);
    let pages: Vec<String> = Rule::all()
        .map(|rule| rule.page().trim_end().to_owned())
        .collect();
    assert_eq!(ran.stdout, pages.join("\n\n") + "\n");
}

#[test]
fn json_has_rule_summary_and_page() {
    let one = explain(&["shared_state", "--json"]).json();
    assert_eq!(one["rule"], "shared_state");
    assert_eq!(one["summary"], Rule::SharedState.summary());
    assert_eq!(one["page"], Rule::SharedState.page());
    let all = explain(&["--all", "--json"]).json();
    assert_eq!(all.as_array().map(Vec::len), Some(Rule::all().count()));
    assert_eq!(explain(&["--json"]).json(), all);
}

#[test]
fn rule_may_be_spelt_with_hyphens() {
    let ran = explain(&["Shared-State"]);
    assert_eq!(ran.stdout, explain(&["shared_state"]).stdout);
}

#[test]
fn unknown_rule_names_the_nearest_and_the_list() {
    let ran = explain(&["shared_stat"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with(
            "error: there is no rule `shared_stat`\n  = help: did you mean `shared_state`?\n  = note: the rules are threading, locking, "
        ),
        "{}",
        ran.stderr
    );
    let ran = explain(&["xyzzy"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("= help: `cargo gatewright explain` lists the rules"),
        "{}",
        ran.stderr
    );
}

#[test]
fn rule_and_all_conflict() {
    let ran = explain(&["locking", "--all"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
}
