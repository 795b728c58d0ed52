//! The messages about names, which CloudWatch refuses and drops without a word.

use gatewright_tables::metrics::NameFault;

/// The rule that a name breaks, as the end of "… must ".
pub(crate) fn fault(fault: NameFault, name: &str, allowed: &str) -> String {
    match fault {
        NameFault::Empty => "not be empty".to_owned(),
        NameFault::TooLong(most) => format!("have at most {most} characters, not {}", name.len()),
        NameFault::Character(wrong) => format!("consist of {allowed}; found {wrong:?}"),
        NameFault::Colon => "not start with `:`".to_owned(),
        NameFault::OfAws => "not start with `AWS/`".to_owned(),
    }
}
