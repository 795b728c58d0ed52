//# handles in a vector that a loop awaits
async fn handler(ids: Vec<u8>) {
    let mut handles = Vec::new();
    for id in ids { handles.push(tokio::spawn(async move { id })); }
    for handle in handles { handle.await.unwrap(); }
}

//# handles in a vector that is returned
fn start(ids: Vec<u8>) -> Vec<tokio::task::JoinHandle<u8>> {
    let mut handles = Vec::new();
    for id in ids { handles.push(tokio::spawn(async move { id })); }
    handles
}

//# an option whose task is awaited
async fn handler(urgent: bool) {
    let mut task = None;
    if urgent { task = Some(tokio::spawn(async {})); }
    if let Some(task) = task { task.await.unwrap(); }
}

//# a map whose tasks are drained and awaited
async fn handler(name: String) {
    let mut running = std::collections::HashMap::new();
    running.insert(name, tokio::spawn(async {}));
    for (_, task) in running.drain() { task.await.unwrap(); }
}

//# tasks in a vector that are popped and awaited
async fn handler() {
    let mut tasks = vec![tokio::spawn(async {})];
    tasks.push(tokio::spawn(async {}));
    while let Some(task) = tasks.pop() { task.await.unwrap(); }
}

//# a tuple whose task is awaited
async fn handler() { let (count, task) = (1, tokio::spawn(async {})); println!("{count}"); task.await.unwrap(); }

//# a struct whose task is awaited by a method
struct Job { id: u8, task: tokio::task::JoinHandle<()> }
impl Job { async fn finish(self) { self.task.await.unwrap(); } }
async fn handler(id: u8) { let job = Job { id, task: tokio::spawn(async {}) }; println!("{}", job.id); job.finish().await; }

//# tasks in a field that another method drains
struct Shop { tasks: Vec<tokio::task::JoinHandle<()>> }
impl Shop {
    fn order(&mut self) { self.tasks.push(tokio::spawn(async {})); }
    async fn close(&mut self) { for task in self.tasks.drain(..) { task.await.unwrap(); } }
}

//# a guard that aborts its task when it is dropped
struct Guard(tokio::task::JoinHandle<()>);
impl Drop for Guard { fn drop(&mut self) { self.0.abort(); } }
async fn handler() { let _guard = Guard(tokio::spawn(async {})); work().await; }

//# a handle of another crate that aborts its task
async fn handler() { let _guard = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(async {})); work().await; }

//# tasks that are aborted together
async fn handler(ids: Vec<u8>) {
    let mut tasks = Vec::new();
    for id in ids { tasks.push(tokio::spawn(async move { id })); }
    work().await;
    for task in &tasks { task.abort(); }
}

//# a parameter with a handle that is awaited
async fn wait(task: tokio::task::JoinHandle<()>) { task.await.unwrap(); }
async fn handler() { wait(tokio::spawn(async {})).await; }

//# a method called send of a channel beside one that returns a handle
struct Mailer;
impl Mailer { fn send(&self) -> tokio::task::JoinHandle<()> { tokio::spawn(async {}) } }
async fn handler(sender: tokio::sync::mpsc::UnboundedSender<u8>, other: Unknown) {
    sender.send(1);
    other.send(2);
    Mailer.send().await.unwrap();
}

//# an extension of futures whose handle is awaited
trait Background: Future<Output = ()> + Send + Sized + 'static {
    fn background(self) -> tokio::task::JoinHandle<()> { tokio::spawn(self) }
}
impl<F: Future<Output = ()> + Send + 'static> Background for F {}
async fn handler() { async {}.background().await.unwrap(); }

//# tasks in a vector that join_all takes inside a macro
async fn handler(ids: Vec<u8>) {
    let mut tasks = Vec::new();
    for id in ids { tasks.push(tokio::spawn(async move { id })); }
    println!("{:?}", futures::future::join_all(tasks).await);
}

//# a set of tasks that is awaited
async fn handler(ids: Vec<u8>) { let mut tasks = tokio::task::JoinSet::new(); for id in ids { tasks.spawn(async move { id }); } tasks.join_all().await; }

//# numbers in a vector that nobody reads
fn handler(ids: Vec<u8>) -> usize { let mut all = Vec::new(); for id in ids { all.push(id + 1); } all.len() }

//# a task that a condition starts and that is awaited
async fn handler(audited: bool) { if let Some(task) = audited.then(|| tokio::spawn(async {})) { task.await.unwrap(); } }

//# a tracker of tasks that is awaited
async fn handler(ids: Vec<u8>) { let tracker = tokio_util::task::TaskTracker::new(); for id in ids { tracker.spawn(async move { id }); } tracker.close(); tracker.wait().await; }

//# a task that is aborted after its timeout
async fn handler(limit: std::time::Duration) { let mut task = tokio::spawn(async {}); if tokio::time::timeout(limit, &mut task).await.is_err() { task.abort(); } }

//# a future that its timeout cancels
async fn work() {}
async fn handler(limit: std::time::Duration) { tokio::time::timeout(limit, work()).await.ok(); }
