//! The `welkin` binary: one file per command. It parses arguments and calls façades; it must not know formats, rules
//! or storage itself.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod clock;
mod commands;
mod estate;
mod exit;
mod inputs;
mod interrupt;
mod keeper;
mod merged;
mod output;

use exit::Exit;

/// Events are trees of many small values that are made on one thread and dropped on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// One security control plane for AI that runs on many clouds.
#[derive(Debug, Parser)]
#[command(name = "welkin", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Detect(commands::detect::Detect),
    Discover(commands::discover::Discover),
    Hunt(commands::hunt::Hunt),
    Import(commands::import::Import),
    Normalize(commands::normalize::Normalize),
    Range(commands::range::Range),
    Up(commands::up::Up),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Exit::of_usage(&error),
    };
    let result = match arguments.command {
        Command::Detect(command) => command.run(),
        Command::Discover(command) => command.run(),
        Command::Hunt(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Normalize(command) => command.run(),
        Command::Range(command) => command.run(),
        Command::Up(command) => command.run(),
    };
    exit::report(result)
}
