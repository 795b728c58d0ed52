//! The parser of the command line.

use super::error::CliError;
use super::options::EnvironmentOptions;
use super::spec::{
    ALLOW_HOST, ALLOW_ORIGIN, BINARY_MEDIA_TYPE, CLEAN_ENV, COMMANDS, CONCURRENCY, CommandSpec,
    ENV, ENV_FILE, FOLLOW, GENERATE, HELP, INVOKE, MANIFEST, MULTI_VALUE, OptionSpec,
    PAYLOAD_FORMAT, PORT, PROGRAM, SNAP_START, TRIGGER,
};
use super::{generate, invoke, serve, trigger};
use crate::access::Access;
use crate::quote::excerpt;
use lexopt::{Arg, Parser};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    Serve(serve::Args),
    Invoke(invoke::Args),
    /// Write a sample event.
    Generate(generate::Args),
    Manifest,
    /// Print this help.
    Help(String),
}

/// The options and arguments that were read so far.
#[derive(Default)]
struct Values {
    /// The options in the order of the command line.
    seen: Vec<&'static OptionSpec>,
    port: Option<u16>,
    access: Access,
    environment: EnvironmentOptions,
    generate: Option<String>,
    file: Option<PathBuf>,
}

/// Parses a command line, which starts with the program's path.
pub(super) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Command, CliError> {
    let mut parser = Parser::from_iter(arguments);
    let program = parser.bin_name().map(Path::new).and_then(Path::file_name);
    let program = program.map_or_else(|| "function".into(), OsStr::to_string_lossy);
    let program = program.into_owned();
    let mut command = &PROGRAM;
    parsed(&mut parser, &program, &mut command)
        .map_err(|error| error.usage(command.usage(&program)))
}

/// Sets `command` as soon as it is known, so that an error shows its usage.
fn parsed(
    parser: &mut Parser,
    program: &str,
    command: &mut &'static CommandSpec,
) -> Result<Command, CliError> {
    let mut values = Values::default();
    while let Some(argument) = next(parser)? {
        match argument {
            Arg::Short('h') | Arg::Long("help") => {
                return Ok(Command::Help(command.help(program)));
            }
            Arg::Long(name) => match command.options.iter().find(|option| option.name == name) {
                Some(option) => values.read(option, parser)?,
                None => return Err(unexpected_option(name, command)),
            },
            Arg::Short(letter) => return Err(unexpected(&format!("-{letter}"))),
            Arg::Value(word) if command.name.is_none() => {
                *command = values.command(&word)?;
            }
            Arg::Value(word) if **command == HELP => {
                let known = word.to_str().and_then(CommandSpec::named);
                let about = known.ok_or_else(|| unrecognized(&word))?;
                return Ok(Command::Help(about.help(program)));
            }
            Arg::Value(file) if command.file.is_some() && values.file.is_none() => {
                values.file = Some(file.into());
            }
            Arg::Value(word) => return Err(unexpected(&word.to_string_lossy())),
        }
    }
    values.finish(command, program)
}

/// Returns the next argument. The parser's own error is about a value that no option took, which [`Values::read`] reports first.
fn next(parser: &mut Parser) -> Result<Option<Arg<'_>>, CliError> {
    parser
        .next()
        .map_err(|error| CliError::new(error.to_string()))
}

impl Values {
    /// Reads the value of an option, if it takes one.
    fn read(&mut self, option: &'static OptionSpec, parser: &mut Parser) -> Result<(), CliError> {
        let usage = option.usage();
        if self.seen.contains(&option) && !option.repeats {
            return Err(CliError::new(format!(
                "the argument '{usage}' cannot be used multiple times"
            )));
        }
        self.seen.push(option);
        if option.value.is_none() {
            return match parser.optional_value() {
                None => Ok(()),
                Some(value) => Err(CliError::new(format!(
                    "unexpected value '{}' for '{usage}' found; no more were expected",
                    value.display()
                ))),
            };
        }
        let value = parser.value().map_err(|_| {
            CliError::new(format!(
                "a value is required for '{usage}' but none was supplied"
            ))
            .help(format!("write `--{} {}`", option.name, option.example))
        })?;
        self.set(option, value)
    }

