//! Keeping a store: files in an object store, a new key that may be interrupted, the way from one
//! engine to the other.

mod kit;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use dugai_app::{Blobs, S3, S3Settings, Secret, Target};
use dugai_domain::time::{Clock, Timestamp};
use kit::double::{BUCKET, Double, Failure, KEY_ID, REGION, SECRET};
use kit::{City, command, done, run};

/// The double compares nothing with a clock of its own: any moment can be signed.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(1_772_000_000_000_000)
    }
}

fn objects(double: &Double, prefix: &str) -> Blobs {
    let settings = S3Settings {
        endpoint: format!("http://127.0.0.1:{}", double.port),
        bucket: BUCKET.to_owned(),
        prefix: prefix.to_owned(),
        region: REGION.to_owned(),
        key_id: KEY_ID.to_owned(),
        secret: Secret::new(SECRET.to_owned()),
        path_style: true,
        authorities: None,
        patience: Duration::from_secs(2),
    };
    Blobs::S3(Arc::new(S3::new(settings, Arc::new(Still)).expect("can be used")))
}

/// A command on a folder, with the object store in its environment.
fn with_objects(words: &[&str], data: &Path, double: &Double, prefix: &str) -> Command {
    let mut command = command(words);
    command
        .arg("--data")
        .arg(data)
        .env("DUGAI_S3_ENDPOINT", format!("http://127.0.0.1:{}", double.port))
        .env("DUGAI_S3_BUCKET", BUCKET)
        .env("DUGAI_S3_PREFIX", prefix)
        .env("DUGAI_S3_REGION", REGION)
        .env("DUGAI_S3_KEY_ID", KEY_ID)
        .env("DUGAI_S3_SECRET", SECRET);
    command
}

/// A command on a folder.
fn on(words: &[&str], data: &Path) -> Command {
    let mut command = command(words);
    command.arg("--data").arg(data);
    command
}

