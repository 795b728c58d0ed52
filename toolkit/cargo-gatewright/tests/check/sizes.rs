//! The bytes that a dependency adds to the linked binary.

use crate::support::check;
use serde_json::Value;

#[test]
fn branches_are_measured_alone_and_whole() {
    let ran = check("weights", &["--sizes", "--quiet", "--json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let json = ran.json();
    let sizes = &json["sizes"][0];
    assert_eq!(
        (&sizes["package"], &sizes["binary"]),
        (&"weights".into(), &"weights".into())
    );
    let names: Vec<&str> = branches(sizes)
        .iter()
        .filter_map(|branch| branch["dependency"].as_str())
        .collect();
    assert_eq!(names, ["big", "small-one", "lambda_runtime"]);
    // Tables of 100,000, 5,000 and 20,000 bytes; the last is below both. Their code is a few instructions.
    for (place, alone, whole) in [(0, 100_000, 120_000), (1, 5_000, 25_000)] {
        let branch = &branches(sizes)[place];
        assert!(is_about(&branch["alone"], alone), "{branch}");
        assert!(is_about(&branch["whole"], whole), "{branch}");
    }
    let largest = &branches(sizes)[0]["largest"];
    assert_eq!(largest[0]["crate"], "big");
    assert_eq!(largest.as_array().map(Vec::len), Some(1), "{largest}");
    // Every byte counts once, for a crate or as nameless.
    let named: u64 = sizes["crates"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["bytes"].as_u64())
        .sum();
    let figure = |key: &str| sizes[key].as_u64().expect("a number");
    assert_eq!(named + figure("nameless"), figure("loaded"));
}

#[test]
fn text_is_a_table() {
    let ran = check("weights", &["--sizes", "--quiet"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].starts_with("Size of weights: "), "{}", ran.stdout);
    assert!(lines[1].ends_with("  big: big 100000"), "{}", ran.stdout);
    assert!(
        lines[2].ends_with("  small-one: small_one 5000"),
        "{}",
        ran.stdout
    );
}

#[test]
fn sizes_conflict_with_offline_engine() {
    let ran = check("weights", &["--sizes", "--offline-engine"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
}

fn branches(sizes: &Value) -> &Vec<Value> {
    sizes["branches"].as_array().expect("a list")
}

fn is_about(bytes: &Value, expected: u64) -> bool {
    let bytes = bytes.as_u64().expect("a number");
    (expected..expected + 1000).contains(&bytes)
}
