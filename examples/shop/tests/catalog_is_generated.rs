//! The committed catalogue is what its generator writes.

#[expect(
    dead_code,
    reason = "its `main` writes the file, which a test must not do"
)]
#[path = "../examples/generate-catalog.rs"]
mod generate_catalog;

/// Line by line, so that a checkout with `\r\n` passes and a failure shows one product.
#[test]
fn committed_catalog_is_what_the_generator_writes() {
    let generated = generate_catalog::catalog_json();
    let committed = include_str!("../data/catalog.json");
    let again = "run `cargo run -p shop --example generate-catalog` and commit `data/catalog.json`";
    for (number, (committed, generated)) in committed.lines().zip(generated.lines()).enumerate() {
        assert_eq!(committed, generated, "line {}: {again}", number + 1);
    }
    assert_eq!(
        committed.lines().count(),
        generated.lines().count(),
        "{again}"
    );
}
