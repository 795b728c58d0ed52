//! The names of symbols: the path of the item that a symbol's code was written for, and uses of a crate in its generic arguments.

/// The segments of the path that a symbol's code was written under: `["shop", "catalog", "init"]`.
///
/// The path of a method is that of its type: `<tokio::net::TcpStream as std::io::Read>::read` was written in `tokio`. If the type is one
/// of the standard library, the trait decides: `<core::option::Option<T> as serde_core::ser::Serialize>::serialize` was written in
/// `serde_core`. The code that drops a value belongs to its type.
pub(super) fn origin(name: &str) -> Option<Vec<&str>> {
    let name = inner(name);
    if let Some(rest) = name.strip_prefix('<') {
        let end = closing(rest)?;
        let (kind, interface) = halves(&rest[..end]);
        let kind = origin(kind);
        return match (kind, interface.and_then(origin)) {
            (Some(kind), Some(interface)) if is_standard(kind[0]) => Some(interface),
            (None, interface) => interface,
            (kind, _) => kind,
        };
    }
    let (segments, arguments) = segments(name);
    if segments.ends_with(&["drop_in_place"]) && is_standard(segments[0]) {
        let dropped = arguments.and_then(origin);
        return dropped.or(Some(segments));
    }
    let is_path =
        segments.len() > 1 && segments[0].starts_with(|c: char| c.is_lowercase() || c == '_');
    is_path.then_some(segments)
}

/// Returns the first path of one of these crates anywhere in a name, its generic arguments included.
pub(super) fn mention<'n>(name: &'n str, crates: &[&str]) -> Option<Vec<&'n str>> {
    let begins = |at: usize| {
        let before = name[..at].chars().next_back();
        !before.is_some_and(|c| is_word(c) || c == ':')
    };
    let places = crates.iter().flat_map(|krate| {
        let pattern = format!("{krate}::");
        let places: Vec<usize> = name.match_indices(&pattern).map(|(at, _)| at).collect();
        places
    });
    let first = places.filter(|at| begins(*at)).min()?;
    Some(segments(&name[first..]).0)
}

/// Whether the crate comes with the compiler.
pub(super) fn is_standard(name: &str) -> bool {
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Removes what stands around a type: `&mut `, `dyn `, brackets.
fn inner(mut name: &str) -> &str {
    loop {
        let shorter = name.trim_start_matches([' ', '&', '*', '[', '(']);
        let shorter = ["mut ", "const ", "dyn ", "impl "]
            .iter()
            .find_map(|word| shorter.strip_prefix(word))
            .unwrap_or(shorter);
        // A lifetime: `'a `.
        let shorter = match shorter.strip_prefix('\'') {
            Some(rest) => rest.trim_start_matches(is_word),
            None => shorter,
        };
        if shorter.len() == name.len() {
            return name;
        }
        name = shorter;
    }
}

/// Returns the index of the `>` that closes a list whose `<` is before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            // The arrow of a function's type closes nothing.
            '>' if before == '-' => {}
            '>' if depth == 0 => return Some(at),
            '>' => depth -= 1,
            _ => {}
        }
        before = c;
    }
    None
}

/// Splits `Type as Trait` or `impl Trait for Type` into the type and the trait.
fn halves(text: &str) -> (&str, Option<&str>) {
    let split = |word: &str| {
        let mut depth = 0_usize;
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            match c {
                '<' | '(' | '[' => depth += 1,
                '>' if before != '-' => depth = depth.saturating_sub(1),
                ')' | ']' => depth = depth.saturating_sub(1),
                ' ' if depth == 0 && text[at..].starts_with(word) => {
                    return Some((&text[..at], &text[at + word.len()..]));
                }
                _ => {}
            }
            before = c;
        }
        None
    };
    if let Some((interface, kind)) = split(" for ").filter(|_| text.starts_with("impl ")) {
        return (kind, Some(interface));
    }
    match split(" as ") {
        Some((kind, interface)) => (kind, Some(interface)),
        None => (text, None),
    }
}

