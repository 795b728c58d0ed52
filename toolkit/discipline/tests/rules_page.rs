//! `docs/rules.md` is rendered from the pages of the rules.

use gatewright_discipline::Rule;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const INTRODUCTION: &str = "<!-- Rendered from toolkit/discipline/src/rules/*.md. Rewrite it with
     UPDATE_DOCS=1 cargo test -p gatewright-discipline rules_page -->

# Rules

Gatewright refuses code that compiles but does not work well on AWS Lambda. The attribute macros report it as compile errors, and
`cargo gatewright check` reports it for whole packages and their dependencies. Every message names its rule; `cargo gatewright explain RULE`
prints the rule's section of this page.

`#[exempt(RULE, reason = \"…\")]` on an item silences a rule in it. The reason is mandatory.

";

fn rendered() -> String {
    let mut page = INTRODUCTION.to_owned();
    page.push_str("| rule | code that breaks it |\n|---|---|\n");
    for rule in Rule::all() {
        let id = rule.id();
        writeln!(page, "| [`{id}`](#{id}) | {} |", rule.summary()).expect("a string");
    }
    for rule in Rule::all() {
        page.push('\n');
        page.push_str(rule.page());
    }
    page
}

#[test]
fn rules_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let rendered = rendered();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder `docs`");
        fs::write(&path, &rendered).expect("a file");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == rendered,
        "docs/rules.md differs from src/rules/*.md: rewrite it with `UPDATE_DOCS=1 cargo test -p gatewright-discipline rules_page`"
    );
}

#[test]
fn every_page_has_the_same_sections() {
    let sections = [
        "Refused",
        "Why",
        "Write instead",
        "Accepted",
        "Exempt",
        "Found by",
    ];
    for rule in Rule::all() {
        let page = rule.page();
        assert!(page.starts_with(&format!("## `{}`\n", rule.id())), "{rule}");
        let found: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .collect();
        assert_eq!(found, sections, "{rule}");
    }
}
