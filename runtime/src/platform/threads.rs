//! Types that differ between a function that serves on one thread and one whose invocations move between threads.
//!
//! Without the feature `concurrent`, they are plain types without a cost. With it, futures and their contents must be `Send`. The
//! futures of a function that serves one invocation at a time need not be, and are
//! [asserted to stay on their thread](assert_same_thread).

#[cfg(feature = "concurrent")]
pub use self::several::Boxed;
#[cfg(feature = "concurrent")]
pub(crate) use self::several::{Slot, assert_same_thread};
#[cfg(not(feature = "concurrent"))]
pub use self::single::Boxed;
#[cfg(not(feature = "concurrent"))]
pub(crate) use self::single::{Slot, assert_same_thread};

/// Without the feature `concurrent`.
#[cfg(not(feature = "concurrent"))]
mod single {
    use std::cell::Cell;
    use std::future::Future;
    use std::pin::Pin;

    /// A boxed future.
    pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

    /// Returns the future unchanged: there is only one thread.
    pub(crate) fn assert_same_thread<F: Future>(future: F) -> F {
        future
    }

    /// A mutable value of an invocation.
    #[derive(Default)]
    pub(crate) struct Slot<T>(Cell<T>);

    impl<T> Slot<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(Cell::new(value))
        }

        pub(crate) fn get(&self) -> T
        where
            T: Copy,
        {
            self.0.get()
        }

        pub(crate) fn set(&self, value: T) {
            self.0.set(value);
        }

        pub(crate) fn take(&self) -> T
        where
            T: Default,
        {
            self.0.take()
        }

        pub(crate) fn change(&self, change: impl FnOnce(&mut T))
        where
            T: Default,
        {
            let mut value = self.0.take();
            change(&mut value);
            self.0.set(value);
        }
    }
}

/// With the feature `concurrent`.
#[cfg(feature = "concurrent")]
mod several {
    use std::future::Future;
    use std::mem;
    use std::pin::Pin;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use send_wrapper::SendWrapper;

    /// A boxed future.
    pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

    /// Makes a future `Send` that never leaves its thread. A function that serves one invocation at a time has a runtime of one
    /// thread, and [`testing::invoke`](crate::testing::invoke) is not `Send`.
    pub(crate) fn assert_same_thread<F: Future>(
        future: F,
    ) -> impl Future<Output = F::Output> + Send {
        SendWrapper::new(future)
    }

    /// A mutable value of an invocation. The lock is never contended: it is not held across an await, and an invocation runs on
    /// one thread at a time.
    #[derive(Debug, Default)]
    pub(crate) struct Slot<T>(Mutex<T>);

    impl<T> Slot<T> {
        pub(crate) fn new(value: T) -> Self {
            Self(Mutex::new(value))
        }

        pub(crate) fn get(&self) -> T
        where
            T: Copy,
        {
            *self.lock()
        }

        pub(crate) fn set(&self, value: T) {
            *self.lock() = value;
        }

        pub(crate) fn take(&self) -> T
        where
            T: Default,
        {
            mem::take(&mut *self.lock())
        }

        pub(crate) fn change(&self, change: impl FnOnce(&mut T)) {
            change(&mut self.lock());
        }

        fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}
