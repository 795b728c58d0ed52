//! The graph as an SVG picture.

use super::arrows::Arrows;
use super::layout::{BOX_HEIGHT, Box, Layout, MARGIN};
use super::{ModuleGraph, ModuleUse, Violation};
use std::fmt::Write as _;

const RED: &str = "#c62828";
const GREY: &str = "#7b8794";
/// Height of a line in the list below the picture.
const LINE: usize = 20;

const STYLE: &str = "text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px;fill:#1f2933}\
.small{font-size:11px;fill:#52606d}.layer{font-weight:bold}.red{fill:#c62828}";

pub(super) fn written(graph: &ModuleGraph) -> String {
    let layout = Layout::of(graph);
    let refused: Vec<(&ModuleUse, Violation)> = graph
        .dependencies
        .iter()
        .filter_map(|dependency| Some((dependency, dependency.violation?)))
        .collect();
    let list: Vec<String> = refused
        .iter()
        .map(|(dependency, violation)| describe(graph, dependency, *violation))
        .collect();
    let longest = list
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let width = layout.width.max(longest * 8 + MARGIN * 2);
    let height = layout.height + list.len() * LINE;
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <style>{STYLE}</style>\n<defs>{}{}</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        arrow("arrow", GREY),
        arrow("refused", RED)
    );
    bands(&mut text, &layout);
    let arrows = Arrows::of(graph, &layout);
    // Violations are drawn over all other arrows, and boxes over arrows that pass below them.
    for on_top in [false, true] {
        for (at, dependency) in graph.dependencies.iter().enumerate() {
            if dependency.violation.is_some() == on_top {
                edge(&mut text, graph, dependency, &arrows.curves[at]);
            }
        }
    }
    boxes(&mut text, graph, &layout);
    for (nth, line) in list.iter().enumerate() {
        let y = layout.height - MARGIN / 2 + (nth + 1) * LINE - 6;
        let _ = writeln!(
            text,
            "<text class=\"red\" x=\"{MARGIN}\" y=\"{y}\">{}</text>",
            escaped(line)
        );
    }
    text.push_str("</svg>\n");
    text
}

fn describe(graph: &ModuleGraph, dependency: &ModuleUse, violation: Violation) -> String {
    let why = match violation {
        Violation::Upward => "uses a higher layer",
        Violation::SkipsLayer => "skips a layer",
        Violation::Cycle => "is part of a cycle",
    };
    let name = |at: usize| &graph.modules[at].path;
    let (from, to) = (name(dependency.from), name(dependency.to));
    format!("{from} -> {to} {why}: {}", graph.places(dependency))
}

fn arrow(id: &str, colour: &str) -> String {
    format!(
        "<marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"9\" \
         orient=\"auto\"><path d=\"M0 0.5L8 4L0 7.5z\" fill=\"{colour}\"/></marker>"
    )
}

fn bands(text: &mut String, layout: &Layout) {
    for band in &layout.bands {
        let (fill, class) = if band.is_layer {
            ("#eef2f7", "layer")
        } else {
            ("#fafafa", "small")
        };
        let (top, height) = (band.top, band.height);
        let (width, x, y) = (layout.width - MARGIN * 2, MARGIN + 14, top + 26);
        let name = escaped(&band.name);
        let _ = writeln!(
            text,
            "<rect x=\"{MARGIN}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{fill}\"/>\
             <text class=\"{class}\" x=\"{x}\" y=\"{y}\">{name}</text>"
        );
    }
}

fn boxes(text: &mut String, graph: &ModuleGraph, layout: &Layout) {
    let drawn = graph.modules.iter().zip(&layout.boxes);
    for (module, at) in drawn.filter(|(_, at)| at.width > 0) {
        let Box {
            left, top, width, ..
        } = at;
        let (x, name, fan) = (at.middle(), escaped(&module.path), module.fan());
        let _ = writeln!(
            text,
            "<g><rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{BOX_HEIGHT}\" rx=\"6\" fill=\"#ffffff\" stroke=\"#9aa5b1\"/>\
             <text x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{name}</text>\
             <text class=\"small\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{fan}</text></g>",
            top + 19,
            top + 35
        );
    }
}

fn edge(text: &mut String, graph: &ModuleGraph, dependency: &ModuleUse, curve: &str) {
    let (colour, width, marker) = match dependency.violation {
        Some(_) => (RED, "2", "refused"),
        None => (GREY, "1.2", "arrow"),
    };
    let name = |at: usize| escaped(&graph.modules[at].path);
    let (from, to) = (name(dependency.from), name(dependency.to));
    let places = escaped(&graph.places(dependency));
    let _ = writeln!(
        text,
        "<path d=\"{curve}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" marker-end=\"url(#{marker})\">\
         <title>{from} -&gt; {to}: {places}</title></path>"
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
