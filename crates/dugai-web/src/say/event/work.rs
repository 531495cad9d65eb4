//! Plans, measures, monthly dispatch, extensions, pauses.

use dugai_domain::problem::{Event, ExtensionOf, Measure, MeasureVerdict, Opinion, PlanDraft};

use super::Page;

pub(super) fn fill(page: &mut Page<'_>, event: &Event) -> bool {
    match event {
        Event::PlanDrafted(d) => plan(page, d),
        Event::PlanSubmitted(note) | Event::Paused(note) | Event::Resumed(note) => page.quote(&note.text),
        Event::PlanApproved(o) | Event::PlanReturned(o) => opinion(page, o),
        Event::MeasureReported(m) => {
            about(page, m.no);
            page.put("percent", format!("{}%", m.percent));
            page.evidence(&m.evidence);
            page.quote(&m.note);
        }
        Event::MeasureAccepted(v) | Event::MeasureReturned(v) => verdict(page, v),
        Event::MonthReported(m) => {
            let w = page.w;
            page.about(m.report.month.as_str());
            page.put("word", w.code("progress", m.report.word.code()));
            page.put("computed", w.code("progress", m.computed.code()));
            page.quote(&m.report.text);
        }
        Event::ExtensionRequested(x) => {
            let w = page.w;
            let of = match x.of {
                ExtensionOf::Plan => w.t("extension_of.plan").to_owned(),
                ExtensionOf::Whole => w.t("extension_of.whole").to_owned(),
                ExtensionOf::Measure(no) => w.t1("extension_of.measure", no),
            };
            page.about(of);
            page.date("new_date", x.to);
            page.quote(&x.reason);
        }
        Event::ExtensionDecided(d) => {
            page.about(page.w.t(if d.granted { "said.granted" } else { "said.refused" }));
            page.quote(&d.opinion);
        }
        _ => return false,
    }
    true
}

fn about(page: &mut Page<'_>, no: u32) {
    page.about(page.w.t1("said.measure", no));
}

fn opinion(page: &mut Page<'_>, o: &Opinion) {
    page.reasons(&o.reasons);
    page.quote(&o.text);
}

fn verdict(page: &mut Page<'_>, v: &MeasureVerdict) {
    about(page, v.no);
    opinion(page, &v.opinion);
    page.evidence(&v.evidence);
}

fn plan(page: &mut Page<'_>, d: &PlanDraft) {
    let lang = page.w.lang;
    page.put("goal", d.goal.as_str());
    page.put("standard", page.names.standard(&d.standard, lang));
    if let Some(due) = d.due {
        page.date("due", due);
    }
    page.put("safety", d.safety.as_str());
    for m in &d.measures {
        page.put("measure", measure(page, m));
    }
}

/// A measure in one line: number, text, then what else is known.
fn measure(page: &Page<'_>, m: &Measure) -> String {
    let w = page.w;
    let mut parts = Vec::new();
    let mut part = |label: &str, value: String| {
        if !value.trim().is_empty() {
            parts.push(w.fill("said.head", &[("event", &w.code("label", label)), ("what", &value)]));
        }
    };
    part("goal", m.goal.clone());
    part("owner", m.owner.map(|u| page.names.unit(u)).unwrap_or_default());
    part("measure_due", m.due.map(|d| w.date(d)).unwrap_or_default());
    part("money", m.money_fen.map(|fen| w.yuan(fen)).unwrap_or_default());
    part("safety", m.safety.clone());
    if m.long_term {
        parts.push(w.t("guidance.long_term").to_owned());
    }
    if m.lasting {
        parts.push(w.t("said.lasting").to_owned());
    }
    let text = format!("{}. {}", m.no, m.text);
    if parts.is_empty() { text } else { w.fill("said.beside", &[("text", &text), ("more", &w.clauses(parts))]) }
}
