//! Accounts and their entries, independent of Lambda.

mod model;
mod table;

pub(crate) use model::{Account, Balance, Booked, Entry, Transfer};
pub(crate) use table::Accounts;
