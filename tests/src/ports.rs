//! Free ports for servers that cannot choose one themselves.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::ops::Range;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Result, bail};

/// Below the ports that systems choose for connections and for listeners on port 0, which come and go during the tests.
const PORTS: Range<u32> = 20_000..32_000;

/// Returns `COUNT` different free addresses on 127.0.0.1, which this process gets only once.
///
/// Another process may take one before the server does. Callers therefore check why a server ended, and retry.
pub(crate) fn free_addresses<const COUNT: usize>() -> Result<[SocketAddr; COUNT]> {
    let mut addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)); COUNT];
    for address in &mut addresses {
        *address = free_address()?;
    }
    Ok(addresses)
}

fn free_address() -> Result<SocketAddr> {
    static CHOSEN: AtomicU32 = AtomicU32::new(0);
    let count = PORTS.end - PORTS.start;
    // Processes that run at the same time begin at different ports.
    let first = process::id().wrapping_mul(64) % count;
    for _ in PORTS {
        let next = first + CHOSEN.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(PORTS.start + next % count)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    bail!(
        "no free port from {} to {} on 127.0.0.1",
        PORTS.start,
        PORTS.end
    )
}
