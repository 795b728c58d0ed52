//! Prints the margins of the guard and of the watchdog: how long before the kill each kind of overrun was answered, worst and median
//! of 20 runs (or of as many as the argument says). It takes about eight minutes.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    let runs = std::env::args()
        .nth(1)
        .map_or(Ok(20), |runs| runs.parse())?;
    println!("| what overruns | worst margin | median | answered by |\n|---|---|---|---|");
    for overrun in gatewright_tests::overruns::ALL {
        let margins = overrun.measure(runs)?;
        let answered_by = match margins.by_watchdog {
            0 => "guard".to_owned(),
            all if all == runs => "watchdog".to_owned(),
            some => format!("guard, {some} times the watchdog"),
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
    eprintln!("the AWS Lambda Runtime Interface Emulator runs on Linux only");
}
