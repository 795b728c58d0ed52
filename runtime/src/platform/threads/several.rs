//! Invocations move between threads.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use send_wrapper::SendWrapper;

/// A future of any type.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What invocations hold: what can move to another thread.
pub trait MaybeSend: Send {}

impl<T: Send> MaybeSend for T {}

/// A future that stays on the thread on which it is, although its type says that it may be moved: a function that serves one
/// invocation at a time has a runtime of one thread, and [`testing::invoke`](crate::testing::invoke) is not `Send`.
pub(crate) fn assert_same_thread<F: Future>(future: F) -> impl Future<Output = F::Output> + Send {
    SendWrapper::new(future)
}

/// A value that an invocation changes. It is never held across an await, and one thread at a time works for an invocation, so nobody
/// waits for the lock.
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
