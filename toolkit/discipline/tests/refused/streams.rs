//# a task whose receiver does not leave the function
async fn handler() -> u8 {
    let (sender, receiver) = tokio::sync::mpsc::channel::<u8>(8);
    tokio::spawn(async move { sender.send(1).await.ok(); });
//  ^ detached_task: the task started by `tokio::spawn` is never awaited
    drop(receiver);
    1
}

//# a task that receives, while the function returns the sender
async fn handler() -> tokio::sync::mpsc::Receiver<u8> {
    let (sender, receiver) = tokio::sync::mpsc::channel::<u8>(8);
    let (other, mut unrelated) = tokio::sync::mpsc::channel::<u8>(8);
    tokio::spawn(async move { unrelated.recv().await; });
//  ^ detached_task: the task started by `tokio::spawn` is never awaited
    other.send(1).await.ok();
    sender.send(2).await.ok();
    receiver
}

//# a second task beside the producer
async fn handler() -> ReceiverStream<u8> {
    let (sender, receiver) = tokio::sync::mpsc::channel(8);
    tokio::spawn(async move { sender.send(1).await.ok(); });
    tokio::spawn(async { metrics().await });
//  ^ detached_task: the task started by `tokio::spawn` is never awaited
    ReceiverStream::new(receiver)
}
