//! Finds routes with Gatewright's tree and with its peers.
//!
//! `bench-routes count ROUTER TEMPLATES ROUNDS` finds the route of one path for each of TEMPLATES templates in one router, ROUNDS
//! times, for a tool that counts instructions. It first checks that all routers find the same.

mod router;
mod templates;

use anyhow::{Context, Result, bail, ensure};

use router::Router;
use templates::{COUNTS, Request};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["count", router, count, rounds] = arguments[..] else {
        bail!("usage: bench-routes count ROUTER TEMPLATES ROUNDS");
    };
    let count: usize = count.parse()?;
    let templates = COUNTS
        .into_iter()
        .find(|templates| templates.texts.len() == count)
        .context("unknown number of templates")?;
    let routers = router::all(templates)?;
    let requests = templates.requests();
    compare(&routers, &requests)?;
    let router = routers
        .iter()
        .find(|known| known.name == router)
        .context("unknown router")?;
    let paths: Vec<&str> = requests.iter().map(|request| &*request.path).collect();
    for _ in 0..rounds.parse()? {
        (router.pass)(&paths);
    }
    Ok(())
}

/// Checks that every router finds the expected routes.
fn compare(routers: &[Router], requests: &[Request]) -> Result<()> {
    for (number, request) in requests.iter().enumerate() {
        for router in routers {
            let (found, captured) = (router.find)(&request.path)
                .with_context(|| format!("expected {} to find {}", router.name, request.path))?;
            ensure!(
                found == number && captured == request.captured,
                "{} finds template {found} with {captured:?} for {}; expected template {number} with {:?}",
                router.name,
                request.path,
                request.captured
            );
        }
        ensure!(
            routers
                .iter()
                .all(|router| (router.find)(&format!("/no{}", request.path)).is_none()),
            "expected no route for a path that matches no template"
        );
    }
    Ok(())
}
