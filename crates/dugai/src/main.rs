//! The command `dugai`: reads arguments, runs one command, turns an error into an exit code.
//! 0: done; 1: an input could not be used or a check failed, the message says which and why;
//! 2: wrong usage.

mod calendar;
mod config;
mod demo;
mod desk;
mod doctor;
mod export;
mod fresh;
mod import;
mod keep;
mod line;
mod look;
mod owner;
mod people;
mod reference;
mod serve;
mod system;
mod tell;
mod transfer;
mod vault;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use config::{Place, Serving};

/// Small pieces of text are taken and given back all the time: this allocator does it in less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// 督改: every environmental problem on the list has an owner, a plan, a clock and a proof.
///
/// Exit codes: 0 done; 1 an input could not be used or a check failed (the message says which
/// and why); 2 wrong usage.
#[derive(Parser)]
#[command(name = "dugai", version, about, long_about)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Found an installation: the city, its rectification office, one administrator.
    Init {
        /// Name of the city as papers print it, such as 雅安市.
        #[arg(long)]
        city: String,
        /// Log-in name of the administrator.
        #[arg(long, default_value = "admin")]
        admin: String,
    },
    /// Serve the site.
    Serve(#[command(flatten)] Serving),
    /// Make a demonstration city with two years of history, show what it did, and serve it.
    Demo(#[command(flatten)] demo::Demo),
    /// Read files as offices send them.
    #[command(subcommand)]
    Import(Import),
    /// Write the register or the papers of a problem as files.
    Export(#[command(flatten)] export::ExportArgs),
    /// Replay every stream, compare the kept states, compute the ledger's root.
    Verify {
        /// Also open every sealed file and personal record, and compare each with what was recorded (slow).
        #[arg(long)]
        files: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// The events of a problem in words.
    Log {
        /// Its number as printed (市9) or its id.
        problem: String,
        /// In English.
        #[arg(long)]
        english: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// The due dates of a problem, each with its whole derivation.
    Due {
        /// Its number as printed (市9) or its id.
        problem: String,
        /// In English.
        #[arg(long)]
        english: bool,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Working days and deadlines.
    #[command(subcommand)]
    Calendar(Calendar),
    /// Gates, standards, clocks and words as a file, out and in again.
    #[command(subcommand)]
    Reference(reference::Verb),
    /// Accounts and posts.
    #[command(subcommand)]
    User(people::User),
    /// Units.
    #[command(subcommand)]
    Unit(people::Units),
    /// Say in words what is wrong with the store, and what to do.
    Doctor {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// The key of what is sealed.
    #[command(subcommand)]
    Vault(vault::Vault),
    /// Copy the whole store into an empty place, from the embedded database to PostgreSQL or back.
    ///
    /// Stop every `dugai serve` first; the command refuses while one runs. To a database of
    /// PostgreSQL the folder with key and sealed files stays where it is; to another folder they are
    /// copied with it. Both sides are verified, and their roots compared.
    Copy(#[command(flatten)] transfer::Copy),
    /// Copy a running store into a new folder: database, sealed files (out of an object store, too), key.
    Backup {
        /// New folder.
        to: PathBuf,
    },
    /// Put a backup into a new store and verify it.
    Restore {
        /// Folder of the backup.
        from: PathBuf,
    },
    /// Apply the migrations that have not run yet, and compute the register anew from the states.
    Migrate,
}

#[derive(Subcommand)]
enum Import {
    /// Take rectification task lists (整改任务清单) into the store, or only look at them: xlsx, xls, ods, docx, csv.
    ///
    /// Exit codes: 0 every file was read and of each at least one row was taken or is on the list
    /// already; 1 a file could not be read, or none of its rows can be taken (the message says which,
    /// the reasons stand beside the rows); 2 wrong usage. With --dry-run rows are only compared with
    /// a store where --data, --source and --round are given too; without them 0 says that the files
    /// were read.
    Problems(#[command(flatten)] import::ImportArgs),
}

#[derive(Subcommand)]
enum Calendar {
    /// The notices in force in the store (of the shipped table where there is none), and what kind of day a day is.
    Show {
        /// A day, `2026-10-10`.
        day: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Answer deadline vectors of a JSON file by the shipped table: id to date, count or null.
    Vectors {
        /// JSON file.
        file: PathBuf,
        /// Print JSON: the only form, so it may be left away.
        #[arg(long)]
        json: bool,
    },
    /// Write the table in force in this store into a new file, to add a notice to and import again.
    Export {
        /// File to write (TOML); one that exists is not overwritten.
        #[arg(long)]
        out: PathBuf,
    },
    /// Put a new calendar table (TOML) in force in this store.
    Import {
        /// TOML file as `dugai calendar export --out FILE` writes it, with a higher version.
        #[arg(required_unless_present = "shipped")]
        file: Option<PathBuf>,
        /// The table shipped with this program, where it is newer than the one in force.
        #[arg(long, conflicts_with = "file")]
        shipped: bool,
    },
}

fn main() -> ExitCode {
    let mut command = without_empty(Cli::command());
    let matches = command.get_matches_mut();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit());
    let result = match cli.command {
        // These need no store, and so no runtime.
        Command::Import(Import::Problems(args)) if args.dry_run && !args.compares(&cli.place) => {
            import::problems(&args)
        }
        Command::Calendar(Calendar::Vectors { file, json: _ }) => calendar::vectors(&file),
        other => match tokio::runtime::Runtime::new() {
            Ok(runtime) => {
                let owned = owned(&cli.place, &other);
                let done = runtime.block_on(run(&cli.place, other));
                owned.into_iter().fold(done, |done, place| done.and(place.give_back()))
            }
            Err(e) => Err(format!("start: {e}")),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            warn(&message);
            ExitCode::from(1)
        }
    }
}

/// The command, in which a variable of the environment that is there and empty counts as not set: so service
/// files and containers say that they set nothing.
fn without_empty(command: clap::Command) -> clap::Command {
    let empty = |arg: &clap::Arg| arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    // No variable can have this name.
    let unset = move |arg: clap::Arg| if empty(&arg) { arg.env("=").hide_env(true) } else { arg };
    command.mut_args(unset).mut_subcommands(without_empty)
}

/// The folders that a command may write to, with whom they belong to before it runs.
fn owned(place: &Place, command: &Command) -> Vec<owner::Owned> {
    let mut folders: Vec<PathBuf> = place.target().map(|t| t.folder().to_owned()).into_iter().collect();
    match command {
        Command::Backup { to } => folders.push(to.clone()),
        Command::Copy(args) => folders.extend(args.folder()),
        _ => {}
    }
    folders.into_iter().filter_map(owner::Owned::before).collect()
}

async fn run(place: &Place, command: Command) -> Result<(), String> {
    match command {
        Command::Init { city, admin } => people::init(place, &city, &admin).await,
        Command::Serve(serving) => serve::run(place, &serving).await,
        Command::Demo(demo) => demo::run(place, &demo).await,
        Command::Export(args) => export::run(&look::desk(place).await?, args).await,
        Command::Verify { files, json } => verify::run(place, files, json).await,
        Command::Log { problem, english, json } => tell::log(place, &problem, english, json).await,
        Command::Due { problem, english, json } => tell::due(place, &problem, english, json).await,
        Command::User(verb) => people::user(place, verb).await,
        Command::Unit(verb) => people::unit(place, verb).await,
        Command::Doctor { json } => doctor::doctor(place, json).await,
        Command::Vault(verb) => vault::run(place, verb).await,
        Command::Copy(args) => transfer::run(place, &args).await,
        Command::Backup { to } => keep::backup(place, &to).await,
        Command::Restore { from } => keep::restore(place, &from).await,
        Command::Migrate => keep::migrate(place).await,
        Command::Calendar(Calendar::Import { file, shipped: _ }) => calendar::import(place, file.as_deref()).await,
        Command::Calendar(Calendar::Export { out }) => calendar::export(place, &out).await,
        Command::Calendar(Calendar::Show { day, json }) => calendar::show(place, day.as_deref(), json).await,
        Command::Reference(verb) => reference::run(place, verb).await,
        Command::Import(Import::Problems(args)) if args.dry_run => import::compare(place, &args).await,
        Command::Import(Import::Problems(args)) => import::run(place, &args).await,
        // Answered without a store, before.
        Command::Calendar(Calendar::Vectors { .. }) => Ok(()),
    }
}

/// Prints to standard error; a reader that went away is no error.
fn warn(text: &str) {
    use std::io::Write;
    let _gone = writeln!(std::io::stderr(), "dugai: {text}");
}

/// Prints to standard output; a reader that went away is no error.
fn print(text: &str) {
    use std::io::Write;
    let _gone = writeln!(std::io::stdout(), "{text}");
}
