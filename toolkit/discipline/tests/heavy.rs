//! Expensive values that `main` creates in every INIT, even if the request does not need them.

mod on_disk;

use on_disk::judge;

const FOUND: &str =
    "heavy_dependency `tokenizers::Tokenizer::from_file` builds a vocabulary outside a lazy module";

#[test]
fn expensive_value_in_main_is_refused() {
    let root = "fn main() {\n    run(tokenizers::Tokenizer::from_file(\"t\"));\n}";
    assert_eq!(
        judge(&[("src/lib.rs", root)]),
        [format!("src/lib.rs:2:9 {FOUND}")]
    );
}

#[test]
fn expensive_value_in_function_of_main_is_refused() {
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
fn function_of_lazy_module_may_be_expensive() {
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
fn client_in_main_is_accepted() {
    let root = "fn main() { run(reqwest::Client::new()); }";
    assert_eq!(judge(&[("src/lib.rs", root)]), Vec::<String>::new());
}
