//! Layers, as far as constants know them: who merges whom.

use super::bytes::same;
use super::message::Message;

/// Gatewright's own layers, top first. A team's own are named in its `Cargo.toml`, which constants do not read: those are
/// judged with the whole crate.
const OURS: [&str; 3] = ["gateway", "interface", "core"];

/// The layer of a `#[dispatch]` module.
#[derive(Clone, Copy)]
pub struct Layer {
    name: &'static str,
    /// The path of the module that declared it.
    module: &'static str,
}

impl Layer {
    /// The layer `name`, which `module` declares.
    pub const fn new(name: &'static str, module: &'static str) -> Self {
        Self { name, module }
    }

    /// The place of the layer from the top, for one of ours.
    const fn rank(&self) -> Option<usize> {
        let mut rank = 0;
        while rank < OURS.len() {
            if same(OURS[rank].as_bytes(), self.name.as_bytes()) {
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

    /// The higher of two.
    pub(super) const fn topmost(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (Some(one), Some(other)) => Some(if other.is_above(&one) { other } else { one }),
            (None, other) => other,
            (one, None) => one,
        }
    }

    /// What is said when a module of this layer merges one of `merged`; nothing when it may.
    pub(super) const fn refusal(&self, merged: &Self) -> Option<Message> {
        if !merged.is_above(self) {
            return None;
        }
        let message = Message::new()
            .text("`")
            .text(self.module)
            .text("` of the layer `")
            .text(self.name);
        let message = message
            .text("` merges `")
            .text(merged.module)
            .text("` of the layer `");
        Some(
            message
                .text(merged.name)
                .text("` above it\nhelp: let the higher of them merge the lower one, or give this module the layer `")
                .text(merged.name)
                .text("`\nnote: rule `layering` (DD-2, SUGA): modules that use only the layer below them can be tested, moved and replaced without the others"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATEWAY: Layer = Layer::new("gateway", "shop::api");
    const INTERFACE: Layer = Layer::new("interface", "shop::orders");
    const CORE: Layer = Layer::new("core", "shop::store");
    const OWN: Layer = Layer::new("tables", "shop::tables");

    #[test]
    fn only_a_higher_layer_is_not_merged() {
        let merges = |one: &Layer, other: &Layer| one.refusal(other).is_none();
        assert!(
            merges(&GATEWAY, &INTERFACE) && merges(&GATEWAY, &CORE) && merges(&INTERFACE, &CORE)
        );
        assert!(merges(&CORE, &CORE));
        assert!(
            !merges(&INTERFACE, &GATEWAY) && !merges(&CORE, &INTERFACE) && !merges(&CORE, &GATEWAY)
        );
        // Where a layer of a team's own stands, constants do not know.
        assert!(merges(&CORE, &OWN) && merges(&OWN, &GATEWAY));
    }

    #[test]
    fn the_highest_of_several_counts() {
        let top = [None, Some(CORE), Some(OWN), Some(GATEWAY), Some(INTERFACE)]
            .into_iter()
            .fold(None, Layer::topmost);
        assert_eq!(top.map(|layer| layer.module), Some("shop::api"));
    }
}
