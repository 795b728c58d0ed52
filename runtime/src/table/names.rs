//! The names that operations get when their attribute gives none.

/// The module part of an operation's default name: the last segment of `module_path!()`, or the one before it when the last
/// is a word that says what the module is rather than what it is about.
pub const fn operation_module(path: &'static str) -> &'static str {
    let (parent, module) = cut_last(path);
    match module.as_bytes() {
        b"api" | b"handlers" | b"routes" | b"gateway" if !parent.is_empty() => cut_last(parent).1,
        _ => module,
    }
}

/// `a::b::c` is (`a::b`, `c`).
const fn cut_last(path: &'static str) -> (&'static str, &'static str) {
    let bytes = path.as_bytes();
    let mut at = bytes.len();
    while at > 0 {
        if bytes[at - 1] == b':' {
            let (parent, module) = path.split_at(at);
            return (parent.split_at(at - 2).0, module);
        }
        at -= 1;
    }
    ("", path)
}

/// `"orders.list"` from a module's path and a function's name, as a constant.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation_name {
    ($module_path:expr, $function:expr) => {{
        const MODULE: &str = $crate::__private::operation_module($module_path);
        const LENGTH: usize = MODULE.len() + 1 + $function.len();
        const BYTES: [u8; LENGTH] = $crate::__private::joined(&[MODULE, ".", $function]);
        // In a constant of its own: what follows a branch that can panic, the endpoint, would not be promoted.
        const NAME: &str = match ::core::str::from_utf8(&BYTES) {
            ::core::result::Result::Ok(name) => name,
            ::core::result::Result::Err(_) => ::core::unreachable!(),
        };
        NAME
    }};
}

/// The parts one after another; `N` is the sum of their lengths.
pub const fn joined<const N: usize>(parts: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let mut filled = 0;
    let mut part = 0;
    while part < parts.len() {
        let text = parts[part].as_bytes();
        let mut at = 0;
        while at < text.len() {
            bytes[filled] = text[at];
            filled += 1;
            at += 1;
        }
        part += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_called_api_lends_its_parents_name() {
        assert_eq!(operation_module("shop::orders::api"), "orders");
        assert_eq!(operation_module("shop::orders::handlers"), "orders");
        assert_eq!(operation_module("shop::orders"), "orders");
        assert_eq!(operation_module("api"), "api");
    }

    #[test]
    fn the_default_name_is_joined_in_a_constant() {
        const NAME: &str = crate::__operation_name!("shop::orders::api", "list");
        assert_eq!(NAME, "orders.list");
    }
}
