//! The packages that the command line selects.

use super::model::Package;
use super::options::Options;
use crate::error::CliError;
use std::path::Path;

/// The selected packages: those that `--package` names, every member, the manifest's own package, or the default members.
pub(crate) fn select(
    options: &Options,
    manifest: &Path,
    packages: &[Package],
    members: &[usize],
    default_members: &[usize],
) -> Result<Vec<usize>, CliError> {
    if !options.package.is_empty() {
        let named = options.package.iter().map(|name| {
            let found = members.iter().find(|at| packages[**at].name == *name);
            found.copied().ok_or_else(|| {
                let mut names: Vec<&str> = members
                    .iter()
                    .map(|at| packages[*at].name.as_str())
                    .collect();
                names.sort_unstable();
                let list = format!("the packages are {}", names.join(", "));
                let error = CliError::new(format!("there is no package `{name}` here"));
                match nearest(name, &names) {
                    Some(nearest) => error.help(format!("did you mean `{nearest}`?")).note(list),
                    None => error.help(list),
                }
            })
        });
        return named.collect();
    }
    let own = members
        .iter()
        .find(|at| is_same(&packages[**at].manifest, manifest));
    Ok(match own {
        _ if options.workspace => members.to_vec(),
        Some(own) => vec![*own],
        None => default_members.to_vec(),
    })
}

/// The most similar name, if it is similar enough for a suggestion.
fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let similar = names
        .iter()
        .map(|one| (strsim::jaro_winkler(one, name), *one))
        .filter(|(similarity, _)| *similarity >= 0.75);
    similar
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

/// Whether two paths lead to one file, through links and `..`.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}