/// Returns the segments of the path that a text begins with, and its first generic arguments. `{closure#0}` is a segment.
fn segments(text: &str) -> (Vec<&str>, Option<&str>) {
    let mut segments = Vec::new();
    let mut arguments = None;
    let mut rest = text;
    loop {
        if let Some(list) = rest.strip_prefix('<') {
            let Some(end) = closing(list) else { break };
            // `<impl serde::Serialize for shop::Product>` stands in the path of the module that has it.
            arguments = arguments.or(Some(&list[..end]));
            rest = &list[end + 1..];
        } else {
            let length = match rest.strip_prefix('{') {
                Some(braced) => braced.find('}').map_or(0, |end| end + 2),
                None => rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()),
            };
            if length == 0 {
                break;
            }
            segments.push(&rest[..length]);
            rest = &rest[length..];
        }
        rest = match rest.strip_prefix("::") {
            Some(next) => next,
            None if rest.starts_with('<') => rest,
            None => break,
        };
    }
    (segments, arguments)
}

#[cfg(test)]
mod tests {
    use super::{mention, origin};

    fn path(name: &str) -> Option<String> {
        origin(name).map(|segments| segments.join("::"))
    }

    // Names as `rustc_demangle` prints them, of the legacy scheme and of v0.
    #[test]
    fn code_belongs_to_the_crate_that_wrote_it() {
        for (name, expected) in [
            ("shop::catalog::init", "shop::catalog::init"),
            (
                "<tokio::net::TcpStream as std::io::Read>::read",
                "tokio::net::TcpStream",
            ),
            (
                "<core::option::Option<T> as serde_core::ser::Serialize>::serialize",
                "serde_core::ser::Serialize",
            ),
            ("alloc::vec::Vec<T,A>::push", "alloc::vec::Vec::push"),
            ("<alloc::vec::Vec<shop::Product>>::push", "alloc::vec::Vec"),
            ("core::ptr::drop_in_place<shop::Catalog>", "shop::Catalog"),
            ("core::ptr::drop_in_place::<shop::Catalog>", "shop::Catalog"),
            (
                "core::ptr::drop_in_place<alloc::string::String>",
                "alloc::string::String",
            ),
            ("core::ptr::drop_in_place<[T]>", "core::ptr::drop_in_place"),
            (
                "<&mut hyper::body::Incoming as http_body::Body>::poll_frame",
                "hyper::body::Incoming",
            ),
            (
                "<<shop::quotes::Line as serde_core::de::Deserialize>::deserialize::__Visitor as serde_core::de::Visitor>::visit_map::<x::Y>",
                "shop::quotes::Line",
            ),
            (
                "<&mut serde_json::de::Deserializer<serde_json::read::SliceRead> as serde_core::de::Deserializer>::deserialize_struct::<shop::V>",
                "serde_json::de::Deserializer",
            ),
            (
                "shop::shop::get_product::{closure#0}",
                "shop::shop::get_product::{closure#0}",
            ),
            (
                "<fn(u8) -> core::option::Option<u8> as shop::Call>::call",
                "shop::Call",
            ),
            ("<(shop::A, u8) as core::fmt::Debug>::fmt", "shop::A"),
            (
                "<dyn core::any::Any>::is::<alloc::string::String>",
                "core::any::Any",
            ),
            (
                "shop::_::<impl serde::de::Deserialize for shop::Product>::deserialize",
                "shop::_::deserialize",
            ),
            (
                "<impl serde::Serialize for shop::Product>::serialize",
                "shop::Product",
            ),
        ] {
            assert_eq!(path(name).as_deref(), Some(expected), "{name}");
        }
        for name in ["memcpy", "<T as U>::f", "<", "", "main", "&", "<a::B<"] {
            assert_eq!(path(name), None, "{name}");
        }
    }

    #[test]
    fn own_types_are_found_in_generic_arguments() {
        let found = |name: &str| mention(name, &["shop"]).map(|segments| segments.join("::"));
        for (name, expected) in [
            (
                "<alloc::vec::Vec<shop::products::Product>>::push",
                Some("shop::products::Product"),
            ),
            (
                "gatewright::call::<(u8, shop::shop::price)>",
                Some("shop::shop::price"),
            ),
            ("workshop::call::<u8>", None),
            ("other::shop::call", None),
        ] {
            assert_eq!(found(name).as_deref(), expected, "{name}");
        }
    }
}
