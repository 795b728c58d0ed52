//! The curves of duration and cost against memory, as an SVG.

use super::output_file::MARK;
use super::print::figure;
use super::{Size, Tuned};
use gatewright_tables::limits;
use std::fmt::Write as _;

/// The styles of the curves, with the colours of a dark background.
pub(super) const STYLE: &str = "\
.chart text{font:13px system-ui,sans-serif;fill:#57606a;stroke:#fff;stroke-width:4;paint-order:stroke}.chart .title{font-weight:600;fill:#1b1f24}\
.chart path,.chart line{fill:none;stroke-width:2}.chart .grid{stroke:#d8dee4;stroke-width:1}\
.chart .p50{stroke:#0969da}.chart .p99{stroke:#8250df;stroke-dasharray:6 4}.chart .cost{stroke:#bc4c00}\
.chart circle.p50{fill:#0969da}.chart circle.p99{fill:#8250df}.chart circle.cost{fill:#bc4c00}\
.chart .now{stroke:#57606a;stroke-dasharray:2 3}.chart .best{stroke:#1a7f37}.chart .small{fill:#57606a;fill-opacity:.12}\
.chart text.now,.chart text.best{stroke:#fff;stroke-dasharray:none}.chart text.best{fill:#1a7f37;font-weight:600}\
@media(prefers-color-scheme:dark){.chart text{fill:#9198a1;stroke:#0d1117}.chart .title{fill:#e6edf3}.chart .grid{stroke:#30363d}\
.chart .p50{stroke:#58a6ff}.chart .p99{stroke:#bc8cff}.chart .cost{stroke:#f0883e}\
.chart circle.p50{fill:#58a6ff}.chart circle.p99{fill:#bc8cff}.chart circle.cost{fill:#f0883e}\
.chart .now{stroke:#9198a1}.chart .best{stroke:#3fb950}.chart text.now,.chart text.best{stroke:#0d1117}.chart text.best{fill:#3fb950}}";

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 500.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = WIDTH - 30.0;

/// The upper and lower edges of the two panels.
const DURATION: (f64, f64) = (62.0, 250.0);
const COST: (f64, f64) = (300.0, 440.0);

/// A curve: its class, its name, and its value at a size.
type Curve = (&'static str, &'static str, fn(&Size) -> f64);

const DURATIONS: [Curve; 2] = [
    ("p50", "p50", |size| size.p50_ms),
    ("p99", "p99", |size| size.p99_ms),
];
const COSTS: [Curve; 1] = [("cost", "cost", |size| size.cost_per_million)];

/// Draws the curves for a file of their own.
pub(super) fn file(tuned: &Tuned) -> String {
    // XML allows a comment before the first element.
    format!("<!-- {MARK} -->\n{}\n", svg(tuned, true))
}

/// Draws the curves. An SVG in a file of its own has its styles and a background.
pub(super) fn svg(tuned: &Tuned, is_file: bool) -> String {
    let across = Across::of(&tuned.sizes);
    let mut out = format!(
        "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"Duration and cost of {} against memory\">",
        escaped(&tuned.name)
    );
    if is_file {
        let _ = write!(
            out,
            "<style>{STYLE}.ground{{fill:#fff}}@media(prefers-color-scheme:dark){{.ground{{fill:#0d1117}}}}</style>\
             <rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>"
        );
    }
    // Sizes with too little memory.
    let needed = across.at_mb(tuned.needed_mb);
    if needed > LEFT {
        let _ = write!(
            out,
            "<rect class=\"small\" x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>too little memory</title></rect>",
            DURATION.0,
            needed - LEFT,
            COST.1 - DURATION.0
        );
    }
    panel(
        &mut out,
        tuned,
        &across,
        DURATION,
        "duration, ms",
        &DURATIONS,
    );
    panel(
        &mut out,
        tuned,
        &across,
        COST,
        "cost of a million invocations, USD",
        &COSTS,
    );
    for memory_mb in [
        limits::MEMORY_MIN_MB,
        256,
        512,
        1_024,
        2_048,
        4_096,
        limits::MEMORY_MAX_MB,
    ] {
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{memory_mb}</text>",
            across.at(memory_mb),
            COST.1 + 20.0
        );
    }
    let _ = write!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">memory, MB</text>",
        f64::midpoint(LEFT, RIGHT),
        COST.1 + 42.0
    );
    mark(
        &mut out,
        &across,
        "now",
        tuned.present.memory_mb,
        "now",
        14.0,
    );
    if let Some(best) = tuned.recommended {
        mark(
            &mut out,
            &across,
            "best",
            best.memory_mb,
            "recommended",
            32.0,
        );
    }
    out.push_str("</svg>");
    out
}

