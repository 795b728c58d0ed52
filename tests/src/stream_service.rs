//! A Runtime API that records streamed responses: heads, chunks, trailers, and whether they are complete.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

/// The number of bytes of a body that are kept.
const KEPT: usize = 64 * 1024;

/// The reaction of the service to the response of an event.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// Reads the whole response.
    Take,
    /// Closes the connection after this number of chunks.
    CloseAfter(usize),
    /// Replies with this status after this number of chunks.
    RefuseAfter(usize, u16),
    /// Accepts the response after this number of chunks, and reads the rest.
    AcceptAfter(usize),
    /// Stops reading for this time after one chunk.
    StallAfterOne(Duration),
}

/// A response that the function posted.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// The request line and the headers.
    pub head: Vec<String>,
    /// The beginning of the body, without its framing.
    pub body: Vec<u8>,
    /// The length of the whole body.
    pub length: usize,
    /// The trailers after the last chunk; `None` if the response ended before.
    pub trailers: Option<Vec<String>>,
}

impl Posted {
    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.head, name)
    }

    /// Returns the value of a trailer.
    pub fn trailer(&self, name: &str) -> Option<&str> {
        value(self.trailers.as_ref()?, name)
    }

    /// Returns whether the response is complete and has no error trailers.
    pub fn is_complete(&self) -> bool {
        self.trailers.as_ref().is_some_and(Vec::is_empty)
    }
}

fn value<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| {
        let (written, value) = line.split_once(':')?;
        written.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The service. Its threads end with the process.
#[derive(Debug)]
pub struct StreamService {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    events: VecDeque<(Vec<u8>, Then, Duration)>,
    /// The reactions to the responses that are still to come.
    then: VecDeque<Then>,
    posted: Vec<Posted>,
    /// The number of requests for an event.
    asked: usize,
}

impl StreamService {
    /// Starts a service that hands out these events in order, each with its time until the deadline.
    pub fn start(events: Vec<(Vec<u8>, Then, Duration)>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        shared.lock().events = events.into();
        let of_connections = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&of_connections);
                // Errors are expected: some tests break the connection.
                thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Ok(Self { address, shared })
    }

    /// Returns the address of the service.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the function has requested `times` events, and returns the responses so far.
    pub fn posted(&self, times: usize, limit: Duration) -> Result<Vec<Posted>> {
        let until = Instant::now() + limit;
        let mut state = self.shared.lock();
        while state.asked < times {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!(
                    "expected {times} requests for an event within {limit:?}, got {}: {:?}",
                    state.asked,
                    state.posted
                );
            }
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(state.posted.clone())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let head = lines(&mut reader)?;
        let request = head.first().context("a request")?;
        if request.starts_with("GET /2018-06-01/runtime/invocation/next ") {
            hand_out(stream, shared)?;
        } else if value(&head, "transfer-encoding") == Some("chunked") {
            take(stream, &mut reader, head, shared)?;
        } else {
            // An error, or a response that is not streamed.
            let length = value(&head, "content-length")
                .context("a length")?
                .parse()?;
            let mut body = vec![0; length];
            reader.read_exact(&mut body)?;
            let mut state = shared.lock();
            state.then.pop_front();
            state.posted.push(Posted {
                head,
                length,
                body,
                trailers: Some(Vec::new()),
            });
            drop(state);
            answer(stream, 202)?;
        }
    }
}

fn hand_out(mut stream: &TcpStream, shared: &Shared) -> Result<()> {
    let mut state = shared.lock();
    state.asked += 1;
    let number = state.asked;
    shared.changed.notify_all();
    let Some((body, then, time)) = state.events.pop_front() else {
        drop(state);
        // Lambda sends nothing between two invocations.
        loop {
            thread::park();
        }
    };
    state.then.push_back(then);
    drop(state);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let deadline = (now + time).as_millis();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-{number}\r\nLambda-Runtime-Deadline-Ms: {deadline}\r\n\
         Lambda-Runtime-Invocation-Id: run-{number}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )?;
    Ok(stream.write_all(&body)?)
}

fn take(
    stream: &TcpStream,
    reader: &mut BufReader<TcpStream>,
    head: Vec<String>,
    shared: &Shared,
) -> Result<()> {
    let then = shared.lock().then.pop_front().unwrap_or(Then::Take);
    let mut posted = Posted {
        head,
        ..Posted::default()
    };
    let taken = chunks(stream, reader, then, &mut posted);
    shared.lock().posted.push(posted);
    taken?;
    if !matches!(then, Then::AcceptAfter(_)) {
        answer(stream, 202)?;
    }
    Ok(())
}

fn chunks(
    stream: &TcpStream,
    reader: &mut BufReader<TcpStream>,
    then: Then,
    posted: &mut Posted,
) -> Result<()> {
    for number in 0.. {
        match then {
            Then::CloseAfter(chunks) if chunks == number => {
                stream.shutdown(Shutdown::Both)?;
                bail!("closed");
            }
            Then::RefuseAfter(chunks, status) if chunks == number => {
                answer(stream, status)?;
                stream.shutdown(Shutdown::Both)?;
                bail!("refused");
            }
            Then::AcceptAfter(chunks) if chunks == number => answer(stream, 202)?,
            Then::StallAfterOne(time) if number == 1 => thread::sleep(time),
            _ => {}
        }
        let mut size = String::new();
        reader.read_line(&mut size)?;
        let size = usize::from_str_radix(size.trim_end(), 16).context("a size")?;
        if size == 0 {
            break;
        }
        let mut chunk = vec![0; size];
        reader.read_exact(&mut chunk)?;
        posted.length += size;
        if posted.length <= KEPT {
            posted.body.extend_from_slice(&chunk);
        }
        let mut end = [0; 2];
        reader.read_exact(&mut end)?;
    }
    posted.trailers = Some(lines(reader)?);
    Ok(())
}

/// Reads lines up to an empty one.
fn lines(reader: &mut BufReader<TcpStream>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            bail!("the connection ended");
        }
        match line.trim_end() {
            "" => return Ok(lines),
            line => lines.push(line.to_owned()),
        }
    }
}

fn answer(mut stream: &TcpStream, status: u16) -> Result<()> {
    let answer = format!("HTTP/1.1 {status} Status\r\nContent-Length: 2\r\n\r\n{{}}");
    Ok(stream.write_all(answer.as_bytes())?)
}
