//! Every case of the corpus has the findings that it states, at the places that it states.

mod corpus;

use corpus::{Case, Expected, cases};
use gatewright_discipline::{Finding, judge_item};
use std::fmt::Write as _;

fn judge(source: &str) -> Vec<Finding> {
    let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let mut module: syn::ItemMod = syn::parse_quote!(
        mod shop {}
    );
    module.content.as_mut().expect("braces").1 = file.items;
    judge_item(&syn::Item::Mod(module))
}

fn found(source: &str) -> Vec<Expected> {
    let mut found: Vec<Expected> = judge(source)
        .into_iter()
        .map(|finding| Expected {
            line: finding.span.start().line,
            column: finding.span.start().column,
            rule: finding.rule.id().to_owned(),
            headline: finding.headline,
        })
        .collect();
    found.sort();
    found
}

fn check(cases: &[Case]) {
    let mut wrong = String::new();
    let mut failed = 0;
    for case in cases {
        let found = found(&case.source);
        if found != case.expected {
            failed += 1;
            let (name, source, expected) = (&case.name, &case.source, &case.expected);
            writeln!(
                wrong,
                "## {name}\n{source}expected {expected:#?}\nfound {found:#?}\n"
            )
            .expect("a string");
        }
    }
    assert!(
        failed == 0,
        "{failed} of {} cases have wrong findings:\n{wrong}",
        cases.len()
    );
}

#[test]
fn refused_programs_have_exactly_the_expected_findings() {
    let cases = cases("refused");
    assert!(
        cases.iter().all(|case| !case.expected.is_empty()),
        "a refused case states its findings"
    );
    check(&cases);
}

#[test]
fn accepted_programs_have_no_findings() {
    let cases = cases("accepted");
    assert!(
        cases.iter().all(|case| case.expected.is_empty()),
        "an accepted case expects nothing"
    );
    check(&cases);
}

/// Violations that are not found. The crate's documentation lists them as limits. A case that becomes visible moves to `refused/`.
#[test]
fn known_blind_spots_have_no_findings() {
    check(&cases("blind_spots"));
}
