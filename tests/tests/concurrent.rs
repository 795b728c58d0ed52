//! Concurrent invocations in one environment of the local Lambda are independent, even if some overrun, panic or block.

use std::collections::HashSet;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::answer::Answer;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::{Local, invoke_at, outside_lambda};
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(60);

/// The number of invocations that the local Lambda sends concurrently.
const CONCURRENCY: u64 = 64;

/// Serialises the tests, because functions that compute would starve those of other tests.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn started() -> Result<(Local, MutexGuard<'static, ()>)> {
    started_with(CONCURRENCY)
}

/// Starts an environment that takes this many invocations at a time.
fn started_with(concurrency: u64) -> Result<(Local, MutexGuard<'static, ()>)> {
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = outside_lambda(&built()?);
    command.env("AWS_LAMBDA_MAX_CONCURRENCY", concurrency.to_string());
    Ok((Local::serve_command(&mut command, "concurrent")?, turn))
}

/// Returns the number of threads of such an environment: one for each processor, at least two, and one for each invocation.
fn threads_with(concurrency: u64) -> Result<u64> {
    let processors = thread::available_parallelism()?.get().max(2);
    Ok(u64::try_from(processors)? + concurrency)
}

fn built() -> Result<PathBuf> {
    build(
        "gatewright-fixture-concurrent",
        "concurrent",
        Profile::Debug,
    )
}

fn operation(name: &str, payload: &Value) -> Value {
    json!({"operation": format!("concurrent.{name}"), "payload": payload})
}

fn echo(id: u64, wait_ms: u64) -> Value {
    operation("echo", &json!({"id": id, "wait_ms": wait_ms}))
}

/// Sends all events concurrently, and returns the answers in the order of the events.
fn invoke_all(local: &Local, events: &[Value]) -> Result<Vec<Answer>> {
    thread::scope(|scope| {
        let sending: Vec<_> = events
            .iter()
            .map(|event| scope.spawn(|| local.invoke(event.to_string().as_bytes())))
            .collect();
        sending
            .into_iter()
            .map(|answer| answer.join().expect("a sending thread panicked"))
            .collect()
    })
}

fn reply(answer: &Answer) -> Result<&Value> {
    ensure!(
        answer.function_error.is_none(),
        "expected a reply, got a function error: {}",
        answer.payload
    );
    Ok(&answer.payload)
}

fn error(answer: &Answer) -> Result<&Value> {
    ensure!(
        answer.function_error.is_some(),
        "expected a function error, got a reply: {}",
        answer.payload
    );
    Ok(&answer.payload)
}

/// Returns the reply of an `echo`, after checking that it belongs to `id`.
fn reply_of(answer: &Answer, id: u64) -> Result<&Value> {
    let reply = reply(answer)?;
    ensure!(reply["id"] == id, "expected the reply to {id}, got {reply}");
    ensure!(reply["request_id"] == reply["request_id_after"], "{reply}");
    Ok(reply)
}

#[test]
fn sixty_four_invocations_run_concurrently() -> Result<()> {
    let (local, _turn) = started()?;
    let events: Vec<_> = (0..CONCURRENCY)
        .map(|id| operation("meet", &json!(id)))
        .collect();
    for (id, answer) in invoke_all(&local, &events)?.iter().enumerate() {
        assert_eq!(reply(answer)?, &json!(id));
    }
    Ok(())
}

#[test]
fn concurrent_duplicates_are_handled_once() -> Result<()> {
    let (local, _turn) = started()?;
    let once = operation("once", &json!({"id": 1, "wait_ms": 300}));
    let events = vec![once.clone(); usize::try_from(CONCURRENCY)?];
    for answer in &invoke_all(&local, &events)? {
        if answer.function_error.is_some() {
            assert_eq!(error(answer)?["errorType"], "IdempotencyInProgress");
        } else {
            assert_eq!(reply(answer)?, 1);
        }
    }
    for answer in &invoke_all(&local, &events)? {
        assert_eq!(reply(answer)?, 1);
    }
    Ok(())
}

