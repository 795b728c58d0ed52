//! Whether clippy is what compiles.

use std::env;

/// Lints of style are about the loop as the user wrote it: whether its body is one statement, what it iterates over. clippy
/// builds nothing that runs, so it is shown exactly that.
pub(super) fn is_linting() -> bool {
    env::current_exe().is_ok_and(|exe| exe.file_stem().is_some_and(|name| name == "clippy-driver"))
}
