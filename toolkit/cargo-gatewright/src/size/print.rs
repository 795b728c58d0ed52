//! The output of `cargo gatewright size`.

use super::args::Args;
use super::{Compared, baseline};
use crate::error::CliError;
use crate::report::{Removable, RemovableKind, Sizes, to_stdout};
use crate::style::{BOLD, ERROR, NOTE};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// The number of crates, modules and crates of a branch that the table lists. `--json` has all.
const CRATES: usize = 15;
const MODULES: usize = 12;
const OF_BRANCH: usize = 4;

pub(super) fn print(all: &[Compared], args: &Args) -> Result<(), CliError> {
    to_stdout(|to| {
        if args.json {
            serde_json::to_writer_pretty(&mut *to, &document(all, args))?;
            return writeln!(to);
        }
        for one in all {
            write_one(one, args, to)?;
        }
        Ok(())
    })
}

fn document(all: &[Compared], args: &Args) -> Value {
    let binaries: Vec<Value> = all
        .iter()
        .map(|one| {
            let mut value = json!(one.sizes);
            value["target"] = json!(one.figures.target);
            value["compiler"] = json!(one.figures.compiler);
            value["saved"] = one.saved.as_ref().map_or(Value::Null, |saved| {
                json!({
                    "target": saved.target,
                    "compiler": saved.compiler,
                    "loaded": saved.loaded,
                    "is_comparable": one.comparable().is_some(),
                })
            });
            value["growth"] = one.comparable().map_or(Value::Null, |saved| {
                json!({
                    "bytes": difference(saved.loaded, one.sizes.loaded),
                    "percent": baseline::percent(saved.loaded, one.sizes.loaded),
                    "crates": changes(one),
                    "is_exceeded": args.max_growth.map(|most| most.is_exceeded(saved.loaded, one.sizes.loaded)),
                })
            });
            value
        })
        .collect();
    json!({ "version": JSON_VERSION, "binaries": binaries })
}

/// The difference of each crate that has changed.
fn changes(one: &Compared) -> BTreeMap<&str, i64> {
    let Some(saved) = one.comparable() else {
        return BTreeMap::new();
    };
    let now = &one.figures.crates;
    let names = saved.crates.keys().chain(now.keys());
    names
        .map(|name| {
            let before = saved.crates.get(name).copied().unwrap_or(0);
            let after = now.get(name).copied().unwrap_or(0);
            (name.as_str(), difference(before, after))
        })
        .filter(|(_, change)| *change != 0)
        .collect()
}

// Sizes of binaries are far below 2^63.
#[expect(clippy::cast_possible_wrap, reason = "see above")]
fn difference(before: u64, now: u64) -> i64 {
    now as i64 - before as i64
}

fn write_one(one: &Compared, args: &Args, to: &mut dyn Write) -> io::Result<()> {
    let sizes = &one.sizes;
    writeln!(
        to,
        "{BOLD}{}{BOLD:#}: {} bytes are loaded, {}",
        sizes.binary,
        grouped(sizes.loaded),
        one.figures.target
    )?;
    growth(one, args, to)?;
    let changes = changes(one);
    let change = |name: &str| {
        changes
            .get(name)
            .map_or_else(String::new, |by| format!("  {by:+}"))
    };
    writeln!(to, "\nBy crate")?;
    for size in sizes.crates.iter().take(CRATES) {
        line(
            to,
            size.bytes,
            sizes.loaded,
            &format!("{}{}", size.name, change(&size.name)),
        )?;
    }
    let (rest, others) = rest(sizes);
    if others > 0 {
        line(to, rest, sizes.loaded, &format!("{others} other crates"))?;
    }
    line(
        to,
        sizes.nameless,
        sizes.loaded,
        "without a symbol: text, tables, unwinding",
    )?;
    let listed: Vec<&str> = sizes
        .crates
        .iter()
        .take(CRATES)
        .map(|one| one.name.as_str())
        .collect();
    let mut hidden: Vec<(&&str, &i64)> = changes
        .iter()
        .filter(|(name, _)| !listed.contains(*name))
        .collect();
    hidden.sort_by_key(|(name, by)| (-by.abs(), **name));
    if !hidden.is_empty() {
        let shown: Vec<String> = hidden
            .iter()
            .take(CRATES)
            .map(|(name, by)| format!("{name} {by:+}"))
            .collect();
        writeln!(to, "  changed among the others: {}", shown.join(", "))?;
    }
    writeln!(
        to,
        "\nBy module: written there, and generic code of other crates for it"
    )?;
    for module in sizes.modules.iter().take(MODULES) {
        writeln!(
            to,
            "  {:>9}  {:>9}  {}",
            grouped(module.own),
            grouped(module.generic),
            module.module
        )?;
    }
    if sizes.modules.len() > MODULES {
        writeln!(to, "  {} smaller modules", sizes.modules.len() - MODULES)?;
    }
    writeln!(to, "\nBy branch: what the binary loses without it")?;
    for branch in sizes.branches.iter().filter(|branch| branch.alone > 0) {
        let crates: Vec<(&str, u64)> = branch
            .largest
            .iter()
            .map(|one| (one.name.as_str(), one.bytes))
            .collect();
        write_branch(
            to,
            branch.alone,
            &format!("dependency `{}`", branch.dependency),
            &crates,
        )?;
    }
    for one in &sizes.removable {
        let crates: Vec<(&str, u64)> = one
            .crates
            .iter()
            .map(|one| (one.name.as_str(), one.bytes))
            .collect();
        write_branch(to, one.bytes, &removable_name(one), &crates)?;
    }
    writeln!(to)
}

