use super::{judge, layered};
use crate::on_disk::judge_with;

const FACE: (&str, &str) = (
    "face",
    "pub use crate::heart::Beat;\npub fn serve() {\n    crate::heart::beat();\n}\n",
);
const HEART: (&str, &str) = ("heart", "pub struct Beat;\npub fn beat() {}\n");

#[test]
fn layer_may_use_the_one_below() {
    let gate = (
        "gate",
        "use crate::face::{self, serve};\npub fn run() {\n    serve();\n    face::serve();\n}\n",
    );
    assert_eq!(judge(&[gate, FACE, HEART]), [""; 0]);
}

#[test]
fn re_export_of_interface_is_used_through_it() {
    for gate in [
        "use crate::face::Beat;\npub fn run(_: Beat) {}\n",
        "use crate::face::*;\npub fn run(_: Beat) {}\n",
        "pub fn run(_: crate::face::Beat) {}\n",
        "use crate::face as f;\npub fn run(_: Vec<f::Beat>) {}\n",
    ] {
        assert_eq!(judge(&[("gate", gate), FACE, HEART]), [""; 0], "{gate}");
    }
    let whole = (
        "face",
        "pub use crate::heart as model;\npub mod all { pub use crate::heart::*; }\n",
    );
    let gate = (
        "gate",
        "use crate::face::all::*;\npub fn run(_: crate::face::model::Beat, _: Beat) {}\n",
    );
    assert_eq!(judge(&[gate, whole, HEART]), [""; 0]);
}

#[test]
fn gateway_may_use_core_without_interface() {
    let gate = ("gate", "pub fn run() {\n    crate::heart::beat();\n}\n");
    assert_eq!(judge(&[gate, HEART]), [""; 0]);
}

#[test]
fn root_without_layer_may_use_and_be_used_by_all() {
    let root = "mod gate { use super::*; pub fn run(_: Error) { face::serve() } }\n\
                mod face { use super::*; pub fn serve() { heart::beat() } }\n\
                mod heart { use crate::Error; pub fn beat() -> Result<(), Error> { crate::log(); Ok(()) } }\n\
                use gate::run;\npub struct Error;\nfn log() {}\nfn main() { run(Error); face::serve(); heart::beat(); }\n";
    assert_eq!(
        judge_with(&[("src/lib.rs", root)], &super::three()),
        [""; 0]
    );
}

#[test]
fn helper_items_are_followed_separately() {
    let util = (
        "util",
        "pub fn low() {}\npub fn high() {\n    crate::gate::run();\n}\n",
    );
    let files = [
        (
            "gate",
            "pub fn run() {}\npub fn go() {\n    crate::util::high();\n}\n",
        ),
        ("heart", "pub fn beat() {\n    crate::util::low();\n}\n"),
        util,
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn trait_implemented_above_inverts_the_dependency() {
    let files = [
        (
            "gate",
            "pub struct Clock;\nimpl crate::face::Time for Clock {}\npub fn run() {\n    crate::face::serve(&Clock);\n}\n",
        ),
        (
            "face",
            "pub use crate::heart::Time;\npub fn serve(time: &dyn Time) {}\n",
        ),
        (
            "heart",
            "pub trait Time {}\npub fn beat(_: &dyn crate::util::Other) {}\n",
        ),
        (
            "util",
            "pub trait Other {}\nimpl Other for crate::gate::Clock {}\n",
        ),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn names_like_those_of_a_layer_are_accepted() {
    let heart = (
        "heart",
        "mod inner { pub mod gate { pub fn run() {} } }\nuse inner::gate;\n/// See crate::gate::run.\npub fn beat(run: fn()) {\n    let gate = 1;\n    gate::run();\n    run();\n    let _ = (\"crate::gate::run\", gate, stringify!(crate::gate::run));\n}\nuse other_crate::gate::run as away;\nuse ::gate::run as outside;\n",
    );
    assert_eq!(judge(&[("gate", "pub fn run() {}\n"), heart]), [""; 0]);
}

#[test]
fn tests_may_use_every_layer() {
    let heart = (
        "heart",
        "pub fn beat() {}\n#[cfg(test)]\nmod tests {\n    use crate::gate::run;\n    #[test]\n    fn works() {\n        run();\n    }\n}\n",
    );
    assert_eq!(judge(&[("gate", "pub fn run() {}\n"), heart]), [""; 0]);
}

#[test]
fn submodules_of_one_layer_may_use_each_other() {
    let heart = (
        "heart",
        "mod left { use super::*; pub fn beat() { right::beat(); whole(); } }\nmod right { pub fn beat() { super::left::beat() } }\npub fn whole() {\n    left::beat();\n    right::beat();\n}\n",
    );
    assert_eq!(judge(&[heart]), [""; 0]);
}

#[test]
fn foreign_macro_with_own_name_is_accepted() {
    let files = [
        (
            "gate",
            "pub fn run() {}\nmacro_rules! ensure { () => { crate::gate::run() } }\n",
        ),
        (
            "heart",
            "use anyhow::ensure;\npub fn beat() {\n    ensure!(true);\n    anyhow::ensure!(true);\n}\n",
        ),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn own_macro_wins_over_one_of_a_higher_layer() {
    let files = [
        (
            "gate",
            "pub fn run() {}\nmacro_rules! note { () => { crate::gate::run() } }\npub fn go() {\n    note!();\n}\n",
        ),
        (
            "heart",
            "macro_rules! note { () => { 1 } }\npub fn beat() {\n    note!();\n}\n",
        ),
    ];
    assert_eq!(judge(&files), [""; 0]);
}

#[test]
fn crate_without_layers_may_have_cycles() {
    let root = "mod a { pub fn f() { crate::b::f() } }\nmod b { pub fn f() { crate::a::f() } }\n";
    assert_eq!(
        judge_with(&[("src/lib.rs", root)], &layered(&[("gateway", &[])])),
        [""; 0]
    );
}
