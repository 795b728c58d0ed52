//! The Python virtual environment of the tools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::pins;
use crate::command::run;

const ASKING: Duration = Duration::from_secs(60);
const CREATING: Duration = Duration::from_secs(3 * 60);
const INSTALLING: Duration = Duration::from_secs(10 * 60);

/// A complete virtual environment.
#[derive(Debug)]
pub(super) struct Venv {
    folder: PathBuf,
}

impl Venv {
    /// Returns the environment at `folder`. It is created again if it is missing, incomplete, or made for other pins or another
    /// Python.
    pub(super) fn provide(folder: &Path) -> Result<Self> {
        let venv = Self {
            folder: folder.to_path_buf(),
        };
        let python = Interpreter::find(&["python3", "python"])?;
        let stamp = folder.join("complete");
        let wanted = format!("{}\n{}\n", python.version, pins::all());
        if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted)
            && venv.executable("python").exists()
        {
            return Ok(venv);
        }
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| {
                    format!("could not remove the outdated {}", folder.display())
                });
            }
            _ => {}
        }
        python.create_environment(folder)?;
        venv.install(pins::WITH_DEPENDENCIES, &[])?;
        venv.install(pins::WITHOUT_DEPENDENCIES, &["--no-deps"])?;
        // Written last, so that an interrupted installation counts as incomplete.
        fs::write(&stamp, wanted)?;
        Ok(venv)
    }

    /// Returns the path of a command of the environment.
    pub(super) fn executable(&self, name: &str) -> PathBuf {
        if cfg!(windows) {
            self.folder.join("Scripts").join(format!("{name}.exe"))
        } else {
            self.folder.join("bin").join(name)
        }
    }

    /// Returns the folder that packages are installed into.
    #[cfg(target_os = "linux")]
    pub(super) fn packages(&self) -> Result<PathBuf> {
        let question = "import sysconfig; print(sysconfig.get_path('purelib'))";
        let answer = run(
            Command::new(self.executable("python")).args(["-c", question]),
            b"",
            ASKING,
        )?
        .expect_success("asking Python for its package folder")?;
        Ok(PathBuf::from(answer.stdout_text().trim_end()))
    }

    fn install(&self, packages: &[&str], options: &[&str]) -> Result<()> {
        let mut pip = Command::new(self.executable("python"));
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--disable-pip-version-check",
        ])
        .args(["--timeout", "60", "--retries", "3"])
        .args(options)
        .args(packages);
        let shown = format!("{pip:?}");
        run(&mut pip, b"", INSTALLING)
            .and_then(|finished| finished.expect_success("pip"))
            .with_context(|| {
                format!(
                    "could not install {}, which the tests need; the command was {shown}\n\
                     help: connect to the network, or set PIP_INDEX_URL or PIP_FIND_LINKS to a place with these packages",
                    packages.join(", "),
                )
            })?;
        Ok(())
    }
}

/// A Python interpreter on the machine.
struct Interpreter {
    command: &'static str,
    version: String,
}

impl Interpreter {
    fn find(commands: &[&'static str]) -> Result<Self> {
        let mut tried = Vec::new();
        for &command in commands {
            let question = "import sys; assert sys.version_info >= (3, 9), sys.version; print(sys.executable, sys.version)";
            match run(Command::new(command).args(["-c", question]), b"", ASKING)
                .and_then(|finished| finished.expect_success(command))
            {
                Ok(answer) => {
                    let version = answer.stdout_text().replace(['\r', '\n'], " ");
                    return Ok(Self { command, version });
                }
                Err(error) => tried.push(format!("{error:#}")),
            }
        }
        bail!(
            "expected Python 3.9 or newer, which installs the tools of the tests, and found none\n{}\n\
             help: install it (Debian: apt-get install python3 python3-venv) and add `python3` to the PATH",
            tried.join("\n"),
        )
    }

    fn create_environment(&self, folder: &Path) -> Result<()> {
        let mut command = Command::new(self.command);
        command.args(["-m", "venv"]).arg(folder);
        let shown = format!("{command:?}");
        run(&mut command, b"", CREATING)
            .and_then(|finished| finished.expect_success("venv"))
            .with_context(|| {
                format!(
                    "could not create a virtual environment for the tools of the tests; the command was {shown}\n\
                     help: on Debian and Ubuntu, Python's venv module is a separate package: apt-get install python3-venv"
                )
            })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_python_error_shows_attempt_and_help() {
        let Err(error) = Interpreter::find(&["no-such-python"]) else {
            panic!("expected an error for a command that does not exist");
        };
        let message = error.to_string();
        assert!(
            message.contains("could not start \"no-such-python\""),
            "{message}"
        );
        assert!(message.contains("help: install it"), "{message}");
    }
}
