//! `COMPARE.md` shows the Rust programs of this package as they are.

use std::fs;
use std::path::{Path, PathBuf};

/// Stands above a block of code, with the path of the file that the block shows.
const MARKER: &str = "<!-- shows ";

/// Writes the blocks again.
const REGENERATE: &str = "TRYBUILD=overwrite cargo test -p gatewright-compare";

#[test]
fn document_shows_the_programs_that_compile() {
    let path = root().join("COMPARE.md");
    let found = fs::read_to_string(&path).expect("COMPARE.md");
    let expected = with_programs(&found);
    if std::env::var("TRYBUILD").is_ok_and(|update| update == "overwrite") {
        fs::write(path, expected).expect("COMPARE.md can be written");
    } else {
        assert!(
            found == expected,
            "COMPARE.md does not show the programs as they are: run `{REGENERATE}`"
        );
    }
}

/// The document with the text of each file that it shows.
fn with_programs(document: &str) -> String {
    let mut parts = document.split(MARKER);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (file, rest) = part.split_once(" -->\n").expect("a marker names a file");
        let fences: Vec<&str> = rest.splitn(3, "```").collect();
        let [before, block, after] = fences[..] else {
            panic!("no block of code follows the marker of {file}");
        };
        let language = block.lines().next().unwrap_or_default();
        let program =
            fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        text.extend([
            MARKER, file, " -->\n", before, "```", language, "\n", &program, "```", after,
        ]);
    }
    text
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
