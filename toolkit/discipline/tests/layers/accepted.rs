use super::{judge, layered};
use crate::on_disk::judge_with;

const FACE: (&str, &str) = (
    "face",
    "pub use crate::heart::Beat;\npub fn serve() {\n    crate::heart::beat();\n}\n",
);
const HEART: (&str, &str) = ("heart", "pub struct Beat;\npub fn beat() {}\n");

#[test]
fn each_layer_uses_the_one_below_it() {
    let gate = (
        "gate",
        "use crate::face::{self, serve};\npub fn run() {\n    serve();\n    face::serve();\n}\n",
    );
    assert_eq!(judge(&[gate, FACE, HEART]), [""; 0]);
}

#[test]
fn what_an_interface_re_exports_is_used_through_it() {
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
fn a_gateway_uses_the_core_where_there_is_no_interface() {
    let gate = ("gate", "pub fn run() {\n    crate::heart::beat();\n}\n");
    assert_eq!(judge(&[gate, HEART]), [""; 0]);
}

#[test]
fn a_root_that_knows_everything_is_known_by_everything() {
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
fn a_helper_is_used_by_all_as_long_as_the_item_that_is_used_stays_below() {
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
fn a_trait_of_the_core_that_the_gateway_implements_turns_the_dependency_around() {
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
fn names_that_only_look_like_a_layers() {
    let heart = (
        "heart",
        "mod inner { pub mod gate { pub fn run() {} } }\nuse inner::gate;\n/// See crate::gate::run.\npub fn beat(run: fn()) {\n    let gate = 1;\n    gate::run();\n    run();\n    let _ = (\"crate::gate::run\", gate, stringify!(crate::gate::run));\n}\nuse other_crate::gate::run as away;\nuse ::gate::run as outside;\n",
    );
    assert_eq!(judge(&[("gate", "pub fn run() {}\n"), heart]), [""; 0]);
}

#[test]
fn tests_know_every_layer() {
    let heart = (
        "heart",
        "pub fn beat() {}\n#[cfg(test)]\nmod tests {\n    use crate::gate::run;\n    #[test]\n    fn works() {\n        run();\n    }\n}\n",
    );
    assert_eq!(judge(&[("gate", "pub fn run() {}\n"), heart]), [""; 0]);
}

#[test]
fn a_module_and_those_below_it_know_each_other() {
    let heart = (
        "heart",
        "mod left { use super::*; pub fn beat() { right::beat(); whole(); } }\nmod right { pub fn beat() { super::left::beat() } }\npub fn whole() {\n    left::beat();\n    right::beat();\n}\n",
    );
    assert_eq!(judge(&[heart]), [""; 0]);
}

#[test]
fn a_macro_of_another_crate_that_has_a_name_of_ours() {
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
fn a_macro_of_ones_own_that_a_higher_layer_has_one_of_the_same_name() {
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
fn where_no_module_has_a_layer_nothing_has_to_point_down() {
    let root = "mod a { pub fn f() { crate::b::f() } }\nmod b { pub fn f() { crate::a::f() } }\n";
    assert_eq!(
        judge_with(&[("src/lib.rs", root)], &layered(&[("gateway", &[])])),
        [""; 0]
    );
}
