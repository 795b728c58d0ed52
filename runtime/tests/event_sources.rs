//! The pieces of each event source in the list: CONTRIBUTING.md says how to add one.
#![cfg(test)]

use std::path::Path;
use std::{env, fs};

use gatewright_tables::{Arguments, EventSource, OptionValues, SOURCES, SourceOption};

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

/// The values of an option in words.
fn values(option: &SourceOption) -> String {
    match option.values {
        OptionValues::Switch => "`true` or `false`".to_owned(),
        OptionValues::Number(min, max, unit) => format!("{min} to {max} {unit}"),
        OptionValues::Word(words) => {
            let quoted: Vec<_> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
            quoted.join(" or ")
        }
        OptionValues::Name(naming) => format!("a name: {}", naming.rule),
        OptionValues::Target(types) => format!(
            "`type` is {}; `name` is that of a standard queue or topic, a bucket or a topic",
            types.join(", ")
        ),
        OptionValues::Object(_) => "the options below".to_owned(),
        OptionValues::FilterCriteria(fields) => {
            let fields: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
            format!(
                "at most 10 patterns, 5 unless the quota is raised, of at most 4096 characters, as JSON objects with the fields {}",
                fields.join(", ")
            )
        }
        OptionValues::FilterPolicy => {
            "a JSON object with at most 5 keys and 150 combinations of values".to_owned()
        }
        OptionValues::BucketEvents => "the events of S3's notifications".to_owned(),
        OptionValues::KeyPart => "text without wildcards, with `+` for a space".to_owned(),
        OptionValues::Schedule => {
            "`rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2027-01-31T12:00:00)`".to_owned()
        }
        OptionValues::TimeZone => "the name of an IANA time zone".to_owned(),
        OptionValues::LogPattern => "at most 1024 characters".to_owned(),
    }
}

/// The rows of options. The names of those in a list of options follow that of the list.
fn option_rows(options: &[SourceOption], within: &str, rows: &mut String) {
    for option in options {
        let SourceOption { name, property, .. } = option;
        let source = match option.shape.split_once('.') {
            Some((service, shape)) => format!("{service}: `{shape}`"),
            None => "documentation".to_owned(),
        };
        *rows += &format!(
            "| `{within}{name}` | `{property}` | {} | {source} |\n",
            values(option)
        );
        if let OptionValues::Object(inner) = option.values {
            option_rows(inner, &format!("{within}{name}."), rows);
        }
    }
}

/// The table of each source's options.
fn option_tables() -> String {
    let mut tables = "<!-- options -->\n".to_owned();
    for source in SOURCES {
        if source.options().is_empty() {
            continue;
        }
        tables += &format!(
            "\n## `#[{}]`\n\n| option | property | values | source |\n|---|---|---|---|\n",
            source.attribute
        );
        option_rows(source.options(), "", &mut tables);
    }
    tables + "\n<!-- end of options -->"
}

/// The page with this text from the first to the last marker.
fn replaced(page: &str, start: &str, last: &str, text: &str) -> String {
    let from = page.find(start).expect("the first marker");
    let to = page.find(last).expect("the last marker") + last.len();
    format!("{}{text}{}", &page[..from], &page[to..])
}

#[test]
fn documentation_has_the_tables_of_sources_and_options() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/event_sources.md");
    let page = fs::read_to_string(&path).expect("the page can be read");
    let expected = replaced(&page, "<!-- table -->", "<!-- end of table -->", &table());
    let expected = replaced(
        &expected,
        "<!-- options -->",
        "<!-- end of options -->",
        &option_tables(),
    );
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &expected).expect("the page can be written");
    } else {
        assert!(
            page == expected,
            "the tables differ from the list of sources: run `UPDATE_DOCS=1 cargo test -p gatewright --test event_sources`"
        );
    }
}
