//! The optimisation checklist: one function for each row.

use super::Subject;
use super::model::{Row, Verdict};
use crate::budget::Key as Limited;
use crate::report::{Finding, Level, Pass};
use crate::workspace::is_platform;
use gatewright_discipline::{Manifest, Rule, crate_mentions};
use gatewright_manifest::{Handler, Key};
use std::collections::BTreeSet;

const BEST_PRACTICES: &str = "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html";
const MEMORY: &str = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html";
const TIMEOUT: &str = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html";
const ENVIRONMENT: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html";
const SEPARATION: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html";
const PROVISIONED: &str =
    "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html";

/// A cold start up to this long is not worth provisioned concurrency.
pub(super) const COLD_START_MS: f64 = 3_000.0;

/// A larger size is not a waste if it costs less than this part more.
const WASTE: f64 = 0.1;

/// All rows, in the order of the checklist.
pub(super) fn all(subject: &Subject) -> Vec<Row> {
    vec![
        dependencies(subject),
        lazy(subject),
        memory(subject),
        timeout(subject),
        concurrent(subject),
        cold_starts(subject),
        separated(subject),
        provisioned(subject),
    ]
}

/// Adds the findings of some rules as facts against a row.
fn findings(row: &mut Row, subject: &Subject, rules: &[Rule]) {
    let found = subject.surveyed.findings.iter();
    // Those about dependencies are facts of another row.
    let found = found.filter(|one| one.level == Level::Error && one.pass != Pass::Dependencies);
    for finding in found.filter(|one| rules.contains(&one.rule)) {
        let Finding {
            place,
            headline,
            help,
            ..
        } = finding;
        row.against(
            headline.clone(),
            format!("{}:{}", place.file, place.line),
            help.clone(),
        );
    }
}

fn dependencies(subject: &Subject) -> Row {
    let mut row = Row::new("dependencies", "Dependencies are minimal", BEST_PRACTICES);
    let found = subject.surveyed.findings.iter();
    let refused = found.filter(|one| one.level == Level::Error && one.pass == Pass::Dependencies);
    for one in refused {
        let source = format!("{}:{}", one.place.file, one.place.line);
        row.against(one.headline.clone(), source, one.help.clone());
    }
    let manifest = subject.workspace.shown(&subject.package.manifest);
    for (name, line) in unused(subject) {
        row.against(
            format!("the code does not name the dependency `{name}`"),
            format!("{manifest}:{line}"),
            format!(
                "remove `{name}`. If only its features matter, list it in `[package.metadata.cargo-machete]`: `ignored = [\"{name}\"]`"
            ),
        );
    }
    let count = subject.surveyed.dependencies;
    let limit = subject.budget.limit(Limited::Dependencies);
    // A count of packages is far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    if let Some(limit) = limit.filter(|limit| count as f64 > limit.value) {
        row.against(
            format!(
                "{count} packages are more than the budget of {}",
                limit.value
            ),
            format!("{manifest}:{}", limit.line),
            "see `cargo gatewright size` for the crates that each dependency brings in",
        );
    }
    let direct = subject.package.dependencies.len();
    let brought = format!("{direct} direct dependencies bring in {count} packages");
    if row.verdict == Verdict::Cross {
        row.fact(brought, "`cargo tree`");
    } else {
        row.fact(
            format!("{brought}; none is refused by a rule or unused"),
            "`cargo tree`, `cargo gatewright check`",
        );
    }
    row
}

/// The direct dependencies that no file of the package names, with their lines.
fn unused(subject: &Subject) -> Vec<(String, usize)> {
    let Ok(manifest) = Manifest::read(&subject.package.manifest) else {
        return Vec::new();
    };
    let ignored = ignored(subject);
    let own: Vec<_> = subject
        .surveyed
        .members
        .iter()
        .zip(&subject.surveyed.sources)
        .filter(|(member, _)| {
            subject.workspace.packages[member.package].name == subject.package.name
        })
        .map(|(_, source)| source)
        .collect();
    let mut unused: Vec<(String, usize)> = subject
        .package
        .dependencies
        .iter()
        .filter(|one| !is_platform(&one.package) && !ignored.contains(&one.package))
        .filter(|one| {
            let words = std::slice::from_ref(&one.name);
            !own.iter().any(|source| crate_mentions(source, words))
        })
        .map(|one| {
            let mut named = manifest.dependencies.iter();
            let line = named
                .find(|named| named.package == one.package)
                .map_or(1, |named| named.line);
            (one.package.clone(), line)
        })
        .collect();
    unused.sort();
    unused.dedup();
    unused
}