#[test]
fn replies_match_requests_and_shared_module_starts_once() -> Result<()> {
    let (local, _turn) = started()?;
    let (mut requests, mut traces, mut cold) = (HashSet::new(), HashSet::new(), 0);
    let rounds = 4;
    for round in 0..rounds {
        let ids = round * CONCURRENCY..(round + 1) * CONCURRENCY;
        let events: Vec<_> = ids.clone().map(|id| echo(id, 20 + id % 30)).collect();
        for (answer, id) in invoke_all(&local, &events)?.iter().zip(ids) {
            let reply = reply_of(answer, id)?;
            assert_eq!(reply["starts"], 1, "{reply}");
            requests.insert(reply["request_id"].to_string());
            traces.insert(reply["trace_id"].to_string());
            cold += u64::from(reply["cold_start"] == true);
        }
    }
    let count = usize::try_from(rounds * CONCURRENCY)?;
    assert_eq!((requests.len(), traces.len(), cold), (count, count, 1));
    Ok(())
}

/// Only one loop computes at a time, because the machine may have just two processors.
#[test]
fn overruns_and_panics_do_not_affect_other_invocations() -> Result<()> {
    let (local, _turn) = started()?;
    reply_of(&local.invoke(echo(0, 0).to_string().as_bytes())?, 0)?;
    let record = |body: u64| json!({"messageId": format!("m-{body}"), "body": body.to_string(), "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders"});
    for loops in ["computes", "swallows"] {
        let bad = [
            operation("awaits", &Value::Null),
            operation("awaits", &Value::Null),
            operation(loops, &Value::Null),
            operation("panics", &json!(7)),
            json!({"Records": [record(1), record(2), record(3)]}),
            json!({"httpMethod": "GET", "path": "/echo/9", "queryStringParameters": {"wait_ms": "30"}}),
        ];
        let good = 1..=40;
        let echoes = good.clone().map(|id| echo(id, 50 + id));
        let events: Vec<_> = bad.iter().cloned().chain(echoes).collect();
        let answers = invoke_all(&local, &events)?;
        for overrun in &answers[..3] {
            assert_eq!(error(overrun)?["errorType"], "DeadlineExceeded", "{loops}");
        }
        assert_eq!(error(&answers[3])?["errorType"], "HandlerPanicked");
        let failures = json!([{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-3"}]);
        assert_eq!(reply(&answers[4])?["batchItemFailures"], failures);
        assert_eq!(reply(&answers[5])?["body"], "9");
        for (answer, id) in answers[bad.len()..].iter().zip(good) {
            reply_of(answer, id)?;
        }
    }
    Ok(())
}

#[test]
fn blocked_invocation_is_answered_and_others_continue() -> Result<()> {
    let (mut local, _turn) = started()?;
    reply_of(&local.invoke(echo(0, 0).to_string().as_bytes())?, 0)?;
    let mut events = vec![operation("blocks", &json!(3_500))];
    events.extend((1..=20).map(|id| echo(id, 50)));
    let answers = invoke_all(&local, &events)?;
    assert_eq!(error(&answers[0])?["errorType"], "DeadlineExceeded");
    for (answer, id) in answers[1..].iter().zip(1..) {
        assert_eq!(reply_of(answer, id)?["starts"], 1);
    }
    local.process.wait_for_line(LIMIT, |line| {
        line.contains("its thread is abandoned, and other invocations continue")
            .then_some(())
    })?;
    // The late answer is rejected, and the thread serves again.
    local.process.wait_for_line(LIMIT, |line| {
        line.contains("the Runtime API refused the reply")
            .then_some(())
    })?;
    let events: Vec<_> = (0..CONCURRENCY).map(|id| echo(id, 50)).collect();
    for (answer, id) in invoke_all(&local, &events)?.iter().zip(0..) {
        let reply = reply_of(answer, id)?;
        assert_eq!(
            (&reply["starts"], &reply["cold_start"]),
            (&json!(1), &json!(false))
        );
    }
    Ok(())
}

/// Each of them would wait for the thread of another one, on the processors alone for longer than the timeout.
#[test]
fn blocked_threads_are_replaced() -> Result<()> {
    let (local, _turn) = started()?;
    reply_of(&local.invoke(echo(0, 0).to_string().as_bytes())?, 0)?;
    let sleeps = |id| operation("sleeps", &json!({"id": id, "wait_ms": 1_000}));
    let events: Vec<_> = (0..CONCURRENCY)
        .map(|id| {
            if id % 8 == 0 {
                echo(id, 50)
            } else {
                sleeps(id)
            }
        })
        .collect();
    for (answer, id) in invoke_all(&local, &events)?.iter().zip(0..) {
        ensure!(is_own_reply_or(answer, id, &[]), "{id}: {answer:?}");
    }
    Ok(())
}

/// After an invocation that never returns, the environment still takes two at a time, and more such invocations.
#[test]
fn worker_of_a_blocked_thread_is_replaced() -> Result<()> {
    let (mut local, _turn) = started_with(2)?;
    for _ in 0..2 {
        let blocks = operation("sleeps", &json!({"id": 0, "wait_ms": 600_000}));
        let answer = local.invoke(blocks.to_string().as_bytes())?;
        assert_eq!(error(&answer)?["errorType"], "DeadlineExceeded");
    }
    let endpoint = local.endpoint().to_owned();
    let waits = operation("begins", &json!({"id": 1, "wait_ms": 2_000})).to_string();
    let waiting = thread::spawn(move || invoke_at(&endpoint, "concurrent", waits.as_bytes()));
    has_begun(&mut local, 1)?;
    reply_of(&local.invoke(echo(2, 0).to_string().as_bytes())?, 2)?;
    ensure!(
        !waiting.is_finished(),
        "the second invocation had to wait for the first one"
    );
    let waited = waiting.join().expect("a sending thread panicked")?;
    ensure!(is_own_reply_or(&waited, 1, &[]), "{waited:?}");
    Ok(())
}

/// A Runtime API that hands out one event, and keeps all other requests waiting until it goes away.
struct Vanishing {
    address: std::net::SocketAddr,
    is_over: Arc<AtomicBool>,
    accepting: thread::JoinHandle<()>,
}

impl Vanishing {
    fn start(event: &Value) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_over);
        let event = event.to_string();
        let accepting = thread::spawn(move || {
            let mut connections = Vec::new();
            for connection in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let mut connection = connection.expect("a connection");
                if connections.is_empty() {
                    let length = event.len();
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 8476a536\r\n\
                         Lambda-Runtime-Deadline-Ms: 4102444800000\r\nContent-Length: {length}\r\n\r\n{event}"
                    );
                    // The request is in the way of the next answer only, and there is none.
                    connection
                        .write_all(answer.as_bytes())
                        .expect("a written event");
                }
                connections.push(connection);
            }
        });
        Ok(Self {
            address,
            is_over,
            accepting,
        })
    }

    /// Closes all connections, and refuses new ones.
    fn vanish(self) -> Result<()> {
        self.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address)?);
        self.accepting.join().expect("the service panicked");
        Ok(())
    }
}

