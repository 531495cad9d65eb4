//! `dugai import problems`: the preview of task lists. A file that cannot be read does not
//! keep the others from being read; it is named, and the exit code says so.

use std::path::PathBuf;

use dugai_documents::tasklist::{ReadOptions, TaskListReading, read};
use serde_json::{Value, json};

/// Reads the files and prints tasks, findings and rows left out.
///
/// # Errors
/// When any file could not be read; what could be read was printed before.
pub fn problems(files: &[PathBuf], as_json: bool) -> Result<(), String> {
    let mut tasks = Vec::new();
    let mut told = Vec::new();
    let mut faults = Vec::new();
    for path in files {
        match one(path) {
            Ok(reading) if as_json => {
                let mut whole = reading.to_json();
                if let Value::Array(list) = whole["tasks"].take() {
                    tasks.extend(list);
                }
                // What was doubted or passed over is said to a machine too: nothing is skipped in silence.
                told.push(json!({
                    "file": path.display().to_string(),
                    "findings": whole["findings"].take(),
                    "skipped": whole["skipped"].take(),
                }));
            }
            Ok(reading) => crate::print(&words(&path.display().to_string(), &reading)),
            Err(message) => faults.push(message),
        }
    }
    if as_json {
        crate::print(&json!({ "tasks": tasks, "files": told }).to_string());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\ndugai: ")) }
}

fn one(path: &PathBuf) -> Result<TaskListReading, String> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    let bytes = std::fs::read(path).map_err(|e| format!("read {}: {e}", path.display()))?;
    read(&name, &bytes, &ReadOptions::default()).map_err(|e| e.text_zh(&name))
}

fn words(name: &str, reading: &TaskListReading) -> String {
    let mut lines = vec![format!(
        "{name}: {} 项任务, {} 条措施",
        reading.tasks.len(),
        reading.tasks.iter().map(|t| t.measures.len()).sum::<usize>()
    )];
    for task in &reading.tasks {
        lines.push(format!("  {} 第{}行 {} ({} 条措施)", task.no_text, task.row, task.problem, task.measures.len()));
    }
    lines.extend(reading.findings.iter().map(|f| format!("  ! {}", f.text_zh(name))));
    lines.extend(reading.skipped.iter().map(|s| format!("  - {} 第{}行未作为任务: {}", s.sheet, s.row, s.reason.zh())));
    lines.join("\n")
}
