//! Who tries too often must wait, and nobody else: callers at the same moment, clocks that move and
//! clocks that differ, on every engine at hand. All people are invented.

mod kit;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dugai_app::login::LoginError;
use dugai_app::public::{Objection, ObjectionError};
use dugai_app::testing::{Cast, CountedEntropy, PASSWORD, cast};
use dugai_app::tools::Tools;
use dugai_app::{Office, OfficeError, Store};
use dugai_domain::time::{Clock, Timestamp};
use jiff::civil::date;

/// A clock that is later each time it is looked at.
struct Moving(AtomicI64);

impl Clock for Moving {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(10, Ordering::SeqCst))
    }
}

/// An office whose clock moves.
struct Bureau {
    office: Arc<Office>,
    clock: Arc<Moving>,
    cast: Cast,
    _folder: tempfile::TempDir,
}

impl Bureau {
    fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// What becomes of tries at one moment: how many were looked at and found wrong, how many must wait.
    async fn at_once(&self, names: Vec<String>, address: &'static str) -> (usize, usize) {
        let mut tries = tokio::task::JoinSet::new();
        for name in names {
            let office = Arc::clone(&self.office);
            tries.spawn(async move { office.log_in(&name, "guessed-wrong", (address, "test")).await });
        }
        let (mut wrong, mut wait) = (0, 0);
        for told in tries.join_all().await {
            match told {
                Err(LoginError::Wrong) => wrong += 1,
                Err(LoginError::Wait(_)) => wait += 1,
                other => panic!("{other:?}"),
            }
        }
        (wrong, wait)
    }
}

async fn bureaus() -> Vec<Bureau> {
    let mut list = Vec::new();
    for (target, folder) in kit::targets().await {
        let clock = Arc::new(Moving(AtomicI64::new(Timestamp::at(date(2026, 3, 2), 10, 0).0)));
        let tools = Tools { clock: clock.clone(), entropy: Arc::new(CountedEntropy::default()) };
        let office = Office::open(Store::open(&target).await.expect("opens"), tools).await.expect("opens");
        let cast = cast(&office).await.expect("a city");
        list.push(Bureau { office: Arc::new(office), clock, cast, _folder: folder });
    }
    list
}

/// Names that can be nobody's: they are counted, and cost no work on a password.
fn nobodies(from: usize, many: usize) -> Vec<String> {
    (from..from + many).map(|n| format!("nobody\u{1}{n}")).collect()
}

