//! Direct dependencies.

use super::outcome::{Outcome, place};
use crate::report::{Exemption, Finding, Level, Pass};
use crate::workspace::{Package, Workspace};
use gatewright_discipline::{CrateSource, Manifest, Rule, Settings, crate_mentions, refused_crate};

const ALLOW: &str = "remove the dependency, or allow it with a reason in `[package.metadata.gatewright]`: \
                     `allowed = { %PACKAGE% = \"the reason\" }`";

/// Checks the dependencies that a package's own manifest names.
pub(crate) fn check(
    workspace: &Workspace,
    package: &Package,
    manifest: &Manifest,
    outcome: &mut Outcome,
) {
    let settings = &manifest.settings;
    for dependency in &package.dependencies {
        let name = &dependency.package;
        let banned = settings.banned.contains(name);
        let refused = refused_crate(name);
        if !banned && (refused.is_none() || allowed(settings, name)) {
            continue;
        }
        let (rule, does, help) = match refused {
            Some((rule, does, help)) if !banned => {
                let allow = ALLOW.replace("%PACKAGE%", name);
                (rule, does, format!("{help}; {allow}"))
            }
            _ => (
                Rule::HeavyDependency,
                "is banned by the manifest",
                "remove the dependency, or its name from `banned`".to_owned(),
            ),
        };
        let mut named = manifest.dependencies.iter();
        let line = named.find(|one| one.package == *name).map(|one| one.line);
        // A crate that no source file names is not in the function's binary.
        let is_used = banned || is_named(package, &dependency.name);
        let (level, help) = if is_used {
            (Level::Error, help)
        } else {
            let help = format!(
                "remove the dependency: no source file of `{}` names it",
                package.name
            );
            (Level::Note, help)
        };
        outcome.findings.push(Finding {
            rule,
            level,
            pass: Pass::Dependencies,
            package: package.name.clone(),
            place: place(workspace, package, line.unwrap_or(1)),
            headline: format!("dependency `{name}` {does}"),
            help,
            note: rule.note(),
        });
    }
    for allowed in &settings.allowed {
        let name = &allowed.package;
        let line = settings.line_of(name).unwrap_or(1);
        let is_direct = package.dependencies.iter().any(|one| one.package == *name);
        match refused_crate(name).filter(|_| is_direct) {
            Some((rule, ..)) => outcome.exemptions.push(Exemption {
                rules: vec![rule],
                reason: allowed.reason.clone(),
                file: workspace.shown(&package.manifest),
                line,
            }),
            None => outcome.findings.push(Finding {
                rule: Rule::Exemption,
                level: Level::Error,
                pass: Pass::Dependencies,
                package: package.name.clone(),
                place: place(workspace, package, line),
                headline: format!("unused entry in `allowed`: no rule refuses a dependency `{name}` of this package"),
                help: "remove it from `allowed`".to_owned(),
                note: Rule::Exemption.note(),
            }),
        }
    }
}

/// Whether a source file of the package names a crate.
fn is_named(package: &Package, name: &str) -> bool {
    let targets = package.library.iter().chain(&package.binaries);
    targets.map(|target| &target.root).any(|root| {
        let source = CrateSource {
            root: root.clone(),
            cfg: package.cfg.clone(),
            ..CrateSource::default()
        };
        crate_mentions(&source, &[name.to_owned()])
    })
}

fn allowed(settings: &Settings, package: &str) -> bool {
    settings.allowed.iter().any(|one| one.package == package)
}
