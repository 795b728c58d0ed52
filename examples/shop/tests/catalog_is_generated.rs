//! The committed catalogue matches the output of its generator.

#[expect(dead_code, reason = "`main` writes the file, which a test must not do")]
#[path = "../examples/generate-catalog.rs"]
mod generate_catalog;

/// Compares line by line, so that a checkout with `\r\n` passes and a failure shows one product.
#[test]
fn committed_catalog_matches_the_generator() {
    let generated = generate_catalog::catalog_json();
    let committed = include_str!("../data/catalog.json");
    let advice =
        "run `cargo run -p shop --example generate-catalog` and commit `data/catalog.json`";
    for (number, (committed, generated)) in committed.lines().zip(generated.lines()).enumerate() {
        assert_eq!(committed, generated, "line {}: {advice}", number + 1);
    }
    assert_eq!(
        committed.lines().count(),
        generated.lines().count(),
        "{advice}"
    );
}