const PEOPLE: [&str; 8] = ["clerk", "head", "officer", "mayor", "other", "supervisor", "acceptor", "leader"];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn right_passwords_from_one_address_at_the_same_moment_are_all_taken() {
    for bureau in bureaus().await {
        for who in PEOPLE {
            bureau.cast.log_in(&bureau.office, who).await.expect("has a password");
        }
        let mut tries = tokio::task::JoinSet::new();
        for who in PEOPLE {
            let office = Arc::clone(&bureau.office);
            tries.spawn(async move { office.log_in(who, PASSWORD, ("192.0.2.7", "test")).await });
        }
        for told in tries.join_all().await {
            told.expect("a right password is taken");
        }
        // None of them is counted against the address: all its free tries are there.
        assert_eq!(bureau.at_once(nobodies(0, 40), "192.0.2.7").await, (40, 0));
        assert_eq!(bureau.at_once(nobodies(40, 40), "192.0.2.7").await, (11, 29), "fifty are free, one brings a wait");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_at_one_name_at_the_same_moment_are_counted_one_by_one() {
    for bureau in bureaus().await {
        bureau.cast.log_in(&bureau.office, "officer").await.expect("has a password");
        let guesses = || vec!["officer".to_owned(); 20];
        assert_eq!(bureau.at_once(guesses(), "192.0.2.4").await, (5, 15), "four are free, one brings a wait");
        bureau.pass(1);
        assert_eq!(bureau.at_once(guesses(), "192.0.2.5").await, (1, 19), "by name, wherever they come from");
        // The owner waits as long as anybody, and begins afresh then.
        bureau.pass(2);
        bureau.office.log_in("officer", PASSWORD, ("192.0.2.6", "test")).await.expect("a right password");
        assert_eq!(bureau.at_once(guesses(), "192.0.2.4").await, (5, 15));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_right_password_does_not_wash_away_the_guesses_of_its_address() {
    for bureau in bureaus().await {
        bureau.cast.log_in(&bureau.office, "officer").await.expect("has a password");
        assert_eq!(bureau.at_once(nobodies(0, 50), "192.0.2.8").await, (50, 0));
        bureau.office.log_in("officer", PASSWORD, ("192.0.2.8", "test")).await.expect("one more is looked at");
        assert_eq!(bureau.at_once(nobodies(50, 5), "192.0.2.8").await, (1, 4));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_behind_shuts_nobody_out() {
    for house in kit::houses().await {
        house.cast.log_in(&house.office, "officer").await.expect("has a password");
        let (now, from) = (house.office.now(), ("192.0.2.9", "test"));
        house.clock.set(now.plus_seconds(30));
        let wrong = house.office.log_in("officer", "guessed-wrong", from).await;
        assert!(matches!(wrong, Err(LoginError::Wrong)), "{wrong:?}");
        house.clock.set(now);
        house.office.log_in("officer", PASSWORD, from).await.expect("its free tries are not used up");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn objections_and_guesses_at_receipts_at_the_same_moment_are_counted_one_by_one() {
    for bureau in bureaus().await {
        let id = bureau.cast.register(&bureau.office, "9").await.expect("registered");
        bureau.cast.to_notice(&bureau.office, id).await.expect("on notice");
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..30 {
            let office = Arc::clone(&bureau.office);
            tries.spawn(async move {
                let objection =
                    Objection { words: format!("第{n}次：北坡还有废水流出。"), ..Objection::default() };
                office.object(id, &objection, "203.0.113.9", office.now()).await.map(|_| ())
            });
        }
        assert_eq!(taken(tries.join_all().await), (11, 19), "ten are free, one brings a wait");
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..30 {
            let office = Arc::clone(&bureau.office);
            tries.spawn(async move {
                let seen = office.receipt(&format!("0000-0000-{n:04}"), "203.0.113.9", office.now()).await;
                seen.map(|found| assert_eq!(found, None))
            });
        }
        assert_eq!(taken(tries.join_all().await), (11, 19), "a place of its own");
    }
}

/// How many were taken, and how many must wait.
fn taken(told: Vec<Result<(), ObjectionError>>) -> (usize, usize) {
    let all = told.len();
    let taken = told.iter().filter(|one| one.is_ok()).count();
    let wait = told.iter().filter(|one| matches!(one, Err(ObjectionError::Wait(_)))).count();
    assert_eq!(taken + wait, all, "{told:?}");
    (taken, wait)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_present_password_is_not_to_be_guessed_on_an_open_screen() {
    for bureau in bureaus().await {
        let office = &bureau.office;
        let secret = bureau.cast.log_in(office, "clerk").await.expect("signs in");
        let signed = office.session(&secret).await.expect("read").expect("signed in");
        let mut told = Vec::new();
        for guess in 0..6 {
            match office.change_password(&signed, &format!("guess-{guess}"), "another-word-22", office.now()).await {
                Err(OfficeError::Field { expected, .. }) => told.push(expected),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(told, ["right_password"; 5].into_iter().chain(["later"]).collect::<Vec<_>>());
        let right = office.change_password(&signed, PASSWORD, "another-word-22", office.now()).await;
        assert!(matches!(right, Err(OfficeError::Field { expected: "later", .. })), "{right:?}");
        bureau.pass(60);
        office.change_password(&signed, PASSWORD, "another-word-22", office.now()).await.expect("changed");
    }
}