    fn set(&mut self, option: &'static OptionSpec, value: OsString) -> Result<(), CliError> {
        let wrong = |expected: &str| {
            CliError::new(format!(
                "invalid value '{}' for '{}': {expected}",
                excerpt(&value.to_string_lossy()),
                option.usage()
            ))
        };
        let text = value.to_str().unwrap_or_default();
        if *option == PORT {
            let expected = || wrong(&format!("expected a number from 0 to {}", u16::MAX));
            self.port = Some(text.parse().map_err(|_| expected())?);
        } else if *option == TRIGGER {
            let expected =
                || wrong("expected http-api, rest-api, function-url, alb or vpc-lattice");
            let name = trigger::named(text).ok_or_else(expected)?;
            self.environment.trigger.name = Some(name);
        } else if *option == PAYLOAD_FORMAT {
            let expected = || wrong("expected 1.0 or 2.0");
            let format = trigger::format(text).ok_or_else(expected)?;
            self.environment.trigger.format = Some(format);
        } else if *option == BINARY_MEDIA_TYPE {
            if !is_media_type(text) {
                return Err(wrong("expected a media type, such as `image/png` or `*/*`"));
            }
            let types = &mut self.environment.trigger.binary_media_types;
            types.push(text.to_owned());
        } else if *option == CONCURRENCY {
            let number = text.parse().ok().filter(|number| *number > 0);
            let expected = || wrong("expected a number from 1");
            self.environment.concurrency = Some(number.ok_or_else(expected)?);
        } else if *option == ALLOW_HOST {
            let access = std::mem::take(&mut self.access).allow_host(text);
            self.access = access.map_err(|error| wrong(&error.to_string()))?;
        } else if *option == ALLOW_ORIGIN {
            let access = std::mem::take(&mut self.access).allow_origin(text);
            self.access = access.map_err(|error| wrong(&error.to_string()))?;
        } else if *option == ENV_FILE {
            self.environment.env_files.push(value.into());
        } else if *option == GENERATE {
            self.generate = Some(text.to_owned());
        } else if *option == ENV {
            self.environment.env.push(value);
        }
        Ok(())
    }

    fn has(&self, option: &OptionSpec) -> bool {
        self.seen.contains(&option)
    }

    /// Returns the command with the name `word`. Its options follow it.
    fn command(&self, word: &OsStr) -> Result<&'static CommandSpec, CliError> {
        let named = word.to_str().and_then(CommandSpec::named);
        let command = named.ok_or_else(|| unrecognized(word))?;
        let Some(before) = self.seen.first() else {
            return Ok(command);
        };
        let name = word.display();
        let error = CliError::new(format!(
            "the subcommand '{name}' cannot be used with '{}'",
            before.usage()
        ));
        Err(if command.options.contains(before) {
            error.help(format!(
                "write the option after the subcommand: `{name} {}`",
                before.usage()
            ))
        } else {
            error.help(format!(
                "leave out `--{}`: `{name}` does not have it",
                before.name
            ))
        })
    }

    fn finish(mut self, command: &CommandSpec, program: &str) -> Result<Command, CliError> {
        self.environment.trigger.multi_value = self.has(&MULTI_VALUE);
        let options = EnvironmentOptions {
            snap_start: self.has(&SNAP_START),
            clean_env: self.has(&CLEAN_ENV),
            ..std::mem::take(&mut self.environment)
        };
        if *command == MANIFEST {
            return Ok(Command::Manifest);
        }
        if *command == HELP {
            return Ok(Command::Help(PROGRAM.help(program)));
        }
        if *command != INVOKE {
            return Ok(Command::Serve(serve::Args {
                port: self.port,
                access: self.access,
                options,
            }));
        }
        if let Some(kind) = self.generate {
            // Nothing is invoked.
            if let Some(other) = self.seen.iter().find(|option| ***option != GENERATE) {
                return Err(CliError::new(format!(
                    "the argument '{}' cannot be used with '{}'",
                    GENERATE.usage(),
                    other.usage()
                ))
                .help(format!("leave out `--{}`: nothing is invoked", other.name)));
            }
            let file = self.file;
            return Ok(Command::Generate(generate::Args { kind, file }));
        }
        let follow = self.seen.contains(&&FOLLOW);
        let file = self.file.ok_or_else(|| {
            CliError::new("the following required arguments were not provided:\n  <FILE>")
                .help("pass the path of a JSON file, or `-` for standard input")
        })?;
        Ok(Command::Invoke(invoke::Args {
            file,
            follow,
            options,
        }))
    }
}

