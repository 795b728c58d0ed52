//! From a file to a [tree](super::tree).

use super::tree::{At, Entry, Kind, Node};
use crate::error::CliError;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

/// The largest template that CloudFormation takes, in bytes
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>).
const LARGEST: u64 = 1024 * 1024;

/// The depth of a template is about 15. The limit keeps recursive code from exhausting the stack.
const DEEPEST: usize = 100;

/// The most values of a tree in which each alias counts as what it stands for.
const MOST_VALUES: usize = 1_000_000;

/// The intrinsic functions with a short form.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
const SHORT: &[&str] = &[
    "Ref",
    "Condition",
    "And",
    "Base64",
    "Cidr",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
];

/// The text of a template file.
pub(super) struct Source {
    pub(super) text: String,
}

impl Source {
    /// Reads the file.
    pub(super) fn of(path: &Path, shown: &str) -> Result<Self, CliError> {
        let cannot = |why: String| {
            CliError::new(format!("could not read the template `{shown}`: {why}"))
                .help("name a SAM or CloudFormation file: `cargo gatewright template --check template.yaml`")
        };
        let metadata = std::fs::metadata(path).map_err(|error| cannot(error.to_string()))?;
        if metadata.is_dir() {
            let inside = ["template.yaml", "template.yml", "template.json"]
                .into_iter()
                .find(|name| path.join(name).is_file());
            let error = CliError::new(format!(
                "expected a template file, found the directory `{shown}`"
            ));
            return Err(match inside {
                Some(name) => error.help(format!(
                    "name the file: `--check {}`",
                    path.join(name).display()
                )),
                None => error.help("name the file, such as `--check template.yaml`"),
            });
        }
        if metadata.len() > LARGEST {
            return Err(CliError::new(format!(
                "expected a template of at most {LARGEST} bytes, found {} bytes in `{shown}`",
                metadata.len()
            ))
            .help("check the file that you wrote, before `sam package` or a bundler inlines code")
            .note("CloudFormation takes templates of at most 1 MB"));
        }
        let bytes = std::fs::read(path).map_err(|error| cannot(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let before = &error.as_bytes()[..valid];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let column = String::from_utf8_lossy(before)
                .rsplit('\n')
                .next()
                .map_or(0, |last| last.chars().count())
                + 1;
            CliError::new(format!(
                "expected UTF-8 in the template, found other bytes at {shown}:{line}:{column}"
            ))
            .help("save the file as UTF-8")
        })?;
        Ok(Self {
            text: text
                .strip_prefix('\u{feff}')
                .map_or_else(|| text.clone(), str::to_owned),
        })
    }

    /// Returns a line, from 1.
    pub(super) fn line(&self, number: usize) -> &str {
        self.text
            .lines()
            .nth(number.saturating_sub(1))
            .unwrap_or("")
    }

    /// Parses YAML, of which JSON is a part.
    pub(super) fn parse(&self, shown: &str) -> Result<Rc<Node>, CliError> {
        let json = self.text.trim_start().starts_with('{')
            && serde_json::from_str::<serde::de::IgnoredAny>(&self.text).is_ok();
        let text = if json {
            Cow::Owned(json_as_yaml(&self.text))
        } else {
            Cow::Borrowed(self.text.as_str())
        };
        let mut reader = Reader::default();
        let mut parser = Parser::new_from_str(&text);
        let mistake = loop {
            match parser.next_event() {
                None => break None,
                Some(Err(error)) => break Some(self.scan_error(&error)),
                Some(Ok((event, span))) => match reader.take(event, span) {
                    Ok(()) => {}
                    Err(mistake) => break Some(mistake),
                },
            }
        };
        if let Some(mistake) = mistake {
            let At { line, column } = mistake.at;
            let mut error = CliError::new(format!(
                "could not read the template: {} at {shown}:{line}:{column}",
                mistake.headline
            ))
            .help(mistake.help);
            if let Some(note) = mistake.note {
                error = error.note(note);
            }
            return Err(error);
        }
        reader.root.ok_or_else(|| {
            CliError::new(format!("expected a template, found nothing in `{shown}`"))
                .help("write one with `cargo gatewright template --output template.yaml`")
        })
    }

