//! Files of environment variables, in the format of dotenv.
//!
//! The rules are those of python-dotenv without interpolation, so that a password with a `$` is what the file says.
//! <https://saurabh-kumar.com/python-dotenv/#file-format>

use super::error::CliError;
use crate::quote::quoted;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The most bytes of a file. Lambda takes 4 KB of variables.
const LIMIT: u64 = 1024 * 1024;

/// A variable, with the line of the file that it begins in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) line: usize,
}

/// Reads a file.
pub(super) fn read(file: &Path) -> Result<Vec<Variable>, CliError> {
    let mut content = Vec::new();
    let opened = std::fs::File::open(file);
    let name = file.display();
    opened
        .and_then(|opened| opened.take(LIMIT + 1).read_to_end(&mut content))
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => CliError::new(format!("`{name}` does not exist")).help(
                "pass the path of a file of `NAME=VALUE` lines, relative to the current directory",
            ),
            ErrorKind::IsADirectory => {
                CliError::new(format!("`{name}` is a directory")).help("pass a file in it")
            }
            _ => CliError::new(format!("could not read `{name}`: {error}")),
        })?;
    if content.len() as u64 > LIMIT {
        return Err(
            CliError::new(format!("`{name}` is larger than {LIMIT} bytes"))
                .help("Lambda takes 4 KB of variables: read more from a file or a parameter store"),
        );
    }
    let text = std::str::from_utf8(&content).map_err(|error| {
        let before = String::from_utf8_lossy(&content[..error.valid_up_to()]);
        let line = 1 + before.matches('\n').count();
        CliError::new("expected text in UTF-8, found other bytes")
            .help("save the file in UTF-8")
            .at(file, line)
    })?;
    parse(text).map_err(|(line, error)| error.at(file, line))
}

/// Whether a variable may have this name.
pub(super) fn is_name(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_')
}

fn parse(text: &str) -> Result<Vec<Variable>, (usize, CliError)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut variables = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while !rest.is_empty() {
        let (variable, length) = statement(rest).map_err(|error| (line, error))?;
        if let Some((name, value)) = variable {
            variables.push(Variable { name, value, line });
        }
        let (read, after) = rest.split_at(length);
        line += read.matches('\n').count();
        rest = after;
    }
    Ok(variables)
}

/// Reads one line, or several with a quoted value. Returns the variable, if there is one, and the number of bytes.
fn statement(text: &str) -> Result<(Option<(String, String)>, usize), CliError> {
    let end = text.find('\n').map_or(text.len(), |at| at + 1);
    let line = text[..end].trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok((None, end));
    }
    let start = end - text[..end].trim_start().len();
    // `export` is a name too.
    let after_export = text[start..end]
        .strip_prefix("export")
        .filter(|rest| rest.starts_with([' ', '\t']))
        .map(str::trim_start)
        .filter(|rest| !rest.starts_with('='));
    let assignment = after_export.unwrap_or(&text[start..end]);
    let Some(equals) = assignment.find('=') else {
        return Err(
            CliError::new("expected `NAME=VALUE`, found a line without `=`")
                .help("write `NAME=` for an empty value, and `#` before a comment"),
        );
    };
    let name = assignment[..equals].trim();
    if !is_name(name) {
        return Err(CliError::new(format!(
            "expected the name of a variable before `=`, found {}",
            quoted(name)
        ))
        .help("a name has letters, digits and underscores, and does not start with a digit"));
    }
    let value_at = end - assignment.len() + equals + 1;
    let (value, length) = value(&text[value_at..])?;
    if value.contains('\0') {
        return Err(CliError::new(format!(
            "the value of `{name}` has a zero byte, which environment variables cannot have"
        )));
    }
    Ok((Some((name.to_owned(), value)), value_at + length))
}

/// Reads a value and the rest of its line. Returns the value and the number of bytes.
fn value(text: &str) -> Result<(String, usize), CliError> {
    let line_end = text.find('\n').map_or(text.len(), |at| at + 1);
    let line = &text[..line_end];
    let indent = line.len() - line.trim_start().len();
    let Some(quote) = line[indent..]
        .chars()
        .next()
        .filter(|one| "\"'".contains(*one))
    else {
        let comment = line
            .char_indices()
            .find(|(at, one)| {
                *one == '#' && (*at == 0 || line[..*at].ends_with(char::is_whitespace))
            })
            .map_or(line.len(), |(at, _)| at);
        return Ok((line[..comment].trim().to_owned(), line_end));
    };
    let start = indent + 1;
    let (value, length) = quoted_value(&text[start..], quote).ok_or_else(|| {
        CliError::new(format!(
            "expected {quote} at the end of the value, found the end of the file"
        ))
        .help("close the quotes")
    })?;
    let after = &text[start + length..];
    let rest_length = after.find('\n').map_or(after.len(), |at| at + 1);
    let rest = after[..rest_length].trim();
    if !rest.is_empty() && !rest.starts_with('#') {
        return Err(CliError::new(format!(
            "expected the end of the line after the closing {quote}, found other text"
        ))
        .help("write `\\\"` for quotes in a value, or put the value in single quotes"));
    }
    Ok((value, start + length + rest_length))
}

