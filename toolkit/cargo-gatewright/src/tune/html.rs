//! One HTML file with the curves of duration and cost, which opens without a network.

use super::args::Args;
use super::chart::{self, escaped};
use super::output_file::MARK;
use super::print::{LIMITS, document, figure, verdict};
use super::profile::millis;
use super::{Size, Tuned};
use std::fmt::Write as _;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:58rem;margin:1.5rem auto;padding:0 1rem;color:#1b1f24;background:#fff}\
h1{font-size:1.5rem;margin:0}.verdict{font-size:1.1rem;margin:.25rem 0}.verdict.error{color:#cf222e;font-weight:600}.note{color:#57606a}\
svg{width:100%;height:auto}dl{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:.5rem 0}dl div{display:flex;gap:.5rem}dt{color:#57606a}dd{margin:0}\
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\
td,th{padding:.2rem .75rem;white-space:nowrap;text-align:right;border-bottom:1px solid #d8dee4}td:last-child{text-align:left}\
tr.now{font-weight:600}tr.best{background:#dafbe1}tr.small{color:#8c959f}\
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}.note,dt{color:#9198a1}.verdict.error{color:#ff7b72}\
td,th{border-color:#30363d}tr.best{background:#033a16}tr.small{color:#6e7681}}";

pub(super) fn page(tuned: &Tuned, args: &Args) -> String {
    // `<` must not appear in a script, whatever the names contain.
    let data = document(tuned, args).to_string().replace('<', "\\u003c");
    let name = escaped(&tuned.name);
    let mut rows = String::new();
    for size in tuned.rows() {
        rows.push_str(&row(tuned, size, args));
    }
    let verdict: String =
        verdict(tuned, args)
            .into_iter()
            .fold(String::new(), |mut all, (class, sentence)| {
                let _ = write!(
                    all,
                    "<p class=\"verdict {class}\">{}</p>",
                    escaped(&sentence)
                );
                all
            });
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"generator\" content=\"{MARK}\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{name}: memory, duration and cost</title><style>{STYLE}{}</style></head><body>\
         <h1>{name}</h1>{verdict}{}{}\
         <table><thead><tr><th>memory, MB</th><th>mean, ms</th><th>p50, ms</th><th>p99, ms</th><th>cold start, ms</th>\
         <th>USD per million</th><th></th></tr></thead><tbody>{rows}</tbody></table>{}<p class=\"note\">{LIMITS}</p>\
         <script type=\"application/json\" id=\"data\">{data}</script></body></html>\n",
        chart::STYLE,
        chart::svg(tuned, false),
        facts(tuned, args),
        proof(tuned),
    )
}

fn row(tuned: &Tuned, size: &Size, args: &Args) -> String {
    let mut classes = Vec::new();
    if size.memory_mb == tuned.present.memory_mb {
        classes.push("now");
    }
    if tuned.is_best(size.memory_mb) {
        classes.push("best");
    }
    if f64::from(size.memory_mb) < tuned.needed_mb {
        classes.push("small");
    }
    format!(
        "<tr class=\"{}\" data-memory=\"{1}\"><td>{1}</td><td>{2}</td><td>{3}</td><td>{4}</td><td>{5}</td><td>{6:.3}</td><td>{7}</td></tr>",
        classes.join(" "),
        size.memory_mb,
        figure(size.mean_ms),
        figure(size.p50_ms),
        figure(size.p99_ms),
        figure(size.cold_ms),
        size.cost_per_million,
        tuned.remarks(size, args),
    )
}

/// What was measured.
fn facts(tuned: &Tuned, args: &Args) -> String {
    let measured = &tuned.measured;
    let (wall, cpu) = tuned.means();
    let rows = [
        ("an invocation", format!("{} ms", figure(millis(wall)))),
        ("of it CPU time", format!("{} ms", figure(millis(cpu)))),
        ("peak of memory", format!("{:.1} MB", measured.peak_mb())),
        (
            "needed with headroom",
            format!("{:.0} MB", tuned.needed_mb.ceil()),
        ),
        ("warm invocations", measured.warm.profiles.len().to_string()),
        ("cold starts", measured.cold.len().to_string()),
        ("events", measured.ran.events.len().to_string()),
        (
            "prices",
            format!(
                "{}, {}",
                escaped(&args.region),
                escaped(&tuned.architecture)
            ),
        ),
    ];
    let mut list = String::new();
    for (name, value) in rows {
        let _ = write!(list, "<div><dt>{name}</dt><dd>{value}</dd></div>");
    }
    format!("<dl>{list}</dl>")
}

/// The sizes that ran under a quota.
fn proof(tuned: &Tuned) -> String {
    let Some(proof) = &tuned.verification else {
        return String::new();
    };
    let mut rows = String::new();
    for size in &proof.sizes {
        let _ = write!(
            rows,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{:+.1} %</td></tr>",
            size.memory_mb,
            figure(size.predicted_ms),
            figure(size.measured_ms),
            size.error * 100.0
        );
    }
    format!(
        "<h2>Verified under real CPU quotas ({})</h2><table><thead><tr><th>memory, MB</th><th>predicted, ms</th><th>measured, ms</th>\
         <th>error</th></tr></thead><tbody>{rows}</tbody></table>",
        proof.means.name()
    )
}
