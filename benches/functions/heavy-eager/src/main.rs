//! `examples/heavy` with all values initialised before the first request, as by a `main` that sets up everything.

#[path = "../../../../examples/heavy/src/table.rs"]
mod table;

use gatewright::prelude::*;
use serde::Deserialize;

use table::{Answer, Table};

/// Classifies texts into categories.
#[lazy_module(start = "init")]
mod classifier {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(88)
    }
}

/// Translates texts into another language.
#[lazy_module(start = "init")]
mod translator {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(80)
    }
}

/// Searches texts by their words.
#[lazy_module(start = "init")]
mod index {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(72)
    }
}

/// Compares texts by their meaning.
#[lazy_module(start = "init")]
mod embeddings {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(50)
    }
}

/// Holds the spelling of words.
#[lazy_module(start = "init")]
mod dictionary {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(40)
    }
}

/// Holds the rules by which sentences are parsed.
#[lazy_module(start = "init")]
mod grammar {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(30)
    }
}

/// Holds the names of places and their locations.
#[lazy_module(start = "init")]
mod gazetteer {
    use super::*;

    pub fn init() -> Table {
        Table::of_weight(20)
    }
}

/// Recognises texts that are not suitable for everyone.
#[lazy_module(start = "init")]
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

#[lambda_handler(name = "heavy", timeout = "10s", memory = 1769)]
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
