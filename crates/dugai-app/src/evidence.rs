//! Evidence files: looked at, sealed, and recorded in one commit with the events that name them;
//! given out again to who may see them. The place where a picture was taken stays in the vault.

use std::sync::Arc;

use dugai_documents::evidence::Media;
use dugai_domain::actor::Actor;
use dugai_domain::ids::{EvidenceId, ProblemId};
use dugai_domain::problem::check::Context;
use dugai_domain::problem::{Command, DutyRole, Event, Evidence, Problem, Recorded, decide};
use dugai_domain::time::Timestamp;
use dugai_store::desk::{BlobRow, blob_write, vault_write};
use dugai_store::seal::commitment;
use dugai_store::{Commit, StoreError, Write};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

mod check;
mod look;
mod room;

use crate::act::{ActError, Acted, Step, add};
use crate::keys::Keys;
use crate::office::{Office, OfficeError};
use crate::tools::{Tools, apart};

pub use dugai_documents::evidence::EvidenceError;
pub use look::{Looked, Sorted, look, look_apart, sort, sort_apart};
use room::{Room, room};

/// Most files of one form.
pub const FILES_MAX: usize = 20;
/// How often evidence is tried anew when somebody acts on the problem at the same moment.
const TRIES: u32 = 5;
/// A file above so many bytes waits for room before it is opened.
const BIG: u64 = 4 << 20;

/// What a person says of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Title; several files get it with their numbers.
    pub title: String,
    /// Kind: photo, document, monitoring, video, other.
    pub kind: String,
    /// When what they show happened.
    pub happened: Option<Date>,
    /// Until when they are valid.
    pub valid_until: Option<Date>,
    /// Measures they prove.
    pub measures: Vec<u32>,
    /// The picture taken before, if these are from after.
    pub before: Option<EvidenceId>,
    /// The version it replaces; one file only.
    pub replaces: Option<EvidenceId>,
}

/// Why evidence was not added. Nothing is kept then.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceFault {
    /// No file came.
    #[error("no file")]
    NoFile,
    /// More files than one form takes.
    #[error("more than {FILES_MAX} files")]
    TooMany,
    /// Several files cannot replace one.
    #[error("one file replaces one")]
    OneReplacesOne,
    /// Files that are not accepted, each with its reason and what to do.
    #[error("{} files are not accepted", .0.len())]
    Files(Vec<EvidenceError>),
    /// The act was refused or failed.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<OfficeError> for EvidenceFault {
    fn from(error: OfficeError) -> Self {
        Self::Act(error.into())
    }
}

impl From<StoreError> for EvidenceFault {
    fn from(error: StoreError) -> Self {
        Self::Act(error.into())
    }
}

/// In which form a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it came.
    Original,
    /// A picture without anything the camera wrote beside it.
    Public,
    /// A small picture.
    Thumb,
}

impl Form {
    /// The code used in addresses and recorded beside the sealed file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Public => "public",
            Self::Thumb => "thumb",
        }
    }

    /// The form of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Original, Self::Public, Self::Thumb].into_iter().find(|f| f.code() == code)
    }
}

/// A file, opened for somebody who may see it.
#[derive(Debug)]
pub struct Opened {
    /// The form given out; it may be less than was asked for.
    pub form: Form,
    /// Media type.
    pub media: String,
    /// Title with the usual extension.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The room that a big file takes, until it is out of memory again.
    _room: Room,
}

impl Opened {
    /// Whether it is better not kept in memory while it is sent.
    #[must_use]
    pub fn is_big(&self) -> bool {
        self.bytes.len() as u64 > BIG
    }
}

/// What stays sealed of a file: the salt of its commitment, what its sender called it, and
/// where it was taken.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    salt: [u8; 16],
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<(f64, f64)>,
}

