//! Every mistake is refused by the compiler, with the message that the example's README shows.

mod mistake;
mod readme;
mod staging;

use mistake::{Mistake, all_mistakes, examples};
use staging::Stage;

/// Writes the expected messages and the README sections again.
const REGENERATE: &str = "TRYBUILD=overwrite cargo test -p gatewright-example-mistakes";

#[test]
fn mistakes_are_refused_with_their_messages() {
    let stage = Stage::new();
    let mistakes = all_mistakes();
    let cases = trybuild::TestCases::new();
    for mistake in &mistakes {
        cases.compile_fail(stage.copy_with(mistake));
    }
    // trybuild compiles all cases when it drops, in one call of cargo.
    drop(cases);
    if overwrites() {
        for mistake in &mistakes {
            stage.copy_message_back(mistake);
        }
        readme::rewrite_all();
    }
}

#[test]
fn readmes_show_every_mistake_and_its_message() {
    // The other test is writing the messages.
    if !overwrites() {
        readme::check_all();
    }
}

#[test]
fn every_example_has_at_least_four_mistakes() {
    for example in examples() {
        let found = Mistake::all_of(&example).len();
        assert!(found >= 4, "`examples/{example}/mistakes` holds {found}");
    }
}

/// Whether trybuild was told to write the messages.
fn overwrites() -> bool {
    std::env::var("TRYBUILD").is_ok_and(|update| update == "overwrite")
}
