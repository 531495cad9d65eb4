//! The file of one case as one zip (一案一档): contents, papers, evidence, events and their
//! certificates of the ledger.

use std::io::{Seek, Write};

use dugai_documents::write::bundle::Bundle;
use dugai_domain::actor::Actor;
use dugai_domain::ids::ProblemId;
use dugai_domain::time::Timestamp;

use super::parts::{moment_zh, table};
use super::{Block, Case, Paper, PaperKind, Teller, docx};
use crate::evidence::Form;
use crate::export::FileError;
use crate::office::{Office, OfficeError};

/// What went into a case file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundled {
    /// Papers.
    pub papers: usize,
    /// Evidence files.
    pub files: usize,
    /// Titles of evidence files that could not be put in, each with the reason.
    pub left_out: Vec<(String, String)>,
    /// Events.
    pub events: usize,
    /// Certificates of the ledger; events after its newest checkpoint have none yet.
    pub certificates: usize,
}

/// Lines of the contents page: name and what it is.
type Contents = Vec<Vec<String>>;

impl Office {
    /// Writes the file of one case into `out`, if the actor may see the problem: every paper that
    /// can be made, the evidence in the form the actor may have, every event.
    ///
    /// # Errors
    /// When the problem cannot be seen or read, or the receiver fails.
    pub async fn case_file<W: Write + Seek + Send>(
        &self,
        id: ProblemId,
        tell: Teller,
        out: W,
        by: (&Actor, Timestamp),
    ) -> Result<Bundled, FileError> {
        let case = self.case(id, by).await?;
        let mut zip = Bundle::new(out);
        let mut done = Bundled::default();
        let mut contents: Contents = Vec::new();
        put_papers(&case, tell, &mut zip, (&mut contents, &mut done))?;
        self.put_evidence(&case, by.0, &mut zip, (&mut contents, &mut done)).await?;
        put_events(&case, tell, &mut zip, (&mut contents, &mut done))?;
        self.put_certificates(&case, &mut zip, (&mut contents, &mut done)).await?;
        zip.add_bytes("00目录.docx", &docx(&page(&case, contents, &done))?)?;
        zip.finish()?;
        Ok(done)
    }

    async fn put_evidence<W: Write + Seek + Send>(
        &self,
        case: &Case,
        actor: &Actor,
        zip: &mut Bundle<W>,
        notes: (&mut Contents, &mut Bundled),
    ) -> Result<(), FileError> {
        let (contents, done) = notes;
        for ((_, e), n) in case.problem.evidence.iter().zip(1..) {
            let opened = match self.file(e.id, Form::Original, actor).await {
                Ok(opened) => opened,
                // A file that is not at hand must not keep the rest of the case from anybody; it is named.
                Err(error) => {
                    let why = reason(&error);
                    contents.push(vec![format!("（未能收入）{}", e.title), why.to_owned()]);
                    done.left_out.push((e.title.clone(), why.to_owned()));
                    continue;
                }
            };
            let name = zip.add_bytes(&format!("佐证材料/{n:02} {}", opened.name), &opened.bytes)?;
            let form = if opened.form == Form::Original { "原件" } else { "不含拍摄信息的副本" };
            contents.push(vec![name, format!("佐证材料，{form}")]);
            done.files += 1;
        }
        Ok(())
    }

    async fn put_certificates<W: Write + Seek + Send>(
        &self,
        case: &Case,
        zip: &mut Bundle<W>,
        notes: (&mut Contents, &mut Bundled),
    ) -> Result<(), FileError> {
        let (contents, done) = notes;
        for (seq, _) in &case.history {
            match self.certificate(*seq).await {
                Ok(certificate) => {
                    zip.add_bytes(&format!("台账证书/{seq}.tlog-proof"), certificate.to_string().as_bytes())?;
                    done.certificates += 1;
                }
                // The ledger is some seconds behind its events.
                Err(OfficeError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        contents.push(vec!["台账证书/".to_owned(), format!("{}份，文件名为台账号", done.certificates)]);
        Ok(())
    }
}

fn reason(error: &OfficeError) -> &'static str {
    match error {
        OfficeError::NotFound => "系统中无此文件",
        OfficeError::NotAllowed(_) => "无权调阅",
        _ => "文件无法读取，请联系系统管理员",
    }
}

fn put_papers<W: Write + Seek>(
    case: &Case,
    tell: Teller,
    zip: &mut Bundle<W>,
    notes: (&mut Contents, &mut Bundled),
) -> Result<(), FileError> {
    let (contents, done) = notes;
    for offered in case.offered() {
        if offered.missing.is_some() {
            // An urge letter that was never written is not missing from a case.
            if offered.which.kind != PaperKind::Urge {
                contents.push(vec![offered.name, "尚无记录，未生成".to_owned()]);
            }
            continue;
        }
        let (name, paper) = case.paper(offered.which, tell)?;
        done.papers += 1;
        let name = zip.add_bytes(&format!("{:02}{name}.docx", done.papers), &docx(&paper)?)?;
        contents.push(vec![name, offered.which.kind.zh().to_owned()]);
    }
    Ok(())
}

fn put_events<W: Write + Seek>(
    case: &Case,
    tell: Teller,
    zip: &mut Bundle<W>,
    notes: (&mut Contents, &mut Bundled),
) -> Result<(), FileError> {
    let (contents, done) = notes;
    let mut lines = String::new();
    for ((seq, r), told) in case.history.iter().zip(tell(case)) {
        let line = serde_json::json!({
            "ledger": seq,
            "at": r.at.to_string(),
            "by": told.by,
            "code": r.event.code(),
            "event": &r.event,
            "said": told.head,
        });
        lines.push_str(&format!("{line}\n"));
        done.events += 1;
    }
    let name = zip.add_bytes("全部事件.jsonl", lines.as_bytes())?;
    contents.push(vec![name, format!("{}项事件，每行一项，含台账号", done.events)]);
    Ok(())
}

fn page(case: &Case, contents: Contents, done: &Bundled) -> Paper {
    let rows = (1..).zip(contents).map(|(n, line)| [vec![format!("{n}")], line].concat()).collect();
    let counts = format!(
        "文书{}份，佐证材料{}件，未能收入{}件，事件{}项。截至{}。",
        done.papers,
        done.files,
        done.left_out.len(),
        done.events,
        moment_zh(case.now)
    );
    Paper {
        title: format!("{}\n整改档案目录", case.own()),
        blocks: vec![
            Block::Para(case.problem.text.clone()),
            Block::Para(counts),
            table("", &[("序号", 1), ("名称", 7), ("说明", 5)], rows),
        ],
        demo: case.setup.is_demo(),
        ..Paper::default()
    }
}
