//! The crate being compiled, read from rustc's command line.

use std::path::{Path, PathBuf};

use gatewright_discipline::CfgSet;

/// The arguments of rustc, as far as the rules need them.
#[derive(Debug)]
pub(super) struct Compilation {
    /// The crate's root file as Cargo wrote it: relative to rustc's working directory if it is in the workspace.
    pub(super) root: PathBuf,
    /// The `--cfg` conditions.
    pub(super) cfg: CfgSet,
    /// The package's features that are on.
    pub(super) features: Vec<String>,
    /// The names after `--extern`: the dependencies that are part of this build.
    externs: Vec<String>,
    /// Whether it has a `main` of its own: a binary or example, but not a test.
    pub(super) is_program: bool,
}

/// Flags without a value. Every other `--name` without `=` takes the next argument.
const FLAGS: [&str; 6] = [
    "--test",
    "--verbose",
    "--version",
    "--help",
    "--document-private-items",
    "--nocapture",
];

/// Short options that take the next argument when no value follows directly: `-C opt-level=3`.
const WITH_VALUE: &str = "CLlAWDFZo";

impl Compilation {
    /// The compilation of this process, or `None` if there is no crate to read. An editor's macro server outlives file changes,
    /// unit tests have no crate, and a doctest has no file. Integration tests and benchmarks are tests as a whole; Cargo sets
    /// `CARGO_TARGET_TMPDIR` for those alone.
    pub(super) fn of_this_process() -> Option<Self> {
        let is_doctest = std::env::var_os("UNSTABLE_RUSTDOC_TEST_PATH").is_some();
        let is_all_test = std::env::var_os("CARGO_TARGET_TMPDIR").is_some();
        if is_doctest || is_all_test || !proc_macro::is_available() {
            return None;
        }
        if in_editor() {
            return None;
        }
        Self::of(std::env::args().skip(1))
    }

    /// The compilation that a command line describes, without the program's name.
    fn of(args: impl Iterator<Item = String>) -> Option<Self> {
        let args: Vec<String> = args.flat_map(unfolded).collect();
        let root = root(&args)?.into();
        Some(Self {
            root,
            externs: externs(&args),
            features: features(&args),
            is_program: is_program(&args),
            cfg: CfgSet::from_args(args),
        })
    }

    /// Whether the crate has a dependency of this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.externs.iter().any(|known| known == name)
    }
}

/// Whether the macro server of an editor runs the macro.
pub(crate) fn in_editor() -> bool {
    let name = std::env::args().next().unwrap_or_default();
    let stem = Path::new(&name).file_stem();
    stem.is_some_and(|stem| stem.to_string_lossy().starts_with("rust-analyzer"))
}

/// The lines of the file in `@path`, which Cargo writes when the command line would be too long.
fn unfolded(arg: String) -> Vec<String> {
    let lines = arg
        .strip_prefix('@')
        .and_then(|path| std::fs::read_to_string(path).ok());
    lines.map_or_else(
        || vec![arg],
        |lines| lines.lines().map(str::to_owned).collect(),
    )
}

/// The positional argument. A wrapper such as clippy's receives rustc's own path before it, so the last one counts.
fn root(args: &[String]) -> Option<&str> {
    let mut root = None;
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if takes_next_argument(arg) {
            args.next();
        } else if !arg.starts_with('-') {
            root = Some(arg.as_str());
        }
    }
    root
}

/// Without `--crate-type`, rustc makes a program.
fn is_program(args: &[String]) -> bool {
    let mut kinds =
        args.iter()
            .enumerate()
            .filter_map(|(at, arg)| match arg.strip_prefix("--crate-type")? {
                "" => args.get(at + 1).map(String::as_str),
                rest => rest.strip_prefix('='),
            });
    kinds.all(|kind| kind == "bin") && !args.iter().any(|arg| arg == "--test")
}

/// `--extern name=path`, `--extern priv:name=path`, `--extern=name`.
fn externs(args: &[String]) -> Vec<String> {
    let after = |(at, arg): (usize, &String)| match arg.strip_prefix("--extern")? {
        "" => args.get(at + 1).cloned(),
        rest => rest.strip_prefix('=').map(str::to_owned),
    };
    let name = |text: String| {
        let name = text.split('=').next().unwrap_or_default();
        name.rsplit(':').next().unwrap_or_default().to_owned()
    };
    args.iter()
        .enumerate()
        .filter_map(after)
        .map(name)
        .collect()
}

/// `--cfg feature="name"`
fn features(args: &[String]) -> Vec<String> {
    let values = args
        .iter()
        .map(|arg| arg.strip_prefix("--cfg=").unwrap_or(arg));
    values
        .filter_map(|value| value.strip_prefix("feature=\"")?.strip_suffix('"'))
        .map(str::to_owned)
        .collect()
}

fn takes_next_argument(arg: &str) -> bool {
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

    /// The output of `cargo check -v`, shortened.
    const CARGO: &str = "--crate-name shop --edition=2024 examples/shop/src/main.rs --error-format=json --json=diagnostic-rendered-ansi \
        --crate-type bin --emit=dep-info,metadata -C embed-bitcode=no -C debuginfo=2 --cfg feature=\"local\" --check-cfg cfg(docsrs) \
        -C metadata=a1 --out-dir target/debug/deps -L dependency=target/debug/deps --extern gatewright=target/debug/deps/libgatewright-1.rmeta --test";

    #[test]
    fn root_is_the_positional_argument() {
        let shop = of(CARGO).expect("a compilation");
        assert_eq!(shop.root, Path::new("examples/shop/src/main.rs"));
        assert!(shop.cfg.is_set("feature", Some("local")));
        assert!(!shop.cfg.is_set("docsrs", None));
        assert!(shop.knows("gatewright") && !shop.knows("target"));
    }

    #[test]
    fn program_is_a_binary_that_is_not_a_test() {
        for (args, expected) in [
            ("src/main.rs", true),
            ("--crate-type bin src/main.rs", true),
            ("--crate-type=lib src/lib.rs", false),
            ("--crate-type bin src/main.rs --test", false),
        ] {
            assert_eq!(
                of(args).expect("a compilation").is_program,
                expected,
                "{args}"
            );
        }
    }

    #[test]
    fn rustc_path_before_the_arguments_is_ignored() {
        let shop = of(&format!("/toolchain/bin/rustc {CARGO}")).expect("a compilation");
        assert_eq!(shop.root, Path::new("examples/shop/src/main.rs"));
    }

    #[test]
    fn joined_short_flags_take_no_value() {
        let shop = of("-O -g -Copt-level=3 --test src/main.rs").expect("a compilation");
        assert_eq!(shop.root, Path::new("src/main.rs"));
    }

    #[test]
    fn argument_files_are_read() {
        let file = std::env::temp_dir().join(format!("gatewright-args-{}", std::process::id()));
        std::fs::write(&file, "--cfg\nfeature=\"a\"\nsrc/lib.rs\n").expect("a file");
        let found = of(&format!("--crate-name x @{}", file.display()));
        std::fs::remove_file(&file).expect("the file");
        let found = found.expect("a compilation");
        assert_eq!(found.root, Path::new("src/lib.rs"));
        assert!(found.cfg.is_set("feature", Some("a")));
    }

    #[test]
    fn command_line_without_a_file_is_not_a_compilation() {
        assert!(of("--crate-name x --print cfg").is_none());
    }
}
