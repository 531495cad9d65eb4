//! `dugai export`: the register and the papers of a problem as files, made by the program itself
//! and so over everything on the list.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use dugai_app::Setup;
use dugai_app::export::{Column, Form, Preparer, Wanted};
use dugai_app::papers::docx;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use dugai_domain::problem::{Guidance, SourceKind, Stage};
use dugai_web::pages::papers::tell;

use crate::desk::{Desk, told};
use crate::fresh::{self, Fresh};

/// What to write as files.
#[derive(Args)]
pub struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The register in the official layout, as csv or as JSON.
    Register {
        /// Form: xlsx, csv or json [default: what the file's name ends in].
        #[arg(long)]
        format: Option<String>,
        /// File to write; one that exists is not overwritten.
        #[arg(long)]
        out: PathBuf,
        /// A condition as in the address of the list, such as `stage=rectifying` or `q=青石沟`; names:
        /// q, figure, stage, source, guidance, type, unit, supervisor, county, leader, level,
        /// due_from, due_to, struck_from, struck_to, registered_from, registered_to, changed_from,
        /// changed_to, rebounded, round, sort. A value that is none of its kind is told with those
        /// that are.
        #[arg(long, value_name = "NAME=VALUE", num_args = 1..)]
        filter: Vec<String>,
        /// A column, in order: seq, number, source, round, text, type, county, unit, supervisor,
        /// leader, goal, measures, due, guidance, level, progress, stage, next_due, percent,
        /// struck_off, look_back, registered, class, city_no, county_no, place, assist, acceptor, person,
        /// enterprise, measure_owner, measure_due, measure_note, progress_note. Parted by commas
        /// or blanks; without any, the usual ones.
        #[arg(long, num_args = 1.., value_delimiter = ',')]
        column: Vec<String>,
        /// Who filled it in (填报人).
        #[arg(long, default_value = "")]
        preparer: String,
        /// Who checked it (审核人).
        #[arg(long, default_value = "")]
        reviewer: String,
        /// Telephone.
        #[arg(long, default_value = "")]
        phone: String,
    },
    /// Every paper of a problem that can be made, and its whole case as one zip.
    Papers {
        /// Its number as printed (市9) or its id.
        problem: String,
        /// Folder to write to; made where it is missing.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Runs the command.
///
/// # Errors
/// In words: a condition or column that is not known, a file that cannot be written, the store.
pub async fn run(desk: &Desk, args: ExportArgs) -> Result<(), String> {
    match args.what {
        What::Register { format, out, filter, column, preparer, reviewer, phone } => {
            let form = form(format.as_deref(), &out)?;
            let preparer = Preparer { name: preparer, reviewer, phone };
            let setup = desk.setup().await?;
            let wanted = Wanted { query: query(&filter, &setup)?, columns: columns(&column)?, form, preparer };
            register(desk, &wanted, &out).await
        }
        What::Papers { problem, out } => papers(desk, &problem, &out).await,
    }
}

/// The form that is asked for, or that the name of the file ends in; the two must not disagree.
fn form(asked: Option<&str>, out: &Path) -> Result<Form, String> {
    const KNOWN: &str = "xlsx, csv, json";
    let ending = out.extension().map(|e| e.to_string_lossy().to_lowercase());
    let ends_in = ending.as_deref().and_then(Form::from_code);
    let asked = match asked {
        None => None,
        Some(code) => {
            Some(Form::from_code(code).ok_or_else(|| format!("read --format {code}: it is none of {KNOWN}"))?)
        }
    };
    match (asked, ends_in, ending) {
        (Some(asked), Some(ends_in), Some(ending)) if asked != ends_in => Err(format!(
            "write {}: its name ends in {ending}, and --format says another form: leave one of them away",
            out.display()
        )),
        (Some(asked), ..) => Ok(asked),
        (None, Some(ends_in), _) => Ok(ends_in),
        (None, None, None) => Ok(Form::Xlsx),
        (None, None, Some(ending)) => {
            Err(format!("write {}: {ending} is none of {KNOWN}; name the form with --format", out.display()))
        }
    }
}

fn query(filter: &[String], setup: &Setup) -> Result<Query, String> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for text in filter {
        let pair = text
            .split_once('=')
            .ok_or_else(|| format!("read --filter {text}: write NAME=VALUE, such as stage=filed"))?;
        // Of two the list would take the last, and say nothing of the first.
        if !SEVERAL.contains(&pair.0)
            && let Some((name, other)) = pairs.iter().find(|(name, _)| *name == pair.0)
        {
            return Err(format!(
                "read --filter {text}: {name}={other} stands there already, and there can be one only"
            ));
        }
        pairs.push(pair);
    }
    let (query, unread) = Query::from_pairs(pairs.iter().copied());
    if let Some((name, value)) = unread.first() {
        return Err(format!("read --filter {name}={value}: expected {}", expected(name)));
    }
    if let Some(kind) = query.kinds.iter().find(|kind| !kind.is_empty() && !types(setup).contains(&kind.as_str())) {
        let known = types(setup).join(", ");
        return Err(format!("read --filter type={kind}: expected one of {known}, or none"));
    }
    // A name that means nothing is left alone by the list's address; here it would let every row through.
    if let Some((name, value)) = pairs.iter().find(|(name, _)| !FILTERS.split(", ").any(|known| known == *name)) {
        return Err(format!("read --filter {name}={value}: it is no condition of the list; there are {FILTERS}"));
    }
    Ok(Query { cut: None, per: 0, ..query })
}

