//! Evidence, and everything by which the problem is closed: gates, sweep, self-check, acceptance,
//! public notice with its objections, filing, looking back.

use dugai_domain::ids::EvidenceId;
use dugai_domain::problem::check::gate_signer;
use dugai_domain::problem::state::{GateState, ObjectionState, SweepState};
use dugai_domain::problem::{Action, Event, Evidence, Mark, SweepOutcome};
use dugai_domain::reference::Gate;

use crate::say::{Names, in_words};
use crate::words::Lang;

use super::case::{Case, Link};
use super::entry::Entry;
use super::overview::Section;

/// A piece of evidence.
pub struct Item {
    /// Address of the file.
    pub href: String,
    /// Address of the small picture, if there is one.
    pub thumb: Option<String>,
    /// Title.
    pub title: String,
    /// Kind, day of what it shows, day received, validity, size, who.
    pub meta: String,
    /// What is doubtful about it.
    pub doubts: Vec<String>,
}

/// Two pictures, before and after.
pub struct Pair {
    /// Before: address, title, day.
    pub before: (String, String, String),
    /// After: address, title, day.
    pub after: (String, String, String),
}

/// A gate.
pub struct GateRow {
    /// Class.
    pub class: &'static str,
    /// Name.
    pub name: String,
    /// What the signer vouches for.
    pub question: String,
    /// How it stands: tone and word.
    pub badge: (&'static str, &'static str),
    /// Who signed and what was said, or who signs.
    pub lines: Vec<String>,
    /// What can be done about it.
    pub acts: Vec<Link>,
}

/// A point of the sweep.
pub struct Point {
    /// Class.
    pub class: &'static str,
    /// What is looked at.
    pub what: String,
    /// Direction.
    pub direction: String,
    /// How it stands: tone and word.
    pub badge: (&'static str, &'static str),
    /// Answer.
    pub note: String,
    /// The problem found.
    pub linked: Option<Link>,
    /// What can be done about it.
    pub act: Option<Link>,
}

/// The tab.
pub struct View {
    /// Where files are added, if they can be.
    pub add: Option<Link>,
    /// Pairs.
    pub pairs: Vec<Pair>,
    /// Pictures and files, newest first.
    pub items: Vec<Item>,
    /// Gates.
    pub gates: Vec<GateRow>,
    /// Points of the sweep.
    pub sweep: Vec<Point>,
    /// Where points are planned, if they can be.
    pub plan_sweep: Option<Link>,
    /// Self-check, acceptance, notice, objections, filing, look-backs.
    pub sections: Vec<Section>,
}

/// The tab of a case.
pub fn view(case: &Case<'_>, same: Same<'_>) -> View {
    let link = |action: Action| case.can(action).then(|| case.act(action, &[]));
    View {
        add: link(Action::AddEvidence),
        pairs: case.p.evidence.iter().rev().filter_map(|(_, e)| pair(case, e)).collect(),
        items: case.p.evidence.iter().rev().map(|(mark, e)| item(case, (*mark, e), same)).collect(),
        gates: case.setup.reference.gates.iter().map(|g| gate(case, g)).collect(),
        sweep: case.p.sweep.iter().map(|s| point(case, s)).collect(),
        plan_sweep: link(Action::PlanSweep),
        sections: sections(case),
    }
}

/// Pieces whose bytes are those of an earlier one: the later and the earlier.
pub type Same<'a> = &'a [(EvidenceId, EvidenceId)];

