use super::judge;

const GATE: (&str, &str) = ("gate", "pub fn run() {}\n");
const UNUSED: &str = "exemption unused exemption: nothing here breaks the rule `layering`";

#[test]
fn exempted_use_is_accepted() {
    for heart in [
        "#[exempt(layering, reason = \"moves next week\")]\npub fn beat() {\n    crate::gate::run();\n}\n",
        "#[exempt(layering, reason = \"moves next week\")]\nuse crate::gate::run;\n",
        "#[exempt(layering, reason = \"moves next week\")]\nmod inner {\n    pub fn beat() {\n        crate::gate::run();\n    }\n}\n",
    ] {
        assert_eq!(judge(&[GATE, ("heart", heart)]), [""; 0], "{heart}");
    }
}

#[test]
fn other_use_beside_exempted_one_is_refused() {
    let heart = "#[exempt(layering, reason = \"moves next week\")]\npub fn beat() {\n    crate::gate::run();\n}\npub fn pump() {\n    crate::gate::run();\n}\n";
    assert_eq!(
        judge(&[GATE, ("heart", heart)]),
        [super::upward("6:5", "heart -> gate (src/heart.rs:6)")]
    );
}

#[test]
fn exemption_in_helper_ends_the_path_through_it() {
    let util = "pub fn help() {\n    #[exempt(layering, reason = \"moves next week\")]\n    fn inner() {\n        crate::gate::run();\n    }\n    inner();\n}\n";
    let heart = "pub fn beat() {\n    crate::util::help();\n}\n";
    assert_eq!(judge(&[GATE, ("heart", heart), ("util", util)]), [""; 0]);
}

#[test]
fn unused_exemption_is_refused() {
    let heart = "#[exempt(layering, reason = \"moved last week\")]\npub fn beat() {\n    own();\n}\nfn own() {}\n";
    assert_eq!(
        judge(&[GATE, ("heart", heart)]),
        [format!("src/heart.rs:1:10 {UNUSED}")]
    );
}

#[test]
fn exemption_breaks_a_cycle() {
    let files = [
        ("heart", "pub fn pump() {\n    crate::vein::flow();\n}\n"),
        (
            "vein",
            "#[exempt(layering, reason = \"a callback\")]\npub fn flow() {\n    crate::heart::pump();\n}\n",
        ),
    ];
    assert_eq!(judge(&files), [""; 0]);
}