/// The packages that the manifest lists as used although no code names them, for cargo-machete or cargo-shear.
fn ignored(subject: &Subject) -> BTreeSet<String> {
    let packages = subject
        .workspace
        .resolved
        .iter()
        .flat_map(|metadata| &metadata.packages);
    let mut own = packages.filter(|one| Some(&one.id) == subject.package.id.as_ref());
    let metadata = own.next().map(|package| &package.metadata);
    let lists = ["cargo-machete", "cargo-shear"]
        .into_iter()
        .filter_map(|tool| metadata?.get(tool)?.get("ignored")?.as_array());
    lists
        .flatten()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect()
}

fn lazy(subject: &Subject) -> Row {
    let mut row = Row::new("lazy", "Heavy work is lazy", BEST_PRACTICES);
    findings(
        &mut row,
        subject,
        &[Rule::HeavyDependency, Rule::ClientPerInvocation],
    );
    let modules = &subject.function.manifest.modules;
    let names: Vec<String> = modules
        .iter()
        .map(|module| format!("`{}`", module.name))
        .collect();
    match names.as_slice() {
        [] => row.fact(
            "no expensive value is initialised during INIT or in a handler, and there is no lazy module",
            "`cargo gatewright check --offline-engine`",
        ),
        names => {
            row.fact(
                format!("initialised on first use: {}", names.join(", ")),
                format!("`{} manifest`", subject.function.binary),
            );
        }
    }
    row
}

fn memory(subject: &Subject) -> Row {
    let mut row = Row::new("memory", "Memory is right-sized", MEMORY);
    let present = subject.function.manifest.function.memory_mb;
    let Some(performance) = &subject.performance else {
        row.fact(format!("{present} MB"), subject.attribute("memory"));
        row.unknown(subject.what_would_tell());
        return row;
    };
    let source = &performance.source;
    row.fact(
        format!(
            "{present} MB, and the peak needs {:.0} MB with its headroom",
            performance.needed_mb.ceil()
        ),
        source.clone(),
    );
    match performance.recommended {
        None => row.against(
            "no size has enough memory",
            source.clone(),
            "keep less in memory at a time: handle records one by one, stream bodies",
        ),
        Some(_) if performance.needed_mb > f64::from(present) => row.against(
            format!("{present} MB are too little"),
            subject.attribute("memory"),
            format!(
                "write `memory = {}`, or a larger size that `cargo gatewright tune` recommends",
                performance.needed_mb.ceil()
            ),
        ),
        Some((best, cost)) => {
            let saved = 1.0 - cost / performance.cost_per_million.max(f64::MIN_POSITIVE);
            let is_larger = f64::from(present) > 1.5 * f64::from(best);
            if is_larger && saved > WASTE {
                row.against(
                    format!(
                        "{best} MB cost {:.0} % less for the same work",
                        saved * 100.0
                    ),
                    source.clone(),
                    format!("write `memory = {best}`: `cargo gatewright tune` has the curve"),
                );
            } else if is_larger {
                row.fact(
                    format!(
                        "{best} MB are recommended, and would save {:.1} % of the cost",
                        saved.max(0.0) * 100.0
                    ),
                    source.clone(),
                );
            }
        }
    }
    row
}

fn timeout(subject: &Subject) -> Row {
    let mut row = Row::new("timeout", "The timeout is handled", TIMEOUT);
    findings(&mut row, subject, &[Rule::Timeout]);
    for (spot, name) in &subject.code.unguarded {
        row.against(
            format!("`{name}` is not answered before the timeout: `#[guard(off)]`"),
            subject.spot(spot),
            "remove `#[guard(off)]`, and use `Deadline` where the code needs the time that is left",
        );
    }
    let function = &subject.function.manifest.function;
    if !function.watchdog {
        row.against(
            "a handler that neither awaits nor loops is killed at the timeout: the watchdog is off",
            subject.attribute("watchdog"),
            "remove `watchdog = false`",
        );
    }
    let before = match function.guard_ms {
        Some(guard) => format!("{guard} ms before the deadline"),
        None => "5 % of the time before the deadline, 100 ms to 2 s".to_owned(),
    };
    let set = if subject.has_option("timeout") {
        ""
    } else {
        ", the default of Lambda"
    };
    row.fact(
        format!(
            "{} s{set}; the guard answers {before}",
            seconds(function.timeout_ms)
        ),
        subject.attribute("timeout"),
    );
    row
}

