//! The npm packages of the tools.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use super::pins;
use crate::command::run;

const ASKING: Duration = Duration::from_secs(60);
const INSTALLING: Duration = Duration::from_secs(10 * 60);

/// Installs the packages into `folder/node_modules`. They are installed again for other pins or another Node.js.
pub(super) fn provide(folder: &Path) -> Result<()> {
    let version = run(Command::new("node").arg("--version"), b"", ASKING)
        .and_then(|finished| finished.expect_success("node"))
        .context(
            "expected Node.js 20 or newer with npm, which checks templates and OpenAPI documents, and found none\n\
             help: install it (Debian: apt-get install nodejs npm) and add `node` to the PATH",
        )?;
    let wanted = format!("{}{}\n", version.stdout_text(), pins::NODE.join(" "));
    let stamp = folder.join("complete");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error)
                .with_context(|| format!("could not remove the outdated {}", folder.display()));
        }
        _ => {}
    }
    fs::create_dir_all(folder)?;
    // Without it, npm would look for a project in the folders above.
    fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts"])
        .args(pins::NODE)
        .current_dir(folder);
    let shown = format!("{npm:?}");
    run(&mut npm, b"", INSTALLING)
        .and_then(|finished| finished.expect_success("npm"))
        .with_context(|| {
            format!(
                "could not install {}, which the tests need; the command was {shown}\n\
                 help: connect to the network, or set npm's `registry` to one with these packages",
                pins::NODE.join(" "),
            )
        })?;
    // Written last, so that an interrupted installation counts as incomplete.
    fs::write(&stamp, wanted)?;
    Ok(())
}
