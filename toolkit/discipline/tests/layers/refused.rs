use super::{judge, layered, upward};
use crate::on_disk::judge_with;

const GATE: (&str, &str) = ("gate", "pub struct Gate;\npub fn run() {}\n");

#[test]
fn core_that_calls_gateway_is_refused() {
    let heart = ("heart", "pub fn beat() {\n    crate::gate::run();\n}\n");
    assert_eq!(
        judge(&[GATE, heart]),
        [upward("2:5", "heart -> gate (src/heart.rs:2)")]
    );
}

#[test]
fn repeated_use_is_reported_once() {
    let heart = (
        "heart",
        "use crate::gate;\npub fn beat(_: gate::Gate) {\n    gate::run();\n    gate::run();\n}\n",
    );
    assert_eq!(
        judge(&[GATE, heart]),
        [upward("1:12", "heart -> gate (src/heart.rs:1)")]
    );
}

#[test]
fn cycle_through_layers_is_reported_as_a_whole() {
    let files = [
        (
            "gate",
            "use crate::face;\npub fn run() {\n    face::serve();\n}\n",
        ),
        ("face", "pub fn serve() {\n    crate::heart::beat();\n}\n"),
        ("heart", "pub fn beat() {\n    super::gate::run();\n}\n"),
    ];
    assert_eq!(
        judge(&files),
        [upward(
            "2:5",
            "heart -> gate -> face -> heart (src/heart.rs:2, src/gate.rs:1, src/face.rs:2)"
        )]
    );
}

#[test]
fn gateway_that_skips_interface_is_refused() {
    let files = [
        ("gate", "pub fn run() {\n    crate::heart::beat();\n}\n"),
        ("face", "pub fn serve() {}\n"),
        ("heart", "pub fn beat() {}\n"),
    ];
    assert_eq!(
        judge(&files),
        [
            "src/gate.rs:2:5 layering `gate` in layer `gateway` uses `heart` in layer `core` and skips layer `interface`: gate -> heart (src/gate.rs:2)"
        ]
    );
}

#[test]
fn cycle_within_a_layer_is_refused() {
    let files = [
        (
            "heart",
            "pub fn beat() {}\npub fn pump() {\n    crate::vein::flow();\n}\n",
        ),
        (
            "vein",
            "use crate::heart::beat;\npub fn flow() {\n    beat();\n}\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [
            "src/heart.rs:3:5 layering modules in layer `core` depend on each other: heart -> vein -> heart (src/heart.rs:3, \
             src/vein.rs:1)"
        ]
    );
}

#[test]
fn cycle_of_three_is_reported_once_in_source_order() {
    let files = [(
        "src/lib.rs",
        "mod a { pub fn f() { crate::b::f() } }\nmod b { pub fn f() { crate::c::f() } }\nmod c { pub fn f() { crate::a::f() } }\n",
    )];
    assert_eq!(
        judge_with(&files, &layered(&[("only", &["a", "b", "c"])])),
        [
            "src/lib.rs:1:22 layering modules in layer `only` depend on each other: a -> b -> c -> a (src/lib.rs:1, \
             src/lib.rs:2, src/lib.rs:3)"
        ]
    );
}

#[test]
fn use_through_helper_is_refused() {
    let files = [
        GATE,
        (
            "heart",
            "use crate::util::help;\npub fn beat() {\n    help();\n}\n",
        ),
        (
            "util",
            "pub fn help() {\n    deeper();\n}\nfn deeper() {\n    crate::gate::run();\n}\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [upward(
            "1:18",
            "heart -> util -> gate (src/heart.rs:1, src/util.rs:5)"
        )]
    );
}

#[test]
fn use_through_method_of_helper_type_is_refused() {
    let files = [
        GATE,
        (
            "heart",
            "pub fn beat(tool: crate::util::Tool) {\n    tool.help();\n}\n",
        ),
        (
            "util",
            "pub struct Tool;\nimpl Tool {\n    pub fn help(&self) {\n        crate::gate::run();\n    }\n}\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [upward(
            "1:19",
            "heart -> util -> gate (src/heart.rs:1, src/util.rs:4)"
        )]
    );
}

#[test]
fn use_through_blanket_impl_of_helper_is_refused() {
    let files = [
        GATE,
        (
            "heart",
            "use crate::util::Help;\npub fn beat() {\n    1.help();\n}\n",
        ),
        (
            "util",
            "pub trait Help {\n    fn help(&self);\n}\nimpl<T> Help for T {\n    fn help(&self) {\n        crate::gate::run();\n    }\n}\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [upward(
            "1:18",
            "heart -> util -> gate (src/heart.rs:1, src/util.rs:6)"
        )]
    );
}

#[test]
fn use_through_lazy_module_is_refused() {
    let files = [
        GATE,
        ("heart", "pub fn beat(catalog: crate::catalog::Lazy) {}\n"),
        (
            "catalog",
            "#[lazy_module]\npub mod inner {\n    pub async fn init() -> u8 {\n        crate::gate::run();\n        1\n    }\n}\npub use inner::Lazy;\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [upward(
            "1:22",
            "heart -> catalog::inner -> gate (src/heart.rs:1, src/catalog.rs:4)"
        )]
    );
}

#[test]
fn submodule_belongs_to_the_layer_of_its_module() {
    let files = [
        GATE,
        (
            "heart",
            "pub mod chamber {\n    pub fn beat() {\n        crate::gate::run();\n    }\n}\n",
        ),
    ];
    assert_eq!(
        judge(&files),
        [upward("3:9", "heart -> gate (src/heart.rs:3)")]
    );
}

#[test]
fn submodule_may_have_its_own_layer() {
    let files = [(
        "src/lib.rs",
        "mod shop {\n    pub fn run() {}\n    pub mod store {\n        pub fn get() {\n            super::run();\n        }\n    }\n}\n",
    )];
    assert_eq!(
        judge_with(
            &files,
            &layered(&[("upper", &["shop"]), ("lower", &["shop::store"])])
        ),
        [
            "src/lib.rs:5:13 layering `shop::store` in layer `lower` uses `shop` in the higher layer `upper`: \
             shop::store -> shop (src/lib.rs:5)"
        ]
    );
}

#[test]
fn interface_that_merges_gateway_is_refused() {
    let root = "#[dispatch(layer = \"gateway\")]\nmod api { #[get(\"/\")] async fn root() {} }\n#[dispatch(layer = \"interface\", interfaces(api))]\nmod orders {}\n";
    assert_eq!(
        judge_with(
            &[("src/lib.rs", root)],
            &layered(&[("gateway", &[]), ("interface", &[])])
        ),
        [
            "src/lib.rs:3:44 layering `orders` in layer `interface` uses `api` in the higher layer `gateway`: \
             orders -> api (src/lib.rs:3)"
        ]
    );
}
