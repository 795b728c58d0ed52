//! `cargo gatewright tune`: what it refuses, and that all of its outputs have the same figures.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::{Finished, run};
use gatewright_tests::target_dir::{target_dir, workspace_root};
use serde_json::Value;

/// The first run builds the function, for debugging and for release.
const LIMIT: Duration = Duration::from_secs(1_800);

fn tune(folder: &Path, arguments: &[&str]) -> Result<Finished> {
    let gatewright = build("cargo-gatewright", "cargo-gatewright", Profile::Debug)?;
    let mut command = Command::new(gatewright);
    command.args(["gatewright", "tune", "--quiet", "--manifest-path"]);
    command.arg(workspace_root().join("tests/functions/workloads/Cargo.toml"));
    for (option, least) in [("--runs", "20"), ("--cold", "1")] {
        if !arguments.contains(&option) {
            command.args([option, least]);
        }
    }
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target_dir()?);
    run(&mut command, b"", LIMIT)
}

fn events() -> String {
    let events = workspace_root().join("tests/functions/workloads/events");
    events.display().to_string()
}

/// Writes files, runs `tune` beside them, and expects exit code 2, a message, and no other file.
fn is_refused(files: &[(&str, &str)], arguments: &[&str], message: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().context("a folder")?)?;
        fs::write(path, text)?;
    }
    let before = names(folder.path())?;
    let ran = tune(folder.path(), arguments)?;
    ensure!(ran.status.code() == Some(2), "{arguments:?}: {ran:?}");
    ensure!(
        ran.stderr.contains(message),
        "expected `{message}`, found {}",
        ran.stderr
    );
    ensure!(ran.stdout.is_empty(), "{}", ran.stdout_text());
    ensure!(names(folder.path())? == before, "{arguments:?}");
    for (name, text) in files {
        ensure!(
            fs::read_to_string(folder.path().join(name))? == *text,
            "{name}"
        );
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[test]
fn events_that_cannot_be_read_are_refused() -> Result<()> {
    is_refused(
        &[("broken.json", "{\"operation\": ")],
        &["--events", "broken.json", "--html", "tune.html"],
        "the event `broken.json` is not JSON: EOF while parsing",
    )?;
    is_refused(
        &[("events/README.md", "none")],
        &["--events", "events"],
        "the directory `events` has no event files",
    )?;
    is_refused(
        &[],
        &["--events", "none.json"],
        "could not read the event `none.json`",
    )
}

#[test]
fn events_that_fail_are_refused() -> Result<()> {
    let failing = r#"{"operation": "workloads.failing", "payload": {}}"#;
    let hanging = r#"{"operation": "workloads.hanging", "payload": {}}"#;
    is_refused(
        &[("failing.json", failing)],
        &["--events", "failing.json", "--html", "tune.html"],
        ": no luck\n  = help: name events that the function answers",
    )?;
    is_refused(
        &[("hanging.json", hanging)],
        &["--events", "hanging.json", "--svg", "tune.svg"],
        "`hanging.json` fails: ",
    )?;
    // Nobody listens on port 1.
    is_refused(
        &[(
            "calling.json",
            r#"{"operation": "workloads.calling", "payload": "127.0.0.1:1"}"#,
        )],
        &["--events", "calling.json"],
        "Services that it calls must be reachable from here",
    )?;
    is_refused(
        &[("all/a.json", failing), ("all/b.json", "17")],
        &["--events", "all"],
        "the function fails with every event",
    )
}

#[test]
fn event_of_a_directory_that_fails_is_left_out() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for name in ["failing", "waiting"] {
        let text = format!(r#"{{"operation": "workloads.{name}", "payload": {{}}}}"#);
        fs::write(folder.path().join(format!("{name}.json")), text)?;
    }
    let ran = tune(folder.path(), &["--events", ".", "--json"])?;
    let json: Value = serde_json::from_str(&ran.stdout_text())?;
    assert_eq!(json["events"], serde_json::json!(["./waiting.json"]));
    assert_eq!(json["left_out"][0]["event"], "./failing.json");
    let error = json["left_out"][0]["error"].as_str().context("an error")?;
    assert!(error.contains("no luck"), "{error}");
    Ok(())
}

#[test]
fn numbers_out_of_range_are_refused() -> Result<()> {
    let events = events();
    for (option, value) in [("--runs", "19"), ("--cold", "0"), ("--rounds", "3")] {
        let message = format!("invalid value '{value}' for '{option} <N>'");
        is_refused(
            &[],
            &["--events", &events, "--verify", option, value],
            &message,
        )?;
    }
    is_refused(
        &[],
        &["--events", &events, "--strategy", "cheap"],
        "[possible values: cost, speed, balanced]",
    )?;
    is_refused(
        &[],
        &["--events", &events, "--env", "=1"],
        "expected `NAME=VALUE`",
    )
}

#[test]
fn prices_that_are_unknown_or_malformed_are_refused() -> Result<()> {
    let events = events();
    let with = |arguments: &[&'static str]| {
        let mut all = vec!["--events", events.as_str()];
        all.extend_from_slice(arguments);
        all.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let good = r#"{"eu-central-1": {"arm64": {"gb_second": 1.0, "million_requests": 0.2}}}"#;
    for (text, arguments, message) in [
        (
            good,
            with(&["--region", "eu-north-1"]),
            "the prices of `eu-north-1` are not built in",
        ),
        (
            good,
            with(&["--prices", "prices.json", "--region", "eu-north-1"]),
            "`prices.json` has no region `eu-north-1`\n  = help: name one of its regions with `--region`: eu-central-1",
        ),
        (
            good,
            with(&["--prices", "prices.json", "--region", "eu-central-1"]),
            "has no prices of x86_64 in `eu-central-1`",
        ),
        (
            "{}",
            with(&["--prices", "prices.json"]),
            "`prices.json` has no region `us-east-1`",
        ),
        (
            "[1]",
            with(&["--prices", "prices.json"]),
            "`prices.json` is not a file with prices",
        ),
        (
            r#"{"us-east-1": {"x86_64": {"gb_second": -1.0, "million_requests": 0.2}}}"#,
            with(&["--prices", "prices.json"]),
            "has a negative price of x86_64 in `us-east-1`",
        ),
        (
            r#"{"us-east-1": {"x86_64": {"gb_second": "much", "million_requests": 0.2}}}"#,
            with(&["--prices", "prices.json"]),
            "expected f64",
        ),
        (
            good,
            with(&["--prices", "none.json"]),
            "could not read `none.json`",
        ),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        is_refused(&[("prices.json", text)], &arguments, message)?;
    }
    Ok(())
}

#[test]
fn file_of_another_program_is_not_replaced() -> Result<()> {
    let events = events();
    for option in ["--html", "--svg"] {
        is_refused(
            &[("mine.html", "<p>mine</p>")],
            &["--events", &events, option, "mine.html"],
            "the file `mine.html` exists already, and `tune` did not write it",
        )?;
    }
    is_refused(
        &[],
        &["--events", &events, "--html", "none/tune.html"],
        "there is no directory `none`",
    )
}

#[test]
fn page_in_a_browser_has_the_figures_of_json() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mixed = format!("{}/mixed.json", events());
    let arguments = [
        "--events",
        &mixed,
        "--json",
        "--html",
        "tune.html",
        "--svg",
        "tune.svg",
    ];
    // The second run replaces the page of the first one.
    let first = tune(folder.path(), &arguments)?;
    let ran = tune(folder.path(), &arguments)?;
    // 1,769 MB are too much for 12 ms of CPU time in 76 ms.
    ensure!(
        first.status.code() == Some(1) && ran.status.code() == Some(1),
        "{first:?} {ran:?}"
    );
    let json: Value = serde_json::from_str(&ran.stdout_text())?;
    assert_eq!(json["over_provisioned"], true);
    let page = folder.path().join("tune.html");
    let text = fs::read_to_string(&page)?;
    // A name, and an address in the data.
    let text = text
        .replace("http://www.w3.org/2000/svg", "")
        .replace("https://lambda-power-tuning.show/", "");
    for network in ["http://", "https://", "src=", "@import", "url("] {
        ensure!(!text.contains(network), "the page refers to {network}");
    }
    let dom = dom(folder.path(), &page)?;
    let data = between(&dom, "id=\"data\">", "</script>").context("the document")?;
    let data: Value = serde_json::from_str(data)?;
    assert_eq!(data, json);
    // Each row of the table, as the browser has read it.
    let mut rows = 0;
    for row in dom.split("<tr ").skip(1) {
        let cells: Vec<&str> = row
            .split("<td>")
            .skip(1)
            .filter_map(|cell| cell.split("</td>").next())
            .collect();
        let sizes = json["sizes"].as_array().context("sizes")?;
        let size = sizes.iter().find(|size| {
            cells[0]
                .parse()
                .is_ok_and(|memory: u64| size["memory_mb"] == memory)
        });
        let size = size.with_context(|| format!("no size {}", cells[0]))?;
        let keys = ["mean_ms", "p50_ms", "p99_ms", "cold_ms", "cost_per_million"];
        for (key, cell) in keys.into_iter().zip(&cells[1..]) {
            let (exact, shown) = (
                size[key].as_f64().context("a number")?,
                cell.parse::<f64>()?,
            );
            ensure!(
                (exact - shown).abs() <= exact * 0.006,
                "{key}: {exact}, shown as {shown}"
            );
        }
        rows += 1;
    }
    assert_eq!(rows, 14);
    assert_eq!(dom.matches("<circle").count(), 3 * 14, "three curves");
    let svg = fs::read_to_string(folder.path().join("tune.svg"))?;
    assert_eq!(svg.matches("<circle").count(), 3 * 14);
    is_read_by_power_tuning(&json)
}

/// Opens the page in Chromium without a network, and returns its DOM.
fn dom(folder: &Path, page: &Path) -> Result<String> {
    let profile = folder.join("profile");
    fs::create_dir(&profile)?;
    let mut chromium = Command::new("chromium");
    chromium
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", page.display()));
    let finished = run(&mut chromium, b"", Duration::from_secs(120)).context(
        "the test opens the page in Chromium\nhelp: `bash .ci/setup` installs Debian's package `chromium`",
    )?;
    Ok(finished.expect_success("chromium")?.stdout_text())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?
        .1
        .split_once(end)
        .map(|(found, _)| found)
}

/// Decodes the address as the page of aws-lambda-power-tuning does: `Int16Array` and `Float32Array` of the decoded Base64 lists.
fn is_read_by_power_tuning(json: &Value) -> Result<()> {
    let url = json["power_tuning_url"].as_str().context("an address")?;
    let hash = url
        .strip_prefix("https://lambda-power-tuning.show/#")
        .context("the address of the page")?;
    let lists: Vec<&str> = hash.split(';').collect();
    let [sizes, times, costs] = lists.as_slice() else {
        anyhow::bail!("expected three lists, found {hash}");
    };
    let floats = |list: &str| -> Result<Vec<f64>> {
        let bytes = STANDARD.decode(list)?;
        let values = bytes
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        Ok(values.map(f64::from).collect())
    };
    let sizes = STANDARD.decode(sizes)?;
    let sizes: Vec<i64> = sizes
        .chunks_exact(2)
        .map(|two| i64::from(i16::from_le_bytes([two[0], two[1]])))
        .collect();
    let (times, costs) = (floats(times)?, floats(costs)?);
    let expected = json["sizes"].as_array().context("sizes")?;
    ensure!(
        [sizes.len(), times.len(), costs.len()] == [expected.len(); 3],
        "{url}"
    );
    for (at, size) in expected.iter().enumerate() {
        let is_near = |key: &str, found: f64| {
            size[key]
                .as_f64()
                .is_some_and(|value| (value - found).abs() <= value * 1e-6)
        };
        ensure!(
            size["memory_mb"] == sizes[at]
                && is_near("mean_ms", times[at])
                && is_near("cost_per_million", costs[at] * 1e6),
            "{size}: {} MB, {} ms, {} USD",
            sizes[at],
            times[at],
            costs[at]
        );
    }
    Ok(())
}

#[test]
fn change_of_the_attribute_is_printed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let waiting = format!("{}/waiting.json", events());
    let ran = tune(
        folder.path(),
        &["--events", &waiting, "--strategy", "cost", "--apply"],
    )?;
    assert_eq!(ran.status.code(), Some(1));
    let text = ran.stdout_text();
    let source =
        fs::read_to_string(workspace_root().join("tests/functions/workloads/src/main.rs"))?;
    let (line, old) = (1..)
        .zip(source.lines())
        .find(|(_, line)| line.contains("memory = 1769"))
        .context("the attribute")?;
    let new = old.replace("1769", "128");
    let expected = format!("tests/functions/workloads/src/main.rs:{line}\n-{old}\n+{new}\n");
    assert!(
        text.contains(&expected),
        "expected\n{expected}found\n{text}"
    );
    assert!(
        text.contains("over-provisioned: 1769 MB are 1282 % more than 128 MB"),
        "{text}"
    );
    assert!(text.contains("AWS was not measured"), "{text}");
    Ok(())
}
