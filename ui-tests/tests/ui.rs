//! Programs that must fail to compile with the expected messages, and programs that must compile.

/// Trybuild checks programs that must fail in one call of cargo, but one by one if a set also has programs to run.
///
/// Therefore there are two sets. They run in sequence because they share a folder.
#[test]
fn programs_fail_or_compile_as_expected() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
    trybuild::TestCases::new().pass("pass/*/*.rs");
}
