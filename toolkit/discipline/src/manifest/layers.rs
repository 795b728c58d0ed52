//! `layers` of `[package.metadata.gatewright]`: a team's own layers, and which modules belong to them.

use super::error::Text;
use super::{ManifestError, Value, text_of};
use crate::layers::{Layer, Layers};
use toml::de::DeValue;

const FORM: &str = "list them from top to bottom: `layers = [\"gateway\", { name = \"core\", modules = [\"orders::store\"] }]`";

/// Reads the list: each layer is its name, or its name with its modules.
pub(super) fn read(value: &Value, text: &Text) -> Result<Layers, ManifestError> {
    let DeValue::Array(list) = value.get_ref() else {
        let headline = "`layers` must be a list of layers".to_owned();
        return Err(text.error(value.span(), headline, FORM));
    };
    let layers: Result<Vec<Layer>, ManifestError> =
        list.iter().map(|one| layer(one, text)).collect();
    Layers::new(layers?).map_err(|headline| text.error(value.span(), headline, FORM))
}

fn layer(value: &Value, text: &Text) -> Result<Layer, ManifestError> {
    let wrong = |at: &Value, headline: &str| text.error(at.span(), headline.to_owned(), FORM);
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
                return Err(text.error(key.span(), headline, FORM));
            }
        }
    }
    if layer.name.is_empty() {
        return Err(wrong(value, "a layer has no name"));
    }
    Ok(layer)
}
