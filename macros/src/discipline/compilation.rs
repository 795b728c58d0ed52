//! The crate that is being compiled, by the compiler's own command line.

use std::path::{Path, PathBuf};

use gatewright_discipline::CfgSet;

/// What rustc was started with, as far as the rules need it.
#[derive(Debug)]
pub(super) struct Compilation {
    /// The crate's root file, as cargo wrote it: relative to the folder that rustc runs in, when it is in the workspace.
    pub(super) root: PathBuf,
    /// The conditions that were set.
    pub(super) cfg: CfgSet,
    /// The names after each `--extern`: the dependencies that are in this build.
    externs: Vec<String>,
}

/// Flags that no value follows; every other `--name` without `=` takes the next argument.
const FLAGS: [&str; 6] = [
    "--test",
    "--verbose",
    "--version",
    "--help",
    "--document-private-items",
    "--nocapture",
];

/// Letters that an argument of its own follows when nothing is written behind them: `-C opt-level=3`.
const WITH_VALUE: &str = "CLlAWDFZo";

impl Compilation {
    /// The compilation that this process is; `None` where nothing of a crate is being compiled: in an editor's macro
    /// server, which lives on while files change, in unit tests, and in a doctest, whose crate is a few lines that
    /// rustdoc hands over without a file; and where all of it is a test: cargo sets `CARGO_TARGET_TMPDIR` for integration tests
    /// and benchmarks alone.
    pub(super) fn of_this_process() -> Option<Self> {
        let is_doctest = std::env::var_os("UNSTABLE_RUSTDOC_TEST_PATH").is_some();
        let is_all_test = std::env::var_os("CARGO_TARGET_TMPDIR").is_some();
        if is_doctest || is_all_test || !proc_macro::is_available() {
            return None;
        }
        let name = std::env::args().next().unwrap_or_default();
        if Path::new(&name)
            .file_stem()
            .is_some_and(|stem| stem.to_string_lossy().starts_with("rust-analyzer"))
        {
            return None;
        }
        Self::of(std::env::args().skip(1))
    }

    /// The compilation that a command line, without the program's name, describes.
    fn of(args: impl Iterator<Item = String>) -> Option<Self> {
        let args: Vec<String> = args.flat_map(unfolded).collect();
        let root = root(&args)?.into();
        Some(Self {
            root,
            externs: externs(&args),
            cfg: CfgSet::from_args(args),
        })
    }

    /// Whether the crate can name a dependency.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.externs.iter().any(|known| known == name)
    }
}

/// The lines of the file that `@path` names: cargo writes one where a command line would be too long.
fn unfolded(arg: String) -> Vec<String> {
    let lines = arg
        .strip_prefix('@')
        .and_then(|path| std::fs::read_to_string(path).ok());
    lines.map_or_else(
        || vec![arg],
        |lines| lines.lines().map(str::to_owned).collect(),
    )
}

/// The argument that no option takes. A wrapper such as clippy's is given rustc's own path before it, so the last counts.
fn root(args: &[String]) -> Option<&str> {
    let mut root = None;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if takes_the_next(arg) {
            args.next();
        } else if !arg.starts_with('-') {
            root = Some(arg.as_str());
        }
    }
    root
}

/// `--extern name=path`, `--extern priv:name=path`, `--extern=name`.
fn externs(args: &[String]) -> Vec<String> {
    let after = |(at, arg): (usize, &String)| match arg.strip_prefix("--extern")? {
        "" => args.get(at + 1).cloned(),
        rest => rest.strip_prefix('=').map(str::to_owned),
    };
    let name = |told: String| {
        let name = told.split('=').next().unwrap_or_default();
        name.rsplit(':').next().unwrap_or_default().to_owned()
    };
    args.iter()
        .enumerate()
        .filter_map(after)
        .map(name)
        .collect()
}

fn takes_the_next(arg: &str) -> bool {
    match arg.strip_prefix("--") {
        Some(name) => !name.contains('=') && !FLAGS.contains(&arg),
        None => arg
            .strip_prefix('-')
            .is_some_and(|letter| letter.len() == 1 && WITH_VALUE.contains(letter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(args: &str) -> Option<Compilation> {
        Compilation::of(args.split_whitespace().map(str::to_owned))
    }

    /// What `cargo check -v` prints, shortened.
    const CARGO: &str = "--crate-name shop --edition=2024 examples/shop/src/main.rs --error-format=json --json=diagnostic-rendered-ansi \
        --crate-type bin --emit=dep-info,metadata -C embed-bitcode=no -C debuginfo=2 --cfg feature=\"local\" --check-cfg cfg(docsrs) \
        -C metadata=a1 --out-dir target/debug/deps -L dependency=target/debug/deps --extern gatewright=target/debug/deps/libgatewright-1.rmeta --test";

    #[test]
    fn the_root_is_the_argument_that_belongs_to_no_option() {
        let shop = of(CARGO).expect("a compilation");
        assert_eq!(shop.root, Path::new("examples/shop/src/main.rs"));
        assert!(shop.cfg.is_set("feature", Some("local")));
        assert!(!shop.cfg.is_set("docsrs", None));
        assert!(shop.knows("gatewright") && !shop.knows("target"));
    }

    #[test]
    fn a_wrapper_that_is_given_the_path_of_rustc_changes_nothing() {
        let shop = of(&format!("/toolchain/bin/rustc {CARGO}")).expect("a compilation");
        assert_eq!(shop.root, Path::new("examples/shop/src/main.rs"));
    }

    #[test]
    fn flags_in_one_word_take_nothing_with_them() {
        let shop = of("-O -g -Copt-level=3 --test src/main.rs").expect("a compilation");
        assert_eq!(shop.root, Path::new("src/main.rs"));
    }

    #[test]
    fn a_file_of_arguments_is_read() {
        let file = std::env::temp_dir().join(format!("gatewright-args-{}", std::process::id()));
        std::fs::write(&file, "--cfg\nfeature=\"a\"\nsrc/lib.rs\n").expect("a file");
        let found = of(&format!("--crate-name x @{}", file.display()));
        std::fs::remove_file(&file).expect("the file");
        let found = found.expect("a compilation");
        assert_eq!(found.root, Path::new("src/lib.rs"));
        assert!(found.cfg.is_set("feature", Some("a")));
    }

    #[test]
    fn without_a_file_there_is_no_compilation() {
        assert!(of("--crate-name x --print cfg").is_none());
    }
}
