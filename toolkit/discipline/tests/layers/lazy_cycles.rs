use crate::on_disk::judge;

/// Lazy modules `m0` to `m{count - 1}`: each needs the next, and the last needs the first.
fn ring(count: usize) -> String {
    let modules = (0..count).map(|at| {
            let next = (at + 1) % count;
            format!("#[lazy_module]\nmod m{at} {{\n    pub async fn init(next: super::m{next}::Lazy) -> u8 {{ 1 }}\n}}\n")
        });
    modules.collect::<Vec<String>>().concat()
}

#[test]
fn cycle_longer_than_the_compilers_limit_is_refused() {
    let root = ring(20);
    let names: Vec<String> = (0..=20).map(|at| format!("m{}", at % 20)).collect();
    let places: Vec<String> = (0..20)
        .map(|at| format!("src/lib.rs:{}", at * 4 + 3))
        .collect();
    assert_eq!(
        judge(&[("src/lib.rs", &root)]),
        [format!(
            "src/lib.rs:3:29 layering lazy modules depend on each other, so none of them can start: {} ({})",
            names.join(" -> "),
            places.join(", ")
        )]
    );
}

#[test]
fn cycle_through_files_and_aliases_is_refused() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\nmod names;\n"),
        (
            "src/a.rs",
            "#[gatewright::lazy_module(start = \"init\")]\npub mod one {\n    use crate::names::*;\n    pub async fn init(two: Second) -> u8 { 1 }\n}\n",
        ),
        (
            "src/names.rs",
            "pub use crate::b::two::Lazy as Second;\npub use crate::a::one as first;\n",
        ),
        (
            "src/b.rs",
            "use gatewright::lazy_module;\n#[lazy_module]\npub mod two {\n    use crate::names::first;\n    pub async fn init(one: first::Lazy) -> u8 { 1 }\n}\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [
            "src/a.rs:4:28 layering lazy modules depend on each other, so none of them can start: \
             a::one -> b::two -> a::one (src/a.rs:4, src/b.rs:5)"
        ]
    );
}

#[test]
fn modules_with_a_shared_dependency_are_accepted() {
    let root = "#[lazy_module] mod base { pub async fn init() -> u8 { 1 } }\n\
                #[lazy_module] mod a { pub async fn init(base: super::base::Lazy) -> u8 { 1 } }\n\
                #[lazy_module] mod b { use super::*; pub async fn init(a: a::Lazy, base: base::Lazy) -> u8 { 1 } }\n";
    assert_eq!(judge(&[("src/lib.rs", root)]), [""; 0]);
}
