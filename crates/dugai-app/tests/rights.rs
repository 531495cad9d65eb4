//! Who may enter what, who reads what, and what follows a correction: on every engine at hand. All people are
//! invented.

mod kit;

use dugai_app::register::Query;
use dugai_app::{ActError, Verdict, verify};
use dugai_domain::ids::ProblemId;
use dugai_domain::org::{Post, Role, Term};
use dugai_domain::problem::{Claim, Command, Correction, Duty, DutyEnd, DutyRole, Field, LeadOfficer, SourceKind};
use dugai_domain::reason::Reason;
use dugai_domain::time::Timestamp;
use jiff::civil::date;
use kit::houses;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_county_gives_no_part_to_others_in_what_it_enters() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let officer = cast.actor(office, "officer").await.expect("known");
        let id = ProblemId(office.tools.new_id());
        let mut found = cast.registration("32", office.now().day());
        found.source.kind = SourceKind::SelfFound;
        let enter = async |found| office.act(id, None, &Command::Register(found), (&officer, office.now())).await;
        match enter(found.clone()).await {
            Err(ActError::Refused(refusal)) => {
                assert_eq!(refusal.reasons, [Reason::Field { field: "supervising", expected: "own_units" }]);
            }
            other => panic!("{other:?}"),
        }
        found.chain.retain(|duty| duty.role != DutyRole::Supervising);
        assert!(enter(found).await.is_ok(), "its own unit, and a firm that stands under nobody");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_round_set_right_frees_the_number_in_the_old_one() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let id = cast.register(office, "9").await.expect("registered");
        let head = cast.actor(office, "head").await.expect("known");
        let set = |field, value: &str| {
            let (value, reason, document) = (value.to_owned(), "登记有误".to_owned(), "原件第3页".to_owned());
            Command::Correct(Correction { of: 1, field, value, reason, document })
        };
        let right = set(Field::Round, "虚构的第二轮督察");
        office.act(id, None, &right, (&head, office.now())).await.expect("set right");
        let again = cast.register(office, "9").await.expect("the number is free in the old round");
        let taken = office.act(again, None, &right, (&head, office.now())).await;
        assert!(matches!(taken, Err(ActError::Known { problem, .. }) if problem == id), "{taken:?}");
        let nowhere = set(Field::County, "00000000000000000000000000000077");
        match office.act(id, None, &nowhere, (&head, office.now())).await {
            Err(ActError::Refused(refusal)) => {
                assert_eq!(refusal.reasons, [Reason::Field { field: "unit", expected: "existing_unit" }]);
            }
            other => panic!("{other:?}"),
        }
        let other = cast.actor(office, "other").await.expect("known");
        assert_eq!(office.count(&Query::default(), &other).await.expect("read"), 0);
        let county = set(Field::County, &cast.units[2].to_string());
        office.act(id, None, &county, (&head, office.now())).await.expect("set right");
        assert_eq!(office.count(&Query::default(), &other).await.expect("read"), 1, "the right county sees it");
        let verdict = verify(&office.store).await.expect("read");
        assert!(matches!(verdict, Verdict::Sound { .. }), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_reads_what_is_told_to_whoever_it_acts_for() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let head = cast.actor(office, "head").await.expect("known");
        let leader = cast.accounts["leader"];
        let post = |to| Post {
            role: Role::Leader,
            unit: cast.units[0],
            term: Term { from: office.now().day(), to },
            acting_for: Some(leader),
        };
        let by = (&head, office.now());
        let admin = cast.actor(office, "admin").await.expect("known");
        let opens = (&admin, office.now());
        let stands_in = office
            .open_account(("deputy", "许宁（虚构）"), &[post(Some(date(2026, 12, 31)))], opens)
            .await
            .expect("opened");
        let id = cast.register(office, "9").await.expect("registered");
        let led = LeadOfficer { name: "郑海（虚构）".into(), account: Some(leader), visits_owed: 0 };
        office.act(id, None, &Command::SetLeadOfficer(led), by).await.expect("set");
        let deputy = |day| async move { office.setup().await.expect("read").actor(stands_in, day).expect("known") };
        let mine = deputy(office.now().day()).await;
        let told = office.told(&mine, false, (0, 9)).await.expect("read").0;
        assert_eq!(told.iter().map(|line| line.event.as_str()).collect::<Vec<_>>(), ["lead_officer_set"]);
        // Read by the deputy is not read by the leader.
        office.mark_all_read(u64::MAX, (&mine, office.now())).await.expect("marked");
        let own = cast.actor(office, "leader").await.expect("known");
        assert_eq!((office.unread(&mine).await.expect("read"), office.unread(&own).await.expect("read")), (0, 1));
        // Nor before it stood in.
        let before = deputy(date(2026, 3, 1)).await;
        assert!(office.told(&before, false, (0, 9)).await.expect("read").0.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_passes_on_by_itself_on_the_day_of_a_duty() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let id = cast.register(office, "9").await.expect("registered");
        let clerk = cast.actor(office, "head").await.expect("known");
        let (begins, last) = (date(2026, 3, 7), date(2026, 3, 6));
        let (role, unit) = (DutyRole::Responsible, cast.units[2]);
        let next = Duty { role, unit, person: String::new(), from: begins, to: None };
        let (reason, document) = ("机构调整".to_owned(), "来文第5号".to_owned());
        let end = DutyEnd { role, unit: cast.units[1], to: last, reason, document };
        let claim = Command::Claim(Claim { unit: cast.units[1], note: String::new() });
        let officer = cast.actor(office, "officer").await.expect("known");
        office.act(id, None, &claim, (&officer, office.now())).await.expect("claimed");
        for act in [Command::AssignDuty(next), Command::EndDuty(end)] {
            office.act(id, None, &act, (&clerk, office.now())).await.expect("granted");
        }
        let asked = async |login: &str| {
            let actor = cast.actor(office, login).await.expect("known");
            let rows = office.todo(&Query::default(), &actor, (0, 9)).await.expect("read").0;
            rows.into_iter().filter(|row| ["draft_plan", "claim"].contains(&row.action.as_str())).count()
        };
        assert_eq!((asked("officer").await, asked("other").await), (1, 0), "until its last day");
        house.clock.set(Timestamp::at(begins, 9, 0));
        assert_eq!((asked("officer").await, asked("other").await), (0, 2), "and then the next one");
        assert!(matches!(verify(&office.store).await.expect("read"), Verdict::Sound { .. }));
    }
}
