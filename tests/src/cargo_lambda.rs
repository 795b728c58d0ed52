//! The emulator of cargo-lambda (`cargo lambda watch`).
//!
//! Its deadline header holds the timeout in milliseconds. Read as an epoch time, that is a moment in 1970.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::answer::{Answer, invoke_url};
use crate::http::{self, Method, Response};
use crate::ports::free_addresses;
use crate::process::Process;
use crate::tools::Tools;

const STARTING: Duration = Duration::from_secs(60);
/// The time within which the emulator finds out that its port is taken.
const UNSURE: Duration = Duration::from_millis(200);
const ATTEMPTS: usize = 5;

/// A function on the emulator.
#[derive(Debug)]
pub struct CargoLambda {
    // Dropped first: the function must end before the service that it polls.
    function: Process,
    service: Process,
    address: SocketAddr,
    name: String,
}

impl CargoLambda {
    /// Starts the emulator in the folder of a package, and `function`, which is the package's binary `name`.
    ///
    /// The emulator rejects names of binaries that the package does not have.
    pub fn start(package: &Path, name: &str, function: &Path) -> Result<Self> {
        let (service, address) = start_service(package)?;
        let function = Process::start(
            name,
            Command::new(function)
                .env(
                    "AWS_LAMBDA_RUNTIME_API",
                    format!("http://{address}/.rt/{name}"),
                )
                .env("AWS_LAMBDA_FUNCTION_NAME", name)
                .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
                .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "4096"),
        )?;
        Ok(Self {
            function,
            service,
            address,
            name: name.to_owned(),
        })
    }

    /// Returns the address of the Invoke API: `http://host:port`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Invokes the function with the bytes of an event. The emulator returns a function error with status 500.
    pub fn invoke(&self, event: &[u8]) -> Result<Answer> {
        let response = http::post(
            &invoke_url(&self.endpoint(), &self.name),
            "application/json",
            event,
        )?;
        match response.status {
            200 => Ok(Answer {
                payload: response.json()?,
                function_error: None,
            }),
            500 => Ok(Answer {
                payload: response.json()?,
                function_error: Some("Unhandled".to_owned()),
            }),
            status => bail!(
                "cargo lambda answered with status {status}: {}\n{}",
                response.text(),
                self.logs()
            ),
        }
    }

    /// Sends an HTTP request to the function's URL, with a path like `/products/A-100?limit=2`.
    pub fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Response> {
        let url = format!("{}/lambda-url/{}{path}", self.endpoint(), self.name);
        http::request(method, &url, headers, body).with_context(|| self.logs())
    }

    /// Sends `GET` to the function's URL.
    pub fn get(&self, path: &str) -> Result<Response> {
        self.request(Method::GET, path, &[], None)
    }

    /// Returns the logs of the emulator, followed by those of the function.
    pub fn logs(&self) -> String {
        format!("{}{}", self.service.printed(), self.function.printed())
    }
}

fn start_service(package: &Path) -> Result<(Process, SocketAddr)> {
    let command = Tools::get()?.cargo_lambda()?;
    let mut last = String::new();
    for _ in 0..ATTEMPTS {
        let [address] = free_addresses()?;
        let mut service = Process::start(
            "cargo lambda watch",
            Command::new(&command)
                .current_dir(package)
                .args(["lambda", "watch", "--only-lambda-apis"])
                .args(["--invoke-address", &address.ip().to_string()])
                .args(["--invoke-port", &address.port().to_string()]),
        )?;
        let listening = service.wait_until_listening(address, STARTING);
        // With a port that another process has taken meanwhile, it ends without an error, and the other process listens.
        if service.ends_within(UNSURE)? {
            last = service.printed();
            continue;
        }
        listening?;
        return Ok((service, address));
    }
    bail!("cargo lambda ended in {ATTEMPTS} attempts, each with another port\n{last}")
}
