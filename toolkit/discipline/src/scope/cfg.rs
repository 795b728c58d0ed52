//! What is left out of the judgement because it is not part of the deployed function: tests.

use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// Attributes that make a function a test, by their last segment.
const TESTS: [&str; 4] = ["test", "bench", "rstest", "test_case"];

/// Whether these attributes keep their item out of every build but a test's.
pub(crate) fn is_left_out(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let Some(last) = attr.path().segments.last() else {
            return false;
        };
        if attr.path().is_ident("cfg") {
            return attr
                .parse_args::<Meta>()
                .is_ok_and(|predicate| is_false(&predicate));
        }
        TESTS.iter().any(|test| last.ident == test)
    })
}

/// Whether the predicate holds in no build but a test's.
pub(crate) fn is_false(predicate: &Meta) -> bool {
    holds(predicate) == Some(false)
}

/// Whether the predicate holds in a build that is no test: `None` when that depends on the build.
fn holds(predicate: &Meta) -> Option<bool> {
    match predicate {
        Meta::Path(path) if path.is_ident("test") => Some(false),
        Meta::Path(path) if path.is_ident("true") => Some(true),
        Meta::Path(path) if path.is_ident("false") => Some(false),
        Meta::List(list) => {
            let inner = list
                .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .ok()?;
            let mut each = inner.iter().map(holds);
            if list.path.is_ident("all") {
                each.try_fold(Some(true), |all, one| match one {
                    Some(false) => Err(()),
                    one => Ok(all.and(one)),
                })
                .unwrap_or(Some(false))
            } else if list.path.is_ident("any") {
                each.try_fold(Some(false), |any, one| match one {
                    Some(true) => Err(()),
                    None => Ok(None),
                    Some(false) => Ok(any),
                })
                .unwrap_or(Some(true))
            } else if list.path.is_ident("not") {
                each.next().flatten().map(|held| !held)
            } else {
                None
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(item: &str) -> bool {
        is_left_out(&syn::parse_str::<syn::ItemFn>(item).expect("an item").attrs)
    }

    #[test]
    fn only_what_no_build_but_a_test_holds_is_left_out() {
        assert!(left_out("#[cfg(test)] fn f() {}"));
        assert!(left_out("#[cfg(all(unix, test))] fn f() {}"));
        assert!(left_out("#[cfg(any(test, all(test, unix)))] fn f() {}"));
        assert!(left_out("#[cfg(not(not(test)))] fn f() {}"));
        assert!(left_out("#[tokio::test] async fn f() {}"));
        assert!(!left_out("#[cfg(any(test, unix))] fn f() {}"));
        assert!(!left_out("#[cfg(not(test))] fn f() {}"));
        assert!(!left_out("#[cfg(feature = \"test\")] fn f() {}"));
    }
}
