//! What the domain knows as data, said in sentences: reasons against an act, events of a
//! problem, clocks with their derivation. The words are in `messages/`; names come through
//! [`Names`], so that the same sentence serves a page, a log and a printed file.

pub mod clock;
pub mod event;
pub mod left;
pub mod reason;

use std::collections::BTreeMap;

use dugai_domain::ids::{AccountId, EvidenceId, ProblemId, UnitId};
use dugai_domain::reference::{Moment, Named, Reference};

use crate::words::Lang;

/// Names of what events and reasons only know by id or code.
pub trait Names {
    /// The short name of a unit.
    fn unit(&self, id: UnitId) -> String;
    /// The name of the person behind an account.
    fn account(&self, id: AccountId) -> String;
    /// The number of a problem, as tables print it.
    fn problem(&self, id: ProblemId) -> String;
    /// The title of a piece of evidence, where it is known.
    fn evidence(&self, _id: EvidenceId) -> Option<String> {
        None
    }
    /// A type of problem.
    fn type_name(&self, code: &str, lang: Lang) -> String;
    /// A gate.
    fn gate(&self, code: &str, lang: Lang) -> String;
    /// An acceptance standard.
    fn standard(&self, code: &str, lang: Lang) -> String;
    /// A reason for returning work.
    fn return_reason(&self, code: &str, lang: Lang) -> String;
    /// A direction of the sweep.
    fn direction(&self, code: &str, lang: Lang) -> String;
    /// A form of accountability.
    fn form(&self, code: &str, lang: Lang) -> String;
    /// A clock of the reference data.
    fn clock(&self, code: &str, lang: Lang) -> String;
}

/// Names out of tables that a page has read anyway. What is not in a table stands as `…`.
#[derive(Clone, Debug)]
pub struct Book<'a> {
    /// Reference data, for the words of codes.
    pub reference: &'a Reference,
    /// Short names of units.
    pub units: BTreeMap<UnitId, String>,
    /// Names of people.
    pub accounts: BTreeMap<AccountId, String>,
    /// Numbers of problems.
    pub problems: BTreeMap<ProblemId, String>,
    /// Titles of evidence.
    pub evidence: BTreeMap<EvidenceId, String>,
}

/// Stands for a name that is not in the table.
const MISSING: &str = "…";

impl<'a> Book<'a> {
    /// A book with the words of the reference data and no names yet.
    #[must_use]
    pub fn new(reference: &'a Reference) -> Self {
        Self {
            reference,
            units: BTreeMap::new(),
            accounts: BTreeMap::new(),
            problems: BTreeMap::new(),
            evidence: BTreeMap::new(),
        }
    }
}

/// The word of reference data in a language.
#[must_use]
pub fn in_words(named: &Named, lang: Lang) -> &str {
    match lang {
        Lang::Zh => &named.zh,
        Lang::En => &named.en,
    }
}

/// The word of a code in the lists of all versions of the reference data, the present one first, since a
/// city may take a code out after it was used; one that none knows stands for itself.
fn find<'n>(mut list: impl Iterator<Item = &'n Named>, code: &str, lang: Lang) -> String {
    list.find(|n| n.code == code).map_or_else(|| code.to_owned(), |n| in_words(n, lang).to_owned())
}

impl Names for Book<'_> {
    fn unit(&self, id: UnitId) -> String {
        self.units.get(&id).map_or(MISSING, String::as_str).to_owned()
    }
    fn account(&self, id: AccountId) -> String {
        self.accounts.get(&id).map_or(MISSING, String::as_str).to_owned()
    }
    fn problem(&self, id: ProblemId) -> String {
        self.problems.get(&id).map_or(MISSING, String::as_str).to_owned()
    }
    fn evidence(&self, id: EvidenceId) -> Option<String> {
        self.evidence.get(&id).cloned()
    }
    fn type_name(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.types.iter()), code, lang)
    }
    fn gate(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.gates.iter().map(|g| &g.named)), code, lang)
    }
    fn standard(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.standards.iter().map(|s| &s.named)), code, lang)
    }
    fn return_reason(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.return_reasons.iter()), code, lang)
    }
    fn direction(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.sweep_directions.iter()), code, lang)
    }
    fn form(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.accountability_forms.iter()), code, lang)
    }
    fn clock(&self, code: &str, lang: Lang) -> String {
        find(self.reference.versions().flat_map(|r| r.clocks.iter().map(|c| &c.named)), code, lang)
    }
}

/// The code of a moment, as reference data and message files write it.
#[must_use]
pub fn moment_code(moment: Moment) -> &'static str {
    match moment {
        Moment::Registered => "registered",
        Moment::Claimed => "claimed",
        Moment::FirstResponse => "first_response",
        Moment::FirstAction => "first_action",
        Moment::PlanSubmitted => "plan_submitted",
        Moment::PlanApproved => "plan_approved",
        Moment::SelfChecked => "self_checked",
        Moment::AcceptanceApplied => "acceptance_applied",
        Moment::Accepted => "accepted",
        Moment::NoticeOpened => "notice_opened",
        Moment::NoticeClosed => "notice_closed",
        Moment::Filed => "filed",
        Moment::StruckOff => "struck_off",
        Moment::Declared => "declared",
        Moment::LookedBack => "looked_back",
    }
}

#[cfg(test)]
mod tests;
