//! The commands and options: one table for the parser and for the help.

use std::fmt::Write;

/// An option of one or more commands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OptionSpec {
    /// The name without `--`.
    pub(super) name: &'static str,
    /// The placeholder of its value, if it takes one.
    pub(super) value: Option<&'static str>,
    /// A value as an example.
    pub(super) example: &'static str,
    /// Whether it may be written more than once.
    pub(super) repeats: bool,
    help: &'static str,
}

impl OptionSpec {
    const fn flag(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            value: None,
            example: "",
            repeats: false,
            help,
        }
    }

    const fn with_value(
        name: &'static str,
        value: &'static str,
        example: &'static str,
        help: &'static str,
    ) -> Self {
        Self {
            name,
            value: Some(value),
            example,
            repeats: false,
            help,
        }
    }

    const fn repeated(self) -> Self {
        Self {
            repeats: true,
            ..self
        }
    }
}

/// A command, or the program without a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommandSpec {
    /// The name; `None` without a command.
    pub(super) name: Option<&'static str>,
    /// The help of the required file, if the command takes one.
    pub(super) file: Option<&'static str>,
    pub(super) options: &'static [&'static OptionSpec],
    about: &'static str,
}

pub(super) const PORT: OptionSpec = OptionSpec::with_value(
    "port",
    "N",
    "8080",
    "Port to listen on, on 127.0.0.1 [default: 9000, or the next free one]",
);

pub(super) const TRIGGER: OptionSpec = OptionSpec::with_value(
    "trigger",
    "NAME",
    "rest-api",
    "Send the events of this service: http-api, rest-api, function-url, alb or vpc-lattice",
);

pub(super) const PAYLOAD_FORMAT: OptionSpec = OptionSpec::with_value(
    "payload-format",
    "VERSION",
    "1.0",
    "Version of the events of an HTTP API or VPC Lattice, 1.0 or 2.0 [default: 2.0]",
);

pub(super) const MULTI_VALUE: OptionSpec = OptionSpec::flag(
    "multi-value",
    "Enable multi-value headers of the load balancer's target group",
);

pub(super) const BINARY_MEDIA_TYPE: OptionSpec = OptionSpec::with_value(
    "binary-media-type",
    "TYPE",
    "image/png",
    "Binary media type of the REST API [default: */*]",
)
.repeated();

pub(super) const CONCURRENCY: OptionSpec = OptionSpec::with_value(
    "concurrency",
    "N",
    "10",
    "Invocations that run at a time; further ones wait [default: 100]",
);

pub(super) const ALLOW_HOST: OptionSpec = OptionSpec::with_value(
    "allow-host",
    "NAME",
    "host.docker.internal",
    "Answer requests with this host too; `.example.com` includes subdomains",
)
.repeated();

pub(super) const ALLOW_ORIGIN: OptionSpec = OptionSpec::with_value(
    "allow-origin",
    "ORIGIN",
    "https://app.example.com",
    "Answer requests of pages of this origin too",
)
.repeated();

pub(super) const ENV_FILE: OptionSpec = OptionSpec::with_value(
    "env-file",
    "FILE",
    ".env",
    "Set the function's environment variables from a file of NAME=VALUE lines",
)
.repeated();

pub(super) const ENV: OptionSpec = OptionSpec::with_value(
    "env",
    "NAME[=VALUE]",
    "TABLE=orders",
    "Set an environment variable of the function, or pass on the one of this name",
)
.repeated();

pub(super) const CLEAN_ENV: OptionSpec = OptionSpec::flag(
    "clean-env",
    "Pass on only variables of `--env` and `--env-file`, besides those that Lambda sets",
);

pub(super) const SNAP_START: OptionSpec = OptionSpec::flag(
    "snap-start",
    "Start environments as SnapStart does: INIT, a pause for the snapshot, the restore",
);

pub(super) const FOLLOW: OptionSpec = OptionSpec::flag(
    "follow",
    "Resume work that takes several invocations until it is done, and print the last reply",
);

