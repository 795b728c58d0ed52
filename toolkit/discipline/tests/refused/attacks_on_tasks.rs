//# a spawn as a statement
async fn handler() {
    tokio::spawn(async {});
//  ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a spawn bound to an underscore
async fn handler() {
    let _ = tokio::task::spawn(async {});
//          ^ detached_task: the task started by `tokio::task::spawn` is never awaited
}

//# a spawn bound to a name that is never used
async fn handler() {
    let _metrics = tokio::spawn(async {});
//                 ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a spawn dropped by name
async fn handler() {
    drop(tokio::spawn(async {}));
//       ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# an imported spawn in a match arm's block
use tokio::spawn;
async fn handler(x: u8) {
    match x {
        0 => { spawn(async {}); }
//             ^ detached_task: the task started by `tokio::spawn` is never awaited
        _ => {}
    }
}

//# a spawn assigned to an underscore
async fn handler() {
    _ = tokio::spawn(async {});
//      ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a spawn as the tail of a block whose value is dropped
async fn handler(c: bool) {
    let _ = if c { Some(tokio::spawn(async {})) } else { None };
//                      ^ detached_task: the task started by `tokio::spawn` is never awaited
}

//# a spawn on the current handle
async fn handler() {
    tokio::runtime::Handle::current().spawn(async {});
//  ^ detached_task: the task started by `tokio::runtime::Handle::spawn` is never awaited
}

//# a spawn whose handle goes into a tuple that is dropped
async fn handler() {
    let _ = (tokio::spawn(async {}), 1);
//           ^ detached_task: the task started by `tokio::spawn` is never awaited
}
