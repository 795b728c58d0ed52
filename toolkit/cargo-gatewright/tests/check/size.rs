//! `cargo gatewright size`. The sums are compared with what binutils say about the same binary.

use crate::support::{Ran, checked, gatewright, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::process::Command;
use tempfile::TempDir;

/// Runs `size` on the package in `folder`, with a target directory of its own name.
fn size(folder: &Path, target: &str, options: &[&str]) -> Ran {
    let mut command = gatewright();
    command
        .args(["size", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .args(options)
        .env("CARGO_TARGET_DIR", target_dir(target))
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    run(&mut command)
}

fn target_dir(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("sized")
        .join(name)
}

fn binary(ran: &Ran) -> Value {
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    ran.json()["binaries"][0].clone()
}

fn bytes(of: &Value, list: &str, key: &str, name: &str) -> u64 {
    let found = of[list]
        .as_array()
        .and_then(|list| list.iter().find(|one| one[key] == name));
    let found = found.unwrap_or_else(|| panic!("{name} is not in {list}: {of:#}"));
    found["bytes"]
        .as_u64()
        .or(found["own"].as_u64())
        .expect("a number")
}

/// A copy of a checked crate, which a test may change.
fn copy(name: &str) -> TempDir {
    fn whole(from: &Path, to: &Path) {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let (from, name) = entry
                .map(|entry| (entry.path(), entry.file_name()))
                .expect("an entry");
            if from.is_dir() {
                whole(&from, &to.join(name));
            } else {
                fs::copy(&from, to.join(name)).expect("a file");
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    whole(&checked(name), folder.path());
    folder
}

#[cfg(target_os = "linux")]
#[test]
fn sum_of_sizes_is_that_of_the_loaded_sections() {
    let one = binary(&size(&checked("branches"), "branches", &["--json"]));
    let linked = target_dir("branches").join("gatewright-sizes/release/branches");
    let sections = run(Command::new("readelf")
        .args(["--wide", "--sections"])
        .arg(linked));
    assert_eq!(
        sections.code,
        Some(0),
        "readelf of binutils is needed: {}",
        sections.stderr
    );
    // `[Nr] Name Type Address Off Size ES Flg Lk Inf Al`
    let allocated = sections.stdout.lines().filter_map(|line| {
        let (_, line) = line.split_once(']')?;
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_loaded = fields.get(6)?.contains('A') && fields[1] != "NOBITS";
        is_loaded
            .then(|| u64::from_str_radix(fields[4], 16).ok())
            .flatten()
    });
    let loaded = one["loaded"].as_u64().expect("a number");
    assert_eq!(allocated.sum::<u64>(), loaded);
    let crates = one["crates"].as_array().expect("a list").iter();
    let named: u64 = crates.filter_map(|one| one["bytes"].as_u64()).sum();
    assert_eq!(named + one["nameless"].as_u64().expect("a number"), loaded);
    // The modules of a crate add up to it.
    let modules = one["modules"].as_array().expect("a list").iter();
    let own: u64 = modules
        .filter(|one| text(one, "module").split("::").next() == Some("branches"))
        .filter_map(|one| one["own"].as_u64())
        .sum();
    assert_eq!(own, bytes(&one, "crates", "crate", "branches"));
}

#[cfg(target_os = "linux")]
#[test]
fn symbol_has_the_size_that_nm_prints() {
    let one = binary(&size(&checked("branches"), "branches", &["--json"]));
    let linked = target_dir("branches").join("gatewright-sizes/release/branches");
    let listed = run(Command::new("nm")
        .args(["--print-size", "--demangle=rust"])
        .arg(linked));
    let of = |name: &str| {
        let line = listed
            .stdout
            .lines()
            .find(|line| line.ends_with(&format!(" {name}")));
        let line = line.unwrap_or_else(|| panic!("{name} is not in {}", listed.stdout));
        let size = line.split_whitespace().nth(1).expect("a size");
        u64::from_str_radix(size, 16).expect("a number")
    };
    assert_eq!(
        bytes(&one, "modules", "module", "branches::search"),
        of("branches::search::init")
    );
    assert_eq!(
        bytes(&one, "modules", "module", "branches::products"),
        of("branches::products::sum")
    );
}

#[test]
fn feature_and_lazy_module_remove_their_crates() {
    let one = binary(&size(&checked("branches"), "branches", &["--json"]));
    let removable: Vec<(&str, &str, &str)> = one["removable"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            (
                text(one, "kind"),
                text(one, "name"),
                text(&one["crates"][0], "crate"),
            )
        })
        .collect();
    assert_eq!(
        removable,
        [
            ("feature", "pdf", "pdf"),
            ("lazy_module", "branches::search", "index")
        ]
    );
    assert_eq!(one["removable"][0]["place"], "branches");
    assert_eq!(one["removable"][1]["place"], "src/main.rs:5");
    // Tables of 50,000 and 30,000 bytes, and a few instructions.
    for (place, table) in [(0, 50_000), (1, 30_000)] {
        let bytes = one["removable"][place]["bytes"].as_u64().expect("a number");
        assert!((table..table + 500).contains(&bytes), "{one:#}");
    }
    // Without the feature, its crate is not linked.
    let one = binary(&size(
        &checked("branches"),
        "branches-without",
        &["--json", "--no-default-features"],
    ));
    assert_eq!(one["removable"].as_array().map(Vec::len), Some(1));
}

#[test]
fn generic_code_stands_beside_the_module_that_needs_it() {
    let one = binary(&size(&checked("branches"), "branches", &["--json"]));
    let modules = one["modules"].as_array().expect("a list");
    let products = modules
        .iter()
        .find(|one| one["module"] == "branches::products");
    let generic = products
        .and_then(|one| one["generic"].as_u64())
        .expect("the module");
    // The merge sort of `core` for `Product` has more than a thousand bytes of machine code.
    assert!(generic > 1_000, "{generic}");
}

#[test]
fn growth_since_the_saved_figure_is_by_crate() {
    let folder = copy("weights");
    // Its path dependency is relative to the original.
    let manifest = folder.path().join("Cargo.toml");
    let runtime = checked("platform").join("lambda_runtime");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    let text = text.replace(
        "../platform/lambda_runtime",
        runtime.to_str().expect("UTF-8"),
    );
    fs::write(&manifest, text).expect("written");
    let size = |options: &[&str]| size(folder.path(), "weights", options);
    let missing = size(&["--max-growth", "1%"]);
    assert_eq!(missing.code, Some(2), "{}", missing.stdout);
    assert!(
        missing.stderr.contains("there is no figure of `weights`"),
        "{}",
        missing.stderr
    );
    assert!(
        missing.stderr.contains("`cargo gatewright size --save`"),
        "{}",
        missing.stderr
    );
    assert_eq!(size(&["--save"]).code, Some(0));
    let saved = fs::read_to_string(folder.path().join("gatewright-size.json")).expect("a file");
    let same = size(&["--max-growth", "0%", "--json"]);
    assert_eq!(binary(&same)["growth"]["bytes"], 0);
    assert_eq!(binary(&same)["growth"]["crates"], serde_json::json!({}));
    let source = folder.path().join("big/src/lib.rs");
    let text = fs::read_to_string(&source)
        .expect("a source")
        .replace("100000", "140000");
    fs::write(&source, text).expect("written");
    let grown = size(&["--max-growth", "1%"]);
    assert_eq!(grown.code, Some(1), "{}{}", grown.stdout, grown.stderr);
    assert!(
        grown
            .stdout
            .contains("error: it has grown by more than 1 %"),
        "{}",
        grown.stdout
    );
    assert!(grown.stdout.contains("  big  +40000"), "{}", grown.stdout);
    let accepted = binary(&size(&["--max-growth", "100KB", "--json"]));
    assert_eq!(accepted["growth"]["crates"]["big"], 40_000);
    assert_eq!(accepted["growth"]["is_exceeded"], false);
    // Only `--save` writes the file.
    let unchanged = fs::read_to_string(folder.path().join("gatewright-size.json")).expect("a file");
    assert_eq!(unchanged, saved);
    fs::write(
        folder.path().join("gatewright-size.json"),
        "{\"version\": 1}",
    )
    .expect("written");
    let broken = size(&[]);
    assert_eq!(broken.code, Some(2), "{}", broken.stdout);
    assert!(
        broken
            .stderr
            .contains("is not a file of sizes: missing field"),
        "{}",
        broken.stderr
    );
}

#[test]
fn treemap_covers_every_byte_and_loads_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("size.svg");
    let option = ["--json", "--svg", path.to_str().expect("UTF-8")];
    let one = binary(&size(&checked("branches"), "branches", &option));
    let svg = fs::read_to_string(&path).expect("a picture");
    assert_eq!(svg.matches("http").count(), 1, "only the namespace");
    let attribute = |rect: &str, name: &str| {
        let (_, value) = rect
            .split_once(&format!(" {name}=\""))
            .expect("an attribute");
        value.split('"').next().expect("a value").to_owned()
    };
    let number = |rect: &str, name: &str| attribute(rect, name).parse::<f64>().expect("a number");
    // Those of modules lie within the one of their crate.
    let rects: Vec<&str> = svg
        .split("<rect")
        .skip(1)
        .filter(|rect| !rect.contains("class=\"module\""))
        .collect();
    let total: f64 = rects.iter().map(|rect| number(rect, "data-bytes")).sum();
    let loaded = one["loaded"].as_u64().expect("a number");
    assert_eq!(format!("{total}"), loaded.to_string());
    let area: f64 = rects
        .iter()
        .map(|rect| number(rect, "width") * number(rect, "height"))
        .sum();
    assert!((area / (1_200.0 * 668.0) - 1.0).abs() < 0.01, "{area}");
    let pdf = rects
        .iter()
        .find(|rect| attribute(rect, "data-name") == "pdf")
        .expect("its crate");
    let share = number(pdf, "width") * number(pdf, "height") / area;
    let expected = number(pdf, "data-bytes") / total;
    assert!((share / expected - 1.0).abs() < 0.02, "{share} {expected}");
    let again = size(&checked("branches"), "branches", &option);
    assert_eq!(again.code, Some(2), "{}", again.stdout);
    assert!(again.stderr.contains("exists already"), "{}", again.stderr);
}

#[test]
fn wrong_growth_is_refused() {
    let ran = size(&checked("branches"), "branches", &["--max-growth", "5"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("expected a percentage or a size, such as `5%` or `100KB`"),
        "{}",
        ran.stderr
    );
}

fn text<'v>(of: &'v Value, key: &str) -> &'v str {
    of[key].as_str().expect("a string")
}
