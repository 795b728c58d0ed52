//# a model in a static that is filled once
use std::sync::LazyLock;
use fastembed::TextEmbedding;
static MODEL: LazyLock<TextEmbedding> = LazyLock::new(|| TextEmbedding::try_new(Default::default()).unwrap());
//                                                       ^ heavy_dependency: `fastembed::TextEmbedding::try_new` loads a model outside a lazy module

//# a constructor that is handed to a static
static ENCODING: std::sync::LazyLock<Tokens> = std::sync::LazyLock::new(tiktoken_rs::cl100k_base);
//                                                                      ^ heavy_dependency: `tiktoken_rs::cl100k_base` builds a vocabulary outside a lazy module

//# a dictionary in a handler
use jieba_rs::Jieba as Words;
#[get("/words")]
async fn words(text: String) -> Vec<String> {
    Words::new().cut(&text, false)
//  ^ heavy_dependency: `jieba_rs::Jieba::new` loads a dictionary outside a lazy module
}

//# a helper that fills a static
fn load() -> Tokenizer { tokenizers::Tokenizer::from_file("tokenizer.json").unwrap() }
//                       ^ heavy_dependency: `tokenizers::Tokenizer::from_file` builds a vocabulary outside a lazy module
static TOKENIZER: std::sync::OnceLock<Tokenizer> = std::sync::OnceLock::new();
fn tokenizer() -> &'static Tokenizer { TOKENIZER.get_or_init(load) }

//# a function that a lazy module and a handler call
#[lazy_module]
mod patterns {
    pub fn init() -> regex::RegexSet { super::compile() }
}
fn compile() -> regex::RegexSet { regex::RegexSet::new(["a", "b"]).unwrap() }
//                                ^ heavy_dependency: `regex::RegexSet::new` compiles a set of regular expressions outside a lazy module
#[post("/")]
async fn handler() { compile(); }

//# a client and a model in one handler
#[event]
async fn handler() {
    reqwest::Client::new();
//  ^ client_per_invocation: `reqwest::Client::new` builds a client in every invocation
    ort::session::Session::builder();
//  ^ heavy_dependency: `ort::session::Session::builder` loads a model outside a lazy module
}
