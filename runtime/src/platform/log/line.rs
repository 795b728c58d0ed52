//! The text of a log line.

use gatewright_tables::limits::LOG_EVENT_BYTES;
use tracing::{Level, Metadata};

use super::fields::{Fields, display, quote};
use super::filter;
use super::invocation::Invocation;
use super::settings::{Format, SampleRate};
use super::timestamp;

/// Makes a [`Key`].
macro_rules! key {
    ($name:literal) => {
        ($name, concat!(",\"", $name, "\":"))
    };
}

/// The members that are the same in every line of the process, encoded as JSON.
#[derive(Default)]
pub(super) struct Constants {
    pub(super) service: Vec<u8>,
    pub(super) function_name: Option<Vec<u8>>,
    pub(super) memory_size: Option<Vec<u8>>,
    /// Only in a function that samples.
    pub(super) sampling_rate: Option<Vec<u8>>,
}

impl Constants {
    pub(super) fn read(get: &dyn Fn(&str) -> Option<String>, rate: Option<&SampleRate>) -> Self {
        let quoted = |text: &str| {
            let mut json = Vec::new();
            quote(&mut json, text);
            json
        };
        let service = get("POWERTOOLS_SERVICE_NAME").filter(|service| !service.is_empty());
        let memory = get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
        Self {
            // The default of Powertools.
            service: quoted(service.as_deref().unwrap_or("service_undefined")),
            function_name: get("AWS_LAMBDA_FUNCTION_NAME").map(|name| quoted(&name)),
            memory_size: memory
                .filter(|memory| memory.parse::<u32>().is_ok())
                .map(String::into_bytes),
            sampling_rate: rate.map(|rate| rate.json().into_bytes()),
        }
    }
}

/// The message of a line.
#[derive(Clone, Copy)]
pub(super) enum Message<'a> {
    Text(&'a str),
    /// An event, which is JSON already.
    Json(&'a str),
}

/// Where an event is in the source.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    #[cfg_attr(
        not(debug_assertions),
        allow(dead_code, reason = "only lines for people have it")
    )]
    pub(super) target: &'a str,
    pub(super) module: &'a str,
    pub(super) line: Option<u32>,
}

impl<'a> From<&'a Metadata<'_>> for Place<'a> {
    fn from(metadata: &'a Metadata<'_>) -> Self {
        Self {
            target: metadata.target(),
            module: metadata.module_path().unwrap_or_else(|| metadata.target()),
            line: metadata.line(),
        }
    }
}

/// A line before it is formatted.
pub(super) struct Line<'a> {
    pub(super) level: Level,
    pub(super) place: Option<Place<'a>>,
    pub(super) message: Message<'a>,
    /// The fields of the spans, and then those of the event.
    pub(super) fields: &'a Fields,
    pub(super) constants: &'a Constants,
}

/// The longest values of a line that is too long. Each is tried until the line fits.
pub(super) const SHORTER: [usize; 3] = [16 * 1_024, 1_024, 64];

