//! The target that a function is built for, and the linker for it.

use super::args::Args;
use crate::error::CliError;
use crate::workspace::rustc;
use std::env;
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Returns the target triple of a build, or `None` for this machine's own.
pub(crate) fn target(args: &Args) -> Result<Option<String>, CliError> {
    if let Some(given) = &args.options.target {
        return installed(given).map(Some);
    }
    let host = rustc::host()?;
    let architecture = match (args.arm64, args.x86_64) {
        (true, _) => "aarch64",
        (_, true) => "x86_64",
        _ if args.is_static => host.split('-').next().unwrap_or_default(),
        _ if host.contains("-linux-") => return Ok(None),
        _ => {
            return Err(
                CliError::new(format!("Lambda runs Linux, and this machine is `{host}`"))
                    .help("name the function's architecture: `--arm64` or `--x86-64`"),
            );
        }
    };
    if !["aarch64", "x86_64"].contains(&architecture) {
        return Err(CliError::new(format!(
            "Lambda runs arm64 and x86_64, and this machine is `{host}`"
        ))
        .help("name the function's architecture: `--arm64` or `--x86-64`"));
    }
    let is_host = host == format!("{architecture}-unknown-linux-gnu");
    if is_host && !args.is_static {
        return Ok(None);
    }
    installed(&format!("{architecture}-unknown-linux-musl")).map(Some)
}

/// Returns the target if its standard library is on this machine.
fn installed(target: &str) -> Result<String, CliError> {
    if rustc::target_libdir(target)?.is_dir() {
        return Ok(target.to_owned());
    }
    Err(CliError::new(format!(
        "the standard library of `{target}` is not installed"
    ))
    .help(format!("run `rustup target add {target}`"))
    .note("in a directory with a `rust-toolchain.toml`, the command adds the target to that toolchain"))
}

/// The environment variable that makes cargo link a musl target with the linker of the Rust toolchain, unless the user chose a linker.
///
/// A linker of another platform's C toolchain is not needed then.
pub(crate) fn linker(target: &str, workspace: &Path) -> Option<(String, &'static str)> {
    if !target.ends_with("-linux-musl") {
        return None;
    }
    let variable = format!(
        "CARGO_TARGET_{}_LINKER",
        target.to_uppercase().replace('-', "_")
    );
    let is_chosen = env::var_os(&variable).is_some() || is_configured(target, workspace);
    (!is_chosen).then_some((variable, "rust-lld"))
}

/// Whether a cargo configuration file names a linker for the target.
fn is_configured(target: &str, workspace: &Path) -> bool {
    let above = workspace.ancestors().map(|folder| folder.join(".cargo"));
    let home = env::var_os("CARGO_HOME").map(Into::into);
    above
        .chain(home)
        .flat_map(|folder| [folder.join("config.toml"), folder.join("config")])
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .any(|text| names_linker(&text, target))
}

fn names_linker(config: &str, target: &str) -> bool {
    // A file that cargo cannot read is an error of cargo's.
    let Ok(table) = DeTable::parse(config) else {
        return false;
    };
    let member = |value: &DeValue<'_>, key: &str| {
        value
            .as_table()
            .is_some_and(|table| table.contains_key(key))
    };
    let targets = table.get_ref().get("target").map(toml::Spanned::get_ref);
    let own = targets
        .and_then(DeValue::as_table)
        .and_then(|targets| targets.get(target));
    own.is_some_and(|own| member(own.get_ref(), "linker"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARM: &str = "aarch64-unknown-linux-musl";

    #[test]
    fn configured_linker_is_kept() {
        let config = "[target.aarch64-unknown-linux-musl]\nlinker = \"aarch64-linux-musl-gcc\"\n";
        assert!(names_linker(config, ARM));
        assert!(!names_linker(config, "x86_64-unknown-linux-musl"));
        assert!(!names_linker("[build]\njobs = 2\n", ARM));
    }

    #[test]
    fn only_musl_targets_get_the_toolchain_linker() {
        let workspace = Path::new("/nowhere");
        let expected = (
            "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER".to_owned(),
            "rust-lld",
        );
        assert_eq!(linker(ARM, workspace), Some(expected));
        assert_eq!(linker("aarch64-unknown-linux-gnu", workspace), None);
    }
}
