//! The settings, targets and dependencies in a `Cargo.toml`, and the errors of wrong ones.

use gatewright_discipline::{Layer, Layers, Manifest, ManifestError, Settings};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const PACKAGE: &str = "[package]\nname = \"order-api\"\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(text: &str) -> Result<Manifest, ManifestError> {
    let folder = folder(&[("Cargo.toml", text)]);
    Manifest::read(&folder.path().join("Cargo.toml"))
}

/// `line headline / help` of the error in these settings.
fn wrong(settings: &str) -> String {
    let text = format!("{PACKAGE}[package.metadata.gatewright]\n{settings}");
    let error = read(&text).expect_err("a wrong manifest");
    let line = error.line.expect("a line");
    format!("{line} {} / {}", error.headline, error.help)
}

#[test]
fn settings_are_read_with_lines() {
    let text = format!(
        "{PACKAGE}[package.metadata.gatewright]\nclients = ['kafka::Producer::new']\nbanned = [\n  'openssl',\n]\n\
         [package.metadata.gatewright.allowed]\nrayon = ' its types only '\n"
    );
    let settings = read(&text).expect("a manifest").settings;
    assert_eq!(settings.clients, ["kafka::Producer::new"]);
    assert_eq!(settings.banned, ["openssl"]);
    assert_eq!(settings.allowed[0].package, "rayon");
    assert_eq!(settings.allowed[0].reason, "its types only");
    assert_eq!(settings.line_of("openssl"), Some(6));
    assert_eq!(settings.line_of("rayon"), Some(9));
    assert_eq!(settings.line_of("serde"), None);
}

#[test]
fn manifest_without_settings_has_defaults() {
    let manifest = read(PACKAGE).expect("a manifest");
    assert_eq!(manifest.settings, Settings::default());
    assert_eq!(manifest.name.as_deref(), Some("order-api"));
}

#[test]
fn unknown_key_is_an_error_with_suggestion() {
    assert_eq!(
        wrong("client = []"),
        "4 `[package.metadata.gatewright]` has no key `client` / did you mean `clients`?"
    );
    assert_eq!(
        wrong("zzz = 1"),
        "4 `[package.metadata.gatewright]` has no key `zzz` / the keys are `allowed`, `banned`, `budget`, `clients`, `layers`"
    );
}

#[test]
fn wrong_value_type_is_an_error_with_example() {
    assert_eq!(
        wrong("clients = 'a::b'"),
        "4 `clients` must be a list of strings / write `clients = [\"our_kafka::Producer::connect\"]`"
    );
    assert_eq!(
        wrong("clients = ['a::b',\n'not a path']"),
        "5 `not a path` in `clients` is not the path of a function / write `clients = [\"our_kafka::Producer::connect\"]`"
    );
    assert_eq!(
        wrong("banned = [1]"),
        "4 `banned` must be a list of strings / write `banned = [\"openssl\"]`"
    );
    let form = "write the package and the reason: `allowed = { rayon = \"why it is right\" }`";
    assert_eq!(
        wrong("allowed = ['rayon']"),
        format!("4 `allowed` must be a table of packages and reasons / {form}")
    );
    assert_eq!(
        wrong("allowed = { rayon = ' ' }"),
        format!("4 `allowed` gives no reason for `rayon` / {form}")
    );
}

#[test]
fn invalid_toml_is_an_error_with_line() {
    let error = read("[package]\nname = ").expect_err("no TOML");
    assert_eq!(error.line, Some(2));
    assert!(
        error
            .headline
            .starts_with("the manifest is not valid TOML: "),
        "{error}"
    );
}

#[test]
fn missing_manifest_is_an_error() {
    let error = Manifest::read(Path::new("nowhere/Cargo.toml")).expect_err("no file");
    assert!(
        error.headline.starts_with("the manifest cannot be read: "),
        "{error}"
    );
}

