//! Reports violations of the layers, once the whole crate was walked.

use super::Judge;
use crate::crate_source::in_package;
use crate::layers::{CodePlace, Kind, Map, Verdict, Violation};
use crate::rule::Rule;

impl Judge {
    /// The number of the innermost exemption from the rule.
    pub(super) fn layering_exemption(&self) -> Option<usize> {
        let found = self
            .findings
            .exemptions
            .iter()
            .rev()
            .find(|exemption| exemption.rule == Rule::Layering);
        found.map(|exemption| exemption.number)
    }

    /// Judges the recorded uses. Returns the map and the violations on it.
    pub(super) fn report_layering(&mut self) -> (Map, Vec<Violation>) {
        self.report_lazy_cycles();
        self.follow_macro_calls();
        let map = Map::new(&self.records, &self.cx.scopes);
        if !self.records.any_layer() {
            return (map, Vec::new());
        }
        let Verdict { violations, needed } = Verdict::on(&map);
        for violation in &violations {
            let Some(first) = violation.hops.first() else {
                continue;
            };
            let (headline, help) = self.message_of(&map, violation);
            self.report_at(Rule::Layering, first.at, headline, help);
        }
        if self.records.knows_layers() {
            for (number, at) in std::mem::take(&mut self.records.exemptions) {
                if !needed.contains(&number) {
                    self.report_at(
                        Rule::Exemption,
                        at,
                        "unused exemption: nothing here breaks the rule `layering`".to_owned(),
                        "remove the attribute, or move it to the item that needs it".to_owned(),
                    );
                }
            }
        }
        (map, violations)
    }

    /// The headline and the help.
    fn message_of(&self, map: &Map, violation: &Violation) -> (String, String) {
        let name = |module: usize| map.nodes[module].path.as_str();
        let layer = |module: usize| map.layer_of(module);
        let names: Vec<&str> = violation.way.iter().map(|&module| name(module)).collect();
        let steps: Vec<CodePlace> = violation.hops.iter().map(|hop| hop.at).collect();
        let way = format!("{} ({})", names.join(" -> "), self.places(&steps));
        let first = violation.way[0];
        // The path of an upward use may continue back to its start.
        let used = violation.way[violation.wrong];
        match violation.kind {
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
            Kind::SkipsLayer(between) => (
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

    fn report_lazy_cycles(&mut self) {
        let records = &self.records;
        let cycles = records.lazy_modules.cycles(|scope| records.path_of(scope));
        for cycle in cycles {
            let way = format!(
                "{} ({})",
                cycle.names.join(" -> "),
                self.places(&cycle.steps)
            );
            self.report_at(
                Rule::Layering,
                cycle.steps[0],
                format!("lazy modules depend on each other, so none of them can start: {way}"),
                "move the part that both need into a separate lazy module, and take its `Lazy` in both".to_owned(),
            );
        }
    }

    /// `src/a.rs:3, src/b.rs:9`, relative to the package's folder.
    fn places(&self, steps: &[CodePlace]) -> String {
        let root = &self.cx.files.all[0].path;
        let places: Vec<String> = steps
            .iter()
            .map(|step| {
                let file = in_package(&self.cx.files.all[step.file].path, root);
                format!("{file}:{}", step.span.start().line)
            })
            .collect();
        places.join(", ")
    }
}
