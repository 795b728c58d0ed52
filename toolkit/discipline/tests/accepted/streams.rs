//# the producer of a streaming body
async fn handler() -> Result<Response<Body>, Error> {
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, Error>>(8);
    tokio::spawn(async move { for part in 0..9 { sender.send(Ok(page(part))).await.ok(); } });
    Ok(Response::new(Body::from_stream(ReceiverStream::new(receiver))))
}

//# the producer of a stream that a variable holds
use tokio::sync::mpsc;
async fn handler() -> Body {
    let (tx, rx) = mpsc::unbounded_channel();
    let sink = tx.clone();
    let _ = tokio::spawn(async move { sink.send(1).ok(); });
    drop(tx);
    let stream = UnboundedReceiverStream::new(rx);
    let body = Body::from_stream(stream);
    return body;
}

//# the producer of the runtime's own channel
async fn handler(_: LambdaEvent<Value>) -> Result<Response<Body>, Error> {
    let (mut tx, rx) = lambda_runtime::streaming::channel();
    tokio::spawn(async move { tx.send_data("hello".into()).await.unwrap(); });
    Ok(Response::new(rx))
}

//# a producer for each page of a stream
async fn handler(pages: Vec<u8>) -> ReceiverStream<u8> {
    let (sender, receiver) = tokio::sync::mpsc::channel(8);
    for page in pages {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(page).await.ok(); });
    }
    drop(sender);
    ReceiverStream::new(receiver)
}

//# tasks whose results the function receives to the end
async fn handler(pages: Vec<u8>) -> u32 {
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<u8>(8);
    for page in pages { let sender = sender.clone(); tokio::spawn(async move { sender.send(page).await.ok(); }); }
    drop(sender);
    let mut sum = 0;
    while let Some(page) = receiver.recv().await { sum += u32::from(page); }
    sum
}

//# a writer into the other half of a pipe
async fn handler() -> ReaderStream<DuplexStream> {
    let (mut write, read) = tokio::io::duplex(1024);
    tokio::spawn(async move { write.write_all(b"id,price").await.ok(); });
    ReaderStream::new(read)
}

//# the channel of a body of another crate
async fn handler(builder: Builder, mut parts: Parts) -> Result<Request<Body>, Error> {
    let (mut tx, rx) = Body::channel();
    tokio::spawn(async move { while let Some(part) = parts.next().await { tx.send_data(part).await.ok(); } });
    let request = builder.body(rx)?;
    Ok(request)
}
