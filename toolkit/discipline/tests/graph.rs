//! The graph of a crate's modules, and its pictures.

use gatewright_discipline::{CfgSet, CrateOptions, Layer, Layers, Module, ModuleGraph, Violation};
use insta::assert_snapshot;
use std::fs;
use std::path::Path;

/// A shop of three layers. Its core calls the gateway, the gateway skips the interface, and two modules of the core depend on each
/// other.
const SHOP: &[(&str, &str)] = &[
    (
        "lib.rs",
        "mod api;\nmod orders;\nmod users;\nmod store;\nmod model;\nmod price;\nmod text;\nuse api::shop;\npub fn start() {\n    shop::run();\n}\n",
    ),
    (
        "api.rs",
        "#[dispatch(layer = \"gateway\", interfaces(crate::orders::api, crate::users::api))]\npub mod shop {\n    use crate::orders::Order;\n    pub fn run() {\n        crate::store::ping();\n        crate::text::trim();\n    }\n}\n",
    ),
    (
        "orders.rs",
        "pub use crate::model::Order;\n#[dispatch(layer = \"interface\")]\npub mod api {\n    pub fn list() -> super::Order {\n        crate::store::get();\n        crate::price::of()\n    }\n}\n",
    ),
    (
        "users.rs",
        "#[dispatch(layer = \"interface\")]\npub mod api {\n    pub fn list() {\n        crate::store::get();\n        crate::text::trim();\n    }\n}\n",
    ),
    (
        "store.rs",
        "use crate::model::Order;\npub fn get() -> Order {\n    crate::api::shop::run()\n}\npub fn ping() {}\n",
    ),
    ("model.rs", "pub struct Order(crate::price::Cents);\n"),
    (
        "price.rs",
        "pub struct Cents(u64);\npub fn of() -> crate::model::Order {\n    crate::text::trim()\n}\n",
    ),
    ("text.rs", "pub fn trim() {}\n"),
];

fn options() -> CrateOptions {
    let layer = |name: &str, modules: &[&str]| Layer {
        name: name.to_owned(),
        modules: modules.iter().map(|&module| module.to_owned()).collect(),
    };
    let layers = vec![
        layer("gateway", &[]),
        layer("interface", &["orders"]),
        layer("core", &["store", "model", "price", "ledger"]),
    ];
    CrateOptions {
        layers: Some(Layers::new(layers).expect("layers that are right")),
        ..CrateOptions::default()
    }
}

fn graph(files: &[(&str, &str)], options: &CrateOptions) -> ModuleGraph {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("src");
    fs::create_dir(&source).expect("a folder");
    for (name, text) in files {
        fs::write(source.join(name), text).expect("a file");
    }
    ModuleGraph::of_crate(&source.join("lib.rs"), &CfgSet::default(), options).expect("a root")
}

fn module<'g>(graph: &'g ModuleGraph, path: &str) -> &'g Module {
    let found = graph.modules.iter().find(|module| module.path == path);
    found.unwrap_or_else(|| panic!("{path} is not among {:#?}", graph.modules))
}

#[test]
fn modules_have_layer_place_and_fans() {
    let graph = graph(SHOP, &options());
    assert_eq!(graph.layers, ["gateway", "interface", "core"]);
    assert_eq!(graph.missing, ["ledger"]);
    let root = module(&graph, "crate");
    assert_eq!((root.layer, root.fan_in), (None, 0));
    let shop = module(&graph, "api::shop");
    assert_eq!((shop.layer, shop.line), (Some(0), 2));
    assert!(shop.file.ends_with("src/api.rs"));
    // The root and the store use it; it uses two interfaces, the module of one of them, the store and the text.
    assert_eq!((shop.fan_in, shop.fan_out), (2, 5));
    assert_eq!(module(&graph, "orders::api").layer, Some(1));
    assert_eq!(module(&graph, "text").layer, None);
    assert_eq!(module(&graph, "text").fan_in, 3);
}

