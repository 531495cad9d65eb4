//! What every place of blobs must do, tried on a folder, on an object store of our own, and on
//! another's where `DUGAI_TEST_S3` names one; and what an object store does wrong.

mod double;

use std::sync::Arc;
use std::time::{Duration, Instant};

use double::{BUCKET, Double, Failure, KEY_ID, REGION, SECRET};
use dugai_domain::time::{Clock, Timestamp};
use dugai_store::StoreError;
use dugai_store::blobs::{BlobFolder, Blobs, S3, S3Settings, Secret};
use uuid::Uuid;

/// The machine's clock: another's object store compares what is signed with its own.
struct Wall;

impl Clock for Wall {
    #[expect(clippy::disallowed_methods, reason = "an object store wants the moment on the wall")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        Timestamp(i64::try_from(since.as_micros()).expect("fits"))
    }
}

fn settings(double: &Double) -> S3Settings {
    S3Settings {
        endpoint: format!("http://127.0.0.1:{}", double.port),
        bucket: BUCKET.to_owned(),
        prefix: "city/".to_owned(),
        region: REGION.to_owned(),
        key_id: KEY_ID.to_owned(),
        secret: Secret::new(SECRET.to_owned()),
        path_style: true,
        authorities: None,
        patience: Duration::from_millis(700),
    }
}

fn open(settings: S3Settings) -> Blobs {
    Blobs::S3(Arc::new(S3::new(settings, Arc::new(Wall)).expect("can be used")))
}

/// The object store that somebody else wrote: `endpoint bucket region key_id secret`.
fn others() -> Option<Blobs> {
    let named = std::env::var("DUGAI_TEST_S3").ok()?;
    let words: Vec<&str> = named.split_whitespace().collect();
    let [endpoint, bucket, region, key_id, secret] = words[..] else { panic!("five words were expected") };
    Some(open(S3Settings {
        endpoint: endpoint.to_owned(),
        bucket: bucket.to_owned(),
        prefix: format!("test-{}/", Wall.now().0),
        region: region.to_owned(),
        key_id: key_id.to_owned(),
        secret: Secret::new(secret.to_owned()),
        path_style: true,
        authorities: None,
        patience: Duration::from_secs(10),
    }))
}

/// Every place at hand, with what must live as long.
fn places() -> Vec<(&'static str, Blobs, Option<tempfile::TempDir>)> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut list = vec![("double", open(settings(&Double::start())), None)];
    list.push(("folder", Blobs::Folder(BlobFolder::new(folder.path())), Some(folder)));
    match others() {
        Some(blobs) => list.push(("others", blobs, None)),
        None => println!("SKIPPED another's object store: DUGAI_TEST_S3 names none"),
    }
    list
}

const ONE: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_cdef);

#[tokio::test]
async fn a_blob_is_kept_given_back_replaced_and_taken_away() {
    for (name, blobs, _folder) in places() {
        assert!(!blobs.exists(ONE).await.unwrap(), "{name}");
        blobs.put(ONE, b"sealed".to_vec()).await.unwrap();
        assert!(blobs.exists(ONE).await.unwrap(), "{name}");
        assert_eq!(blobs.get(ONE).await.unwrap(), b"sealed", "{name}");
        blobs.replace(ONE, b"under another key".to_vec()).await.unwrap();
        assert_eq!(blobs.get(ONE).await.unwrap(), b"under another key", "{name}");
        blobs.remove(ONE).await.unwrap();
        blobs.remove(ONE).await.unwrap();
        let told = blobs.get(ONE).await.unwrap_err().to_string();
        assert!(told.contains(&ONE.to_string()) && told.contains("backup"), "{name}: {told}");
        let told = blobs.replace(ONE, b"x".to_vec()).await.unwrap_err().to_string();
        assert!(told.contains("missing"), "{name}: {told}");
        let large: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        blobs.put(ONE, large.clone()).await.unwrap();
        assert!(blobs.get(ONE).await.unwrap() == large, "{name}");
        let empty = Uuid::from_u128(2);
        blobs.put(empty, Vec::new()).await.unwrap();
        assert_eq!(blobs.get(empty).await.unwrap(), b"", "{name}");
    }
}

