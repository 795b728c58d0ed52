//! Reads the responses of the Runtime API: HTTP/1.1, and no more of it than a client needs that sends one request at a time.
//!
//! It is stricter than HTTP allows, because it talks to one service on the same machine: what two readers could understand in two ways
//! is an error, and the connection ends.

use std::io::{self, ErrorKind};
use std::mem::MaybeUninit;

use bytes::{Buf, Bytes, BytesMut};
use httparse::{Header, ParserConfig, Status};
use memchr::memchr;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// The maximum number of headers, as in hyper.
const MAX_HEADERS: usize = 100;

/// The maximum length of a head, of a line within a chunked body, and of its trailers. The headers of an event are at most about 8 kB.
const MAX_HEAD: usize = 64 << 10;

/// The maximum length of a body. Events on Lambda are far smaller, those of a local service need not be.
const MAX_BODY: u64 = 256 << 20;

/// The maximum number of interim responses, such as `100 Continue`, before a response.
const MAX_INTERIM: usize = 8;

/// A larger buffer is not kept for the next response.
const MAX_KEPT: usize = 256 << 10;

/// The capacity of a new buffer: most events are smaller, and arrive in one read.
const CAPACITY: usize = 8 << 10;

/// The rest of a response, after its head.
pub(crate) struct Response {
    pub(super) status: u16,
    pub(super) body: Bytes,
    /// Whether the connection cannot be used again.
    pub(crate) is_last: bool,
}

/// Called with status and headers of a response.
pub(crate) type HeadVisitor<'v> = dyn FnMut(u16, &[Header<'_>]) + Send + 'v;

/// The bytes of a connection that have been read.
pub(crate) struct Reader {
    buffer: BytesMut,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            buffer: BytesMut::with_capacity(CAPACITY),
        }
    }

    /// Reads one response. An error of kind `UnexpectedEof` with the text [`NO_ANSWER`] means that no byte of it has arrived.
    pub(crate) async fn response(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        visit: &mut HeadVisitor<'_>,
    ) -> io::Result<Response> {
        if self.buffer.capacity() > MAX_KEPT && self.buffer.is_empty() {
            *self = Self::new();
        }
        // Takes the room of earlier responses back.
        self.buffer.reserve(CAPACITY / 2);
        let mut interim = 0;
        let head = loop {
            match head(&self.buffer, visit)? {
                None if self.buffer.len() >= MAX_HEAD => {
                    return Err(malformed("its head is too long"));
                }
                None if self.buffer.is_empty() && interim == 0 => {
                    if stream.read_buf(&mut self.buffer).await? == 0 {
                        return Err(io::Error::new(ErrorKind::UnexpectedEof, NO_ANSWER));
                    }
                }
                None => self.read(stream).await?,
                Some(head) if head.status < 200 => {
                    self.buffer.advance(head.length);
                    interim += 1;
                    if head.status == 101 || interim > MAX_INTERIM {
                        return Err(malformed("it is an interim response"));
                    }
                }
                Some(head) => break head,
            }
        };
        self.buffer.advance(head.length);
        let body = match head.framing {
            Framing::Length(length) => self.fixed(stream, length).await?,
            Framing::Chunked => self.chunked(stream).await?,
            Framing::UntilClose => self.until_close(stream).await?,
        };
        Ok(Response {
            status: head.status,
            body,
            // Bytes that nobody has asked for would be taken for the next response.
            is_last: head.closes || !self.buffer.is_empty(),
        })
    }

    async fn fixed(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        length: usize,
    ) -> io::Result<Bytes> {
        while self.buffer.len() < length {
            self.buffer.reserve(length - self.buffer.len());
            self.read(stream).await?;
        }
        Ok(self.buffer.split_to(length).freeze())
    }

    async fn until_close(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Bytes> {
        while stream.read_buf(&mut self.buffer).await? > 0 {
            within_limit(self.buffer.len() as u64)?;
        }
        Ok(self.buffer.split().freeze())
    }

    // Separate and boxed: Lambda sends events with their length, so its state need not be part of every invocation's.
    async fn chunked(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Bytes> {
        Box::pin(async {
            let mut chunks = Chunks::default();
            while !chunks.decode(&mut self.buffer)? {
                self.read(stream).await?;
            }
            Ok(chunks.body.freeze())
        })
        .await
    }

    async fn read(&mut self, stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
        self.buffer.reserve(1);
        if stream.read_buf(&mut self.buffer).await? == 0 {
            let text = "it closed the connection within an answer";
            return Err(io::Error::new(ErrorKind::UnexpectedEof, text));
        }
        Ok(())
    }
}

/// The text of the error of a connection that ends without an answer.
const NO_ANSWER: &str = "it closed the connection without an answer";

fn malformed(reason: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("its answer cannot be read: {reason}"),
    )
}

fn within_limit(length: u64) -> io::Result<usize> {
    match usize::try_from(length) {
        Ok(length) if length as u64 <= MAX_BODY => Ok(length),
        _ => Err(malformed("its body is too long")),
    }
}

struct Head {
    status: u16,
    length: usize,
    framing: Framing,
    closes: bool,
}

/// The end of a body.
enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
}

/// Parses the head of a response, once it is complete.
fn head(bytes: &[u8], visit: &mut HeadVisitor<'_>) -> io::Result<Option<Head>> {
    let mut headers = [const { MaybeUninit::uninit() }; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut []);
    let parsed = ParserConfig::default()
        .parse_response_with_uninit_headers(&mut response, bytes, &mut headers)
        .map_err(|error| malformed(&error.to_string()))?;
    let (Status::Complete(length), Some(status)) = (parsed, response.code) else {
        return Ok(None);
    };
    if length > MAX_HEAD {
        return Err(malformed("its head is too long"));
    }
    if status < 100 {
        return Err(malformed("its status is not one of HTTP"));
    }
    let (framing, closes) = framing(status, response.version == Some(1), response.headers)?;
    if status >= 200 {
        visit(status, response.headers);
    }
    Ok(Some(Head {
        status,
        length,
        framing,
        closes,
    }))
}