#[test]
fn dependencies_have_places_and_violations() {
    let graph = graph(SHOP, &options());
    let between = |from: &str, to: &str| {
        let path = |at: usize| graph.modules[at].path.as_str();
        let mut all = graph.dependencies.iter();
        let found = all.find(|one| (path(one.from), path(one.to)) == (from, to));
        let found = found.unwrap_or_else(|| panic!("{from} does not use {to}"));
        let lines: Vec<usize> = found.places.iter().map(|place| place.line).collect();
        (found.violation, found.uses, lines)
    };
    assert_eq!(
        between("store", "api::shop"),
        (Some(Violation::Upward), 1, vec![3])
    );
    assert_eq!(
        between("api::shop", "store"),
        (Some(Violation::SkipsLayer), 1, vec![5])
    );
    assert_eq!(
        between("model", "price"),
        (Some(Violation::Cycle), 1, vec![1])
    );
    assert_eq!(
        between("price", "model"),
        (Some(Violation::Cycle), 1, vec![2])
    );
    assert_eq!(between("store", "model"), (None, 2, vec![1, 2]));
    assert_eq!(between("api::shop", "orders"), (None, 1, vec![3]));
}

#[test]
fn folded_graph_has_a_module_for_each_declared_layer() {
    let folded = graph(SHOP, &options()).folded();
    let paths: Vec<&str> = folded
        .modules
        .iter()
        .map(|module| module.path.as_str())
        .collect();
    // `users` and `api` have no layer and hold modules that have; `orders` has one, and so has the module in it.
    let all = [
        "crate",
        "api",
        "api::shop",
        "orders",
        "orders::api",
        "users",
        "users::api",
        "store",
        "model",
        "price",
        "text",
    ];
    assert_eq!(paths, all);
    let flat = [(
        "lib.rs",
        "mod a { pub fn f() {} pub mod b { pub fn f() { crate::c::d::f() } } }\nmod c { pub mod d { pub fn f() { crate::a::f() } } }\n",
    )];
    let mut layered = options();
    layered.layers = Some(
        Layers::new(vec![Layer {
            name: "only".to_owned(),
            modules: vec!["a".to_owned()],
        }])
        .expect("a layer"),
    );
    let folded = graph(&flat, &layered).folded();
    let told: Vec<String> = folded
        .dependencies
        .iter()
        .map(|one| {
            format!(
                "{} -> {}",
                folded.modules[one.from].path, folded.modules[one.to].path
            )
        })
        .collect();
    assert_eq!(told, ["a -> c", "c -> a"]);
    assert_eq!(
        (folded.modules[1].fan_in, folded.modules[1].fan_out),
        (1, 1)
    );
}

#[test]
fn pictures_show_layers_fans_and_violations() {
    let graph = graph(SHOP, &options());
    assert_snapshot!("shop.mmd", graph.mermaid());
    assert_snapshot!("shop.svg", graph.svg());
}

#[test]
fn crate_without_layers_is_drawn_and_names_are_escaped() {
    let options = CrateOptions {
        layers: Some(
            Layers::new(vec![Layer {
                name: "a \"b\" & <c>".to_owned(),
                modules: vec!["upper".to_owned()],
            }])
            .expect("a layer"),
        ),
        ..CrateOptions::default()
    };
    let plain = graph(
        &[("lib.rs", "mod a { pub fn f() {} }\nfn g() { a::f() }\n")],
        &CrateOptions::default(),
    );
    assert_snapshot!("plain.mmd", plain.mermaid());
    let named = graph(&[("lib.rs", "mod upper {}\n")], &options);
    assert!(
        named
            .svg()
            .contains(">a &quot;b&quot; &amp; &lt;c&gt;</text>")
    );
    assert!(
        named
            .mermaid()
            .contains("subgraph layer0[\"a #quot;b#quot; & <c>\"]")
    );
}

#[test]
fn pictures_are_deterministic() {
    let text = |graph: &ModuleGraph| graph.svg() + &graph.mermaid();
    assert_eq!(
        text(&graph(SHOP, &options())),
        text(&graph(SHOP, &options()))
    );
}

#[test]
fn missing_root_is_an_error() {
    let error = ModuleGraph::of_crate(
        Path::new("no/such/lib.rs"),
        &CfgSet::default(),
        &CrateOptions::default(),
    );
    let message = error.expect_err("there is no such file").headline;
    assert!(
        message.starts_with("the crate root cannot be read: "),
        "{message}"
    );
}
