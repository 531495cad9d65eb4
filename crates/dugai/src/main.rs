//! The command `dugai`: reads arguments, runs one command, turns an error into an exit code.
//! 0: done; 1: an input could not be used, the message says which and why; 2: wrong usage.

mod calendar;
mod import;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use dugai_store::Target;

/// 督改: every environmental problem on the list has an owner, a plan, a clock and a proof.
///
/// Exit codes: 0 done; 1 an input could not be used (the message names it); 2 wrong usage.
#[derive(Parser)]
#[command(name = "dugai", version, about, long_about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read files as offices send them.
    #[command(subcommand)]
    Import(Import),
    /// Working days and deadlines.
    #[command(subcommand)]
    Calendar(Calendar),
    /// Replay every stream, compare the kept states, compute the ledger's root.
    Verify {
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Where the store is.
#[derive(Args)]
struct Place {
    /// Folder of the store.
    #[arg(long, default_value = "dugai-data")]
    data: PathBuf,
    /// PostgreSQL instead of the embedded database: `postgres://…`.
    #[arg(long, env = "DUGAI_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Place {
    fn target(self) -> Target {
        match self.database_url {
            Some(url) => Target::Postgres { url, folder: self.data },
            None => Target::Folder(self.data),
        }
    }
}

#[derive(Subcommand)]
enum Import {
    /// Preview rectification task lists (整改任务清单): xlsx, xls, ods, docx, csv.
    Problems {
        /// Files, in any number.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Read and report only; nothing is written.
        #[arg(long, required = true)]
        dry_run: bool,
        /// Print `{"tasks": […], "files": […]}` for a machine instead of words.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum Calendar {
    /// The notices in force, and what kind of day a day is.
    Show {
        /// A day, `2026-10-10`.
        day: Option<String>,
    },
    /// Answer deadline vectors of a JSON file: id to date, count or null.
    Vectors {
        /// JSON file.
        file: PathBuf,
        /// Print JSON (the only form so far; accepted for clarity).
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Import(Import::Problems { files, json, dry_run: _ }) => import::problems(&files, json),
        Command::Calendar(Calendar::Show { day }) => calendar::show(day.as_deref()),
        Command::Calendar(Calendar::Vectors { file, json: _ }) => calendar::vectors(&file),
        Command::Verify { place, json } => verify::run(&place.target(), json),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("dugai: {message}");
            ExitCode::from(1)
        }
    }
}

/// Prints to standard output; a reader that went away is no error.
fn print(text: &str) {
    use std::io::Write;
    let _gone = writeln!(std::io::stdout(), "{text}");
}
