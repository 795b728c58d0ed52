//! The rule `layering`, for interfaces that merge others.

use super::bytes::same;
use super::message::Message;

/// The built-in layers, top first. Custom layers are declared in `Cargo.toml`, which a constant cannot read. The discipline check
/// of the whole crate covers those.
const BUILT_IN: [&str; 3] = ["gateway", "interface", "core"];

/// The layer of a `#[dispatch]` module.
#[derive(Clone, Copy)]
pub struct Layer {
    name: &'static str,
    /// The path of the module that declares it.
    module: &'static str,
}

impl Layer {
    /// Creates the layer `name`, which `module` declares.
    pub const fn new(name: &'static str, module: &'static str) -> Self {
        Self { name, module }
    }

    /// Returns the position of a built-in layer, counted from the top.
    const fn rank(&self) -> Option<usize> {
        let mut rank = 0;
        while rank < BUILT_IN.len() {
            if same(BUILT_IN[rank].as_bytes(), self.name.as_bytes()) {
                return Some(rank);
            }
            rank += 1;
        }
        None
    }

    const fn is_above(&self, other: &Self) -> bool {
        match (self.rank(), other.rank()) {
            (Some(rank), Some(other)) => rank < other,
            _ => false,
        }
    }

    /// Returns the higher of two layers.
    pub(super) const fn topmost(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(if other.is_above(&one) { other } else { one }),
            (None, other) => other,
            (one, None) => one,
        }
    }

    /// Returns the error message if a module of this layer must not merge one of `merged`.
    pub(super) const fn refusal(&self, merged: &Self) -> Option<Message> {
        if !merged.is_above(self) {
            return None;
        }
        let message = Message::new()
            .text("`")
            .text(self.module)
            .text("` in the layer `")
            .text(self.name);
        let message = message
            .text("` merges `")
            .text(merged.module)
            .text("` in the layer `");
        Some(
            message
                .text(merged.name)
                .text("`, which is above it\nhelp: merge the lower module into the higher one, or declare the layer `")
                .text(merged.name)
                .text("` for this module\nnote: rule `layering`: modules that use only the layer below them can be tested, moved and replaced without the others; see `cargo gatewright explain layering`"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATEWAY: Layer = Layer::new("gateway", "shop::api");
    const INTERFACE: Layer = Layer::new("interface", "shop::orders");
    const CORE: Layer = Layer::new("core", "shop::store");
    const CUSTOM: Layer = Layer::new("tables", "shop::tables");

    #[test]
    fn only_a_higher_layer_is_refused() {
        let merges = |one: &Layer, other: &Layer| one.refusal(other).is_none();
        assert!(
            merges(&GATEWAY, &INTERFACE) && merges(&GATEWAY, &CORE) && merges(&INTERFACE, &CORE)
        );
        assert!(merges(&CORE, &CORE));
        assert!(
            !merges(&INTERFACE, &GATEWAY) && !merges(&CORE, &INTERFACE) && !merges(&CORE, &GATEWAY)
        );
        // A constant does not know the position of a custom layer.
        assert!(merges(&CORE, &CUSTOM) && merges(&CUSTOM, &GATEWAY));
    }

    #[test]
    fn highest_merged_layer_counts() {
        let layers = [
            None,
            Some(CORE),
            Some(CUSTOM),
            Some(GATEWAY),
            Some(INTERFACE),
        ];
        let top = layers.into_iter().fold(None, Layer::topmost);
        assert_eq!(top.map(|layer| layer.module), Some("shop::api"));
    }
}
