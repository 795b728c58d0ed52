//! What takes long, made by the program's own `main`: in every INIT, whatever the request needs.

mod on_disk;

use on_disk::judge;

const FOUND: &str =
    "heavy_dependency `tokenizers::Tokenizer::from_file` builds a vocabulary outside a lazy module";

#[test]
fn what_main_makes_is_refused() {
    let root = "fn main() {\n    run(tokenizers::Tokenizer::from_file(\"t\"));\n}";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [format!("src/lib.rs:2:9 {FOUND}")]
    );
}

#[test]
fn what_main_has_made_in_another_file_is_refused_although_its_own_has_no_word_of_it() {
    let files = [
        ("src/lib.rs", "mod app;\nfn main() { app::App.start(); }"),
        (
            "src/app.rs",
            "pub struct App;\nimpl App {\n    pub fn start(&self) { tokenizers::Tokenizer::from_file(\"t\"); }\n}",
        ),
    ];
    assert_eq!(judge(&files), [format!("src/app.rs:3:27 {FOUND}")]);
}

#[test]
fn what_only_a_lazy_module_calls_is_not() {
    let files = [
        (
            "src/lib.rs",
            "mod words;\n#[lazy_module]\nmod tokenizer {\n    pub fn init() -> T { super::words::load() }\n}\nfn main() { run(&GATEWAY); }",
        ),
        (
            "src/words.rs",
            "pub fn load() -> T { tokenizers::Tokenizer::from_file(\"t\") }",
        ),
    ];
    assert_eq!(judge(&files), Vec::<String>::new());
}

#[test]
fn a_client_that_main_makes_is_made_once() {
    let root = "fn main() { run(reqwest::Client::new()); }";
    assert_eq!(judge(&[("src/lib.rs", root)]), Vec::<String>::new());
}
