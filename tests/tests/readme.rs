//! The README's commands and files, run as they are written.
//!
//! A comment in front of a fenced block gives the block's kind: `<!-- run -->` holds commands for the root of the repository. Blocks of
//! "Getting started" form one session: `<!-- getting-started: run -->` holds commands, `serve` the command that stays running, and any
//! other word is the name of a file to write. In a block of commands, the lines after `$ command` are its output.
//!
//! Three things differ from a reader's machine. The server listens on a free port. `cargo install` puts a debug build on the `PATH`.
//! `Cargo.lock` is the workspace's, so that the session needs no newer versions of dependencies and compiles most of them only once.

#![cfg(unix)]

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::http;
use gatewright_tests::process::Process;
use gatewright_tests::target_dir::{target_dir, workspace_root};

/// A first build compiles every dependency, on two cores, and may wait for another build that holds the lock.
const LIMIT: Duration = Duration::from_secs(15 * 60);

#[test]
fn getting_started_works_word_for_word() -> Result<()> {
    let blocks = blocks_of("getting-started: ")?;
    let kinds: Vec<&str> = blocks.iter().map(|block| block.marker.as_str()).collect();
    ensure!(
        ["Cargo.toml", "src/main.rs", "run", "serve"]
            .iter()
            .all(|kind| kinds.contains(kind)),
        "the README's first session lacks a step: {kinds:?}"
    );

    let mut session = Session::in_an_empty_folder()?;
    for block in &blocks {
        match block.marker.as_str() {
            "run" => session.run_all(&block.text)?,
            "serve" => session.serve(&block.text)?,
            file => session.write(file, &block.text)?,
        }
    }
    Ok(())
}

#[test]
fn printed_outputs_are_those_of_the_commands() -> Result<()> {
    let blocks = blocks_of("run")?;
    ensure!(!blocks.is_empty(), "the README has no `<!-- run -->`");
    let mut session = Session::in_the_workspace()?;
    for block in &blocks {
        session.run_all(&block.text)?;
    }
    Ok(())
}

/// A fenced block, and the text after the prefix of the comment in front of it.
struct Block {
    marker: String,
    text: String,
}

fn blocks_of(prefix: &str) -> Result<Vec<Block>> {
    let readme = fs::read_to_string(workspace_root().join("README.md"))?;
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let comment = line
            .strip_prefix("<!-- ")
            .and_then(|rest| rest.strip_suffix(" -->"));
        let Some(marker) = comment.and_then(|comment| comment.strip_prefix(prefix)) else {
            continue;
        };
        ensure!(
            lines.next().is_some_and(|line| line.starts_with("```")),
            "`{line}` is not followed by a fenced block"
        );
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block {
            marker: marker.to_owned(),
            text: format!("{}\n", block.join("\n")),
        });
    }
    Ok(blocks)
}

/// The commands of a block, each with the output that the block shows.
fn commands(block: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push((command, Vec::new()));
        } else if let Some((_, output)) = commands.last_mut() {
            output.push(line);
        }
    }
    commands
}

/// A reader's terminals: one that runs commands, and one in which the function stays running.
struct Session {
    directory: PathBuf,
    /// The folder in front of the `PATH`, after `cargo install`.
    installed: Option<PathBuf>,
    environment: Vec<(&'static str, PathBuf)>,
    server: Option<Server>,
}

struct Server {
    endpoint: String,
    process: Process,
}

impl Session {
    fn in_the_workspace() -> Result<Self> {
        Ok(Self {
            directory: workspace_root(),
            installed: None,
            environment: vec![("CARGO_TARGET_DIR", target_dir()?)],
            server: None,
        })
    }

