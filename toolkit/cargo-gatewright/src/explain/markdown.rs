//! Markdown on a terminal: the text as it is written, with styles around headings, code and emphasis.
//!
//! The text itself does not change, so that output without styles is the Markdown document.

use crate::style::{BOLD, CODE};
use std::io::{self, Write};

/// Writes Markdown with styles, and ends it with a line break.
pub(crate) fn write(text: &str, to: &mut dyn Write) -> io::Result<()> {
    let mut in_code = false;
    for line in text.trim_end().lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            writeln!(to, "{CODE}{line}{CODE:#}")?;
        } else if in_code && !line.is_empty() {
            writeln!(to, "{CODE}{line}{CODE:#}")?;
        } else if line.starts_with('#') {
            writeln!(to, "{BOLD}{line}{BOLD:#}")?;
        } else {
            write_inline(line, to)?;
            writeln!(to)?;
        }
    }
    Ok(())
}

/// A line of prose with `` `code` `` and `**strong**` in it.
fn write_inline(line: &str, to: &mut dyn Write) -> io::Result<()> {
    let mut rest = line;
    while let Some(start) = rest.find(['`', '*']) {
        let (before, marked) = rest.split_at(start);
        let (mark, style) = if marked.starts_with('`') {
            ("`", CODE)
        } else if marked.starts_with("**") {
            ("**", BOLD)
        } else {
            // A bullet, or emphasis: the character stays as it is.
            write!(to, "{before}*")?;
            rest = &marked[1..];
            continue;
        };
        let inner = &marked[mark.len()..];
        let Some(end) = inner.find(mark) else { break };
        let inner = &inner[..end];
        write!(to, "{before}{style}{mark}{inner}{mark}{style:#}")?;
        rest = &marked[inner.len() + 2 * mark.len()..];
    }
    write!(to, "{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut to = Vec::new();
        write(text, &mut to).expect("a vector takes everything");
        String::from_utf8(to).expect("UTF-8")
    }

    const TEXT: &str = "\
# `locking`

* One `Mutex` in *ten* is **needed**, 2 * 3 ** is not, and ` is alone.

```rust
static A: u8 = 1; // `x`

# fn hidden() {}
```
";

    #[test]
    fn text_without_styles_is_unchanged() {
        let plain = anstream::adapter::strip_str(&written(TEXT)).to_string();
        assert_eq!(plain, TEXT);
    }

    #[test]
    fn headings_and_code_have_styles() {
        let text = written(TEXT);
        assert!(text.contains(&format!("{BOLD}# `locking`{BOLD:#}\n")));
        assert!(text.contains(&format!(
            "One {CODE}`Mutex`{CODE:#} in *ten* is {BOLD}**needed**{BOLD:#}, 2 * 3 ** is not"
        )));
        assert!(text.contains(&format!("{CODE}# fn hidden() {{}}{CODE:#}\n")));
    }
}