fn seconds(ms: u64) -> String {
    if ms.is_multiple_of(1_000) {
        (ms / 1_000).to_string()
    } else {
        format!("{}.{:03}", ms / 1_000, ms % 1_000)
    }
}

fn concurrent(subject: &Subject) -> Row {
    let mut row = Row::new("concurrent", "I/O is concurrent", BEST_PRACTICES);
    findings(
        &mut row,
        subject,
        &[Rule::Blocking, Rule::Threading, Rule::Locking],
    );
    for (spot, what) in &subject.code.one_by_one {
        row.against(
            what.clone(),
            subject.spot(spot),
            "await independent calls together: `gatewright::gather`, or `tokio::join!`",
        );
    }
    let handlers = &subject.function.manifest.handlers;
    let waits = |handler: &Handler| {
        let line = usize::try_from(handler.line).unwrap_or(usize::MAX);
        // As rustc sees it: relative to the workspace, or absolute.
        let file = subject.workspace.root.join(&handler.file);
        subject.code.awaits_at(&file, line)
    };
    for handler in handlers
        .iter()
        .filter(|one| waits(one) && is_unordered_queue(one))
    {
        if handler.batch.is_some_and(|batch| batch.concurrency == 1) {
            row.against(
                format!(
                    "`{}` awaits for one message after the other",
                    handler.function
                ),
                format!("{}:{}", handler.file, handler.line),
                "handle several messages of a batch at a time: `concurrency = 8` in `#[sqs(…)]`",
            );
        }
    }
    if row.verdict == Verdict::Tick {
        let waiting = handlers.iter().filter(|one| waits(one)).count();
        row.fact(
            format!(
                "{waiting} of {} handlers await; no call blocks the thread, and no two independent calls wait for each other",
                handlers.len()
            ),
            "`cargo gatewright check --offline-engine`, the source",
        );
    }
    row
}

/// Whether a handler takes messages of a standard queue, which have no order.
fn is_unordered_queue(handler: &Handler) -> bool {
    match &handler.key {
        Key::Source { source, name, .. } => {
            let has_order = name.as_deref().and_then(|name| name.strip_suffix(".fifo"));
            source == "sqs" && has_order.is_none()
        }
        _ => false,
    }
}

fn cold_starts(subject: &Subject) -> Row {
    let mut row = Row::new("cold_starts", "Cold starts are counted", ENVIRONMENT);
    let function = &subject.function.manifest.function;
    if let Some(metrics) = &function.metrics {
        let namespace = match &metrics.namespace {
            Some(namespace) => format!("`{namespace}`"),
            None => "of `POWERTOOLS_METRICS_NAMESPACE`".to_owned(),
        };
        row.fact(
            format!("the metrics `ColdStart` and `InitDuration` of the namespace {namespace}"),
            subject.attribute("metrics"),
        );
    } else if function.record {
        row.fact(
            "`cold_start` in the record of each invocation",
            subject.attribute("record"),
        );
    } else {
        row.against(
            "no metric and no record says which invocations were cold starts",
            subject.attribute("metrics"),
            format!(
                "write `metrics = \"{}\"` or `record` in `#[lambda_handler(…)]`",
                function.name
            ),
        );
    }
    row
}

fn separated(subject: &Subject) -> Row {
    let mut row = Row::new("separated", "Functions are separated by use", SEPARATION);
    let manifest = &subject.function.manifest;
    let groups = groups(subject);
    if groups.len() > 1 {
        for (handlers, modules) in &groups {
            let first = handlers
                .first()
                .map_or_else(String::new, |one| format!("{}:{}", one.file, one.line));
            let names: Vec<String> = handlers
                .iter()
                .map(|one| format!("`{}`", one.function))
                .collect();
            let modules: Vec<String> = modules.iter().map(|module| format!("`{module}`")).collect();
            row.against(
                format!("only {} needs {}", names.join(", "), modules.join(", ")),
                first,
                "the groups share no lazy module: make each a function of its own, which starts with less and has its own memory and policy",
            );
        }
        return row;
    }
    let kinds: BTreeSet<&str> = manifest
        .handlers
        .iter()
        .map(|handler| match &handler.key {
            Key::Route { .. } => "HTTP",
            Key::Operation { .. } => "direct invocations",
            Key::Source { source, .. } => source.as_str(),
            Key::WholeEvent => "any event",
        })
        .collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let source = format!("`{} manifest`", subject.function.binary);
    let count = manifest.handlers.len();
    let handlers = if count == 1 {
        "1 handler".to_owned()
    } else {
        format!("{count} handlers")
    };
    match groups.first() {
        Some((_, modules)) => {
            let modules: Vec<String> = modules.iter().map(|module| format!("`{module}`")).collect();
            row.fact(
                format!(
                    "{handlers} for {} have one use: {}",
                    kinds.join(", "),
                    modules.join(", ")
                ),
                source,
            );
        }
        None if kinds.len() > 1 => {
            row.fact(
                format!("{handlers} for {} share no lazy module", kinds.join(", ")),
                source,
            );
            row.unknown("compare what they need: `cargo gatewright iam` has the actions with the lines that need them");
        }
        None => row.fact(format!("{handlers} for {}", kinds.join(", ")), source),
    }
    row
}