#[tokio::test]
async fn a_second_blob_of_one_id_is_refused_and_the_first_stays() {
    for (name, blobs, _folder) in places() {
        blobs.put(ONE, b"first".to_vec()).await.unwrap();
        let told = blobs.put(ONE, b"second".to_vec()).await.unwrap_err().to_string();
        assert!(told.contains("exists already"), "{name}: {told}");
        assert_eq!(blobs.get(ONE).await.unwrap(), b"first", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_writers_of_one_id_exactly_one_succeeds() {
    // Not every object store of others knows conditions; ids are drawn at random and never meet.
    for (name, blobs, _folder) in places().into_iter().filter(|(name, ..)| *name != "others") {
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8_u8 {
            let blobs = blobs.clone();
            writers.spawn(async move { blobs.put(ONE, vec![writer; 5000]).await.is_ok().then_some(writer) });
        }
        let won: Vec<u8> = writers.join_all().await.into_iter().flatten().collect();
        assert_eq!(won.len(), 1, "{name}");
        assert_eq!(blobs.get(ONE).await.unwrap(), [won[0]; 5000], "{name}");
    }
}

#[tokio::test]
async fn objects_have_their_names_and_every_request_is_signed() {
    let double = Double::start();
    let blobs = open(settings(&double));
    blobs.put(ONE, b"sealed".to_vec()).await.unwrap();
    let name = "city/ef/0193000000007000800000000000cd.blob";
    assert_eq!(double.objects().into_keys().collect::<Vec<_>>(), [name]);
    let path = format!("/{BUCKET}/{name}");
    let expected = ["HEAD", "PUT", "HEAD"].map(|method| format!("{method} {path}"));
    assert_eq!(double.seen(), expected, "the object counts as there when its length was seen");
    // A wrong secret is refused, and told without the secret.
    let wrong = S3Settings { secret: Secret::new("another-secret".to_owned()), ..settings(&double) };
    let told = open(wrong.clone()).put(Uuid::from_u128(3), b"x".to_vec()).await.unwrap_err().to_string();
    assert!(told.contains("403") && told.contains("secret and region"), "{told}");
    assert!(!told.contains("another-secret") && !format!("{wrong:?}").contains("another-secret"));
    assert_eq!(double.objects().len(), 1);
}

/// What is told of a failure.
fn files<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Files(text)) => text,
        other => panic!("a failure of the store of files was expected, not {other:?}"),
    }
}