/// Whether the text has the form of a media type without parameters (RFC 9110, 8.3.1).
fn is_media_type(text: &str) -> bool {
    let is_token = |text: &str| {
        let is_allowed =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(is_allowed)
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

fn unexpected(argument: &str) -> CliError {
    CliError::new(format!("unexpected argument '{argument}' found"))
}

fn unexpected_option(name: &str, command: &CommandSpec) -> CliError {
    let error = unexpected(&format!("--{name}"));
    let similar = closest(name, command.options.iter().map(|option| option.name));
    if let Some(similar) = similar {
        return error.help(format!("a similar argument exists: '--{similar}'"));
    }
    let other = COMMANDS.iter().find(|other| {
        let mut options = other.options.iter();
        options.any(|option| option.name == name)
    });
    match other.and_then(|other| other.name) {
        Some(other) => error.help(format!("`--{name}` is an option of `{other}`")),
        None => error,
    }
}

fn unrecognized(word: &OsStr) -> CliError {
    let word = word.to_string_lossy();
    let error = CliError::new(format!("unrecognized subcommand '{word}'"));
    let names = COMMANDS.iter().filter_map(|command| command.name);
    match closest(&word, names) {
        Some(similar) => error.help(format!("a similar subcommand exists: '{similar}'")),
        None => error,
    }
}

/// Returns the candidate that `name` may be a misspelling of.
fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns how many letters must be inserted, removed, replaced, or swapped with the next.
///
/// `strsim` has this function, but every release build would compile that crate for the target only for this crate.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::super::spec::SERVE;
    use super::super::trigger::TriggerOptions;
    use super::*;
    use crate::http_trigger::PayloadFormat;

    fn parsed(line: &str) -> Result<Command, String> {
        let arguments = ["/target/debug/shop"].into_iter();
        let arguments = arguments.chain(line.split_whitespace());
        parse(arguments.map(OsString::from)).map_err(|error| error.to_string())
    }

    fn snapped(snap_start: bool) -> EnvironmentOptions {
        EnvironmentOptions {
            snap_start,
            ..EnvironmentOptions::default()
        }
    }

    fn serve(port: Option<u16>, snap_start: bool) -> Command {
        Command::Serve(serve::Args {
            port,
            access: Access::default(),
            options: snapped(snap_start),
        })
    }

    fn invoke(file: &str, follow: bool, snap_start: bool) -> Command {
        Command::Invoke(invoke::Args {
            file: file.into(),
            follow,
            options: snapped(snap_start),
        })
    }

    #[test]
    fn default_command_is_serve() {
        for (line, expected) in [
            ("", serve(None, false)),
            ("serve", serve(None, false)),
            ("--", serve(None, false)),
            ("--port 80", serve(Some(80), false)),
            ("--port=80", serve(Some(80), false)),
            ("--snap-start --port 0", serve(Some(0), true)),
            ("serve --port 65535", serve(Some(65535), false)),
            ("serve --snap-start", serve(None, true)),
            ("manifest", Command::Manifest),
        ] {
            assert_eq!(parsed(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn options_of_invoke_stand_before_or_after_the_file() {
        for (line, expected) in [
            ("invoke a.json", invoke("a.json", false, false)),
            ("invoke -", invoke("-", false, false)),
            ("invoke --follow a.json", invoke("a.json", true, false)),
            (
                "invoke a.json --snap-start --follow",
                invoke("a.json", true, true),
            ),
            ("invoke -- --follow", invoke("--follow", false, false)),
        ] {
            assert_eq!(parsed(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn options_of_environments_and_hosts_are_read() {
        let line = "--concurrency 3 --allow-host a.test --allow-host .b.test --allow-origin http://c.test \
                    --env-file .env --env A=1 --env-file=other --env B --clean-env";
        let access = Access::default().allow_host("a.test");
        let access = access.and_then(|access| access.allow_host(".b.test"));
        let access = access.expect("two hosts").allow_origin("http://c.test");
        let expected = serve::Args {
            port: None,
            access: access.expect("an origin"),
            options: EnvironmentOptions {
                snap_start: false,
                concurrency: Some(3),
                env_files: vec![".env".into(), "other".into()],
                env: vec!["A=1".into(), "B".into()],
                clean_env: true,
                trigger: TriggerOptions::default(),
            },
        };
        assert_eq!(parsed(line), Ok(Command::Serve(expected)));
    }

    #[test]
    fn trigger_has_options() {
        let line = "--trigger rest_api --binary-media-type image/png --binary-media-type=*/* --payload-format 1.0 --multi-value";
        let Ok(Command::Serve(args)) = parsed(line) else {
            panic!("expected `serve`");
        };
        let expected = TriggerOptions {
            name: Some("rest-api"),
            format: Some(PayloadFormat::V1),
            multi_value: true,
            binary_media_types: vec!["image/png".to_owned(), "*/*".to_owned()],
        };
        assert_eq!(args.options.trigger, expected);
    }

    #[test]
    fn generate_takes_a_kind_and_perhaps_a_file() {
        for (line, kind, file) in [
            ("invoke --generate sqs", "sqs", None),
            (
                "invoke --generate=http event.json",
                "http",
                Some("event.json"),
            ),
            ("invoke event.json --generate s3", "s3", Some("event.json")),
        ] {
            let args = generate::Args {
                kind: kind.to_owned(),
                file: file.map(Into::into),
            };
            assert_eq!(parsed(line), Ok(Command::Generate(args)), "{line}");
        }
        let conflict = parsed("invoke --generate sqs --follow").expect_err("a conflict");
        assert!(conflict.starts_with(
            "the argument '--generate <KIND>' cannot be used with '--follow'\n  = help: leave out `--follow`"
        ));
    }

    #[test]
    fn help_is_that_of_the_command() {
        for (line, command) in [
            ("--help", &PROGRAM),
            ("-h", &PROGRAM),
            ("help", &PROGRAM),
            ("--port 80 -h", &PROGRAM),
            ("serve -h", &SERVE),
            ("help serve", &SERVE),
            ("invoke --help", &INVOKE),
            ("invoke a.json --help", &INVOKE),
            ("help invoke", &INVOKE),
            ("help manifest", &MANIFEST),
            ("help help", &HELP),
        ] {
            let expected = Ok(Command::Help(command.help("shop")));
            assert_eq!(parsed(line), expected, "{line}");
        }
    }

    const PROGRAM_USAGE: &str = "shop [OPTIONS]\n       shop <COMMAND>";
    const SERVE_USAGE: &str = "shop serve [OPTIONS]";
    const INVOKE_USAGE: &str = "shop invoke [OPTIONS] <FILE>";

    /// Command lines, the headlines of clap 4.6 for them, our help, and the usage.
    const WRONG: &[(&str, &str, &str, &str)] = &[
        (
            "--prot 80",
            "unexpected argument '--prot' found",
            "a similar argument exists: '--port'",
            PROGRAM_USAGE,
        ),
        (
            "--follow",
            "unexpected argument '--follow' found",
            "`--follow` is an option of `invoke`",
            PROGRAM_USAGE,
        ),
        ("-x", "unexpected argument '-x' found", "", PROGRAM_USAGE),
        (
            "--version=1",
            "unexpected argument '--version' found",
            "",
            PROGRAM_USAGE,
        ),
        (
            "serve --snap-star",
            "unexpected argument '--snap-star' found",
            "a similar argument exists: '--snap-start'",
            SERVE_USAGE,
        ),
        ("serve x", "unexpected argument 'x' found", "", SERVE_USAGE),
        (
            "manifest x",
            "unexpected argument 'x' found",
            "",
            "shop manifest",
        ),
        (
            "invoke a b",
            "unexpected argument 'b' found",
            "",
            INVOKE_USAGE,
        ),
        (
            "invoke",
            "the following required arguments were not provided:\n  <FILE>",
            "pass the path of a JSON file, or `-` for standard input",
            INVOKE_USAGE,
        ),
        (
            "invok a.json",
            "unrecognized subcommand 'invok'",
            "a similar subcommand exists: 'invoke'",
            PROGRAM_USAGE,
        ),
        ("foo", "unrecognized subcommand 'foo'", "", PROGRAM_USAGE),
        (
            "help bogus",
            "unrecognized subcommand 'bogus'",
            "",
            "shop help [COMMAND]",
        ),
        (
            "--port",
            "a value is required for '--port <N>' but none was supplied",
            "write `--port 8080`",
            PROGRAM_USAGE,
        ),
        (
            "serve --port x",
            "invalid value 'x' for '--port <N>': expected a number from 0 to 65535",
            "",
            SERVE_USAGE,
        ),
        (
            "--port=70000",
            "invalid value '70000' for '--port <N>': expected a number from 0 to 65535",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--port -1",
            "invalid value '-1' for '--port <N>': expected a number from 0 to 65535",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--trigger elb",
            "invalid value 'elb' for '--trigger <NAME>': expected http-api, rest-api, function-url, alb or vpc-lattice",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--payload-format 3",
            "invalid value '3' for '--payload-format <VERSION>': expected 1.0 or 2.0",
            "",
            PROGRAM_USAGE,
        ),
        (
            "serve --binary-media-type png",
            "invalid value 'png' for '--binary-media-type <TYPE>': expected a media type, such as `image/png` or `*/*`",
            "",
            SERVE_USAGE,
        ),
        (
            "invoke a.json --trigger alb",
            "unexpected argument '--trigger' found",
            "`--trigger` is an option of `serve`",
            INVOKE_USAGE,
        ),
        (
            "--concurrency 0",
            "invalid value '0' for '--concurrency <N>': expected a number from 1",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--allow-host http://shop.test:80",
            "invalid value 'http://shop.test:80' for '--allow-host <NAME>': expected a host without scheme, port and path, such as `host.docker.internal`",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--allow-origin shop.test",
            "invalid value 'shop.test' for '--allow-origin <ORIGIN>': expected a scheme and a host without path, such as `https://app.example.com`, or `null`",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--env-file",
            "a value is required for '--env-file <FILE>' but none was supplied",
            "write `--env-file .env`",
            PROGRAM_USAGE,
        ),
        (
            "invoke a.json --allow-host x",
            "unexpected argument '--allow-host' found",
            "`--allow-host` is an option of `serve`",
            INVOKE_USAGE,
        ),
        (
            "--port 1 --port 2",
            "the argument '--port <N>' cannot be used multiple times",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--snap-start=1",
            "unexpected value '1' for '--snap-start' found; no more were expected",
            "",
            PROGRAM_USAGE,
        ),
        (
            "--port 1 serve",
            "the subcommand 'serve' cannot be used with '--port <N>'",
            "write the option after the subcommand: `serve --port <N>`",
            PROGRAM_USAGE,
        ),
        (
            "--port 1 invoke a.json",
            "the subcommand 'invoke' cannot be used with '--port <N>'",
            "leave out `--port`: `invoke` does not have it",
            PROGRAM_USAGE,
        ),
    ];

    #[test]
    fn wrong_command_line_has_headline_help_and_usage() {
        for (line, headline, help, usage) in WRONG {
            let help = match *help {
                "" => String::new(),
                help => format!("\n  = help: {help}"),
            };
            let expected = format!(
                "{headline}{help}\n\nUsage: {usage}\n\nFor more information, try '--help'."
            );
            assert_eq!(parsed(line), Err(expected), "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn file_does_not_need_to_be_unicode() {
        use std::os::unix::ffi::OsStringExt;
        let file = OsString::from_vec(vec![b'a', 0xff]);
        let line = [OsString::from("shop"), "invoke".into(), file.clone()];
        let Ok(Command::Invoke(args)) = parse(line.into_iter()) else {
            panic!("expected `invoke`");
        };
        assert_eq!(args.file.as_os_str(), file);
    }

    #[test]
    fn distance_counts_edits() {
        // The last three are those of the documentation of `strsim::osa_distance` and of Wikipedia's article.
        for (a, b, expected) in [
            ("port", "port", 0),
            ("", "port", 4),
            ("prot", "port", 1),
            ("ab", "bca", 3),
            ("kitten", "sitting", 3),
            ("CA", "ABC", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }
}
