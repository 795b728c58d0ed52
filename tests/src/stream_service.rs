//! A Runtime API of our own that takes streamed responses apart: heads, chunks, trailers, and whether they came to their end.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

/// How much is kept of a body.
const KEPT: usize = 64 * 1024;

/// What the service does with the response to an event.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// It takes all of it.
    Take,
    /// It closes the connection after so many chunks.
    CloseAfter(usize),
    /// After so many chunks it answers with this status.
    RefuseAfter(usize, u16),
    /// It reads one chunk and then nothing more, for this long.
    StallAfterOne(Duration),
}

/// A response that was posted.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// The request line and the headers.
    pub head: Vec<String>,
    /// The beginning of the body, without its framing.
    pub body: Vec<u8>,
    /// How long the body was.
    pub length: usize,
    /// What followed the last chunk; `None` if it did not come.
    pub trailers: Option<Vec<String>>,
}

impl Posted {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.head, name)
    }

    /// The value of a trailer.
    pub fn trailer(&self, name: &str) -> Option<&str> {
        value(self.trailers.as_ref()?, name)
    }

    /// Whether it came to its end without an error.
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
    /// What is done with the response that comes next.
    then: VecDeque<Then>,
    posted: Vec<Posted>,
    /// How often an event was asked for.
    asked: usize,
}

impl StreamService {
    /// Hands out these events, each with so much time, one after the other.
    pub fn start(events: Vec<(Vec<u8>, Then, Duration)>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        shared.lock().events = events.into();
        let of_connections = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&of_connections);
                // A connection that breaks is what some tests are about.
                thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Ok(Self { address, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The responses, when the function has asked for `times` events.
    pub fn posted(&self, times: usize, limit: Duration) -> Result<Vec<Posted>> {
        let until = Instant::now() + limit;
        let mut state = self.shared.lock();
        while state.asked < times {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!(
                    "the function asked for {} events: {:?}",
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
            return take(stream, &mut reader, head, shared);
        } else {
            // A response that is no stream, or an error.
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
        // As idle as between two invocations.
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
    answer(stream, 202)?;
    Ok(stream.shutdown(Shutdown::Both)?)
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

/// Lines up to an empty one.
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
