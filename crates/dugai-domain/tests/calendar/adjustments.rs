//! How a date came about, and what pauses, extensions and new dates do to it.

use dugai_domain::calendar::{Adjustment, Deadline, Due, Shift, SkippedRun, Span, Start, Unit, Why};

use crate::{calendar, d};

#[test]
fn derivation_tells_every_day() {
    let deadline = calendar().deadline(d("2026-02-10"), Span::handling(5, Unit::Working));
    let run = |from, to, why| SkippedRun { from: d(from), to: d(to), why };
    assert_eq!(deadline.date, d("2026-02-24"));
    assert_eq!(deadline.derivation.first_counted, d("2026-02-11"));
    assert_eq!(deadline.derivation.make_up_counted, [d("2026-02-14")]);
    assert_eq!(deadline.derivation.skipped, [run("2026-02-15", "2026-02-23", Why::Holiday("春节".into()))]);
    let rolled = calendar().deadline(d("2026-05-08"), Span::handling(15, Unit::Natural).rolled());
    assert_eq!((rolled.date, rolled.derivation.rolled_from), (d("2026-05-25"), Some(d("2026-05-23"))));
    assert_eq!(rolled.derivation.skipped, [run("2026-05-24", "2026-05-24", Why::Weekend)]);
}

fn on(start: &str, span: Span, adjustments: &[Adjustment]) -> Deadline {
    match calendar().deadline_with(d(start), span, adjustments) {
        Due::On(deadline) => deadline,
        Due::Suspended { since, .. } => panic!("suspended since {since}"),
    }
}

fn pause(from: &str, to: &str) -> Adjustment {
    Adjustment::Pause { from: d(from), to: Some(d(to)) }
}

#[test]
fn pauses_stop_the_count() {
    let span = Span::handling(5, Unit::Working);
    let paused = on("2026-03-02", span, &[pause("2026-03-04", "2026-03-08")]);
    assert_eq!(paused.date, d("2026-03-12"));
    assert_eq!(paused.derivation.shifts, [Shift::Paused { from: d("2026-03-04"), to: d("2026-03-08"), days: 3 }]);
    assert_eq!(on("2026-03-02", span, &[pause("2026-03-20", "2026-03-25")]).derivation.shifts, []);
    assert_eq!(on("2026-03-02", span, &[pause("2026-03-08", "2026-03-04")]).date, d("2026-03-09"));
    let months = Span::handling(1, Unit::Months);
    assert_eq!(on("2026-03-02", months, &[pause("2026-03-10", "2026-03-14")]).date, d("2026-04-07"));
    let open = Adjustment::Pause { from: d("2026-03-05"), to: None };
    assert_eq!(
        calendar().deadline_with(d("2026-03-02"), span, &[open]),
        Due::Suspended { since: d("2026-03-05"), counted: 2 }
    );
    let after = Adjustment::Pause { from: d("2026-03-10"), to: None };
    assert_eq!(on("2026-03-02", span, &[after]).date, d("2026-03-09"));
}

#[test]
fn extensions_continue_one_term() {
    let span = Span::handling(60, Unit::Natural).rolled();
    assert_eq!(on("2026-03-03", span, &[]).derivation.rolled_from, Some(d("2026-05-02")));
    let more = |approved| Adjustment::Extension { n: 30, unit: Unit::Natural, approved: d(approved) };
    let extended = on("2026-03-03", span, &[more("2026-05-06")]);
    assert_eq!((extended.date, extended.derivation.rolled_from), (d("2026-06-01"), None));
    let shift = |approved, late| Shift::Extended {
        n: 30,
        unit: Unit::Natural,
        approved: d(approved),
        from: d("2026-05-02"),
        to: d("2026-06-01"),
        late,
    };
    assert_eq!(extended.derivation.shifts, [shift("2026-05-06", false)]);
    let late = on("2026-03-03", span, &[more("2026-05-07")]);
    assert_eq!(late.derivation.shifts, [shift("2026-05-07", true)]);
    let months = Adjustment::Extension { n: 1, unit: Unit::Months, approved: d("2026-01-05") };
    assert_eq!(on("2026-01-01", Span::handling(30, Unit::Natural), &[months]).date, d("2026-02-28"));
}

#[test]
fn a_new_date_replaces_and_later_changes_move_it() {
    let span = Span::handling(5, Unit::Working).rolled();
    let open = Adjustment::Pause { from: d("2026-03-05"), to: None };
    let new = Adjustment::NewDate(d("2026-03-15"));
    let set = on("2026-03-02", span, &[open, new]);
    assert_eq!(set.date, d("2026-03-15"), "a Sunday that was set stays");
    assert_eq!(set.derivation.shifts, [Shift::Reset { from: None, to: d("2026-03-15") }]);
    let moved = on("2026-03-02", span, &[open, new, pause("2026-03-10", "2026-03-15")]);
    assert_eq!((moved.date, moved.derivation.rolled_from), (d("2026-03-23"), Some(d("2026-03-21"))));
    let later = on("2026-03-02", span, &[Adjustment::NewDate(d("2026-03-20"))]);
    assert_eq!((later.derivation.counted, later.derivation.skipped), (18, vec![]));
    let back = on("2026-03-02", span, &[Adjustment::NewDate(d("2026-02-20"))]);
    assert_eq!((back.date, back.derivation.counted), (d("2026-02-20"), 0));
}

#[test]
fn same_day_months_end_the_day_before() {
    let due = |start, n| {
        let span = Span { n, unit: Unit::Months, start: Start::SameDay, roll: false };
        calendar().deadline(d(start), span).date
    };
    assert_eq!(due("2026-03-01", 1), d("2026-03-31"));
    assert_eq!(due("2026-01-31", 1), d("2026-02-28"));
    assert_eq!(due("2026-03-01", 0), d("2026-03-01"));
}
