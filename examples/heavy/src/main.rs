//! Eight values that are slow to initialise, of which each request needs one.
//!
//! Each value is a lazy module, and each handler takes the one that it needs. The first request in an execution environment waits for
//! that module only, never for the other seven.

mod table;
#[cfg(test)]
mod tests;

use gatewright::prelude::*;
use serde::Deserialize;

use table::{Answer, Table};

/// Classifies texts into categories.
#[lazy_module]
mod classifier {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(88)
    }
}

/// Translates texts into another language.
#[lazy_module]
mod translator {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(80)
    }
}

/// Searches texts by their words.
#[lazy_module]
mod index {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(72)
    }
}

/// Compares texts by their meaning.
#[lazy_module]
mod embeddings {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(50)
    }
}

/// Holds the spelling of words.
#[lazy_module]
mod dictionary {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(40)
    }
}

/// Holds the rules by which sentences are parsed.
#[lazy_module]
mod grammar {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(30)
    }
}

/// Holds the names of places and their locations.
#[lazy_module]
mod gazetteer {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(20)
    }
}

/// Recognises texts that are not suitable for everyone.
#[lazy_module]
mod filter {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(20)
    }
}

/// The payload of every operation: `{"operation":"heavy.classify","payload":{"text":"a red mug"}}`.
#[derive(Debug, Deserialize)]
struct Question {
    text: String,
}

#[lambda_handler(
    timeout = "10s",
    memory = 1769,
    architectures = "arm64",
    tracing = "Active",
    logging_config(log_format = "JSON", retention_in_days = 14)
)]
#[dispatch]
mod heavy {
    use super::*;

    /// Returns the category of a text.
    #[operation]
    pub async fn classify(question: Question, classifier: classifier::Lazy) -> Answer {
        classifier.answer(&question.text)
    }

    /// Translates a text.
    #[operation]
    pub async fn translate(question: Question, translator: translator::Lazy) -> Answer {
        translator.answer(&question.text)
    }

    /// Finds texts with the words of a text.
    #[operation]
    pub async fn search(question: Question, index: index::Lazy) -> Answer {
        index.answer(&question.text)
    }

    /// Finds texts that are similar to a text.
    #[operation]
    pub async fn compare(question: Question, embeddings: embeddings::Lazy) -> Answer {
        embeddings.answer(&question.text)
    }

    /// Corrects the spelling of a text.
    #[operation]
    pub async fn correct(question: Question, dictionary: dictionary::Lazy) -> Answer {
        dictionary.answer(&question.text)
    }

    /// Parses the sentences of a text.
    #[operation]
    pub async fn parse(question: Question, grammar: grammar::Lazy) -> Answer {
        grammar.answer(&question.text)
    }

    /// Locates the places that a text names.
    #[operation]
    pub async fn locate(question: Question, gazetteer: gazetteer::Lazy) -> Answer {
        gazetteer.answer(&question.text)
    }

    /// Checks whether a text is suitable for everyone.
    #[operation]
    pub async fn screen(question: Question, filter: filter::Lazy) -> Answer {
        filter.answer(&question.text)
    }
}