impl Line<'_> {
    /// Writes the line with its newline into `out`, which is empty.
    ///
    /// A line must not exceed the limit for a log event, because the rest would be another event. The values of a longer line are cut,
    /// and it has the field `truncated`.
    pub(super) fn write(&self, format: Format, invocation: &mut Invocation, out: &mut Vec<u8>) {
        let mut write = |out: &mut Vec<u8>, longest| {
            match format {
                Format::Json => self.json(invocation, longest, out),
                Format::Text => self.text(invocation, longest, out),
                #[cfg(debug_assertions)]
                Format::Terminal { colours } => self.terminal(colours, out),
            }
            out.push(b'\n');
        };
        write(out, usize::MAX);
        for longest in SHORTER {
            if out.len() <= LOG_EVENT_BYTES {
                return;
            }
            out.clear();
            write(out, longest);
        }
    }

    fn json(&self, invocation: &mut Invocation, longest: usize, out: &mut Vec<u8>) {
        let fields = self.fields;
        out.extend_from_slice(b"{\"level\":\"");
        out.extend_from_slice(filter::name(self.level).as_bytes());
        out.push(b'"');
        let mut line = Members {
            out,
            fields,
            longest,
        };
        if let Some(place) = self.place
            && !fields.has("location")
        {
            line.out.extend_from_slice(key!("location").1.as_bytes());
            location(place, line.out);
        }
        let mut time = [b'"'; timestamp::LENGTH + 2];
        time[1..=timestamp::LENGTH].copy_from_slice(&timestamp::now());
        line.constant(key!("timestamp"), Some(&time));
        line.message(self.message);
        let constants = self.constants;
        line.constant(key!("service"), Some(&constants.service));
        if !invocation.request_id.is_empty() {
            let cold_start: &[u8] = if invocation.cold_start {
                b"true"
            } else {
                b"false"
            };
            line.constant(key!("cold_start"), Some(cold_start));
        }
        line.constant(key!("function_name"), constants.function_name.as_deref());
        line.constant(
            key!("function_memory_size"),
            constants.memory_size.as_deref(),
        );
        line.text(key!("function_arn"), Some(&invocation.function_arn));
        line.text(key!("function_request_id"), Some(&invocation.request_id));
        line.constant(key!("sampling_rate"), constants.sampling_rate.as_deref());
        line.text(key!("correlation_id"), invocation.correlation_id());
        line.text(key!("xray_trace_id"), invocation.trace_id());
        fields.each(&mut |name, json| line.member(name, json));
        if longest < usize::MAX {
            line.out.extend_from_slice(b",\"truncated\":true");
        }
        out.push(b'}');
    }

    /// The format of Lambda's runtimes for Node.js: time, request id, level and message. A newline would end the log event, so it
    /// becomes a carriage return, as there.
    fn text(&self, invocation: &Invocation, longest: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(&timestamp::now());
        out.push(b'\t');
        out.extend_from_slice(invocation.request_id.as_bytes());
        out.push(b'\t');
        out.extend_from_slice(filter::name(self.level).as_bytes());
        out.push(b'\t');
        let (Message::Text(message) | Message::Json(message)) = self.message;
        let message = &message.as_bytes()[..boundary(message, longest)];
        let message = message
            .iter()
            .map(|byte| if *byte == b'\n' { b'\r' } else { *byte });
        out.extend(message);
        self.fields.each(&mut |name, json| {
            out.push(b' ');
            out.extend_from_slice(name.as_bytes());
            out.push(b'=');
            value(json, longest, out);
        });
    }

    #[cfg(debug_assertions)]
    fn terminal(&self, colours: bool, out: &mut Vec<u8>) {
        let colour = |out: &mut Vec<u8>, code: &str| {
            if colours {
                out.extend_from_slice(b"\x1b[");
                out.extend_from_slice(code.as_bytes());
                out.push(b'm');
            }
        };
        let level = match self.level {
            Level::ERROR => "31",
            Level::WARN => "33",
            Level::INFO => "32",
            Level::DEBUG => "34",
            Level::TRACE => "35",
        };
        colour(out, "2");
        // The time of the day, to the millisecond.
        out.extend_from_slice(&timestamp::now()[11..23]);
        colour(out, "0");
        out.push(b' ');
        colour(out, level);
        let name = filter::name(self.level);
        out.extend_from_slice(name.as_bytes());
        colour(out, "0");
        out.resize(out.len() + 6 - name.len(), b' ');
        if let Some(place) = self.place {
            colour(out, "2");
            out.extend_from_slice(place.target.as_bytes());
            out.push(b':');
            colour(out, "0");
            out.push(b' ');
        }
        let (Message::Text(message) | Message::Json(message)) = self.message;
        out.extend_from_slice(message.as_bytes());
        self.fields.each(&mut |name, json| {
            out.push(b' ');
            colour(out, "2");
            out.extend_from_slice(name.as_bytes());
            out.push(b'=');
            colour(out, "0");
            out.extend_from_slice(json);
        });
    }
}

