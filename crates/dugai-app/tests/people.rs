//! Accounts, sessions, what waits for whom: on every engine at hand. All people are invented.

mod kit;

use dugai_app::left::{Left, Place};
use dugai_app::login::LoginError;
use dugai_app::public::{NoticeNow, Objection};
use dugai_app::register::Query;
use dugai_app::testing::PASSWORD;
use dugai_app::{OfficeError, Verdict, verify};
use dugai_domain::actor::Actor;
use dugai_domain::calendar::{CalendarTable, OffRun};
use dugai_domain::figures::Figure;
use dugai_domain::ids::UnitId;
use dugai_domain::org::{Panel, Post, Role, Term, Unit, UnitKind};
use dugai_domain::problem::check::is_rectifier;
use dugai_domain::problem::notice::NoticeDays;
use dugai_domain::problem::{
    Acceptance, AcceptanceStep, AcceptanceVerdict, Claim, Command, Escalated, Filing, Note, Stage, Supervision,
};
use dugai_domain::time::{Timestamp, day_number};
use jiff::civil::date;
use kit::houses;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_whom_equals_its_count_and_moves_on() {
    for house in houses().await {
        let office = &house.office;
        let cast = &house.cast;
        let id = cast.register(office, "9").await.expect("registered");
        let officer = cast.actor(office, "officer").await.expect("known");
        let clerk = cast.actor(office, "clerk").await.expect("known");
        let other = cast.actor(office, "other").await.expect("known");
        let (rows, count) = office.todo(&Query::default(), &officer, (0, 50)).await.expect("read");
        assert_eq!((rows.len() as u64, count), (1, 1));
        assert_eq!(rows[0].action, "claim");
        assert_eq!(office.todo(&Query::default(), &other, (0, 50)).await.expect("read").1, 0, "out of sight");
        let command = Command::Claim(Claim { unit: cast.units[1], note: String::new() });
        office.act(id, None, &command, (&officer, office.now())).await.expect("claimed");
        let (rows, _) = office.todo(&Query::default(), &officer, (0, 50)).await.expect("read");
        let codes: Vec<&str> = rows.iter().map(|r| r.action.as_str()).collect();
        assert_eq!(codes, ["draft_plan", "first_step"]);
        for (figure, seen) in [(Figure::Listed, 1), (Figure::Unclaimed, 0), (Figure::Open, 1), (Figure::StruckOff, 0)] {
            let query = Query { figure: Some(figure), ..Query::default() };
            let page = office.register(&query, &clerk).await.expect("read");
            assert_eq!((page.total, page.rows.len() as u64), (seen, seen), "{figure:?}");
        }
        office.follow_ledger().await.expect("followed");
        let verdict = verify(&office.store).await.expect("read");
        assert!(matches!(&verdict, Verdict::Sound { checkpoints: 2, .. }), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn search_finds_one_two_and_many_characters_within_sight() {
    for house in houses().await {
        let office = &house.office;
        let cast = &house.cast;
        cast.register(office, "9").await.expect("registered");
        cast.register(office, "10").await.expect("registered");
        let clerk = cast.actor(office, "clerk").await.expect("known");
        let other = cast.actor(office, "other").await.expect("known");
        for (text, found) in [("沟", 2), ("石沟", 2), ("青石沟料场", 2), ("市10", 1), ("1", 1), ("沟石", 0), ("，", 0)]
        {
            let query = Query { text: text.to_owned(), ..Query::default() };
            assert_eq!(
                office.count(&query, &clerk).await.expect("read"),
                found,
                "{text} {}",
                office.store.engine_name()
            );
            assert_eq!(office.count(&query, &other).await.expect("read"), 0, "{text}");
        }
        let taken = cast.register(office, "9").await;
        assert!(matches!(taken, Err(dugai_app::ActError::Known { .. })), "{taken:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_forwards_and_back_hold_every_row_once() {
    for house in houses().await {
        let office = &house.office;
        let cast = &house.cast;
        for n in 1..=7 {
            cast.register(office, &n.to_string()).await.expect("registered");
        }
        let clerk = cast.actor(office, "clerk").await.expect("known");
        for sort in ["number", "-number", "due", "changed", "-stage"] {
            let (mut query, unread) = Query::from_pairs([("sort", sort), ("per", "3")]);
            assert!(unread.is_empty());
            let mut seen = Vec::new();
            let mut pages = Vec::new();
            loop {
                let page = office.register(&query, &clerk).await.expect("read");
                assert_eq!(page.total, 7);
                seen.extend(page.rows.iter().map(|r| r.id));
                pages.push(page.rows.iter().map(|r| r.id).collect::<Vec<_>>());
                let Some(after) = page.after else {
                    let before = page.before.expect("there is a page before");
                    query.cut = Some((before, true));
                    let back = office.register(&query, &clerk).await.expect("read");
                    assert_eq!(back.rows.iter().map(|r| r.id).collect::<Vec<_>>(), pages[pages.len() - 2], "{sort}");
                    break;
                };
                query.cut = Some((after, false));
            }
            let mut unique = seen.clone();
            unique.sort();
            unique.dedup();
            assert_eq!((seen.len(), unique.len()), (7, 7), "{sort}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_in_waits_after_failures_and_sessions_end() {
    for house in houses().await {
        let office = &house.office;
        let cast = &house.cast;
        let secret = cast.log_in(office, "officer").await.expect("logged in");
        assert!(office.session(&secret).await.expect("read").is_some());
        for _ in 0..6 {
            let wrong = office.log_in("officer", "wrong-password", ("10.0.0.1", "test")).await;
            assert!(matches!(wrong, Err(LoginError::Wrong | LoginError::Wait(_))), "{wrong:?}");
        }
        let wait = office.log_in("officer", PASSWORD, ("10.0.0.2", "test")).await;
        assert!(matches!(wait, Err(LoginError::Wait(_))), "even the right one waits: {wait:?}");
        house.clock.set(office.now().plus_seconds(9 * 3600));
        assert!(office.session(&secret).await.expect("read").is_none(), "idle for nine hours");
        let again = office.log_in("officer", PASSWORD, ("10.0.0.2", "test")).await.expect("the wait is over");
        let admin = cast.actor(office, "admin").await.expect("known");
        let officer = cast.accounts["officer"];
        office.lock_account(officer, true, (&admin, office.now())).await.expect("locked");
        assert!(office.session(&again).await.expect("read").is_none(), "locked");
        let clerk = cast.actor(office, "clerk").await.expect("known");
        let refused = office.lock_account(officer, false, (&clerk, office.now())).await;
        assert!(matches!(refused, Err(OfficeError::NotAllowed(_))));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_that_names_no_unit_waits_for_every_panel_and_for_nobody_else() {
    for house in houses().await {
        let office = &house.office;
        let cast = &house.cast;
        let clerk = cast.actor(office, "clerk").await.expect("known");
        let id = dugai_domain::ids::ProblemId(office.tools.new_id());
        let mut registration = cast.registration("9", office.now().day());
        registration.chain.retain(|d| d.unit != cast.units[3]);
        // Two steps: the last of them waits for the gates first.
        let step = |level: &str| dugai_domain::problem::AcceptanceStep { level: level.into(), unit: None };
        registration.steps = vec![step("市"), step("省")];
        let command = Command::Register(registration);
        office.act(id, None, &command, (&clerk, office.now())).await.expect("registered");
        let acceptor = cast.actor(office, "acceptor").await.expect("known");
        assert!(office.problem(id, &acceptor).await.is_err(), "not before it is put up for acceptance");
        cast.up_to(office, id, "apply_acceptance").await.expect("applied");
        assert!(office.problem(id, &acceptor).await.is_ok());
        let (rows, count) = office.todo(&Query::default(), &acceptor, (0, 9)).await.expect("read");
        assert_eq!((rows.len(), count), (1, 1), "{}", office.store.engine_name());
        assert_eq!(rows[0].action, "record_acceptance");
        assert_eq!(office.count(&Query::default(), &acceptor).await.expect("read"), 1);
        let supervisor = cast.actor(office, "supervisor").await.expect("known");
        assert!(office.problem(id, &supervisor).await.is_err(), "an officer of the same department is no panel");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_is_computed_anew_as_its_events_make_it() {
    for house in houses().await {
        let office = &house.office;
        let id = house.cast.register(office, "9").await.expect("registered");
        house.clock.set(office.now().plus_seconds(86_400));
        house.cast.up_to(office, id, "claim").await.expect("claimed");
        let spoilt = dugai_store::Write::new("UPDATE problem_index SET stage = 0, changed = 1, due = 5", Vec::new());
        let commit = dugai_store::Commit { writes: vec![spoilt], ..dugai_store::Commit::default() };
        office.store.commit(commit).await.expect("written");
        let verdict = verify(&office.store).await.expect("read");
        assert!(matches!(&verdict, Verdict::Differs(what) if what.contains("register's row")), "{verdict:?}");
        office.reindex().await.expect("computed");
        let verdict = verify(&office.store).await.expect("read");
        assert!(matches!(verdict, Verdict::Sound { .. }), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_kept_for_the_wrong_problem_or_for_none_is_found() {
    for house in houses().await {
        let office = &house.office;
        let first = house.cast.register(office, "9").await.expect("registered");
        house.cast.register(office, "10").await.expect("registered");
        assert!(matches!(verify(&office.store).await.expect("read"), Verdict::Sound { .. }));
        let spoil = async |sql: &'static str, params: Vec<dugai_store::Value>| {
            let writes = vec![dugai_store::Write::new(sql, params)];
            office
                .store
                .commit(dugai_store::Commit { writes, ..dugai_store::Commit::default() })
                .await
                .expect("written");
            verify(&office.store).await.expect("read")
        };
        let verdict = spoil("UPDATE problem_key SET problem = $1", vec![first.0.into()]).await;
        assert!(matches!(&verdict, Verdict::Differs(what) if what.contains("is kept for")), "{verdict:?}");
        let verdict = spoil("DELETE FROM problem_key", Vec::new()).await;
        assert!(matches!(&verdict, Verdict::Differs(what) if what.contains("is not kept")), "{verdict:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_rules_that_was_left_half_done_is_ended() {
    for house in houses().await {
        let office = &house.office;
        house.cast.register(office, "9").await.expect("registered");
        let head = house.cast.actor(office, "head").await.expect("known");
        let present = office.setup().await.expect("read").reference.clone();
        let next = |version| dugai_domain::reference::Reference { version, ..present.clone() };
        office.set_reference(next(present.version + 1), (&head, office.now())).await.expect("set");
        assert!(office.is_computing().await.expect("looked"), "the register is computed behind the change");
        assert_eq!(office.reindex_if_due().await.expect("computed"), 1);
        assert_eq!(office.reindex_if_due().await.expect("looked"), 0, "nothing was left");
        // As if the program had ended between the change and the last row.
        let spoilt = dugai_store::Write::new("UPDATE problem_index SET due = 5", Vec::new());
        let writes = vec![dugai_store::desk::rules_changed(), spoilt];
        office.store.commit(dugai_store::Commit { writes, ..dugai_store::Commit::default() }).await.expect("written");
        let verdict = verify(&office.store).await.expect("read");
        assert!(matches!(&verdict, Verdict::Differs(what) if what.contains("not yet computed")), "{verdict:?}");
        assert_eq!(office.reindex_if_due().await.expect("computed"), 1);
        assert!(matches!(verify(&office.store).await.expect("read"), Verdict::Sound { .. }));
        assert_eq!(office.reindex_if_due().await.expect("looked"), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revealing_opens_objections_and_no_key() {
    for house in houses().await {
        let office = &house.office;
        let clerk = house.cast.actor(office, "clerk").await.expect("known");
        let setup = office.setup().await.expect("read");
        // The seed of the ledger's key lies in the vault under the installation's own id.
        let seed = dugai_domain::ids::VaultId(setup.installation.as_ref().expect("founded").id.0);
        let refused = office.reveal(seed, "核对", (&clerk, office.now())).await;
        assert!(matches!(refused, Err(OfficeError::NotFound)), "{refused:?}");
        assert_eq!(office.setup().await.expect("read").installation.as_ref().map(|i| i.revealed), Some(0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_behind_one_address_keep_nobody_else_out_and_odd_names_are_nobodys() {
    for house in houses().await {
        let office = &house.office;
        house.cast.log_in(office, "clerk").await.expect("has a password");
        house.cast.log_in(office, "officer").await.expect("has a password");
        for _ in 0..12 {
            let _wrong_or_wait = office.log_in("clerk", "guessed-wrong", ("10.0.0.1", "test")).await;
        }
        let waits = office.log_in("clerk", PASSWORD, ("10.0.0.1", "test")).await;
        assert!(matches!(waits, Err(LoginError::Wait(_))), "the name that was guessed at waits");
        office.log_in("officer", PASSWORD, ("10.0.0.1", "test")).await.expect("the colleague does not");
        for odd in ["a\0b".to_owned(), "长".repeat(700_000)] {
            let refused = office.log_in(&odd, "guessed-wrong", ("10.0.0.2", "test")).await;
            assert!(matches!(refused, Err(LoginError::Wrong)));
        }
        for n in 0..60 {
            let _wrong_or_wait = office.log_in(&format!("nobody{n}"), "guessed-wrong", ("10.0.0.3", "test")).await;
        }
        let waits = office.log_in("officer", PASSWORD, ("10.0.0.3", "test")).await;
        assert!(matches!(waits, Err(LoginError::Wait(_))), "who guesses at many names waits");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_end_with_a_new_password() {
    for house in houses().await {
        let office = &house.office;
        let secret = house.cast.log_in(office, "officer").await.expect("has a password");
        let signed = office.session(&secret).await.expect("read").expect("signed in");
        let token = office.make_token(&signed, "台账同步", true, 30).await.expect("made");
        assert!(office.token(&token).await.expect("read").is_some());
        office.change_password(&signed, PASSWORD, "another-word-22", office.now()).await.expect("changed");
        assert!(office.token(&token).await.expect("read").is_none());
        let unkeepable = office.make_token(&signed, "a\0b", true, 30).await;
        assert!(matches!(unkeepable, Err(OfficeError::Field { field: "name", expected: "plain_text" })));
        let filter = office.save_filter(signed.account, "我的\u{7}", "stage=open").await;
        assert!(matches!(filter, Err(OfficeError::Field { field: "name", expected: "plain_text" })));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_problem_that_cannot_be_read_keeps_no_other_from_its_escalation() {
    for house in houses().await {
        let office = &house.office;
        let broken = house.cast.register(office, "1").await.expect("registered");
        house.cast.register(office, "2").await.expect("registered");
        let spoil = dugai_store::Write::new("UPDATE stream SET body = '{}' WHERE id = $1", vec![broken.0.into()]);
        let commit = dugai_store::Commit { writes: vec![spoil], ..dugai_store::Commit::default() };
        office.store.commit(commit).await.expect("spoilt");
        house.clock.set(office.now().plus_seconds(400 * 86_400));
        assert!(office.escalate().await.expect("goes on") > 0, "the second problem is told");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_countys_bureau_accepts_for_its_county_and_never_what_the_county_rectified() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let now = office.now();
        let system = Actor::system(now.day());
        let unit = Unit {
            id: UnitId(uuid::Uuid::nil()),
            name: "石桥县水利局（虚构）".to_owned(),
            short: "石桥县水利局".to_owned(),
            kind: UnitKind::Department,
            parent: Some(cast.units[1]),
            aliases: Vec::new(),
            duties: String::new(),
            term: Term::since(now.day()),
        };
        let bureau = office.open_unit(unit, (&system, now)).await.expect("opened");
        let post = |unit| Post { role: Role::Acceptor, unit, term: Term::since(now.day()), acting_for: None };
        let judge = office.open_account(("bureau", "钱进"), &[post(bureau)], (&system, now)).await.expect("opened");
        let setup = office.setup().await.expect("read");
        let judge = setup.actor(judge, now.day()).expect("known");
        let city = cast.actor(office, "acceptor").await.expect("known");
        assert_eq!(judge.panels().collect::<Vec<_>>(), [Panel::County]);
        assert_eq!(city.panels().collect::<Vec<_>>(), [Panel::City]);

        let id = cast.register(office, "9").await.expect("registered");
        let problem = office.load(id).await.expect("read").expect("there");
        assert!(is_rectifier(&problem, &judge), "the county above it rectifies");
        assert!(!is_rectifier(&problem, &city));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_after_the_end_is_warned_of() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let id = cast.register(office, "9").await.expect("registered");
        cast.up_to(office, id, "open_notice").await.expect("noticed");
        house.clock.set(office.now().plus_seconds(14 * 86_400));
        let reply_by = office.now().day();
        let filing = Filing { document: "虚构〔2026〕1号".into(), body: "省督察办".into(), day: reply_by };
        let urge = Supervision::Urge { unit: cast.units[1], text: "说明运行情况。".into(), reply_by };
        for (who, command) in [
            ("clerk", Command::CloseNotice(Note::default())),
            ("clerk", Command::File(filing)),
            ("head", Command::StrikeOff(Note::default())),
            ("clerk", Command::Supervise(urge)),
        ] {
            let actor = cast.actor(office, who).await.expect("known");
            office.act(id, None, &command, (&actor, office.now())).await.expect("done");
            house.clock.set(office.now().plus_seconds(60));
        }
        house.clock.set(office.now().plus_seconds(5 * 86_400));
        office.escalate().await.expect("told");
        let problem = office.load(id).await.expect("read").expect("there");
        assert!(problem.escalations.iter().any(|(_, e)| e.clock == "reply:1"), "{:?}", problem.escalations);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_word_of_a_month_is_asked_for_again_when_it_is_late() {
    for house in houses().await {
        let office = &house.office;
        let id = house.cast.register(office, "1").await.expect("registered");
        let worker = house.cast.actor(office, "officer").await.expect("known");
        let claim = Command::Claim(Claim { unit: house.cast.units[1], note: String::new() });
        office.act(id, None, &claim, (&worker, office.now())).await.expect("signed");
        let first = office.now().day().first_of_month();
        let next = first.checked_add(jiff::Span::new().months(1)).expect("a month");
        let due = office.setup().await.expect("read").reference.word_due(next).expect("a day");
        let month = dugai_app::month::code(next);
        let told = async || {
            office.escalate().await.expect("told");
            let problem = office.load(id).await.expect("read").expect("there");
            let of_month = |e: &Escalated| e.clock == format!("month:{month}");
            problem.escalations.iter().filter(|(_, e)| of_month(e)).map(|(_, e)| e.days).collect::<Vec<i64>>()
        };
        house.clock.set(Timestamp::at(due, 12, 0));
        assert_eq!(told().await, Vec::<i64>::new(), "its day has not passed");
        house.clock.set(Timestamp::at(due.tomorrow().expect("a day"), 12, 0));
        assert_eq!(told().await, [1]);
        assert_eq!(told().await, [1], "once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_shipped_only_begins_an_installation() {
    for house in houses().await {
        let office = &house.office;
        let setup = office.setup().await.expect("read");
        let installation = setup.installation.as_ref().expect("founded");
        let events = office.store.events_of(installation.id.0).await.expect("read");
        let codes: Vec<&str> = events.iter().take(3).map(|e| e.event.as_str()).collect();
        assert_eq!(codes, ["founded", "reference_set", "calendar_set"]);
        let version = installation.reference.as_ref().map(|r| r.version);
        assert_eq!(version, Some(setup.reference.version), "what holds is what was recorded");
        let versions = office.reference_versions().await.expect("read");
        assert_eq!((versions.len(), versions[0].at), (1, None));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_made_longer_by_a_calendar_is_longer_for_everybody() {
    for house in houses().await {
        let office = &house.office;
        let cast = &house.cast;
        let (objected, quiet) = (cast.register(office, "8").await.unwrap(), cast.register(office, "9").await.unwrap());
        for id in [objected, quiet] {
            cast.to_notice(office, id).await.expect("on notice");
        }
        // Announced to end on Friday; then Thursday is declared a day off.
        let (announced, last) = (date(2026, 3, 6), date(2026, 3, 9));
        let mut table: CalendarTable =
            toml::from_str(include_str!("../../dugai-domain/data/calendar.toml")).expect("a table");
        table.version += 1;
        let mut notice = table.notices.last().expect("a notice").clone();
        notice.off = vec![OffRun { from: date(2026, 3, 5), to: date(2026, 3, 5), name: "虚构".into() }];
        notice.work = Vec::new();
        table.notices.push(notice);
        let head = cast.actor(office, "head").await.expect("known");
        office.set_calendar(table, (&head, office.now())).await.expect("set");
        office.reindex_if_due().await.expect("computed");

        let clerk = cast.actor(office, "clerk").await.expect("known");
        let row = office.register(&Query::default(), &clerk).await.expect("read").rows;
        assert!(row.iter().all(|r| r.notice_until == day_number(last)), "{row:?}");
        let shown = office.public_problem(quiet, office.now()).await.expect("public").notice.expect("a notice").0;
        assert_eq!((shown.first, shown.last), (date(2026, 3, 2), last));
        // A last day that may still move is not past for anybody.
        let (after, uncertain) = (last.tomorrow().unwrap(), NoticeDays { provisional: Some(2027), ..shown });
        assert_eq!(NoticeNow::of(Stage::Noticed, Some(shown), after), NoticeNow::Over);
        assert_eq!(NoticeNow::of(Stage::Noticed, Some(uncertain), after), NoticeNow::Running);
        let words = Objection { words: "北坡还有废水流出。".into(), ..Objection::default() };
        let close = Command::CloseNotice(Note { text: String::new() });
        for (day, open) in [(announced.tomorrow().unwrap(), true), (last, true), (last.tomorrow().unwrap(), false)] {
            house.clock.set(Timestamp::at(day, 10, 0));
            let clerk = cast.actor(office, "clerk").await.expect("known");
            let taken = office.object(objected, &words, "a", office.now()).await;
            let todo = office.todo(&Query::default(), &clerk, (0, 50)).await.expect("read").0;
            assert_eq!(!todo.iter().any(|t| t.action == "close_notice"), open, "{day}: {todo:?}");
            let closed = office.act(quiet, None, &close, (&clerk, office.now())).await;
            assert_eq!((taken.is_ok(), closed.is_err()), (open, open), "{day}: {taken:?} {closed:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locked_account_gets_no_token_back() {
    for house in houses().await {
        let office = &house.office;
        let secret = house.cast.log_in(office, "officer").await.expect("has a password");
        let signed = office.session(&secret).await.expect("read").expect("signed in");
        let token = office.make_token(&signed, "台账同步", true, 30).await.expect("made");
        let admin = house.cast.actor(office, "admin").await.expect("known");
        for locked in [true, false] {
            office.lock_account(signed.account, locked, (&admin, office.now())).await.expect("done");
            assert!(office.token(&token).await.expect("read").is_none(), "locked: {locked}");
        }
        assert!(office.tokens(signed.account, &admin).await.expect("read").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_of_one_role_is_never_left_with_nobody_unsaid() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let county = cast.units[1];
        let id = cast.register(office, "9").await.expect("registered");
        cast.up_to(office, id, "answer_sweep").await.expect("only the self-check is to come");
        let admin = cast.actor(office, "admin").await.expect("known");
        let (by, day) = ((&admin, office.now()), office.now().day());
        assert_eq!(office.left_with_nobody(day).await.expect("read"), []);
        let mayor = cast.accounts["mayor"];
        // Officers of the county remain; the self-check is its head's alone.
        let ended = office.end_post(mayor, (Role::Head, county, day), by).await;
        let Err(OfficeError::Field { field: "post", expected: "successor_head" }) = ended else { panic!("{ended:?}") };
        let head = Left { place: Place::RoleIn(county, Role::Head), n: 1 };
        assert_eq!(office.left_without(mayor, day).await.expect("read"), [head]);
        office.lock_account(mayor, true, by).await.expect("locking is never refused for it");
        assert_eq!(office.left_with_nobody(day).await.expect("read"), [head]);
        office.lock_account(mayor, false, by).await.expect("unlocked");
        assert_eq!(office.left_with_nobody(day).await.expect("read"), []);
        let successor = Post { role: Role::Head, unit: county, term: Term::since(day), acting_for: None };
        office.give_post(cast.accounts["officer"], successor, by).await.expect("given");
        office.end_post(mayor, (Role::Head, county, day), by).await.expect("another head is there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_only_acceptor_stays_while_an_acceptance_waits() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let department = cast.units[3];
        let clerk = cast.actor(office, "clerk").await.expect("known");
        let admin = cast.actor(office, "admin").await.expect("known");
        let (by, day) = ((&admin, office.now()), office.now().day());
        let id = dugai_domain::ids::ProblemId(office.tools.new_id());
        let mut registration = cast.registration("9", day);
        // The last step waits for the gates, this one does not.
        registration.steps.push(AcceptanceStep { level: "省".into(), unit: None });
        office.act(id, None, &Command::Register(registration), (&clerk, office.now())).await.expect("registered");
        let acceptor = cast.accounts["acceptor"];
        assert_eq!(office.left_without(acceptor, day).await.expect("read"), []);
        cast.up_to(office, id, "apply_acceptance").await.expect("applied");
        let panel = Left { place: Place::RoleIn(department, Role::Acceptor), n: 1 };
        assert_eq!(office.left_without(acceptor, day).await.expect("read"), [panel]);
        let ended = office.end_post(acceptor, (Role::Acceptor, department, day), by).await;
        let Err(OfficeError::Field { field: "post", expected: "successor_acceptor" }) = ended else {
            panic!("{ended:?}")
        };
        let second = Post { role: Role::Acceptor, unit: department, term: Term::since(day), acting_for: None };
        office.give_post(cast.accounts["supervisor"], second, by).await.expect("given");
        office.end_post(acceptor, (Role::Acceptor, department, day), by).await.expect("another is there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_acts_for_somebody_who_holds_that_post() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let [bureau, county, ..] = cast.units;
        let admin = cast.actor(office, "admin").await.expect("known");
        let by = (&admin, office.now());
        let day = office.now().day();
        let term = Term { from: day, to: day.checked_add(jiff::Span::new().days(30)).ok() };
        let deputy = |unit, role, whose: &str| Post { role, unit, term, acting_for: Some(cast.accounts[whose]) };
        let wrong = [
            deputy(county, Role::Head, "officer"),
            deputy(county, Role::Head, "head"),
            deputy(county, Role::Officer, "mayor"),
            deputy(bureau, Role::Head, "mayor"),
            Post {
                acting_for: Some(dugai_domain::ids::AccountId(uuid::Uuid::nil())),
                ..deputy(county, Role::Head, "mayor")
            },
            Post {
                term: Term { from: date(2019, 1, 1), to: Some(date(2019, 6, 30)) },
                ..deputy(county, Role::Head, "mayor")
            },
        ];
        for post in wrong {
            let given = office.give_post(cast.accounts["officer"], post.clone(), by).await;
            let Err(OfficeError::Field { field: "acting_for", expected: "holder_of_post" }) = given else {
                panic!("{post:?}: {given:?}")
            };
        }
        let own = office.give_post(cast.accounts["mayor"], deputy(county, Role::Head, "mayor"), by).await;
        assert!(matches!(own, Err(OfficeError::Field { field: "acting_for", .. })), "nobody stands in for themselves");
        let opened =
            office.open_account(("deputy", "钱进（虚构）"), &[deputy(county, Role::Head, "officer")], by).await;
        assert!(matches!(opened, Err(OfficeError::Field { field: "acting_for", .. })), "{opened:?}");
        office.give_post(cast.accounts["officer"], deputy(county, Role::Head, "mayor"), by).await.expect("given");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sent_it_back_keeps_sight_of_what_becomes_of_it() {
    for house in houses().await {
        let (office, cast) = (&house.office, &house.cast);
        let clerk = cast.actor(office, "clerk").await.expect("known");
        let id = dugai_domain::ids::ProblemId(office.tools.new_id());
        let mut registration = cast.registration("9", office.now().day());
        registration.chain.retain(|d| d.unit != cast.units[3]);
        registration.steps =
            vec![AcceptanceStep { level: "市".into(), unit: None }, AcceptanceStep { level: "省".into(), unit: None }];
        office.act(id, None, &Command::Register(registration), (&clerk, office.now())).await.expect("registered");
        cast.up_to(office, id, "apply_acceptance").await.expect("applied");
        let acceptor = cast.actor(office, "acceptor").await.expect("known");
        let returned = Command::RecordAcceptance(Acceptance {
            step: 0,
            verdict: AcceptanceVerdict::Returned,
            visited: office.now().day(),
            panel: vec!["验收人员甲（虚构）".into()],
            opinion: "沉淀池未按方案建成（虚构）".into(),
            conditions: String::new(),
            conditions_by: None,
            reasons: vec![office.setup().await.expect("read").reference.return_reasons[0].code.clone()],
            measures: Vec::new(),
            by: office.now().day().checked_add(jiff::Span::new().days(10)).ok(),
            evidence: Vec::new(),
        });
        office.act(id, None, &returned, (&acceptor, office.now())).await.expect("sent back");
        let seen = office.problem(id, &acceptor).await.expect("in sight still");
        assert_eq!(seen.stage, Stage::Rectifying);
        assert_eq!(office.count(&Query::default(), &acceptor).await.expect("read"), 1, "and on the list");
        let supervisor = cast.actor(office, "supervisor").await.expect("known");
        assert!(office.problem(id, &supervisor).await.is_err(), "an officer of the same department is no panel");
    }
}
