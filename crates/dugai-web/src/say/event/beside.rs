//! Supervision, meetings, instructions, returns, corrections, escalation.

use dugai_domain::ids::UnitId;
use dugai_domain::org::Role;
use dugai_domain::problem::{Escalated, Event, Field, Supervision};
use dugai_domain::time::day_number;

use super::{Page, held};
use crate::say::clock;

pub(super) fn fill(page: &mut Page<'_>, event: &Event) -> bool {
    match event {
        Event::Supervised(s) => supervision(page, s),
        Event::SupervisionAnswered(a) => {
            page.about(page.w.t1("said.number", a.no));
            if a.closed {
                page.put("result", page.w.t("said.closed"));
            }
            page.quote(&a.text);
        }
        Event::Met(m) => {
            page.about(page.w.t(if m.visit { "said.visit" } else { "said.meeting" }));
            page.date("day", m.day);
            page.put("who", m.who.as_str());
            page.decisions("decision", &m.decisions);
            page.quote(&m.text);
        }
        Event::Instructed(i) => {
            page.put("from", i.from.as_str());
            page.date("day", i.day);
            page.decisions("decision", &i.duties);
            page.quote(&i.text);
        }
        Event::DutyFinished(d) => {
            page.about(page.w.t1("said.number", d.no));
            page.quote(&d.result);
        }
        Event::Returned(r) => {
            page.reasons(&r.reasons);
            page.date("by", r.by);
            page.quote(&r.text);
        }
        Event::Corrected(c) => {
            page.put("record", page.w.t1("said.number", c.correction.of));
            change(page, c.correction.field, &c.old, &c.correction.value);
            page.quote(&c.correction.reason);
        }
        Event::ChangeProposed(c) => {
            page.about(page.w.code("field", c.field.code()));
            page.put("value", held(page.w, page.names, c.field, &c.value));
            page.put("import", page.w.fill("said.row", &[("sheet", &c.import.sheet), ("row", &c.import.row)]));
        }
        Event::ChangeDecided(c) => {
            page.put("proposal", page.w.t1("said.number", c.decision.no));
            page.put("result", page.w.t(if c.decision.taken { "said.taken" } else { "said.not_taken" }));
            change(page, c.field, &c.old, &c.value);
            if !c.decision.document.is_empty() {
                page.put("document", c.decision.document.as_str());
            }
            page.quote(&c.decision.reason);
        }
        Event::Escalated(e) => escalated(page, e),
        _ => return false,
    }
    true
}

fn change(page: &mut Page<'_>, field: Field, old: &str, value: &str) {
    page.about(page.w.code("field", field.code()));
    page.put("old", held(page.w, page.names, field, old));
    page.put("value", held(page.w, page.names, field, value));
}

fn supervision(page: &mut Page<'_>, s: &Supervision) {
    let kind = match s {
        Supervision::Urge { .. } => "supervision.urge",
        Supervision::Talk { .. } => "supervision.talk",
        Supervision::Circular { .. } => "supervision.circular",
        Supervision::Accountability { .. } => "supervision.accountability",
        Supervision::HandOver { .. } => "supervision.hand_over",
    };
    page.about(page.w.t(kind));
    match s {
        Supervision::Urge { unit, text, reply_by } => {
            page.unit("unit", *unit);
            page.date("reply_by", *reply_by);
            page.quote(text);
        }
        Supervision::Talk { unit, day, text } => {
            page.unit("unit", *unit);
            page.date("day", *day);
            page.quote(text);
        }
        Supervision::Circular { unit, document, text } => {
            page.unit("unit", *unit);
            page.put("document", document.as_str());
            page.quote(text);
        }
        Supervision::Accountability { post, unit, form, basis, body, day } => {
            page.unit("unit", *unit);
            page.put("post", post.as_str());
            page.put("form", page.names.form(form, page.w.lang));
            page.put("basis", basis.as_str());
            page.put("body", body.as_str());
            page.date("day", *day);
        }
        Supervision::HandOver { body, document, day, text, reply_by } => {
            page.put("body", body.as_str());
            page.put("document", document.as_str());
            page.date("day", *day);
            if let Some(day) = reply_by {
                page.date("reply_by", *day);
            }
            page.quote(text);
        }
    }
}

fn escalated(page: &mut Page<'_>, e: &Escalated) {
    let w = page.w;
    page.about(clock::title(w, page.names, &e.clock));
    page.date("term", e.due);
    // How far off the day was when it was told, not which step of the scheme that was.
    page.put("stands", clock::distance(w, day_number(e.due) - day_number(page.day)));
    let role = |(unit, role): &(UnitId, Role)| {
        w.fill("problem.hand", &[("unit", &page.names.unit(*unit)), ("role", &w.code("role", role.code()))])
    };
    let accounts = e.accounts.iter().map(|a| page.names.account(*a));
    page.put("told", w.list(e.units.iter().map(role).chain(accounts)));
    if let Some(office) = e.owner {
        page.put("told", w.fill("said.nobody", &[("unit", &page.names.unit(office))]));
    }
}
