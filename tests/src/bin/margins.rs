//! Prints the margins of the guard and the watchdog: the time between the answer to an overrun and the kill.
//!
//! Each line shows the worst and the median margin of 20 runs, or of as many as the argument says. It takes about eight minutes.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    let runs = std::env::args()
        .nth(1)
        .map_or(Ok(20), |runs| runs.parse())?;
    println!("| overrun | worst margin | median | answered by |\n|---|---|---|---|");
    for overrun in gatewright_tests::overruns::ALL {
        let margins = overrun.measure(runs)?;
        let answered_by = match margins.by_watchdog {
            0 => "guard".to_owned(),
            all if all == runs => "watchdog".to_owned(),
            some => format!("guard, {some} times by the watchdog"),
        };
        println!(
            "| {} | {} ms | {} ms | {answered_by} |",
            overrun.what,
            margins.worst.as_millis(),
            margins.median.as_millis(),
        );
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("margins needs the AWS Lambda Runtime Interface Emulator, which runs only on Linux");
}
