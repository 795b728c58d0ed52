//! Layers: uses are read from the code, and violations are refused.

#[path = "../on_disk/mod.rs"]
mod on_disk;

mod accepted;
mod attacks;
mod declared;
mod exemptions;
mod lazy_cycles;
mod refused;

use gatewright_discipline::{CrateOptions, Layer, Layers};

/// Options that put the modules `gate`, `face` and `heart` into the three layers.
fn three() -> CrateOptions {
    layered(&[
        ("gateway", &["gate"]),
        ("interface", &["face"]),
        ("core", &["heart", "vein"]),
    ])
}

fn layered(layers: &[(&str, &[&str])]) -> CrateOptions {
    let layers = layers.iter().map(|(name, modules)| Layer {
        name: (*name).to_owned(),
        modules: modules.iter().map(|&module| module.to_owned()).collect(),
    });
    CrateOptions {
        layers: Some(Layers::new(layers.collect()).expect("layers that are right")),
        ..CrateOptions::default()
    }
}

/// Judges a crate whose files are modules of the three layers, or helpers without a layer.
fn judge(files: &[(&str, &str)]) -> Vec<String> {
    let declared: Vec<String> = files
        .iter()
        .map(|(name, _)| format!("#[macro_use] mod {name};\n"))
        .collect();
    let root = declared.concat();
    let named: Vec<(String, &str)> = files
        .iter()
        .map(|(name, text)| (format!("src/{name}.rs"), *text))
        .collect();
    let mut all = vec![("src/lib.rs", root.as_str())];
    all.extend(named.iter().map(|(name, text)| (name.as_str(), *text)));
    on_disk::judge_with(&all, &three())
}

/// The finding on a core that uses the gateway, at a line and column of the core's file.
fn upward(place: &str, way: &str) -> String {
    format!(
        "src/heart.rs:{place} layering `heart` in layer `core` uses `gate` in the higher layer `gateway`: {way}"
    )
}
