//! A whole crate: every file that its root leads to, judged together.

mod files;
mod located;
mod triggers;

pub(crate) use files::{Content, FileId, Files};
pub use located::Located;

use crate::cfg::CfgSet;
use crate::judge::Judge;
use crate::rule::Rule;
use crate::scope::Scopes;
use std::path::Path;

/// After this many rounds of parsing what names led into, everything is parsed.
const ROUNDS: usize = 3;

/// What else is known about a crate that is judged.
#[derive(Clone, Debug, Default)]
pub struct CrateOptions {
    /// Values of `env!("NAME")` in the path of an `include!`, before the process's own: `OUT_DIR`.
    pub env: Vec<(String, String)>,
    /// Paths of functions, beside those that the rules know, that make a client which is to be kept.
    pub clients: Vec<String>,
}

/// Judges the crate whose root file is `root`: all modules, as `cfg` has them, found as rustc finds them.
///
/// Findings come in the order of the modules. What cannot be read is a finding. `fn main` is not judged: it runs once,
/// before the first invocation.
///
/// May be called inside a procedural macro: the compiler's own tokens are then not touched.
pub fn judge_crate(root: &Path, cfg: &CfgSet, options: &CrateOptions) -> Vec<Located> {
    let _own_tokens = OwnTokens::new();
    let mut files = Files::new(cfg.clone(), options.env.clone());
    let root_file = files.load_root(root);
    let Content::Parsed(_) = files.all[root_file].content else {
        let why = match &files.all[root_file].content {
            Content::Unreadable(why) => why.clone(),
            _ => String::new(),
        };
        let headline = format!("the crate's root cannot be read: {why}");
        return vec![Located::at_start(
            root.to_owned(),
            Rule::Unreadable,
            headline,
            HELP.to_owned(),
        )];
    };
    for round in 0.. {
        let mut judge = Judge::new(Scopes::of_crate(cfg.clone(), &files));
        judge.clients.clone_from(&options.clients);
        let (done, wanted, after) = judge.crate_root(files, root_file);
        files = after;
        if wanted.is_empty() {
            return done
                .iter()
                .map(|(finding, file)| {
                    let source = &files.all[*file];
                    Located::new(finding, source.path.clone(), &source.text)
                })
                .collect();
        }
        files.parse_wanted(wanted, round >= ROUNDS);
    }
    Vec::new()
}

const HELP: &str = "rules are only kept where code can be read: make the file readable, or put the code in a module";

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
