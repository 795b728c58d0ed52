//! Writes the constants for each number of names: Gatewright's tables, phf's maps, `match`es and sorted arrays.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

const SIZES: [usize; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];

/// The largest `match`. With 10,000 names it takes 91 s to compile, and a lookup takes thirty times as long as in a hash map.
const LARGEST_MATCH: usize = 1_000;

/// Parts of typical operation names, `module.verb_noun`: 20 times 20 times 25.
const MODULES: &str = "shop billing inventory accounts logistics marketing support catalog orders payments identity \
    reporting warehouse pricing search fulfilment procurement analytics compliance partners";
const VERBS: &str = "create get update delete list archive restore approve export validate import assign cancel publish \
    search merge notify verify count duplicate";
const NOUNS: &str = "order invoice customer product shipment refund address payment review coupon supplier contract discount \
    account subscription category employee schedule document ticket campaign session delivery quotation return";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let names = names();
    let mut code = String::new();
    for size in SIZES {
        write_size(&mut code, &names[..size]);
    }
    writeln!(
        code,
        "pub(crate) const SIZES: [&Size; {}] = [{}];",
        SIZES.len(),
        SIZES.map(|size| format!("&SIZE_{size}, ")).concat()
    )
    .expect("writing to a String cannot fail");
    let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(directory.join("sizes.rs"), code).expect("OUT_DIR is writable");
}

/// Returns all names in a random order that is the same in every build.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for module in MODULES.split_whitespace() {
        for verb in VERBS.split_whitespace() {
            for noun in NOUNS.split_whitespace() {
                names.push(format!("{module}.{verb}_{noun}"));
            }
        }
    }
    let mut state = 1u64;
    for left in (1..names.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).expect("31 bits") % (left + 1);
        names.swap(left, other);
    }
    names
}

fn write_size(code: &mut String, names: &[String]) {
    let size = names.len();
    let mut sorted: Vec<(&str, usize)> = names
        .iter()
        .enumerate()
        .map(|(index, name)| (&**name, index))
        .collect();
    sorted.sort_unstable();
    let mut map = phf_codegen::Map::new();
    for (index, name) in names.iter().enumerate() {
        map.entry(&**name, index.to_string());
    }
    let each = |shown: &dyn Fn(usize, &str) -> String| -> String {
        let shown = names
            .iter()
            .enumerate()
            .map(|(index, name)| shown(index, name));
        shown.collect()
    };
    let by_match = if size <= LARGEST_MATCH {
        let arms = each(&|index, name| format!("{name:?} => Some({index}),\n"));
        writeln!(
            code,
            "fn match_{size}(name: &str) -> Option<u32> {{ match name {{ {arms} _ => None }} }}"
        )
        .expect("writing to a String cannot fail");
        format!("Some(match_{size})")
    } else {
        "None".to_owned()
    };
    writeln!(
        code,
        "static ENTRIES_{size}: [Entry; {size}] = [{entries}];
         static TARGETS_{size}: [Target; {size}] = Target::of(&ENTRIES_{size});
         const SHAPE_{size}: TableSize = TableSize::of(&ENTRIES_{size});
         static TABLES_{size}: Tables<{{ SHAPE_{size}.operations }}, {{ SHAPE_{size}.nodes }}, {{ SHAPE_{size}.edges }}> =
             Tables::build(&ENTRIES_{size});
         static NAMES_{size}: [&str; {size}] = [{listed}];
         static SORTED_{size}: [(&str, u32); {size}] = {sorted:?};
         static PHF_{size}: phf::Map<&'static str, u32> = {phf};
         static SIZE_{size}: Size = Size {{
             names: &NAMES_{size},
             ours: || TABLES_{size}.view().over(&TARGETS_{size}),
             by_match: {by_match},
             phf: &PHF_{size},
             sorted: &SORTED_{size},
         }};",
        entries = each(&|_, name| format!("operation({name:?}),\n")),
        listed = each(&|_, name| format!("{name:?},\n")),
        phf = map.build(),
    )
    .expect("writing to a String cannot fail");
}
