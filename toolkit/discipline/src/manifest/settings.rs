//! `[package.metadata.gatewright]`: a package's settings for the rules.

use super::{ManifestError, ManifestText, Value, lookup, text_of};
use crate::layer_order::{Layer, Layers};
use toml::de::{DeTable, DeValue};

const KEYS: [&str; 5] = ["allowed", "banned", "budget", "clients", "layers"];
/// How alike an unknown key and a known one must be for a suggestion: 0 is unlike, 1 the same.
const NEAR: f64 = 0.75;

/// The content of `[package.metadata.gatewright]`.
///
/// ```toml
/// [package.metadata.gatewright]
/// clients = ["our_kafka::Producer::connect"]
/// banned = ["openssl"]
/// allowed = { rayon = "only its types: nothing here starts the pool" }
/// # From top to bottom; without this key, `gateway`, `interface` and `core`. Modules with `#[dispatch(layer = "…")]` need not be
/// # listed.
/// layers = ["gateway", "interface", { name = "core", modules = ["orders::store", "model"] }]
/// ```
///
/// The key `budget` is not for the rules: `cargo gatewright budget` reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Paths of functions that build a client, in addition to those that the rules know.
    pub clients: Vec<String>,
    /// Packages that must not be among the direct or indirect dependencies.
    pub banned: Vec<String>,
    /// Dependencies that the rules refuse and the package allows, each with a reason.
    pub allowed: Vec<Allowed>,
    /// The layers, with the modules that are listed in them.
    pub layers: Layers,
    /// The line of each entry of `banned` and `allowed`, by the package's name.
    lines: Vec<(String, usize)>,
}

/// An allowed dependency, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The package.
    pub package: String,
    /// The reason.
    pub reason: String,
}

impl Settings {
    /// Returns the line of the manifest that lists `package` among the banned or allowed ones.
    pub fn line_of(&self, package: &str) -> Option<usize> {
        let found = self.lines.iter().find(|(name, _)| name == package);
        found.map(|(_, line)| *line)
    }

    pub(super) fn of(manifest: &DeTable, text: &ManifestText) -> Result<Self, ManifestError> {
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
                "layers" => settings.layers = layers_of(value, text)?,
                "allowed" => settings.allow(value, text)?,
                // `cargo gatewright budget` reads it. No rule does.
                "budget" => {}
                unknown => return Err(unknown_key(unknown, text.line(key.span().start), text)),
            }
        }
        Ok(settings)
    }

    fn allow(&mut self, value: &Value, text: &ManifestText) -> Result<(), ManifestError> {
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

fn unknown_key(unknown: &str, line: usize, text: &ManifestText) -> ManifestError {
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
    text: &ManifestText,
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

fn paths(value: &Value, text: &ManifestText) -> Result<Vec<String>, ManifestError> {
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

const LAYERS: &str = "list them from top to bottom: `layers = [\"gateway\", { name = \"core\", modules = [\"orders::store\"] }]`";

/// Reads the list: each layer is a name, or a table with a name and modules.
fn layers_of(value: &Value, text: &ManifestText) -> Result<Layers, ManifestError> {
    let DeValue::Array(list) = value.get_ref() else {
        let headline = "`layers` must be a list of layers".to_owned();
        return Err(text.error(value.span(), headline, LAYERS));
    };
    let layers: Result<Vec<Layer>, ManifestError> =
        list.iter().map(|one| layer_of(one, text)).collect();
    Layers::new(layers?).map_err(|headline| text.error(value.span(), headline, LAYERS))
}

fn layer_of(value: &Value, text: &ManifestText) -> Result<Layer, ManifestError> {
    let wrong = |at: &Value, headline: &str| text.error(at.span(), headline.to_owned(), LAYERS);
    if let Some(name) = text_of(value) {
        return Ok(Layer {
            name: name.to_owned(),
            modules: Vec::new(),
        });
    }
    let Some(entries) = value.get_ref().as_table() else {
        return Err(wrong(
            value,
            "a layer must be a string, or a table with `name` and `modules`",
        ));
    };
    let mut layer = Layer::default();
    for (key, value) in entries {
        match key.get_ref().as_ref() {
            "name" => match text_of(value) {
                Some(name) => name.clone_into(&mut layer.name),
                None => return Err(wrong(value, "the `name` of a layer must be a string")),
            },
            "modules" => {
                let DeValue::Array(list) = value.get_ref() else {
                    return Err(wrong(
                        value,
                        "the `modules` of a layer must be a list of paths",
                    ));
                };
                for one in list {
                    match text_of(one).filter(|path| syn::parse_str::<syn::Path>(path).is_ok()) {
                        Some(path) => layer.modules.push(path.replace(' ', "")),
                        None => {
                            return Err(wrong(
                                one,
                                "a module of a layer must be a path from the crate root",
                            ));
                        }
                    }
                }
            }
            other => {
                let headline = format!("a layer has no key `{other}`");
                return Err(text.error(key.span(), headline, LAYERS));
            }
        }
    }
    if layer.name.is_empty() {
        return Err(wrong(value, "a layer has no name"));
    }
    Ok(layer)
}
