//# expensive values in a lazy module, and in functions that only it calls
#[gatewright::lazy_module]
mod tokenizer {
    use super::*;
    pub fn init() -> Result<tokenizers::Tokenizer, Error> { open() }
    fn open() -> Result<tokenizers::Tokenizer, Error> { Ok(tokenizers::Tokenizer::from_file(path())?) }
}
#[lazy_module(start = "init")]
mod patterns {
    pub fn init() -> Result<regex::RegexSet, Error> { super::compile() }
}
fn compile() -> Result<regex::RegexSet, Error> { Ok(regex::RegexSet::new(["a", "b"])?) }
#[get("/")]
async fn handler(patterns: patterns::Lazy, tokenizer: tokenizer::Lazy) { patterns.is_match("a"); }

//# one expression in a static, and a client in one
static WORD: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| regex::Regex::new(r"\w+").unwrap());
static HTTP: std::sync::LazyLock<reqwest::Client> = std::sync::LazyLock::new(reqwest::Client::new);

//# an expensive value in an unused function, and one in a test
fn tool() { tantivy::Index::open_in_dir("index"); }
#[cfg(test)]
mod tests {
    #[test]
    fn the_templates_parse() { tera::Tera::new("templates/*").unwrap(); }
}

//# an own type with the name of an expensive one
mod tokenizers { pub struct Tokenizer; impl Tokenizer { pub fn from_file(_: &str) -> Self { Self } } }
fn main() { tokenizers::Tokenizer::from_file("x"); }

//# an exemption with its reason
#[exempt(heavy_dependency, reason = "every request needs it, and INIT has the whole processor")]
static MODEL: std::sync::LazyLock<Model> = std::sync::LazyLock::new(|| whisper_rs::WhisperContext::new_with_params("m", p()).unwrap());
