//! JSON that is kept elsewhere.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::Error;

/// Reads the value of `what`. The error says where the value is wrong and not how: serde's own message shows a part of it.
pub(super) fn read<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let how = match error.classify() {
            Category::Data => "is JSON of another form than is wanted",
            Category::Io | Category::Syntax | Category::Eof => "is no JSON",
        };
        let (line, column) = (error.line(), error.column());
        Error::with_type(
            "InvalidValue",
            format_args!("{what} {how}, at line {line}, column {column}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_shows_nothing_of_the_value() {
        let told = |text| read::<u32>("the secret `s`", text).unwrap_err().to_string();
        assert_eq!(
            told("\"hunter2\""),
            "the secret `s` is JSON of another form than is wanted, at line 1, column 9"
        );
        assert_eq!(
            told("hunter2"),
            "the secret `s` is no JSON, at line 1, column 1"
        );
    }
}
