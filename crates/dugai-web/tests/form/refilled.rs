//! Typed text is never lost: it comes back with its faults, in and out of rows.

use askama::Template;
use dugai_domain::problem::Action;
use dugai_web::form::{FieldFault, FieldKind, FieldSpec, FormView, adding, preset, refill};

use crate::city::{Case, ZH, all, pairs};
use crate::drawn::{escaped, holds_together, view};

fn case(action: Action) -> Case {
    all().into_iter().find(|c| c.action() == action).unwrap()
}

/// The form as it comes back.
fn back(case: &Case, sent: &[(String, String)], faults: &[FieldFault]) -> (Vec<FieldSpec>, String) {
    let mut specs = case.specs(ZH);
    refill(&mut specs, sent, faults);
    let html = FormView { faults: faults.to_vec(), ..view(specs.clone(), ZH) }.render().unwrap();
    holds_together(&html);
    (specs, html)
}

#[test]
fn every_typed_text_comes_back_with_every_fault() {
    for case in all() {
        for (name, spec) in case.fields() {
            let typed = match spec.kind {
                FieldKind::Line | FieldKind::Area | FieldKind::Lines => "  第一行\u{7} & <b> \"引\" 文  ",
                FieldKind::Date { .. } | FieldKind::Number { .. } | FieldKind::Money => "三月<底",
                _ => continue,
            };
            let sent = case.with(&name, typed);
            let faults = case.parse(&sent).unwrap_err();
            let (_, html) = back(&case, &sent, &faults);
            let what = format!("{} {name}", case.action().code());
            assert!(html.contains(&escaped(typed)), "{what}");
            assert!(html.contains("aria-invalid=\"true\""), "{what}");
            for fault in &faults {
                assert!(html.contains(&escaped(&fault.message)), "{what}");
            }
            assert!(html.contains("class=\"alert error\"") && html.contains("href=\"#f-"), "{what}");
        }
    }
}

#[test]
fn chosen_and_ticked_answers_come_back() {
    let case = case(Action::Classify);
    let (specs, _) = back(&case, &pairs(&[("guidance", "long_term"), ("types", "air"), ("types", "soil")]), &[]);
    assert_eq!(specs[0].value, ["long_term"]);
    assert_eq!(specs[1].value, ["air", "soil"]);
    let (specs, _) = back(&case, &pairs(&[("guidance", "long_term")]), &[]);
    assert!(specs[1].value.is_empty(), "what was no longer ticked is not ticked");
}

#[test]
fn rows_close_up_and_keep_their_faults() {
    let case = case(Action::DraftPlan);
    let sent = case.with("measures[2].due", "2026-02-30");
    let faults = case.parse(&sent).unwrap_err();
    assert_eq!(faults.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["measures[2].due"]);
    let (specs, html) = back(&case, &sent, &faults);
    let FieldKind::Rows { rows, .. } = &specs[1].kind else { panic!("rows") };
    assert_eq!(rows.len(), 3);
    let due = rows.iter().filter_map(|r| r.iter().find(|f| f.name == "due")).collect::<Vec<_>>();
    let wrong = due.iter().position(|f| f.fault.is_some()).unwrap();
    assert_eq!(due[wrong].value, ["2026-02-30"]);
    assert!(html.contains(&format!("href=\"#f-measures-{wrong}-due\"")));
    assert!(html.contains(&format!("整改措施{}完成日期：", wrong + 1)), "the list of faults names the row");
    // A day that is none would vanish from a day input.
    assert!(html.contains("type=\"text\" value=\"2026-02-30\""));
}

#[test]
fn a_row_is_added_without_script_and_nothing_is_lost() {
    let case = case(Action::Instruct);
    let mut sent = case.pairs.clone();
    sent.push(("add".to_owned(), "duties".to_owned()));
    assert_eq!(adding(&sent), Some("duties"));
    assert_eq!(adding(&case.pairs), None);
    let (specs, html) = back(&case, &sent, &[]);
    let FieldKind::Rows { rows, .. } = &specs[3].kind else { panic!("rows") };
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0][0].value, ["清运"]);
    assert!(rows[1][0].value.is_empty());
    assert!(html.contains("name=\"duties[1].what\"") && html.contains("formnovalidate data-noscript"));
    assert!(!html.contains("alert error"));
}

#[test]
fn what_was_settled_stays_settled() {
    let case = case(Action::ReturnMeasure);
    let mut specs = case.specs(ZH);
    preset(&mut specs, &pairs(&[("no", "1")]));
    refill(&mut specs, &pairs(&[("no", "2"), ("opinion", "再清")]), &[]);
    assert_eq!(specs[0].value, ["1"]);
}

#[test]
fn refusals_of_the_whole_stand_at_the_top() {
    let case = case(Action::Claim);
    let fault = FieldFault { field: String::new(), message: "本单位已经签收".to_owned() };
    let (_, html) = back(&case, &case.pairs, &[fault]);
    assert!(html.contains("<li>本单位已经签收</li>"));
    assert!(!html.contains("aria-invalid"));
}
