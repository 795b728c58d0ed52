//! Finds routes in Gatewright's tree and in its peers.
//!
//! `bench-routes count ROUTER TEMPLATES ROUNDS` finds the route of a path for each of so many templates, in one of the routers, so
//! many times, for a tool that counts instructions. It first compares what all of them find.

mod router;
mod templates;

use anyhow::{Context, Result, bail, ensure};

use router::Router;
use templates::{COUNTS, Request};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ["count", router, count, rounds] = arguments[..] else {
        bail!("bench-routes count ROUTER TEMPLATES ROUNDS");
    };
    let count: usize = count.parse()?;
    let templates = COUNTS
        .into_iter()
        .find(|templates| templates.texts.len() == count)
        .context("there is no such number of templates")?;
    let routers = router::all(templates)?;
    let requests = templates.requests();
    compare(&routers, &requests)?;
    let router = routers
        .iter()
        .find(|known| known.name == router)
        .context("there is no such router")?;
    let paths: Vec<&str> = requests.iter().map(|request| &*request.path).collect();
    for _ in 0..rounds.parse()? {
        (router.pass)(&paths);
    }
    Ok(())
}

/// All routers find the same, and what they should.
fn compare(routers: &[Router], requests: &[Request]) -> Result<()> {
    for (number, request) in requests.iter().enumerate() {
        for router in routers {
            let (found, captured) = (router.find)(&request.path)
                .with_context(|| format!("{} finds no {}", router.name, request.path))?;
            ensure!(
                found == number && captured == request.captured,
                "{} finds template {found} with {captured:?} for {}, which is {number} with {:?}",
                router.name,
                request.path,
                request.captured
            );
        }
        ensure!(
            routers
                .iter()
                .all(|router| (router.find)(&format!("/no{}", request.path)).is_none()),
            "a path that is none of the templates' is found"
        );
    }
    Ok(())
}
