//! The value of a lazy module, made once, and its age.

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::Mutex;

use crate::error::InitError;

/// A shared pointer to the value of a lazy module.
pub struct Handle<T>(Arc<T>);

impl<T> Handle<T> {
    /// Creates a handle of a new value, for tests.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Handle<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle")
    }
}

/// A value that is initialised on first use.
///
/// The lock around the value is held only to read or to store it, never across an await. The other lock allows one initialisation
/// at a time. It belongs to the future that waits for the value, so an initialisation that is dropped or panics leaves nothing
/// behind, and the next caller retries.
pub struct LazyCell<T> {
    value: RwLock<Option<Stored<T>>>,
    initialising: Mutex<()>,
}

struct Stored<T> {
    handle: Handle<T>,
    created: CreatedAt,
}

/// The creation time of a value, by both clocks.
///
/// An environment is frozen between invocations. The monotonic clock may stop meanwhile, and the wall clock may be set
/// back. The greater age counts, because refreshing a value too early does no harm.
#[derive(Clone, Copy, Debug)]
struct CreatedAt {
    monotonic: Instant,
    wall: SystemTime,
}

impl CreatedAt {
    fn now() -> Self {
        Self {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
        }
    }

    fn age(&self) -> Duration {
        let by_wall = self.wall.elapsed().unwrap_or_default();
        self.monotonic.elapsed().max(by_wall)
    }
}

impl<T> LazyCell<T> {
    /// Creates an empty cell.
    #[expect(
        clippy::new_without_default,
        reason = "only used in statics, which need a constant"
    )]
    pub const fn new() -> Self {
        Self {
            value: RwLock::new(None),
            initialising: Mutex::const_new(()),
        }
    }

    pub(super) fn get(&self) -> Option<Handle<T>> {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        value.as_ref().map(|stored| stored.handle.clone())
    }

    /// Returns the value with its age.
    pub(super) fn get_with_age(&self) -> Option<(Handle<T>, Duration)> {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        value
            .as_ref()
            .map(|stored| (stored.handle.clone(), stored.created.age()))
    }

    /// Whether an initialisation is running.
    pub(super) fn is_busy(&self) -> bool {
        self.initialising.try_lock().is_err()
    }

    /// Returns the value. `init` makes it if there is none.
    pub(super) async fn get_or_init(
        &self,
        init: impl Future<Output = Result<T, InitError>>,
    ) -> Result<Handle<T>, InitError> {
        if let Some(handle) = self.get() {
            return Ok(handle);
        }
        let one_at_a_time = self.initialising.lock().await;
        let handle = match self.get() {
            Some(handle) => handle,
            None => self.store(init.await?),
        };
        drop(one_at_a_time);
        // The next caller has the lock now, and only this thread can run it. A handler that blocked would hold up all callers.
        #[cfg(feature = "concurrent")]
        crate::guard::watchdog::yield_once().await;
        Ok(handle)
    }

    /// Replaces the value by that of `init`. Returns `None` if another initialisation is running.
    pub(super) async fn replace(
        &self,
        init: impl Future<Output = Result<T, InitError>>,
    ) -> Option<Result<(), InitError>> {
        let _one_at_a_time = self.initialising.try_lock().ok()?;
        Some(init.await.map(|value| drop(self.store(value))))
    }

    /// Drops the value. Existing handles keep it alive.
    pub(super) fn reset(&self) {
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn store(&self, value: T) -> Handle<T> {
        let handle = Handle::new(value);
        let stored = Stored {
            handle: handle.clone(),
            created: CreatedAt::now(),
        };
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = Some(stored);
        handle
    }
}

#[cfg(test)]
mod tests {
    use super::super::InitFuture;
    use super::*;
    use crate::error::Error;
    use crate::testing::block_on;
    use std::cell::Cell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    thread_local! {
        static STARTED: Cell<u32> = const { Cell::new(0) };
    }

    fn count_and_yield() -> InitFuture<u32> {
        Box::pin(async {
            STARTED.set(STARTED.get() + 1);
            tokio::task::yield_now().await;
            Ok(STARTED.get())
        })
    }

    #[test]
    fn concurrent_callers_share_one_init() {
        let cell = LazyCell::new();
        let (one, other) = block_on(async {
            tokio::join!(
                cell.get_or_init(count_and_yield()),
                cell.get_or_init(count_and_yield())
            )
        });
        assert_eq!((*one.unwrap(), *other.unwrap()), (1, 1));
        assert_eq!(STARTED.get(), 1);
    }

    #[test]
    fn failed_init_names_its_module_and_is_retried() {
        fn fail_first() -> InitFuture<u32> {
            Box::pin(async {
                STARTED.set(STARTED.get() + 1);
                if STARTED.get() == 1 {
                    return Err(InitError::new("shop::catalog", Error::msg("no table")));
                }
                Ok(7)
            })
        }
        let cell = LazyCell::new();
        let failed = block_on(cell.get_or_init(fail_first())).unwrap_err();
        assert_eq!(
            Error::from(failed).to_string(),
            "lazy module `shop::catalog` could not start: no table"
        );
        assert!(cell.get().is_none());
        assert_eq!(*block_on(cell.get_or_init(fail_first())).unwrap(), 7);
    }

    #[test]
    fn dropped_init_leaves_nothing_behind() {
        let cell = LazyCell::new();
        {
            let mut interrupted = pin!(cell.get_or_init(count_and_yield()));
            let polled = interrupted
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Pending));
        }
        assert!(cell.get().is_none());
        assert_eq!(*block_on(cell.get_or_init(count_and_yield())).unwrap(), 2);
    }

    #[test]
    fn panicking_init_is_retried() {
        fn panic_first() -> InitFuture<u32> {
            Box::pin(async {
                STARTED.set(STARTED.get() + 1);
                assert!(STARTED.get() > 1, "first time");
                Ok(9)
            })
        }
        let cell = LazyCell::new();
        let first = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            block_on(cell.get_or_init(panic_first()))
        }));
        assert!(first.is_err());
        assert_eq!(*block_on(cell.get_or_init(panic_first())).unwrap(), 9);
    }

    #[test]
    fn age_is_that_of_the_clock_that_went_further() {
        let hour = Duration::from_secs(3600);
        let now = CreatedAt::now();
        let frozen = CreatedAt {
            wall: now.wall - hour,
            ..now
        };
        assert!(frozen.age() >= hour);
        let set_back = CreatedAt {
            wall: now.wall + hour,
            ..now
        };
        assert!(set_back.age() < hour);
    }
}
