//! Eight things that take long to start, of which a request needs one.
//!
//! Each is a lazy module, and each handler takes the one that it needs: the first request to an execution environment waits for that
//! one, and never for the other seven.

mod table;
#[cfg(test)]
mod tests;

use gatewright::prelude::*;
use serde::Deserialize;

use table::{Answer, Table};

/// Sorts texts into categories.
#[lazy_module]
mod classifier {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(88)
    }
}

/// Knows a second language.
#[lazy_module]
mod translator {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(80)
    }
}

/// Finds texts by their words.
#[lazy_module]
mod index {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(72)
    }
}

/// Knows which texts are alike.
#[lazy_module]
mod embeddings {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(50)
    }
}

/// Knows how words are spelt.
#[lazy_module]
mod dictionary {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(40)
    }
}

/// Knows how sentences are built.
#[lazy_module]
mod grammar {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(30)
    }
}

/// Knows where places are.
#[lazy_module]
mod gazetteer {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(20)
    }
}

/// Knows what is no text for everyone.
#[lazy_module]
mod filter {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(20)
    }
}

/// What is asked: `{"operation":"heavy.classify","payload":{"text":"a red mug"}}`.
#[derive(Debug, Deserialize)]
struct Question {
    text: String,
}

#[lambda_handler(timeout = "10s", memory = 1769)]
#[dispatch]
mod heavy {
    use super::*;

    /// Which category a text is in.
    #[operation]
    pub async fn classify(question: Question, classifier: classifier::Lazy) -> Answer {
        classifier.answer(&question.text)
    }

    /// A text in the other language.
    #[operation]
    pub async fn translate(question: Question, translator: translator::Lazy) -> Answer {
        translator.answer(&question.text)
    }

    /// Where the words of a text are found.
    #[operation]
    pub async fn search(question: Question, index: index::Lazy) -> Answer {
        index.answer(&question.text)
    }

    /// What a text is like.
    #[operation]
    pub async fn compare(question: Question, embeddings: embeddings::Lazy) -> Answer {
        embeddings.answer(&question.text)
    }

    /// A text as it should be spelt.
    #[operation]
    pub async fn correct(question: Question, dictionary: dictionary::Lazy) -> Answer {
        dictionary.answer(&question.text)
    }

    /// How a text is built.
    #[operation]
    pub async fn parse(question: Question, grammar: grammar::Lazy) -> Answer {
        grammar.answer(&question.text)
    }

    /// The places that a text names.
    #[operation]
    pub async fn locate(question: Question, gazetteer: gazetteer::Lazy) -> Answer {
        gazetteer.answer(&question.text)
    }

    /// Whether a text is for everyone.
    #[operation]
    pub async fn screen(question: Question, filter: filter::Lazy) -> Answer {
        filter.answer(&question.text)
    }
}
