//! Judges the crate whose root file is the argument, and says how long that took.

use gatewright_discipline::{CfgSet, CrateOptions, judge_crate};
use std::path::Path;
use std::time::Instant;

fn main() {
    let root = std::env::args().nth(1).expect("the crate's root file");
    let start = Instant::now();
    let found = judge_crate(
        Path::new(&root),
        &CfgSet::default(),
        &CrateOptions::default(),
    );
    let took = start.elapsed();
    for hit in &found {
        println!("{hit}\n");
    }
    eprintln!("{} findings in {took:.0?}", found.len());
}