    fn scan_error(&self, error: &ScanError) -> Mistake {
        let at = At {
            line: error.marker().line(),
            column: error.marker().col() + 1,
        };
        if error.info().contains("recursion limit") {
            return too_deep(at);
        }
        // The scanner stumbles on the line of the tab, or on what follows it.
        let tab = self
            .text
            .lines()
            .take(at.line)
            .enumerate()
            .filter_map(|(index, line)| {
                let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
                let tab = line[..indent].find('\t')?;
                Some(At {
                    line: index + 1,
                    column: tab + 1,
                })
            })
            .last();
        if let Some(at) = tab {
            return Mistake {
                at,
                headline: "expected spaces, found a tab in the indentation".to_owned(),
                help: "indent with spaces".to_owned(),
                note: Some("YAML does not allow tabs as indentation".to_owned()),
            };
        }
        Mistake {
            at,
            headline: format!("expected YAML or JSON, found a mistake ({})", error.info()),
            help: "correct this line. Often a `:` without a space behind it, a quote that is not closed or an indentation is the reason".to_owned(),
            note: None,
        }
    }
}

/// JSON allows tabs between values and pairs of surrogates, which YAML does not. A tab inside of a string is not JSON.
fn json_as_yaml(text: &str) -> String {
    let text = text.replace('\t', " ");
    let mut result = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(place) = rest.find('\\') {
        let (before, escape) = rest.split_at(place);
        result.push_str(before);
        let unit = |text: &str| {
            text.strip_prefix("\\u")
                .and_then(|hex| hex.get(..4))
                .and_then(|hex| u16::from_str_radix(hex, 16).ok())
        };
        let pair = unit(escape).zip(escape.get(6..).and_then(unit));
        let decoded = pair.and_then(|(high, low)| char::decode_utf16([high, low]).next()?.ok());
        match decoded {
            Some(character) if character > '\u{ffff}' => {
                result.push(character);
                rest = &escape[12..];
            }
            _ => {
                // The backslash and the character that it escapes.
                let length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
                result.push_str(&escape[..length]);
                rest = &escape[length..];
            }
        }
    }
    result.push_str(rest);
    result
}

struct Mistake {
    at: At,
    headline: String,
    help: String,
    note: Option<String>,
}

impl Mistake {
    fn new(at: At, headline: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            at,
            headline: headline.into(),
            help: help.into(),
            note: None,
        }
    }
}

fn too_deep(at: At) -> Mistake {
    Mistake::new(
        at,
        format!("expected at most {DEEPEST} levels, found more"),
        "check that this is a template",
    )
}

/// A list or map that is not finished.
struct Open {
    at: At,
    anchor: usize,
    tag: Option<String>,
    values: usize,
    content: Content,
}

enum Content {
    List(Vec<Rc<Node>>),
    Map {
        entries: Vec<Entry>,
        key: Option<(String, At)>,
        /// The values of `<<`, whose members the map's own precede.
        merged: Vec<Rc<Node>>,
    },
}

