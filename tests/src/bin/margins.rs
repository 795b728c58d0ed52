//! Prints the margins of the guard and of the watchdog: how long before the kill each kind of overrun was answered, worst and median
//! of 20 runs (or of as many as the argument says). It takes about eight minutes.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    let runs = std::env::args()
        .nth(1)
        .map_or(Ok(20), |runs| runs.parse())?;
    println!("| what overruns | answered by | worst margin | median |\n|---|---|---|---|");
    for overrun in gatewright_tests::overruns::ALL {
        let mut margins = overrun.margins(runs)?;
        margins.sort_unstable();
        println!(
            "| {} | {} | {} ms | {} ms |",
            overrun.what,
            overrun.answered_by(),
            margins[0].as_millis(),
            margins[runs / 2].as_millis()
        );
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the AWS Lambda Runtime Interface Emulator runs on Linux only");
}
