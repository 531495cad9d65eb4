//! The page: every field with its words in both languages, and markup that holds together.

use std::collections::BTreeSet;

use askama::Template;
use dugai_web::form::{FieldKind, FieldSpec, Files, FormView, evidence_specs, preset, registration_specs};
use dugai_web::words::W;

use crate::city::{City, EN, ZH, all, life_until, pairs};
use crate::world::Person;

pub fn view(specs: Vec<FieldSpec>, w: W) -> FormView {
    FormView {
        action_url: "/problems/x/act".to_owned(),
        submit_label: "OK".to_owned(),
        cancel_url: "/problems/x".to_owned(),
        specs,
        faults: Vec::new(),
        keep_key: "x-claim".to_owned(),
        hidden: pairs(&[("version", "3"), ("quote", "\"><script>")]),
        files: Files::None,
        pictures: Vec::new(),
        w,
    }
}

const VOID: [&str; 1] = ["input"];

/// A tag as written: name, and attributes with their values.
type Tag = (String, Vec<(String, String)>);

/// Reads tags the strict way, and fails on whatever does not close in order.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>'), "a bare > in {text}");
        let (inside, tail) = after.split_once('>').expect("a tag ends");
        rest = tail;
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in order");
            continue;
        }
        let name = inside.split_whitespace().next().unwrap_or_default().to_owned();
        let attributes = attributes(inside[name.len()..].trim());
        if !VOID.contains(&name.as_str()) {
            open.push(name.clone());
        }
        found.push((name, attributes));
    }
    assert!(open.is_empty(), "still open: {open:?}");
    found
}

fn attributes(mut text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while !text.is_empty() {
        let end = text.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(text.len());
        let name = text[..end].to_owned();
        let mut value = String::new();
        text = &text[end..];
        if let Some(quoted) = text.strip_prefix("=\"") {
            let (inside, after) = quoted.split_once('"').expect("a value ends");
            value = inside.to_owned();
            text = after;
        }
        assert!(!name.starts_with("on") && name != "style", "no inline script or style: {name}");
        found.push((name, value));
        text = text.trim_start();
    }
    found
}

fn all_values(tags: &[Tag], attribute: &str) -> Vec<String> {
    tags.iter().flat_map(|(_, a)| a).filter(|(n, _)| n == attribute).map(|(_, v)| v.clone()).collect()
}

/// Names are sent, ids are one of a kind, labels and descriptions lead somewhere.
pub fn holds_together(html: &str) {
    let tags = tags(html);
    let ids = all_values(&tags, "id");
    let set: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), set.len(), "an id stands twice");
    let labelled: BTreeSet<String> = all_values(&tags, "for").into_iter().collect();
    for target in labelled.iter().chain(
        &all_values(&tags, "aria-describedby").join(" ").split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
    ) {
        assert!(set.contains(target), "nothing has the id {target}");
    }
    for link in all_values(&tags, "href").iter().filter_map(|h| h.strip_prefix('#')) {
        assert!(ids.iter().any(|id| id == link), "nothing to lead to: {link}");
    }
    for (name, attributes) in tags.iter().filter(|(n, _)| ["input", "textarea", "select"].contains(&n.as_str())) {
        let value = |wanted: &str| attributes.iter().find(|(n, _)| n == wanted).map(|(_, v)| v.as_str());
        if value("type") != Some("hidden") {
            assert!(value("id").is_some_and(|id| labelled.contains(id)), "{name} without a label: {attributes:?}");
        }
    }
}

/// Every field is there, with its words.
fn shows(specs: &[FieldSpec], html: &str, at: &str) {
    for spec in specs {
        assert!(!spec.label.starts_with("form."), "no words for {}", spec.label);
        assert!(html.contains(&escaped(&spec.label)), "{}", spec.label);
        assert!(html.contains(&escaped(&spec.hint)), "{}", spec.hint);
        match &spec.kind {
            FieldKind::Rows { fields, rows, .. } => {
                assert!(html.contains(&format!("data-repeat=\"{}\"", spec.name)));
                shows(fields, html, &format!("{}[__i__].", spec.name));
                for (i, row) in rows.iter().enumerate() {
                    shows(row, html, &format!("{}[{i}].", spec.name));
                }
            }
            FieldKind::Choice(options) | FieldKind::Many(options) | FieldKind::Evidence(options)
                if options.is_empty() => {}
            kind => {
                assert!(html.contains(&format!("name=\"{at}{}\"", spec.name)), "{at}{}", spec.name);
                for (value, words) in kind.options() {
                    assert!(html.contains(&escaped(words)) && html.contains(value), "{words}");
                }
            }
        }
    }
}

pub fn escaped(text: &str) -> String {
    askama::filters::escape(text, askama::filters::Html).map(|e| e.to_string()).unwrap_or_default()
}

fn drawn(specs: Vec<FieldSpec>, w: W) {
    let html = view(specs.clone(), w).render().unwrap();
    holds_together(&html);
    shows(&specs, &html, "");
    assert!(!html.contains("form."), "a key leaks: {html}");
    assert!(!html.contains("<script"));
}

#[test]
fn every_form_is_drawn_in_both_languages() {
    for case in all() {
        for w in [ZH, EN] {
            drawn(case.specs(w), w);
        }
        assert_ne!(case.specs(ZH)[0].label, case.specs(EN)[0].label);
    }
}

#[test]
fn registration_and_evidence_are_drawn_in_both_languages() {
    let life = life_until(dugai_domain::problem::SourceKind::Feedback, |p| !p.evidence.is_empty());
    let city = City::of(Person::Clerk, life.today());
    for w in [ZH, EN] {
        drawn(registration_specs(&city.lists(), w), w);
        drawn(evidence_specs(life.p(), &city.lists(), w), w);
        let upload = FormView { files: Files::Needed, ..view(evidence_specs(life.p(), &city.lists(), w), w) };
        let html = upload.render().unwrap();
        holds_together(&html);
        assert!(html.contains("enctype=\"multipart/form-data\"") && html.contains("name=\"files\""));
    }
}

#[test]
fn what_the_page_settles_is_shown_and_not_asked() {
    let case = all().into_iter().find(|c| c.action().code() == "accept_measure").unwrap();
    let mut specs = case.specs(ZH);
    preset(&mut specs, &pairs(&[("no", "1"), ("opinion", "属实"), ("nothing", "x")]));
    let html = view(specs.clone(), ZH).render().unwrap();
    holds_together(&html);
    assert!(html.contains("<input type=\"hidden\" name=\"no\" value=\"1\">"));
    assert!(html.contains("措施1：") && !html.contains("type=\"radio\" value=\"1\""));
    assert!(html.contains("属实</textarea>"));
    let mut specs = case.specs(ZH);
    preset(&mut specs, &pairs(&[("no", "77")]));
    assert_eq!(specs, case.specs(ZH));
}

#[test]
fn one_mark_for_each_needed_field() {
    let case = all().into_iter().find(|c| c.action().code() == "bounce").unwrap();
    let html = view(case.specs(ZH), ZH).render().unwrap();
    assert_eq!(html.matches("class=\"req\"").count(), 3);
    let required = tags(&html).iter().filter(|(_, a)| a.iter().any(|(n, _)| n == "required")).count();
    assert_eq!(required, 3);
}
