//! Entering on the list and who answers.

use dugai_domain::problem::{AcceptanceStep, Classification, Duty, Event, LeadOfficer, Number, Registration};

use super::{Page, tier};

pub(super) fn fill(page: &mut Page<'_>, event: &Event) -> bool {
    match event {
        Event::Registered(r) => registered(page, r),
        Event::Claimed(c) => {
            page.unit("unit", c.unit);
            page.quote(&c.note);
        }
        Event::FirstStepTaken(f) => {
            page.about(page.w.t(if f.on_site { "moment.first_action" } else { "moment.first_response" }));
            page.evidence(&f.evidence);
            page.quote(&f.text);
        }
        Event::Bounced(b) => {
            page.unit("unit", b.unit);
            page.put("clause", b.clause.as_str());
            page.quote(&b.reason);
        }
        Event::AssignmentUpheld(ruling) => {
            page.unit("unit", ruling.unit);
            page.quote(&ruling.reason);
        }
        Event::Transferred(t) => {
            page.unit("from_unit", t.from);
            page.unit("to_unit", t.to);
            page.quote(&t.reason);
        }
        Event::Declined(d) => {
            page.put("ground", page.w.code("ground", d.ground.code()));
            page.put("document", d.document.as_str());
            page.put("reason", d.reason.as_str());
            page.put("answer", d.answer.as_str());
            page.evidence(&d.evidence);
        }
        Event::DutyAssigned(d) => duty(page, d),
        Event::DutyEnded(d) => {
            page.put("part", page.w.code("duty", d.role.code()));
            page.unit("unit", d.unit);
            page.date("last_day", d.to);
            page.put("document", d.document.as_str());
            page.quote(&d.reason);
        }
        Event::Classified(c) => classified(page, c),
        Event::LevelSet(l) => {
            page.about(page.w.code("level", &l.level.to_string()));
            page.quote(&l.reason);
        }
        Event::LeadOfficerSet(l) => leader(page, l),
        Event::TaskForceFormed(t) => {
            page.about(t.name.as_str());
            page.put("members", page.w.list(&t.members));
        }
        Event::Joined(j) => {
            page.put("lead", page.names.problem(j.lead));
            page.quote(&j.reason);
        }
        Event::Parted(note) | Event::Voided(note) => page.quote(&note.text),
        _ => return false,
    }
    true
}

fn registered(page: &mut Page<'_>, r: &Registration) {
    let w = page.w;
    page.put("numbers", w.list(r.numbers.iter().map(Number::text)));
    page.put("source", w.code("source", r.source.kind.code()));
    page.put("round", r.source.round.as_str());
    page.put("page", r.source.page.as_str());
    page.put("klass", r.klass.as_str());
    types(page, &r.types);
    if let Some(county) = r.place.county {
        page.unit("county", county);
    }
    page.put("place", r.place.words.as_str());
    page.put("goal", r.goal.as_str());
    page.put("guidance", w.code("guidance", r.guidance.code()));
    page.due("due", &r.due);
    for d in &r.chain {
        page.labelled(d.role.code(), w.code("duty", d.role.code()), holder(page, d));
    }
    steps(page, &r.steps);
    for m in &r.measures {
        page.put("given", format!("{}. {}", m.no, m.text));
        page.due("given_due", &m.due);
    }
    if let Some(document) = &r.declared_struck_off {
        page.put("declared", document.as_str());
    }
    if let Some(from) = &r.import {
        page.put("import", w.fill("said.row", &[("sheet", &from.sheet), ("row", &from.row)]));
    }
    page.quote(&r.text);
}

fn classified(page: &mut Page<'_>, c: &Classification) {
    page.put("guidance", page.w.code("guidance", c.guidance.code()));
    types(page, &c.types);
    steps(page, &c.steps);
    page.put("document", c.document.as_str());
    page.quote(&c.reason);
}

fn leader(page: &mut Page<'_>, l: &LeadOfficer) {
    page.about(l.name.as_str());
    if let Some(account) = l.account {
        page.put("account", page.names.account(account));
    }
    page.put("visits_owed", page.w.t1("said.visits", l.visits_owed));
}

fn duty(page: &mut Page<'_>, d: &Duty) {
    page.put("part", page.w.code("duty", d.role.code()));
    page.put("unit", holder(page, d));
}

/// A unit with its person and its days.
fn holder(page: &Page<'_>, d: &Duty) -> String {
    let w = page.w;
    let from = w.date(d.from);
    let term = match d.to {
        Some(to) => w.fill("said.term", &[("from", &from), ("to", &w.date(to))]),
        None => w.fill("said.since", &[("from", &from)]),
    };
    let mut parts = vec![page.names.unit(d.unit)];
    if !d.person.trim().is_empty() {
        parts.push(d.person.clone());
    }
    parts.push(term);
    w.list(parts)
}

fn types(page: &mut Page<'_>, codes: &[String]) {
    let lang = page.w.lang;
    page.put("types", page.w.list(codes.iter().map(|c| page.names.type_name(c, lang))));
}

fn steps(page: &mut Page<'_>, steps: &[AcceptanceStep]) {
    for (i, step) in steps.iter().enumerate() {
        let unit = step.unit.map(|u| page.names.unit(u));
        let parts = [Some(format!("{}. {}", i + 1, tier(page.w, &step.level))), unit];
        page.put("steps", page.w.list(parts.into_iter().flatten()));
    }
}
