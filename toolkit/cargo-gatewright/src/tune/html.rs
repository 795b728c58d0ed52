//! One HTML file with the curves of duration and cost, which opens without a network.

use super::args::Args;
use super::print::{LIMITS, document, figure};
use super::{Size, Tuned};
use crate::error::CliError;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
svg{width:100%;height:auto}text{font:13px system-ui,sans-serif;fill:#57606a}
table{border-collapse:collapse;width:100%}td,th{padding:.25rem .75rem;text-align:right;border-bottom:1px solid #d0d7de}
.duration{stroke:#0969da}.p99{stroke:#0969da;stroke-dasharray:4 4}.cost{stroke:#bc4c00}
path{fill:none;stroke-width:2}.axis{stroke:#d0d7de;stroke-width:1}.mark{stroke:#57606a;stroke-dasharray:2 3}
.now{font-weight:bold}.best{background:#dafbe1}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}text{fill:#9198a1}td,th,.axis{border-color:#30363d;stroke:#30363d}.best{background:#033a16}}";

/// The area of the curves, in the units of the picture.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 730.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 330.0;

/// Writes the file, whole or not at all.
pub(super) fn write(tuned: &Tuned, args: &Args, path: &Path) -> Result<(), CliError> {
    let failed = |error: std::io::Error| {
        CliError::new(format!("could not write `{}`: {error}", path.display()))
            .help("name a file in a directory that exists and has space")
    };
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(page(tuned, args).as_bytes())
        .map_err(failed)?;
    file.persist_noclobber(path)
        .map_err(|error| failed(error.error))?;
    Ok(())
}

fn page(tuned: &Tuned, args: &Args) -> String {
    // `<` must not appear in a script, whatever the names contain.
    let data = document(tuned, args).to_string().replace('<', "\\u003c");
    let name = escaped(&tuned.name);
    let mut rows = String::new();
    for size in &tuned.sizes {
        let is_best = tuned
            .recommended
            .is_some_and(|best| best.memory_mb == size.memory_mb);
        let class = match (is_best, size.memory_mb == tuned.present_mb) {
            (true, true) => "best now",
            (true, false) => "best",
            (false, true) => "now",
            (false, false) => "",
        };
        // Writing to a string cannot fail.
        let _ = write!(
            rows,
            "<tr class=\"{class}\"><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.3}</td></tr>",
            size.memory_mb,
            figure(size.mean_ms),
            figure(size.p50_ms),
            figure(size.p99_ms),
            size.cost * 1e6
        );
    }
    let verdict = tuned.recommended.map_or_else(
        || "No size has enough memory.".to_owned(),
        |best| {
            format!(
                "{} MB is recommended for the strategy {}. The function has {} MB now.",
                best.memory_mb,
                args.strategy.name(),
                tuned.present_mb
            )
        },
    );
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{name}: memory, duration and cost</title><style>{STYLE}</style></head><body>\
         <h1>{name}</h1><p id=\"verdict\">{verdict}</p>{}\
         <table><thead><tr><th>memory, MB</th><th>mean, ms</th><th>p50, ms</th><th>p99, ms</th><th>USD per million</th></tr></thead>\
         <tbody>{rows}</tbody></table><p>{LIMITS}</p>\
         <script type=\"application/json\" id=\"data\">{data}</script></body></html>\n",
        picture(tuned)
    )
}

/// The curves: duration on the left axis, cost on the right one, memory as its logarithm.
fn picture(tuned: &Tuned) -> String {
    let sizes = &tuned.sizes;
    let (first, last) = (sizes[0].memory_mb, sizes[sizes.len() - 1].memory_mb);
    let across = |memory_mb: u32| {
        let part = (f64::from(memory_mb) / f64::from(first)).ln()
            / (f64::from(last) / f64::from(first)).ln();
        LEFT + part.clamp(0.0, 1.0) * (RIGHT - LEFT)
    };
    let slowest = sizes.iter().map(|size| size.p99_ms).fold(0.0, f64::max);
    let dearest = sizes.iter().map(|size| size.cost).fold(0.0, f64::max);
    let curve = |class: &str, value: &dyn Fn(&Size) -> f64, highest: f64| {
        let mut path = String::new();
        for (at, size) in sizes.iter().enumerate() {
            let up = BOTTOM - value(size) / highest.max(f64::MIN_POSITIVE) * (BOTTOM - TOP);
            let _ = write!(
                path,
                "{}{:.1} {up:.1}",
                if at == 0 { "M" } else { "L" },
                across(size.memory_mb)
            );
        }
        format!("<path class=\"{class}\" d=\"{path}\"/>")
    };
    let mut labels = String::new();
    for size in sizes
        .iter()
        .filter(|size| size.memory_mb.is_power_of_two() || size.memory_mb == last)
    {
        let _ = write!(
            labels,
            "<text x=\"{:.1}\" y=\"350\" text-anchor=\"middle\">{}</text>",
            across(size.memory_mb),
            size.memory_mb
        );
    }
    let mark = |memory_mb: u32, word: &str, y: f64| {
        let x = across(memory_mb);
        format!(
            "<path class=\"mark\" d=\"M{x:.1} {TOP}V{BOTTOM}\"/><text x=\"{:.1}\" y=\"{y}\">{word}: {memory_mb} MB</text>",
            x + 4.0
        )
    };
    let now = mark(tuned.present_mb, "now", TOP + 12.0);
    let best = tuned
        .recommended
        .filter(|best| best.memory_mb != tuned.present_mb)
        .map_or_else(String::new, |best| {
            mark(best.memory_mb, "recommended", TOP + 30.0)
        });
    format!(
        "<svg viewBox=\"0 0 800 380\" role=\"img\" aria-label=\"Duration and cost by memory\">\
         <path class=\"axis\" d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}V{TOP}\"/>{labels}\
         <text x=\"400\" y=\"372\" text-anchor=\"middle\">memory, MB</text>\
         <text x=\"{LEFT}\" y=\"18\" text-anchor=\"middle\">{} ms</text><text x=\"{RIGHT}\" y=\"18\" text-anchor=\"middle\">{:.2} USD</text>\
         {}{}{}{now}{best}\
         <text x=\"120\" y=\"18\">— mean, ⋯ p99 duration</text><text x=\"680\" y=\"18\" text-anchor=\"end\">cost per million —</text></svg>",
        figure(slowest),
        dearest * 1e6,
        curve("duration", &|size| size.mean_ms, slowest),
        curve("p99", &|size| size.p99_ms, slowest),
        curve("cost", &|size| size.cost, dearest),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
