//! What the project checks about itself, and what the Makefile needs beyond a line of shell. Nothing here is shipped.

use std::io::{self, Write};
use std::process::ExitCode;

mod console_test;
mod licenses;
mod metadata;
mod process;
mod python_test;
mod scaffold;
mod tidy;
mod tree;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  tidy                        crate edges, file sizes, content, registration, words that do not belong
  licenses                    licences and bans of every dependency, by deny.toml
  console-test [BINARY]       the console's browser tests against a demo server (target/debug/welkin)
  python-test [SUITE…]        what other people's SDKs, servers and schemas say, each in an environment of its own
  wait-ready ADDR:PORT        wait until a server is ready
  new source PROVIDER.NAME    a source of welkin-ingest, with a failing test
  new detection CLOUD/SERVICE/MEANING
  new command NAME            a command of the binary";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["tidy"] => tidy::run(),
        ["licenses"] => licenses::run(),
        ["console-test"] => console_test::run(None),
        ["console-test", binary] => console_test::run(Some(binary)),
        ["python-test", suites @ ..] => python_test::run(suites),
        ["wait-ready", address] => process::wait_ready(address),
        ["new", kind, name] => scaffold::run(kind, name),
        _ => {
            say(USAGE);
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(summary) => {
            say(&summary);
            ExitCode::SUCCESS
        }
        Err(problems) => {
            for problem in &problems {
                say(&format!("error: {problem}"));
            }
            ExitCode::FAILURE
        }
    }
}

/// A summary, or every problem that was found.
type Outcome = Result<String, Vec<String>>;

/// A line on standard error, where cargo writes too.
fn say(line: &str) {
    // Nothing can be done where standard error is gone.
    writeln!(io::stderr(), "{line}").ok();
}