/// Builds the tree without recursion, so that no file exhausts the stack.
#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    /// The finished values with an anchor, and the number of values in each. `None` while a value is being read.
    anchors: HashMap<usize, Option<(Rc<Node>, usize)>>,
    root: Option<Rc<Node>>,
    documents: usize,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Mistake> {
        let at = At {
            line: span.start.line(),
            column: span.start.col() + 1,
        };
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Mistake::new(
                        at,
                        "expected one document, found a second one behind `---`",
                        "move it to a file of its own",
                    ));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = short(tag, at)?;
                let is_null = style == ScalarStyle::Plain
                    && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let kind = if is_null {
                    Kind::Null
                } else {
                    Kind::Scalar(text.into_owned())
                };
                let is_plain_merge = style == ScalarStyle::Plain && tag.is_none();
                let node = wrapped(Node { at, kind }, tag);
                self.finish(Rc::new(node), 1, anchor, is_plain_merge)
            }
            Event::SequenceStart(anchor, tag) => {
                self.begin(at, anchor, short(tag, at)?, Content::List(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map {
                    entries: Vec::new(),
                    key: None,
                    merged: Vec::new(),
                };
                self.begin(at, anchor, short(tag, at)?, content)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(Some((node, values))) => {
                    let (node, values) = (Rc::clone(node), *values);
                    self.finish(node, values, 0, false)
                }
                Some(None) => Err(Mistake::new(
                    at,
                    "expected an alias of a finished value, found one of a value around it",
                    "write the value out: an alias cannot contain itself",
                )),
                None => Err(Mistake::new(
                    at,
                    "expected an alias with an anchor, found none of this name",
                    "declare `&name` above",
                )),
            },
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(
        &mut self,
        at: At,
        anchor: usize,
        tag: Option<String>,
        content: Content,
    ) -> Result<(), Mistake> {
        if self.open.len() >= DEEPEST {
            return Err(too_deep(at));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open {
            at,
            anchor,
            tag,
            values: 1,
            content,
        });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Mistake> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let kind = match open.content {
            Content::List(items) => Kind::List(items),
            Content::Map {
                mut entries,
                merged,
                ..
            } => {
                for entry in merged.iter().flat_map(|node| node.entries()) {
                    if !entries.iter().any(|own| own.key == entry.key) {
                        entries.push(entry.clone());
                    }
                }
                Kind::Map(entries)
            }
        };
        let node = wrapped(Node { at: open.at, kind }, open.tag);
        self.finish(Rc::new(node), open.values, open.anchor, false)
    }

    /// Puts a finished value where it belongs.
    fn finish(
        &mut self,
        node: Rc<Node>,
        values: usize,
        anchor: usize,
        may_merge: bool,
    ) -> Result<(), Mistake> {
        if anchor != 0 {
            self.anchors
                .insert(anchor, Some((Rc::clone(&node), values)));
        }
        // A chain of aliases makes a large tree of a small file.
        let nested = self.open.last().map_or(0, |open| open.values);
        if nested + values > MOST_VALUES {
            return Err(Mistake::new(
                node.at,
                format!("expected at most {MOST_VALUES} values, found more behind aliases"),
                "check that this is a template",
            ));
        }
        let depth = self.open.len();
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.values += values;
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map {
                entries,
                key,
                merged,
            } => match key.take() {
                None => {
                    let (Some(text), at) = (node_key(&node), node.at) else {
                        return Err(Mistake::new(
                            node.at,
                            "expected a text as key, found a list or map",
                            "write `Key: value`. `{{Key}}` without quotes is a map in YAML",
                        ));
                    };
                    let is_merge = may_merge && text == "<<";
                    if !is_merge && let Some(other) = entries.iter().find(|entry| entry.key == text)
                    {
                        return Err(duplicate(&text, at, other.at, depth));
                    }
                    *key = Some((text, at));
                }
                Some((text, at)) if text == "<<" => {
                    let maps: Vec<Rc<Node>> = match &node.kind {
                        Kind::Map(_) => vec![node],
                        Kind::List(items) => items.clone(),
                        _ => Vec::new(),
                    };
                    if maps.iter().any(|one| !matches!(one.kind, Kind::Map(_))) || maps.is_empty() {
                        return Err(Mistake::new(
                            at,
                            "expected a map behind `<<`, found another value",
                            "write `<<: *name`",
                        ));
                    }
                    merged.extend(maps);
                }
                Some((key, at)) => entries.push(Entry {
                    key,
                    at,
                    value: node,
                }),
            },
        }
        Ok(())
    }
}

fn node_key(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Scalar(text) => Some(text.clone()),
        Kind::Null => Some("null".to_owned()),
        _ => None,
    }
}

fn duplicate(key: &str, at: At, other: At, depth: usize) -> Mistake {
    let mut mistake = Mistake::new(
        at,
        format!("expected each key once, found `{key}` a second time"),
        "rename or remove one of them",
    );
    // The members of `Resources` are on the second level.
    if depth == 2 {
        mistake.headline = format!("expected each name once, found `{key}` a second time");
        "rename or remove one of the two resources".clone_into(&mut mistake.help);
    }
    mistake.note = Some(format!("the first one is in line {}", other.line));
    mistake
}

/// Returns the intrinsic function that a tag stands for.
fn short(tag: Option<Cow<'_, Tag>>, at: At) -> Result<Option<String>, Mistake> {
    let Some(tag) = tag else { return Ok(None) };
    if tag.is_yaml_core_schema()
        || tag.handle.is_empty() && tag.suffix == "!"
        || tag.suffix.is_empty()
    {
        return Ok(None);
    }
    if tag.handle == "!" && SHORT.contains(&tag.suffix.as_str()) {
        return Ok(Some(match tag.suffix.as_str() {
            name @ ("Ref" | "Condition") => name.to_owned(),
            name => format!("Fn::{name}"),
        }));
    }
    let similar = SHORT
        .iter()
        .map(|name| {
            let distance =
                strsim::damerau_levenshtein(&name.to_lowercase(), &tag.suffix.to_lowercase());
            (distance, name)
        })
        .min()
        .filter(|(distance, _)| *distance <= 2);
    let help = similar.map_or_else(
        || "remove the tag, or write one of CloudFormation's: `!Ref`, `!GetAtt`, `!Sub`".to_owned(),
        |(_, name)| format!("write `!{name}`"),
    );
    Err(Mistake::new(
        at,
        format!(
            "expected the short form of an intrinsic function, found the tag `{}{}`",
            tag.handle, tag.suffix
        ),
        help,
    ))
}

fn wrapped(node: Node, function: Option<String>) -> Node {
    let Some(key) = function else { return node };
    let at = node.at;
    Node {
        at,
        kind: Kind::Map(vec![Entry {
            key,
            at,
            value: Rc::new(node),
        }]),
    }
}