/// The name of a member of ours, and what precedes its value, which need not be escaped.
type Key = (&'static str, &'static str);

/// The members of a JSON line, after the first one.
struct Members<'a> {
    out: &'a mut Vec<u8>,
    fields: &'a Fields,
    /// The longest value, in bytes.
    longest: usize,
}

impl Members<'_> {
    fn name(&mut self, name: &str) {
        self.out.push(b',');
        quote(self.out, name);
        self.out.push(b':');
    }

    /// Writes a member of ours, unless a field has its name.
    #[inline(never)]
    fn constant(&mut self, (name, before): Key, json: Option<&[u8]>) {
        if let Some(json) = json
            && !self.fields.has(name)
        {
            self.out.extend_from_slice(before.as_bytes());
            self.out.extend_from_slice(json);
        }
    }

    #[inline(never)]
    fn text(&mut self, (name, before): Key, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty())
            && !self.fields.has(name)
        {
            self.out.extend_from_slice(before.as_bytes());
            quote(self.out, text);
        }
    }

    fn message(&mut self, message: Message<'_>) {
        self.out.extend_from_slice(key!("message").1.as_bytes());
        match message {
            Message::Text(text) => {
                let text = &text[..boundary(text, self.longest)];
                quote(self.out, text);
            }
            // A shortened event is not JSON.
            Message::Json(json) if json.len() > self.longest => {
                quote(self.out, &json[..boundary(json, self.longest)]);
            }
            // Newlines in JSON are white space, but would end the log event.
            Message::Json(json) => self.out.extend(json.bytes().map(|byte| {
                if byte == b'\n' || byte == b'\r' {
                    b' '
                } else {
                    byte
                }
            })),
        }
    }

    /// Writes a field. The level and the message are never replaced: one is needed by filters, and the other has been written.
    fn member(&mut self, name: &str, json: &[u8]) {
        if name != "level" && name != "message" {
            self.name(name);
            value(json, self.longest, self.out);
        }
    }
}

/// Writes a value, shortened if it is a string longer than `longest` bytes.
pub(super) fn value(json: &[u8], longest: usize, out: &mut Vec<u8>) {
    if json.len() <= longest {
        out.extend_from_slice(json);
        return;
    }
    // Only strings are long. An escape or a character must not be cut.
    let mut end = 1;
    while end < json.len() {
        let step = match json[end] {
            b'\\' if json.get(end + 1) == Some(&b'u') => 6,
            b'\\' => 2,
            byte => match byte.leading_ones() {
                ones @ 2..=4 => ones as usize,
                _ => 1,
            },
        };
        if end + step >= longest {
            break;
        }
        end += step;
    }
    out.extend_from_slice(&json[..end]);
    out.push(b'"');
}

/// Returns the place of the last character boundary before `longest`, or the end.
fn boundary(text: &str, longest: usize) -> usize {
    let mut end = text.len().min(longest);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// Writes the place of an event: the path of its module and its line, `"shop::orders:42"`.
fn location(place: Place<'_>, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(place.module.as_bytes());
    if let Some(line) = place.line {
        out.push(b':');
        display(out, &line);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_value_is_a_json_string_of_whole_characters() {
        let text = "a\"\u{1}\u{e9}\u{20ac}\u{1f600}\n".repeat(20);
        let mut json = Vec::new();
        quote(&mut json, &text);
        for longest in 2..json.len() {
            let mut out = Vec::new();
            value(&json, longest, &mut out);
            assert!(out.len() <= longest, "{longest}");
            let parsed: String = serde_json::from_slice(&out).unwrap();
            assert!(text.starts_with(&parsed), "{longest}");
        }
    }
}