pub(super) const GENERATE: OptionSpec = OptionSpec::with_value(
    "generate",
    "KIND",
    "sqs",
    "Write a sample event to the new <FILE> or standard output: http, sqs, s3, … or a handler's name",
);

/// The program without a command.
pub(super) const PROGRAM: CommandSpec = CommandSpec {
    name: None,
    file: None,
    options: SERVE.options,
    about: "\
A Lambda function that serves itself on this machine.

This is a debug build outside AWS, so it runs a local Lambda. If `AWS_LAMBDA_RUNTIME_API` is set, as in Lambda, it is only the function.",
};

pub(super) const SERVE: CommandSpec = CommandSpec {
    name: Some("serve"),
    file: None,
    options: &[
        &PORT,
        &TRIGGER,
        &PAYLOAD_FORMAT,
        &MULTI_VALUE,
        &BINARY_MEDIA_TYPE,
        &CONCURRENCY,
        &ALLOW_HOST,
        &ALLOW_ORIGIN,
        &ENV_FILE,
        &ENV,
        &CLEAN_ENV,
        &SNAP_START,
    ],
    about: "Serve the function over HTTP until Ctrl-C (the default)",
};

pub(super) const INVOKE: CommandSpec = CommandSpec {
    name: Some("invoke"),
    file: Some("File with the event as JSON, or `-` for standard input"),
    options: &[&GENERATE, &FOLLOW, &ENV_FILE, &ENV, &CLEAN_ENV, &SNAP_START],
    about: "Invoke the function with the event in a file, and print its reply to standard output",
};

pub(super) const MANIFEST: CommandSpec = CommandSpec {
    name: Some("manifest"),
    file: None,
    options: &[],
    about: "Print the function's operations, routes, event sources and settings as JSON",
};

pub(super) const HELP: CommandSpec = CommandSpec {
    name: Some("help"),
    file: None,
    options: &[],
    about: "Print this message or the help of the given command",
};

pub(super) const COMMANDS: [&CommandSpec; 4] = [&SERVE, &INVOKE, &MANIFEST, &HELP];

const EXAMPLES: &str = "
Examples, for a function `shop`:
  cargo run                            serve on http://127.0.0.1:9000
  cargo run -- --port 8080             serve on another port
  cargo run -- --trigger alb           serve as the target of a load balancer
  cargo run -- invoke event.json       invoke once with the event in a file
  cargo run -- invoke --generate sqs   write a sample event for the handler of a queue
  cargo run -- manifest                print operations, routes and event sources

Exit codes: 0 success, 1 function error, 2 wrong command line, file or port, 130 interrupted `invoke`.
";

impl OptionSpec {
    /// Returns the option as it is written: `--port <N>`.
    pub(super) fn usage(&self) -> String {
        match self.value {
            Some(value) => format!("--{} <{value}>", self.name),
            None => format!("--{}", self.name),
        }
    }
}

impl CommandSpec {
    /// Returns the command of this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        COMMANDS
            .into_iter()
            .find(|command| command.name == Some(name))
    }

    /// Returns the lines after `Usage: `, for a program of this name.
    pub(super) fn usage(&self, program: &str) -> String {
        let Some(name) = self.name else {
            return format!("{program} [OPTIONS]\n       {program} <COMMAND>");
        };
        let mut usage = format!("{program} {name}");
        if *self == HELP {
            usage.push_str(" [COMMAND]");
        }
        if !self.options.is_empty() {
            usage.push_str(" [OPTIONS]");
        }
        if self.file.is_some() {
            usage.push_str(" <FILE>");
        }
        usage
    }

    /// Returns the text of `--help`.
    pub(super) fn help(&self, program: &str) -> String {
        let mut help = format!("{}\n\nUsage: {}\n", self.about, self.usage(program));
        if self.name.is_none() {
            let commands = COMMANDS.map(|command| {
                let name = command.name.unwrap_or_default().to_owned();
                (name, command.about)
            });
            section(&mut help, "Commands", &commands);
        }
        if let Some(file) = self.file {
            section(&mut help, "Arguments", &[("<FILE>".to_owned(), file)]);
        }
        let options = self.options.iter().map(|option| {
            let usage = format!("    {}", option.usage());
            (usage, option.help)
        });
        let options: Vec<_> = options
            .chain([("-h, --help".to_owned(), "Print help")])
            .collect();
        section(&mut help, "Options", &options);
        if self.name.is_none() {
            help.push_str(EXAMPLES);
        }
        help
    }
}