/// Reads up to the closing quote. Returns the value and the number of bytes, including the quote.
fn quoted_value(text: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            return Some((value, at + 1));
        }
        if character == '\r' && text[at..].starts_with("\r\n") {
            continue;
        }
        if character != '\\' {
            value.push(character);
            continue;
        }
        let (_, escaped) = characters.next()?;
        let decoded = match escaped {
            '\\' | '\'' => Some(escaped),
            _ if quote == '\'' => None,
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '"' | '$' => Some(escaped),
            _ => None,
        };
        if decoded.is_none() {
            value.push('\\');
        }
        value.push(decoded.unwrap_or(escaped));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        let variables = parse(text).unwrap_or_else(|(line, error)| panic!("{line}: {error}"));
        let variables = variables.into_iter();
        variables.map(|one| (one.name, one.value)).collect()
    }

    // The cases are those of the tests of python-dotenv, `tests/test_parser.py`, without interpolation and names in quotes.
    #[test]
    fn lines_have_names_and_values() {
        for (text, name, value) in [
            ("a=b", "a", "b"),
            (" a = b ", "a", "b"),
            ("export a=b", "a", "b"),
            (" export  a=b ", "a", "b"),
            ("export=b", "export", "b"),
            ("a=b#c", "a", "b#c"),
            ("a=b #c", "a", "b"),
            ("a=b\t#c", "a", "b"),
            ("a=b c", "a", "b c"),
            ("a=b\u{a0} c", "a", "b\u{a0} c"),
            ("a=", "a", ""),
            ("a=#b", "a", ""),
            ("a=b=c", "a", "b=c"),
            ("a=\"b\\nc\"", "a", "b\nc"),
            ("a='b\\nc'", "a", "b\\nc"),
            ("a=\"b\nc\"", "a", "b\nc"),
            ("a='b\nc'", "a", "b\nc"),
            ("a=\"b\\\"c\"", "a", "b\"c"),
            ("a='b\\'c'", "a", "b'c"),
            ("a=\"b #c\" # d", "a", "b #c"),
            ("a=\"\"", "a", ""),
            ("a=\"\\\\n\"", "a", "\\n"),
            ("a=$b", "a", "$b"),
            ("a='$b'", "a", "$b"),
            ("a=à", "a", "à"),
            ("\u{feff}a=b", "a", "b"),
        ] {
            assert_eq!(pairs(text), [(name.to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn lines_end_with_one_or_two_characters() {
        let expected = [("a", "b"), ("c", "d\ne"), ("f", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let text = "# comment\na=b\n\n  # more\nc=\"d\ne\"\nf=";
        assert_eq!(pairs(text), expected);
        assert_eq!(pairs(&text.replace('\n', "\r\n")), expected);
        assert_eq!(pairs(""), []);
    }

    #[test]
    fn error_has_its_line() {
        for (text, line, headline) in [
            (
                "a=b\nsecret",
                2,
                "expected `NAME=VALUE`, found a line without `=`",
            ),
            (
                "\n\na-b=c",
                3,
                "expected the name of a variable before `=`, found `a-b`",
            ),
            (
                "=a",
                1,
                "expected the name of a variable before `=`, found ``",
            ),
            (
                "a=\"b\nc\"\nd='e\n\n",
                3,
                "expected ' at the end of the value, found the end of the file",
            ),
            (
                "a=\"b\"c",
                1,
                "expected the end of the line after the closing \", found other text",
            ),
            (
                "a=b\0",
                1,
                "the value of `a` has a zero byte, which environment variables cannot have",
            ),
        ] {
            let (found, error) = parse(text).expect_err(text);
            let error = error.to_string();
            assert_eq!((found, error.lines().next()), (line, Some(headline)));
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn wrong_file_has_help() {
        let error = |file: &Path| read(file).expect_err("an error").to_string();
        assert_eq!(
            error(Path::new("no/such/.env")),
            "`no/such/.env` does not exist\n  = help: pass the path of a file of `NAME=VALUE` lines, relative to the current directory"
        );
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), b"a=b\nc=\xff").expect("a file");
        let place = format!("{}:2: ", file.path().display());
        assert_eq!(
            error(file.path()).strip_prefix(&place),
            Some("expected text in UTF-8, found other bytes\n  = help: save the file in UTF-8")
        );
    }
}