/// Neither an idle function nor one with a blocked thread stays, or spins.
#[test]
fn function_ends_when_the_service_goes_away() -> Result<()> {
    let event = |name: &str| operation(name, &json!({"id": 1, "wait_ms": 600_000}));
    for event in [event("begins"), event("sleeps")] {
        let service = Vanishing::start(&event)?;
        let mut command = Command::new(built()?);
        like_lambda(&mut command, service.address).env("AWS_LAMBDA_MAX_CONCURRENCY", "8");
        let mut function = Process::start("the function", &mut command)?;
        function.wait_for_line(LIMIT, |line| (line == "begun 1").then_some(()))?;
        service.vanish()?;
        let status = function.wait(LIMIT)?;
        let log = function.printed();
        ensure!(status.code() == Some(1), "{event}: {status}\n{log}");
        ensure!(
            log.matches("the function ended").count() == 1,
            "{event}: {log}"
        );
    }
    Ok(())
}

/// The state of an environment when a blocking invocation arrives.
#[derive(Clone, Copy, Debug)]
enum Before {
    /// All wait for the same lazy module, which is not initialised.
    Cold,
    Warm,
    /// After 1,000 invocations that held up no thread, the runtime yields to others no more.
    Trusted,
}

#[test]
fn blocked_thread_takes_no_invocation_that_arrives_with_it() -> Result<()> {
    for before in [Before::Cold, Before::Warm, Before::Trusted] {
        let (local, _turn) = started()?;
        let quick = match before {
            Before::Cold => 0,
            Before::Warm => 1,
            Before::Trusted => 20,
        };
        for _ in 0..quick {
            let events: Vec<_> = (0..CONCURRENCY).map(|id| echo(id, 0)).collect();
            invoke_all(&local, &events)?;
        }
        let blocks = operation("sleeps_after_init", &json!({"id": 0, "wait_ms": 600_000}));
        let mut events = vec![blocks];
        events.extend((1..30).map(|id| echo(id, 50)));
        let answers = invoke_all(&local, &events)?;
        assert_eq!(error(&answers[0])?["errorType"], "DeadlineExceeded");
        for (answer, id) in answers[1..].iter().zip(1..) {
            let reply = reply_of(answer, id);
            reply.with_context(|| format!("{before:?}, invocation {id}"))?;
        }
    }
    Ok(())
}

