//! The workspace around a new package.

use crate::edit::{Edit, ManifestFile};
use crate::error::CliError;
use std::path::{Path, PathBuf};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, value};

/// The workspace that cargo finds from the folder of a package.
pub(crate) struct Around {
    pub(crate) manifest: PathBuf,
    file: ManifestFile,
    /// The package's folder, relative to the root, with `/`.
    member: String,
}

/// Finds the workspace around a folder, as cargo does: in the nearest manifest above it that has one. A folder that the workspace
/// excludes is outside.
pub(crate) fn around(folder: &Path) -> Result<Option<Around>, CliError> {
    for root in folder.ancestors().skip(1) {
        let manifest = root.join("Cargo.toml");
        if !manifest.is_file() {
            continue;
        }
        let file = ManifestFile::read(&manifest)?;
        let document = file.document();
        let Some(workspace) = table(&document, "workspace") else {
            continue;
        };
        let relative = folder.strip_prefix(root).unwrap_or(folder);
        let parts: Vec<_> = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let member = parts.join("/");
        let named = |key: &str| strings(workspace, key).any(|one| is_below(&member, &one));
        if named("exclude") && !named("members") {
            return Ok(None);
        }
        return Ok(Some(Around {
            manifest,
            file,
            member,
        }));
    }
    Ok(None)
}

impl Around {
    /// The edit that makes the folder a member. `None` if a member's path or pattern names it already.
    pub(crate) fn edit(&self) -> Option<Edit> {
        let mut document = self.file.document();
        let workspace = table(&document, "workspace")?;
        if strings(workspace, "members").any(|pattern| matches(&pattern, &self.member)) {
            return None;
        }
        let workspace = document.get_mut("workspace")?.as_table_like_mut()?;
        let members = workspace
            .entry("members")
            .or_insert_with(|| value(Array::new()));
        members
            .as_array_mut()
            .map(|members| push(members, &self.member))?;
        Some(self.file.edit(&document, "Cargo.toml"))
    }

    pub(crate) fn member(&self) -> &str {
        &self.member
    }

    /// Whether `[workspace.dependencies]` has the crate.
    pub(crate) fn has_dependency(&self, name: &str) -> bool {
        let document = self.file.document();
        let dependencies = table(&document, "workspace").and_then(|one| one.get("dependencies"));
        dependencies
            .and_then(Item::as_table_like)
            .is_some_and(|one| one.contains_key(name))
    }

    /// Whether the root says what a panic does in release builds. Cargo ignores the profiles of members.
    pub(crate) fn has_panic(&self) -> bool {
        let document = self.file.document();
        let profile = table(&document, "profile").and_then(|one| one.get("release"));
        profile
            .and_then(Item::as_table_like)
            .is_some_and(|one| one.contains_key("panic"))
    }
}

/// Adds a member in the style of the list. A comment behind the last item stays behind it.
fn push(members: &mut Array, member: &str) {
    let last = members
        .len()
        .checked_sub(1)
        .and_then(|last| members.get_mut(last));
    let Some(last) = last else {
        members.push(member);
        return;
    };
    let text = |raw: Option<&toml_edit::RawString>| {
        raw.and_then(toml_edit::RawString::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let before = text(last.decor().prefix());
    let Some((_, indent)) = before.rsplit_once('\n') else {
        members.push(member);
        return;
    };
    // What stands between the last item and the bracket: behind a comma it belongs to the list.
    let mut behind = text(last.decor().suffix());
    last.decor_mut().set_suffix("");
    behind.push_str(&text(Some(members.trailing())));
    let (comment, end) = behind.rsplit_once('\n').unwrap_or((&behind, ""));
    members.push(member);
    let at = members.len() - 1;
    if let Some(item) = members.get_mut(at) {
        item.decor_mut().set_prefix(format!("{comment}\n{indent}"));
    }
    members.set_trailing(format!("\n{end}"));
}

fn table<'d>(document: &'d DocumentMut, key: &str) -> Option<&'d dyn TableLike> {
    let table: &Table = document.as_table();
    table.get(key).and_then(Item::as_table_like)
}

