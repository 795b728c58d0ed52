//! The elements of a JSON array, one after another, each with the slice of the event that it was read from.

use std::marker::PhantomData;

use serde::Deserialize;

/// Walks over `[…]`. Nothing is read ahead of the element that is asked for, and nothing twice.
pub(super) struct Records<'a, T> {
    /// What follows the bracket or comma before the next element; `None` at the end.
    rest: Option<&'a str>,
    element: PhantomData<T>,
}

impl<'a, T: Deserialize<'a>> Records<'a, T> {
    /// The elements of `array`, which is JSON; none if it is no array.
    pub(super) fn of(array: &'a str) -> Self {
        let rest = array.trim_start().strip_prefix('[');
        Self {
            rest: rest.filter(|rest| !rest.trim_start().starts_with(']')),
            element: PhantomData,
        }
    }
}

impl<'a, T: Deserialize<'a>> Iterator for Records<'a, T> {
    type Item = serde_json::Result<(T, &'a str)>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        let mut elements = serde_json::Deserializer::from_str(rest).into_iter::<T>();
        let element = elements.next()?;
        Some(element.map(|element| {
            let (raw, rest) = rest.split_at(elements.byte_offset());
            // The last element is followed by the closing bracket.
            self.rest = rest.trim_start().strip_prefix(',');
            (element, raw.trim_start())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Text;

    #[derive(Deserialize)]
    struct Element<'a> {
        #[serde(borrow)]
        id: Text<'a>,
    }

    fn walked(array: &str) -> Vec<Option<(String, &str)>> {
        Records::<Element<'_>>::of(array)
            .map(|element| {
                element
                    .ok()
                    .map(|(element, raw)| (element.id.0.into_owned(), raw))
            })
            .collect()
    }

    #[test]
    fn every_element_comes_with_its_slice() {
        let array = r#" [ {"id":"a"} ,{"id":"b]","x":[1,{"y":2}]}, {"id":"c\n"} ] "#;
        assert_eq!(
            walked(array),
            [
                Some(("a".to_owned(), r#"{"id":"a"}"#)),
                Some(("b]".to_owned(), r#"{"id":"b]","x":[1,{"y":2}]}"#)),
                Some(("c\n".to_owned(), r#"{"id":"c\n"}"#)),
            ]
        );
    }

    #[test]
    fn what_is_no_array_or_empty_has_no_elements() {
        for array in ["[]", " [ ] ", "{}", "null", "\"[\"", "7"] {
            assert_eq!(walked(array), [], "{array}");
        }
    }

    #[test]
    fn an_element_of_another_type_ends_the_walk() {
        assert_eq!(
            walked(r#"[{"id":"a"},7,{"id":"b"}]"#),
            [Some(("a".to_owned(), r#"{"id":"a"}"#)), None]
        );
    }
}
