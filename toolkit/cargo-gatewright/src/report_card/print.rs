//! The output of `cargo gatewright report`: Markdown, JSON or HTML.

use super::args::Args;
use super::model::{Card, Row, Verdict};
use crate::error::CliError;
use crate::report::to_stdout;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The version of the JSON document.
const JSON_VERSION: u32 = 1;

/// What the measured rows do not say.
const LIMITS: &str = "Times and costs were measured on this machine and brought to the CPU share of the function's memory. AWS was not measured.";

const STYLE: &str = "\
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}\
table{border-collapse:collapse;width:100%;margin:1rem 0}td,th{padding:.35rem .75rem;text-align:left;vertical-align:top;border-bottom:1px solid #d0d7de}\
.tick{color:#1a7f37}.cross{color:#cf222e}.unknown{color:#9a6700}.source{color:#57606a}code{font:14px ui-monospace,monospace}\
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}td,th{border-color:#30363d}a{color:#4493f8}.source{color:#9198a1}}";

pub(super) fn print(cards: &[Card], args: &Args) -> Result<(), CliError> {
    to_stdout(|to| {
        if args.json {
            serde_json::to_writer_pretty(&mut *to, &document(cards))?;
            return writeln!(to);
        }
        for card in cards {
            write!(to, "{}", markdown(card))?;
        }
        Ok(())
    })
}

fn document(cards: &[Card]) -> Value {
    let cards: Vec<Value> = cards
        .iter()
        .map(|card| {
            let mut value = json!(card);
            value["ticks"] = json!(card.count(Verdict::Tick));
            value["crosses"] = json!(card.count(Verdict::Cross));
            value["unknown"] = json!(card.count(Verdict::Unknown));
            value
        })
        .collect();
    json!({ "version": JSON_VERSION, "functions": cards, "limits": LIMITS })
}

fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Tick => "✓",
        Verdict::Cross => "✗",
        Verdict::Unknown => "?",
    }
}

fn summary(card: &Card) -> String {
    let count = |verdict, one: &str, more: &str| {
        let count = card.count(verdict);
        format!("{count} {}", if count == 1 { one } else { more })
    };
    format!(
        "{}, {}, {}",
        count(Verdict::Tick, "tick", "ticks"),
        count(Verdict::Cross, "cross", "crosses"),
        count(Verdict::Unknown, "not known", "not known")
    )
}

fn markdown(card: &Card) -> String {
    let mut text = format!(
        "# {}\n\n{} MB, {} ms timeout. {}.\n",
        card.function,
        card.memory_mb,
        card.timeout_ms,
        summary(card)
    );
    for (title, rows) in [("Checklist", &card.checklist), ("Targets", &card.targets)] {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n## {title}\n\n| | row | facts |\n|---|---|---|\n");
        for row in rows {
            let mut cells: Vec<String> = row
                .facts
                .iter()
                .map(|fact| format!("{} ({})", fact.text, fact.source))
                .collect();
            if let Some(help) = &row.help {
                cells.push(format!("**{}**: {help}", help_word(row)));
            }
            let cell = cells.join("<br>").replace('|', "\\|").replace('\n', " ");
            let _ = writeln!(
                text,
                "| {} | [{}]({}) | {cell} |",
                sign(row.verdict),
                row.title,
                row.page
            );
        }
    }
    let _ = write!(text, "\n{LIMITS}\n");
    text
}

fn help_word(row: &Row) -> &'static str {
    if row.verdict == Verdict::Cross {
        "help"
    } else {
        "not known"
    }
}

/// One HTML file, which opens without a network.
pub(super) fn html(cards: &[Card]) -> String {
    let mut body = String::new();
    for card in cards {
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            "<h1>{}</h1><p>{} MB, {} ms timeout. <span class=\"summary\">{}</span>.</p>",
            escaped(&card.function),
            card.memory_mb,
            card.timeout_ms,
            summary(card)
        );
        for (title, rows) in [("Checklist", &card.checklist), ("Targets", &card.targets)] {
            let _ = write!(body, "<h2>{title}</h2><table><tbody>");
            for row in rows {
                write_row(&mut body, row);
            }
            body.push_str("</tbody></table>");
        }
    }
    // `<` must not appear in a script, whatever the names contain.
    let data = document(cards).to_string().replace('<', "\\u003c");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Optimisation checklist</title><style>{STYLE}</style></head><body>{body}<p>{LIMITS}</p>\
         <script type=\"application/json\" id=\"data\">{data}</script></body></html>\n"
    )
}

fn write_row(to: &mut String, row: &Row) {
    let class = match row.verdict {
        Verdict::Tick => "tick",
        Verdict::Cross => "cross",
        Verdict::Unknown => "unknown",
    };
    // Writing to a string cannot fail.
    let _ = write!(
        to,
        "<tr id=\"{}\" class=\"row\"><td class=\"{class}\">{}</td><td><a href=\"{}\">{}</a></td><td>",
        row.id,
        sign(row.verdict),
        row.page,
        escaped(&row.title)
    );
    for fact in &row.facts {
        let _ = write!(
            to,
            "<div>{} <span class=\"source\">({})</span></div>",
            code(&fact.text),
            code(&fact.source)
        );
    }
    if let Some(help) = &row.help {
        let _ = write!(to, "<div><b>{}</b>: {}</div>", help_word(row), code(help));
    }
    to.push_str("</td></tr>");
}

/// Text with its backticks as `<code>`.
fn code(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in text.split('`').enumerate() {
        let part = escaped(part);
        if at % 2 == 1 {
            let _ = write!(out, "<code>{part}</code>");
        } else {
            out.push_str(&part);
        }
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{code, markdown};
    use crate::report_card::model::{Card, Row, Verdict};

    #[test]
    fn names_of_code_cannot_become_markup() {
        assert_eq!(code("a `<b>` & c"), "a <code>&lt;b></code> &amp; c");
    }

    #[test]
    fn facts_against_a_row_come_first_and_keep_the_help() {
        let mut row = Row::new("lazy", "Heavy work is lazy", "https://example.com");
        row.fact("for", "a");
        row.against("against | one", "b", "do this");
        row.against("against two", "c", "do that");
        row.unknown("not reached");
        let texts: Vec<&str> = row.facts.iter().map(|fact| fact.text.as_str()).collect();
        assert_eq!(texts, ["against | one", "against two", "for"]);
        assert_eq!(
            (row.verdict, row.help.as_deref()),
            (Verdict::Cross, Some("do this"))
        );
        let card = Card {
            function: "shop".to_owned(),
            package: "shop".to_owned(),
            binary: "shop".to_owned(),
            memory_mb: 256,
            timeout_ms: 5_000,
            checklist: vec![row],
            targets: Vec::new(),
        };
        let text = markdown(&card);
        assert!(text.contains("| ✗ | [Heavy work is lazy](https://example.com) | against \\| one (b)<br>against two (c)<br>for (a)<br>**help**: do this |"), "{text}");
        assert!(text.contains("0 ticks, 1 cross, 0 not known"), "{text}");
    }
}
