//! The pieces of each event source in the list: CONTRIBUTING.md says how to add one.
#![cfg(test)]

use std::path::Path;
use std::{env, fs};

use gatewright_tables::{Arguments, EventSource, SOURCES};

/// Returns the missing pieces of a source, each with the place where it belongs.
fn missing(attribute: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let constant = attribute.to_uppercase();
    let sources = "runtime/src/event/source";
    // Sources without an event of their own are in the module itself.
    let source = ["", &format!("/{attribute}")].map(|file| match file {
        "" => format!("{sources}/mod.rs"),
        file => format!("{sources}{file}.rs"),
    });
    let has_constant = source
        .iter()
        .any(|file| read(file).contains(&format!("pub const {constant}: &Source")));
    let example = format!("#[{attribute}");
    let pieces = [
        (
            has_constant,
            format!("a constant `{constant}: &Source` in `{}`", source[1]),
        ),
        (
            read(&format!("macros/docs/{attribute}.md")).contains(&example),
            format!("an example of `#[{attribute}]` in `macros/docs/{attribute}.md`"),
        ),
        (
            read("ui-tests/pass/sources/every-source.rs").contains(&example),
            format!("a handler of `#[{attribute}]` in `ui-tests/pass/sources/every-source.rs`"),
        ),
        (
            read("runtime/tests/fixtures/gateways.rs").contains(&example),
            format!("a handler of `#[{attribute}]` in `runtime/tests/fixtures/gateways.rs`"),
        ),
        (
            read("runtime/tests/fixtures/expected.rs").contains(&format!("\"{attribute}\"")),
            format!("the fixtures of `#[{attribute}]` in `runtime/tests/fixtures/expected.rs`"),
        ),
    ];
    let missing = pieces.into_iter().filter(|(is_there, _)| !is_there);
    missing.map(|(_, piece)| piece).collect()
}

#[test]
fn every_source_has_all_its_pieces() {
    let missing: Vec<_> = SOURCES
        .iter()
        .flat_map(|source| missing(source.attribute))
        .collect();
    assert!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
}

#[test]
fn source_without_pieces_is_told_all_of_them() {
    assert_eq!(missing("no_such_source").len(), 5);
}

fn row(source: &EventSource) -> String {
    let attribute = source.attribute;
    let service = match source.service {
        "" => source.events,
        service => service,
    };
    let name = match source.arguments {
        Arguments::EventPattern => "`source` and `detail_type`",
        _ => source.resource,
    };
    let payload = source.payload;
    format!("| [`{attribute}`](macro@crate::{attribute}) | {service} | {name} | {payload} |\n")
}

/// The table in the documentation, between its two markers.
fn table() -> String {
    let mut table =
        "<!-- table -->\n\n| attribute | events of | name | payload |\n|---|---|---|---|\n"
            .to_owned();
    for source in SOURCES {
        table += &row(source);
    }
    table + "\n<!-- end of table -->"
}

#[test]
fn documentation_has_the_table_of_all_sources() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/event_sources.md");
    let page = fs::read_to_string(&path).expect("the page can be read");
    let start = page
        .find("<!-- table -->")
        .expect("the table's first marker");
    let last = "<!-- end of table -->";
    let end = page.find(last).expect("the table's last marker") + last.len();
    let expected = format!("{}{}{}", &page[..start], table(), &page[end..]);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).expect("the page can be written");
    } else {
        assert!(
            page == expected,
            "the table differs from the list of sources: run `UPDATE_DOCS=1 cargo test -p gatewright --test event_sources`"
        );
    }
}
