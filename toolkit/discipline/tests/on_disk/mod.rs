//! Writes crates to temporary folders and judges them.

use gatewright_discipline::{CfgSet, CrateOptions, Located, judge_crate};
use std::fs;
use std::path::Path;

/// Writes the files into a temporary folder, judges `src/lib.rs`, and passes the findings and the folder to `look`.
pub fn judge_files<R>(
    files: &[(&str, &str)],
    options: &CrateOptions,
    look: impl FnOnce(Vec<Located>, &Path) -> R,
) -> R {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let cfg = CfgSet::from_args(["--cfg", "feature=\"on\""].map(str::to_owned));
    let found = judge_crate(&folder.path().join("src/lib.rs"), &cfg, options);
    look(found, folder.path())
}

/// `file:line:column rule headline` of each finding.
pub fn judge(files: &[(&str, &str)]) -> Vec<String> {
    judge_with(files, &CrateOptions::default())
}

pub fn judge_with(files: &[(&str, &str)], options: &CrateOptions) -> Vec<String> {
    judge_files(files, options, |found, folder| {
        found
            .iter()
            .map(|hit| {
                let file = hit
                    .file
                    .strip_prefix(folder)
                    .expect("a file of the crate")
                    .display()
                    .to_string();
                format!(
                    "{}:{}:{} {} {}",
                    file.replace('\\', "/"),
                    hit.line,
                    hit.column,
                    hit.rule.id(),
                    hit.headline
                )
            })
            .collect()
    })
}
