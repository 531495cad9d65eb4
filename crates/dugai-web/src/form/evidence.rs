//! What a piece of evidence is, said beside its file. The file itself is measured, sealed and
//! named elsewhere; both together make the domain's evidence.

use dugai_app::evidence::Meta;
use dugai_domain::ids::EvidenceId;
use dugai_domain::problem::{Action, Evidence, Problem};
use jiff::civil::Date;

use super::check::check;
use super::make::{Make, evidence_options, evidence_where};
use super::parse::finish;
use super::spec::{FieldFault, FieldSpec, Lists};
use super::values::Sent;
use crate::words::W;

const KINDS: [&str; 5] = ["photo", "document", "monitoring", "video", "other"];

/// What a person says of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceMeta {
    /// Title.
    pub title: String,
    /// Kind: photo, document, monitoring, video, other.
    pub kind: String,
    /// When what it shows happened.
    pub happened: Option<Date>,
    /// Until when it is valid.
    pub valid_until: Option<Date>,
    /// Measures it proves.
    pub measures: Vec<u32>,
    /// The picture taken before, if this is the one after.
    pub before: Option<EvidenceId>,
    /// The version it replaces.
    pub replaces: Option<EvidenceId>,
}

impl From<EvidenceMeta> for Meta {
    fn from(m: EvidenceMeta) -> Self {
        Self {
            title: m.title,
            kind: m.kind,
            happened: m.happened,
            valid_until: m.valid_until,
            measures: m.measures,
            before: m.before,
            replaces: m.replaces,
        }
    }
}

/// The fields beside the file of new evidence.
#[must_use]
pub fn evidence_specs(problem: &Problem, lists: &Lists<'_>, w: W) -> Vec<FieldSpec> {
    fields(problem, &Make::new(Action::AddEvidence.code(), lists, w))
}

pub(super) fn fields(p: &Problem, m: &Make<'_>) -> Vec<FieldSpec> {
    let measures = m.numbered("form.measure_no", p.measures.iter().map(|x| (x.measure.no, x.measure.text.as_str())));
    let pictures = evidence_where(p, Evidence::is_picture);
    vec![
        m.line("title").need(),
        m.choice("kind", m.codes("evidence_kind", KINDS)).need(),
        m.since("happened", None),
        m.date("valid_until"),
        m.many("measures", measures),
        m.choice("before", pictures),
        m.choice("replaces", evidence_options(p)),
    ]
}

/// Reads what was said of new evidence.
///
/// # Errors
/// Every fault, each with the field as it was sent.
pub fn parse_evidence(
    problem: &Problem,
    lists: &Lists<'_>,
    pairs: &[(String, String)],
    w: W,
) -> Result<EvidenceMeta, Vec<FieldFault>> {
    let mut sent = check(&evidence_specs(problem, lists, w), pairs, w);
    let meta = meta(&mut sent);
    finish(Some(meta), sent)
}

fn meta(s: &mut Sent) -> EvidenceMeta {
    let (happened, valid_until) = (s.v.date("happened"), s.v.date("valid_until"));
    if happened.zip(valid_until).is_some_and(|(from, to)| to < from) {
        s.blame("valid_until", "form.fault.before_start");
    }
    EvidenceMeta {
        title: s.v.text("title"),
        kind: s.v.text("kind"),
        happened,
        valid_until,
        measures: s.v.every("measures"),
        before: s.v.get("before"),
        replaces: s.v.get("replaces"),
    }
}