/// Handlers that are connected through lazy modules, with these modules. Handlers without one belong to no group.
fn groups<'s>(subject: &'s Subject) -> Vec<(Vec<&'s Handler>, BTreeSet<&'s str>)> {
    let manifest = &subject.function.manifest;
    let mut groups: Vec<(Vec<&Handler>, BTreeSet<&str>)> = Vec::new();
    for handler in &manifest.handlers {
        let mut modules: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = handler.requires.iter().map(String::as_str).collect();
        next.extend(handler.idempotency.iter().map(|one| one.store.as_str()));
        while let Some(name) = next.pop() {
            if modules.insert(name) {
                let mut known = manifest.modules.iter();
                let needs = known
                    .find(|module| module.name == name)
                    .map(|module| &module.needs);
                next.extend(needs.into_iter().flatten().map(String::as_str));
            }
        }
        if modules.is_empty() {
            continue;
        }
        let mut handlers = vec![handler];
        let (joined, others) = groups
            .into_iter()
            .partition(|(_, of)| !of.is_disjoint(&modules));
        groups = others;
        for (more, of) in joined as Vec<(Vec<&Handler>, BTreeSet<&str>)> {
            handlers.extend(more);
            modules.extend(of);
        }
        handlers.sort_by_key(|one| (&one.file, one.line));
        groups.push((handlers, modules));
    }
    groups.sort_by_key(|(handlers, _)| handlers.first().map(|one| (one.file.clone(), one.line)));
    groups
}

fn provisioned(subject: &Subject) -> Row {
    let mut row = Row::new(
        "provisioned",
        "Provisioned concurrency is considered",
        PROVISIONED,
    );
    let settings = &subject.function.manifest.function.settings;
    if let Some(config) = &settings.provisioned_concurrency_config {
        row.fact(
            format!(
                "{} environments are kept initialised",
                config.provisioned_concurrent_executions
            ),
            subject.attribute("provisioned_concurrency_config"),
        );
        return row;
    }
    if settings
        .snap_start
        .as_ref()
        .is_some_and(|snap| snap.apply_on != "None")
    {
        row.fact(
            "environments are restored from a snapshot",
            subject.attribute("snap_start"),
        );
        return row;
    }
    let handlers = &subject.function.manifest.handlers;
    let has_caller = handlers
        .iter()
        .any(|one| !matches!(one.key, Key::Source { .. }));
    if !has_caller {
        row.fact(
            "event sources invoke it, and no caller waits for a cold start",
            format!("`{} manifest`", subject.function.binary),
        );
        return row;
    }
    let limit = subject
        .budget
        .limit(Limited::ColdStart)
        .map_or(COLD_START_MS, |limit| limit.value);
    match &subject.performance {
        Some(performance) if performance.cold_ms <= limit => row.fact(
            format!(
                "a cold start takes {:.1} ms, within {limit:.0} ms: none is needed",
                performance.cold_ms
            ),
            performance.source.clone(),
        ),
        Some(performance) => row.against(
            format!(
                "a cold start takes {:.0} ms, more than {limit:.0} ms, and no environment is kept initialised",
                performance.cold_ms
            ),
            performance.source.clone(),
            "shorten INIT, or write `auto_publish_alias = \"live\", provisioned_concurrency_config(provisioned_concurrent_executions = 1)`",
        ),
        None => {
            row.fact("no environment is kept initialised", subject.attribute("provisioned_concurrency_config"));
            row.unknown(subject.what_would_tell());
        }
    }
    row
}
