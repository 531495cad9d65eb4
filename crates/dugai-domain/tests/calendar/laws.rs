//! Laws of the calendar that hold for every date and term.

use std::collections::BTreeMap;

use dugai_domain::calendar::{Adjustment, Deadline, Due, Span, Start, Unit};
use jiff::civil::Date;
use proptest::prelude::*;

use crate::{calendar, d};

fn date() -> impl Strategy<Value = Date> {
    (0i32..3900).prop_map(|n| d("2017-06-01").checked_add(jiff::Span::new().days(n)).unwrap())
}

fn span() -> impl Strategy<Value = Span> {
    let unit = prop_oneof![Just(Unit::Natural), Just(Unit::Working), Just(Unit::Months)];
    let start = prop_oneof![Just(Start::NextDay), Just(Start::SameDay)];
    (0u32..90, unit, start, any::<bool>()).prop_map(|(n, unit, start, roll)| Span {
        n: if unit == Unit::Months { n % 14 } else { n },
        unit,
        start,
        roll,
    })
}

fn pauses() -> impl Strategy<Value = Vec<Adjustment>> {
    let one = (date(), 0i32..40).prop_map(|(from, days)| Adjustment::Pause {
        from,
        to: Some(from.checked_add(jiff::Span::new().days(days)).unwrap()),
    });
    prop::collection::vec(one, 0..30)
}

/// Every day from the first counted to the last is told exactly once.
fn assert_tiles(deadline: &Deadline) {
    let derivation = &deadline.derivation;
    let mut told: BTreeMap<Date, u32> = BTreeMap::new();
    for run in &derivation.skipped {
        let mut day = run.from;
        while day <= run.to {
            *told.entry(day).or_default() += 1;
            day = day.tomorrow().unwrap();
        }
    }
    assert!(told.values().all(|&n| n == 1), "no day skipped twice");
    let length = derivation.first_counted.duration_until(deadline.date).as_hours() / 24 + 1;
    let rolled = i64::from(derivation.rolled_from.is_some());
    let skipped = i64::try_from(told.len()).unwrap();
    assert_eq!(i64::from(derivation.counted) + skipped + rolled, length.max(0));
    assert!(told.keys().all(|&day| derivation.first_counted <= day && day < deadline.date));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn adding_then_counting_gives_n(start in date(), n in 1u32..90) {
        let due = calendar().deadline(start, Span::handling(n, Unit::Working));
        prop_assert_eq!(calendar().working_days_between(start, due.date).days, i64::from(n));
        if due.provisional.is_none() {
            let first = start.tomorrow().unwrap();
            prop_assert_eq!(calendar().working_days_inclusive(first, due.date), Some(n));
        }
    }

    #[test]
    fn a_rolled_last_day_is_no_rest_day(start in date(), span in span()) {
        let due = calendar().deadline(start, span.rolled());
        prop_assert!(calendar().is_working(due.date) == Some(true) || due.provisional.is_some());
        let unrolled = calendar().deadline(start, Span { roll: false, ..span });
        prop_assert!(due.date >= unrolled.date);
    }

    #[test]
    fn next_day_is_same_day_from_tomorrow(start in date(), n in 1u32..90, working: bool, roll: bool) {
        let unit = if working { Unit::Working } else { Unit::Natural };
        let next = calendar().deadline(start, Span { n, unit, start: Start::NextDay, roll });
        let same = Span { n, unit, start: Start::SameDay, roll };
        prop_assert_eq!(next.date, calendar().deadline(start.tomorrow().unwrap(), same).date);
    }

    #[test]
    fn later_start_or_longer_term_never_ends_earlier(start in date(), span in span()) {
        let due = calendar().deadline(start, span).date;
        let more = calendar().deadline(start, Span { n: span.n + 1, ..span });
        prop_assert!(due <= more.date);
        prop_assert!(due <= calendar().deadline(start.tomorrow().unwrap(), span).date);
    }

    #[test]
    fn pauses_never_end_a_term_earlier(start in date(), span in span(), pauses in pauses()) {
        let plain = calendar().deadline(start, span);
        let Due::On(paused) = calendar().deadline_with(start, span, &pauses) else {
            return Err(TestCaseError::fail("closed pauses leave a last day"));
        };
        prop_assert!(paused.date >= plain.date);
        prop_assert_eq!(paused.derivation.counted, plain.derivation.counted);
        let more = Adjustment::Extension { n: 7, unit: Unit::Working, approved: start };
        let all: Vec<_> = pauses.iter().copied().chain([more]).collect();
        let Due::On(longer) = calendar().deadline_with(start, span, &all) else {
            return Err(TestCaseError::fail("closed pauses leave a last day"));
        };
        prop_assert!(longer.date >= paused.date);
        for deadline in [plain, paused, longer] {
            assert_tiles(&deadline);
        }
    }
}
