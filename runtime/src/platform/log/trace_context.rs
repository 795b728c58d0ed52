//! Positions in a trace, as W3C Trace Context and X-Ray write them.

use std::fmt::Write as _;

/// A span of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TraceContext {
    pub(super) trace_id: u128,
    pub(super) span_id: u64,
    pub(super) is_sampled: bool,
}

impl TraceContext {
    /// Parses a header `traceparent`: <https://www.w3.org/TR/trace-context/#traceparent-header>
    pub(super) fn of_traceparent(text: &str) -> Option<Self> {
        const LENGTH: usize = 55;
        let text = text.trim_matches([' ', '\t']);
        let (known, more) = text.split_at_checked(LENGTH)?;
        let mut parts = known.split('-');
        let version = hex(parts.next()?, 2)?;
        let trace_id = hex(parts.next()?, 32)?;
        let span_id = hex(parts.next()?, 16)?;
        let flags = hex(parts.next()?, 2)?;
        // Later versions may append parts. The version 255 is invalid.
        let is_complete = match version {
            0 => more.is_empty(),
            0xFF => false,
            _ => more.is_empty() || more.starts_with('-'),
        };
        (is_complete && parts.next().is_none()).then_some(())?;
        Self::new(trace_id, span_id, flags & 1 == 1)
    }

    /// Parses a trace header of X-Ray. Returns `None` for one without a parent.
    /// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
    pub(super) fn of_xray(header: &str) -> Option<Self> {
        let span_id = hex(part(header, "Parent")?, 16)?;
        let is_sampled = part(header, "Sampled") == Some("1");
        Self::new(xray_trace_id(header)?, span_id, is_sampled)
    }

    /// An id of zero is invalid.
    fn new(trace_id: u128, span_id: u128, is_sampled: bool) -> Option<Self> {
        // It was parsed from 16 digits.
        let span_id = u64::try_from(span_id).ok()?;
        (trace_id != 0 && span_id != 0).then_some(Self {
            trace_id,
            span_id,
            is_sampled,
        })
    }

    pub(super) fn traceparent(&self) -> String {
        let flags = u8::from(self.is_sampled);
        format!(
            "00-{:032x}-{:016x}-{flags:02x}",
            self.trace_id, self.span_id
        )
    }

    pub(super) fn xray(&self) -> String {
        let trace_id = format!("{:032x}", self.trace_id);
        let (time, rest) = trace_id.split_at(8);
        let mut header = format!("Root=1-{time}-{rest}");
        // Writing to a string does not fail.
        let _ = write!(
            header,
            ";Parent={:016x};Sampled={}",
            self.span_id,
            u8::from(self.is_sampled)
        );
        header
    }
}

/// Returns the trace id in a trace header of X-Ray: `Root=1-58406520-a006649127e371903a2de979`.
pub(super) fn xray_trace_id(header: &str) -> Option<u128> {
    let root = part(header, "Root")?.strip_prefix("1-")?;
    let (time, rest) = root.split_once('-')?;
    let (time, rest) = (hex(time, 8)?, hex(rest, 24)?);
    Some(time << 96 | rest)
}

/// Returns a part of a trace header of X-Ray.
pub(super) fn part<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|part| {
        let (key, value) = part.split_once('=')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// Parses a number of exactly this many lower-case hexadecimal digits.
fn hex(text: &str, digits: usize) -> Option<u128> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (text.len() == digits && text.bytes().all(is_hex)).then_some(())?;
    u128::from_str_radix(text, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: TraceContext = TraceContext {
        trace_id: 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736,
        span_id: 0x00f0_67aa_0ba9_02b7,
        is_sampled: true,
    };

    /// The valid header is the example of the specification. The others are cases of its test suite, `test/test.py` of
    /// <https://github.com/w3c/trace-context>.
    #[test]
    fn traceparent_is_valid_as_w3c_specifies() {
        const EXAMPLE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(CONTEXT.traceparent(), EXAMPLE);
        for (text, is_valid) in [
            (EXAMPLE, true),
            (
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\t",
                true,
            ),
            (
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                true,
            ),
            (
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                true,
            ),
            (
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                false,
            ),
            (
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.",
                false,
            ),
            (
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-011",
                false,
            ),
            (
                "00-.bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "+0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                false,
            ),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\u{e9}",
                false,
            ),
            ("", false),
        ] {
            let expected = is_valid.then_some(CONTEXT);
            assert_eq!(TraceContext::of_traceparent(text), expected, "{text:?}");
        }
        let unsampled = TraceContext::of_traceparent(&EXAMPLE.replace("-01", "-00"));
        assert_eq!(unsampled.map(|context| context.is_sampled), Some(false));
    }

    /// The headers are those of X-Ray's developer guide, "Tracing header".
    #[test]
    fn xray_header_is_read_and_written() {
        const HEADER: &str =
            "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

        let context = TraceContext {
            trace_id: 0x5759_e988_bd86_2e3f_e1be_46a9_9427_2793,
            span_id: 0x5399_5c3f_42cd_8ad8,
            is_sampled: true,
        };
        assert_eq!(context.xray(), HEADER);
        let lineage = format!("{HEADER};Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2");
        for header in [HEADER, &lineage, &HEADER.replace(';', "; ")] {
            assert_eq!(TraceContext::of_xray(header), Some(context), "{header}");
        }
        for header in [
            "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            "",
            "Parent=1",
        ] {
            assert_eq!(TraceContext::of_xray(header), None, "{header}");
        }
        assert_eq!(
            xray_trace_id("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"),
            Some(context.trace_id)
        );
    }
}
