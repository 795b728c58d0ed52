//! Writes Gatewright's constant tables of 20, 100 and 500 routes, and the templates for its peers.

use std::path::PathBuf;
use std::{env, fs};

const COUNTS: [usize; 3] = [20, 100, 500];

/// Every resource has a route of each shape.
const SHAPES: [&str; 5] = ["", "/{id}", "/{id}/lines", "/{id}/lines/{line}", "/search"];

/// The names of 25 resources, each of which is used in four variants.
const NOUNS: &str = "orders invoices customers products shipments refunds addresses payments reviews coupons suppliers \
    contracts discounts accounts subscriptions categories employees schedules documents tickets campaigns sessions \
    deliveries quotations returns";
const VARIANTS: [&str; 4] = ["", "archived-", "internal-", "scheduled-"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut templates = Vec::new();
    for variant in VARIANTS {
        for noun in NOUNS.split_whitespace() {
            templates.extend(SHAPES.map(|shape| format!("/{variant}{noun}{shape}")));
        }
    }
    let code = COUNTS.map(|count| code(&templates[..count])).concat();
    let listed = COUNTS.map(|count| format!("&TEMPLATES_{count}, ")).concat();
    let all = format!(
        "pub(crate) const COUNTS: [&Templates; {}] = [{listed}];",
        COUNTS.len()
    );
    let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(directory.join("templates.rs"), code + &all).expect("OUT_DIR is writable");
}

fn code(templates: &[String]) -> String {
    let count = templates.len();
    let entries: Vec<String> = templates
        .iter()
        .map(|template| format!("route({template:?})"))
        .collect();
    let entries = entries.join(", ");
    format!(
        "static ENTRIES_{count}: [Entry; {count}] = [{entries}];
         const SIZE_{count}: Size = Size::of(&ENTRIES_{count});
         static TABLES_{count}: Tables<{{ SIZE_{count}.operations }}, {{ SIZE_{count}.nodes }}, {{ SIZE_{count}.edges }}> =
             Tables::build(&ENTRIES_{count});
         static TEMPLATES_{count}: Templates = Templates {{
             texts: &{templates:?},
             ours: || TABLES_{count}.view().routes.expect(\"there are routes\"),
         }};
        "
    )
}
