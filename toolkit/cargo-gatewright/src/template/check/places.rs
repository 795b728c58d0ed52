//! Places in the code: the lines of attributes, handlers and options.

use gatewright_manifest::Manifest;
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A line of the code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Code {
    /// Relative to the workspace, as in the manifest.
    pub(super) file: String,
    /// From 1.
    pub(super) line: u32,
}

/// The sources of the workspace. They are read to find the line of an attribute; a file that cannot be read gives the handler's line.
pub(super) struct Places {
    root: PathBuf,
    files: RefCell<HashMap<String, Rc<Vec<String>>>>,
}

/// How far above a handler its attributes may start.
const ATTRIBUTE_LINES: usize = 40;

impl Places {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            files: RefCell::default(),
        }
    }

    fn lines(&self, file: &str) -> Rc<Vec<String>> {
        let mut files = self.files.borrow_mut();
        let lines = files.entry(file.to_owned()).or_insert_with(|| {
            let text = std::fs::read_to_string(self.root.join(file)).unwrap_or_default();
            Rc::new(text.lines().map(str::to_owned).collect())
        });
        Rc::clone(lines)
    }

    /// Returns a line of the code for a snippet.
    pub(super) fn snippet(&self, code: &Code) -> String {
        let lines = self.lines(&code.file);
        let index = usize::try_from(code.line).unwrap_or(0).saturating_sub(1);
        lines.get(index).cloned().unwrap_or_default()
    }

    /// Returns the place of the function's `#[lambda_handler]`, or of its first handler.
    pub(super) fn of_function(&self, manifest: &Manifest, root: &Path) -> Code {
        let root = root.strip_prefix(&self.root).unwrap_or(root);
        let root = root.display().to_string().replace('\\', "/");
        let root = root.as_str();
        let first = manifest.handlers.first();
        if let Some(handler) = first
            && let Some(line) = self.attribute_above(&handler.file, handler.line)
        {
            return Code {
                file: handler.file.clone(),
                line,
            };
        }
        if let Some(line) = self.attribute_above(root, u32::MAX) {
            return Code {
                file: root.to_owned(),
                line,
            };
        }
        first.map_or_else(
            || Code {
                file: root.to_owned(),
                line: 1,
            },
            |handler| Code {
                file: handler.file.clone(),
                line: handler.line,
            },
        )
    }

    fn attribute_above(&self, file: &str, line: u32) -> Option<u32> {
        let lines = self.lines(file);
        let end = lines.len().min(usize::try_from(line).unwrap_or(usize::MAX));
        let index = lines[..end].iter().rposition(|line| {
            let line = line.trim_start();
            line.strip_prefix("#[").is_some_and(|rest| {
                rest.split(['(', ']', ' '])
                    .next()
                    .is_some_and(|path| path.ends_with("lambda_handler"))
            })
        })?;
        u32::try_from(index + 1).ok()
    }

    /// Returns the line of an option in the attribute that starts at `from`, or `from`.
    pub(super) fn of_option(&self, from: &Code, option: &str) -> Code {
        let lines = self.lines(&from.file);
        let start = usize::try_from(from.line).unwrap_or(1).saturating_sub(1);
        for (index, line) in lines.iter().enumerate().skip(start).take(ATTRIBUTE_LINES) {
            if has_word(line, option) {
                return Code {
                    file: from.file.clone(),
                    line: u32::try_from(index + 1).unwrap_or(from.line),
                };
            }
            // The end of the attribute.
            if line.trim_end().ends_with(']') {
                break;
            }
        }
        from.clone()
    }

    /// Returns the line of an option in the attributes above a handler, or the handler's line.
    pub(super) fn above(&self, handler: &Code, option: &str) -> Code {
        let lines = self.lines(&handler.file);
        let end = usize::try_from(handler.line).unwrap_or(0).min(lines.len());
        for index in (end.saturating_sub(ATTRIBUTE_LINES)..end).rev() {
            let line = &lines[index];
            if has_word(line, option) {
                return Code {
                    file: handler.file.clone(),
                    line: u32::try_from(index + 1).unwrap_or(handler.line),
                };
            }
            if line.trim().is_empty() || line.trim() == "}" {
                break;
            }
        }
        handler.clone()
    }
}

/// Whether a line has a word, rather than a longer one around it.
fn has_word(line: &str, word: &str) -> bool {
    let code = line.split("//").next().unwrap_or(line);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(start, _)| {
        !code[..start].ends_with(is_part) && !code[start + word.len()..].starts_with(is_part)
    })
}
