//! Whole crates: every file that their roots lead to, judged together.

mod attributed;
mod files;
mod located;
mod silent;
mod survey;
mod triggers;

pub(crate) use files::{Content, FileId, Files};
pub use located::Located;
pub use silent::{Exemption, Silent};
pub use survey::{Survey, crate_mentions, survey_crates};
pub use triggers::has_word_of_a_rule;

use crate::cfg::CfgSet;
use crate::judge::{Judge, Walked};
use crate::layers::Layers;
use crate::rule::Rule;
use crate::scope::Scopes;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// After this many rounds of parsing what names led into, everything is parsed.
const ROUNDS: usize = 3;

/// What else is known about a crate that is judged.
#[derive(Clone, Debug, Default)]
pub struct CrateOptions {
    /// Values of `env!("NAME")` in the path of an `include!`, before the process's own: `OUT_DIR`.
    pub env: Vec<(String, String)>,
    /// Paths of functions, beside those that the rules know, that make a client which is to be kept.
    pub clients: Vec<String>,
    /// The layers of the crate's package.
    pub layers: Option<Layers>,
}

/// A crate that is judged together with others.
#[derive(Clone, Debug, Default)]
pub struct CrateSource {
    /// The root file.
    pub root: PathBuf,
    /// The conditions that the crate is compiled under.
    pub cfg: CfgSet,
    /// Values of `env!("NAME")` in the path of an `include!`, before the process's own: `OUT_DIR`.
    pub env: Vec<(String, String)>,
    /// The crates of the list that this one's source can name: by which name (the key in its `Cargo.toml`, with `_` for
    /// `-`), and the index in the list. Of every other crate only what the rules' table says is known.
    pub dependencies: Vec<(String, usize)>,
    /// The layers of its package: [`Settings::layers`](crate::Settings::layers). `None` when its manifest was not read: then
    /// the three of [`Layers::default`] are known, and no other name is called wrong.
    pub layers: Option<Layers>,
}

impl CrateSource {
    pub(crate) fn alone(root: &Path, cfg: &CfgSet, options: &CrateOptions) -> Self {
        Self {
            root: root.to_owned(),
            cfg: cfg.clone(),
            env: options.env.clone(),
            dependencies: Vec::new(),
            layers: options.layers.clone(),
        }
    }
}

/// Judges the crate whose root file is `root`: all modules, as `cfg` has them, found as rustc finds them.
///
/// Findings come in the order of the modules. What cannot be read is a finding. `fn main` is not judged: it runs once,
/// before the first invocation.
///
/// May be called inside a procedural macro: the compiler's own tokens are then not touched.
pub fn judge_crate(root: &Path, cfg: &CfgSet, options: &CrateOptions) -> Vec<Located> {
    let source = CrateSource::alone(root, cfg, options);
    judge_crates(&[source], &options.clients)
}

/// Judges a function's crate with the path dependencies that it reaches, so that names are followed from one into the other:
/// `orders_core::CACHE` is the static that it names, and a client that a dependency's function builds is built by the
/// handler that calls it.
///
/// Each is judged as [`judge_crate`] judges one. `clients` is [`CrateOptions::clients`], for all. A file that two of the
/// crates share is judged for each, and what both find in it is said once.
pub fn judge_crates(crates: &[CrateSource], clients: &[String]) -> Vec<Located> {
    let _own_tokens = OwnTokens::new();
    judged(crates, clients).0
}

/// What is found in the crates, with their files and the root of each.
fn judged(crates: &[CrateSource], clients: &[String]) -> (Vec<Located>, Files, Vec<FileId>) {
    let (Walked { found, files, .. }, roots) = walk(crates, clients, false);
    let unreadable = roots.iter().filter_map(|root| unreadable(&files, *root));
    let found = found.iter().map(|(finding, file)| {
        let source = &files.all[*file];
        Located::new(finding, source.path.clone(), &source.text)
    });
    let mut said = HashSet::new();
    let mut found: Vec<Located> = unreadable
        .chain(found)
        .filter(|one| said.insert(one.clone()))
        .collect();
    attributed::mark(&mut found, &files);
    (found, files, roots)
}

/// Reads the crate alone, all of it, and what its modules use of each other, even where none has a layer.
pub(crate) fn mapped(source: CrateSource) -> Result<Walked, Box<Located>> {
    let _own_tokens = OwnTokens::new();
    let (walked, roots) = walk(&[source], &[], true);
    match unreadable(&walked.files, roots[0]) {
        Some(unreadable) => Err(Box::new(unreadable)),
        None => Ok(walked),
    }
}

/// Walks crates as often as it takes until every file that a name leads into is parsed; `all_uses` are recorded where a module
/// has a layer, or where they are asked for.
fn walk(crates: &[CrateSource], clients: &[String], all_uses: bool) -> (Walked, Vec<FileId>) {
    let mut files = Files::new(crates);
    let roots = files.load_roots();
    let layers = crates.iter().filter_map(|krate| krate.layers.as_ref());
    let all_uses = all_uses || layers.flat_map(Layers::listed).next().is_some();
    // What a module of a layer uses is written with words that no other rule is about.
    if all_uses {
        files.parse_wanted([], true);
    }
    let mut round = 0;
    loop {
        let mut judge = Judge::new(Scopes::of_crates(crates, &files));
        judge.clients = clients.to_vec();
        judge.records.of(crates);
        judge.records.wanted = all_uses || files.mention("layer");
        let walked = judge.crate_roots(files, &roots);
        if walked.wanted.is_empty() {
            return (walked, roots);
        }
        files = walked.files;
        files.parse_wanted(walked.wanted, round >= ROUNDS);
        round += 1;
    }
}

/// What is said of a root file that cannot be read.
fn unreadable(files: &Files, root: FileId) -> Option<Located> {
    let source = &files.all[root];
    let Content::Unreadable(why) = &source.content else {
        return None;
    };
    let headline = format!("the crate root cannot be read: {why}");
    let help = HELP.to_owned();
    Some(Located::at_start(
        source.path.clone(),
        Rule::Unreadable,
        headline,
        help,
    ))
}

/// A file of a crate as messages name it, from the package's folder, where the root is in a folder of its own: `src/a.rs`.
pub(crate) fn in_package(file: &Path, root: &Path) -> String {
    let package = root.parent().and_then(Path::parent);
    let shown = package.and_then(|package| file.strip_prefix(package).ok());
    shown
        .unwrap_or(file)
        .display()
        .to_string()
        .replace('\\', "/")
}

const HELP: &str = "make the file readable: the rules can only check code that they can read";

/// Keeps proc-macro2 on its own tokens, which know their lines, as long as it lives.
struct OwnTokens;

impl OwnTokens {
    fn new() -> Self {
        proc_macro2::fallback::force();
        Self
    }
}

impl Drop for OwnTokens {
    fn drop(&mut self) {
        proc_macro2::fallback::unforce();
    }
}
