//! Writes `data/catalog.json`: `cargo run -p shop --example generate-catalog`.
//!
//! Five categories of twenty articles in ten finishes each make 1,000 products. The output is deterministic, and
//! `tests/catalog_is_generated.rs` compares the committed file with it.

use std::fmt::Write as _;

struct Category {
    /// The first letter of the category's SKUs.
    letter: char,
    name: &'static str,
    /// Name, and price in cents before the finish.
    articles: [(&'static str, u32); 20],
    /// Name, and percentage of the article's price.
    finishes: [(&'static str, u32); 10],
}

fn main() -> std::io::Result<()> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/catalog.json");
    std::fs::write(path, catalog_json())?;
    println!("wrote {path}");
    Ok(())
}

/// Returns the whole file: an array with one product per line, so that a change of one product is a diff of one line.
pub(crate) fn catalog_json() -> String {
    let mut json = String::from("[");
    let mut separator = "\n";
    for category in &CATEGORIES {
        for (article, &(article_name, base_cents)) in category.articles.iter().enumerate() {
            for (finish, &(finish_name, percent)) in category.finishes.iter().enumerate() {
                // None of the names contains a character that JSON would escape.
                write!(
                    json,
                    r#"{separator}{{"sku":"{}-{}","name":"{article_name}, {finish_name}","category":"{}","price_cents":{}}}"#,
                    category.letter,
                    100 + 10 * article + finish,
                    category.name,
                    price_cents(base_cents, percent),
                )
                .expect("writing to a String cannot fail");
                separator = ",\n";
            }
        }
    }
    json.push_str("\n]\n");
    json
}

/// Rounds to a whole amount and subtracts ten cents, as in "48.90".
fn price_cents(base_cents: u32, percent: u32) -> u32 {
    (base_cents * percent / 100 + 50) / 100 * 100 - 10
}

static CATEGORIES: [Category; 5] = [
    Category {
        letter: 'A',
        name: "lighting",
        articles: [
            ("Desk lamp", 4_900),
            ("Floor lamp", 12_900),
            ("Table lamp", 6_900),
            ("Bedside lamp", 4_400),
            ("Reading lamp", 7_900),
            ("Clamp lamp", 3_900),
            ("Arc lamp", 18_900),
            ("Tripod lamp", 14_900),
            ("Pendant light", 8_900),
            ("Cluster pendant", 21_900),
            ("Chandelier", 34_900),
            ("Ceiling light", 7_400),
            ("Spotlight", 3_400),
            ("Track light", 9_900),
            ("Wall light", 5_900),
            ("Picture light", 6_400),
            ("Mirror light", 7_900),
            ("Cabinet light", 2_900),
            ("Night light", 1_900),
            ("Lantern", 3_900),
        ],
        finishes: [
            ("matt black", 100),
            ("white", 100),
            ("anthracite", 100),
            ("chrome", 110),
            ("opal glass", 115),
            ("smoked glass", 120),
            ("oak", 125),
            ("copper", 130),
            ("brushed brass", 135),
            ("walnut", 145),
        ],
    },
    Category {
        letter: 'B',
        name: "kitchen",
        articles: [
            ("Teapot", 3_900),
            ("Coffee pot", 4_400),
            ("Kettle", 6_900),
            ("Mug", 1_200),
            ("Espresso cup", 900),
            ("Cereal bowl", 1_400),
            ("Soup bowl", 1_500),
            ("Mixing bowl", 2_400),
            ("Salad bowl", 2_900),
            ("Dinner plate", 1_700),
            ("Side plate", 1_300),
            ("Serving platter", 3_400),
            ("Butter dish", 2_200),
            ("Milk jug", 1_900),
            ("Baking dish", 3_700),
            ("Pie dish", 2_700),
            ("Casserole", 8_900),
            ("Saucepan", 5_900),
            ("Colander", 3_200),
            ("Storage jar", 1_800),
        ],
        finishes: [
            ("cream", 100),
            ("white", 100),
            ("slate grey", 100),
            ("charcoal", 100),
            ("sage green", 105),
            ("forest green", 105),
            ("duck-egg blue", 105),
            ("navy", 105),
            ("mustard", 110),
            ("terracotta", 110),
        ],
    },
    Category {
        letter: 'C',
        name: "garden",
        articles: [
            ("Planter", 3_900),
            ("Tall planter", 6_900),
            ("Hanging basket", 2_400),
            ("Window box", 3_200),
            ("Plant stand", 4_900),
            ("Raised bed", 12_900),
            ("Watering can", 2_900),
            ("Bird bath", 5_900),
            ("Bird feeder", 2_200),
            ("Nesting box", 2_600),
            ("Garden bench", 24_900),
            ("Folding chair", 7_900),
            ("Bistro table", 13_900),
            ("Side table", 6_400),
            ("Trellis", 4_400),
            ("Obelisk", 5_400),
            ("Storm lantern", 3_400),
            ("Fire bowl", 15_900),
            ("Log rack", 8_900),
            ("Boot tray", 2_700),
        ],
        finishes: [
            ("galvanised", 100),
            ("black steel", 100),
            ("anthracite", 100),
            ("white enamel", 105),
            ("green enamel", 105),
            ("zinc", 110),
            ("weathering steel", 115),
            ("acacia", 120),
            ("aged copper", 135),
            ("teak", 150),
        ],
    },
    Category {
        letter: 'D',
        name: "office",
        articles: [
            ("Pen cup", 1_400),
            ("Pen tray", 1_700),
            ("Letter tray", 2_900),
            ("Document box", 3_400),
            ("Magazine file", 1_900),
            ("Desk organiser", 4_900),
            ("Drawer insert", 2_700),
            ("Card holder", 1_200),
            ("Clipboard", 1_600),
            ("Notebook cover", 2_900),
            ("Desk mat", 3_900),
            ("Mouse mat", 1_800),
            ("Coaster set", 1_500),
            ("Bookends", 2_400),
            ("Monitor stand", 6_900),
            ("Laptop stand", 5_900),
            ("Phone stand", 1_900),
            ("Headphone stand", 3_200),
            ("Cable box", 2_600),
            ("Waste bin", 4_400),
        ],
        finishes: [
            ("black", 100),
            ("white", 100),
            ("grey felt", 100),
            ("navy felt", 100),
            ("cork", 105),
            ("birch", 110),
            ("oak", 125),
            ("walnut", 140),
            ("black leather", 160),
            ("tan leather", 160),
        ],
    },
    Category {
        letter: 'E',
        name: "textiles",
        articles: [
            ("Guest towel", 900),
            ("Hand towel", 1_400),
            ("Bath towel", 2_700),
            ("Bath sheet", 3_900),
            ("Bath mat", 2_400),
            ("Bathrobe", 7_900),
            ("Tea towel", 1_100),
            ("Apron", 2_900),
            ("Oven glove", 1_500),
            ("Table runner", 2_200),
            ("Tablecloth", 4_900),
            ("Napkin set", 1_900),
            ("Cushion cover", 2_400),
            ("Throw", 6_900),
            ("Bedspread", 9_900),
            ("Fitted sheet", 3_900),
            ("Duvet cover", 8_900),
            ("Pillowcase", 1_900),
            ("Curtain pair", 7_400),
            ("Shopping bag", 1_600),
        ],
        finishes: [
            ("white", 100),
            ("charcoal", 100),
            ("sky-blue stripe", 100),
            ("grey stripe", 100),
            ("sage", 105),
            ("ochre", 105),
            ("rust", 105),
            ("dusty rose", 105),
            ("indigo", 110),
            ("natural linen", 130),
        ],
    },
];
