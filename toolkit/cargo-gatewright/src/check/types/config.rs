//! clippy's configuration, generated from the rules' table.

use crate::error::CliError;
use gatewright_discipline::{PathKind, RefusedPath, refused_paths};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static PATHS: LazyLock<Vec<RefusedPath>> = LazyLock::new(refused_paths);

/// Writes the configuration below `folder` and returns its directory. `also` are further functions to look for.
pub(crate) fn write(folder: &Path, also: &[&str]) -> Result<PathBuf, CliError> {
    let folder = folder.join("clippy");
    let file = folder.join("clippy.toml");
    let text = text(true, also);
    // A rewritten file, even with the same text, would make cargo check every crate again.
    if fs::read_to_string(&file).is_ok_and(|there| there == text) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| {
            CliError::new(format!("could not write `{}`: {error}", file.display()))
                .help("make the target directory writable, or set another one in CARGO_TARGET_DIR")
        })?;
    Ok(folder)
}

/// Returns the text of `clippy.toml`. With `lenient`, clippy ignores paths that do not exist on this platform.
fn text(lenient: bool, also: &[&str]) -> String {
    let mut text = String::new();
    for (key, kind) in [
        ("disallowed-methods", PathKind::Function),
        ("disallowed-types", PathKind::Type),
    ] {
        let _ = writeln!(text, "{key} = [");
        let own = PATHS.iter().filter(|one| one.kind == kind);
        let also = also.iter().filter(|_| kind == PathKind::Function);
        for path in own.map(|one| one.path).chain(also.copied()) {
            let _ = writeln!(
                text,
                "    {{ path = \"{path}\", allow-invalid = {lenient} }},"
            );
        }
        let _ = writeln!(text, "]");
    }
    text
}

/// Returns the row that a message of clippy's is about: ``use of a disallowed method `std::thread::spawn` ``.
pub(crate) fn refused(message: &str) -> Option<&'static RefusedPath> {
    let path = path(message)?;
    PATHS.iter().find(|one| one.path == path)
}

/// Returns the path that a message of clippy's is about.
pub(crate) fn path(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_leads_to_row_of_its_path() {
        let found = refused("use of a disallowed type `std::sync::atomic::AtomicU8`");
        let found = found.expect("a known path");
        assert_eq!(found.row, "std::sync::atomic::Atomic*");
        assert_eq!(found.rule.id(), "locking");
        assert!(refused("use of a disallowed method `my::own`").is_none());
    }

    #[test]
    fn types_and_functions_have_separate_lists() {
        let text = text(false, &["aws_sdk_sqs::Client::send_message"]);
        let (functions, types) = text.split_once("disallowed-types").expect("both lists");
        assert!(functions.contains("{ path = \"std::thread::spawn\", allow-invalid = false }"));
        assert!(functions.contains("\"aws_sdk_sqs::Client::send_message\""));
        assert!(types.contains("\"std::sync::Mutex\""));
        assert!(!types.contains("\"std::sync::Mutex::lock\""));
    }
}