/// Codes of all types that there are or were.
fn types(setup: &Setup) -> Vec<&str> {
    let mut codes: Vec<&str> = Vec::new();
    for code in setup.reference.versions().flat_map(|r| &r.types).map(|kind| kind.code.as_str()) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// Conditions that may stand there several times, with other values.
const SEVERAL: [&str; 4] = ["stage", "source", "guidance", "type"];

/// The names of conditions.
const FILTERS: &str = "q, figure, stage, source, guidance, type, unit, supervisor, county, leader, level, due_from, \
                       due_to, struck_from, struck_to, registered_from, registered_to, changed_from, changed_to, \
                       rebounded, round, sort";

/// What a condition takes, in words.
fn expected(name: &str) -> String {
    let one_of = |codes: Vec<&'static str>| format!("one of {}", codes.join(", "));
    match name {
        "figure" => one_of(Figure::ALL.iter().map(|f| f.code()).collect()),
        "stage" => one_of(Stage::ALL.iter().map(|s| s.code()).collect()),
        "source" => one_of(SourceKind::ALL.iter().map(|s| s.code()).collect()),
        "guidance" => one_of(Guidance::ALL.iter().map(|g| g.code()).collect()),
        "unit" | "supervisor" | "county" => {
            "the id of a unit, as `dugai unit list --json` prints it, or none".to_owned()
        }
        "leader" => "the id of an account, or none".to_owned(),
        "level" => "a level from 0 to 3".to_owned(),
        "sort" => "one of number, due, changed, stage, with a minus before it to turn it round".to_owned(),
        "per" => "a number of rows".to_owned(),
        "rebounded" => "true or false".to_owned(),
        // What is left are the ends of spans of days.
        _ => "a day, such as 2026-11-24".to_owned(),
    }
}

fn columns(codes: &[String]) -> Result<Vec<Column>, String> {
    let column = |code: &String| {
        let known = || Column::ALL.iter().map(|c| c.code()).collect::<Vec<_>>().join(", ");
        Column::from_code(code).ok_or_else(|| format!("read --column {code}: it is none of {}", known()))
    };
    let columns: Vec<Column> = codes.iter().map(column).collect::<Result<_, _>>()?;
    match columns.iter().enumerate().find(|(at, column)| columns.iter().take(*at).any(|other| other == *column)) {
        Some((_, twice)) => Err(format!("read --column {}: it is named twice", twice.code())),
        None => Ok(columns),
    }
}

async fn register(desk: &Desk, wanted: &Wanted, out: &Path) -> Result<(), String> {
    let mut file = Fresh::at(out)?;
    let done = desk.office.export_register(wanted, file.out(), desk.by()).await;
    let done = done.map_err(|e| told("export the register")(&e))?;
    file.keep()?;
    crate::print(&format!("{}: {} rows", out.display(), done.rows));
    if done.shortened + done.removed > 0 {
        crate::warn(&format!(
            "{} cells were too long for the form and are cut with a mark; {} characters it cannot hold are left out",
            done.shortened, done.removed
        ));
    }
    Ok(())
}

async fn papers(desk: &Desk, problem: &str, out: &Path) -> Result<(), String> {
    let id = desk.problem(problem).await?;
    let case = desk.office.case(id, desk.by()).await.map_err(|e| told("read the problem")(&e))?;
    std::fs::create_dir_all(out).map_err(|error| format!("make {}: {error}", out.display()))?;
    for offered in case.offered() {
        let safe = offered.name.replace(['/', '\\'], "_");
        if offered.missing.is_some() {
            crate::print(&format!("{safe}: not yet recorded"));
            continue;
        }
        let (_, paper) = case.paper(offered.which, tell).map_err(|e| told("make a paper")(&e))?;
        let bytes = docx(&paper).map_err(|e| told("make a paper")(&e))?;
        let path = out.join(format!("{safe}.docx"));
        fresh::write(&path, &bytes)?;
        crate::print(&path.display().to_string());
    }
    let path = out.join(format!("{}一案一档.zip", case.problem.number_text().replace(['/', '\\'], "_")));
    let mut file = Fresh::at(&path)?;
    let done = desk.office.case_file(id, tell, file.out(), desk.by()).await.map_err(|e| told("write the case")(&e))?;
    file.keep()?;
    crate::print(&format!(
        "{}: {} papers, {} evidence files, {} events",
        path.display(),
        done.papers,
        done.files,
        done.events
    ));
    for (title, why) in done.left_out {
        crate::warn(&format!("the evidence file \"{title}\" is not in it: {why}"));
    }
    Ok(())
}