/// Draws curves above a common axis, from 0 to a round number.
fn panel(
    out: &mut String,
    tuned: &Tuned,
    across: &Across,
    (top, bottom): (f64, f64),
    title: &str,
    curves: &[Curve],
) {
    let values = tuned
        .sizes
        .iter()
        .flat_map(|size| curves.iter().map(|(_, _, value)| value(size)));
    let step = step(values.fold(0.0, f64::max));
    let highest = step * 4.0;
    let up = |value: f64| bottom - value / highest * (bottom - top);
    for line in 0..=4 {
        let value = step * f64::from(line);
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{0:.1}\" x2=\"{RIGHT}\" y2=\"{0:.1}\"/>\
             <text x=\"{1:.1}\" y=\"{2:.1}\" text-anchor=\"end\">{3}</text>",
            up(value),
            LEFT - 8.0,
            up(value) + 4.0,
            short(value)
        );
    }
    let _ = write!(
        out,
        "<text class=\"title\" x=\"{LEFT}\" y=\"{:.1}\">{title}</text>",
        top - 10.0
    );
    for (index, (class, name, value)) in (0_u8..).zip(curves) {
        let mut path = String::new();
        for (at, size) in tuned.sizes.iter().enumerate() {
            let start = if at == 0 { "M" } else { "L" };
            let (x, y) = (across.at(size.memory_mb), up(value(size)));
            let _ = write!(path, "{start}{x:.1} {y:.1}");
        }
        let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        for size in &tuned.sizes {
            let _ = write!(
                out,
                "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\"><title>{} MB: {name} {}</title></circle>",
                across.at(size.memory_mb),
                up(value(size)),
                size.memory_mb,
                figure(value(size))
            );
        }
        if curves.len() > 1 {
            // A legend: a piece of the curve and its name.
            let x = RIGHT - 150.0 + 80.0 * f64::from(index);
            let _ = write!(
                out,
                "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{0:.1}\" x2=\"{1:.1}\" y2=\"{0:.1}\"/><text x=\"{2:.1}\" y=\"{3:.1}\">{name}</text>",
                top - 14.0,
                x + 26.0,
                x + 32.0,
                top - 10.0
            );
        }
    }
}

/// Marks a memory size through both panels.
fn mark(out: &mut String, across: &Across, class: &str, memory_mb: u32, word: &str, y: f64) {
    let x = across.at(memory_mb);
    // The word stands on the side with more room.
    let (anchor, beside) = if x > f64::midpoint(LEFT, RIGHT) {
        ("end", -6.0)
    } else {
        ("start", 6.0)
    };
    let _ = write!(
        out,
        "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>\
         <text class=\"{class}\" x=\"{:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{word}: {memory_mb} MB</text>",
        y - 10.0,
        COST.1,
        x + beside
    );
}

/// The horizontal axis: the logarithm of memory.
struct Across {
    first: f64,
    last: f64,
}

impl Across {
    fn of(sizes: &[Size]) -> Self {
        let all = sizes.iter().map(|size| f64::from(size.memory_mb));
        Self {
            first: all.clone().fold(f64::MAX, f64::min),
            last: all.fold(0.0, f64::max),
        }
    }

    fn at(&self, memory_mb: u32) -> f64 {
        self.at_mb(f64::from(memory_mb))
    }

    fn at_mb(&self, memory_mb: f64) -> f64 {
        let part = (memory_mb / self.first).ln() / (self.last / self.first).ln();
        LEFT + part.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }
}

/// Returns the smallest of 1, 1.5, 2, 2.5, 5 and 7.5 times a power of ten, of which four are not below the highest value.
fn step(highest: f64) -> f64 {
    let highest = highest.max(1e-9);
    let mut power = 10_f64.powf((highest / 4.0).log10().floor());
    loop {
        let found = [1.0, 1.5, 2.0, 2.5, 5.0, 7.5]
            .into_iter()
            .map(|factor| factor * power)
            .find(|step| step * 4.0 >= highest);
        if let Some(step) = found {
            return step;
        }
        power *= 10.0;
    }
}

/// A number without zeros at its end.
fn short(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Text as HTML and XML write it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{short, step};

    #[test]
    fn axis_ends_at_a_round_number() {
        for (highest, expected) in [
            (415.0, 150.0),
            (4.0, 1.0),
            (3.9, 1.0),
            (0.31, 0.1),
            (8.1, 2.5),
            (31.0, 10.0),
        ] {
            assert!(
                (step(highest) - expected).abs() < 1e-9,
                "{highest}: {}",
                step(highest)
            );
        }
        assert!(step(0.0) > 0.0);
    }

    #[test]
    fn numbers_of_the_axis_are_short() {
        assert_eq!(
            [0.0, 0.3, 150.0, 1.5].map(short),
            ["0", "0.3", "150", "1.5"]
        );
    }
}
