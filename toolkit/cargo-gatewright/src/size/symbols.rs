//! The symbols of a binary, by the crate that each comes from.

use crate::report::CrateSize;
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind};
use std::collections::{BTreeMap, HashMap};

/// Code that is not written in Rust: the C library's start-up code, assembly, C libraries.
const FOREIGN: &str = "(not Rust)";

/// The bytes of a binary by crate.
pub(crate) struct Symbols {
    /// Keyed by the crate's name in source code.
    pub(crate) crates: HashMap<String, u64>,
    /// The bytes of all loaded sections.
    pub(crate) loaded: u64,
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
}

pub(crate) fn of(binary: &[u8]) -> Result<Symbols, object::Error> {
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
    let mut crates: HashMap<String, u64> = HashMap::new();
    let mut end = 0;
    for (address, (size, name)) in places {
        // Overlapping symbols count once.
        let behind = (address + size).saturating_sub(end.max(address));
        end = end.max(address + size);
        *crates.entry(crate_of(name)).or_default() += behind;
    }
    Ok(Symbols { crates, loaded })
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

/// Returns the crate that wrote a symbol's code: for `<tokio::net::TcpStream as std::io::Read>::read`, that of the type.
fn crate_of(symbol: &str) -> String {
    let Ok(demangled) = rustc_demangle::try_demangle(symbol.trim_start_matches("__imp_")) else {
        return FOREIGN.to_owned();
    };
    let path = format!("{demangled:#}");
    first_crate(&path).unwrap_or(FOREIGN).to_owned()
}

/// Returns the first segment in a name that can be a crate, rather than a primitive type or a type parameter.
fn first_crate(path: &str) -> Option<&str> {
    let mut first_of_standard = None;
    let mut at = 0;
    while at < path.len() {
        let rest = &path[at..];
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        let is_head = rest[length..].starts_with("::")
            && !path[..at].ends_with("::")
            && word.starts_with(|c: char| c.is_lowercase() || c == '_');
        if is_head {
            if !is_standard(word) {
                return Some(word);
            }
            first_of_standard = first_of_standard.or(Some(word));
            // `core::ptr::drop_in_place<shop::Catalog>` belongs to `shop`, `alloc::vec::Vec<T>::push` to `alloc`.
            if !rest.starts_with("core::ptr::drop_in_place") && !path.starts_with('<') {
                return Some(word);
            }
        }
        at += length.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    first_of_standard
}

fn is_standard(name: &str) -> bool {
    matches!(
        name,
        "std"
            | "core"
            | "alloc"
            | "compiler_builtins"
            | "panic_unwind"
            | "std_detect"
            | "proc_macro"
    )
}

#[cfg(test)]
mod tests {
    use super::{crate_of, first_crate};

    #[test]
    fn symbols_belong_to_the_crate_that_wrote_them() {
        for (path, expected) in [
            ("shop::catalog::init", "shop"),
            ("<tokio::net::TcpStream as std::io::Read>::read", "tokio"),
            (
                "<core::option::Option<T> as serde_core::ser::Serialize>::serialize",
                "serde_core",
            ),
            ("alloc::vec::Vec<T,A>::push", "alloc"),
            ("core::ptr::drop_in_place<shop::Catalog>", "shop"),
            ("core::ptr::drop_in_place<alloc::string::String>", "alloc"),
            (
                "<&mut hyper::body::Incoming as http_body::Body>::poll_frame",
                "hyper",
            ),
        ] {
            assert_eq!(first_crate(path), Some(expected), "{path}");
        }
    }

    #[test]
    fn names_that_are_not_rust_are_foreign() {
        assert_eq!(crate_of("memcpy"), "(not Rust)");
        assert_eq!(crate_of("_ZN4shop4main17h0123456789abcdefE"), "shop");
        assert_eq!(crate_of("_RNvC4shop4main"), "shop");
    }
}
