use super::layered;
use crate::on_disk::judge_with;
use gatewright_discipline::CrateOptions;

const ROOT: &str = "mod store { pub fn get() { crate::api::run() } }\n#[dispatch(layer = \"gateway\")]\nmod api { pub fn run() {} }\n";

#[test]
fn attribute_and_manifest_share_the_layers() {
    assert_eq!(
        judge_with(
            &[("src/lib.rs", ROOT)],
            &layered(&[("gateway", &[]), ("core", &["crate::store"])])
        ),
        [
            "src/lib.rs:1:28 layering `store` in layer `core` uses `api` in the higher layer `gateway`: store -> api \
             (src/lib.rs:1)"
        ]
    );
}

#[test]
fn own_layers_are_ordered_top_to_bottom() {
    let options = layered(&[("web", &["a"]), ("rules", &["b"]), ("tables", &["c"])]);
    let root = "mod a { pub fn f() { crate::b::f() } }\nmod b { pub fn f() { crate::c::f() } }\nmod c { pub fn f() {} }\nmod d {}\n";
    assert_eq!(judge_with(&[("src/lib.rs", root)], &options), [""; 0]);
    let turned = layered(&[("tables", &["c"]), ("rules", &["b"]), ("web", &["a"])]);
    let found = judge_with(&[("src/lib.rs", root)], &turned);
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn unknown_layer_is_refused_if_the_manifest_was_read() {
    let root = "#[dispatch(layer = \"gatehouse\")]\nmod api {}\n";
    assert_eq!(
        judge_with(
            &[("src/lib.rs", root)],
            &layered(&[("gateway", &[]), ("core", &[])])
        ),
        ["src/lib.rs:1:20 layering there is no layer `gatehouse`"]
    );
    // A manifest that was not read may list the layer.
    assert_eq!(
        judge_with(&[("src/lib.rs", root)], &CrateOptions::default()),
        [""; 0]
    );
}

#[test]
fn module_in_two_layers_is_refused() {
    let options = layered(&[("gateway", &[]), ("core", &["api"])]);
    let root = "#[dispatch(layer = \"gateway\")]\nmod api {}\n";
    assert_eq!(
        judge_with(&[("src/lib.rs", root)], &options),
        [
            "src/lib.rs:1:20 layering `api` is in two layers: `gateway` here, `core` in \
             `[package.metadata.gatewright]`"
        ]
    );
}

#[test]
fn files_without_keywords_are_read_for_layers() {
    let files = [
        ("src/lib.rs", "mod api;\nmod store;\n"),
        ("src/api.rs", "pub fn run() {}\n"),
        ("src/store/mod.rs", "pub mod table;\n"),
        (
            "src/store/table.rs",
            "pub fn get() {\n    crate::api::run();\n}\n",
        ),
    ];
    let options = layered(&[("gateway", &["api"]), ("core", &["store"])]);
    assert_eq!(
        judge_with(&files, &options),
        [
            "src/store/table.rs:2:5 layering `store` in layer `core` uses `api` in the higher layer `gateway`: store \
             -> api (src/store/table.rs:2)"
        ]
    );
}
