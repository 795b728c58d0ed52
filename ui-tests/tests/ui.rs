//! Programs that must fail to compile with the expected messages, and programs that must compile.

use std::fs;
use std::path::Path;

/// Trybuild checks programs that must fail in one call of cargo, but one by one if a set also has programs to run.
///
/// Therefore there are two sets. They run in sequence because they share a folder.
#[test]
fn programs_fail_or_compile_as_expected() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
    trybuild::TestCases::new().pass("pass/*/*.rs");
}

/// With the component `rust-src`, rustc adds lines of the standard library to such a message.
#[test]
fn no_expected_message_points_into_the_standard_library() {
    let fail = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail");
    let entries = |folder: &Path| fs::read_dir(folder).expect("a folder of programs");
    let folders = entries(&fail).map(|folder| folder.expect("an entry").path());
    let files =
        folders.flat_map(|folder| entries(&folder).map(|file| file.expect("an entry").path()));
    let messages = files.filter(|file| {
        file.extension()
            .is_some_and(|extension| extension == "stderr")
    });
    let found: Vec<_> = messages
        .filter(|file| {
            fs::read_to_string(file)
                .expect("a message")
                .contains("$RUST")
        })
        .collect();
    assert!(
        found.is_empty(),
        "use another mistake, whose message depends on the user's code alone: {found:#?}"
    );
}
