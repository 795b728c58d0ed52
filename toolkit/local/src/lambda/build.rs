//! The function's executable, which may be rebuilt while the local Lambda runs.

use crate::console;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep};

/// How long a changed file must stay the same. Cargo may copy it.
const QUIET: Duration = Duration::from_millis(50);

/// How long a file may be missing or change. Cargo removes the old file before it links the new one to its place.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts the builds of an executable. Environments belong to the build that they were started from, and only those of the current
/// one get invocations.
#[derive(Debug)]
pub(super) struct Build {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` if the file has not been there yet.
    identity: Option<Identity>,
    number: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    modified: Option<SystemTime>,
    length: u64,
    /// The device and the file, where the system tells them.
    file: (u64, u64),
}

impl Identity {
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok(),
            length: metadata.len(),
            file: file(&metadata),
        })
    }
}

#[cfg(unix)]
fn file(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn file(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

impl Build {
    pub(super) fn new(path: PathBuf) -> Self {
        let state = State {
            identity: Identity::of(&path),
            number: 0,
        };
        Self {
            path,
            state: Mutex::new(state),
        }
    }

    /// Returns the number of the current build. A file that is missing does not change it.
    pub(super) async fn current(&self) -> u64 {
        let State { identity, number } = *self.lock();
        let Some(mut found) = Identity::of(&self.path) else {
            return number;
        };
        if Some(found) == identity {
            return number;
        }
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            sleep(QUIET).await;
            match Identity::of(&self.path) {
                Some(now) if now == found => break,
                Some(now) => found = now,
                None => {}
            }
        }
        let mut state = self.lock();
        if state.identity != Some(found) {
            if state.identity.replace(found).is_some() {
                console::line(
                    "the function was rebuilt: the next invocations run in new environments",
                );
            }
            state.number += 1;
        }
        state.number
    }

    /// After `error` at a start: waits for a file that is missing, and returns whether another start may succeed.
    pub(super) async fn is_back(&self, error: &io::Error) -> bool {
        if error.kind() != io::ErrorKind::NotFound {
            return false;
        }
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if Identity::of(&self.path).is_some() {
                return true;
            }
            sleep(QUIET).await;
        }
        false
    }

    /// Locks the state. Poisoning is ignored: the state is valid between any two statements.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_change_of_the_file_is_a_build() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shop");
        std::fs::write(&path, "1").expect("a file");
        let build = Build::new(path.clone());
        assert_eq!((build.current().await, build.current().await), (0, 0));
        std::fs::remove_file(&path).expect("a file");
        assert_eq!(build.current().await, 0);
        std::fs::write(&path, "22").expect("a file");
        let (a, b) = tokio::join!(build.current(), build.current());
        assert_eq!((a, b, build.current().await), (1, 1, 1));
    }

    #[tokio::test]
    async fn missing_file_is_waited_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("shop");
        let build = Build::new(path.clone());
        let missing = io::ErrorKind::NotFound.into();
        let written_later = async {
            sleep(Duration::from_millis(100)).await;
            std::fs::write(&path, "1").expect("a file");
        };
        let (is_back, ()) = tokio::join!(build.is_back(&missing), written_later);
        assert!(is_back);
        assert!(!build.is_back(&io::ErrorKind::PermissionDenied.into()).await);
    }
}