fn removable_name(one: &Removable) -> String {
    match one.kind {
        RemovableKind::Feature => format!("feature `{}` of `{}`", one.name, one.place),
        RemovableKind::LazyModule => format!("lazy module `{}` ({})", one.name, one.place),
    }
}

fn growth(one: &Compared, args: &Args, to: &mut dyn Write) -> io::Result<()> {
    let Some(saved) = &one.saved else {
        return if args.save {
            Ok(())
        } else {
            writeln!(
                to,
                "  {NOTE}note{NOTE:#}: there is no saved figure: `--save` writes `{}`",
                baseline::FILE
            )
        };
    };
    if one.comparable().is_none() {
        return writeln!(
            to,
            "  {NOTE}note{NOTE:#}: the saved figure is of {} and is not compared",
            saved.target
        );
    }
    let (before, now) = (saved.loaded, one.sizes.loaded);
    writeln!(
        to,
        "  {:+} bytes ({:+.2} %) since `{}`: {} bytes",
        difference(before, now),
        baseline::percent(before, now),
        baseline::FILE,
        grouped(before)
    )?;
    if saved.compiler != one.figures.compiler {
        writeln!(
            to,
            "  {NOTE}note{NOTE:#}: the saved figure was built with {}, this one with {}",
            saved.compiler, one.figures.compiler
        )?;
    }
    match args.max_growth {
        Some(most) if most.is_exceeded(before, now) => {
            writeln!(
                to,
                "  {ERROR}error{ERROR:#}: it has grown by more than {most}"
            )?;
            writeln!(
                to,
                "  = help: see the changes by crate below, or accept the size with `cargo gatewright size --save`"
            )
        }
        _ => Ok(()),
    }
}

/// The bytes and the number of the crates that the table does not list.
fn rest(sizes: &Sizes) -> (u64, usize) {
    let others = sizes.crates.iter().skip(CRATES);
    (others.clone().map(|one| one.bytes).sum(), others.count())
}

fn line(to: &mut dyn Write, bytes: u64, whole: u64, what: &str) -> io::Result<()> {
    // Tenths of a per cent in integers.
    let tenths = bytes * 1_000 / whole.max(1);
    writeln!(
        to,
        "  {:>9}  {:>3}.{} %  {what}",
        grouped(bytes),
        tenths / 10,
        tenths % 10
    )
}

fn write_branch(
    to: &mut dyn Write,
    bytes: u64,
    what: &str,
    crates: &[(&str, u64)],
) -> io::Result<()> {
    let listed: Vec<String> = crates
        .iter()
        .take(OF_BRANCH)
        .map(|(name, bytes)| format!("{name} {}", grouped(*bytes)))
        .collect();
    let more = crates.len().saturating_sub(OF_BRANCH);
    let (colon, list) = (if listed.is_empty() { "" } else { ": " }, listed.join(", "));
    let more = if more > 0 {
        format!(", {more} more")
    } else {
        String::new()
    };
    writeln!(to, "  {:>9}  {what}{colon}{list}{more}", grouped(bytes))
}

/// Digits in groups of three: `1,203,400`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_are_in_groups_of_three() {
        let shown: Vec<String> = [0, 999, 1_000, 12_345_678].map(grouped).into();
        assert_eq!(shown, ["0", "999", "1,000", "12,345,678"]);
    }
}
