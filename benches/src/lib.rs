//! Gatewright side by side with its peers: the same work, in the same release profile, in one run, as ratios.
//!
//! `cargo bench -p gatewright-benches` prints every table, `cargo bench -p gatewright-benches -- hello` one of them.
//!
//! Every function is a package of its own in `functions/`, built by itself, so that one's features never reach another.
//! They run in front of [a Runtime API that follows a script](gatewright_tests::scripted_api), and are measured
//! [in instructions](instructions), [in time to the first answer](cold_start) and [in bytes](function). A table
//! [compares the replies](replies) before it measures anything.
//!
//! What is measured without a function around it, lookups of names and of routes, is a program in `programs/`, with its peers in it:
//! it compares what they find, takes times in turns, and makes as many lookups as it is told to under callgrind. `README.md` has the
//! tables of a run, and the [picture](plot) of lookup times that the run drew.
//!
//! To add a table, add a file to [`tables`] and its line to [`tables::ALL`].

#[cfg(unix)]
pub mod cold_start;
#[cfg(unix)]
pub mod function;
#[cfg(unix)]
pub mod instructions;
#[cfg(unix)]
pub mod plot;
#[cfg(unix)]
pub mod replies;
#[cfg(unix)]
pub mod resident;
#[cfg(unix)]
pub mod table;
#[cfg(unix)]
pub mod tables;
#[cfg(unix)]
pub mod throughput;
