//! What the demonstration exports: the register in two forms, the monthly report, and the whole
//! file of one problem, beside the store.

use std::fs::File;
use std::path::PathBuf;

use dugai_app::export::{Form, Preparer, Wanted};
use dugai_app::papers::docx;
use dugai_app::register::Query;
use dugai_domain::figures::Figure;
use dugai_domain::ids::ProblemId;
use dugai_web::pages::papers::tell;

use crate::desk::{Desk, told};

/// Writes the files; gives their folder and names.
///
/// # Errors
/// When the folder cannot be written or the store not be read.
pub async fn write(desk: &Desk) -> Result<(PathBuf, Vec<String>), String> {
    let (office, by) = (&desk.office, desk.by());
    let folder = office.store.folder().join("exports");
    std::fs::create_dir_all(&folder).map_err(|e| format!("write {}: {e}", folder.display()))?;
    let create = |name: &str| {
        let path = folder.join(name);
        File::create(&path).map_err(|e| format!("write {}: {e}", path.display()))
    };
    let mut names = Vec::new();
    for (form, name) in [(Form::Xlsx, "整改任务清单（演示）.xlsx"), (Form::Csv, "整改任务清单（演示）.csv")]
    {
        let preparer =
            Preparer {
                name: "王丽（虚构）".into(), reviewer: "张春华（虚构）".into(), phone: String::new()
            };
        let wanted = Wanted { query: Query::default(), columns: Vec::new(), form, preparer };
        office.export_register(&wanted, create(name)?, by).await.map_err(|e| told("export the register")(&e))?;
        names.push(name.to_owned());
    }
    let month = desk.system.day.first_of_month().yesterday().map_err(|e| e.to_string())?;
    let month = format!("{:04}-{:02}", month.year(), month.month());
    let (name, paper) = office.monthly_report(&month, by).await.map_err(|e| told("write the monthly report")(&e))?;
    let name = format!("{name}.docx");
    let bytes = docx(&paper).map_err(|e| told("write the monthly report")(&e))?;
    std::fs::write(folder.join(&name), bytes).map_err(|e| format!("write {name}: {e}"))?;
    names.push(name);
    let ended = Query { figure: Some(Figure::StruckOff), per: 1, ..Query::default() };
    let page = office.register(&ended, &desk.system).await.map_err(|e| told("read the register")(&e))?;
    if let Some(row) = page.rows.first() {
        let name = format!("一案一档 {}（演示）.zip", row.number);
        let out = create(&name)?;
        office.case_file(ProblemId(row.id), tell, out, by).await.map_err(|e| told("bundle a case")(&e))?;
        names.push(name);
    }
    Ok((folder, names))
}
