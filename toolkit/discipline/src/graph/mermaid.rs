//! The graph as a Mermaid flowchart.

use super::ModuleGraph;
use std::fmt::Write as _;

pub(super) fn written(graph: &ModuleGraph) -> String {
    let mut text = "flowchart TB\n".to_owned();
    let labels = graph.layers.iter().map(|layer| quoted(layer)).enumerate();
    for (layer, label) in labels.filter(|(layer, _)| graph.in_layer(Some(*layer)).next().is_some())
    {
        let _ = writeln!(text, "    subgraph layer{layer}[\"{label}\"]");
        modules(&mut text, graph, Some(layer), "        ");
        text.push_str("    end\n");
    }
    modules(&mut text, graph, None, "    ");
    let mut refused = Vec::new();
    for (at, dependency) in graph.dependencies.iter().enumerate() {
        let (from, to) = (dependency.from, dependency.to);
        if dependency.violation.is_some() {
            refused.push(at.to_string());
            let places = quoted(&graph.places(dependency));
            let _ = writeln!(text, "    m{from} -->|\"{places}\"| m{to}");
        } else {
            let _ = writeln!(text, "    m{from} --> m{to}");
        }
    }
    if !refused.is_empty() {
        let refused = refused.join(",");
        let _ = writeln!(
            text,
            "    linkStyle {refused} stroke:#c62828,stroke-width:2px,color:#c62828"
        );
    }
    text
}

fn modules(text: &mut String, graph: &ModuleGraph, layer: Option<usize>, indent: &str) {
    for (at, module) in graph.in_layer(layer) {
        let (path, fan) = (quoted(&module.path), module.fan());
        let _ = writeln!(text, "{indent}m{at}[\"{path}<br/>{fan}\"]");
    }
}

/// A quoted text: Mermaid has its own entities.
fn quoted(text: &str) -> String {
    text.replace('#', "#35;").replace('"', "#quot;")
}
