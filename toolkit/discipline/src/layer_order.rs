//! The layers of a package, and their order.

/// The layers of a package that declares none, top first.
const DEFAULT: [&str; 3] = ["gateway", "interface", "core"];

/// A layer: its name, and the modules that belong to it in addition to those with `#[dispatch(layer = "…")]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// The name in `#[dispatch(layer = "…")]` and in messages.
    pub name: String,
    /// Paths of modules from the crate root, such as `orders::store`. Modules below them belong to the layer too.
    pub modules: Vec<String>,
}

/// The layers of a package, top first. A layer may use the layers below it.
///
/// If modules of the crate belong to a layer between two others, the upper one must use the lower one through it.
///
/// ```
/// use gatewright_discipline::{Layer, Layers};
/// let layers = Layers::new(vec![
///     Layer { name: "web".to_owned(), modules: vec![] },
///     Layer { name: "store".to_owned(), modules: vec!["orders::table".to_owned()] },
/// ])?;
/// assert_eq!(layers.names().collect::<Vec<_>>(), ["web", "store"]);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers(Vec<Layer>);

impl Default for Layers {
    /// Returns `gateway`, `interface` and `core`, without modules.
    fn default() -> Self {
        let named = |name: &str| Layer {
            name: name.to_owned(),
            modules: Vec::new(),
        };
        Self(DEFAULT.map(named).to_vec())
    }
}

impl Layers {
    /// Creates the layers of a package, top first.
    ///
    /// # Errors
    ///
    /// Returns the mistake in one sentence if there is no layer, a duplicate or empty name, or a module in two layers.
    pub fn new(layers: Vec<Layer>) -> Result<Self, String> {
        if layers.is_empty() {
            return Err(
                "`layers` is empty: remove the key to use `gateway`, `interface` and `core`"
                    .to_owned(),
            );
        }
        for (at, layer) in layers.iter().enumerate() {
            if layer.name.trim().is_empty() {
                return Err("a layer has an empty name".to_owned());
            }
            if layers[..at].iter().any(|other| other.name == layer.name) {
                return Err(format!("two layers have the name `{}`", layer.name));
            }
            for (nth, module) in layer.modules.iter().enumerate() {
                let twice = layer.modules[..nth]
                    .iter()
                    .any(|other| plain(other) == plain(module));
                let elsewhere = layers[..at].iter().find(|other| {
                    other
                        .modules
                        .iter()
                        .any(|other| plain(other) == plain(module))
                });
                match elsewhere {
                    Some(other) => {
                        return Err(format!(
                            "the module `{module}` is listed in two layers, `{}` and `{}`",
                            other.name, layer.name
                        ));
                    }
                    None if twice => {
                        return Err(format!(
                            "the layer `{}` lists the module `{module}` twice",
                            layer.name
                        ));
                    }
                    None => {}
                }
            }
        }
        Ok(Self(layers))
    }

    /// Returns their names, top first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|layer| layer.name.as_str())
    }

    /// The rank of a layer; 0 is the topmost.
    pub(crate) fn rank(&self, name: &str) -> Option<usize> {
        self.names().position(|known| known == name)
    }

    /// The layer that lists this module.
    pub(crate) fn listing(&self, module: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|layer| layer.modules.iter().any(|listed| plain(listed) == module))
    }

    /// Every module that is listed.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|layer| layer.modules.iter().map(|module| plain(module)))
    }
}

/// `crate::orders` is `orders`.
fn plain(module: &str) -> &str {
    module.strip_prefix("crate::").unwrap_or(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(name: &str, modules: &[&str]) -> Layer {
        Layer {
            name: name.to_owned(),
            modules: modules.iter().map(|&module| module.to_owned()).collect(),
        }
    }

    #[test]
    fn contradictory_layers_are_refused() {
        let refusal = |layers: Vec<Layer>| Layers::new(layers).unwrap_err();
        assert_eq!(
            refusal(vec![]),
            "`layers` is empty: remove the key to use `gateway`, `interface` and `core`"
        );
        assert_eq!(refusal(vec![layer(" ", &[])]), "a layer has an empty name");
        assert_eq!(
            refusal(vec![layer("a", &[]), layer("a", &[])]),
            "two layers have the name `a`"
        );
        assert_eq!(
            refusal(vec![layer("a", &["x"]), layer("b", &["crate::x"])]),
            "the module `crate::x` is listed in two layers, `a` and `b`"
        );
        assert_eq!(
            refusal(vec![layer("a", &["x", "x"])]),
            "the layer `a` lists the module `x` twice"
        );
    }
}
