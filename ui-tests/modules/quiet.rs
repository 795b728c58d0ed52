//! A file without findings that uses the names of refused items.

/// Not a `std::sync::Mutex`.
pub struct Mutex(pub u8);

pub mod thread {
    pub fn spawn(work: impl FnOnce()) {
        work();
    }
}

#[gatewright::exempt(blocking, reason = "an exempted item must not be reported")]
pub fn pause() {
    std::thread::sleep(std::time::Duration::ZERO);
}

#[cfg(test)]
mod tests {
    #[test]
    fn threads() {
        std::thread::spawn(|| ()).join().unwrap();
    }
}
