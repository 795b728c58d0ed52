//! Benchmarks of Gatewright and comparable libraries: the same work, in the same release profile, in one run, as ratios.
//!
//! `cargo bench -p gatewright-benches` prints every table, `cargo bench -p gatewright-benches -- hello` one of them.
//!
//! Every function is a separate package in `functions/`. It is built alone, so that features of other packages are not unified
//! into it. Functions run on [a Runtime API that follows a script](gatewright_tests::scripted_api), and are measured
//! [in instructions](instructions), [in time to the first answer](cold_start) and [in bytes](function). A table
//! [compares the replies](replies) before it measures anything.
//!
//! Code that is measured without a function around it, such as lookups of names and routes, is a program in `programs/` together
//! with its peers. The program checks that all find the same, measures times in turns, and makes a given number of lookups under
//! callgrind. `README.md` holds the tables of a run and the [plot] of its lookup times.
//!
//! To add a table, add a file to [`tables`] and a line to [`tables::ALL`].

#[cfg(unix)]
pub mod cold_start;
#[cfg(unix)]
pub mod function;
#[cfg(unix)]
pub mod instructions;
#[cfg(unix)]
pub mod plot;
#[cfg(unix)]
pub mod processor_time;
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
