//! Accounts and what is booked on them. Nothing here knows of Lambda.

mod model;
mod table;

pub(crate) use model::{Account, Balance, Booked, Entry, Transfer};
pub(crate) use table::Accounts;
