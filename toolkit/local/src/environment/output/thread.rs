//! Read by a thread: for systems on which an anonymous pipe cannot be awaited.

use super::PIECE;
use bytes::{Bytes, BytesMut};
use std::io::{self, Read};
use std::thread;
use tokio::sync::mpsc;

#[derive(Debug)]
pub(in crate::environment) struct Output(mpsc::Receiver<Bytes>);

impl Output {
    pub(in crate::environment) fn new(mut pipe: impl Read + Send + 'static) -> io::Result<Self> {
        // One piece ahead: a process that is not listened to has to wait, as with any pipe.
        let (tell, pieces) = mpsc::channel(1);
        thread::Builder::new()
            .name("output".to_owned())
            .spawn(move || {
                let mut piece = [0; PIECE];
                loop {
                    match pipe.read(&mut piece) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Ok(read @ 1..) => {
                            let piece = Bytes::copy_from_slice(&piece[..read]);
                            if tell.blocking_send(piece).is_err() {
                                return;
                            }
                        }
                        // An error is the end, too: nothing more can come.
                        Ok(0) | Err(_) => return,
                    }
                }
            })?;
        Ok(Self(pieces))
    }

    /// Appends what there is, once there is something, and says how much; 0 at the end. Nothing is lost when it is dropped.
    pub(in crate::environment) async fn read(
        &mut self,
        buffer: &mut BytesMut,
    ) -> io::Result<usize> {
        let piece = self.0.recv().await.unwrap_or_default();
        buffer.extend_from_slice(&piece);
        Ok(piece.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Output;
    use bytes::BytesMut;
    use std::io::Write;

    #[tokio::test]
    async fn what_is_written_is_read_in_order_until_the_end() {
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        let mut output = Output::new(reader).expect("a thread");
        let sent: Vec<u8> = (0..=u8::MAX).cycle().take(100_000).collect();
        let expected = sent.clone();
        let writing = std::thread::spawn(move || writer.write_all(&sent));
        let mut buffer = BytesMut::new();
        while output.read(&mut buffer).await.expect("a piece") > 0 {}
        writing.join().expect("a thread").expect("all is written");
        assert_eq!(buffer, expected);
        // The end stays the end.
        assert_eq!(output.read(&mut buffer).await.expect("an end"), 0);
    }
}
