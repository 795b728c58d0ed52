//! The most memory that the process has used.

/// Returns the peak of the resident memory, in KB; `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn peak_kb() -> Option<u64> {
    use std::sync::atomic::{AtomicU64, Ordering};

    use nix::sys::resource::{UsageWho, getrusage};

    /// Reading `VmHWM` takes some 20 us, so it is read again only after this many pages were added: 256 KB.
    const PAGES: u64 = 64;

    static FAULTS: AtomicU64 = AtomicU64::new(0);
    static PEAK: AtomicU64 = AtomicU64::new(0);

    // `ru_maxrss` would be cheaper still, but it includes the process that started this one.
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    let faults = usage.minor_page_faults() + usage.major_page_faults();
    let faults = u64::try_from(faults).unwrap_or(u64::MAX);
    let known = PEAK.load(Ordering::Relaxed);
    if known > 0 && faults < FAULTS.load(Ordering::Relaxed).saturating_add(PAGES) {
        return Some(known);
    }
    let status = std::fs::read("/proc/self/status").ok()?;
    let peak = of_status(&status)?;
    FAULTS.store(faults, Ordering::Relaxed);
    PEAK.store(peak, Ordering::Relaxed);
    Some(peak)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn peak_kb() -> Option<u64> {
    None
}

/// Reads the line `VmHWM: 1234 kB` (`proc_pid_status(5)`).
#[cfg(target_os = "linux")]
fn of_status(status: &[u8]) -> Option<u64> {
    let start = memchr::memmem::find(status, b"VmHWM:")?;
    let digits = status[start + 6..]
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn peak_is_that_of_the_kernel() {
        let status =
            b"Name:\thello\nVmPeak:\t   20000 kB\nVmHWM:\t    1234 kB\nVmRSS:\t    1000 kB\n";
        assert_eq!(of_status(status), Some(1_234));
        assert_eq!(of_status(b"Name:\thello\n"), None);
    }

    #[test]
    fn peak_grows_with_the_memory_in_use() {
        let used = std::hint::black_box(vec![1_u8; 64 << 20]);
        let during = peak_kb().unwrap();
        drop(used);
        let after = peak_kb().unwrap();
        // Two readings of one peak differ: the kernel counts the pages of each thread in batches.
        assert!(during.min(after) >= 64 << 10, "{during} {after}");
    }
}
