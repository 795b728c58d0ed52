//! The output of `cargo gatewright budget`.

use super::args::Args;
use super::{Held, Row};
use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, ERROR, NOTE};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

pub(super) fn print(all: &[Held], args: &Args) -> Result<(), CliError> {
    to_stdout(|to| {
        if args.json {
            serde_json::to_writer_pretty(&mut *to, &document(all))?;
            return writeln!(to);
        }
        for one in all {
            write_one(one, to)?;
        }
        Ok(())
    })
}

fn document(all: &[Held]) -> Value {
    let functions: Vec<Value> = all
        .iter()
        .map(|one| {
            json!({
                "package": one.package,
                "binary": one.binary,
                "manifest": one.manifest,
                "remarks": one.remarks,
                "rows": one.rows.iter().map(row).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "version": JSON_VERSION, "functions": functions })
}

fn row(row: &Row) -> Value {
    let (left, percent) = row.margin();
    json!({
        "key": row.limit.key.name(),
        "unit": row.limit.key.unit(),
        "limit": row.limit.value,
        "figure": row.figure,
        "margin": left,
        "margin_percent": percent,
        "is_exceeded": row.is_exceeded(),
        "basis": row.basis,
        "line": row.limit.line,
    })
}

/// ```text
/// shop: 2 of 3 limits are held
///   key               limit      figure      margin
///   size            3.00 MB     1.51 MB     +49.7 %  the file of `cargo build --release`
/// ```
fn write_one(one: &Held, to: &mut dyn Write) -> io::Result<()> {
    if one.rows.is_empty() {
        writeln!(
            to,
            "{BOLD}{}{BOLD:#}: nothing to hold: `{}` has no limits in `[package.metadata.gatewright.budget]`",
            one.binary, one.manifest
        )?;
        return writeln!(
            to,
            "  = help: write the table with one of `cold_start = \"50ms\"`, `p99 = \"20ms\"`, `cost_per_million = 0.35`, \
             `size = \"3MB\"`, `memory = \"64MB\"`, `dependencies = 60`"
        );
    }
    let exceeded = one.rows.iter().filter(|row| row.is_exceeded()).count();
    let held = one.rows.len() - exceeded;
    let limits = if one.rows.len() == 1 {
        "limit is"
    } else {
        "limits are"
    };
    writeln!(
        to,
        "{BOLD}{}{BOLD:#}: {held} of {} {limits} held",
        one.binary,
        one.rows.len()
    )?;
    writeln!(
        to,
        "  {:<16}  {:>12}  {:>12}  {:>9}",
        "key", "limit", "figure", "margin"
    )?;
    for row in &one.rows {
        let (_, percent) = row.margin();
        let (style, end) = if row.is_exceeded() {
            (ERROR, "  exceeded")
        } else {
            (NOTE, "")
        };
        let key = row.limit.key;
        writeln!(
            to,
            "  {:<16}  {:>12}  {:>12}  {style}{:>9}{style:#}{end}  {}",
            key.name(),
            key.shown(row.limit.value),
            key.shown(row.figure),
            format!("{percent:+.1} %"),
            row.basis
        )?;
    }
    for row in one.rows.iter().filter(|row| row.is_exceeded()) {
        let (left, _) = row.margin();
        let key = row.limit.key;
        writeln!(
            to,
            "{ERROR}error{ERROR:#}: `{}` is {}, {} more than {} ({}:{})",
            key.name(),
            key.shown(row.figure),
            key.shown(-left),
            key.shown(row.limit.value),
            one.manifest,
            row.limit.line
        )?;
    }
    for remark in &one.remarks {
        writeln!(to, "{NOTE}note{NOTE:#}: {remark}")?;
    }
    Ok(())
}
