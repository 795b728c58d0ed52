//# handles in a vector whose length is read
async fn handler(ids: Vec<u8>) -> usize {
    let mut handles = Vec::new();
    for id in ids {
        handles.push(tokio::spawn(async move { println!("{id}") }));
//                   ^ detached_task: the task started by `tokio::spawn` is never awaited
    }
    handles.len()
}

//# a handle in an option that is filled later
async fn handler(urgent: bool) {
    let mut task = None;
    if urgent {
        task = Some(tokio::spawn(async {}));
//                  ^ detached_task: the task started by `tokio::spawn` is never awaited
    }
    println!("{}", task.is_some());
}

//# a handle assigned to a variable without an initialiser
async fn handler() {
    let task;
    task = tokio::spawn(async {});
//         ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a handle in a map that is never read
use std::collections::HashMap;
async fn handler(name: String) {
    let mut running = HashMap::new();
    running.insert(name, tokio::task::spawn(async {}));
//                       ^ detached_task: the task started by `tokio::task::spawn` is never awaited
}

//# a stream of tasks that nobody polls
async fn handler(ids: Vec<u8>) {
    let all = futures::stream::FuturesUnordered::new();
    for id in ids { all.push(tokio::spawn(async move { id })); }
//                           ^ detached_task: the task started by `tokio::spawn` is never awaited
    tracing::info!("{} tasks", all.len());
}

//# a tuple of a count and a handle
async fn handler() -> u8 {
    let (count, _task) = (1, tokio::spawn(async {}));
//                           ^ detached_task: the task started by `tokio::spawn` is never awaited
    count
}

//# the field of a struct that only lends another field
struct Job { id: u8, task: tokio::task::JoinHandle<()> }
async fn handler(id: u8) -> u8 {
    let job = Job { id, task: tokio::spawn(async {}) };
//                            ^ detached_task: the task started by `tokio::spawn` is never awaited
    job.id
}

//# an array of handles that is only counted
async fn handler() -> usize {
    let both = [tokio::spawn(async {}), tokio::task::spawn(async {})];
//              ^ detached_task: the task started by `tokio::spawn` is never awaited
//                                      ^ detached_task: the task started by `tokio::task::spawn` is never awaited
    both.len()
}

//# handles that an iterator collects and nobody awaits
async fn handler(ids: Vec<u8>) -> usize {
    let tasks: Vec<_> = ids.into_iter().map(|id| tokio::spawn(async move { id })).collect();
//                                               ^ detached_task: the task started by `tokio::spawn` is never awaited
    tasks.len()
}

//# handles that a loop only looks at
async fn handler(ids: Vec<u8>) {
    let mut tasks = vec![];
    for id in ids { tasks.push(tokio::spawn(async move { id })); }
//                             ^ detached_task: the task started by `tokio::spawn` is never awaited
    for task in &tasks { println!("{:?} {}", task.id(), task.is_finished()); }
}

//# handles that are counted when they are finished
async fn handler(ids: Vec<u8>) -> usize {
    let mut tasks = Vec::with_capacity(2);
    for id in ids { tasks.push(tokio::spawn(async move { id })); }
//                             ^ detached_task: the task started by `tokio::spawn` is never awaited
    tasks.iter().filter(|task| task.is_finished()).count()
}

//# a field of self that no code reads
struct Shop { tasks: Vec<tokio::task::JoinHandle<()>> }
impl Shop {
    fn order(&mut self) {
        self.tasks.push(tokio::spawn(async {}));
//                      ^ detached_task: the task started by `tokio::spawn` is never awaited
    }
    fn pending(&self) -> usize { self.tasks.len() }
}

//# an option in a field that is overwritten
struct Mailer { last: Option<tokio::task::JoinHandle<()>> }
impl Mailer {
    fn send(&mut self) {
        self.last = Some(tokio::spawn(async {}));
//                       ^ detached_task: the task started by `tokio::spawn` is never awaited
    }
}

//# a parameter with a handle that the function drops
fn let_go(task: tokio::task::JoinHandle<()>) { drop(task); }
//        ^ detached_task: the task in `task` is never awaited

//# a function that takes a value and ignores it
fn ignore<T>(_: T) {}
async fn handler() {
    ignore(tokio::spawn(async {}));
//         ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# the handle that a method of a value returns
struct Mailer;
impl Mailer {
    fn send(&self, to: String) -> tokio::task::JoinHandle<()> { tokio::spawn(async move { println!("{to}") }) }
}
async fn handler(to: String) {
    Mailer.send(to);
//         ^ detached_task: the task started by `send` is never awaited
}

//# the handle that a method of a variable and of a field returns
use tokio::task::JoinHandle;
struct Mailer;
impl Mailer {
    fn new() -> Self { Self }
    fn send(&self) -> JoinHandle<()> { tokio::spawn(async {}) }
}
struct Shop { mail: Mailer }
impl Shop {
    async fn order(&self) {
        self.mail.send();
//                ^ detached_task: the task started by `send` is never awaited
    }
}
async fn handler(other: &Mailer) {
    let mailer = Mailer::new();
    mailer.send();
//         ^ detached_task: the task started by `send` is never awaited
    other.send();
//        ^ detached_task: the task started by `send` is never awaited
}

//# the handle that an extension of futures returns
trait Background: Future<Output = ()> + Send + Sized + 'static {
    fn background(self) -> tokio::task::JoinHandle<()> { tokio::spawn(self) }
}
impl<F: Future<Output = ()> + Send + 'static> Background for F {}
async fn work() {}
async fn handler() {
    async {}.background();
//           ^ detached_task: the task started by `background` is never awaited
    work().background();
//         ^ detached_task: the task started by `background` is never awaited
}

//# the handle that an associated function returns in a result
struct Jobs;
impl Jobs {
    fn start() -> Result<tokio::task::JoinHandle<()>, Error> { Ok(tokio::spawn(async {})) }
}
async fn handler() -> Result<(), Error> {
    Jobs::start()?;
//  ^ detached_task: the task started by `Jobs::start` is never awaited
    Ok(())
}

//# the struct that a function returns holds a handle
struct Job { task: tokio::task::JoinHandle<()> }
fn start() -> Job { Job { task: tokio::spawn(async {}) } }
async fn handler() {
    let _job = start();
//             ^ detached_task: the task started by `start` is never awaited
}

//# a closure with a block that returns the handle
async fn handler(id: u8) {
    let go = |id: u8| { println!("{id}"); tokio::spawn(async move { id }) };
    go(id);
//  ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# an async method whose result is a handle
struct Shop;
impl Shop {
    async fn begin(&self) -> tokio::task::JoinHandle<()> { tokio::spawn(async {}) }
}
async fn handler(shop: Shop) {
    shop.begin().await;
//       ^ detached_task: the task started by `begin` is never awaited
}

//# a task that a condition starts
async fn handler(audited: bool) {
    audited.then(|| tokio::spawn(async {}));
//                  ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a tracker of tasks that nobody waits for
async fn handler(ids: Vec<u8>) -> usize {
    let tracker = tokio_util::task::TaskTracker::new();
    for id in ids { tracker.spawn(async move { id }); }
//                          ^ detached_task: the task started by `tokio_util::task::TaskTracker::spawn` is never awaited
    tracker.close();
    tracker.len()
}

//# a tracker of tasks in a field
struct Notifier { tasks: tokio_util::task::TaskTracker }
impl Notifier {
    fn notify(&self) { self.tasks.spawn(async {}); }
//                                ^ detached_task: the task started by `tokio_util::task::TaskTracker::spawn` is never awaited
}
async fn handler() -> usize { let notifier = Notifier { tasks: Default::default() }; notifier.notify(); notifier.tasks.close(); notifier.tasks.len() }

//# a task that outlives its timeout
async fn handler(limit: std::time::Duration) {
    let task = tokio::spawn(async {});
    tokio::time::timeout(limit, task).await.ok();
//                              ^ detached_task: the timeout drops the handle of the task, which goes on
}