/// The invocation that a blocking handler wakes may be on the thread that it blocks.
#[test]
fn invocation_woken_by_a_blocked_thread_is_answered() -> Result<()> {
    let (mut local, _turn) = started()?;
    let endpoint = local.endpoint().to_owned();
    let waits = operation("waits_for_signal", &json!(1)).to_string();
    let waiting = thread::spawn(move || invoke_at(&endpoint, "concurrent", waits.as_bytes()));
    has_begun(&mut local, 1)?;
    let mut events = vec![operation("signals_and_sleeps", &Value::Null)];
    events.extend((2..20).map(|id| echo(id, 50)));
    let answers = invoke_all(&local, &events)?;
    assert_eq!(error(&answers[0])?["errorType"], "DeadlineExceeded");
    for (answer, id) in answers[1..].iter().zip(2..) {
        reply_of(answer, id)?;
    }
    let waited = waiting.join().expect("a sending thread panicked")?;
    assert!(
        is_own_reply_or(&waited, 1, &["DeadlineExceeded"]),
        "{waited:?}"
    );
    Ok(())
}

#[test]
fn begun_invocations_are_answered_when_all_threads_are_blocked() -> Result<()> {
    const LIMIT_OF_ENVIRONMENT: u64 = 6;
    let (mut local, _turn) = started_with(LIMIT_OF_ENVIRONMENT)?;
    reply_of(&local.invoke(echo(0, 0).to_string().as_bytes())?, 0)?;
    let blocks = |id| operation("sleeps", &json!({"id": id, "wait_ms": 600_000}));
    // These block the reserve, and their workers are replaced.
    let events: Vec<_> = (0..LIMIT_OF_ENVIRONMENT).map(blocks).collect();
    for answer in invoke_all(&local, &events)? {
        assert_eq!(error(&answer)?["errorType"], "DeadlineExceeded");
    }
    let threads = threads_with(0)?;
    let begun = 101..=103;
    let endpoint = local.endpoint().to_owned();
    let waiting: Vec<_> = begun
        .clone()
        .map(|id| {
            let endpoint = endpoint.clone();
            let begins = operation("begins", &json!({"id": id, "wait_ms": 2_500})).to_string();
            thread::spawn(move || invoke_at(&endpoint, "concurrent", begins.as_bytes()))
        })
        .collect();
    for id in begun.clone() {
        has_begun(&mut local, id)?;
    }
    let mut events: Vec<_> = (0..threads).map(blocks).collect();
    events.extend((200..220).map(|id| echo(id, 0)));
    let answers = invoke_all(&local, &events)?;
    for (answer, id) in waiting.into_iter().zip(begun) {
        let answer = answer.join().expect("a sending thread panicked")?;
        assert!(
            is_own_reply_or(&answer, id, &["DeadlineExceeded"]),
            "{answer:?}"
        );
    }
    let (blocked, others) = answers.split_at(usize::try_from(threads)?);
    for answer in blocked {
        assert_eq!(error(answer)?["errorType"], "DeadlineExceeded");
    }
    // One that has not begun is answered by the service.
    for (answer, id) in others.iter().zip(200..) {
        let errors = ["DeadlineExceeded", "Sandbox.Timedout"];
        assert!(is_own_reply_or(answer, id, &errors), "{answer:?}");
    }
    serves_from_empty_memory(&mut local)
}