#[tokio::test]
async fn a_short_failure_is_tried_again_and_a_long_one_is_told() {
    let double = Double::start();
    let blobs = open(settings(&double));
    double.fail("PUT", &[Failure::Broken, Failure::Broken]);
    blobs.put(ONE, b"sealed".to_vec()).await.unwrap();
    assert_eq!(blobs.get(ONE).await.unwrap(), b"sealed");
    let two = Uuid::from_u128(2);
    double.fail("PUT", &[Failure::Broken; 3]);
    let told = files(blobs.put(two, b"x".to_vec()).await);
    assert!(told.contains("500") && told.contains("InternalError") && told.contains(BUCKET), "{told}");
    double.fail("PUT", &[Failure::Forbidden]);
    assert!(files(blobs.put(two, b"x".to_vec()).await).contains("AccessDenied"));
    double.fail("PUT", &[Failure::Cut; 3]);
    files(blobs.put(two, vec![1; 2_000_000]).await);
    assert!(!blobs.exists(two).await.unwrap(), "nothing half-written");
    assert_eq!(double.objects().len(), 1);
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_not_waited_for_long_and_its_object_goes() {
    let double = Double::start();
    let blobs = open(settings(&double));
    double.fail("PUT", &[Failure::Silent]);
    let begun = Instant::now();
    let told = files(blobs.put(ONE, b"x".to_vec()).await);
    assert!(told.contains("did not answer in time"), "{told}");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(double.objects().len(), 0, "the object whose answer was lost was taken away");
    // Nobody listens there at all.
    let nobody = S3Settings { endpoint: "http://127.0.0.1:9".to_owned(), ..settings(&double) };
    let told = files(open(nobody).get(ONE).await);
    assert!(told.contains("127.0.0.1:9") && told.contains("connection failed"), "{told}");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_known_again_by_the_bytes() {
    let double = Double::start();
    let blobs = open(settings(&double));
    double.fail("PUT", &[Failure::Gone]);
    blobs.put(ONE, b"sealed".to_vec()).await.unwrap();
    assert_eq!(blobs.get(ONE).await.unwrap(), b"sealed");
    assert_eq!(double.objects().len(), 1);
}

#[tokio::test]
async fn what_arrived_or_came_back_in_part_is_no_blob() {
    let double = Double::start();
    let blobs = open(settings(&double));
    double.fail("PUT", &[Failure::Half]);
    let told = files(blobs.put(ONE, b"sealed and whole".to_vec()).await);
    assert!(told.contains("16 bytes were written") && told.contains("it has 8"), "{told}");
    assert_eq!(double.objects().len(), 0, "the half was taken away");
    blobs.put(ONE, vec![5; 100_000]).await.unwrap();
    double.fail("GET", &[Failure::Cut; 3]);
    files(blobs.get(ONE).await);
    assert_eq!(blobs.get(ONE).await.unwrap().len(), 100_000);
}

#[tokio::test]
async fn a_store_without_conditions_takes_new_blobs_and_keeps_old_ones() {
    let double = Double::start();
    let blobs = open(settings(&double));
    double.fail("PUT", &[Failure::NoConditions; 2]);
    blobs.put(ONE, b"sealed".to_vec()).await.unwrap();
    double.put_behind("city/02/000000000000000000000000000000.blob", b"there before");
    let told = blobs.put(Uuid::from_u128(2), b"second".to_vec()).await.unwrap_err().to_string();
    assert!(told.contains("exists already"), "{told}");
}

#[test]
fn settings_that_cannot_be_used_are_named_and_the_secret_never() {
    let good = settings(&Double::start());
    let told = |bad: S3Settings| {
        let told = S3::new(bad, Arc::new(Wall)).map(|_| ()).unwrap_err().to_string();
        assert!(!told.contains(SECRET), "{told}");
        told
    };
    assert!(told(S3Settings { endpoint: "ftp://h".into(), ..good.clone() }).contains("s3.endpoint"));
    assert!(told(S3Settings { endpoint: "https://u:p@h".into(), ..good.clone() }).contains("s3.endpoint"));
    assert!(told(S3Settings { endpoint: "https://h/path".into(), ..good.clone() }).contains("s3.endpoint"));
    assert!(told(S3Settings { bucket: "a/b".into(), ..good.clone() }).contains("s3.bucket"));
    assert!(told(S3Settings { prefix: "/x".into(), ..good.clone() }).contains("s3.prefix"));
    assert!(told(S3Settings { prefix: "a/../b".into(), ..good.clone() }).contains("s3.prefix"));
    assert!(told(S3Settings { region: String::new(), ..good.clone() }).contains("s3.region"));
    assert!(told(S3Settings { key_id: String::new(), ..good.clone() }).contains("s3.key_id"));
    assert!(told(S3Settings { secret: Secret::new("two words".into()), ..good.clone() }).contains("DUGAI_S3_SECRET"));
    let https = S3Settings { endpoint: "https://h".into(), authorities: Some("/no/such.pem".into()), ..good };
    assert!(told(https).contains("/no/such.pem"));
}
