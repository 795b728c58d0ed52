//! The features that a build turns on, by a package's own table.

use super::Args;
use std::collections::{BTreeMap, HashSet};

/// What the command's options turn on in a package, followed through its table. Features of dependencies are not followed.
pub(super) fn enabled(args: &Args, table: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    if args.all_features {
        return table.keys().cloned().collect();
    }
    let mut next: Vec<&str> = args.features.iter().map(String::as_str).collect();
    if !args.no_default_features {
        next.push("default");
    }
    let mut enabled = HashSet::new();
    while let Some(feature) = next.pop() {
        if let Some(more) = table.get(feature)
            && enabled.insert(feature)
        {
            next.extend(more.iter().map(String::as_str));
        }
    }
    enabled.into_iter().map(str::to_owned).collect()
}
