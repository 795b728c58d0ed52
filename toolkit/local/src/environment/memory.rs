//! How much memory a process has used.

/// Peak resident memory of the process `pid` so far, in bytes; `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn peak(pid: Option<u32>) -> Option<u64> {
    parse(&std::fs::read_to_string(format!("/proc/{}/status", pid?)).ok()?)
}

/// Peak resident memory of the process `pid` so far, in bytes; `None` where the system does not tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn peak(_pid: Option<u32>) -> Option<u64> {
    None
}

/// The "high water mark" of proc(5), which is always in kB of 1024 bytes.
#[cfg(target_os = "linux")]
fn parse(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn the_high_water_mark_is_read() {
        let status = "Name:\tshop\nVmPeak:\t   99999 kB\nVmHWM:\t    3412 kB\nVmRSS:\t 10 kB\n";
        assert_eq!(super::parse(status), Some(3412 * 1024));
        assert_eq!(super::parse("Name:\tzombie\n"), None);
    }

    #[test]
    fn our_own_is_more_than_nothing() {
        assert!(super::peak(Some(std::process::id())) > Some(1 << 16));
        assert_eq!(super::peak(None), None);
    }
}
