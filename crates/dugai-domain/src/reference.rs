//! Reference data: everything a city may set itself, versioned as one document.
//!
//! Gates, acceptance standards, clock rules, return reasons, types and forms of
//! accountability are data; the program ships a starter set and each change makes a
//! new version with its day of validity. A clock names the version it was computed from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Span, Start, Unit};
use crate::ids::UnitId;

/// A word in both languages of the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Stable code, stored in events.
    pub code: String,
    /// The official Chinese word.
    pub zh: String,
    /// The English word.
    pub en: String,
}

/// Who signs a gate (four gates by default, 四个不放过).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateSigner {
    /// The responsible unit's head.
    ResponsibleHead,
    /// The supervising unit; the office where there is none.
    Supervising,
    /// The rectification office.
    Office,
}

/// One gate that must be signed before the final acceptance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Code and names.
    #[serde(flatten)]
    pub named: Named,
    /// What the signer vouches for.
    pub question_zh: String,
    /// The same in English.
    pub question_en: String,
    /// Who signs.
    pub signer: GateSigner,
    /// Whether it may be "not applicable" with a reason and a second signer
    /// (群众满意 where no complainant exists).
    #[serde(default)]
    pub waivable: bool,
    /// Whether evidence must be attached.
    #[serde(default)]
    pub evidence: bool,
}

/// What a kind of problem must show at acceptance; bound when the plan is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standard {
    /// Code and names.
    #[serde(flatten)]
    pub named: Named,
    /// Points to check, in Chinese, each with its basis.
    pub points: Vec<String>,
    /// Whether safety and quality notes are required in the plan (mine restoration).
    #[serde(default)]
    pub safety: bool,
}

/// A moment in a problem's life from which or to which clocks run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Entered on the list and sent to its responsible unit.
    Registered,
    /// Signed for by the responsible unit.
    Claimed,
    /// First response (第一时间回应).
    FirstResponse,
    /// First action (第一时间行动).
    FirstAction,
    /// A plan was submitted.
    PlanSubmitted,
    /// A plan was approved.
    PlanApproved,
    /// The responsible unit checked its own work.
    SelfChecked,
    /// Acceptance was applied for.
    AcceptanceApplied,
    /// The last acceptance step agreed.
    Accepted,
    /// The public notice began.
    NoticeOpened,
    /// The public notice ended without an open objection.
    NoticeClosed,
    /// Filed (备案).
    Filed,
    /// Struck off (销号).
    StruckOff,
    /// Entered as struck off already, as its source declares.
    Declared,
    /// Looked at again (回头看).
    LookedBack,
}

impl Moment {
    /// From the self-check to the filing: what a return takes back.
    pub const TO_THE_END: [Self; 6] = [
        Self::SelfChecked,
        Self::AcceptanceApplied,
        Self::Accepted,
        Self::NoticeOpened,
        Self::NoticeClosed,
        Self::Filed,
    ];
}

/// What a clock is for; it decides when it must be silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Handling by a unit: silent after strike-off.
    Handling,
    /// A right that lapses with its last day: nobody is late who does not use it.
    Right,
    /// Runs from strike-off on (look-back).
    LongTerm,
}

/// Who is told at a step of escalation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Officers of the responsible units.
    ResponsibleOfficer,
    /// Heads of the responsible units.
    ResponsibleHead,
    /// The rectification office.
    Office,
    /// The leader in charge.
    LeadOfficer,
}

/// One step of escalation: so many days before (negative) or after the due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Days relative to the due date: -20 is twenty days before.
    pub days: i64,
    /// Who is told.
    pub to: Vec<Recipient>,
    /// The lamp: blue, yellow or red.
    pub lamp: Lamp,
}

/// The lamps of the warning schemes in use (蓝、黄、红).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lamp {
    /// Near its date.
    Blue,
    /// Very near, or behind schedule.
    Yellow,
    /// Overdue.
    Red,
}