/// Writes a heading and rows of two aligned columns.
fn section(help: &mut String, heading: &str, rows: &[(String, &str)]) {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    // Writing to a string cannot fail.
    let _ = writeln!(help, "\n{heading}:");
    for (name, about) in rows {
        let _ = writeln!(help, "  {name:width$}  {about}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The texts are those of clap 4.6 for the same commands and options, so their form is familiar.
    #[test]
    fn help_of_a_command_has_usage_arguments_and_options() {
        assert_eq!(
            INVOKE.help("shop"),
            "\
Invoke the function with the event in a file, and print its reply to standard output

Usage: shop invoke [OPTIONS] <FILE>

Arguments:
  <FILE>  File with the event as JSON, or `-` for standard input

Options:
      --generate <KIND>     Write a sample event to the new <FILE> or standard output: http, sqs, s3, … or a handler's name
      --follow              Resume work that takes several invocations until it is done, and print the last reply
      --env-file <FILE>     Set the function's environment variables from a file of NAME=VALUE lines
      --env <NAME[=VALUE]>  Set an environment variable of the function, or pass on the one of this name
      --clean-env           Pass on only variables of `--env` and `--env-file`, besides those that Lambda sets
      --snap-start          Start environments as SnapStart does: INIT, a pause for the snapshot, the restore
  -h, --help                Print help
"
        );
        assert_eq!(
            MANIFEST.help("shop"),
            "\
Print the function's operations, routes, event sources and settings as JSON

Usage: shop manifest

Options:
  -h, --help  Print help
"
        );
    }

    #[test]
    fn help_of_the_program_has_commands_options_and_examples() {
        let help = PROGRAM.help("shop");
        assert!(
            help.contains(
                "
Usage: shop [OPTIONS]
       shop <COMMAND>

Commands:
  serve     Serve the function over HTTP until Ctrl-C (the default)
  invoke    Invoke the function with the event in a file, and print its reply to standard output
  manifest  Print the function's operations, routes, event sources and settings as JSON
  help      Print this message or the help of the given command

Options:
      --port <N>                  Port to listen on, on 127.0.0.1 [default: 9000, or the next free one]
      --trigger <NAME>            Send the events of this service: http-api, rest-api, function-url, alb or vpc-lattice
      --payload-format <VERSION>  Version of the events of an HTTP API or VPC Lattice, 1.0 or 2.0 [default: 2.0]
      --multi-value               Enable multi-value headers of the load balancer's target group
      --binary-media-type <TYPE>  Binary media type of the REST API [default: */*]
      --concurrency <N>           Invocations that run at a time; further ones wait [default: 100]
      --allow-host <NAME>         Answer requests with this host too; `.example.com` includes subdomains
      --allow-origin <ORIGIN>     Answer requests of pages of this origin too
      --env-file <FILE>           Set the function's environment variables from a file of NAME=VALUE lines
      --env <NAME[=VALUE]>        Set an environment variable of the function, or pass on the one of this name
      --clean-env                 Pass on only variables of `--env` and `--env-file`, besides those that Lambda sets
      --snap-start                Start environments as SnapStart does: INIT, a pause for the snapshot, the restore
  -h, --help                      Print help

Examples, for a function `shop`:
"
            ),
            "{help}"
        );
        assert!(help.ends_with("130 interrupted `invoke`.\n"), "{help}");
    }
}
