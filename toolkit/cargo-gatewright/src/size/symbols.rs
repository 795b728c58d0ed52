//! The symbols of a binary, by the crate and the module that each comes from.

use super::names;
use crate::report::{CrateSize, ModuleSize};
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind};
use std::collections::{BTreeMap, HashMap};

/// Code that is not written in Rust: the C library's start-up code, assembly, C libraries.
pub(super) const FOREIGN: &str = "(not Rust)";

/// The bytes of a binary by crate.
pub(crate) struct Symbols {
    /// Keyed by the crate's name in source code.
    pub(crate) crates: HashMap<String, u64>,
    /// The bytes of all loaded sections.
    pub(crate) loaded: u64,
    /// The modules of the function's own crates: bytes written there, and bytes of other crates' generic code for their types.
    modules: BTreeMap<String, (u64, u64)>,
}

impl Symbols {
    pub(crate) fn named(&self) -> u64 {
        self.crates.values().sum()
    }

    pub(crate) fn largest(&self) -> Vec<CrateSize> {
        let mut all: Vec<CrateSize> = self
            .crates
            .iter()
            .map(|(name, bytes)| CrateSize {
                name: name.clone(),
                bytes: *bytes,
            })
            .collect();
        all.sort_by(|one, other| other.bytes.cmp(&one.bytes).then(one.name.cmp(&other.name)));
        all
    }

    /// Returns the modules, the largest first.
    pub(crate) fn modules(&self) -> Vec<ModuleSize> {
        let mut all: Vec<ModuleSize> = self
            .modules
            .iter()
            .map(|(module, (own, generic))| ModuleSize {
                module: module.clone(),
                own: *own,
                generic: *generic,
            })
            .collect();
        let bytes = |one: &ModuleSize| one.own + one.generic;
        all.sort_by(|one, other| {
            let larger = bytes(other).cmp(&bytes(one));
            larger.then(one.module.cmp(&other.module))
        });
        all
    }
}

/// The crates of the function itself, with the paths of their modules: `shop`, `shop::catalog`.
pub(crate) struct Own<'m> {
    pub(crate) crates: Vec<&'m str>,
    pub(crate) modules: Vec<&'m str>,
}

impl Own<'_> {
    /// Returns the innermost known module of a path.
    fn module(&self, path: &[&str]) -> String {
        (1..=path.len())
            .rev()
            .map(|length| path[..length].join("::"))
            .find(|module| self.modules.contains(&module.as_str()))
            .unwrap_or_else(|| path[0].to_owned())
    }
}

pub(crate) fn of(binary: &[u8], own: &Own) -> Result<Symbols, object::Error> {
    let file = object::File::parse(binary)?;
    let mut loaded = 0;
    for section in file.sections().filter(is_loaded) {
        loaded += section.size();
    }
    // Identical functions that the linker folded into one have two names at one address: they are one symbol.
    let mut places: BTreeMap<u64, (u64, &str)> = BTreeMap::new();
    for symbol in file
        .symbols()
        .filter(|symbol| symbol.is_definition() && symbol.size() > 0)
    {
        let name = symbol.name()?;
        let is_uninitialised = symbol
            .section_index()
            .and_then(|index| file.section_by_index(index).ok())
            .is_none_or(|section| !is_loaded(&section));
        if is_uninitialised {
            continue;
        }
        let place = places
            .entry(symbol.address())
            .or_insert((symbol.size(), name));
        if symbol.size() > place.0 {
            *place = (symbol.size(), name);
        }
    }
    let mut symbols = Symbols {
        crates: HashMap::new(),
        loaded,
        modules: BTreeMap::new(),
    };
    let mut end = 0;
    for (address, (size, name)) in places {
        // Overlapping symbols count once.
        let behind = (address + size).saturating_sub(end.max(address));
        end = end.max(address + size);
        symbols.add(name, behind, own);
    }
    Ok(symbols)
}

impl Symbols {
    fn add(&mut self, symbol: &str, bytes: u64, own: &Own) {
        let name = demangled(symbol);
        let origin = name.as_deref().and_then(names::origin);
        let krate = origin.as_ref().map_or(FOREIGN, |path| path[0]);
        *self.crates.entry(krate.to_owned()).or_default() += bytes;
        if let Some(path) = origin.as_ref().filter(|path| own.crates.contains(&path[0])) {
            self.modules.entry(own.module(path)).or_default().0 += bytes;
        } else if let Some(path) = name
            .as_deref()
            .and_then(|name| names::mention(name, &own.crates))
        {
            self.modules.entry(own.module(&path)).or_default().1 += bytes;
        }
    }
}

/// Whether bytes of the section in the file are loaded into memory.
fn is_loaded<'data>(section: &impl ObjectSection<'data>) -> bool {
    match (section.flags(), section.kind()) {
        (_, SectionKind::UninitializedData | SectionKind::UninitializedTls) => false,
        (SectionFlags::Elf { sh_flags }, _) => sh_flags & u64::from(object::elf::SHF_ALLOC) != 0,
        (_, kind) => matches!(
            kind,
            SectionKind::Text
                | SectionKind::Data
                | SectionKind::ReadOnlyData
                | SectionKind::ReadOnlyString
                | SectionKind::ReadOnlyDataWithRel
                | SectionKind::Tls
        ),
    }
}

/// Returns the name in source code, or `None` for a symbol that is not Rust.
fn demangled(symbol: &str) -> Option<String> {
    let demangled = rustc_demangle::try_demangle(symbol.trim_start_matches("__imp_")).ok()?;
    Some(format!("{demangled:#}"))
}

#[cfg(test)]
mod tests {
    use super::{Own, Symbols};
    use std::collections::{BTreeMap, HashMap};

    fn symbols(of: &[(&str, u64)]) -> Symbols {
        let own = Own {
            crates: vec!["shop"],
            modules: vec!["shop", "shop::shop", "shop::products"],
        };
        let mut symbols = Symbols {
            crates: HashMap::new(),
            loaded: 0,
            modules: BTreeMap::new(),
        };
        for (symbol, bytes) in of {
            symbols.add(symbol, *bytes, &own);
        }
        symbols
    }

    #[test]
    fn names_that_are_not_rust_are_foreign() {
        let symbols = symbols(&[
            ("memcpy", 3),
            ("_ZN4shop4main17h0123456789abcdefE", 5),
            ("_RNvC4shop4main", 7),
        ]);
        assert_eq!(symbols.crates["(not Rust)"], 3);
        assert_eq!(symbols.crates["shop"], 12);
        assert_eq!(symbols.modules["shop"], (12, 0));
    }

    // `_RINv…` is `alloc::push::<shop::products::Product>` in the v0 scheme:
    // https://doc.rust-lang.org/rustc/symbol-mangling/v0.html
    #[test]
    fn generic_code_counts_for_its_crate_and_beside_the_module() {
        let symbols = symbols(&[("_RINvC5alloc4pushNtNtC4shop8products7ProductEB_", 11)]);
        assert_eq!(symbols.crates["alloc"], 11);
        assert_eq!(symbols.modules["shop::products"], (0, 11));
        assert_eq!(symbols.modules.len(), 1);
    }

    #[test]
    fn items_of_a_function_belong_to_its_module() {
        // shop::shop::price::inner, by hand in the v0 scheme.
        let symbols = symbols(&[("_RNvNvNvC4shop4shop5price5inner", 2)]);
        assert_eq!(symbols.modules["shop::shop"], (2, 0));
    }
}