/// A clock, as data, with the clause it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRule {
    /// Code and names.
    #[serde(flatten)]
    pub named: Named,
    /// Where it starts.
    pub starts: Moment,
    /// What stops it.
    pub stops: Moment,
    /// What it is for.
    pub kind: ClockKind,
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: Unit,
    /// From which day the count begins.
    pub start: Start,
    /// Whether a last day on a rest day moves on.
    pub roll: bool,
    /// Law, clause or notice it cites.
    pub basis: String,
    /// Steps of escalation.
    #[serde(default)]
    pub escalation: Vec<Escalation>,
}

impl ClockRule {
    /// The span to count.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { n: self.n, unit: self.unit, start: self.start, roll: self.roll }
    }
}

/// A clock that the rules themselves look up: every document has it, from and to these moments. How long it is
/// and whom it warns stays the city's to set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedClock {
    /// Code.
    pub code: &'static str,
    /// Where it starts.
    pub starts: Moment,
    /// What stops it.
    pub stops: Moment,
    /// What it is for.
    pub kind: ClockKind,
}

impl FixedClock {
    /// Signing (签收), counted for each responsible unit.
    pub const SIGN_IN: Self =
        Self { code: "sign_in", starts: Moment::Registered, stops: Moment::Claimed, kind: ClockKind::Handling };
    /// The right to object to the assignment (退单); without it that right would never lapse.
    pub const BOUNCE: Self =
        Self { code: "bounce", starts: Moment::Registered, stops: Moment::Claimed, kind: ClockKind::Right };
    /// The plan; the day that an extension of it moves.
    pub const PLAN: Self =
        Self { code: "plan", starts: Moment::Registered, stops: Moment::PlanApproved, kind: ClockKind::Handling };
    /// Looking back; without it nothing that ended would be looked at again.
    pub const LOOK_BACK: Self =
        Self { code: "look_back", starts: Moment::StruckOff, stops: Moment::LookedBack, kind: ClockKind::LongTerm };
    /// All of them.
    pub const ALL: [Self; 4] = [Self::SIGN_IN, Self::BOUNCE, Self::PLAN, Self::LOOK_BACK];

    /// Whether a rule runs between the moments of this clock.
    #[must_use]
    pub fn runs_as(&self, rule: &ClockRule) -> bool {
        (rule.starts, rule.stops) == (self.starts, self.stops)
    }
}

/// The whole reference document of one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Version, counted from 1.
    pub version: u32,
    /// From which day it holds.
    pub valid_from: Date,
    /// Gates before strike-off.
    pub gates: Vec<Gate>,
    /// Acceptance standards.
    pub standards: Vec<Standard>,
    /// Clocks.
    pub clocks: Vec<ClockRule>,
    /// Steps for fixed dates (measures, the whole problem).
    pub fixed_date_escalation: Vec<Escalation>,
    /// Steps for the word of a month (月调度).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dispatch_escalation: Vec<Escalation>,
    /// Reasons for returning work (退回重办).
    pub return_reasons: Vec<Named>,
    /// Types of problem (水, 大气, …).
    pub types: Vec<Named>,
    /// Directions of the sweep (举一反三): same owner, place, park, river, kind.
    pub sweep_directions: Vec<Named>,
    /// Forms of accountability.
    pub accountability_forms: Vec<Named>,
    /// Working days a public notice may last.
    pub notice_days: Vec<u32>,
    /// Levels at which a problem is usually accepted, in their order: where the form of a new one begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acceptance_levels: Vec<String>,
    /// Day of the month by which its word is due (月调度); in a shorter month its last day.
    pub dispatch_day: i8,
    /// Earlier versions, oldest first: a clock runs by the rules of the day on which it started, and a plan is
    /// judged by the standard of the day on which it was approved. They are known from the history of the
    /// installation, and no part of the document.
    #[serde(skip)]
    pub earlier: Vec<Reference>,
    /// Units that are the rectification office. They are known from the units, and no part of the document.
    #[serde(skip)]
    pub offices: Vec<UnitId>,
}

impl Reference {
    /// A clock rule by code.
    #[must_use]
    pub fn clock(&self, code: &str) -> Option<&ClockRule> {
        self.clocks.iter().find(|c| c.named.code == code)
    }

