//! Every error message that a user can meet, and programs that have to compile.

/// Two sets, one after the other: trybuild checks a set of programs that must not compile in one call of cargo, but one by
/// one when there are programs to run among them, and the sets share a folder.
#[test]
fn what_must_not_compile_says_what_is_expected_and_what_must_compile_does() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
    trybuild::TestCases::new().pass("pass/*/*.rs");
}
