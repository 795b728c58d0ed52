//! Looks up names in Gatewright's table and in its peers, all in one program.
//!
//! `bench-lookup time` prints a line for each number of names, hits and misses, and each structure: the nanoseconds of one lookup,
//! as the median of many rounds in turns. `bench-lookup count STRUCTURE NAMES hit|miss ROUNDS` makes ROUNDS rounds of lookups in one
//! structure, for a tool that counts instructions. Both first check that all structures find the same.

mod probes;
mod size;
mod structure;
mod timing;

use anyhow::{Context, Result, bail, ensure};

use probes::Probes;
use size::{SIZES, Size};
use structure::Structure;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["time"] => {
            for size in SIZES {
                let structures = structure::all(size);
                for (kind, probes) in both_kinds(size) {
                    compare(&structures, &probes)?;
                    for (structure, nanoseconds) in timing::in_turns(&structures, &probes.shuffled)
                    {
                        println!("{} {kind} {structure} {nanoseconds}", size.names.len());
                    }
                }
            }
        }
        ["count", structure, names, kind, rounds] => {
            let names: usize = names.parse()?;
            let size = *SIZES
                .iter()
                .find(|size| size.names.len() == names)
                .context("unknown number of names")?;
            let structure = structure::all(size)
                .into_iter()
                .find(|known| known.name == structure)
                .context("unknown structure, or none of this size")?;
            let (_, probes) = both_kinds(size)
                .into_iter()
                .find(|(known, _)| *known == kind)
                .context("expected `hit` or `miss`")?;
            let once = probes.once();
            for _ in 0..rounds.parse()? {
                (structure.pass)(&once);
            }
        }
        _ => bail!("usage: bench-lookup time | count STRUCTURE NAMES hit|miss ROUNDS"),
    }
    Ok(())
}

fn both_kinds(size: &Size) -> [(&'static str, Probes); 2] {
    [
        ("hit", Probes::hits(size.names)),
        ("miss", Probes::misses(size.names)),
    ]
}

/// Checks that every structure finds the expected values.
fn compare(structures: &[Structure], probes: &Probes) -> Result<()> {
    for (name, expected) in &probes.expected {
        for structure in structures {
            let found = (structure.find)(name);
            ensure!(
                found == *expected,
                "expected {} to find {expected:?} for {name}, it finds {found:?}",
                structure.name
            );
        }
    }
    Ok(())
}
