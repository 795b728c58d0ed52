//! clippy's configuration, from the table of the rules.

use crate::cli::Wrong;
use gatewright_discipline::{PathKind, RefusedPath, refused_paths};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static PATHS: LazyLock<Vec<RefusedPath>> = LazyLock::new(refused_paths);

/// Writes the configuration below `folder`, and names the folder that it is in.
pub(super) fn write(folder: &Path) -> Result<PathBuf, Wrong> {
    let folder = folder.join("clippy");
    let file = folder.join("clippy.toml");
    let text = text(true);
    // Written anew, the same text would have every crate checked again.
    if fs::read_to_string(&file).is_ok_and(|there| there == text) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| {
            format!(
                "{} cannot be written: {error}\n  = help: make the target directory writable, or name another in CARGO_TARGET_DIR",
                file.display()
            )
        })?;
    Ok(folder)
}

/// The text of `clippy.toml`. With `lenient`, paths that this platform's crates do not have are passed over.
fn text(lenient: bool) -> String {
    let mut text = String::new();
    for (key, kind) in [
        ("disallowed-methods", PathKind::Function),
        ("disallowed-types", PathKind::Type),
    ] {
        let _ = writeln!(text, "{key} = [");
        for one in PATHS.iter().filter(|one| one.kind == kind) {
            let _ = writeln!(
                text,
                "    {{ path = \"{}\", allow-invalid = {lenient} }},",
                one.path
            );
        }
        let _ = writeln!(text, "]");
    }
    text
}

/// What a message of clippy's is about: ``use of a disallowed method `std::thread::spawn` ``.
pub(super) fn refused(message: &str) -> Option<&'static RefusedPath> {
    let path = message.split('`').nth(1)?;
    PATHS.iter().find(|one| one.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_leads_to_the_row_of_its_path() {
        let found = refused("use of a disallowed type `std::sync::atomic::AtomicU8`");
        let found = found.expect("a known path");
        assert_eq!(found.row, "std::sync::atomic::Atomic*");
        assert_eq!(found.rule.id(), "locking");
        assert!(refused("use of a disallowed method `my::own`").is_none());
    }

    #[test]
    fn the_configuration_keeps_types_and_functions_apart() {
        let text = text(false);
        let (functions, types) = text.split_once("disallowed-types").expect("both lists");
        assert!(functions.contains("{ path = \"std::thread::spawn\", allow-invalid = false }"));
        assert!(types.contains("\"std::sync::Mutex\""));
        assert!(!types.contains("\"std::sync::Mutex::lock\""));
    }
}
