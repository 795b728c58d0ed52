//! `[package.metadata.gatewright]`: what a package says to the rules.

use super::error::Text;
use super::{ManifestError, Value, layers, lookup, text_of};
use crate::layers::Layers;
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 4] = ["allowed", "banned", "clients", "layers"];
/// How near an unknown key must be to a known one to be taken for it: 0 is unlike, 1 the same.
const NEAR: f64 = 0.75;

/// What `[package.metadata.gatewright]` says.
///
/// ```toml
/// [package.metadata.gatewright]
/// clients = ["our_kafka::Producer::connect"]
/// banned = ["openssl"]
/// allowed = { rayon = "only its types: nothing here starts the pool" }
/// # From top to bottom. `gateway`, `interface` and `core` are there without saying so; their modules are those whose
/// # `#[dispatch(layer = "…")]` says so, and those that are listed here.
/// layers = ["gateway", "interface", { name = "core", modules = ["orders::store", "model"] }]
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Paths of functions, beside those that the rules know, that make a client which is to be kept.
    pub clients: Vec<String>,
    /// Packages that must not be among the dependencies, direct or not.
    pub banned: Vec<String>,
    /// Packages that the rules refuse as a dependency and that are right here, each with its reason.
    pub allowed: Vec<Allowed>,
    /// The layers, with the modules that are listed in them.
    pub layers: Layers,
    /// The line of each entry of `banned` and `allowed`, by the package's name.
    lines: Vec<(String, usize)>,
}

/// A dependency that is allowed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The package.
    pub package: String,
    /// Why it is right here.
    pub reason: String,
}

impl Settings {
    /// The line of the manifest that names `package` among the banned or the allowed.
    pub fn line_of(&self, package: &str) -> Option<usize> {
        let found = self.lines.iter().find(|(name, _)| name == package);
        found.map(|(_, line)| *line)
    }

    pub(super) fn of(manifest: &DeTable, text: &Text) -> Result<Self, ManifestError> {
        let mut settings = Self::default();
        let Some(table) = lookup(manifest, &["package", "metadata", "gatewright"]) else {
            return Ok(settings);
        };
        let Some(entries) = table.get_ref().as_table() else {
            let headline = "`package.metadata.gatewright` must be a table".to_owned();
            return Err(text.error(
                table.span(),
                headline,
                "write `[package.metadata.gatewright]`",
            ));
        };
        for (key, value) in entries {
            match key.get_ref().as_ref() {
                "clients" => settings.clients = paths(value, text)?,
                "banned" => {
                    let names = strings(value, text, "banned", "[\"openssl\"]")?;
                    for (name, line) in names {
                        settings.lines.push((name.clone(), line));
                        settings.banned.push(name);
                    }
                }
                "layers" => settings.layers = layers::read(value, text)?,
                "allowed" => settings.allow(value, text)?,
                unknown => return Err(unknown_key(unknown, text.line(key.span().start), text)),
            }
        }
        Ok(settings)
    }

    fn allow(&mut self, value: &Value, text: &Text) -> Result<(), ManifestError> {
        const FORM: &str =
            "write the package and the reason: `allowed = { rayon = \"why it is right\" }`";
        let Some(entries) = value.get_ref().as_table() else {
            let headline = "`allowed` must be a table of packages and reasons".to_owned();
            return Err(text.error(value.span(), headline, FORM));
        };
        for (package, reason) in entries {
            let name = package.get_ref().to_string();
            match text_of(reason).map(str::trim) {
                Some(reason) if !reason.is_empty() => {
                    self.lines
                        .push((name.clone(), text.line(package.span().start)));
                    self.allowed.push(Allowed {
                        package: name,
                        reason: reason.to_owned(),
                    });
                }
                _ => {
                    let headline = format!("`allowed` gives no reason for `{name}`");
                    return Err(text.error(package.span(), headline, FORM));
                }
            }
        }
        Ok(())
    }
}

fn unknown_key(unknown: &str, line: usize, text: &Text) -> ManifestError {
    let nearest = KEYS
        .iter()
        .map(|known| (strsim::jaro_winkler(known, unknown), known))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let help = match nearest {
        Some((near, known)) if near >= NEAR => format!("did you mean `{known}`?"),
        _ => format!(
            "the keys are {}",
            KEYS.map(|key| format!("`{key}`")).join(", ")
        ),
    };
    ManifestError {
        line: Some(line),
        ..ManifestError::of_file(
            text.file,
            format!("`[package.metadata.gatewright]` has no key `{unknown}`"),
            help,
        )
    }
}

/// A list of strings, each with its line.
fn strings(
    value: &Value,
    text: &Text,
    key: &str,
    form: &str,
) -> Result<Vec<(String, usize)>, ManifestError> {
    let wrong = |at: &Value| {
        text.error(
            at.span(),
            format!("`{key}` must be a list of strings"),
            format!("write `{key} = {form}`"),
        )
    };
    let DeValue::Array(list) = value.get_ref() else {
        return Err(wrong(value));
    };
    let each = list.iter().map(|one| match text_of(one) {
        Some(name) => Ok((name.to_owned(), text.line(one.span().start))),
        None => Err(wrong(one)),
    });
    each.collect()
}

fn paths(value: &Value, text: &Text) -> Result<Vec<String>, ManifestError> {
    let form = "[\"our_kafka::Producer::connect\"]";
    let listed = strings(value, text, "clients", form)?;
    let each = listed
        .into_iter()
        .map(|(path, line)| match syn::parse_str::<syn::Path>(&path) {
            Ok(_) => Ok(path),
            Err(_) => Err(ManifestError {
                line: Some(line),
                ..ManifestError::of_file(
                    text.file,
                    format!("`{path}` in `clients` is not the path of a function"),
                    format!("write `clients = {form}`"),
                )
            }),
        });
    each.collect()
}
