//! Prints all tables of `gatewright_benches`, or those named on the command line. Exits with 1 if a goal is missed.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> anyhow::Result<ExitCode> {
    use gatewright_benches::tables::ALL;

    // Cargo adds the argument `--bench`.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    for name in &wanted {
        anyhow::ensure!(
            ALL.iter().any(|(known, _)| known == name),
            "unknown table `{name}`\nhelp: use one of {}",
            ALL.iter()
                .map(|(known, _)| *known)
                .collect::<Vec<_>>()
                .join(", "),
        );
    }
    let mut good = true;
    for (name, measure) in ALL {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            let table = measure()?;
            println!("\n{table}");
            good &= table.is_good();
        }
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    eprintln!("the benches need signals and valgrind\nhelp: run them on Linux");
    ExitCode::FAILURE
}
