//! The programs of a function. Each binary of a package is judged by itself: modules and callers of one do not count for another.

use super::layers;
use super::members::{self, Member};
use crate::error::CliError;
use crate::workspace::{Function, Workspace};
use gatewright_discipline::{
    CrateSource, Located, Manifest, Rule, Survey, Target, Unreached, survey_crates,
    unreached_modules,
};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// What the pass over sources finds in all programs of a function.
#[derive(Default)]
pub(crate) struct Judged {
    /// The crates of all programs, each once.
    pub(crate) members: Vec<Member>,
    pub(crate) sources: Vec<CrateSource>,
    pub(crate) survey: Survey,
    /// The modules of libraries that no program reaches, and the binary of the package that does.
    pub(crate) elsewhere: Vec<(Unreached, String)>,
}

/// Runs the pass over the sources of each program.
pub(crate) fn judge(
    workspace: &Workspace,
    function: &Function,
    out_dirs: &HashMap<usize, PathBuf>,
) -> Result<Judged, CliError> {
    let package = &workspace.packages[function.package];
    let settings = Manifest::read(&package.manifest)?.settings;
    let crates_of = |root: &Target| -> Result<(Vec<Member>, Vec<CrateSource>), CliError> {
        let program = Function {
            package: function.package,
            roots: vec![root.clone()],
        };
        let (members, mut sources) = members::of(workspace, &program, out_dirs);
        layers::read(workspace, &members, &mut sources)?;
        Ok((members, sources))
    };
    let mut programs: Vec<(Vec<Member>, Vec<CrateSource>)> = Vec::new();
    for root in &function.roots {
        // A library is judged with the binaries that name it, because they show who calls it.
        let is_member = |(members, _): &(Vec<Member>, _)| has(members, root);
        if !programs.iter().any(is_member) {
            programs.push(crates_of(root)?);
        }
    }
    let mut others: Vec<(String, Vec<CrateSource>)> = Vec::new();
    let binaries = package
        .binaries
        .iter()
        .filter(|_| package.binaries.len() > 1);
    for binary in binaries {
        others.push((binary.name.clone(), crates_of(binary)?.1));
    }
    let mut judged = Judged::default();
    let mut surveys = Vec::new();
    for (members, sources) in programs {
        let (names, others): (Vec<&String>, Vec<Vec<CrateSource>>) = others
            .iter()
            .filter(|(_, other)| other[0].root != sources[0].root)
            .map(|(name, other)| (name, other.clone()))
            .unzip();
        let is_binary = package
            .binaries
            .iter()
            .any(|one| one.root == sources[0].root);
        let unreached = if is_binary {
            unreached_modules(&sources, &others)
        } else {
            Vec::new()
        };
        let mut survey = survey_crates(&sources, &settings.clients);
        survey
            .findings
            .retain(|found| !unreached.iter().any(|module| holds(module, found)));
        let new = judged.add(members, sources);
        for (.., krate) in &mut survey.files {
            *krate = new[*krate];
        }
        let named = |one: Unreached| {
            let name = names[one.program].clone();
            (one, name)
        };
        surveys.push(OfProgram {
            survey,
            unreached: unreached.into_iter().map(named).collect(),
        });
    }
    judged.merge(surveys);
    Ok(judged)
}

fn has(members: &[Member], target: &Target) -> bool {
    members.iter().any(|one| one.target.root == target.root)
}

fn holds(module: &Unreached, found: &Located) -> bool {
    module.holds(&found.file, found.line)
}

struct OfProgram {
    survey: Survey,
    unreached: Vec<(Unreached, String)>,
}

impl OfProgram {
    fn reads(&self, file: &Path) -> bool {
        self.survey.files.iter().any(|(path, ..)| path == file)
    }

    fn judges(&self, found: &Located) -> bool {
        let mut unreached = self.unreached.iter();
        self.reads(&found.file) && !unreached.any(|(one, _)| holds(one, found))
    }

    fn does_not_reach(&self, module: &Unreached) -> bool {
        self.unreached
            .iter()
            .any(|(one, _)| (&one.file, &one.lines) == (&module.file, &module.lines))
    }
}

impl Judged {
    /// Adds the crates of a program, and returns their indices among all.
    fn add(&mut self, members: Vec<Member>, sources: Vec<CrateSource>) -> Vec<usize> {
        let mut next = self.members.len();
        let places: Vec<usize> = members
            .iter()
            .map(|member| {
                let mut known = self.members.iter();
                known
                    .position(|one| one.target.root == member.target.root)
                    .unwrap_or_else(|| {
                        next += 1;
                        next - 1
                    })
            })
            .collect();
        for ((member, mut source), place) in members.into_iter().zip(sources).zip(&places) {
            if *place < self.members.len() {
                continue;
            }
            for (_, dependency) in &mut source.dependencies {
                *dependency = places[*dependency];
            }
            self.members.push(member);
            self.sources.push(source);
        }
        places
    }

    fn merge(&mut self, programs: Vec<OfProgram>) {
        // An exemption is unused only if no program needs it.
        let stands = |found: &Located| {
            found.rule != Rule::Exemption
                || programs
                    .iter()
                    .filter(|program| program.judges(found))
                    .all(|program| program.survey.findings.contains(found))
        };
        let all = programs.iter().flat_map(|program| &program.survey.findings);
        let mut said = HashSet::new();
        let findings = all.filter(|found| stands(found) && said.insert(*found));
        self.survey.findings = findings.cloned().collect();
        let modules = programs.iter().flat_map(|program| &program.unreached);
        for (module, binary) in modules {
            let mut readers = programs.iter().filter(|one| one.reads(&module.file));
            let is_known = self.elsewhere.iter().any(|(one, _)| one == module);
            if !is_known && readers.all(|program| program.does_not_reach(module)) {
                self.elsewhere.push((module.clone(), binary.clone()));
            }
        }
        let suppressions = self
            .elsewhere
            .iter()
            .map(|(module, _)| module.suppression());
        self.survey.suppressions.extend(suppressions);
        for OfProgram { survey, .. } in programs {
            self.survey.suppressions.extend(survey.suppressions);
            for exemption in survey.exemptions {
                if !self.survey.exemptions.contains(&exemption) {
                    self.survey.exemptions.push(exemption);
                }
            }
            for (path, lines, krate) in survey.files {
                if !self.survey.files.iter().any(|(known, ..)| *known == path) {
                    self.survey.files.push((path, lines, krate));
                }
            }
        }
    }
}
