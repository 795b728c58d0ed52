//! The output of `cargo gatewright package`.

use super::{Finding, Level, Packaged};
use crate::error::CliError;
use crate::report::to_stdout;
use crate::style::{BOLD, ERROR, NOTE};
use crate::workspace::Workspace;
use serde_json::{Value, json};
use std::io::{self, Write};

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

pub(crate) fn print(
    packaged: &[Packaged],
    workspace: &Workspace,
    as_json: bool,
) -> Result<(), CliError> {
    to_stdout(|to| {
        if as_json {
            serde_json::to_writer_pretty(&mut *to, &document(packaged))?;
            return writeln!(to);
        }
        for one in packaged {
            write_one(one, workspace, to)?;
        }
        Ok(())
    })
}

fn document(packaged: &[Packaged]) -> Value {
    let functions: Vec<Value> = packaged
        .iter()
        .map(|one| {
            json!({
                "package": one.package,
                "binary": one.binary,
                "target": one.target,
                "architecture": one.facts.architecture.name(),
                "static": one.facts.is_static,
                "glibc": one.facts.glibc.map(|version| version.to_string()),
                "bootstrap_bytes": one.bootstrap,
                "unzipped_bytes": one.archive.unzipped,
                "zip_bytes": one.archive.zipped,
                "zip": one.archive.path,
                "code_sha256": one.archive.code_sha256,
                "findings": one.findings,
            })
        })
        .collect();
    json!({ "version": JSON_VERSION, "functions": functions })
}

/// ```text
/// orders: arm64, static
///   bootstrap      1.20 MB (1256000 bytes)
///   bootstrap.zip  0.55 MB (578000 bytes), target/lambda/orders/bootstrap.zip
///   CodeSha256     47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
/// ```
fn write_one(one: &Packaged, workspace: &Workspace, to: &mut dyn Write) -> io::Result<()> {
    let linking = match (one.facts.is_static, one.facts.glibc) {
        (true, _) => "static".to_owned(),
        (_, Some(version)) => format!("needs glibc {version} or newer"),
        (_, None) => "dynamic".to_owned(),
    };
    let archive = &one.archive;
    let architecture = one.facts.architecture.name();
    writeln!(
        to,
        "{BOLD}{}{BOLD:#}: {architecture}, {linking}",
        one.binary
    )?;
    writeln!(to, "  bootstrap      {}", bytes(one.bootstrap))?;
    writeln!(
        to,
        "  bootstrap.zip  {}, {}",
        bytes(archive.zipped),
        workspace.shown(&archive.path)
    )?;
    writeln!(to, "  CodeSha256     {}", archive.code_sha256)?;
    for finding in &one.findings {
        write_finding(finding, to)?;
    }
    Ok(())
}

fn write_finding(finding: &Finding, to: &mut dyn Write) -> io::Result<()> {
    let (style, word) = match finding.level {
        Level::Error => (ERROR, "error"),
        Level::Warning => (NOTE, "warning"),
    };
    writeln!(to, "{style}{word}{style:#}: {}", finding.headline)?;
    writeln!(to, "  = help: {}", finding.help)?;
    writeln!(to, "  = note: {}", finding.note)
}

/// A size as Lambda counts it: an MB has 1,048,576 bytes.
pub(crate) fn bytes(bytes: u64) -> String {
    // Hundredths of an MB in integers: a size is exact here.
    let hundredths = (bytes * 100).div_ceil(1024 * 1024);
    format!(
        "{}.{:02} MB ({bytes} bytes)",
        hundredths / 100,
        hundredths % 100
    )
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn megabytes_have_two_digits_and_are_rounded_up() {
        assert_eq!(bytes(1_048_576), "1.00 MB (1048576 bytes)");
        assert_eq!(bytes(1_048_577), "1.01 MB (1048577 bytes)");
        assert_eq!(bytes(52_428_800), "50.00 MB (52428800 bytes)");
    }
}