fn strings<'t>(table: &'t dyn TableLike, key: &str) -> impl Iterator<Item = String> + 't {
    let list = table.get(key).and_then(Item::as_array);
    let strings = list
        .into_iter()
        .flatten()
        .filter_map(toml_edit::Value::as_str);
    strings.map(|one| {
        let one = one.replace('\\', "/");
        one.trim_start_matches("./")
            .trim_end_matches('/')
            .to_owned()
    })
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a pattern of `members` names a path. `*` and `?` do not match `/`, and `**` matches any folders.
fn matches(pattern: &str, path: &str) -> bool {
    fn folders(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern, path) {
            ([], []) => true,
            (["**", rest @ ..], _) => (0..=path.len()).any(|from| folders(rest, &path[from..])),
            ([one, rest @ ..], [name, below @ ..]) => {
                let (one, name): (Vec<char>, Vec<char>) =
                    (one.chars().collect(), name.chars().collect());
                characters(&one, &name) && folders(rest, below)
            }
            _ => false,
        }
    }
    fn characters(pattern: &[char], name: &[char]) -> bool {
        match (pattern, name) {
            ([], []) => true,
            (['*', rest @ ..], _) => (0..=name.len()).any(|from| characters(rest, &name[from..])),
            (['?', rest @ ..], [_, below @ ..]) => characters(rest, below),
            ([one, rest @ ..], [other, below @ ..]) if one == other => characters(rest, below),
            _ => false,
        }
    }
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    folders(&pattern, &path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn patterns_match_as_in_cargo() {
        for (pattern, path, is) in [
            ("functions/*", "functions/orders", true),
            ("functions/*", "functions/a/orders", false),
            ("functions/**", "functions/a/orders", true),
            ("fn-?", "fn-a", true),
            ("fn-*", "fn-", true),
            ("*", "orders", true),
            ("orders", "orders-2", false),
        ] {
            assert_eq!(matches(pattern, path), is, "{pattern} {path}");
        }
    }

    /// The manifest of a workspace after `functions/orders` became a member. `None` if it is one already, or outside.
    fn added(manifest: &str) -> Option<String> {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("Cargo.toml");
        fs::write(&path, manifest).expect("a file");
        let around = around(&root.path().join("functions/orders")).expect("TOML")?;
        around
            .edit()?
            .prepare()
            .expect("a file")
            .write()
            .expect("a file");
        Some(fs::read_to_string(&path).expect("a file"))
    }

    #[test]
    fn member_is_added_in_the_style_of_the_list() {
        let add = |manifest| added(manifest).expect("a workspace");
        assert_eq!(
            add("[workspace]\n"),
            "[workspace]\nmembers = [\"functions/orders\"]\n"
        );
        assert_eq!(
            add("[workspace]\nmembers = [\"a\"] # all\n"),
            "[workspace]\nmembers = [\"a\", \"functions/orders\"] # all\n"
        );
        assert_eq!(
            add("[workspace]\nmembers = [\n    # first\n    \"a\",\n]\n"),
            "[workspace]\nmembers = [\n    # first\n    \"a\",\n    \"functions/orders\",\n]\n"
        );
        assert_eq!(
            add("[workspace]\nmembers = [\n  \"a\", # one\n  # two\n]\n"),
            "[workspace]\nmembers = [\n  \"a\", # one\n  # two\n  \"functions/orders\",\n]\n"
        );
        assert_eq!(
            add("[workspace]\nmembers = [\n  \"a\" # one\n]\n"),
            "[workspace]\nmembers = [\n  \"a\", # one\n  \"functions/orders\"\n]\n"
        );
    }

    #[test]
    fn named_or_excluded_folder_is_not_added() {
        for manifest in [
            "[workspace]\nmembers = [\"functions/*\"]\n",
            "[workspace]\nmembers = [\"./functions/orders/\"]\n",
            "[workspace]\nmembers = [\"a\"]\nexclude = [\"functions\"]\n",
            "[package]\nname = \"a\"\n",
        ] {
            assert_eq!(added(manifest), None, "{manifest}");
        }
    }
}
