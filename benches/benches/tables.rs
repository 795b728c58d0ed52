//! Prints the tables of `gatewright_benches`, all of them or those named on the command line. Ends with 1 when a goal is
//! missed.

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> anyhow::Result<ExitCode> {
    use gatewright_benches::tables::ALL;

    // cargo adds `--bench`.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    for name in &wanted {
        anyhow::ensure!(
            ALL.iter().any(|(known, _)| known == name),
            "there is no table `{name}`; there are: {}",
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
    eprintln!(
        "the benches end their functions with signals and count with valgrind: run them on Linux"
    );
    ExitCode::FAILURE
}
