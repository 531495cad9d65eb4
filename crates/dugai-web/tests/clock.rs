//! The simulated clock: a demonstration goes on to a later day, everywhere and for good; an
//! installation at work has none. All people are invented.

mod kit;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use dugai_app::testing::{CountedEntropy, tools_at};
use dugai_app::tools::Tools;
use dugai_app::{Office, OfficeError, Store, Target};
use dugai_domain::actor::Actor;
use dugai_domain::time::{Clock, Timestamp};
use dugai_web::site::{Server, Site};
use jiff::civil::date;
use kit::house;
use tower::ServiceExt;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demonstration_goes_on_for_everybody_and_never_back() {
    let house = house().await;
    let office = &house.site.office;
    let id = house.cast.register(office, "9").await.expect("registered");
    assert_eq!(house.get("/clock", "").await.0, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/clock", "clerk").await.0, StatusCode::FORBIDDEN);
    assert_eq!(house.post("/clock", "clerk", &[("day", "2026-04-01")]).await.status, StatusCode::FORBIDDEN);
    let before = house.get("/problems", "clerk").await.1;
    assert!(before.contains("2026年3月2日") && !before.contains("href=\"/clock\""), "every page says the day");

    let answer = house.post("/clock", "admin", &[("day", "2026-04-01")]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/clock?done=moved"));
    for (path, who) in [("/", "clerk"), ("/public", ""), ("/login", ""), ("/nothing", "clerk"), ("/clock", "admin")] {
        let page = house.get(path, who).await.1;
        assert!(page.contains("2026年4月1日"), "{path} says another day");
    }
    assert!(house.get("/?lang=en", "clerk").await.1.contains("Simulated: 1 April 2026"));
    let history = office.history(id, &Actor::system(office.now().day())).await.expect("read");
    let late = history.iter().filter(|kept| kept.recorded.event.code() == "escalated").count();
    assert!(late > 0, "steps of escalation that fell due meanwhile are recorded");
    assert!(
        history.windows(2).all(|two| two[0].recorded.at <= two[1].recorded.at),
        "nothing is recorded before what was"
    );

    for day in ["2026-04-01", "2026-03-15", "2031-01-01", "soon", ""] {
        let refused = house.post("/clock", "admin", &[("day", day)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert!(refused.html().contains("role=\"alert\""), "{day}");
    }
    let day = office.now().day();
    assert_eq!(day, date(2026, 4, 1));

    let store = Store::open(&Target::Folder(office.store.folder().to_path_buf())).await.expect("opened again");
    let other = Office::open(store, tools_at(date(2026, 3, 3))).await.expect("a second process");
    assert_eq!(other.now().day(), date(2026, 4, 2), "it runs on with the clock on the wall");
    office.move_clock(date(2026, 5, 1), (&Actor::system(day), office.now())).await.expect("moved");
    other.setup().await.expect("read anew");
    assert!(other.now().day() >= date(2026, 5, 1), "what one process moves, the other follows");
}

/// A clock that nobody sets.
struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::at(date(2026, 3, 2), 10, 0)
    }
}

#[tokio::test]
async fn an_installation_at_work_has_no_such_clock() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&Target::Folder(folder.path().join("data"))).await.expect("opens");
    let tools = Tools { clock: Arc::new(Wall), entropy: Arc::new(CountedEntropy::default()) };
    let office = Office::open(store, tools).await.expect("opens");
    office.found("云江市", false).await.expect("founded");
    let now = office.now();
    let moved = office.move_clock(date(2026, 4, 1), (&Actor::system(now.day()), now)).await;
    assert!(matches!(moved, Err(OfficeError::NotAllowed("simulated_clock"))), "{moved:?}");
    assert_eq!(office.now(), now);
    let site: Site = Arc::new(Server::new(office));
    let page = dugai_web::router(site).oneshot(Request::get("/login").body(Body::empty()).expect("a request")).await;
    let bytes = axum::body::to_bytes(page.expect("answers").into_body(), usize::MAX).await.expect("a body");
    assert!(!String::from_utf8_lossy(&bytes).contains("class=\"demo\""), "no page speaks of a demonstration");
}
