//! The default names of operations.

/// Returns the module part of an operation's default name: the last segment of `module_path!()`, or the one before it if the last
/// is a generic name such as `api` or `handlers`.
pub const fn operation_module(path: &'static str) -> &'static str {
    let (parent, module) = cut_last(path);
    match module.as_bytes() {
        b"api" | b"handlers" | b"routes" | b"gateway" if !parent.is_empty() => cut_last(parent).1,
        _ => module,
    }
}

/// Splits `a::b::c` into `a::b` and `c`.
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

/// Makes a constant such as `"orders.list"` from a module path and a function name.
#[doc(hidden)]
#[macro_export]
macro_rules! __operation_name {
    ($module_path:expr, $function:expr) => {{
        const MODULE: &str = $crate::__private::operation_module($module_path);
        const LENGTH: usize = MODULE.len() + 1 + $function.len();
        const BYTES: [u8; LENGTH] = $crate::__private::joined(&[MODULE, ".", $function]);
        // A separate constant: an endpoint after a branch that can panic would not be promoted.
        const NAME: &str = match ::core::str::from_utf8(&BYTES) {
            ::core::result::Result::Ok(name) => name,
            ::core::result::Result::Err(_) => ::core::unreachable!(),
        };
        NAME
    }};
}

/// Concatenates the parts. `N` is the sum of their lengths.
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
    fn module_named_api_uses_its_parents_name() {
        assert_eq!(operation_module("shop::orders::api"), "orders");
        assert_eq!(operation_module("shop::orders::handlers"), "orders");
        assert_eq!(operation_module("shop::orders"), "orders");
        assert_eq!(operation_module("api"), "api");
    }

    #[test]
    fn default_name_is_joined_in_a_constant() {
        const NAME: &str = crate::__operation_name!("shop::orders::api", "list");
        assert_eq!(NAME, "orders.list");
    }
}
