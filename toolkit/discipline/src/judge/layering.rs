//! Layers, as the walk sees them: says what goes the wrong way, once the whole crate was walked.

use super::templates::VARIABLE;
use super::{Hit, Judge};
use crate::finding::Finding;
use crate::krate::in_package;
use crate::layers::{Kind, Map, Offence, Step, Verdict};
use crate::rule::Rule;
use proc_macro2::Ident;

/// A path up to the first variable of a macro.
pub(crate) fn template_prefix(names: &[String]) -> &[String] {
    let end = names.iter().position(|name| name.starts_with(VARIABLE));
    &names[..end.unwrap_or(names.len())]
}

impl Judge {
    pub(crate) fn has_local(&self, name: &Ident) -> bool {
        self.locals.has(name)
    }

    /// The number of the innermost exemption from the rule.
    pub(crate) fn layering_exemption(&self) -> Option<usize> {
        let found = self
            .exemptions
            .iter()
            .rev()
            .find(|exemption| exemption.rule == Rule::Layering);
        found.map(|exemption| exemption.number)
    }

    /// Judges what was recorded, and gives the map that was judged with what is wrong on it.
    pub(super) fn report_layering(&mut self) -> (Map, Vec<Offence>) {
        self.report_lazy_circles();
        self.records_macros();
        let map = Map::new(&self.records, &self.scopes);
        if !self.records.any_layer() {
            return (map, Vec::new());
        }
        let Verdict { offences, needed } = Verdict::on(&map);
        for offence in &offences {
            let Some(first) = offence.hops.first() else {
                continue;
            };
            let (headline, help) = self.told(&map, offence);
            self.found(Rule::Layering, first.at, headline, help);
        }
        if self.records.knows_layers() {
            for (number, at) in std::mem::take(&mut self.records.exemptions) {
                if !needed.contains(&number) {
                    self.found(
                        Rule::Exemption,
                        at,
                        "unused exemption: nothing here breaks the rule `layering`".to_owned(),
                        "remove the attribute, or move it to the item that needs it".to_owned(),
                    );
                }
            }
        }
        (map, offences)
    }

    /// What is said of a way that is refused.
    fn told(&self, map: &Map, offence: &Offence) -> (String, String) {
        let name = |module: usize| map.nodes[module].path.as_str();
        let layer = |module: usize| map.layer_of(module);
        let names: Vec<&str> = offence.way.iter().map(|&module| name(module)).collect();
        let steps: Vec<Step> = offence.hops.iter().map(|hop| hop.at).collect();
        let way = format!("{} ({})", names.join(" -> "), self.places(&steps));
        let first = offence.way[0];
        // The way of an upward use may go on, back to where it began.
        let used = offence.way[offence.wrong];
        match offence.kind {
            Kind::Upward => (
                format!(
                    "`{}` in layer `{}` uses `{}` in the higher layer `{}`: {way}",
                    name(first),
                    layer(first),
                    name(used),
                    layer(used)
                ),
                format!(
                    "pass what `{}` needs as a parameter or a `Lazy` handle, or move the shared code down into layer `{}`",
                    name(first),
                    layer(first)
                ),
            ),
            Kind::Around(between) => (
                format!(
                    "`{}` in layer `{}` uses `{}` in layer `{}` and skips layer `{}`: {way}",
                    name(first),
                    layer(first),
                    name(used),
                    layer(used),
                    map.layers[map.nodes[first].krate][between]
                ),
                format!(
                    "use it through a module in layer `{}`: call a function there, or re-export the type there",
                    map.layers[map.nodes[first].krate][between]
                ),
            ),
            Kind::Cycle => (
                format!(
                    "modules in layer `{}` depend on each other: {way}",
                    layer(first)
                ),
                "move the part that both need into a separate module".to_owned(),
            ),
        }
    }

    fn report_lazy_circles(&mut self) {
        let records = &self.records;
        let circles = records.lazies.circles(|scope| records.path_of(scope));
        for circle in circles {
            let way = format!(
                "{} ({})",
                circle.names.join(" -> "),
                self.places(&circle.steps)
            );
            self.found(
                Rule::Layering,
                circle.steps[0],
                format!("lazy modules depend on each other, so none of them can start: {way}"),
                "move the part that both need into a separate lazy module, and take its `Lazy` in both".to_owned(),
            );
        }
    }

    /// `src/a.rs:3, src/b.rs:9`, from the package's folder.
    fn places(&self, steps: &[Step]) -> String {
        let root = &self.files.all[0].path;
        let places: Vec<String> = steps
            .iter()
            .map(|step| {
                let file = in_package(&self.files.all[step.file].path, root);
                format!("{file}:{}", step.span.start().line)
            })
            .collect();
        places.join(", ")
    }

    fn found(&mut self, rule: Rule, at: Step, headline: String, help: String) {
        self.hits.push(Hit {
            finding: Finding {
                rule,
                span: at.span,
                end: at.end,
                headline,
                help,
            },
            only_without: None,
            path: "",
            file: at.file,
        });
    }
}
