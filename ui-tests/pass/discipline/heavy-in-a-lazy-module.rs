use gatewright::prelude::*;

#[lazy_module]
mod patterns {
    use super::*;

    pub fn init() -> Result<regex::RegexSet, Error> {
        Ok(regex::RegexSet::new(["red", "blue"])?)
    }
}

#[lambda_handler(main = false)]
async fn colours(text: String, patterns: patterns::Lazy) -> usize {
    patterns.matches(&text).iter().count()
}

fn main() {
    let _ = &COLOURS;
}
