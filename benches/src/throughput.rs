//! Times of warm invocations: throughput in concurrent mode, and latency of one invocation at a time.
//!
//! The Runtime API of this module has a thread for each connection and little other cost. It hands out an event for each request,
//! and checks that each reply belongs to its event.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use gatewright_tests::scripted_api::like_lambda;

use crate::cold_start::quantile;
use crate::function::Function;
use crate::table::figure;

/// The number of concurrent invocations of a function.
pub const IN_FLIGHT: u64 = 64;

/// Invocations that are not measured, to establish connections, threads and caches.
const WARM_UP: u64 = 2_000;

/// The number of runs of each function.
const ROUNDS: usize = 15;

const LIMIT: Duration = Duration::from_secs(60);

/// Returns the median times of an invocation in microseconds, with [`IN_FLIGHT`] concurrent invocations.
///
/// Each invocation waits `wait_ms` in its handler. The functions run in turns, so that other load on the machine affects both alike.
pub fn side_by_side(
    wait_ms: u64,
    invocations: u64,
    ours: &Function,
    peer: &Function,
) -> Result<[f64; 2]> {
    let runs = in_turns([ours, peer], |function| {
        run(wait_ms, invocations, function, IN_FLIGHT)
    })?;
    let each = figure(invocations);
    Ok(runs.map(|runs| {
        let took = runs.iter().map(|run| run.took);
        quantile(took, 0.5) * 1_000.0 / each
    }))
}

/// The times from an event to its reply, in microseconds.
#[derive(Clone, Copy, Debug)]
pub struct Latency {
    /// The median.
    pub p50: f64,
    /// The time that one in a hundred invocations exceeds.
    pub p99: f64,
}

/// Returns the times of invocations, one at a time. The functions run in turns.
pub fn latencies(invocations: u64, functions: [&Function; 2]) -> Result<[Latency; 2]> {
    let runs = in_turns(functions, |function| run(0, invocations, function, 1))?;
    Ok(runs.map(|runs| {
        let of = |share| {
            let times = runs.iter().flat_map(|run| run.latencies.iter().copied());
            quantile(times, share) * 1_000.0
        };
        Latency {
            p50: of(0.5),
            p99: of(0.99),
        }
    }))
}

fn in_turns(
    functions: [&Function; 2],
    run: impl Fn(&Function) -> Result<Run>,
) -> Result<[Vec<Run>; 2]> {
    let mut runs = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for which in if round % 2 == 0 { [0, 1] } else { [1, 0] } {
            runs[which].push(run(functions[which])?);
        }
    }
    Ok(runs)
}

/// The times of the invocations after the warm-up.
struct Run {
    /// From the first event to the last reply.
    took: Duration,
    /// From each event to its reply, with one invocation at a time.
    latencies: Vec<Duration>,
}

fn run(wait_ms: u64, invocations: u64, function: &Function, in_flight: u64) -> Result<Run> {
    let (service, ended) = Service::start(wait_ms, invocations)?;
    let mut command = Command::new(&function.path);
    like_lambda(&mut command, service.address);
    if in_flight > 1 {
        command
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances")
            .env("AWS_LAMBDA_MAX_CONCURRENCY", in_flight.to_string());
    }
    let mut child = command.spawn()?;
    let run = ended.recv_timeout(LIMIT);
    child.kill()?;
    child.wait()?;
    service.stop.store(true, Ordering::Relaxed);
    // Unblocks the accepting thread, so that it sees `stop`.
    drop(TcpStream::connect(service.address));
    match run {
        Ok(run) => run,
        Err(_) => bail!(
            "{} did not finish within {LIMIT:?}",
            function.path.display()
        ),
    }
}

struct Service {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
}

/// The state that the connections share.
struct Shared {
    wait_ms: u64,
    last: u64,
    given: AtomicU64,
    answered: AtomicU64,
    started: std::sync::OnceLock<Instant>,
    /// When the last event went out.
    sent: Mutex<Instant>,
    latencies: Mutex<Vec<Duration>>,
    tell: mpsc::Sender<Result<Run>>,
}

impl Service {
    fn start(wait_ms: u64, invocations: u64) -> Result<(Self, mpsc::Receiver<Result<Run>>)> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let (tell, ended) = mpsc::channel();
        let service = Self {
            address: listener.local_addr()?,
            stop: Arc::default(),
        };
        let shared = Arc::new(Shared {
            wait_ms,
            last: WARM_UP + invocations,
            given: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            started: std::sync::OnceLock::new(),
            sent: Mutex::new(Instant::now()),
            latencies: Mutex::default(),
            tell,
        });
        let stop = Arc::clone(&service.stop);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    if let Err(why) = shared.serve(stream) {
                        // The run may be over already, without a receiver.
                        let _ = shared.tell.send(Err(why));
                    }
                });
            }
        });
        Ok((service, ended))
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let mut writer = stream.try_clone()?;
        let mut reader = BufReader::new(stream);
        let (mut line, mut body) = (String::new(), Vec::new());
        loop {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return Ok(());
            }
            let request = line.clone();
            let mut length = 0;
            loop {
                line.clear();
                reader.read_line(&mut line)?;
                let header = line.trim_end();
                if header.is_empty() {
                    break;
                }
                if let Some((name, value)) = header.split_once(':')
                    && name.eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse()?;
                }
            }
            body.resize(length, 0);
            reader.read_exact(&mut body)?;
            if request.starts_with("GET") {
                let Some(event) = self.next() else {
                    // The function waits for an event until it is killed.
                    let _ = reader.read(&mut [0]);
                    return Ok(());
                };
                *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
                writer.write_all(event.as_bytes())?;
            } else {
                let sent = *self.sent.lock().unwrap_or_else(PoisonError::into_inner);
                let latency = sent.elapsed();
                writer.write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")?;
                self.take(&request, &body, latency)?;
            }
        }
    }

    fn next(&self) -> Option<String> {
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        if number >= self.last {
            return None;
        }
        if number >= WARM_UP {
            self.started.get_or_init(Instant::now);
        }
        let event = format!(r#"{{"name":"n-{number}","wait_ms":{}}}"#, self.wait_ms);
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).ok()? + LIMIT;
        Some(format!(
            "HTTP/1.1 200 OK\r\n\
             Content-Type: application/json\r\n\
             Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-{number:012}\r\n\
             Lambda-Runtime-Deadline-Ms: {}\r\n\
             Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:hello\r\n\
             Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1\r\n\
             Content-Length: {}\r\n\r\n{event}",
            deadline.as_millis(),
            event.len()
        ))
    }

    fn take(&self, request: &str, body: &[u8], latency: Duration) -> Result<()> {
        let id = request
            .split('/')
            .nth(4)
            .context("expected a request id in the path")?;
        let number: u64 = id
            .rsplit('-')
            .next()
            .context("expected a number in the request id")?
            .parse()?;
        let expected = format!(r#"{{"message":"Hello, n-{number}!"}}"#);
        ensure!(
            body == expected.as_bytes(),
            "expected the reply {expected} to {request}, got {}",
            String::from_utf8_lossy(body)
        );
        let answered = self.answered.fetch_add(1, Ordering::Relaxed) + 1;
        let mut latencies = self
            .latencies
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if answered > WARM_UP {
            latencies.push(latency);
        }
        if answered == self.last {
            let started = self
                .started
                .get()
                .context("expected an event before the last reply")?;
            let _ = self.tell.send(Ok(Run {
                took: started.elapsed(),
                latencies: std::mem::take(&mut latencies),
            }));
        }
        Ok(())
    }
}