    fn in_an_empty_folder() -> Result<Self> {
        let target = target_dir()?;
        // Outside of the repository, where `cargo new` would add the package to the workspace. The path is the same in every run:
        // cargo compiles a package again when its path changes.
        let mut hasher = DefaultHasher::new();
        target.hash(&mut hasher);
        let directory = env::temp_dir().join(format!("gatewright-readme-{:x}", hasher.finish()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory)?;
        std::os::unix::fs::symlink(workspace_root(), directory.join("gatewright"))?;
        Ok(Self {
            environment: vec![
                ("CARGO_TARGET_DIR", target.join("readme")),
                // Shares the compiled dependencies with the workspace, but not its executables.
                ("CARGO_BUILD_BUILD_DIR", target),
            ],
            directory,
            installed: None,
            server: None,
        })
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.directory.join(file);
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))?;
        if file == "Cargo.toml" {
            let lock = workspace_root().join("Cargo.lock");
            fs::copy(lock, self.directory.join("Cargo.lock"))?;
        }
        Ok(())
    }

    fn serve(&mut self, block: &str) -> Result<()> {
        let [(command, expected)] = &commands(block)[..] else {
            bail!("a block that serves has one command:\n{block}")
        };
        let mut serving = self.command(command);
        serving
            .env_remove("AWS_LAMBDA_RUNTIME_API")
            .args(["--", "--port", "0"]);
        let mut process = Process::start("hello", &mut serving)?;
        let endpoint = process.wait_for_line(LIMIT, |line| {
            Some(line.strip_prefix("listening on ")?.trim().to_owned())
        })?;
        same_lines(command, expected, &process.printed())?;
        self.server = Some(Server { endpoint, process });
        Ok(())
    }

    fn run_all(&mut self, block: &str) -> Result<()> {
        for (command, expected) in commands(block) {
            let printed = self.run(command)?;
            same_lines(command, &expected, &printed)?;
        }
        Ok(())
    }

    /// Runs a command, and returns both of its outputs.
    fn run(&mut self, command: &str) -> Result<String> {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words[..] {
            ["cd", directory] => {
                self.directory.push(directory);
                // A project of `cargo gatewright new` gets the workspace's versions too.
                let [manifest, lock] =
                    ["Cargo.toml", "Cargo.lock"].map(|file| self.directory.join(file));
                if manifest.is_file() && !lock.exists() {
                    fs::copy(workspace_root().join("Cargo.lock"), lock)?;
                }
                Ok(String::new())
            }
            // The tests have a client of their own: curl need not be installed.
            ["curl", url] => {
                let server = self.server.as_ref().context("nothing serves yet")?;
                let path = url
                    .strip_prefix("http://127.0.0.1:9000")
                    .with_context(|| format!("`{url}` is not the server's"))?;
                let response = http::get(&format!("{}{path}", server.endpoint));
                let response = response.with_context(|| server.process.printed())?;
                Ok(response.text())
            }
            ["cargo", "install", "-q", "--path", path] => {
                ensure!(
                    self.directory.join(path).join("Cargo.toml").is_file(),
                    "there is no package at `{path}`"
                );
                let binary = build("cargo-gatewright", "cargo-gatewright", Profile::Debug)?;
                self.installed = binary.parent().map(Path::to_path_buf);
                Ok(String::new())
            }
            _ => {
                let finished =
                    run(&mut self.command(command), b"", LIMIT)?.expect_success(command)?;
                Ok(finished.stderr.clone() + &finished.stdout_text())
            }
        }
    }

    fn command(&self, command: &str) -> Command {
        let mut words = command.split_whitespace();
        let mut built = Command::new(words.next().unwrap_or_default());
        built.current_dir(&self.directory).args(words);
        // The README shows what a terminal without colours shows.
        built
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("CLICOLOR_FORCE");
        // The outer cargo's description of this package is not the inner one's.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| {
                name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
            }) {
                built.env_remove(name);
            }
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let path = self
            .installed
            .clone()
            .into_iter()
            .chain(env::split_paths(&path));
        if let Ok(path) = env::join_paths(path) {
            built.env("PATH", path);
        }
        built.envs(self.environment.iter().cloned());
        built
    }
}

