//! The reading end of a pipe to a process, for asynchronous code.

#[cfg(unix)]
pub(super) use reactor::Output;
#[cfg(not(unix))]
pub(super) use thread::Output;

/// Pipes of Unix, which the event loop can wait for.
#[cfg(unix)]
mod reactor {
    use bytes::BytesMut;
    use std::io;
    use std::os::fd::OwnedFd;
    use tokio::io::AsyncReadExt;
    use tokio::net::unix::pipe::Receiver;

    #[derive(Debug)]
    pub(crate) struct Output(Receiver);

    impl Output {
        pub(crate) fn new(pipe: impl Into<OwnedFd>) -> io::Result<Self> {
            Receiver::from_owned_fd(pipe.into()).map(Self)
        }

        /// Appends available bytes to `buffer` and returns their number, or 0 at the end. Cancel safe.
        pub(crate) async fn read(&mut self, buffer: &mut BytesMut) -> io::Result<usize> {
            buffer.reserve(4096);
            self.0.read_buf(buffer).await
        }
    }
}

/// Pipes that a thread reads, for systems whose event loop cannot wait for anonymous pipes.
// Compiled for the tests of every system, so that it works where it is needed.
#[cfg(any(test, not(unix)))]
mod thread {
    use bytes::{Bytes, BytesMut};
    use std::io::{self, Read};
    use std::thread;
    use tokio::sync::mpsc;

    #[derive(Debug)]
    pub(crate) struct Output(mpsc::Receiver<Bytes>);

    impl Output {
        pub(crate) fn new(mut pipe: impl Read + Send + 'static) -> io::Result<Self> {
            // At most one chunk is buffered: a process whose output is not read has to wait, as with any pipe.
            let (sender, chunks) = mpsc::channel(1);
            thread::Builder::new()
                .name("output".to_owned())
                .spawn(move || {
                    let mut chunk = [0; 4096];
                    loop {
                        match pipe.read(&mut chunk) {
                            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                            Ok(read @ 1..) => {
                                let chunk = Bytes::copy_from_slice(&chunk[..read]);
                                if sender.blocking_send(chunk).is_err() {
                                    return;
                                }
                            }
                            // After an error nothing more can come.
                            Ok(0) | Err(_) => return,
                        }
                    }
                })?;
            Ok(Self(chunks))
        }

        /// Appends available bytes to `buffer` and returns their number, or 0 at the end. Cancel safe.
        pub(crate) async fn read(&mut self, buffer: &mut BytesMut) -> io::Result<usize> {
            let chunk = self.0.recv().await.unwrap_or_default();
            buffer.extend_from_slice(&chunk);
            Ok(chunk.len())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::Output;
        use bytes::BytesMut;
        use std::io::Write;

        #[tokio::test]
        async fn output_is_read_in_order_until_the_end() {
            let (reader, mut writer) = std::io::pipe().expect("a pipe");
            let mut output = Output::new(reader).expect("a thread");
            let sent: Vec<u8> = (0..=u8::MAX).cycle().take(100_000).collect();
            let expected = sent.clone();
            let writing = std::thread::spawn(move || writer.write_all(&sent));
            let mut buffer = BytesMut::new();
            while output.read(&mut buffer).await.expect("a chunk") > 0 {}
            writing.join().expect("a thread").expect("all is written");
            assert_eq!(buffer, expected);
            // Reading again at the end returns 0 again.
            assert_eq!(output.read(&mut buffer).await.expect("an end"), 0);
        }
    }
}
