//! The starter reference document: it parses, has no fault, and says what the rules need.

use std::collections::BTreeSet;

use dugai_domain::calendar::{Start, Unit};
use dugai_domain::reference::{ClockKind, ClockRule, FixedClock, GateSigner, Moment, Reference};

fn starter() -> Reference {
    toml::from_str(include_str!("../data/reference.toml")).unwrap()
}

#[test]
fn the_starter_document_has_no_fault() {
    let reference = starter();
    assert_eq!(reference.version, 1);
    assert_eq!(reference.valid_from.to_string(), "2018-01-01");
    assert_eq!(reference.faults(), Vec::<String>::new());
}

#[test]
fn four_gates_each_with_its_signer() {
    let reference = starter();
    let gates: Vec<_> = reference
        .gates
        .iter()
        .map(|g| (g.named.code.as_str(), g.named.zh.as_str(), g.signer, g.waivable, g.evidence))
        .collect();
    assert_eq!(
        gates,
        [
            ("problem_clear", "问题查清", GateSigner::ResponsibleHead, false, true),
            ("rectified", "整改到位", GateSigner::Supervising, false, true),
            ("accountable", "责任落实", GateSigner::Office, false, true),
            ("satisfied", "群众满意", GateSigner::Office, true, true),
        ]
    );
}

#[test]
fn every_clock_runs_forward_and_names_its_basis() {
    let reference = starter();
    for clock in &reference.clocks {
        let code = &clock.named.code;
        assert!(clock.starts < clock.stops, "{code} runs backward");
        assert!(clock.n > 0 && clock.start == Start::NextDay, "{code} counts the day of its event");
        assert!(clock.basis.chars().count() > 10, "{code} has no basis");
        assert!(!clock.escalation.is_empty(), "{code} warns nobody");
        assert!(clock.escalation.is_sorted_by_key(|s| (s.days, s.lamp)), "{code} does not grow");
        assert!(clock.escalation.iter().all(|s| !s.to.is_empty()), "{code} has a step to nobody");
        assert_eq!(clock.kind == ClockKind::LongTerm, clock.starts == Moment::StruckOff, "{code}");
    }
    let plan = reference.clock("plan").unwrap();
    assert_eq!((plan.n, plan.unit), (30, Unit::Working));
    assert!(reference.clock("bounce").unwrap().basis.contains("第二十三条"));
}

#[test]
fn standards_are_worth_checking_and_mines_ask_for_safety() {
    let reference = starter();
    for standard in &reference.standards {
        assert!((3..=6).contains(&standard.points.len()), "{}", standard.named.code);
        assert_eq!(standard.safety, standard.named.code == "mine");
    }
}

#[test]
fn no_code_stands_twice_in_any_list() {
    let r = starter();
    for list in [&r.return_reasons, &r.types, &r.sweep_directions, &r.accountability_forms] {
        let codes: BTreeSet<_> = list.iter().map(|n| &n.code).collect();
        assert_eq!(codes.len(), list.len());
        assert!(list.iter().all(|n| !n.zh.trim().is_empty() && !n.en.trim().is_empty()));
    }
}

#[test]
fn a_clock_that_the_rules_look_up_is_neither_dropped_nor_turned_into_another() {
    for fixed in FixedClock::ALL {
        let mut dropped = starter();
        dropped.clocks.retain(|c| c.named.code != fixed.code);
        assert_eq!(dropped.faults(), [format!("no clock {}: the rules need it", fixed.code)]);
        let changed: [fn(&mut ClockRule); 3] = [
            |c| c.starts = Moment::FirstAction,
            |c| c.stops = Moment::Declared,
            |c| c.kind = if c.kind == ClockKind::Right { ClockKind::Handling } else { ClockKind::Right },
        ];
        for change in changed {
            let mut other = starter();
            other.clocks.iter_mut().filter(|c| c.named.code == fixed.code).for_each(change);
            assert_eq!(other.faults().len(), 1, "{}: {:?}", fixed.code, other.faults());
        }
        // How long it is stays the city's to set.
        let mut longer = starter();
        longer.clocks.iter_mut().filter(|c| c.named.code == fixed.code).for_each(|c| c.n += 1);
        assert_eq!(longer.faults(), Vec::<String>::new());
    }
}

#[test]
fn faults_are_told() {
    let mut bad = starter();
    bad.gates.clear();
    bad.standards.clear();
    bad.notice_days.clear();
    bad.clocks[0].basis = " ".to_owned();
    bad.types.push(bad.types[0].clone());
    assert_eq!(bad.faults().len(), 5);
}

#[test]
fn the_document_of_a_day_knows_none_that_came_later() {
    let first = starter();
    let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
    let mut second = Reference { version: 2, valid_from: day("2026-05-01"), earlier: vec![first.clone()], ..first };
    second.gates.truncate(3);
    let mut third = Reference { version: 3, valid_from: day("2026-08-01"), ..second.clone() };
    third.gates.truncate(2);
    third.earlier.push(Reference { earlier: Vec::new(), ..second });
    for (on, version, gates, before) in [("2026-04-30", 1, 4, 0), ("2026-05-01", 2, 3, 1), ("2026-09-01", 3, 2, 2)] {
        let then = third.as_of(day(on));
        assert_eq!((then.version, then.gates.len(), then.earlier.len()), (version, gates, before), "{on}");
    }
}
