//! The day of the whole in words, as papers and public pages print it.

use dugai_domain::disclosure::public_view;
use dugai_domain::problem::*;

use crate::world::{Life, Person, calendar, d};

fn extend(life: &mut Life, to: &str) {
    let ask = ExtensionRequest { of: ExtensionOf::Whole, to: d(to), reason: "汛期".to_owned() };
    life.does(Person::Worker, Command::RequestExtension(ask));
    let grant = ExtensionDecision { granted: true, opinion: String::new() };
    life.does(Person::Chief, Command::DecideExtension(grant));
}

#[test]
fn words_of_a_list_are_not_printed_for_a_day_that_was_moved() {
    let mut life = Life::at(Stage::Rectifying);
    assert_eq!((life.p().is_due_moved(), life.p().due_words().as_str()), (false, "2024年12月底前"));
    extend(&mut life, "2025-03-31");
    let moved = "2025年3月31日（原时限：2024年12月底前）";
    assert_eq!(life.p().due_words(), moved);
    let public = public_view(life.p(), calendar(), life.today()).expect("public");
    assert_eq!(public.due, (moved.to_owned(), Some(d("2025-03-31"))));
    extend(&mut life, "2025-06-30");
    assert_eq!(life.p().due_words(), "2025年6月30日（原时限：2024年12月底前）", "what it was first");
    let (field, value, document) = (Field::Due, "2025-09-30".to_owned(), "来文第3号".to_owned());
    let correct = Command::Correct(Correction { of: 1, field, value, reason: "改".to_owned(), document });
    life.does(Person::Chief, correct);
    assert_eq!(life.p().due_words(), "2025年9月30日", "a correction says what the list should have said");
}

#[test]
fn a_day_without_words_is_printed_in_official_words() {
    let due = |text: &str, date: Option<&str>, long_term| Due { text: text.to_owned(), date: date.map(d), long_term };
    for (due, words) in [
        (due("", Some("2026-11-05"), false), "2026年11月5日"),
        (due("2026-11-05", Some("2026-11-05"), true), "2026年11月5日，长期坚持"),
        (due("立行立改、长期坚持", None, true), "立行立改、长期坚持"),
        (due("", None, true), "长期坚持"),
        (due("", None, false), ""),
    ] {
        assert_eq!(due.words(), words);
    }
    let mut life = Life::at(Stage::Rectifying);
    life.state.as_mut().expect("registered").due = due("长期坚持", None, true);
    extend(&mut life, "2025-03-31");
    assert_eq!(life.p().due_words(), "2025年3月31日，长期坚持", "nothing is said twice");
}
