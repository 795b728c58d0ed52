//! Layers that the manifest lists are checked and drawn.

use crate::support::check;
use std::fs;

#[test]
fn use_of_a_wrong_layer_is_found() {
    let ran = check("layers", &["--offline-engine", "--json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(
        ran.findings(),
        [
            "error layering source src/api.rs:2:5 `api` in layer `gateway` uses `store` in layer `core` and skips layer \
             `interface`: api -> store (src/api.rs:2)",
            "error layering source src/store.rs:5:9 `store` in layer `core` uses `api` in the higher layer `gateway`: \
             store -> api -> store (src/store.rs:5, src/api.rs:2)",
        ]
    );
}

#[test]
fn graph_writes_pictures_into_its_directory() {
    let folder = tempfile::tempdir().expect("a folder");
    let pictures = folder.path().join("deep/pictures");
    let wanted = pictures.to_str().expect("UTF-8");
    let ran = check("layers", &["--offline-engine", "--graph", wanted]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let mut written: Vec<String> = fs::read_dir(&pictures)
        .expect("the folder was made")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    written.sort();
    let all = [
        "layers.mmd",
        "layers.modules.mmd",
        "layers.modules.svg",
        "layers.svg",
    ];
    assert_eq!(written, all);
    let text = |name: &str| fs::read_to_string(pictures.join(name)).expect("a picture");
    assert!(
        text("layers.svg").contains(">store -&gt; api uses a higher layer: src/store.rs:5</text>")
    );
    assert!(text("layers.modules.mmd").contains("[\"store::table<br/>in 1 · out 1\"]"));
    assert!(
        ran.stderr.contains("Drawing the layers of layers into "),
        "{}",
        ran.stderr
    );
}

#[test]
fn graph_directory_that_cannot_be_created_is_refused() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let wanted = file.path().to_str().expect("UTF-8");
    let ran = check("layers", &["--offline-engine", "--graph", wanted]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("could not create the directory `"),
        "{}",
        ran.stderr
    );
}