/// Whether a copy for the screen is kept of it.
pub fn is_picture(e: &Evidence) -> bool {
    matches!(e.media.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif")
}

fn file(e: &Evidence, form: &str) -> String {
    format!("/files/{}/{form}", e.id)
}

/// The day of what it shows.
fn day(e: &Evidence) -> String {
    e.happened.or_else(|| e.captured.map(|at| at.day())).map(|d| d.to_string()).unwrap_or_default()
}

fn pair(case: &Case<'_>, after: &Evidence) -> Option<Pair> {
    let before = case.p.evidence_of(after.before?)?;
    let side = |e: &Evidence| (file(e, "public"), e.title.clone(), day(e));
    (is_picture(before) && is_picture(after)).then(|| Pair { before: side(before), after: side(after) })
}

/// A piece of evidence with what is doubtful about it.
pub fn item(case: &Case<'_>, of: (Mark, &Evidence), same: Same<'_>) -> Item {
    let (w, (mark, e)) = (case.w, of);
    let captured = e.captured.map(|at| at.day());
    let shows = match (e.happened, captured) {
        (Some(said), Some(camera)) if said != camera => {
            Some(w.fill("problem.evidence.days", &[("said", &said), ("camera", &camera)]))
        }
        (Some(day), _) => Some(w.fill("problem.evidence.shows", &[("day", &day)])),
        (None, Some(camera)) => Some(w.fill("problem.evidence.camera", &[("day", &camera)])),
        (None, None) => None,
    };
    let received = w.fill("problem.evidence.received", &[("day", &mark.at.day())]);
    let valid = e.valid_until.filter(|until| *until >= case.today());
    let valid = valid.map(|until| w.fill("problem.evidence.valid_until", &[("day", &until)]));
    let kind = w.code("evidence_kind", &e.kind).to_owned();
    let parts = [Some(kind), shows, Some(received), valid, Some(w.size(e.size))];
    let parts = parts.into_iter().flatten().chain([case.signed(mark, Action::AddEvidence)]);
    let measures = (!e.measures.is_empty())
        .then(|| w.fill("problem.evidence.proves", &[("nos", &w.list(e.measures.iter().map(u32::to_string)))]));
    Item {
        href: file(e, "original"),
        thumb: is_picture(e).then(|| file(e, "thumb")),
        title: e.title.clone(),
        meta: parts.chain(measures).collect::<Vec<_>>().join(" · "),
        doubts: doubts(case, e, same),
    }
}

fn doubts(case: &Case<'_>, e: &Evidence, same: Same<'_>) -> Vec<String> {
    let w = case.w;
    let replaced = case.p.evidence.iter().any(|(_, other)| other.replaces == Some(e.id));
    let expired = e.valid_until.filter(|until| *until < case.today());
    let other_day = e.happened.zip(e.captured).filter(|(said, at)| *said != at.day());
    let twin = same.iter().find(|(later, _)| *later == e.id).and_then(|(_, earlier)| case.p.evidence_of(*earlier));
    let list = [
        replaced.then(|| w.t("problem.evidence.replaced").to_owned()),
        expired.map(|until| w.fill("problem.evidence.expired", &[("day", &until)])),
        other_day.map(|_| w.t("problem.evidence.other_day").to_owned()),
        twin.map(|t| w.fill("problem.evidence.same", &[("title", &t.title)])),
    ];
    list.into_iter().flatten().collect()
}

/// A gate, with how it stands.
pub fn gate(case: &Case<'_>, g: &Gate) -> GateRow {
    let w = case.w;
    let state = case.p.gates.get(&g.named.code);
    let (class, badge, lines) = match state {
        Some(GateState::Signed { mark, signature }) => {
            let count = w.t1("said.pieces", signature.evidence.len());
            let by = w.fill(
                "problem.gate.signed",
                &[("who", &case.signed(*mark, Action::SignGate)), ("at", &mark.at), ("evidence", &count)],
            );
            let method = Some(signature.method.trim()).filter(|t| !t.is_empty());
            let method = method
                .map(|how| w.fill("said.head", &[("event", &w.code("label", "method")), ("what", &how)]))
                .unwrap_or_default();
            let words = [by, signature.statement.clone(), method];
            ("ok", ("ok", "signed"), words.to_vec())
        }
        Some(GateState::Waived { mark, reason }) => (
            "bad",
            ("warn", "waived"),
            vec![format!("{} {}", case.signed(*mark, Action::WaiveGate), mark.at), reason.clone()],
        ),
        Some(GateState::NotApplicable { mark, reason }) => (
            "ok",
            ("mute", "not_applicable"),
            vec![format!("{} {}", case.signed(*mark, Action::ConfirmWaiver), mark.at), reason.clone()],
        ),
        None => ("open", ("mute", "open"), vec![signer(case, g)]),
    };
    GateRow {
        class,
        name: in_words(&g.named, w.lang).to_owned(),
        question: if w.lang == Lang::Zh { g.question_zh.clone() } else { g.question_en.clone() },
        badge: (badge.0, w.code("gate_state", badge.1)),
        lines: lines.into_iter().filter(|l| !l.trim().is_empty()).collect(),
        acts: gate_acts(case, g, state),
    }
}

/// Who signs an open gate.
fn signer(case: &Case<'_>, g: &Gate) -> String {
    let who = gate_signer(g.signer, case.p, &case.ctx());
    case.w.fill("problem.gate.signs", &[("who", &case.w.code("who", who.code()))])
}

fn gate_acts(case: &Case<'_>, g: &Gate, state: Option<&GateState>) -> Vec<Link> {
    let settled = [("gate", g.named.code.as_str())];
    let on = |action: Action| case.can(action).then(|| case.act(action, &settled));
    let signs = case.actor.stands_as(gate_signer(g.signer, case.p, &case.ctx()), Some(case.p));
    match state {
        Some(GateState::Waived { .. }) => on(Action::ConfirmWaiver).into_iter().collect(),
        Some(_) => Vec::new(),
        None if signs => {
            let waive = on(Action::WaiveGate).filter(|_| g.waivable);
            on(Action::SignGate).into_iter().chain(waive).collect()
        }
        None => Vec::new(),
    }
}

/// A point of the sweep, with its answer.
pub fn point(case: &Case<'_>, s: &SweepState) -> Point {
    let w = case.w;
    let (class, badge, linked) = match s.answer.as_ref().map(|(_, a)| a.outcome) {
        Some(SweepOutcome::Clean) => ("clean", ("ok", "clean"), None),
        Some(SweepOutcome::Bad(id)) => {
            let link = Link { href: format!("/problems/{id}"), text: case.book.problem(id) };
            ("linked", ("bad", "bad"), Some(link))
        }
        Some(SweepOutcome::Waived) => ("waived", ("mute", "waived"), None),
        None => ("open", ("warn", "open"), None),
    };
    Point {
        class,
        what: s.point.what.clone(),
        direction: case.book.direction(&s.point.direction, w.lang),
        badge: (badge.0, w.code("sweep", badge.1)),
        note: s.answer.as_ref().map(|(_, a)| a.note.clone()).unwrap_or_default(),
        linked,
        act: if s.answer.is_none() { case.act_on(Action::AnswerSweep, s.point.no) } else { None },
    }
}

fn sections(case: &Case<'_>) -> Vec<Section> {
    let p = case.p;
    let of = |mark: &Mark, event: Event| Entry::of(case, *mark, event);
    let checked = p.self_check.iter().map(|(m, c)| of(m, Event::SelfChecked(c.clone())));
    let accepted = p.acceptances.iter().rev().map(|(m, a)| of(m, Event::AcceptanceRecorded(a.clone())));
    let notice = p.notice.iter().map(|(m, n)| of(m, Event::NoticeOpened(n.clone())));
    let filed = p.filing.iter().map(|(m, f)| of(m, Event::Filed(f.clone())));
    let looked = p.look_backs.iter().rev().map(|(m, l)| of(m, Event::LookedBack(l.clone())));
    let list: [(&str, Vec<Entry>); 6] = [
        ("problem.self_check", checked.collect()),
        ("problem.acceptances", accepted.collect()),
        ("problem.notice", notice.collect()),
        ("problem.objections", p.objections.iter().rev().map(|o| objection(case, o)).collect()),
        ("problem.filing", filed.collect()),
        ("problem.look_backs", looked.collect()),
    ];
    let filled = list.into_iter().filter(|(_, entries)| !entries.is_empty());
    filled.map(|(title, entries)| Section { title: case.w.t(title), entries }).collect()
}

/// An objection; who brought it stays sealed until the office asks, for a purpose.
pub fn objection(case: &Case<'_>, o: &ObjectionState) -> Entry {
    let w = case.w;
    let mut entry = Entry::of(case, o.mark, Event::ObjectionReceived(o.objection.clone()));
    let receipt = dugai_app::public::receipt_of(&o.objection.commitment);
    entry = entry.line(w.t("problem.receipt"), receipt);
    if case.actor.is_office() {
        entry.reveal = Some(format!("/problems/{}/objections/{}/reveal", case.p.id, o.objection.no));
    }
    match &o.answer {
        Some((mark, a)) => {
            let state = if a.upheld { ("bad", "said.upheld") } else { ("ok", "said.not_upheld") };
            let by = format!("{} {}", case.signed(*mark, Action::AnswerObjection), mark.at);
            entry.badge(state.0, w.t(state.1)).line(w.t("label.answer"), &a.answer).line(w.t("problem.by"), by)
        }
        None => entry.badge("warn", w.t("problem.waiting")).act(case.act_on(Action::AnswerObjection, o.objection.no)),
    }
}