/// Waits until the invocation has printed that it has begun.
fn has_begun(local: &mut Local, id: u64) -> Result<()> {
    let line = format!("begun {id}");
    local
        .process
        .wait_for_line(LIMIT, |printed| (printed == line).then_some(()))
}

/// Whether the answer is the reply with this id, or one of these errors.
fn is_own_reply_or(answer: &Answer, id: u64, errors: &[&str]) -> bool {
    if answer.function_error.is_some() {
        return errors
            .iter()
            .any(|error| answer.payload["errorType"] == *error);
    }
    answer.payload == id || answer.payload["id"] == id
}

/// Checks that a new process serves. Invocations that waited for it may have been its first ones.
fn serves_from_empty_memory(local: &mut Local) -> Result<()> {
    // An invocation that the old process had just received is lost. It times out, and the next one is served.
    let event = echo(1, 0).to_string();
    let mut reply = local.invoke(event.as_bytes())?;
    if reply.function_error.is_some() {
        assert_eq!(error(&reply)?["errorType"], "Sandbox.Timedout");
        reply = local.invoke(event.as_bytes())?;
    }
    assert_eq!(reply_of(&reply, 1)?["starts"], 1);
    local.process.wait_for_line(LIMIT, |line| {
        line.contains("restarted after a watchdog answer")
            .then_some(())
    })
}

#[test]
fn process_restarts_when_all_threads_are_blocked() -> Result<()> {
    let (mut local, _turn) = started_with(2)?;
    reply_of(&local.invoke(echo(0, 0).to_string().as_bytes())?, 0)?;
    let threads = usize::try_from(threads_with(2)?)?;
    let sleeps = operation("sleeps", &json!({"id": 0, "wait_ms": 600_000}));
    for answer in invoke_all(&local, &vec![sleeps; threads])? {
        assert_eq!(error(&answer)?["errorType"], "DeadlineExceeded");
    }
    serves_from_empty_memory(&mut local)
}

#[test]
fn concurrent_function_serves_single_invocations_too() -> Result<()> {
    let binary = built()?;
    let event = |event: Value| Event::new(event.to_string().into_bytes());
    let events = vec![
        event(echo(1, 5)),
        event(operation("blocks", &json!(600_000))),
        event(echo(2, 5)),
    ];
    let api = ScriptedApi::start(events)?;
    let mut command = Command::new(binary);
    let mut function = Process::start("the function", like_lambda(&mut command, api.address()))?;
    let outcomes = api.wait_until_idle(LIMIT)?;
    assert_eq!(outcomes[0].reply()?["id"], 1);
    assert_eq!(outcomes[1].error()?["errorType"], "DeadlineExceeded");
    assert_eq!(outcomes[2].reply()?["id"], 2);
    let log = function.end();
    assert!(log.contains("and re-executes the binary"), "{log}");
    Ok(())
}
