//! Where a lazy module's value lives.

use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;

use super::age::Birth;
use super::init::InitError;

/// A handle of a value: a pointer that keeps it alive.
pub struct Handle<T>(Arc<T>);

impl<T> Handle<T> {
    /// A handle of a value of its own, for tests.
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

/// A value that is made once, by whoever first asks for it.
///
/// The lock around the value is held only to look or to store, never across an await. The other one makes sure that one
/// initialisation runs at a time; it belongs to the future that waits for the value, so an initialisation that is dropped or
/// panics leaves nothing behind, and the next to ask starts anew.
pub struct LazyCell<T> {
    value: RwLock<Option<Made<T>>>,
    initialising: Mutex<()>,
}

/// A value with the time it was made.
struct Made<T> {
    handle: Handle<T>,
    birth: Birth,
}

impl<T> LazyCell<T> {
    /// A cell without a value.
    #[expect(
        clippy::new_without_default,
        reason = "it only ever stands in a static, which needs a constant"
    )]
    pub const fn new() -> Self {
        Self {
            value: RwLock::new(None),
            initialising: Mutex::const_new(()),
        }
    }

    pub(super) fn get(&self) -> Option<Handle<T>> {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        value.as_ref().map(|made| made.handle.clone())
    }

    /// The value with its age.
    pub(super) fn get_with_age(&self) -> Option<(Handle<T>, Duration)> {
        let value = self.value.read().unwrap_or_else(PoisonError::into_inner);
        value
            .as_ref()
            .map(|made| (made.handle.clone(), made.birth.age()))
    }

    /// Whether an initialisation is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.initialising.try_lock().is_err()
    }

    /// The value; `making` makes it if it is not there.
    pub(super) async fn get_or_init(
        &self,
        making: impl Future<Output = Result<T, InitError>>,
    ) -> Result<Handle<T>, InitError> {
        if let Some(handle) = self.get() {
            return Ok(handle);
        }
        let _one_at_a_time = self.initialising.lock().await;
        if let Some(handle) = self.get() {
            return Ok(handle);
        }
        Ok(self.store(making.await?))
    }

    /// Puts what `making` makes in the place of the value; nothing if an initialisation is under way.
    pub(super) async fn replace(
        &self,
        making: impl Future<Output = Result<T, InitError>>,
    ) -> Option<Result<(), InitError>> {
        let _one_at_a_time = self.initialising.try_lock().ok()?;
        Some(making.await.map(|value| drop(self.store(value))))
    }

    /// Drops the value; handles that are held keep it alive.
    pub(super) fn reset(&self) {
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn store(&self, value: T) -> Handle<T> {
        let handle = Handle::new(value);
        let made = Made {
            handle: handle.clone(),
            birth: Birth::now(),
        };
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = Some(made);
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
    fn one_init_runs_however_many_ask() {
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
    fn a_failed_init_is_tried_again_and_its_error_names_the_module() {
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
            failed.to_string(),
            "lazy module `shop::catalog` could not start: no table"
        );
        assert!(cell.get().is_none());
        assert_eq!(*block_on(cell.get_or_init(fail_first())).unwrap(), 7);
    }

    #[test]
    fn an_init_that_is_dropped_half_way_leaves_nothing_and_blocks_nobody() {
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
    fn an_init_that_panics_is_tried_again() {
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
}