/// Returns how the body ends, and whether the connection ends with it.
/// <https://www.rfc-editor.org/rfc/rfc9112#section-6.3>
fn framing(status: u16, is_1_1: bool, headers: &[Header<'_>]) -> io::Result<(Framing, bool)> {
    let mut closes = !is_1_1;
    let mut length = None;
    let mut is_chunked = false;
    for header in headers {
        // The length tells most headers apart without a comparison.
        match header.name.len() {
            10 if header.name.eq_ignore_ascii_case("connection") => {
                let mut options = header.value.split(|byte| *byte == b',');
                closes |= options.any(|option| option.trim_ascii().eq_ignore_ascii_case(b"close"));
            }
            14 if header.name.eq_ignore_ascii_case("content-length") => {
                let found = number(header.value, 10)
                    .ok_or_else(|| malformed("`Content-Length` is not a number"))?;
                if length.is_some_and(|length| length != found) {
                    return Err(malformed("it has two lengths"));
                }
                length = Some(found);
            }
            17 if header.name.eq_ignore_ascii_case("transfer-encoding") => {
                if is_chunked || !header.value.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                    return Err(malformed("its `Transfer-Encoding` is not `chunked`"));
                }
                is_chunked = true;
            }
            _ => {}
        }
    }
    if status < 200 || matches!(status, 204 | 304) {
        return Ok((Framing::Length(0), closes));
    }
    match (is_chunked, length) {
        (true, Some(_)) => Err(malformed("it has a length and is chunked")),
        (true, None) if !is_1_1 => Err(malformed("HTTP/1.0 has no chunks")),
        (true, None) => Ok((Framing::Chunked, closes)),
        (false, Some(length)) => Ok((Framing::Length(within_limit(length)?), closes)),
        (false, None) => Ok((Framing::UntilClose, true)),
    }
}

/// Parses a number of digits alone: no sign, no white space.
fn number(digits: &[u8], radix: u32) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    if !text.bytes().all(|byte| char::from(byte).is_digit(radix)) {
        return None;
    }
    u64::from_str_radix(text, radix).ok()
}

/// A chunked body that is being read. <https://www.rfc-editor.org/rfc/rfc9112#section-7.1>
#[derive(Default)]
struct Chunks {
    body: BytesMut,
    position: Position,
    /// The bytes of trailers so far.
    trailers: usize,
}

#[derive(Default)]
enum Position {
    #[default]
    Size,
    /// Within a chunk, of which this much is left.
    Data(usize),
    AfterData,
    Trailers,
}

impl Chunks {
    /// Decodes what has arrived. Returns whether that is the whole body.
    fn decode(&mut self, input: &mut BytesMut) -> io::Result<bool> {
        loop {
            match self.position {
                Position::Data(0) => self.position = Position::AfterData,
                Position::Data(left) => {
                    if input.is_empty() {
                        return Ok(false);
                    }
                    let arrived = left.min(input.len());
                    self.body.extend_from_slice(&input.split_to(arrived));
                    self.position = Position::Data(left - arrived);
                }
                _ => {
                    let Some(line) = line(input)? else {
                        return Ok(false);
                    };
                    if self.line(&line)? {
                        return Ok(true);
                    }
                }
            }
        }
    }

    /// Takes a line outside of the data. Returns whether it is the last one.
    fn line(&mut self, line: &[u8]) -> io::Result<bool> {
        match self.position {
            Position::Trailers if line.is_empty() => return Ok(true),
            Position::Trailers => {
                self.trailers += line.len();
                if self.trailers > MAX_HEAD {
                    return Err(malformed("its trailers are too long"));
                }
                let trailer = [line, b"\r\n\r\n"].concat();
                httparse::parse_headers(&trailer, &mut [httparse::EMPTY_HEADER])
                    .map_err(|error| malformed(&error.to_string()))?;
            }
            Position::AfterData if line.is_empty() => self.position = Position::Size,
            Position::AfterData | Position::Data(_) => {
                return Err(malformed("a chunk is longer than its size"));
            }
            Position::Size => {
                if line
                    .iter()
                    .any(|byte| byte.is_ascii_control() && *byte != b'\t')
                {
                    return Err(malformed("the size of a chunk has control characters"));
                }
                let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
                let size = number(digits.trim_ascii_end(), 16)
                    .ok_or_else(|| malformed("the size of a chunk is not a number"))?;
                within_limit((self.body.len() as u64).saturating_add(size))?;
                self.position = match within_limit(size)? {
                    0 => Position::Trailers,
                    size => Position::Data(size),
                };
            }
        }
        Ok(false)
    }
}

/// Takes a line, without its end, once it is complete.
fn line(input: &mut BytesMut) -> io::Result<Option<BytesMut>> {
    let Some(end) = memchr(b'\n', input) else {
        if input.len() > MAX_HEAD {
            return Err(malformed("a line of its body is too long"));
        }
        return Ok(None);
    };
    let mut line = input.split_to(end + 1);
    if !line.ends_with(b"\r\n") {
        return Err(malformed(
            "a line of its body ends without a carriage return",
        ));
    }
    line.truncate(end - 1);
    Ok(Some(line))
}

// The path leads there also from the fuzz targets, which compile this file again.
#[cfg(test)]
#[path = "http1/tests.rs"]
mod tests;
