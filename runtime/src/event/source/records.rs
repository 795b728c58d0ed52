//! The elements of a JSON array, each with the slice of the event from which it was read.

use std::marker::PhantomData;

use serde::Deserialize;

/// Iterates over the elements of a JSON array. Reads every element once, and only on demand.
pub(super) struct Records<'a, T> {
    /// The text from the next element on; `None` at the end.
    rest: Option<&'a str>,
    element: PhantomData<T>,
}

impl<'a, T: Deserialize<'a>> Records<'a, T> {
    /// Iterates over the elements of `array`. JSON that is not an array has none.
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

    fn elements(array: &str) -> Vec<Option<(String, &str)>> {
        Records::<Element<'_>>::of(array)
            .map(|element| {
                element
                    .ok()
                    .map(|(element, raw)| (element.id.0.into_owned(), raw))
            })
            .collect()
    }

    #[test]
    fn every_element_has_its_slice() {
        let array = r#" [ {"id":"a"} ,{"id":"b]","x":[1,{"y":2}]}, {"id":"c\n"} ] "#;
        assert_eq!(
            elements(array),
            [
                Some(("a".to_owned(), r#"{"id":"a"}"#)),
                Some(("b]".to_owned(), r#"{"id":"b]","x":[1,{"y":2}]}"#)),
                Some(("c\n".to_owned(), r#"{"id":"c\n"}"#)),
            ]
        );
    }

    #[test]
    fn empty_array_and_other_json_have_no_elements() {
        for array in ["[]", " [ ] ", "{}", "null", "\"[\"", "7"] {
            assert_eq!(elements(array), [], "{array}");
        }
    }

    #[test]
    fn element_of_another_type_ends_the_iteration() {
        assert_eq!(
            elements(r#"[{"id":"a"},7,{"id":"b"}]"#),
            [Some(("a".to_owned(), r#"{"id":"a"}"#)), None]
        );
    }
}