/// The id of what belongs to a piece of evidence: found from its own id, without a table.
fn beside(id: EvidenceId, what: &str) -> Uuid {
    let digest = Sha256::new()
        .chain_update(b"dugai/evidence/v1\0")
        .chain_update(id.0.as_bytes())
        .chain_update(what.as_bytes())
        .finalize();
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The id of the sealed file of a form.
fn blob_id(id: EvidenceId, form: Form) -> Uuid {
    if form == Form::Original { id.0 } else { beside(id, form.code()) }
}

/// Sealed files and the writes that name them, ready for a commit.
#[derive(Default)]
struct Sealed {
    blobs: Vec<(Uuid, Vec<u8>)>,
    writes: Vec<Write>,
}

impl Office {
    /// Adds files as evidence: one event for each, all of them or none.
    ///
    /// # Errors
    /// Every file that is not accepted; every reason against the act; a change by somebody else;
    /// the store's failure. No file and no record is kept then.
    pub async fn add_evidence(
        &self,
        at: (ProblemId, Option<u64>),
        meta: &Meta,
        files: Vec<(String, Vec<u8>)>,
        by: (&Actor, Timestamp),
    ) -> Result<Acted, EvidenceFault> {
        self.add_looked(at, meta, look(files)?, by).await
    }

    /// The same with files that were looked at already. Evidence only adds: without a version
    /// that the person saw, an act of somebody else in between does not stop it.
    ///
    /// # Errors
    /// As [`Office::add_evidence`].
    pub async fn add_looked(
        &self,
        at: (ProblemId, Option<u64>),
        meta: &Meta,
        files: Vec<Looked>,
        by: (&Actor, Timestamp),
    ) -> Result<Acted, EvidenceFault> {
        if meta.replaces.is_some() && files.len() > 1 {
            return Err(EvidenceFault::OneReplacesOne);
        }
        let (id, seen) = at;
        let before = self.whole(id, by.0).await?;
        if seen.is_some_and(|version| version != before.version) {
            return Err(ActError::Changed(Box::new(before)).into());
        }
        // What is sealed stands in memory beside the files themselves until it is put down.
        let _room = room().await;
        let (found, sealed) = self.seal_files((id, by.1), meta, files).await?;
        self.commit_evidence((before, seen.is_none()), found, sealed, by).await
    }

    /// Seals files where they keep nobody waiting: a video is hashed and enciphered for seconds.
    async fn seal_files(
        &self,
        at: (ProblemId, Timestamp),
        meta: &Meta,
        files: Vec<Looked>,
    ) -> Result<(Vec<Evidence>, Sealed), OfficeError> {
        let sealer = Sealer { keys: Arc::clone(&self.keys), tools: self.tools.clone() };
        let meta = meta.clone();
        apart(move || {
            let mut sealed = Sealed::default();
            let mut found = Vec::new();
            let (many, whole) = (files.len() > 1, meta.title.trim());
            for (n, file) in files.into_iter().enumerate() {
                let title = if many { format!("{whole} {}", n + 1) } else { whole.to_owned() };
                found.push(sealer.seal_file(at, (&meta, title), file, &mut sealed)?);
            }
            Ok((found, sealed))
        })
        .await?
    }
}

/// What seals files apart from the office.
struct Sealer {
    keys: Arc<Keys>,
    tools: Tools,
}

impl Sealer {
    fn seal_bytes(&self, id: Uuid, plain: &[u8]) -> Result<Vec<u8>, OfficeError> {
        self.keys.seal(id, plain, &*self.tools.entropy).map_err(|e| OfficeError::Sealed(e.to_string()))
    }

    /// Seals one file with its copies and its vault entry.
    fn seal_file(
        &self,
        at: (ProblemId, Timestamp),
        said: (&Meta, String),
        file: Looked,
        sealed: &mut Sealed,
    ) -> Result<Evidence, OfficeError> {
        let (problem, now) = at;
        let (meta, title) = said;
        let Looked { name, bytes, found } = file;
        let id = EvidenceId(self.tools.new_id());
        let media = found.media.mime();
        let salt: [u8; 16] = self.tools.random();
        let picture = found.picture.unwrap_or_else(no_picture);
        let forms = [
            (Form::Original, media, Some(&bytes)),
            (Form::Public, Media::Jpeg.mime(), picture.public_copy.as_ref()),
            (Form::Thumb, Media::Jpeg.mime(), picture.thumbnail.as_ref()),
        ];
        for (form, media, plain) in forms {
            let Some(plain) = plain else { continue };
            let blob = blob_id(id, form);
            let row = BlobRow {
                problem: Some(problem.0),
                size: plain.len() as u64,
                media: media.to_owned(),
                form: form.code().to_owned(),
                at: now.0,
            };
            sealed.blobs.push((blob, self.seal_bytes(blob, plain)?));
            sealed.writes.push(blob_write(blob, &row));
        }
        let kept = Kept { salt, name, place: picture.located };
        let vault = beside(id, "vault");
        let plain =
            serde_json::to_vec(&kept).map_err(|source| OfficeError::Form { kind: "evidence", id: id.0, source })?;
        sealed.writes.push(vault_write(vault, "evidence", self.seal_bytes(vault, &plain)?, now.0));
        Ok(Evidence {
            id,
            title,
            kind: meta.kind.clone(),
            media: media.to_owned(),
            size: bytes.len() as u64,
            commitment: commitment(&salt, &bytes),
            happened: meta.happened,
            captured: picture.taken_at.map(Timestamp),
            valid_until: meta.valid_until,
            measures: meta.measures.clone(),
            before: meta.before,
            replaces: meta.replaces,
            located: picture.located.is_some(),
            rectifying: false,
        })
    }
}

impl Office {
    /// Decides on every piece, puts the sealed files down and commits what names them; takes the
    /// files away again when the commit fails. `before`: the problem, and whether it is tried
    /// anew on what it has become when somebody acts at the same moment.
    async fn commit_evidence(
        &self,
        before: (Problem, bool),
        found: Vec<Evidence>,
        sealed: Sealed,
        by: (&Actor, Timestamp),
    ) -> Result<Acted, EvidenceFault> {
        // What is refused puts no file down.
        self.decide_all(&before.0, found.clone(), by).await?;
        let mut down = Vec::new();
        let done = match self.put_down(sealed.blobs, &mut down).await {
            Ok(()) => self.record_evidence(before, found, sealed.writes, by).await,
            Err(error) => Err(error.into()),
        };
        // A database that went away may have written it all the same; else what stays is sealed and unnamed.
        if done.as_ref().is_err_and(|fault| !is_unavailable(fault)) {
            for blob in down {
                let _ = self.blobs.remove(blob).await;
            }
        }
        done
    }

    async fn record_evidence(
        &self,
        before: (Problem, bool),
        found: Vec<Evidence>,
        writes: Vec<Write>,
        by: (&Actor, Timestamp),
    ) -> Result<Acted, EvidenceFault> {
        let (mut before, again) = before;
        let id = before.id;
        let setup = self.setup().await?;
        let mut tries = if again { TRIES } else { 1 };
        loop {
            let events = self.decide_all(&before, found.clone(), by).await?;
            let mut commit = Commit { writes: writes.clone(), ..Commit::default() };
            let step = Step { id, before: Some(before), events: events.clone() };
            let problem = add(&mut commit, step, &setup, by)?;
            tries -= 1;
            match self.commit_acts(commit, &setup).await {
                Ok(()) => return Ok(Acted { problem, events }),
                Err(StoreError::Conflict) => {
                    let now = self.whole(id, by.0).await?;
                    if tries == 0 {
                        return Err(ActError::Changed(Box::new(now)).into());
                    }
                    before = now;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Puts sealed files down one after the other, and notes which are there for good.
    async fn put_down(&self, blobs: Vec<(Uuid, Vec<u8>)>, down: &mut Vec<Uuid>) -> Result<(), StoreError> {
        for (id, bytes) in blobs {
            self.blobs.put(id, bytes).await?;
            down.push(id);
        }
        Ok(())
    }

    async fn decide_all(
        &self,
        before: &Problem,
        found: Vec<Evidence>,
        by: (&Actor, Timestamp),
    ) -> Result<Vec<Event>, EvidenceFault> {
        let (actor, now) = by;
        let setup = self.setup().await?;
        let ctx = Context { now, actor, reference: &setup.reference, calendar: &setup.calendar };
        let (mut state, mut events) = (before.clone(), Vec::new());
        for evidence in found {
            for event in decide(Some(&state), &Command::AddEvidence(evidence), &ctx).map_err(ActError::from)? {
                state.apply(&Recorded { at: now, by: actor.account, event: event.clone() });
                events.push(event);
            }
        }
        Ok(events)
    }

    /// Pieces of a problem's evidence whose bytes are those of an earlier piece: the later one
    /// and the earlier. Commitments are salted and cannot be compared with each other, so files
    /// of one size are compared: the bytes of the later under the salt of the earlier.
    ///
    /// # Errors
    /// When the store cannot be read, or a sealed record not be opened.
    pub async fn same_files(&self, p: &Problem) -> Result<Vec<(EvidenceId, EvidenceId)>, OfficeError> {
        let mut same = Vec::new();
        for (i, (_, later)) in p.evidence.iter().enumerate() {
            let (mut bytes, mut place): (_, Room) = (None, None);
            for (_, earlier) in
                p.evidence.iter().take(i).filter(|(_, e)| e.size == later.size && e.media == later.media)
            {
                let Some((_, sealed, _)) = self.store.vault(beside(earlier.id, "vault")).await? else { continue };
                if bytes.is_none() {
                    if self.store.blob(later.id.0).await?.is_none() {
                        break;
                    }
                    place = room_for(later.size).await;
                    bytes = Some(self.open_bytes(later.id.0, &self.blobs.get(later.id.0).await?)?);
                }
                let plain = self.open_bytes(beside(earlier.id, "vault"), &sealed)?;
                let form = |source| OfficeError::Form { kind: "evidence", id: earlier.id.0, source };
                let kept: Kept = serde_json::from_slice(&plain).map_err(form)?;
                if bytes.as_ref().is_some_and(|b| commitment(&kept.salt, b) == earlier.commitment) {
                    same.push((later.id, earlier.id));
                    break;
                }
            }
            drop((bytes, place));
        }
        Ok(same)
    }

    /// Opens a file for somebody who may see its problem. Of a picture only who works on the case
    /// gets the original: it may say where it was taken in a place nobody looked at. Others get
    /// the copy, which was made from the points alone.
    ///
    /// # Errors
    /// [`OfficeError::NotFound`] where there is no such file, or none that this actor may see;
    /// [`OfficeError::NotAllowed`] where a picture has no copy to give.
    pub async fn file(&self, id: EvidenceId, form: Form, actor: &Actor) -> Result<Opened, OfficeError> {
        let row = self.store.blob(id.0).await?.ok_or(OfficeError::NotFound)?;
        let problem = ProblemId(row.problem.ok_or(OfficeError::NotFound)?);
        let problem = self.load(problem).await?.filter(|p| actor.may_see(p)).ok_or(OfficeError::NotFound)?;
        let evidence = problem.evidence_of(id).ok_or(OfficeError::NotFound)?;
        let closed = evidence.is_picture() && !works_on(&problem, actor);
        let form = match form {
            Form::Original if closed => Form::Public,
            Form::Public if !closed && self.store.blob(blob_id(id, form)).await?.is_none() => Form::Original,
            other => other,
        };
        let blob = blob_id(id, form);
        let missing = if closed { OfficeError::NotAllowed("original") } else { OfficeError::NotFound };
        let row = self.store.blob(blob).await?.ok_or(missing)?;
        let place = room_for(row.size).await;
        let bytes = self.open_bytes(blob, &self.blobs.get(blob).await?)?;
        Ok(Opened { form, name: file_name(&evidence.title, &row.media), media: row.media, bytes, _room: place })
    }
}

/// A place for a file of so many bytes; small ones need none.
async fn room_for(size: u64) -> Room {
    if size > BIG { room().await } else { None }
}

fn is_unavailable(fault: &EvidenceFault) -> bool {
    matches!(
        fault,
        EvidenceFault::Act(ActError::Office(OfficeError::Store(StoreError::Unavailable(_) | StoreError::Uncertain(_))))
    )
}

fn no_picture() -> dugai_documents::evidence::Picture {
    dugai_documents::evidence::Picture {
        width: 0,
        height: 0,
        orientation: 1,
        taken_at: None,
        located: None,
        thumbnail: None,
        public_copy: None,
    }
}

/// The office, and who answers for the case, supervises or accepts it.
fn works_on(p: &Problem, actor: &Actor) -> bool {
    let in_part = |part| p.units_in(part, actor.day).any(|unit| actor.works_in(unit));
    let accepts = p.steps.iter().filter_map(|s| s.unit).any(|unit| actor.units().any(|u| u == unit));
    actor.is_office() || in_part(DutyRole::Responsible) || in_part(DutyRole::Supervising) || accepts
}

/// A title as the name of a file, with the usual extension of its kind.
fn file_name(title: &str, media: &str) -> String {
    let known = Media::ALL.into_iter().find(|m| m.mime() == media);
    let extension = known.and_then(|m| m.extensions().first().copied()).unwrap_or("bin");
    let plain: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect();
    let ending = format!(".{extension}");
    if plain.to_lowercase().ends_with(&ending) { plain } else { format!("{plain}{ending}") }
}

#[cfg(test)]
mod tests;