/// Fails with a diff when a command has printed other lines than the README shows, apart from times, counts, ports and progress.
fn same_lines(command: &str, expected: &[&str], printed: &str) -> Result<()> {
    let expected = neutral(expected.iter().copied());
    let printed = neutral(printed.lines());
    if expected == printed {
        return Ok(());
    }
    let before = expected
        .iter()
        .zip(&printed)
        .take_while(|(expected, printed)| expected == printed)
        .count();
    let marked = |mark: &'static str, lines: &[String]| {
        let lines: Vec<String> = lines.iter().map(|line| format!("{mark} {line}")).collect();
        lines.join("\n") + "\n"
    };
    let diff = marked(" ", &expected[..before])
        + &marked("-", &expected[before..])
        + &marked("+", &printed[before..]);
    bail!(
        "`{command}` does not print what README.md shows (-: the README, +: the command; N: any number)\n{diff}\
         help: paste the command's real output into README.md"
    )
}

/// Lines without what differs from run to run: cargo's progress, times, sizes, counts, ports and the bars of the cold start.
///
/// Log lines and documents of metrics are the names of their members, at the end: they come from two streams.
fn neutral<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let (objects, others): (Vec<_>, Vec<_>) = lines
        .filter(|line| !is_progress(line))
        .partition(|line| line.starts_with("{\"level\":") || line.starts_with("{\"_aws\":"));
    let mut objects: Vec<String> = objects.into_iter().map(names_of_members).collect();
    objects.sort_unstable();
    let others = others
        .into_iter()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let neutral = words.iter().enumerate().map(|(index, word)| {
                let unit = words.get(index + 1).copied().unwrap_or_default();
                neutral_word(word, unit)
            });
            neutral
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|line| !line.is_empty());
    others.chain(objects).collect()
}

/// Returns the names in a JSON object, without its values.
fn names_of_members(object: &str) -> String {
    let members: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(object).unwrap_or_default();
    members.keys().cloned().collect::<Vec<_>>().join(" ")
}

fn neutral_word(word: &str, next: &str) -> String {
    const UNITS: [&str; 6] = ["ms", "ms)", "MB", "lines", "lines,", "packages,"];
    let is_number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    if word.bytes().all(|byte| matches!(byte, b'|' | b'#')) {
        return String::new();
    }
    if is_number(word) && UNITS.contains(&next) || word.strip_suffix('s').is_some_and(is_number) {
        return "N".to_owned();
    }
    match word.split_once("127.0.0.1:") {
        Some((before, _)) => format!("{before}127.0.0.1:N"),
        None => word.to_owned(),
    }
}

/// Returns whether cargo or `cargo gatewright check` reports its progress in this line. Such lines depend on earlier runs.
fn is_progress(line: &str) -> bool {
    const PROGRESS: [&str; 14] = [
        "Adding",
        "Blocking",
        "Building",
        "Checking",
        "Compiling",
        "Downloaded",
        "Downloading",
        "Finished",
        "Locking",
        "Reading",
        "Removing",
        "Resolving",
        "Running",
        "Updating",
    ];
    let word = line.split_whitespace().next().unwrap_or_default();
    PROGRESS.contains(&word)
}

#[test]
fn numbers_do_not_count_and_words_do() {
    let line = |text: &'static str| neutral([text].into_iter());
    assert_eq!(
        line("  runtime   0.2 ms  |##      |"),
        line("  runtime  12.2 ms  | #### |")
    );
    assert_eq!(
        line("invoke ok 3.4 ms cold (init 3.5 ms) 10 MB"),
        ["invoke ok N ms cold (init N ms) N MB"]
    );
    assert_ne!(line("invoke ok"), line("invoke failed"));
    assert_eq!(line("   Compiling hello v0.1.0"), [""; 0]);
}
