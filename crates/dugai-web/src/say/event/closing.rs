//! Evidence, self-check, sweep, gates, acceptance, notice, filing, look-back.

use dugai_domain::problem::event::NoticeRecorded;
use dugai_domain::problem::{
    Acceptance, AcceptanceVerdict, Event, Evidence, LookBack, LookBackResult, SweepAnswer, SweepOutcome,
};

use super::Page;

pub(super) fn fill(page: &mut Page<'_>, event: &Event) -> bool {
    match event {
        Event::EvidenceAdded(e) => evidence(page, e),
        Event::SelfChecked(s) => {
            page.evidence(&s.evidence);
            page.quote(&s.summary);
        }
        Event::SweepPlanned(points) => {
            let lang = page.w.lang;
            for p in points {
                let direction = page.names.direction(&p.direction, lang);
                let value = page.w.fill("said.head", &[("event", &direction), ("what", &p.what)]);
                page.put("point", format!("{}. {value}", p.no));
            }
        }
        Event::SweepAnswered(a) => sweep(page, a),
        Event::GateSigned(g) => {
            page.about(page.names.gate(&g.gate, page.w.lang));
            page.put("method", g.method.as_str());
            page.evidence(&g.evidence);
            page.quote(&g.statement);
        }
        Event::GateWaived(g) | Event::WaiverConfirmed(g) => {
            page.about(page.names.gate(&g.gate, page.w.lang));
            page.quote(&g.reason);
        }
        Event::AcceptanceRecorded(a) => acceptance(page, a),
        Event::NoticeOpened(n) => notice(page, n),
        Event::ObjectionReceived(o) => {
            page.about(page.w.t1("said.objection", o.no));
            page.put("sealed", page.w.t("said.sealed"));
            page.put("commitment", o.commitment.as_str());
            page.quote(&o.summary);
        }
        Event::ObjectionAnswered(a) => {
            page.about(page.w.t1("said.objection", a.no));
            page.put("result", page.w.t(if a.upheld { "said.upheld" } else { "said.not_upheld" }));
            page.quote(&a.answer);
        }
        Event::Filed(f) => {
            page.put("document", f.document.as_str());
            page.put("body", f.body.as_str());
            page.date("day", f.day);
        }
        Event::LookedBack(l) => look_back(page, l),
        Event::AcceptanceApplied(note)
        | Event::NoticeClosed(note)
        | Event::StruckOff(note)
        | Event::Rebounded(note) => page.quote(&note.text),
        _ => return false,
    }
    true
}

fn evidence(page: &mut Page<'_>, e: &Evidence) {
    let w = page.w;
    page.about(e.title.as_str());
    page.put("kind", w.get(&format!("evidence_kind.{}", e.kind)).unwrap_or_else(|| w.t("evidence_kind.other")));
    page.put("media", e.media.as_str());
    page.put("size", w.size(e.size));
    if let Some(day) = e.happened {
        page.date("happened", day);
    }
    if let Some(at) = e.captured {
        page.put("captured", w.time(at));
    }
    if let Some(day) = e.valid_until {
        page.date("valid_until", day);
    }
    page.put("measures", w.list(e.measures.iter().map(|no| w.t1("said.measure", no))));
    for (label, id) in [("before", e.before), ("replaces", e.replaces)] {
        if let Some(id) = id {
            page.put(label, page.names.evidence(id).unwrap_or_else(|| w.t("said.known").to_owned()));
        }
    }
    if e.located {
        page.put("located", w.t("said.sealed_place"));
    }
    page.put("commitment", e.commitment.as_str());
}

fn sweep(page: &mut Page<'_>, a: &SweepAnswer) {
    let w = page.w;
    page.about(w.t1("said.point", a.no));
    let word = match a.outcome {
        SweepOutcome::Clean => "sweep.clean",
        SweepOutcome::Bad(_) => "sweep.bad",
        SweepOutcome::Waived => "sweep.waived",
    };
    page.put("result", w.t(word));
    if let SweepOutcome::Bad(other) = a.outcome {
        page.put("found", page.names.problem(other));
    }
    page.quote(&a.note);
}

fn acceptance(page: &mut Page<'_>, a: &Acceptance) {
    let w = page.w;
    let verdict = w.t(match a.verdict {
        AcceptanceVerdict::Agreed => "verdict.agreed",
        AcceptanceVerdict::AgreedWithConditions => "verdict.agreed_with_conditions",
        AcceptanceVerdict::Returned => "verdict.returned",
    });
    page.about(verdict);
    page.put("step", w.t1("said.step", a.step.saturating_add(1)));
    page.date("visited", a.visited);
    page.put("panel", w.list(&a.panel));
    page.put("conditions", a.conditions.as_str());
    page.reasons(&a.reasons);
    if let Some(by) = a.by {
        page.date("by", by);
    }
    page.evidence(&a.evidence);
    page.quote(&a.opinion);
}

fn notice(page: &mut Page<'_>, n: &NoticeRecorded) {
    let w = page.w;
    page.date("first_day", n.opening.first_day);
    page.date("last_day", n.last_day);
    page.put("length", w.t1("count.working", n.opening.days));
    page.put("notice_place", n.opening.place.as_str());
    page.put("phone", n.opening.phone.as_str());
    page.put("calendar", w.t1("said.version", n.calendar));
    if let Some(year) = n.provisional {
        page.put("provisional", w.t1("clock.provisional", year));
    }
    page.quote(&n.opening.reason);
}

fn look_back(page: &mut Page<'_>, l: &LookBack) {
    let word = match l.result {
        LookBackResult::Holds => "look_back.holds",
        LookBackResult::Weak => "look_back.weak",
        LookBackResult::Rebound => "look_back.rebound",
    };
    page.about(page.w.t(word));
    page.date("visited", l.visited);
    page.yes("lasting_works", l.lasting_works);
    page.evidence(&l.evidence);
    page.quote(&l.note);
}
