//! One thread serves.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;

/// A future of any type.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// What invocations hold: anything, for it stays on its thread.
pub trait MaybeSend {}

impl<T> MaybeSend for T {}

/// A future that stays on the thread on which it is.
pub(crate) fn assert_same_thread<F: Future>(future: F) -> F {
    future
}

/// A value that an invocation changes.
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