    /// The rule of a code as it held on a day: a later version changes no clock that had started.
    #[must_use]
    pub fn clock_on(&self, code: &str, day: Date) -> Option<&ClockRule> {
        self.on(day).clock(code)
    }

    /// The version that held on a day; before the first, the first.
    fn on(&self, day: Date) -> &Self {
        match self.earlier.iter().rev().find(|old| old.valid_from <= day).or(self.earlier.first()) {
            Some(old) if self.valid_from > day => old,
            _ => self,
        }
    }

    /// The document as it stood on a day, with the versions before it: what a paper of that day names.
    #[must_use]
    pub fn as_of(&self, day: Date) -> Self {
        let then = self.on(day);
        let earlier = self.earlier.iter().filter(|old| old.version < then.version).cloned().collect();
        Self { earlier, offices: self.offices.clone(), ..then.clone() }
    }

    /// Every version, the present one first: where the word of a code is looked up that is used no more.
    pub fn versions(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.earlier.iter().rev())
    }

    /// A gate by code.
    #[must_use]
    pub fn gate(&self, code: &str) -> Option<&Gate> {
        self.gates.iter().find(|g| g.named.code == code)
    }

    /// A standard by code.
    #[must_use]
    pub fn standard(&self, code: &str) -> Option<&Standard> {
        self.standards.iter().find(|s| s.named.code == code)
    }

    /// The standard of a code as a plan that was approved on a day bound it: a later version changes nothing by
    /// which an approved plan is judged.
    #[must_use]
    pub fn standard_on(&self, code: &str, day: Date) -> Option<&Standard> {
        self.on(day).standard(code)
    }

    /// The day by which the word of a month is due, by the rule of the day on which that month began.
    #[must_use]
    pub fn word_due(&self, first: Date) -> Option<Date> {
        let day = self.on(first).dispatch_day.clamp(1, first.days_in_month());
        first.with().day(day).build().ok()
    }

    /// Clocks that the rules look up and that this document lacks, or has from, to or for something else (then the
    /// rule as it stands).
    pub fn unfit_clocks(&self) -> impl Iterator<Item = (FixedClock, Option<&ClockRule>)> {
        let found = |fixed: FixedClock| (fixed, self.clock(fixed.code));
        let fits = |(fixed, rule): &(FixedClock, Option<&ClockRule>)| {
            rule.is_some_and(|rule| fixed.runs_as(rule) && rule.kind == fixed.kind)
        };
        FixedClock::ALL.into_iter().map(found).filter(move |pair| !fits(pair))
    }

    /// What is wrong with the document, in words for the person who edits it; empty when usable.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.gates.is_empty() {
            faults.push("no gate: at least one is needed before strike-off".to_owned());
        }
        if self.standards.is_empty() {
            faults.push("no acceptance standard: plans could not be approved".to_owned());
        }
        if self.notice_days.is_empty() {
            faults.push("no length of public notice".to_owned());
        }
        for (what, codes) in [
            ("gate", self.gates.iter().map(|g| &g.named.code).collect::<Vec<_>>()),
            ("standard", self.standards.iter().map(|s| &s.named.code).collect()),
            ("clock", self.clocks.iter().map(|c| &c.named.code).collect()),
            ("type", self.types.iter().map(|t| &t.code).collect()),
            ("return reason", self.return_reasons.iter().map(|t| &t.code).collect()),
        ] {
            let mut sorted = codes.clone();
            sorted.sort();
            sorted.dedup();
            if sorted.len() != codes.len() {
                faults.push(format!("a {what} code stands twice"));
            }
        }
        if !(1..=31).contains(&self.dispatch_day) {
            faults.push("the day of the monthly word is no day of a month".to_owned());
        }
        for clock in &self.clocks {
            if clock.basis.trim().is_empty() {
                faults.push(format!("clock {} cites no clause", clock.named.code));
            }
        }
        for (fixed, found) in self.unfit_clocks() {
            let code = fixed.code;
            faults.push(match found {
                None => format!("no clock {code}: the rules need it"),
                Some(_) => format!("clock {code} has another start, end or kind than the rules need"),
            });
        }
        faults
    }
}