#[test]
fn targets_are_found_as_cargo_does() {
    let folder = folder(&[
        (
            "Cargo.toml",
            "[package]\nname = \"order-api\"\n[[bin]]\nname = \"extra\"\npath = \"tools/extra.rs\"\n",
        ),
        ("src/lib.rs", ""),
        ("src/main.rs", ""),
        ("src/bin/one.rs", ""),
        ("src/bin/two/main.rs", ""),
        ("src/bin/two/part.rs", ""),
        ("tools/extra.rs", ""),
    ]);
    let manifest = Manifest::read(&folder.path().join("Cargo.toml")).expect("a manifest");
    let library = manifest.library.expect("a library");
    assert_eq!(library.name, "order_api");
    assert!(!library.is_macro);
    let mut names: Vec<String> = manifest.binaries.into_iter().map(|one| one.name).collect();
    names.sort();
    assert_eq!(names, ["extra", "one", "order-api", "two"]);
}

#[test]
fn dependencies_are_read_from_all_tables_and_the_workspace() {
    let folder = folder(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\n[workspace.dependencies]\nstate-core = { path = \"state\" }\n",
        ),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\n[dependencies]\nstate-core.workspace = true\n\
             runtime = { package = \"lambda_runtime\", version = \"1\" }\nlocal = { path = \"../local\", optional = true }\n\
             [target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n[dev-dependencies]\nrayon = \"1\"\n",
        ),
    ]);
    let manifest = Manifest::read(&folder.path().join("app/Cargo.toml")).expect("a manifest");
    let found: Vec<(&str, &str, bool, bool, usize)> = manifest
        .dependencies
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.package.as_str(),
                one.folder.is_some(),
                one.optional,
                one.line,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("state_core", "state-core", true, false, 4),
            ("runtime", "lambda_runtime", false, false, 5),
            ("local", "local", true, true, 6),
            ("libc", "libc", false, false, 8),
        ]
    );
    let folder = manifest.dependencies[0].folder.as_ref().expect("a folder");
    assert!(folder.ends_with("state"));
}

#[test]
fn layers_are_read_with_modules_and_default_to_three() {
    let layers = |settings: &str| {
        let text = format!("{PACKAGE}[package.metadata.gatewright]\n{settings}");
        read(&text).expect("a manifest").settings.layers
    };
    let layer = |name: &str, modules: &[&str]| Layer {
        name: name.to_owned(),
        modules: modules.iter().map(|&module| module.to_owned()).collect(),
    };
    let written = "layers = ['web', { name = 'rules', modules = ['orders', 'crate::users::rules'] }, { name = 'tables' }]";
    let expected = vec![
        layer("web", &[]),
        layer("rules", &["orders", "crate::users::rules"]),
        layer("tables", &[]),
    ];
    assert_eq!(layers(written), Layers::new(expected).expect("layers"));
    let named: Vec<String> = layers("banned = []").names().map(str::to_owned).collect();
    assert_eq!(named, ["gateway", "interface", "core"]);
}

#[test]
fn wrong_layers_are_errors_with_example() {
    let headline = |settings: &str| {
        let whole = wrong(settings);
        let (headline, help) = whole.split_once(" / ").expect("a help");
        assert!(
            help.starts_with("list them from top to bottom: `layers = ["),
            "{help}"
        );
        headline.to_owned()
    };
    assert_eq!(
        headline("layers = 'core'"),
        "4 `layers` must be a list of layers"
    );
    assert_eq!(
        headline("layers = [\n1]"),
        "5 a layer must be a string, or a table with `name` and `modules`"
    );
    assert_eq!(
        headline("layers = [{ modules = ['a'] }]"),
        "4 a layer has no name"
    );
    assert_eq!(
        headline("layers = [{ name = 1 }]"),
        "4 the `name` of a layer must be a string"
    );
    assert_eq!(
        headline("layers = [{ name = 'a', modules = 'b' }]"),
        "4 the `modules` of a layer must be a list of paths"
    );
    assert_eq!(
        headline("layers = [{ name = 'a', modules = ['b c'] }]"),
        "4 a module of a layer must be a path from the crate root"
    );
    assert_eq!(
        headline("layers = [{ name = 'a', module = ['b'] }]"),
        "4 a layer has no key `module`"
    );
    assert_eq!(
        headline("layers = ['a', 'a']"),
        "4 two layers have the name `a`"
    );
}