fn text(path: &Path) -> &str {
    path.to_str().expect("plain")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn evidence_is_acknowledged_when_its_object_is_there_and_never_else() {
    let keep = tempfile::tempdir().expect("a folder");
    let double = Double::start();
    let city = City::found(&Target::Folder(keep.path().join("data")), Some(objects(&double, "a/")), 1).await;
    let events = async || city.office.store.next_event().await.expect("read");
    let (before, kept) = (events().await, double.objects().len());
    assert_eq!(kept, 1);
    assert!(!keep.path().join("data/blobs").exists(), "nothing lies in the folder");
    for failure in [Failure::Broken, Failure::Forbidden, Failure::Cut, Failure::Half, Failure::Silent] {
        double.fail("PUT", &[failure; 3]);
        let told = city.add_text(city.problems[0]).await.expect_err("not acknowledged");
        assert!(told.contains("Files("), "{failure:?}: {told}");
        assert_eq!((events().await, double.objects().len()), (before, kept), "{failure:?}: nothing, not even half");
    }
    double.fail("PUT", &[]);
    city.add_text(city.problems[0]).await.expect("works again without a restart");
    assert_eq!(double.objects().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_and_the_verification_say_what_is_wrong_with_the_ledger() {
    let keep = tempfile::tempdir().expect("a folder");
    let data = keep.path().join("data");
    let city = City::found(&Target::Folder(data.clone()), None, 1).await;
    let bad = |part: &str| {
        let (_, printed, _) = run(&mut on(&["doctor", "--json"], &data));
        let all: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        let list = all["findings"].as_array().expect("a list").clone();
        list.iter().any(|f| f["well"] == false && f["what"].as_str().is_some_and(|w| w.contains(part)))
    };
    assert!(!bad("the ledger") && !bad("search index") && !bad("refuses"));
    assert!(!done(&mut on(&["verify"], &data)).contains("not signed"));
    // Recorded in March and never signed: that is told, and no difference; the next command signs it.
    city.cast.register(&city.office, "8").await.expect("registered");
    assert!(bad("waits since 2026-03-02"));
    let said = done(&mut on(&["verify"], &data));
    assert!(said.contains("newest events are not signed yet, the oldest of 2026-03-02 10:00"), "{said}");
    done(&mut on(&["unit", "alias", "市整改办", "整改中心"], &data));
    assert!(!bad("the ledger is signed") && !done(&mut on(&["verify"], &data)).contains("not signed"));
    let key = data.join("vault.key");
    std::fs::rename(&key, data.join("away")).expect("moved");
    assert!(done(&mut on(&["verify"], &data)).contains("the vault's key is not here"));
    std::fs::rename(data.join("away"), &key).expect("moved");
    let spoil = async |sql: &'static str| {
        let writes = vec![dugai_store::Write::new(sql, Vec::new())];
        city.office.store.commit(dugai_store::Commit { writes, ..Default::default() }).await.expect("written");
    };
    spoil("DELETE FROM problem_text_data WHERE id > 10").await;
    assert!(bad("the search index is damaged"));
    assert!(done(&mut on(&["migrate"], &data)).contains("made anew"));
    assert!(!bad("search index"));
    spoil("DROP TRIGGER event_no_update").await;
    assert!(bad("event_no_update"));
    let (code, _, told) = run(&mut on(&["verify"], &data));
    assert!(code == Some(1) && told.contains("event_no_update"), "{told}");
    assert!(done(&mut on(&["migrate"], &data)).contains("put back: the guard event_no_update"));
    spoil("DELETE FROM vault WHERE purpose = 'head'").await;
    assert!(bad("not in the vault any more"));
    let server = kit::Server::start(&Target::Folder(data.clone()), keep.path(), "refuses");
    let (status, _, said) = server.get("/readyz", "");
    assert!(status == 503 && said.contains("ledger_refused"), "{status} {said}");
    drop(server);
    let (code, _, told) = run(&mut on(&["verify"], &data));
    assert!(code == Some(1) && told.contains("no head of the ledger is sealed"), "{told}");
    let (code, _, told) = run(&mut on(&["unit", "alias", "市整改办", "整改专班"], &data));
    assert!(code == Some(1) && told.contains("it was done, and the ledger could not be signed"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_carries_the_objects_and_goes_back_to_either_place() {
    let keep = tempfile::tempdir().expect("a folder");
    let (data, copy) = (keep.path().join("data"), keep.path().join("copy"));
    let double = Double::start();
    drop(City::found(&Target::Folder(data.clone()), Some(objects(&double, "a/")), 20).await);
    done(&mut with_objects(&["backup", text(&copy)], &data, &double, "a/"));
    assert_eq!(double.objects().len(), 20);

    // Back into an object store under another prefix, and into a plain folder without one.
    let back = keep.path().join("back");
    let printed = done(&mut with_objects(&["restore", text(&copy)], &back, &double, "b/"));
    assert!(printed.contains("20 sealed files"), "{printed}");
    let objects = double.objects();
    assert_eq!(objects.len(), 40);
    assert!(objects.keys().filter(|k| k.starts_with("a/")).all(|k| objects[k] == objects[&k.replacen("a/", "b/", 1)]));
    let plain = keep.path().join("plain");
    assert!(done(&mut on(&["restore", text(&copy)], &plain)).contains("20 sealed files"));
    // A restore that meets its own objects is no harm; other bytes are not written over.
    done(&mut with_objects(&["restore", text(&copy)], &keep.path().join("again"), &double, "b/"));
    let name = objects.keys().find(|k| k.starts_with("b/")).expect("one").clone();
    double.put_behind(&name, b"other");
    let (code, _, told) = run(&mut with_objects(&["restore", text(&copy)], &keep.path().join("no"), &double, "b/"));
    assert!(code == Some(1) && told.contains("exists already"), "{told}");

    // A backup that cannot be whole says so and holds no key.
    let lost = objects.keys().find(|k| k.starts_with("a/")).expect("one").clone();
    double.put_behind(&lost, b"");
    double.fail("GET", &[Failure::Forbidden]);
    let half = keep.path().join("half");
    let (code, _, told) = run(&mut with_objects(&["backup", text(&half)], &data, &double, "a/"));
    assert!(code == Some(1) && told.contains("no whole backup"), "{told}");
    let (code, _, told) = run(&mut on(&["restore", text(&half)], &keep.path().join("never")));
    assert!(code == Some(1) && told.contains("no backup"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_looks_at_the_object_store_and_tells_no_secret() {
    let keep = tempfile::tempdir().expect("a folder");
    let data = keep.path().join("data");
    let double = Double::start();
    drop(City::found(&Target::Folder(data.clone()), Some(objects(&double, "a/")), 2).await);
    let findings = |command: &mut Command| {
        let (_, printed, told) = run(command);
        assert!(!printed.contains(SECRET) && !told.contains(SECRET));
        let all: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        let list = all["findings"].as_array().expect("a list").clone();
        move |part: &str| {
            let one = list.iter().find(|f| f["what"].as_str().is_some_and(|w| w.contains(part)));
            one.unwrap_or_else(|| panic!("no finding of {part} in {list:?}"))["well"].as_bool().expect("a word")
        }
    };
    let doctor = &["doctor", "--json"];
    let good = findings(&mut with_objects(doctor, &data, &double, "a/"));
    assert!(good("can be written, read and removed") && good("recorded files") && good("no change of the vault's key"));
    assert_eq!(double.objects().len(), 2, "the probe is gone");
    double.fail("PUT", &[Failure::Forbidden]);
    assert!(!findings(&mut with_objects(doctor, &data, &double, "a/"))("cannot be kept in"));
    // The right store and the wrong prefix: what is recorded is not there.
    assert!(!findings(&mut with_objects(doctor, &data, &double, "z/"))("2 are missing"));
    let (code, _, told) = run(with_objects(doctor, &data, &double, "a/").env_remove("DUGAI_S3_SECRET"));
    assert!(code == Some(1) && told.contains("1 of") || told.contains("DUGAI_S3_SECRET"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_may_be_interrupted_at_any_moment() {
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Folder(keep.path().join("data"));
    let city = City::found(&target, None, 40).await;
    let data = target.folder().to_owned();
    let (code, _, told) = run(&mut on(&["vault", "rotate"], &data));
    assert!(code == Some(1) && told.contains("dugai serve"), "an office is open: {told}");
    drop(city);
    let first = std::fs::read(data.join("vault.key")).expect("a key");
    let (mut killed, mut half_done) = (0, 0);
    // Later and later, until one run comes to its end.
    for pause in (0..400).map(|n| Duration::from_millis(4 * n)) {
        let mut child = on(&["vault", "rotate"], &data).stdout(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(pause);
        if child.try_wait().expect("asked").is_some_and(|status| status.success()) {
            break;
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        killed += 1;
        if data.join("vault.key.old").exists() {
            half_done += 1;
            if half_done == 1 {
                // The doctor says so, and work goes on with both keys.
                let (_, printed, _) = run(&mut on(&["doctor"], &data));
                assert!(printed.contains("BAD a change of the vault's key was interrupted"), "{printed}");
                assert!(printed.contains("ok  the vault's key opens the ledger's key"), "{printed}");
                let copy = keep.path().join("copy-of-half");
                done(&mut on(&["backup", text(&copy)], &data));
                assert!(copy.join("vault.key.old").is_file(), "a backup in between holds both keys");
                done(&mut on(&["restore", text(&copy)], &keep.path().join("half-restored")));
            }
        }
    }
    assert!(killed > 0 && half_done > 0, "killed {killed} times, {half_done} of them half done");
    println!("killed {killed} times, {half_done} of them with both keys in use");
    let printed = done(&mut on(&["vault", "rotate", "--json"], &data));
    let said: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((said["files"].as_u64(), said["resumed"].as_bool()), (Some(40), Some(false)), "{said}");
    assert_ne!(std::fs::read(data.join("vault.key")).expect("a key"), first);
    for gone in ["vault.key.old", "vault.key.new"] {
        assert!(!data.join(gone).exists(), "{gone}");
    }
    done(&mut on(&["verify"], &data));
}

/// Root of a store, as `dugai verify` prints it.
fn root(words: &[String]) -> serde_json::Value {
    let words: Vec<&str> = ["verify", "--json"].into_iter().chain(words.iter().map(String::as_str)).collect();
    serde_json::from_str(&done(&mut command(&words))).expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_goes_from_one_engine_to_the_other_and_back() {
    let Some(url) = kit::database().await else { return };
    let keep = tempfile::tempdir().expect("a folder");
    let first = Target::Folder(keep.path().join("data"));
    let city = City::found(&first, None, 12).await;
    let id = city.problems[0];
    city.cast.up_to(&city.office, id, "open_notice").await.expect("a long path");
    city.cast.log_in(&city.office, "clerk").await.expect("has a password");
    city.office.follow_ledger().await.expect("signed");
    let copy = |from: &Target, to: &str| {
        let words = kit::at(from);
        let words: Vec<&str> = ["copy", "--to", to].into_iter().chain(words.iter().map(String::as_str)).collect();
        run(&mut command(&words))
    };
    let (code, _, told) = copy(&first, &url);
    assert!(code == Some(1) && told.contains("dugai serve"), "an office is open: {told}");
    drop(city);

    // To PostgreSQL: the folder with key and files stays.
    let (code, printed, told) = copy(&first, &url);
    assert_eq!(code, Some(0), "{told}");
    assert!(printed.contains("12 sealed files") && printed.contains("database_url"), "{printed}");
    let second = Target::Postgres { url: url.clone(), folder: first.folder().to_owned() };
    assert_eq!(root(&kit::at(&first)), root(&kit::at(&second)), "events, streams, checkpoints and root");
    let (code, _, told) = copy(&first, &url);
    assert!(code == Some(1) && told.contains("holds something already"), "{told}");

    // And back, into a folder of its own.
    let third = Target::Folder(keep.path().join("back"));
    let (code, printed, told) = copy(&second, text(third.folder()));
    assert_eq!(code, Some(0), "{told}");
    assert!(printed.contains("12 sealed files"), "{printed}");
    assert_eq!(root(&kit::at(&first)), root(&kit::at(&third)));
    let (code, _, told) = copy(&second, text(third.folder()));
    assert!(code == Some(1) && told.contains("dugai.sqlite already"), "{told}");

    // What was recorded is at work in the copy: the list, the files, the next act.
    let log = |target: &Target| {
        let words = kit::at(target);
        let words: Vec<&str> = ["log", "市1", "--json"].into_iter().chain(words.iter().map(String::as_str)).collect();
        done(&mut command(&words))
    };
    assert_eq!(log(&first), log(&third));
    let keeper = keep.path().join("server");
    std::fs::create_dir_all(&keeper).expect("made");
    let server = kit::Server::start(&third, &keeper, "copy");
    let clerk = server.log_in("clerk", dugai_app::testing::PASSWORD);
    let (status, _, html) = server.get("/problems", &clerk);
    assert!(status == 200 && html.contains("市12"), "{status}");
}

/// Kills copies later and later until one comes to its end; each target that was left is looked at.
/// Gives how many of them held half a copy.
async fn killed_copies(source: &Target, target: impl AsyncFn(usize) -> Target) -> usize {
    let mut half = 0;
    for n in 0..400 {
        let to = target(n).await;
        let name = match &to {
            Target::Folder(folder) => text(folder).to_owned(),
            Target::Postgres { url, .. } => url.clone(),
        };
        let mut child = on(&["copy", "--to", &name], source.folder()).stdout(Stdio::null()).spawn().expect("starts");
        std::thread::sleep(Duration::from_millis(15 * n as u64));
        if child.try_wait().expect("asked").is_some_and(|status| status.success()) {
            done(command(&["verify"]).args(kit::at(&to)));
            return half;
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        // What was finished in the moment before is whole; everything else is opened by nothing.
        let (code, printed, told) = run(command(&["user", "list"]).args(kit::at(&to)));
        if code == Some(0) {
            done(command(&["verify"]).args(kit::at(&to)));
            assert!(!printed.is_empty());
        } else if told.contains("a copy into this store was interrupted") {
            half += 1;
            if half == 1 {
                for words in [
                    &["verify"][..],
                    &["serve", "--listen", "127.0.0.1:0"],
                    &["migrate"],
                    &["doctor"],
                    &["init", "--city", "虚构市"],
                ] {
                    let (code, printed, told) = run(command(words).args(kit::at(&to)));
                    let all = format!("{printed}{told}");
                    assert!(code == Some(1) && all.contains("was interrupted"), "{words:?}: {all}");
                }
            }
        } else {
            assert!(told.contains("nothing was founded") || told.contains("no store"), "{told}");
        }
    }
    panic!("no copy came to its end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_was_killed_is_opened_by_nothing() {
    let keep = tempfile::tempdir().expect("a folder");
    let source = Target::Folder(keep.path().join("data"));
    drop(City::found(&source, None, 12).await);
    let half = killed_copies(&source, async |n| Target::Folder(keep.path().join(format!("copy{n}")))).await;
    assert!(half > 0, "none was killed in the middle");
    println!("{half} of the folders held half a copy");
    if kit::database().await.is_none() {
        return;
    }
    let database =
        async |_| Target::Postgres { url: kit::database().await.expect("there"), folder: source.folder().to_owned() };
    let half = killed_copies(&source, database).await;
    assert!(half > 0, "none was killed in the middle");
    println!("{half} of the databases held half a copy");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_database_stays_empty_and_what_is_wrong_with_it_is_said() {
    let Some(url) = kit::database().await else { return };
    let keep = tempfile::tempdir().expect("a folder");
    let target = Target::Postgres { url: url.clone(), folder: keep.path().join("data") };
    for words in [&["verify"][..], &["migrate"], &["user", "list"], &["serve", "--listen", "127.0.0.1:0"]] {
        let (code, _, told) = run(command(words).args(kit::at(&target)));
        assert!(code == Some(1) && told.contains("nothing was founded"), "{words:?}: {told}");
    }
    assert!(!target.folder().exists(), "no folder is made");
    assert!(dugai_store::Store::find(&target).await.expect("asked").is_none(), "no schema is made");
    let (start, name) = url.rsplit_once('/').expect("a URL");
    let elsewhere = format!("{start}/no_such_{name}");
    let (code, _, told) = run(&mut command(&["verify", "--database-url", &elsewhere]));
    assert!(code == Some(1) && told.contains("has no database no_such_"), "{told}");
}

/// A read-only view of a folder, gone with the value.
struct ReadOnly<'a>(&'a Path);

impl<'a> ReadOnly<'a> {
    fn of(folder: &'a Path) -> Option<Self> {
        let mount = |words: &[&str]| Command::new("mount").args(words).stderr(Stdio::null()).status();
        let at = text(folder);
        let bound = mount(&["--bind", at, at]).is_ok_and(|made| made.success());
        let view = bound.then_some(Self(folder))?;
        mount(&["-o", "remount,ro,bind", at]).is_ok_and(|made| made.success()).then_some(view)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        let _gone = Command::new("umount").arg(self.0).stderr(Stdio::null()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_on_a_read_only_disk_can_be_looked_at() {
    let keep = tempfile::tempdir().expect("a folder");
    let data = keep.path().join("data");
    let city = City::found(&Target::Folder(data.clone()), None, 1).await;
    let id = city.problems[0].to_string();
    drop(city);
    let Some(_view) = ReadOnly::of(&data) else { return println!("SKIPPED: nothing may be mounted here") };
    assert!(std::fs::write(data.join("probe"), b"x").is_err(), "it is read-only");
    assert!(done(&mut on(&["verify"], &data)).contains("sound"));
    assert!(!done(&mut on(&["log", &id], &data)).is_empty() && !done(&mut on(&["due", &id], &data)).is_empty());
    let list = keep.path().join("list.xlsx");
    done(&mut on(&["export", "register", "--out", text(&list)], &data));
    assert!(list.is_file());
    let (code, told, _) = run(&mut on(&["doctor"], &data));
    assert!(code == Some(1) && told.contains("BAD the folder") && told.contains("calendar"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_with_a_gap_names_it_and_brings_back_the_rest() {
    let keep = tempfile::tempdir().expect("a folder");
    let double = Double::start();
    for in_objects in [false, true] {
        let part = |name: &str| keep.path().join(format!("{name}-{in_objects}"));
        let (data, copy, back) = (part("data"), part("copy"), part("back"));
        let blobs = in_objects.then(|| objects(&double, "a/"));
        let city = City::found(&Target::Folder(data.clone()), blobs, 3).await;
        let lost = city.office.store.blob_ids(uuid::Uuid::nil(), 9).await.expect("read")[1];
        city.office.blobs().remove(lost).await.expect("removed");
        drop(city);
        let lost = lost.to_string();
        let words = ["backup", text(&copy)];
        let mut backup = if in_objects { with_objects(&words, &data, &double, "a/") } else { on(&words, &data) };
        let (code, _, told) = run(&mut backup);
        assert!(code == Some(1) && told.contains(&lost) && told.contains("1 recorded file"), "{told}");
        let (code, printed, told) = run(&mut on(&["restore", text(&copy)], &back));
        assert!(code == Some(1) && told.contains(&lost), "{told}");
        assert!(printed.contains("restored and verified") && printed.contains("2 sealed files"), "{printed}");
        done(&mut on(&["verify"], &back));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_doctor_could_not_look_at_is_no_good_news() {
    let keep = tempfile::tempdir().expect("a folder");
    let data = keep.path().join("data");
    let city = City::found(&Target::Folder(data.clone()), None, 1).await;
    for (sql, told) in [
        ("ALTER TABLE blob RENAME TO away_blob", "look for recorded files"),
        ("ALTER TABLE login RENAME TO away_login", "look for an administrator"),
        ("ALTER TABLE checkpoint RENAME TO away_checkpoint", "look how far the ledger is signed"),
    ] {
        let writes = vec![dugai_store::Write::new(sql, Vec::new())];
        city.office.store.commit(dugai_store::Commit { writes, ..Default::default() }).await.expect("written");
        let (code, printed, _) = run(&mut on(&["doctor", "--json"], &data));
        let all: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
        let list = all["findings"].as_array().expect("a list");
        let bad =
            |f: &&serde_json::Value| f["well"] == false && f["what"].as_str().is_some_and(|w| w.starts_with(told));
        assert_eq!((code, list.iter().filter(bad).count()), (Some(1), 1), "{told}: {printed}");
    }
}
